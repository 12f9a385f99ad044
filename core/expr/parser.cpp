// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "expr/parser.h"

#include "base/jsonvalue.h"
#include "base/text.h"

#include <array>
#include <charconv>
#include <cmath>

namespace signalbox::expr {

namespace {
enum Level
{
    OrLevel,
    AndLevel,
    RelationLevel,
    SumLevel,
    ProductLevel,
    UnaryLevel
};

struct BinarySymbol
{
    std::string_view text;
    Level level;
    Binary binary;
};

constexpr std::array<BinarySymbol, 13> binarySymbols{{
    {"||", OrLevel, Binary::None},
    {"&&", AndLevel, Binary::None},
    {"==", RelationLevel, Binary::Equal},
    {"!=", RelationLevel, Binary::NotEqual},
    {"<", RelationLevel, Binary::Less},
    {"<=", RelationLevel, Binary::LessEqual},
    {">", RelationLevel, Binary::Greater},
    {">=", RelationLevel, Binary::GreaterEqual},
    {"+", SumLevel, Binary::Add},
    {"-", SumLevel, Binary::Subtract},
    {"*", ProductLevel, Binary::Multiply},
    {"/", ProductLevel, Binary::Divide},
    {"%", ProductLevel, Binary::Modulo},
}};
} // namespace

Parser::Parser(std::string_view source)
    : m_lexer(source)
{
    m_syntax.source = source;
    m_lexer = Lexer(m_syntax.source);
}

Result<Syntax> Parser::parse()
{
    const std::string& source = m_syntax.source;
    if (source.size() > maxSource)
        return fail(Errc::Limit,
                    "an expression has at most " + std::to_string(maxSource) + " bytes, this one "
                        + std::to_string(source.size()));
    if (!isUtf8(source))
        return fail(Errc::Invalid, "the expression is not UTF-8");
    advance();
    if (m_token.kind == Token::Kind::End)
        return fail(Errc::Invalid, "column 1: the expression is empty");
    m_syntax.root = expression();
    if (!m_error && m_token.kind != Token::Kind::End)
        unexpected("an operator or the end");
    if (m_error)
        return tl::unexpected<Error>(*m_error);
    return std::move(m_syntax);
}

void Parser::advance()
{
    m_token = m_lexer.next();
    if (m_token.kind == Token::Kind::Bad)
        refuse(m_token.at, m_token.value);
}

NodeId Parser::refuse(std::size_t at, std::string message, Errc code)
{
    if (!m_error)
        m_error = failAt(code, m_syntax.source, at, message).value();
    return none;
}

NodeId Parser::unexpected(std::string_view wanted)
{
    const auto found = m_token.kind == Token::Kind::End ? std::string("the expression ends")
                                                        : "found " + shown(m_token.text);
    return refuse(m_token.at, found + ", expected " + std::string(wanted));
}

bool Parser::expect(std::string_view symbol)
{
    if (m_error)
        return false;
    if (!m_token.is(symbol)) {
        unexpected("'" + std::string(symbol) + "'");
        return false;
    }
    advance();
    return !m_error;
}

void Parser::push(NodeId node, std::size_t at, Binary how)
{
    m_children.push_back({node, std::uint32_t(at), how});
}

// Takes what stands on the stack of children from `firstChild` on.
NodeId Parser::add(Op op, std::size_t at, std::size_t firstChild, std::uint32_t detail)
{
    if (m_error)
        return none;
    std::size_t height = 0;
    for (std::size_t i = firstChild; i < m_children.size(); ++i)
        height = std::max<std::size_t>(height, m_heights[m_children[i].node]);
    if (height >= maxHeight)
        return refuse(at, "the expression is nested too deeply", Errc::Limit);
    const Node node{op, std::uint32_t(at), std::uint32_t(m_syntax.children.size()),
                    std::uint32_t(m_children.size() - firstChild), detail};
    m_syntax.children.insert(m_syntax.children.end(),
                             m_children.begin() + std::ptrdiff_t(firstChild), m_children.end());
    m_children.resize(firstChild);
    m_syntax.nodes.push_back(node);
    m_heights.push_back(std::uint8_t(height + 1));
    return NodeId(m_syntax.nodes.size() - 1);
}

NodeId Parser::literal(Json value, std::size_t at)
{
    m_syntax.constants.push_back(std::move(value));
    return add(Op::Literal, at, m_children.size(), std::uint32_t(m_syntax.constants.size() - 1));
}

NodeId Parser::nested()
{
    if (m_error)
        return none;
    if (m_nesting >= maxNesting)
        return refuse(m_token.at, "nested deeper than " + std::to_string(maxNesting) + " levels",
                      Errc::Limit);
    ++m_nesting;
    const NodeId node = expression();
    --m_nesting;
    return node;
}

NodeId Parser::expression()
{
    const std::size_t first = m_children.size();
    const NodeId condition = binary(OrLevel);
    if (m_error || !m_token.is("?"))
        return condition;
    const std::size_t at = m_token.at;
    advance();
    push(condition, at);
    push(nested(), at);
    expect(":");
    push(nested(), at);
    return add(Op::Conditional, at, first);
}

bool Parser::opensBinary(int level, Binary& out) const
{
    if (level == RelationLevel && m_token.isWord("in")) {
        out = Binary::In;
        return true;
    }
    if (m_token.kind != Token::Kind::Symbol)
        return false;
    for (const auto& symbol : binarySymbols) {
        if (symbol.level == level && symbol.text == m_token.text) {
            out = symbol.binary;
            return true;
        }
    }
    return false;
}

NodeId Parser::binary(int level)
{
    if (level == UnaryLevel)
        return unary();
    const std::size_t first = m_children.size();
    NodeId node = binary(level + 1);
    Binary how = Binary::None;
    std::size_t at = 0;
    while (!m_error && opensBinary(level, how)) {
        if (m_children.size() == first) {
            at = m_token.at;
            push(node, at);
        }
        const std::size_t here = m_token.at;
        advance();
        node = binary(level + 1);
        push(node, here, how);
    }
    if (m_error || m_children.size() == first)
        return node;
    return add(level == OrLevel ? Op::Or : level == AndLevel ? Op::And : Op::Chain, at, first);
}

NodeId Parser::unary()
{
    const std::size_t at = m_token.at;
    if (m_token.is("-"))
        return negative(at);
    if (!m_token.is("!"))
        return member();
    bool odd = false;
    for (; !m_error && m_token.is("!"); advance())
        odd = !odd;
    // "!!x" stays two negations: x must be a bool
    const std::size_t first = m_children.size();
    push(m_token.is("-") ? negative(m_token.at) : member(), at);
    NodeId node = add(Op::Not, at, first);
    if (odd || m_error)
        return node;
    push(node, at);
    return add(Op::Not, at, first);
}

NodeId Parser::negative(std::size_t at)
{
    std::size_t count = 0;
    for (; !m_error && m_token.is("-"); advance())
        ++count;
    if (m_error)
        return none;
    if (m_token.is("!"))
        return refuse(m_token.at, "'-' takes a number, '!' gives a bool");
    const std::size_t first = m_children.size();
    const bool isNumber = m_token.kind == Token::Kind::Int || m_token.kind == Token::Kind::Double;
    if (isNumber) {
        // The sign belongs to the literal: 9223372036854775808 alone does not fit.
        const Token token = m_token;
        advance();
        if (!m_error && !m_token.is(".") && !m_token.is("["))
            return number(token, count % 2 == 1);
        return unexpected("an operator or the end");
    }
    NodeId node = member();
    // Pairs of signs cancel out but keep the check of the type.
    for (std::size_t i = 0; !m_error && i < (count % 2 == 1 ? 1 : 2); ++i) {
        push(node, at);
        node = add(Op::Negate, at, first);
    }
    return node;
}

NodeId Parser::number(const Token& token, bool negated)
{
    const std::string text = (negated ? "-" : "") + std::string(token.text);
    if (token.kind == Token::Kind::Double) {
        double value = 0;
        const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
        if (read.ec == std::errc::result_out_of_range) // too small is zero, too big is no number
            value = std::strtod(text.c_str(), nullptr);
        if (!std::isfinite(value))
            return refuse(token.at, "the number is out of range");
        return literal(value, token.at);
    }
    const bool hex = token.text.size() > 1 && (token.text[1] == 'x' || token.text[1] == 'X');
    const std::string digits = (negated ? "-" : "") + std::string(token.text.substr(hex ? 2 : 0));
    std::int64_t value = 0;
    const auto read =
        std::from_chars(digits.data(), digits.data() + digits.size(), value, hex ? 16 : 10);
    if (read.ec != std::errc() || read.ptr != digits.data() + digits.size())
        return refuse(token.at, "the integer does not fit 64 bits");
    return literal(value, token.at);
}

} // namespace signalbox::expr
