// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "expr/lexer.h"
#include "expr/syntax.h"

#include <optional>
#include <string_view>
#include <vector>

namespace signalbox::expr {

// Recursive descent over CEL's grammar. The first error sticks and every rule returns `none` from then on: frames stay
// small on the stacks of branch threads.
class Parser
{
public:
    explicit Parser(std::string_view source);
    [[nodiscard]] Result<Syntax> parse();

    static constexpr std::size_t maxSource = 65'536;
    static constexpr std::size_t maxNesting = 64; // brackets, calls and ?: inside each other
    static constexpr std::size_t maxHeight = 192; // of the tree

private:
    static constexpr NodeId none = static_cast<NodeId>(-1);

    NodeId expression();
    NodeId nested();
    NodeId binary(int level);
    NodeId unary();
    NodeId negative(std::size_t at);
    NodeId member();
    NodeId method(NodeId object, const Token& name);
    NodeId macro(NodeId range, const Token& name, Op op);
    NodeId primary();
    NodeId word(const Token& name);
    NodeId function(const Token& name);
    NodeId listLiteral();
    NodeId mapLiteral();
    NodeId literal(Json value, std::size_t at);
    NodeId number(const Token& token, bool negated);
    NodeId add(Op op, std::size_t at, std::size_t firstChild, std::uint32_t detail = 0);
    NodeId foldLiterals(NodeId id);
    void addPattern(NodeId call);
    NodeId refuse(std::size_t at, std::string message, Errc code = Errc::Invalid);
    NodeId unexpected(std::string_view wanted);
    [[nodiscard]] bool opensBinary(int level, Binary& out) const;
    bool arguments(const Token& name, std::size_t wanted);
    void advance();
    bool expect(std::string_view symbol);
    void push(NodeId node, std::size_t at = 0, Binary how = Binary::None);

    Lexer m_lexer;
    Token m_token;
    Syntax m_syntax;
    std::optional<Error> m_error;
    std::vector<Child> m_children; // of nodes that are being parsed, a stack
    std::vector<std::uint8_t> m_heights; // by node
    std::vector<std::string_view> m_locals; // variables of the macros around, by slot
    std::size_t m_nesting = 0;
};

} // namespace signalbox::expr
