// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/canonicalscan.h"

#include "base/jsonvalue.h"
#include "base/text.h"
#include "journal/journal.h"

#include <array>
#include <charconv>
#include <cmath>

namespace signalbox::journal {

namespace {
// Bytes that end a plain stretch of a string: control characters, quote, backslash.
constexpr auto stops = [] {
    std::array<bool, 256> table{};
    for (std::size_t i = 0; i < 0x20; ++i)
        table[i] = true;
    table['"'] = true;
    table['\\'] = true;
    return table;
}();

int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isBefore(std::string_view a, bool aEscaped, std::string_view b, bool bEscaped)
{
    if (!aEscaped && !bEscaped)
        return a < b;
    return (aEscaped ? unescaped(a) : std::string(a)) < (bEscaped ? unescaped(b) : std::string(b));
}
} // namespace

std::string unescaped(std::string_view literal)
{
    std::string out;
    out.reserve(literal.size());
    for (std::size_t i = 0; i < literal.size(); ++i) {
        if (literal[i] != '\\' || i + 1 >= literal.size()) {
            out += literal[i];
            continue;
        }
        switch (const char c = literal[++i]) {
        case 'b':
            out += '\b';
            break;
        case 'f':
            out += '\f';
            break;
        case 'n':
            out += '\n';
            break;
        case 'r':
            out += '\r';
            break;
        case 't':
            out += '\t';
            break;
        case 'u': // only \u00XX is canonical
            if (i + 4 < literal.size())
                out += char(hexDigit(literal[i + 3]) << 4 | hexDigit(literal[i + 4]));
            i += 4;
            break;
        default:
            out += c;
        }
    }
    return out;
}

bool CanonicalScan::run()
{
    if (m_at == m_end || *m_at != '{' || std::size_t(m_end - m_at) > m_limits.bytes)
        return false;
    ++m_nodes;
    return object(Cut::Member) && m_at == m_end;
}

void CanonicalScan::note(const char* begin, PieceKind kind, bool escaped)
{
    m_pieces.push_back({std::size_t(begin - m_begin), sizeFrom(begin), kind, escaped});
}

bool CanonicalScan::value(Cut cut)
{
    if (m_at == m_end || ++m_nodes > m_limits.nodes)
        return false;
    const char* begin = m_at;
    const auto piecesBefore = m_pieces.size();
    switch (*m_at) {
    case '"': {
        bool escaped = false;
        if (!string(escaped))
            return false;
        if (cut != Cut::No && sizeFrom(begin) >= contentBytes + 2)
            note(begin, PieceKind::String, escaped);
        return true;
    }
    case '{':
        if (!object(cut == Cut::Element ? Cut::Member : Cut::No))
            return false;
        if (cut != Cut::No && m_pieces.size() == piecesBefore && sizeFrom(begin) >= contentBytes)
            note(begin, PieceKind::Json, false);
        return true;
    case '[':
        if (!array(cut == Cut::Member ? Cut::Element : Cut::No))
            return false;
        if ((cut == Cut::Element || cut == Cut::Whole) && sizeFrom(begin) >= contentBytes)
            note(begin, PieceKind::Json, false);
        return true;
    case 't':
        return word("true");
    case 'f':
        return word("false");
    case 'n':
        return word("null");
    default:
        return number();
    }
}

bool CanonicalScan::object(Cut members)
{
    if (++m_depth > m_limits.depth)
        return false;
    ++m_at;
    std::string_view last;
    bool lastEscaped = false;
    for (bool first = true;; first = false) {
        if (m_at == m_end)
            return false;
        if (*m_at == '}' && first)
            break;
        if (*m_at != '"')
            return false;
        const char* begin = m_at;
        bool escaped = false;
        if (!string(escaped))
            return false;
        const std::string_view key(begin + 1, sizeFrom(begin) - 2);
        if (!first && !isBefore(last, lastEscaped, key, escaped))
            return false;
        last = key;
        lastEscaped = escaped;
        if (m_at == m_end || *m_at++ != ':')
            return false;
        if (!value(members == Cut::Member && key == "tools" ? Cut::Whole : members))
            return false;
        if (m_at == m_end)
            return false;
        if (*m_at == '}')
            break;
        if (*m_at++ != ',')
            return false;
    }
    ++m_at;
    --m_depth;
    return true;
}

bool CanonicalScan::array(Cut elements)
{
    if (++m_depth > m_limits.depth)
        return false;
    ++m_at;
    for (bool first = true;; first = false) {
        if (m_at == m_end)
            return false;
        if (*m_at == ']' && first)
            break;
        if (!value(elements) || m_at == m_end)
            return false;
        if (*m_at == ']')
            break;
        if (*m_at++ != ',')
            return false;
    }
    ++m_at;
    --m_depth;
    return true;
}

bool CanonicalScan::string(bool& escaped)
{
    const char* begin = ++m_at;
    unsigned char seen = 0;
    for (;;) {
        while (m_at != m_end && !stops[static_cast<unsigned char>(*m_at)])
            seen |= static_cast<unsigned char>(*m_at++);
        if (m_at == m_end)
            return false;
        if (*m_at == '"')
            break;
        escaped = true;
        if (!escape())
            return false;
    }
    const std::string_view text(begin, sizeFrom(begin));
    ++m_at;
    return text.size() <= m_limits.stringBytes && (seen < 0x80 || isUtf8(text));
}

bool CanonicalScan::escape()
{
    if (*m_at != '\\' || m_end - m_at < 2)
        return false;
    const char c = m_at[1];
    if (std::string_view("\"\\bfnrt").find(c) != std::string_view::npos) {
        m_at += 2;
        return true;
    }
    if (c != 'u' || m_end - m_at < 6 || m_at[2] != '0' || m_at[3] != '0')
        return false;
    const int high = hexDigit(m_at[4]);
    const int low = hexDigit(m_at[5]);
    if (high < 0 || high > 1 || low < 0)
        return false;
    const int code = high * 16 + low;
    m_at += 6;
    return (code < 8 || code > 13 || code == 11); // 8 to 13 but 11 have a short form
}

bool CanonicalScan::word(std::string_view text)
{
    if (std::size_t(m_end - m_at) < text.size() || std::string_view(m_at, text.size()) != text)
        return false;
    m_at += text.size();
    return true;
}

bool CanonicalScan::number()
{
    const char* begin = m_at;
    if (*m_at == '-')
        ++m_at;
    const char* digits = m_at;
    while (m_at != m_end && isDigit(*m_at))
        ++m_at;
    if (m_at == digits || (*digits == '0' && m_at - digits > 1))
        return false;
    if (m_at != m_end && (*m_at == '.' || *m_at == 'e' || *m_at == 'E')) {
        while (
            m_at != m_end
            && (isDigit(*m_at) || std::string_view(".eE+-").find(*m_at) != std::string_view::npos))
            ++m_at;
        return fraction({begin, sizeFrom(begin)});
    }
    if (m_at - digits <= 18)
        return *begin != '-' || *digits != '0';
    if (*begin == '-') {
        std::int64_t number = 0;
        return std::from_chars(begin, m_at, number).ec == std::errc();
    }
    std::uint64_t number = 0;
    return std::from_chars(begin, m_at, number).ec == std::errc();
}

bool CanonicalScan::fraction(std::string_view token) const
{
    double number = 0;
    const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), number);
    return error == std::errc() && end == token.data() + token.size() && std::isfinite(number)
        && Json(number).dump() == token;
}

} // namespace signalbox::journal
