// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace signalbox::expr {

enum class Op : std::uint8_t
{
    Literal, // detail: constant
    Name, // detail: name, given by the scope
    Local, // detail: slot, bound by a macro
    Field, // detail: field
    HasField, // detail: field
    Index,
    List,
    Map, // children: key, value, key, value ...
    Not,
    Negate,
    Conditional,
    And,
    Or,
    Chain, // left fold of binary operators of one precedence
    Size,
    StartsWith,
    EndsWith,
    Contains,
    Matches, // detail: compiled pattern + 1, 0: known at evaluation only
    File,
    All, // macros: children range, body; detail: slot of the variable
    Exists,
    ExistsOne,
    Filter,
    Transform, // map(x, t) or map(x, p, t)
};

enum class Binary : std::uint8_t
{
    None,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    In,
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
};

[[nodiscard]] std::string_view binaryName(Binary binary); // "+"
[[nodiscard]] std::string_view functionName(Op op); // "startsWith", of calls and macros

using NodeId = std::uint32_t;

// A node at its place below another.
struct Child
{
    NodeId node = 0;
    std::uint32_t at = 0; // byte of the operator
    Binary binary = Binary::None; // of a Chain: what joins it to those before
};

// One operation; what `detail` numbers depends on it.
struct Node
{
    Op op = Op::Literal;
    std::uint32_t at = 0; // byte in the source
    std::uint32_t first = 0; // of its children
    std::uint32_t count = 0;
    std::uint32_t detail = 0;
};

// An expression after parsing: an arena of nodes, children before parents, names resolved to numbers. Immutable.
struct Syntax
{
    Syntax();
    Syntax(Syntax&&) noexcept;
    Syntax& operator=(Syntax&&) noexcept;
    ~Syntax();

    std::string source;
    std::vector<Node> nodes;
    std::vector<Child> children;
    std::vector<Json> constants;
    std::vector<std::string> names;
    std::vector<std::string> fields;
    std::vector<std::unique_ptr<re2::RE2>> patterns;
    std::uint32_t locals = 0; // slots that macros need
    NodeId root = 0;

    [[nodiscard]] const Node& child(const Node& node, std::uint32_t i) const
    {
        return nodes[children[node.first + i].node];
    }
};

// "column 7", "line 2, column 3": characters, from 1.
[[nodiscard]] std::string columnOf(std::string_view source, std::size_t at);
[[nodiscard]] tl::unexpected<Error> failAt(Errc code, std::string_view source, std::size_t at,
                                           std::string_view message);
// A string as part of a message: short, invisible characters drawn.
[[nodiscard]] std::string shown(std::string_view text);
// Null with `problem` set where the pattern is wrong or too big.
[[nodiscard]] std::unique_ptr<re2::RE2> compilePattern(std::string_view pattern,
                                                       std::string& problem);

} // namespace signalbox::expr
