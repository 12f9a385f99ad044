// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "expr/value.h"

#include "base/jsonvalue.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace signalbox::expr {

namespace {
constexpr std::size_t maxDepth = 256; // of a result, as JsonLimits
constexpr auto intMin = std::numeric_limits<std::int64_t>::min();
constexpr std::string_view overflow = "the result does not fit 64 bits";

// Bytes that take as long as one step.
constexpr std::size_t bytesPerStep = 64;

bool areEqual(const Value& a, const Value& b, Allowance& allowance, std::size_t depth);

bool areEqualLists(const Value& a, const Value& b, Allowance& allowance, std::size_t depth)
{
    const std::size_t size = sizeOf(a);
    if (size != sizeOf(b))
        return false;
    for (std::size_t i = 0; i < size; ++i) {
        if (!areEqual(elementAt(a, i), elementAt(b, i), allowance, depth + 1))
            return false;
    }
    return true;
}

bool areEqualEntries(std::string_view key, const Value& value, const Value& other,
                     Allowance& allowance, std::size_t depth)
{
    Value found;
    return lookUp(other, key, found) && areEqual(value, found, allowance, depth + 1);
}

bool areEqualMaps(const Value& a, const Value& b, Allowance& allowance, std::size_t depth)
{
    if (sizeOf(a) != sizeOf(b))
        return false;
    if (a.kind == Value::Kind::Map)
        return std::all_of(a.fields->begin(), a.fields->end(), [&](const auto& entry) {
            return areEqualEntries(entry.first, entry.second, b, allowance, depth);
        });
    for (auto entry = a.json->begin(); entry != a.json->end(); ++entry) {
        if (!areEqualEntries(entry.key(), Value::of(*entry), b, allowance, depth))
            return false;
    }
    return true;
}

bool areEqualNumbers(const Value& a, const Value& b)
{
    if (a.kind == Value::Kind::Double || b.kind == Value::Kind::Double)
        return asDouble(a) == asDouble(b);
    return a.kind == b.kind && a.big == b.big;
}

bool areEqual(const Value& a, const Value& b, Allowance& allowance, std::size_t depth)
{
    if (!allowance.takeSteps(1) || depth > maxDepth) {
        allowance.isSpent = true;
        return false;
    }
    if (a.isNumber() && b.isNumber())
        return areEqualNumbers(a, b);
    if (a.isText() && b.isText())
        return a.length == b.length && allowance.takeSteps(a.length / bytesPerStep)
            && a.string() == b.string();
    if (a.isList() && b.isList())
        return areEqualLists(a, b, allowance, depth);
    if (a.isMap() && b.isMap())
        return areEqualMaps(a, b, allowance, depth);
    if (a.isBool() && b.isBool())
        return a.boolean == b.boolean;
    return a.kind == Value::Kind::Null && b.kind == Value::Kind::Null;
}

Json copy(const Value& value, Allowance& allowance, std::string_view& problem, std::size_t depth)
{
    if (depth > maxDepth)
        problem = "the result is nested too deeply";
    if (!problem.empty() || !allowance.takeSteps(1) || !allowance.takeBytes(sizeof(Json)))
        return nullptr;
    switch (value.kind) {
    case Value::Kind::Failed:
    case Value::Kind::Null:
        return nullptr;
    case Value::Kind::Bool:
        return value.boolean;
    case Value::Kind::Int:
        return value.integer;
    case Value::Kind::Big:
        return value.big;
    case Value::Kind::Double:
        if (!std::isfinite(value.real))
            problem = "the result is no finite number";
        return value.real;
    case Value::Kind::Text:
        return allowance.takeBytes(value.length) ? Json(std::string(value.string())) : Json();
    default:
        break;
    }
    if (value.isList()) {
        Json list = Json::array();
        const std::size_t size = sizeOf(value);
        for (std::size_t i = 0; i < size && !allowance.isSpent && problem.empty(); ++i)
            list.push_back(copy(elementAt(value, i), allowance, problem, depth + 1));
        return list;
    }
    Json map = Json::object();
    auto put = [&](std::string_view key, const Value& field) {
        if (allowance.takeBytes(key.size()) && problem.empty())
            map[std::string(key)] = copy(field, allowance, problem, depth + 1);
    };
    if (value.kind == Value::Kind::Map) {
        for (const auto& [key, field] : *value.fields)
            put(key, field);
    } else {
        for (auto entry = value.json->begin(); entry != value.json->end(); ++entry)
            put(entry.key(), Value::of(*entry));
    }
    return map;
}

template <class T>
std::string_view compare(Binary binary, const T& a, const T& b, Value& out)
{
    out = Value::of(binary == Binary::Less            ? a < b
                        : binary == Binary::LessEqual ? a <= b
                        : binary == Binary::Greater   ? a > b
                                                      : a >= b);
    return {};
}

bool isOrder(Binary binary)
{
    return binary == Binary::Less || binary == Binary::LessEqual || binary == Binary::Greater
        || binary == Binary::GreaterEqual;
}

std::string_view applyInts(Binary binary, std::int64_t a, std::int64_t b, Value& out)
{
    std::int64_t result = 0;
    bool overflows = false;
    switch (binary) {
    case Binary::Add:
        overflows = __builtin_add_overflow(a, b, &result);
        break;
    case Binary::Subtract:
        overflows = __builtin_sub_overflow(a, b, &result);
        break;
    case Binary::Multiply:
        overflows = __builtin_mul_overflow(a, b, &result);
        break;
    case Binary::Divide:
    case Binary::Modulo:
        if (b == 0)
            return binary == Binary::Divide ? "division by zero"
                                            : "remainder of a division by zero";
        overflows = a == intMin && b == -1;
        if (!overflows)
            result = binary == Binary::Divide ? a / b : a % b;
        break;
    default:
        return noOverload;
    }
    if (overflows)
        return overflow;
    out = Value::of(result);
    return {};
}

std::string_view applyDoubles(Binary binary, double a, double b, Value& out)
{
    switch (binary) {
    case Binary::Add:
        out = Value::of(a + b);
        return {};
    case Binary::Subtract:
        out = Value::of(a - b);
        return {};
    case Binary::Multiply:
        out = Value::of(a * b);
        return {};
    case Binary::Divide:
        if (b == 0)
            return "division by zero";
        out = Value::of(a / b);
        return {};
    default:
        return noOverload;
    }
}

std::string_view applyNumbers(Binary binary, const Value& a, const Value& b, Value& out)
{
    using Kind = Value::Kind;
    if (a.kind == Kind::Int && b.kind == Kind::Int)
        return isOrder(binary) ? compare(binary, a.integer, b.integer, out)
                               : applyInts(binary, a.integer, b.integer, out);
    if (a.kind == Kind::Double || b.kind == Kind::Double)
        return isOrder(binary) ? compare(binary, asDouble(a), asDouble(b), out)
                               : applyDoubles(binary, asDouble(a), asDouble(b), out);
    if (!isOrder(binary))
        return overflow;
    if (a.kind == Kind::Big && b.kind == Kind::Big)
        return compare(binary, a.big, b.big, out);
    return compare(binary, a.kind == Kind::Big, b.kind == Kind::Big, out);
}
} // namespace

Value Value::of(bool value)
{
    Value out;
    out.kind = Kind::Bool;
    out.integer = 0;
    out.boolean = value;
    return out;
}

Value Value::of(std::int64_t value)
{
    Value out;
    out.kind = Kind::Int;
    out.integer = value;
    return out;
}

Value Value::of(double value)
{
    Value out;
    out.kind = Kind::Double;
    out.real = value;
    return out;
}

Value Value::of(std::string_view value)
{
    Value out;
    out.kind = Kind::Text;
    out.text = value.data();
    out.length = value.size();
    return out;
}

Value Value::of(const ValueList& value)
{
    Value out;
    out.kind = Kind::List;
    out.items = &value;
    return out;
}

Value Value::of(const ValueMap& value)
{
    Value out;
    out.kind = Kind::Map;
    out.fields = &value;
    return out;
}

Value Value::of(const Json& value)
{
    switch (value.type()) {
    case Json::value_t::boolean:
        return of(*value.get_ptr<const bool*>());
    case Json::value_t::number_integer:
        return of(*value.get_ptr<const std::int64_t*>());
    case Json::value_t::number_unsigned: {
        const std::uint64_t number = *value.get_ptr<const std::uint64_t*>();
        auto out = of(std::int64_t(number));
        if (number > std::uint64_t(std::numeric_limits<std::int64_t>::max()))
            out.kind = Kind::Big;
        return out;
    }
    case Json::value_t::number_float:
        return of(*value.get_ptr<const double*>());
    case Json::value_t::string:
        return of(std::string_view(*value.get_ptr<const std::string*>()));
    default:
        break;
    }
    Value out;
    out.kind = value.is_array() ? Kind::JsonList : value.is_object() ? Kind::JsonMap : Kind::Null;
    out.json = &value;
    return out;
}

std::string_view kindName(const Value& value)
{
    switch (value.kind) {
    case Value::Kind::Failed:
        return "error";
    case Value::Kind::Null:
        return "null";
    case Value::Kind::Bool:
        return "bool";
    case Value::Kind::Int:
    case Value::Kind::Big:
        return "int";
    case Value::Kind::Double:
        return "double";
    case Value::Kind::Text:
        return "string";
    case Value::Kind::JsonList:
    case Value::Kind::List:
        return "list";
    case Value::Kind::JsonMap:
    case Value::Kind::Map:
        return "map";
    }
    return {};
}

double asDouble(const Value& number)
{
    return number.kind == Value::Kind::Double ? number.real
        : number.kind == Value::Kind::Big     ? double(number.big)
                                              : double(number.integer);
}

std::size_t sizeOf(const Value& container)
{
    switch (container.kind) {
    case Value::Kind::JsonList:
    case Value::Kind::JsonMap:
        return container.json->size();
    case Value::Kind::List:
        return container.items->size();
    case Value::Kind::Map:
        return container.fields->size();
    default:
        return 0;
    }
}

Value elementAt(const Value& list, std::size_t i)
{
    return list.kind == Value::Kind::List ? (*list.items)[i] : Value::of((*list.json)[i]);
}

bool lookUp(const Value& map, std::string_view key, Value& out)
{
    if (map.kind == Value::Kind::JsonMap) {
        const auto& object = *map.json->get_ptr<const Json::object_t*>();
        const auto found = object.find(key);
        if (found == object.end())
            return false;
        out = Value::of(found->second);
        return true;
    }
    const auto found =
        std::lower_bound(map.fields->begin(), map.fields->end(), key,
                         [](const auto& entry, std::string_view k) { return entry.first < k; });
    if (found == map.fields->end() || found->first != key)
        return false;
    out = found->second;
    return true;
}

bool areEqual(const Value& a, const Value& b, Allowance& allowance)
{
    return areEqual(a, b, allowance, 0);
}

Json toJson(const Value& value, Allowance& allowance, std::string_view& problem)
{
    return copy(value, allowance, problem, 1);
}

std::string_view applyBinary(Binary binary, const Value& a, const Value& b, Value& out)
{
    if (a.isNumber() && b.isNumber())
        return applyNumbers(binary, a, b, out);
    if (!isOrder(binary))
        return noOverload;
    if (a.isText() && b.isText())
        return compare(binary, a.string(), b.string(), out);
    if (a.isBool() && b.isBool())
        return compare(binary, a.boolean, b.boolean, out);
    return noOverload;
}

} // namespace signalbox::expr
