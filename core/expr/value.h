// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "expr/syntax.h"

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace signalbox::expr {

// What an evaluation may still spend. Steps and bytes share one end: `isSpent` stays true.
struct Allowance
{
    std::size_t steps = 0;
    std::size_t bytes = 0;
    bool isSpent = false;

    bool takeSteps(std::size_t n)
    {
        if (isSpent || n > steps) {
            isSpent = true;
            return false;
        }
        steps -= n;
        return true;
    }
    bool takeBytes(std::size_t n)
    {
        if (isSpent || n > bytes) {
            isSpent = true;
            return false;
        }
        bytes -= n;
        return true;
    }
};

struct Value;
using ValueList = std::vector<Value>;
using ValueMap = std::vector<std::pair<std::string_view, Value>>; // sorted by key

// A value while an expression runs: borrows from the scope, the constants and the evaluation's own arena.
struct Value
{
    enum class Kind : std::uint8_t
    {
        Failed, // the evaluator holds the error
        Null,
        Bool,
        Int,
        Big, // a JSON integer above int64
        Double,
        Text,
        JsonList,
        List,
        JsonMap,
        Map,
    };

    Kind kind = Kind::Failed;
    std::size_t length = 0; // of Text
    union
    {
        bool boolean;
        std::int64_t integer = 0;
        std::uint64_t big;
        double real;
        const char* text;
        const Json* json;
        const ValueList* items;
        const ValueMap* fields;
    };

    [[nodiscard]] static Value of(bool value);
    [[nodiscard]] static Value of(std::int64_t value);
    [[nodiscard]] static Value of(double value);
    [[nodiscard]] static Value of(std::string_view value);
    [[nodiscard]] static Value of(const ValueList& value);
    [[nodiscard]] static Value of(const ValueMap& value);
    [[nodiscard]] static Value of(const Json& value);

    [[nodiscard]] std::string_view string() const { return {text, length}; }
    [[nodiscard]] bool isFailed() const { return kind == Kind::Failed; }
    [[nodiscard]] bool isBool() const { return kind == Kind::Bool; }
    [[nodiscard]] bool isText() const { return kind == Kind::Text; }
    [[nodiscard]] bool isList() const { return kind == Kind::JsonList || kind == Kind::List; }
    [[nodiscard]] bool isMap() const { return kind == Kind::JsonMap || kind == Kind::Map; }
    [[nodiscard]] bool isNumber() const
    {
        return kind == Kind::Int || kind == Kind::Big || kind == Kind::Double;
    }
};

[[nodiscard]] std::string_view kindName(const Value& value); // "int"
[[nodiscard]] double asDouble(const Value& number);

// Elements of a list, entries of a map.
[[nodiscard]] std::size_t sizeOf(const Value& container);
[[nodiscard]] Value elementAt(const Value& list, std::size_t i);
// False where the map has no such key.
[[nodiscard]] bool lookUp(const Value& map, std::string_view key, Value& out);

// CEL's equality: over all types, int and double by value, lists and maps by content.
[[nodiscard]] bool areEqual(const Value& a, const Value& b, Allowance& allowance);
// Copies; nothing where the allowance is spent, deeper than JSON may be, or a double has no JSON (`problem` set).
[[nodiscard]] Json toJson(const Value& value, Allowance& allowance, std::string_view& problem);

// Arithmetic and order of numbers, strings (order only) and bools (order only); no lists. Empty: done; else what is wrong.
[[nodiscard]] std::string_view applyBinary(Binary binary, const Value& a, const Value& b,
                                           Value& out);
inline constexpr std::string_view noOverload = "no overload";

} // namespace signalbox::expr
