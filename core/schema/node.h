// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/jsonvalue.h"
#include "schema/pattern.h"

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

// The compiled form: nodes and patterns in flat lists, every reference an index.
namespace signalbox::schema {

using NodeIndex = std::uint32_t;
using PatternIndex = std::uint32_t;
using ResourceIndex = std::uint32_t;
inline constexpr NodeIndex noNode = static_cast<NodeIndex>(-1);
inline constexpr std::size_t unbounded = static_cast<std::size_t>(-1);

enum TypeBit : std::uint8_t
{
    NullBit = 1,
    BooleanBit = 2,
    IntegerBit = 4,
    NumberBit = 8,
    StringBit = 16,
    ArrayBit = 32,
    ObjectBit = 64,
};

struct TypeCheck
{
    std::uint8_t types = 0;
};
struct ValueCheck // enum, const
{
    std::vector<Json> values; // sorted
    std::string words; // "one of ..."
    bool isConst = false;
};
struct BoundCheck
{
    enum class Kind : std::uint8_t
    {
        Minimum,
        Maximum,
        ExclusiveMinimum,
        ExclusiveMaximum
    };
    Kind kind = Kind::Minimum;
    Json bound;
};
struct MultipleCheck
{
    Json divisor;
};
struct SizeCheck
{
    enum class Of : std::uint8_t
    {
        Text,
        Items,
        Properties
    };
    Of of = Of::Text;
    std::size_t least = 0;
    std::size_t most = unbounded;
};
struct PatternCheck
{
    PatternIndex pattern = 0;
};
struct UniqueCheck
{ };
struct ItemsCheck
{
    std::vector<NodeIndex> first; // prefixItems, or the list form of items
    NodeIndex rest = noNode;
};
struct ContainsCheck
{
    NodeIndex node = noNode;
    std::size_t least = 1;
    std::size_t most = unbounded;
    bool marks = true; // counts as evaluated for unevaluatedItems
};
struct RequiredCheck
{
    std::vector<std::string> names;
};
struct PropertiesCheck
{
    std::vector<std::pair<std::string, NodeIndex>> named; // sorted
    std::vector<std::pair<PatternIndex, NodeIndex>> patterns;
    NodeIndex others = noNode;
};
struct NamesCheck
{
    NodeIndex node = noNode;
};
struct DependentRequiredCheck
{
    std::string name;
    std::vector<std::string> required;
};
struct DependentSchemaCheck
{
    std::string name;
    NodeIndex node = noNode;
};
struct ReferenceCheck
{
    NodeIndex node = noNode;
};
struct DynamicCheck
{
    NodeIndex node = noNode; // where no resource in scope has the anchor
    std::string anchor;
};
struct AllCheck
{
    std::vector<NodeIndex> nodes;
};
struct ChoiceCheck // anyOf, oneOf
{
    std::vector<NodeIndex> nodes;
    bool exactlyOne = false;
};
struct NotCheck
{
    NodeIndex node = noNode;
};
struct ConditionCheck
{
    NodeIndex when = noNode;
    NodeIndex then = noNode;
    NodeIndex otherwise = noNode;
};
struct UnevaluatedCheck
{
    NodeIndex node = noNode;
    bool items = false; // else properties
};

// Checks of the value alone first: Evaluator::apply relies on that order.
using Check =
    std::variant<TypeCheck, ValueCheck, BoundCheck, MultipleCheck, SizeCheck, PatternCheck,
                 UniqueCheck, RequiredCheck, DependentRequiredCheck, ReferenceCheck,
                 PropertiesCheck, ItemsCheck, AllCheck, ChoiceCheck, NotCheck, ConditionCheck,
                 ContainsCheck, NamesCheck, DependentSchemaCheck, DynamicCheck, UnevaluatedCheck>;
inline constexpr std::size_t flatChecks = 9;

struct Node
{
    enum class Kind : std::uint8_t
    {
        Anything,
        Nothing,
        Checks
    };
    Kind kind = Kind::Anything;
    bool watchesEvaluated = false; // has an UnevaluatedCheck
    ResourceIndex resource = 0;
    std::vector<Check> checks; // unevaluated* last: they need what the others saw
};

struct Graph
{
    std::vector<Node> nodes; // 0 is the root
    std::vector<Pattern> patterns;
    std::vector<std::map<std::string, NodeIndex, std::less<>>> dynamicAnchors; // by resource
};

} // namespace signalbox::schema
