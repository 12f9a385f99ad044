// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "expr/evaluator.h"

#include "base/jsonvalue.h"

#include <re2/re2.h>

#include <algorithm>
#include <cmath>

namespace signalbox::expr {

Evaluator::Evaluator(const Syntax& syntax, const Scope& scope)
    : m_syntax(syntax)
    , m_scope(scope)
    , m_allowance{Expression::maxSteps, maxBytes}
    , m_locals(syntax.locals)
{ }

Evaluator::~Evaluator() = default;

Result<Json> Evaluator::json()
{
    const Value value = evaluate(m_syntax.root);
    if (value.isFailed())
        return error();
    std::string_view problem;
    auto out = toJson(value, m_allowance, problem);
    if (m_allowance.isSpent) {
        spent();
        return error();
    }
    if (!problem.empty())
        return failAt(Errc::Invalid, m_syntax.source, 0, problem);
    return out;
}

Result<bool> Evaluator::boolean()
{
    const Value value = evaluate(m_syntax.root);
    if (value.isFailed())
        return error();
    if (!value.isBool())
        return failAt(Errc::Invalid, m_syntax.source, 0,
                      "a condition gives a bool, this gives " + std::string(kindName(value)));
    return value.boolean;
}

tl::unexpected<Error> Evaluator::error() const
{
    return failAt(m_fault.code, m_syntax.source, m_fault.at, m_fault.message);
}

Value Evaluator::failed(Errc code, std::size_t at, std::string message)
{
    m_fault = {code, at, std::move(message)};
    return {};
}

Value Evaluator::wrongType(std::size_t at, std::string_view what, std::string_view wanted,
                           const Value& found)
{
    return failed(Errc::Invalid, at,
                  std::string(what) + " takes " + std::string(wanted) + ", not "
                      + std::string(kindName(found)));
}

Value Evaluator::spent()
{
    return failed(Errc::Limit, 0,
                  "the expression takes more than " + std::to_string(Expression::maxSteps)
                      + " steps or its values more than " + std::to_string(maxBytes >> 20)
                      + " MiB");
}

Value Evaluator::evaluate(NodeId id)
{
    if (!m_allowance.takeSteps(1))
        return spent();
    const Node& node = m_syntax.nodes[id];
    switch (node.op) {
    case Op::Literal:
        return Value::of(m_syntax.constants[node.detail]);
    case Op::Name:
        return name(node);
    case Op::Local:
        return m_locals[node.detail];
    case Op::Field:
        return field(node);
    case Op::HasField:
        return hasField(node);
    case Op::Index:
        return index(node);
    case Op::List:
        return list(node);
    case Op::Map:
        return map(node);
    case Op::Not:
        return negation(node);
    case Op::Negate:
        return negate(node);
    case Op::Conditional:
        return conditional(node);
    case Op::And:
        return logical(node, false);
    case Op::Or:
        return logical(node, true);
    case Op::Chain:
        return chain(node);
    case Op::Size:
        return size(node);
    case Op::StartsWith:
    case Op::EndsWith:
    case Op::Contains:
    case Op::Matches:
        return textMethod(node);
    case Op::File:
        return file(node);
    case Op::All:
    case Op::Exists:
        return quantified(node);
    case Op::ExistsOne:
        return existsOne(node);
    case Op::Filter:
    case Op::Transform:
        return collected(node);
    }
    return {};
}

Value Evaluator::evaluateChild(const Node& node, std::uint32_t i)
{
    return evaluate(m_syntax.children[node.first + i].node);
}

Value Evaluator::name(const Node& node)
{
    const std::string& wanted = m_syntax.names[node.detail];
    std::string known;
    for (const auto& [name, json] : m_scope.names) {
        if (name == wanted && json)
            return Value::of(*json);
    }
    for (const auto& entry : m_scope.names)
        known += (known.empty() ? "" : ", ") + std::string(entry.first);
    return failed(Errc::NotFound, node.at,
                  "unknown name " + shown(wanted) + (known.empty() ? "" : ", in scope: " + known));
}

Value Evaluator::field(const Node& node)
{
    const std::string& wanted = m_syntax.fields[node.detail];
    const Value object = evaluateChild(node, 0);
    if (object.isFailed())
        return object;
    if (!object.isMap())
        return failed(Errc::Invalid, node.at,
                      std::string(kindName(object)) + " has no fields, '." + wanted
                          + "' needs a map");
    Value out;
    if (!lookUp(object, wanted, out))
        return failed(Errc::NotFound, node.at, "no field " + shown(wanted));
    return out;
}

Value Evaluator::hasField(const Node& node)
{
    const Value object = evaluateChild(node, 0);
    if (object.isFailed())
        return object;
    if (!object.isMap())
        return wrongType(node.at, "has()", "a field of a map", object);
    Value out;
    return Value::of(lookUp(object, m_syntax.fields[node.detail], out));
}

Value Evaluator::index(const Node& node)
{
    const Value object = evaluateChild(node, 0);
    if (object.isFailed())
        return object;
    const Value at = evaluateChild(node, 1);
    if (at.isFailed())
        return at;
    if (object.isList())
        return indexList(node, object, at);
    if (!object.isMap())
        return wrongType(node.at, "[ ]", "a list or map", object);
    if (!at.isText())
        return wrongType(node.at, "[ ] of a map", "a string", at);
    Value out;
    if (!lookUp(object, at.string(), out))
        return failed(Errc::NotFound, node.at, "no key " + shown(at.string()));
    return out;
}

Value Evaluator::indexList(const Node& node, const Value& list, const Value& at)
{
    const bool isWhole = at.kind == Value::Kind::Int || at.kind == Value::Kind::Big
        || (at.kind == Value::Kind::Double && std::trunc(at.real) == at.real);
    if (!at.isNumber() || !isWhole)
        return wrongType(node.at, "[ ] of a list", "an int", at);
    const std::size_t size = sizeOf(list);
    const double position = asDouble(at);
    if (position < 0 || position >= double(size))
        return failed(Errc::NotFound, node.at,
                      "index " + std::to_string(std::int64_t(std::clamp(position, -1e15, 1e15)))
                          + " is outside of a list of " + std::to_string(size));
    return elementAt(list, std::size_t(position));
}

Value Evaluator::list(const Node& node)
{
    ValueList items;
    items.reserve(node.count);
    for (std::uint32_t i = 0; i < node.count; ++i) {
        items.push_back(evaluateChild(node, i));
        if (items.back().isFailed())
            return {};
    }
    return keep(std::move(items));
}

Value Evaluator::map(const Node& node)
{
    ValueMap fields;
    if (!m_allowance.takeBytes(node.count * sizeof(ValueMap::value_type)))
        return spent();
    fields.reserve(node.count / 2);
    for (std::uint32_t i = 0; i < node.count; i += 2) {
        const Value key = evaluateChild(node, i);
        if (key.isFailed())
            return key;
        if (!key.isText())
            return wrongType(m_syntax.child(node, i).at, "a key of a map", "a string", key);
        const Value value = evaluateChild(node, i + 1);
        if (value.isFailed())
            return value;
        fields.emplace_back(key.string(), value);
    }
    std::sort(fields.begin(), fields.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    const auto twice =
        std::adjacent_find(fields.begin(), fields.end(),
                           [](const auto& a, const auto& b) { return a.first == b.first; });
    if (twice != fields.end())
        return failed(Errc::Invalid, node.at,
                      "the key " + shown(twice->first) + " stands twice in one map");
    m_fields.push_front(std::move(fields));
    return Value::of(m_fields.front());
}

Value Evaluator::negation(const Node& node)
{
    const Value value = evaluateChild(node, 0);
    if (value.isFailed())
        return value;
    return value.isBool() ? Value::of(!value.boolean) : wrongType(node.at, "'!'", "a bool", value);
}

Value Evaluator::negate(const Node& node)
{
    const Value value = evaluateChild(node, 0);
    if (value.isFailed())
        return value;
    if (!value.isNumber())
        return wrongType(node.at, "'-'", "a number", value);
    if (value.kind == Value::Kind::Double)
        return Value::of(-value.real);
    Value out;
    const auto problem = applyBinary(Binary::Subtract, Value::of(std::int64_t(0)), value, out);
    return problem.empty() ? out : failed(Errc::Invalid, node.at, std::string(problem));
}

Value Evaluator::conditional(const Node& node)
{
    const Value condition = evaluateChild(node, 0);
    if (condition.isFailed())
        return condition;
    if (!condition.isBool())
        return wrongType(node.at, "'?'", "a bool", condition);
    return evaluateChild(node, condition.boolean ? 1 : 2);
}

// An operand that decides wins over the errors of the others, whatever their order.
Value Evaluator::logical(const Node& node, bool decisive)
{
    Fault first;
    bool hasFailed = false;
    for (std::uint32_t i = 0; i < node.count; ++i) {
        const Value value = evaluateChild(node, i);
        if (value.isBool()) {
            if (value.boolean == decisive)
                return value;
            continue;
        }
        if (m_allowance.isSpent)
            return spent();
        if (!value.isFailed())
            wrongType(m_syntax.children[node.first + i].at, decisive ? "'||'" : "'&&'", "bools",
                      value);
        if (!hasFailed)
            first = std::move(m_fault);
        hasFailed = true;
    }
    if (!hasFailed)
        return Value::of(!decisive);
    m_fault = std::move(first);
    return {};
}

Value Evaluator::chain(const Node& node)
{
    Value left = evaluateChild(node, 0);
    for (std::uint32_t i = 1; i < node.count && !left.isFailed(); ++i) {
        const Child& child = m_syntax.children[node.first + i];
        // What stands left may be the text or list that `append` made last: it must not grow under another name.
        auto* const text = std::exchange(m_lastText, nullptr);
        auto* const items = std::exchange(m_lastItems, nullptr);
        const Value right = evaluate(child.node);
        if (right.isFailed())
            return right;
        m_lastText = i > 1 ? text : nullptr;
        m_lastItems = i > 1 ? items : nullptr;
        left = join(child, left, right);
    }
    m_lastText = nullptr;
    m_lastItems = nullptr;
    return left;
}

Value Evaluator::join(const Child& child, const Value& left, const Value& right)
{
    switch (child.binary) {
    case Binary::Equal:
    case Binary::NotEqual: {
        const bool equal = areEqual(left, right, m_allowance);
        return m_allowance.isSpent ? spent() : Value::of(equal == (child.binary == Binary::Equal));
    }
    case Binary::In:
        return contains(child, left, right);
    case Binary::Add:
        if ((left.isText() && right.isText()) || (left.isList() && right.isList()))
            return append(left, right);
        break;
    default:
        break;
    }
    Value out;
    const auto problem = applyBinary(child.binary, left, right, out);
    if (problem.empty())
        return out;
    if (problem != noOverload)
        return failed(Errc::Invalid, child.at, std::string(problem));
    return failed(Errc::Invalid, child.at,
                  "'" + std::string(binaryName(child.binary)) + "' does not take "
                      + std::string(kindName(left)) + " and " + std::string(kindName(right)));
}

Value Evaluator::append(const Value& left, const Value& right)
{
    if (left.isText()) {
        const bool grows = m_lastText && m_lastText->data() == left.text;
        if (!m_allowance.takeBytes(right.length + (grows ? 0 : left.length)))
            return spent();
        if (!grows) {
            m_texts.push_front(std::string(left.string()));
            m_lastText = &m_texts.front();
        }
        m_lastText->append(right.string());
        return Value::of(std::string_view(*m_lastText));
    }
    const bool grows = m_lastItems && left.kind == Value::Kind::List && left.items == m_lastItems;
    const std::size_t leftSize = sizeOf(left);
    const std::size_t rightSize = sizeOf(right);
    const std::size_t added = rightSize + (grows ? 0 : leftSize);
    if (!m_allowance.takeSteps(added) || !m_allowance.takeBytes(added * sizeof(Value)))
        return spent();
    if (!grows) {
        m_items.emplace_front();
        m_lastItems = &m_items.front();
        m_lastItems->reserve(leftSize + rightSize);
        for (std::size_t i = 0; i < leftSize; ++i)
            m_lastItems->push_back(elementAt(left, i));
    }
    for (std::size_t i = 0; i < rightSize; ++i)
        m_lastItems->push_back(elementAt(right, i));
    return Value::of(*m_lastItems);
}

Value Evaluator::contains(const Child& child, const Value& left, const Value& right)
{
    if (right.isMap()) {
        Value out;
        return Value::of(left.isText() && lookUp(right, left.string(), out));
    }
    if (!right.isList())
        return wrongType(child.at, "'in'", "a list or map on its right", right);
    const std::size_t size = sizeOf(right);
    for (std::size_t i = 0; i < size; ++i) {
        if (areEqual(left, elementAt(right, i), m_allowance))
            return Value::of(true);
        if (m_allowance.isSpent)
            return spent();
    }
    return Value::of(false);
}

Value Evaluator::keep(ValueList items)
{
    if (!m_allowance.takeBytes(items.capacity() * sizeof(Value)))
        return spent();
    m_items.push_front(std::move(items));
    return Value::of(m_items.front());
}

} // namespace signalbox::expr
