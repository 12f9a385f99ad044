// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "expr/lexer.h"

#include "base/text.h"
#include "expr/syntax.h"

#include <algorithm>

namespace signalbox::expr {

namespace {
bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}
bool isHex(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool isWordStart(char c)
{
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool isWordPart(char c)
{
    return isWordStart(c) || isDigit(c);
}
unsigned digitOf(char c)
{
    if (isDigit(c))
        return unsigned(c - '0');
    if (c >= 'a' && c <= 'f')
        return unsigned(c - 'a') + 10;
    if (c >= 'A' && c <= 'F')
        return unsigned(c - 'A') + 10;
    return 99;
}
} // namespace

Token Lexer::bad(std::size_t at, std::string message) const
{
    return {Token::Kind::Bad, at, {}, std::move(message)};
}

void Lexer::skipSpace()
{
    for (;;) {
        const char c = peek();
        if (m_at < m_source.size()
            && (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'))
            ++m_at;
        else if (c == '/' && peek(1) == '/')
            m_at = std::min(m_source.find('\n', m_at), m_source.size());
        else
            return;
    }
}

Token Lexer::next()
{
    skipSpace();
    const std::size_t start = m_at;
    if (start >= m_source.size())
        return {Token::Kind::End, start, {}};
    const char c = peek();
    if (c == '\'' || c == '"')
        return string(start, false);
    if ((c == 'r' || c == 'R') && (peek(1) == '\'' || peek(1) == '"')) {
        ++m_at;
        return string(start, true);
    }
    if ((c == 'b' || c == 'B')
        && (peek(1) == '\'' || peek(1) == '"'
            || ((peek(1) == 'r' || peek(1) == 'R') && (peek(2) == '\'' || peek(2) == '"'))))
        return bad(start, "bytes literals are not part of this language, write a string");
    if (isWordStart(c))
        return identifier();
    if (isDigit(c) || (c == '.' && isDigit(peek(1))))
        return number();
    for (const std::string_view two : {"==", "!=", "<=", ">=", "&&", "||"}) {
        if (m_source.substr(m_at, 2) == two) {
            m_at += 2;
            return {Token::Kind::Symbol, start, m_source.substr(start, 2)};
        }
    }
    static constexpr std::string_view single = "<>!?:+-*/%.,()[]{}";
    if (c != '\0' && single.find(c) != std::string_view::npos) {
        ++m_at;
        return {Token::Kind::Symbol, start, m_source.substr(start, 1)};
    }
    if (c == '=')
        return bad(start, "'=' is no operator, write '==' to compare");
    if (c == '&' || c == '|')
        return bad(start, std::string("write '") + c + c + "', not '" + c + "'");
    std::size_t end = m_at;
    nextCodePoint(m_source, end);
    return bad(start, "unexpected character " + shown(m_source.substr(start, end - start)));
}

Token Lexer::identifier()
{
    const std::size_t start = m_at;
    while (isWordPart(peek()))
        ++m_at;
    return {Token::Kind::Identifier, start, m_source.substr(start, m_at - start)};
}

Token Lexer::number()
{
    const std::size_t start = m_at;
    auto kind = Token::Kind::Int;
    if (peek() == '0' && (peek(1) == 'x' || peek(1) == 'X') && isHex(peek(2))) {
        m_at += 2;
        while (isHex(peek()))
            ++m_at;
    } else {
        while (isDigit(peek()))
            ++m_at;
        if (peek() == '.' && isDigit(peek(1))) {
            kind = Token::Kind::Double;
            ++m_at;
            while (isDigit(peek()))
                ++m_at;
        }
        const bool sign = peek(1) == '+' || peek(1) == '-';
        if ((peek() == 'e' || peek() == 'E') && isDigit(peek(sign ? 2 : 1))) {
            kind = Token::Kind::Double;
            m_at += sign ? 2 : 1;
            while (isDigit(peek()))
                ++m_at;
        }
    }
    if ((peek() == 'u' || peek() == 'U') && !isWordPart(peek(1)))
        return bad(m_at, "unsigned numbers are not part of this language, leave out the 'u'");
    if (isWordPart(peek()))
        return bad(start, "a number ends in a letter");
    return {kind, start, m_source.substr(start, m_at - start)};
}

Token Lexer::string(std::size_t start, bool raw)
{
    const char quote = peek();
    const bool triple = peek(1) == quote && peek(2) == quote;
    m_at += triple ? 3 : 1;
    std::string value;
    std::string problem;
    for (;;) {
        if (m_at >= m_source.size())
            return bad(start, "the string has no end");
        const char c = peek();
        if (c == quote && (!triple || (peek(1) == quote && peek(2) == quote))) {
            m_at += triple ? 3 : 1;
            return {Token::Kind::String, start, m_source.substr(start, m_at - start),
                    std::move(value)};
        }
        if (!triple && (c == '\n' || c == '\r'))
            return bad(start, "the string ends at the line break, use three quotes for lines");
        if (!raw && c == '\\') {
            const std::size_t at = m_at;
            if (!escape(value, problem))
                return bad(at, problem);
        } else {
            value += c;
            ++m_at;
        }
    }
}

bool Lexer::escape(std::string& out, std::string& problem)
{
    static constexpr std::string_view letters = "abfnrtv\\?\"'`";
    static constexpr std::string_view meanings = "\a\b\f\n\r\t\v\\?\"'`";
    const char c = peek(1);
    if (const auto i = letters.find(c); c != '\0' && i != std::string_view::npos) {
        out += meanings[i];
        m_at += 2;
        return true;
    }
    switch (c) {
    case 'x':
    case 'X':
        m_at += 2;
        return digitsEscape(out, problem, 2, 16);
    case 'u':
        m_at += 2;
        return digitsEscape(out, problem, 4, 16);
    case 'U':
        m_at += 2;
        return digitsEscape(out, problem, 8, 16);
    case '0':
    case '1':
    case '2':
    case '3':
        m_at += 1;
        return digitsEscape(out, problem, 3, 8);
    default:
        problem = "unknown escape in a string, write '\\\\' for a backslash";
        return false;
    }
}

bool Lexer::digitsEscape(std::string& out, std::string& problem, std::size_t count, unsigned base)
{
    char32_t point = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const unsigned digit = digitOf(peek());
        if (digit >= base) {
            problem = "this escape needs " + std::to_string(count)
                + (base == 8 ? " octal digits" : " hexadecimal digits");
            return false;
        }
        point = point * base + digit;
        ++m_at;
    }
    if (point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) {
        problem = "this escape is no character";
        return false;
    }
    appendUtf8(out, point);
    return true;
}

} // namespace signalbox::expr
