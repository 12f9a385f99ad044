// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "expr/parser.h"

#include "base/jsonvalue.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>

// Names, calls, macros, lists and maps: what operators stand between.
namespace signalbox::expr {

namespace {
struct Method
{
    std::string_view name;
    Op op;
    std::size_t arguments;
};

constexpr std::array<Method, 5> methods{{
    {"size", Op::Size, 0},
    {"startsWith", Op::StartsWith, 1},
    {"endsWith", Op::EndsWith, 1},
    {"contains", Op::Contains, 1},
    {"matches", Op::Matches, 1},
}};

constexpr std::array<Method, 5> macros{{
    {"all", Op::All, 2},
    {"exists", Op::Exists, 2},
    {"exists_one", Op::ExistsOne, 2},
    {"filter", Op::Filter, 2},
    {"map", Op::Transform, 2},
}};

constexpr std::string_view reserved[] = {
    "as",  "break",  "const", "continue", "else",      "for",     "function",
    "if",  "import", "let",   "loop",     "namespace", "package", "return",
    "var", "void",   "while", "in",       "true",      "false",   "null"};

bool isReserved(std::string_view word)
{
    return std::find(std::begin(reserved), std::end(reserved), word) != std::end(reserved);
}

const Method* findMethod(const std::array<Method, 5>& table, std::string_view name)
{
    const auto found = std::find_if(table.begin(), table.end(),
                                    [name](const Method& m) { return m.name == name; });
    return found == table.end() ? nullptr : &*found;
}

std::uint32_t intern(std::vector<std::string>& table, std::string_view text)
{
    const auto found = std::find(table.begin(), table.end(), text);
    if (found != table.end())
        return std::uint32_t(found - table.begin());
    table.emplace_back(text);
    return std::uint32_t(table.size() - 1);
}
} // namespace

NodeId Parser::member()
{
    const std::size_t first = m_children.size();
    NodeId node = primary();
    while (!m_error) {
        const std::size_t at = m_token.at;
        if (m_token.is("[")) {
            advance();
            push(node, at);
            push(nested(), at);
            expect("]");
            node = add(Op::Index, at, first);
            continue;
        }
        if (!m_token.is("."))
            break;
        advance();
        const Token name = m_token;
        if (name.kind != Token::Kind::Identifier || name.text == "in" || name.text == "true"
            || name.text == "false" || name.text == "null")
            return unexpected("the name of a field or method");
        advance();
        if (m_token.is("(")) {
            node = method(node, name);
            continue;
        }
        push(node, name.at);
        node = add(Op::Field, name.at, first, intern(m_syntax.fields, name.text));
    }
    return m_error ? none : node;
}

// `(` is the present token. Pushes the arguments.
bool Parser::arguments(const Token& name, std::size_t wanted)
{
    const std::size_t first = m_children.size();
    if (!expect("("))
        return false;
    while (!m_error && !m_token.is(")")) {
        push(nested(), m_token.at);
        if (!m_token.is(","))
            break;
        advance();
    }
    if (!expect(")"))
        return false;
    if (m_children.size() - first == wanted)
        return true;
    refuse(name.at,
           std::string(name.text) + "() takes " + std::to_string(wanted)
               + (wanted == 1 ? " argument, not " : " arguments, not ")
               + std::to_string(m_children.size() - first));
    return false;
}

NodeId Parser::method(NodeId object, const Token& name)
{
    if (const auto* found = findMethod(macros, name.text))
        return macro(object, name, found->op);
    const auto* found = findMethod(methods, name.text);
    if (!found)
        return refuse(name.at,
                      "unknown method " + shown(name.text)
                          + ", there are size, startsWith, endsWith, contains, matches, all, "
                            "exists, exists_one, filter and map");
    const std::size_t first = m_children.size();
    push(object, name.at);
    if (!arguments(name, found->arguments))
        return none;
    const NodeId call = add(found->op, name.at, first);
    if (found->op == Op::Matches && !m_error)
        addPattern(call);
    return m_error ? none : call;
}

void Parser::addPattern(NodeId call)
{
    auto& node = m_syntax.nodes[call];
    const Node pattern = m_syntax.child(node, 1);
    if (pattern.op != Op::Literal || !m_syntax.constants[pattern.detail].is_string())
        return;
    std::string problem;
    auto compiled =
        compilePattern(m_syntax.constants[pattern.detail].get_ref<const std::string&>(), problem);
    if (!compiled) {
        refuse(pattern.at, problem);
        return;
    }
    m_syntax.patterns.push_back(std::move(compiled));
    node.detail = std::uint32_t(m_syntax.patterns.size());
}

NodeId Parser::macro(NodeId range, const Token& name, Op op)
{
    const std::size_t first = m_children.size();
    push(range, name.at);
    if (!expect("("))
        return none;
    const Token variable = m_token;
    if (variable.kind != Token::Kind::Identifier || isReserved(variable.text))
        return refuse(variable.at,
                      std::string(name.text) + "() begins with the name of its variable: "
                          + std::string(name.text) + "(x, ...)");
    advance();
    if (!expect(","))
        return none;
    const auto slot = std::uint32_t(m_locals.size());
    m_locals.push_back(variable.text);
    m_syntax.locals = std::max(m_syntax.locals, slot + 1);
    push(nested(), m_token.at);
    if (op == Op::Transform && m_token.is(",")) {
        advance();
        push(nested(), m_token.at);
    }
    m_locals.pop_back();
    if (!expect(")"))
        return none;
    return add(op, name.at, first, slot);
}

NodeId Parser::primary()
{
    const Token token = m_token;
    switch (token.kind) {
    case Token::Kind::Int:
    case Token::Kind::Double:
        advance();
        return number(token, false);
    case Token::Kind::String:
        advance();
        return literal(token.value, token.at);
    case Token::Kind::Identifier:
        return word(token);
    default:
        break;
    }
    if (token.is("(")) {
        advance();
        const NodeId node = nested();
        return expect(")") ? node : none;
    }
    if (token.is("["))
        return listLiteral();
    if (token.is("{"))
        return mapLiteral();
    return m_error ? none : unexpected("a value");
}

NodeId Parser::word(const Token& name)
{
    advance();
    if (name.text == "true" || name.text == "false")
        return literal(name.text == "true", name.at);
    if (name.text == "null")
        return literal(nullptr, name.at);
    if (isReserved(name.text))
        return refuse(name.at, shown(name.text) + " is a reserved word");
    if (m_token.is("("))
        return function(name);
    for (std::size_t slot = m_locals.size(); slot-- > 0;) {
        if (m_locals[slot] == name.text)
            return add(Op::Local, name.at, m_children.size(), std::uint32_t(slot));
    }
    return add(Op::Name, name.at, m_children.size(), intern(m_syntax.names, name.text));
}

NodeId Parser::function(const Token& name)
{
    const std::size_t first = m_children.size();
    if (name.text == "size" || name.text == "file") {
        if (!arguments(name, 1))
            return none;
        return add(name.text == "size" ? Op::Size : Op::File, name.at, first);
    }
    if (name.text == "matches") { // the only one that CEL has in both ways
        if (!arguments(name, 2))
            return none;
        const NodeId call = add(Op::Matches, name.at, first);
        if (!m_error)
            addPattern(call);
        return m_error ? none : call;
    }
    if (name.text == "has") {
        if (!arguments(name, 1))
            return none;
        const NodeId argument = m_children.back().node;
        m_children.resize(first);
        auto& node = m_syntax.nodes[argument];
        if (node.op != Op::Field)
            return refuse(name.at, "has() takes a field: has(state.name)");
        node.op = Op::HasField;
        return argument;
    }
    if (findMethod(methods, name.text) || findMethod(macros, name.text))
        return refuse(name.at,
                      std::string(name.text) + " is a method: value." + std::string(name.text)
                          + "(...)");
    return refuse(name.at,
                  "unknown function " + shown(name.text)
                      + ", there are size, has, matches and file");
}

NodeId Parser::listLiteral()
{
    const std::size_t at = m_token.at;
    const std::size_t first = m_children.size();
    advance();
    while (!m_error && !m_token.is("]")) {
        push(nested(), m_token.at);
        if (!m_token.is(","))
            break;
        advance();
    }
    if (!expect("]"))
        return none;
    return foldLiterals(add(Op::List, at, first));
}

NodeId Parser::mapLiteral()
{
    const std::size_t at = m_token.at;
    const std::size_t first = m_children.size();
    advance();
    while (!m_error && !m_token.is("}")) {
        const std::size_t keyAt = m_token.at;
        const NodeId key = nested();
        if (m_error)
            return none;
        const Node& node = m_syntax.nodes[key];
        if (node.op == Op::Literal && !m_syntax.constants[node.detail].is_string())
            return refuse(keyAt, "the keys of a map are strings");
        push(key, keyAt);
        if (!expect(":"))
            return none;
        push(nested(), m_token.at);
        if (!m_token.is(","))
            break;
        advance();
    }
    if (!expect("}"))
        return none;
    return foldLiterals(add(Op::Map, at, first));
}

// A list or map of literals becomes one literal, built once.
NodeId Parser::foldLiterals(NodeId id)
{
    if (m_error)
        return none;
    auto& node = m_syntax.nodes[id];
    for (std::uint32_t i = 0; i < node.count; ++i) {
        if (m_syntax.child(node, i).op != Op::Literal)
            return id;
    }
    auto part = [&](std::uint32_t i) -> Json& {
        return m_syntax.constants[m_syntax.child(node, i).detail];
    };
    Json value = node.op == Op::List ? Json::array() : Json::object();
    if (node.op == Op::List) {
        for (std::uint32_t i = 0; i < node.count; ++i)
            value.push_back(std::move(part(i)));
    } else {
        for (std::uint32_t i = 0; i < node.count; i += 2) {
            const auto& key = part(i).get_ref<const std::string&>();
            if (value.contains(key))
                return refuse(m_syntax.child(node, i).at,
                              "the key " + shown(key) + " stands twice in one map");
            value[key] = std::move(part(i + 1));
        }
    }
    m_syntax.constants.push_back(std::move(value));
    node = {Op::Literal, node.at, node.first, 0, std::uint32_t(m_syntax.constants.size() - 1)};
    return id;
}

} // namespace signalbox::expr
