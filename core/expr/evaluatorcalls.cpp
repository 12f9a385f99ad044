// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "expr/evaluator.h"

#include "base/jsonvalue.h"
#include "base/text.h"

#include <re2/re2.h>

#include <algorithm>
#include <cstring>

// Functions, methods and macros.
namespace signalbox::expr {

Value Evaluator::size(const Node& node)
{
    const Value value = evaluateChild(node, 0);
    if (value.isFailed())
        return value;
    if (value.isText()) {
        if (!m_allowance.takeSteps(value.length / 64))
            return spent();
        const auto text = value.string();
        return Value::of(std::int64_t(
            std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; })));
    }
    if (!value.isList() && !value.isMap())
        return wrongType(node.at, "size()", "a string, list or map", value);
    return Value::of(std::int64_t(sizeOf(value)));
}

Value Evaluator::textMethod(const Node& node)
{
    const std::string what = std::string(functionName(node.op)) + "()";
    const Value object = evaluateChild(node, 0);
    if (object.isFailed())
        return object;
    const Value argument = evaluateChild(node, 1);
    if (argument.isFailed())
        return argument;
    if (!object.isText())
        return node.op == Op::Contains && (object.isList() || object.isMap())
            ? failed(Errc::Invalid, node.at, "contains() is for strings, write: x in list")
            : wrongType(node.at, what, "a string before its dot", object);
    if (!argument.isText())
        return wrongType(node.at, what, "a string", argument);
    if (!m_allowance.takeSteps((object.length + argument.length) / 64))
        return spent();
    const auto text = object.string();
    switch (node.op) {
    case Op::StartsWith:
        return Value::of(text.starts_with(argument.string()));
    case Op::EndsWith:
        return Value::of(text.ends_with(argument.string()));
    case Op::Contains:
        // linear in both, unlike std::string_view::find
        return Value::of(argument.length == 0
                         || memmem(text.data(), text.size(), argument.text, argument.length));
    default:
        return matches(node, text, argument.string());
    }
}

Value Evaluator::matches(const Node& node, std::string_view text, std::string_view pattern)
{
    const re2::RE2* compiled = nullptr;
    if (node.detail > 0) {
        compiled = m_syntax.patterns[node.detail - 1].get();
    } else {
        if (!m_pattern || m_patternText != pattern) {
            if (!m_allowance.takeSteps(patternSteps))
                return spent();
            std::string problem;
            m_pattern = compilePattern(pattern, problem);
            m_patternText = pattern;
            if (!m_pattern)
                return failed(Errc::Invalid, node.at, problem);
        }
        compiled = m_pattern.get();
    }
    // What a byte costs at worst grows with the program: RE2 leaves its automaton when that outgrows its memory.
    constexpr std::size_t workPerStep = 256;
    if (!m_allowance.takeSteps(text.size() / workPerStep * std::size_t(compiled->ProgramSize())))
        return spent();
    return Value::of(re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *compiled));
}

Value Evaluator::file(const Node& node)
{
    const Value name = evaluateChild(node, 0);
    if (name.isFailed())
        return name;
    if (!name.isText())
        return wrongType(node.at, "file()", "a string", name);
    for (const auto& [known, json] : m_files) {
        if (known == name.string())
            return Value::of(json);
    }
    if (!m_scope.file)
        return failed(Errc::Invalid, node.at, "file() cannot be used here");
    if (++m_fileCount > maxFiles) {
        m_allowance.isSpent = true;
        return spent();
    }
    auto json = m_scope.file(std::string(name.string()));
    if (!json)
        return failed(json.error().code, node.at,
                      "file(" + shown(name.string()) + "): " + json.error().text());
    m_files.emplace_front(std::string(name.string()), std::move(*json));
    return Value::of(m_files.front().second);
}

// Elements of a list, keys of a map; `elements` holds them where the range is no list of values already.
bool Evaluator::range(const Node& node, Value& out, ValueList& elements)
{
    out = evaluateChild(node, 0);
    if (out.isFailed())
        return false;
    if (out.isList())
        return true;
    if (!out.isMap()) {
        wrongType(node.at, std::string(functionName(node.op)) + "()",
                  "a list or map before its dot", out);
        return false;
    }
    const std::size_t size = sizeOf(out);
    if (!m_allowance.takeSteps(size) || !m_allowance.takeBytes(size * sizeof(Value))) {
        spent();
        return false;
    }
    elements.reserve(size);
    if (out.kind == Value::Kind::Map) {
        for (const auto& entry : *out.fields)
            elements.push_back(Value::of(entry.first));
    } else {
        for (auto entry = out.json->begin(); entry != out.json->end(); ++entry)
            elements.push_back(Value::of(std::string_view(entry.key())));
    }
    out = Value::of(elements);
    return true;
}

bool Evaluator::condition(const Node& node, std::uint32_t child, bool& out)
{
    const Value value = evaluateChild(node, child);
    if (value.isFailed())
        return false;
    if (!value.isBool()) {
        wrongType(node.at, std::string(functionName(node.op)) + "()",
                  "a condition that gives a bool", value);
        return false;
    }
    out = value.boolean;
    return true;
}

// As && and || over the elements: one that decides wins over errors of others.
Value Evaluator::quantified(const Node& node)
{
    const bool decisive = node.op == Op::Exists;
    Value elements;
    ValueList keys;
    if (!range(node, elements, keys))
        return {};
    Fault first;
    bool hasFailed = false;
    const std::size_t size = sizeOf(elements);
    for (std::size_t i = 0; i < size; ++i) {
        m_locals[node.detail] = elementAt(elements, i);
        bool holds = false;
        if (condition(node, 1, holds)) {
            if (holds == decisive)
                return Value::of(decisive);
            continue;
        }
        if (m_allowance.isSpent)
            return spent();
        if (!hasFailed)
            first = std::move(m_fault);
        hasFailed = true;
    }
    if (!hasFailed)
        return Value::of(!decisive);
    m_fault = std::move(first);
    return {};
}

Value Evaluator::existsOne(const Node& node)
{
    Value elements;
    ValueList keys;
    if (!range(node, elements, keys))
        return {};
    std::size_t count = 0;
    const std::size_t size = sizeOf(elements);
    for (std::size_t i = 0; i < size; ++i) {
        m_locals[node.detail] = elementAt(elements, i);
        bool holds = false;
        if (!condition(node, 1, holds))
            return {};
        count += holds ? 1 : 0;
    }
    return Value::of(count == 1);
}

Value Evaluator::collected(const Node& node)
{
    Value elements;
    ValueList keys;
    if (!range(node, elements, keys))
        return {};
    const bool hasCondition = node.op == Op::Filter || node.count == 3;
    ValueList out;
    const std::size_t size = sizeOf(elements);
    for (std::size_t i = 0; i < size; ++i) {
        const Value element = elementAt(elements, i);
        m_locals[node.detail] = element;
        bool holds = true;
        if (hasCondition && !condition(node, 1, holds))
            return {};
        if (!holds)
            continue;
        out.push_back(node.op == Op::Filter ? element : evaluateChild(node, node.count - 1));
        if (out.back().isFailed())
            return {};
    }
    return keep(std::move(out));
}

} // namespace signalbox::expr
