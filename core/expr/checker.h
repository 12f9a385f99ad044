// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "expr/expression.h"
#include "expr/syntax.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox::expr {

// What is known of a value before anything runs.
struct Type
{
    enum class Kind
    {
        Any,
        Null,
        Bool,
        Int,
        Double,
        Number,
        Text,
        List,
        Map
    };

    Kind kind = Kind::Any;
    const Json* example = nullptr; // of a List or Map: what its elements and fields are like
    bool isClosed = false; // of a Map: it has the fields of its example only
};

[[nodiscard]] std::string_view typeName(Type::Kind kind); // "int", "any"

// Refuses names and fields that are not declared and operators on types they do not take.
class Checker
{
public:
    // Without declarations every name is accepted and nothing is refused.
    Checker(const Syntax& syntax, const std::vector<Declaration>& declarations);
    [[nodiscard]] Result<Type> check();

private:
    Type typeOf(NodeId id);
    Type child(const Node& node, std::uint32_t i);
    Type name(const Node& node);
    Type field(const Node& node);
    Type index(const Node& node);
    Type collection(const Node& node);
    Type conditional(const Node& node);
    Type logical(const Node& node);
    Type chain(const Node& node);
    Type joined(const Child& child, const Type& left, const Type& right);
    Type sum(const Child& child, const Type& left, const Type& right);
    Type product(const Child& child, const Type& left, const Type& right);
    Type call(const Node& node);
    Type macro(const Node& node);
    Type operand(const Node& node, std::uint32_t i, std::string_view what, Type::Kind wanted);
    void wrong(std::size_t at, std::string_view what, std::string_view wanted, const Type& found);
    void mismatch(const Child& child, const Type& left, const Type& right);
    void refuse(Errc code, std::size_t at, const std::string& message);

    const Syntax& m_syntax;
    const std::vector<Declaration>& m_declarations;
    std::vector<Type> m_locals;
    std::optional<Error> m_error; // the first one
};

} // namespace signalbox::expr
