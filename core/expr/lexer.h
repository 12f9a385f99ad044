// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace signalbox::expr {

// A word of an expression.
struct Token
{
    enum class Kind
    {
        End,
        Identifier,
        Int,
        Double,
        String,
        Symbol,
        Bad
    };

    Kind kind = Kind::End;
    std::size_t at = 0; // byte in the source
    std::string_view text; // as it stands in the source
    std::string value = {}; // String: decoded; Bad: what is wrong

    [[nodiscard]] bool is(std::string_view symbol) const
    {
        return kind == Kind::Symbol && text == symbol;
    }
    [[nodiscard]] bool isWord(std::string_view word) const
    {
        return kind == Kind::Identifier && text == word;
    }
};

// Cuts a CEL expression into tokens. The source must be UTF-8 and outlive the tokens.
class Lexer
{
public:
    explicit Lexer(std::string_view source)
        : m_source(source)
    { }
    [[nodiscard]] Token next();

private:
    void skipSpace();
    Token number();
    Token identifier();
    Token string(std::size_t start, bool raw);
    bool escape(std::string& out, std::string& problem);
    bool digitsEscape(std::string& out, std::string& problem, std::size_t count, unsigned base);
    [[nodiscard]] Token bad(std::size_t at, std::string message) const;
    [[nodiscard]] char peek(std::size_t ahead = 0) const
    {
        return m_at + ahead < m_source.size() ? m_source[m_at + ahead] : '\0';
    }

    std::string_view m_source;
    std::size_t m_at = 0;
};

} // namespace signalbox::expr
