// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "expr/checker.h"

#include "base/jsonvalue.h"

#include <algorithm>

namespace signalbox::expr {

namespace {
using Kind = Type::Kind;

// An example is a hint: a number may be whole now and not later, null says nothing.
Type likeExample(const Json& example)
{
    switch (example.type()) {
    case Json::value_t::boolean:
        return {Kind::Bool};
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
    case Json::value_t::number_float:
        return {Kind::Number};
    case Json::value_t::string:
        return {Kind::Text};
    case Json::value_t::array:
        return {Kind::List, &example};
    case Json::value_t::object:
        return {Kind::Map, &example};
    default:
        return {};
    }
}

Type ofLiteral(const Json& value)
{
    if (value.is_null())
        return {Kind::Null};
    if (value.is_number())
        return {value.is_number_float() ? Kind::Double : Kind::Int};
    return likeExample(value);
}

Type elementOf(const Type& list)
{
    if (!list.example || !list.example->is_array() || list.example->empty())
        return {};
    const Type first = likeExample(list.example->front());
    const bool isUniform =
        std::all_of(list.example->begin(), list.example->end(),
                    [&](const Json& element) { return likeExample(element).kind == first.kind; });
    return isUniform ? first : Type{};
}

bool isNumber(Kind kind)
{
    return kind == Kind::Int || kind == Kind::Double || kind == Kind::Number;
}

bool fits(Kind found, Kind wanted)
{
    return found == wanted || found == Kind::Any || (wanted == Kind::Number && isNumber(found));
}

bool canBeEqual(Kind a, Kind b)
{
    return a == b || a == Kind::Any || b == Kind::Any || a == Kind::Null || b == Kind::Null
        || (isNumber(a) && isNumber(b));
}

std::string fieldList(const Json& fields)
{
    constexpr std::size_t most = 8;
    std::string out;
    std::size_t count = 0;
    for (auto field = fields.begin(); field != fields.end() && count < most; ++field, ++count)
        out += (out.empty() ? "" : ", ") + shown(field.key());
    return out + (fields.size() > most ? ", ..." : "");
}
} // namespace

std::string_view typeName(Kind kind)
{
    static constexpr std::string_view names[] = {"any",    "null",   "bool", "int", "double",
                                                 "number", "string", "list", "map"};
    return names[std::size_t(kind)];
}

Checker::Checker(const Syntax& syntax, const std::vector<Declaration>& declarations)
    : m_syntax(syntax)
    , m_declarations(declarations)
    , m_locals(syntax.locals)
{ }

Result<Type> Checker::check()
{
    const Type type = typeOf(m_syntax.root);
    if (m_error)
        return tl::unexpected<Error>(*m_error);
    return type;
}

void Checker::refuse(Errc code, std::size_t at, const std::string& message)
{
    if (!m_error && !m_declarations.empty())
        m_error = failAt(code, m_syntax.source, at, message).value();
}

void Checker::wrong(std::size_t at, std::string_view what, std::string_view wanted,
                    const Type& found)
{
    refuse(Errc::Invalid, at,
           std::string(what) + " takes " + std::string(wanted) + ", not "
               + std::string(typeName(found.kind)));
}

void Checker::mismatch(const Child& child, const Type& left, const Type& right)
{
    refuse(Errc::Invalid, child.at,
           "'" + std::string(binaryName(child.binary)) + "' does not take "
               + std::string(typeName(left.kind)) + " and " + std::string(typeName(right.kind)));
}

Type Checker::child(const Node& node, std::uint32_t i)
{
    return typeOf(m_syntax.children[node.first + i].node);
}

Type Checker::typeOf(NodeId id)
{
    const Node& node = m_syntax.nodes[id];
    switch (node.op) {
    case Op::Literal:
        return ofLiteral(m_syntax.constants[node.detail]);
    case Op::Name:
        return name(node);
    case Op::Local:
        return m_locals[node.detail];
    case Op::Field:
    case Op::HasField:
        return field(node);
    case Op::Index:
        return index(node);
    case Op::List:
    case Op::Map:
        return collection(node);
    case Op::Not:
        return operand(node, 0, "'!'", Kind::Bool);
    case Op::Negate: {
        const Type type = operand(node, 0, "'-'", Kind::Number);
        return type.kind == Kind::Any ? Type{Kind::Number} : type;
    }
    case Op::Conditional:
        return conditional(node);
    case Op::And:
    case Op::Or:
        return logical(node);
    case Op::Chain:
        return chain(node);
    case Op::Size:
    case Op::StartsWith:
    case Op::EndsWith:
    case Op::Contains:
    case Op::Matches:
    case Op::File:
        return call(node);
    case Op::All:
    case Op::Exists:
    case Op::ExistsOne:
    case Op::Filter:
    case Op::Transform:
        return macro(node);
    }
    return {};
}

Type Checker::operand(const Node& node, std::uint32_t i, std::string_view what, Kind wanted)
{
    const Type type = child(node, i);
    if (!fits(type.kind, wanted))
        wrong(m_syntax.child(node, i).at, what, "a " + std::string(typeName(wanted)), type);
    return type;
}

Type Checker::name(const Node& node)
{
    const std::string& wanted = m_syntax.names[node.detail];
    std::string known;
    for (const auto& declaration : m_declarations) {
        if (declaration.name == wanted) {
            if (!declaration.fields)
                return {};
            auto type = likeExample(*declaration.fields);
            type.isClosed = true;
            return type;
        }
        known += (known.empty() ? "" : ", ") + declaration.name;
    }
    refuse(Errc::NotFound, node.at, "unknown name " + shown(wanted) + ", in scope: " + known);
    return {};
}

Type Checker::field(const Node& node)
{
    const std::string& wanted = m_syntax.fields[node.detail];
    const Type object = child(node, 0);
    const bool tests = node.op == Op::HasField;
    if (!fits(object.kind, Kind::Map))
        refuse(Errc::Invalid, node.at,
               std::string(typeName(object.kind)) + " has no fields, '." + wanted
                   + "' needs a map");
    if (tests)
        return {Kind::Bool};
    if (object.kind != Kind::Map || !object.example)
        return {};
    const auto* example = find(*object.example, wanted);
    if (example)
        return likeExample(*example);
    if (object.isClosed) {
        const Node& owner = m_syntax.child(node, 0);
        const auto who = owner.op == Op::Name ? m_syntax.names[owner.detail] : "the map";
        const auto known = fieldList(*object.example);
        refuse(Errc::NotFound, node.at,
               who + " has no field " + shown(wanted)
                   + (known.empty() ? ", it has none" : ", it has " + known));
    }
    return {};
}

Type Checker::index(const Node& node)
{
    const Type object = child(node, 0);
    if (object.kind == Kind::List) {
        operand(node, 1, "[ ] of a list", Kind::Number);
        return elementOf(object);
    }
    if (object.kind != Kind::Map) {
        const Type at = child(node, 1);
        if (object.kind != Kind::Any)
            wrong(node.at, "[ ]", "a list or map", object);
        else if (!isNumber(at.kind) && !fits(at.kind, Kind::Text))
            wrong(node.at, "[ ]", "an int or string", at);
        return {};
    }
    operand(node, 1, "[ ] of a map", Kind::Text);
    const Node& key = m_syntax.child(node, 1);
    if (!object.example || key.op != Op::Literal || !m_syntax.constants[key.detail].is_string())
        return {};
    const auto& wanted = m_syntax.constants[key.detail].get_ref<const std::string&>();
    if (const auto* example = find(*object.example, wanted))
        return likeExample(*example);
    if (object.isClosed)
        refuse(Errc::NotFound, key.at,
               "no field " + shown(wanted) + ", there are " + fieldList(*object.example));
    return {};
}

Type Checker::collection(const Node& node)
{
    for (std::uint32_t i = 0; i < node.count; ++i) {
        if (node.op == Op::Map && i % 2 == 0)
            operand(node, i, "a key of a map", Kind::Text);
        else
            (void)child(node, i);
    }
    return {node.op == Op::List ? Kind::List : Kind::Map};
}

Type Checker::conditional(const Node& node)
{
    operand(node, 0, "'?'", Kind::Bool);
    const Type yes = child(node, 1);
    const Type no = child(node, 2);
    if (yes.kind == no.kind)
        return {yes.kind, yes.example == no.example ? yes.example : nullptr,
                yes.example == no.example && yes.isClosed};
    return isNumber(yes.kind) && isNumber(no.kind) ? Type{Kind::Number} : Type{};
}

Type Checker::logical(const Node& node)
{
    for (std::uint32_t i = 0; i < node.count; ++i)
        operand(node, i, node.op == Op::And ? "'&&'" : "'||'", Kind::Bool);
    return {Kind::Bool};
}

Type Checker::chain(const Node& node)
{
    Type left = child(node, 0);
    for (std::uint32_t i = 1; i < node.count; ++i)
        left = joined(m_syntax.children[node.first + i], left, child(node, i));
    return left;
}

Type Checker::joined(const Child& child, const Type& left, const Type& right)
{
    switch (child.binary) {
    case Binary::Equal:
    case Binary::NotEqual:
        if (!canBeEqual(left.kind, right.kind))
            refuse(Errc::Invalid, child.at,
                   std::string(typeName(left.kind)) + " and " + std::string(typeName(right.kind))
                       + " are never equal");
        return {Kind::Bool};
    case Binary::In:
        if (right.kind != Kind::Any && right.kind != Kind::List && right.kind != Kind::Map)
            wrong(child.at, "'in'", "a list or map on its right", right);
        else if (right.kind == Kind::Map && !fits(left.kind, Kind::Text))
            wrong(child.at, "'in' before a map", "a string", left);
        return {Kind::Bool};
    case Binary::Add:
        return sum(child, left, right);
    case Binary::Subtract:
    case Binary::Multiply:
    case Binary::Divide:
    case Binary::Modulo:
        return product(child, left, right);
    default:
        break;
    }
    const auto hasOrder = [](Kind kind) {
        return isNumber(kind) || kind == Kind::Text || kind == Kind::Bool || kind == Kind::Any;
    };
    if (!hasOrder(left.kind) || !hasOrder(right.kind) || !canBeEqual(left.kind, right.kind))
        mismatch(child, left, right);
    return {Kind::Bool};
}

Type Checker::sum(const Child& child, const Type& left, const Type& right)
{
    if (isNumber(left.kind) && isNumber(right.kind))
        return product(child, left, right);
    const Kind kind = left.kind == Kind::Any ? right.kind : left.kind;
    const bool canAdd =
        isNumber(kind) || kind == Kind::Text || kind == Kind::List || kind == Kind::Any;
    if (!canAdd || !fits(left.kind, kind) || !fits(right.kind, kind))
        mismatch(child, left, right);
    return isNumber(kind) ? Type{Kind::Number} : Type{kind};
}

Type Checker::product(const Child& child, const Type& left, const Type& right)
{
    const bool isRemainder = child.binary == Binary::Modulo;
    if (!fits(left.kind, Kind::Number) || !fits(right.kind, Kind::Number)
        || (isRemainder && (left.kind == Kind::Double || right.kind == Kind::Double)))
        mismatch(child, left, right);
    if (isRemainder || (left.kind == Kind::Int && right.kind == Kind::Int))
        return {Kind::Int};
    return {left.kind == Kind::Double || right.kind == Kind::Double ? Kind::Double : Kind::Number};
}

Type Checker::call(const Node& node)
{
    const std::string what = std::string(functionName(node.op)) + "()";
    if (node.op == Op::Size) {
        const Type type = child(node, 0);
        if (!fits(type.kind, Kind::Text) && type.kind != Kind::List && type.kind != Kind::Map)
            wrong(node.at, what, "a string, list or map", type);
        return {Kind::Int};
    }
    if (node.op == Op::File) {
        operand(node, 0, what, Kind::Text);
        return {};
    }
    const Type object = child(node, 0);
    if (node.op == Op::Contains && (object.kind == Kind::List || object.kind == Kind::Map))
        refuse(Errc::Invalid, node.at, "contains() is for strings, write: x in list");
    else if (!fits(object.kind, Kind::Text))
        wrong(node.at, what, "a string before its dot", object);
    operand(node, 1, what, Kind::Text);
    return {Kind::Bool};
}

Type Checker::macro(const Node& node)
{
    const std::string what = std::string(functionName(node.op)) + "()";
    const Type range = child(node, 0);
    if (!fits(range.kind, Kind::List) && range.kind != Kind::Map)
        wrong(node.at, what, "a list or map before its dot", range);
    m_locals[node.detail] = range.kind == Kind::Map ? Type{Kind::Text} : elementOf(range);
    for (std::uint32_t i = 1; i < node.count; ++i) {
        const bool isCondition = node.op != Op::Transform || (node.count == 3 && i == 1);
        if (isCondition)
            operand(node, i, what, Kind::Bool);
        else
            (void)child(node, i);
    }
    if (node.op == Op::Filter)
        return {Kind::List, range.kind == Kind::List ? range.example : nullptr};
    return {node.op == Op::Transform ? Kind::List : Kind::Bool};
}

} // namespace signalbox::expr
