// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "schema/pattern.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>

namespace signalbox::schema {

namespace {
constexpr std::string_view spaces = "\\x{9}-\\x{d}\\x{20}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}"
                                    "\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}";
constexpr std::string_view noSpaces =
    "\\x{0}-\\x{8}\\x{e}-\\x{1f}\\x{21}-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}"
    "\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}"
    "\\x{3001}-\\x{fefe}\\x{ff00}-\\x{10ffff}";
constexpr std::size_t mostRepeats = 1000; // of one operator in RE2
constexpr std::size_t mostExpanded = 1u << 20; // bytes

using Name = std::pair<std::string_view, std::string_view>;
// General_Category, long names (Unicode, PropertyValueAliases).
constexpr std::array<Name, 37> categories = {{
    {"Cased_Letter", "LC"},
    {"Close_Punctuation", "Pe"},
    {"Connector_Punctuation", "Pc"},
    {"Control", "Cc"},
    {"cntrl", "Cc"},
    {"Currency_Symbol", "Sc"},
    {"Dash_Punctuation", "Pd"},
    {"Decimal_Number", "Nd"},
    {"digit", "Nd"},
    {"Enclosing_Mark", "Me"},
    {"Final_Punctuation", "Pf"},
    {"Format", "Cf"},
    {"Initial_Punctuation", "Pi"},
    {"Letter", "L"},
    {"Letter_Number", "Nl"},
    {"Line_Separator", "Zl"},
    {"Lowercase_Letter", "Ll"},
    {"Mark", "M"},
    {"Combining_Mark", "M"},
    {"Math_Symbol", "Sm"},
    {"Modifier_Letter", "Lm"},
    {"Modifier_Symbol", "Sk"},
    {"Nonspacing_Mark", "Mn"},
    {"Number", "N"},
    {"Open_Punctuation", "Ps"},
    {"Other_Letter", "Lo"},
    {"Other_Number", "No"},
    {"Other_Punctuation", "Po"},
    {"Other_Symbol", "So"},
    {"Paragraph_Separator", "Zp"},
    {"Private_Use", "Co"},
    {"Punctuation", "P"},
    {"Space_Separator", "Zs"},
    {"Separator", "Z"},
    {"Spacing_Mark", "Mc"},
    {"Symbol", "S"},
    {"Titlecase_Letter", "Lt"},
}};

std::string hexEscape(char32_t c)
{
    char text[16];
    std::snprintf(text, sizeof text, "\\x{%x}", unsigned(c));
    return text;
}

bool isLetterOrDigit(char32_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// One character or a set of them; `set` is the inside of an RE2 class.
struct Atom
{
    char32_t character = 0;
    std::string set;
};

class Translation
{
public:
    explicit Translation(std::string_view text)
        : m_text(text)
    { }

    Result<std::string> run()
    {
        while (m_at < m_text.size() && m_why.empty() && m_out.size() <= mostExpanded)
            next();
        if (m_why.empty() && !m_open.empty())
            m_why = "a group is not closed";
        if (!m_why.empty())
            return fail(Errc::Invalid, m_why);
        if (m_out.size() > mostExpanded)
            return fail(Errc::Limit, "a pattern repeats too much");
        return std::move(m_out);
    }

private:
    bool ends() const { return m_at >= m_text.size(); }
    char peek(std::size_t ahead = 0) const
    {
        return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0';
    }
    void refuse(std::string why)
    {
        if (m_why.empty())
            m_why = std::move(why);
    }
    void beginAtom() { m_atom = m_out.size(); }

    void next();
    void openGroup();
    void quantifier();
    std::optional<std::size_t> number();
    void repeat(std::size_t least, std::size_t most, bool open);
    Atom escape(bool inClass);
    Atom property(bool negated);
    char32_t unicodeEscape();
    std::optional<char32_t> hex(std::size_t digits);
    Atom classAtom();
    void characterClass();

    std::string_view m_text;
    std::size_t m_at = 0;
    std::string m_out;
    std::size_t m_atom = 0; // where the last atom begins in m_out
    std::vector<std::size_t> m_open; // where each open group begins in m_out
    std::string m_why;
};

void Translation::next()
{
    const char c = peek();
    switch (c) {
    case '(':
        openGroup();
        return;
    case ')':
        if (m_open.empty())
            return refuse("a ')' closes nothing");
        m_atom = m_open.back();
        m_open.pop_back();
        break;
    case '[':
        characterClass();
        return;
    case '{':
    case '*':
    case '+':
    case '?':
        quantifier();
        return;
    case '.':
        beginAtom();
        ++m_at;
        m_out += "[^\\x{a}\\x{d}\\x{2028}\\x{2029}]";
        return;
    case '\\': {
        beginAtom();
        if (peek(1) == 'b' || peek(1) == 'B') {
            m_out += m_text.substr(m_at, 2);
            m_at += 2;
            return;
        }
        const auto atom = escape(false);
        m_out += atom.set.empty() ? hexEscape(atom.character) : "[" + atom.set + "]";
        return;
    }
    case '}':
    case ']':
        beginAtom();
        m_out += '\\';
        break;
    case '|':
    case '^':
    case '$':
        beginAtom();
        break;
    default: {
        beginAtom();
        const auto start = m_at;
        nextCodePoint(m_text, m_at);
        m_out += m_text.substr(start, m_at - start);
        return;
    }
    }
    m_out += c;
    ++m_at;
}

void Translation::openGroup()
{
    m_open.push_back(m_out.size());
    m_out += "(?:";
    ++m_at;
    if (peek() != '?')
        return;
    if (peek(1) == ':') {
        m_at += 2;
    } else if (peek(1) == '=' || peek(1) == '!') {
        refuse("look-ahead is supported only behind a leading '^'");
    } else if (peek(1) == '<' && peek(2) != '=' && peek(2) != '!') {
        const auto end = m_text.find('>', m_at);
        if (end == std::string_view::npos)
            return refuse("the name of a group is not closed");
        m_at = end + 1;
    } else {
        refuse("a group of this kind is not supported: (?" + std::string(1, peek(1)));
    }
}

std::optional<std::size_t> Translation::number()
{
    if (peek() < '0' || peek() > '9')
        return std::nullopt;
    std::size_t value = 0;
    for (; peek() >= '0' && peek() <= '9'; ++m_at)
        value = std::min<std::size_t>(value * 10 + std::size_t(peek() - '0'), 10'000'000);
    return value;
}

void Translation::quantifier()
{
    const char c = peek();
    if (c != '{') {
        m_out += c;
        ++m_at;
    } else {
        const auto start = m_at++;
        const auto least = number();
        const bool comma = least && peek() == ',';
        if (comma)
            ++m_at;
        const auto most = comma ? number() : least;
        if (!least || peek() != '}') { // a plain brace, as browsers read it
            m_at = start + 1;
            beginAtom();
            m_out += "\\{";
            return;
        }
        ++m_at;
        if (most && *most < *least)
            return refuse("a repetition ends below its beginning");
        repeat(*least, most.value_or(0), !most);
    }
    if (peek() == '?') { // laziness changes what is captured, not whether it matches
        m_out += '?';
        ++m_at;
    }
}

// x{0,2500} becomes x{0,1000}x{0,1000}x{0,500}: RE2 takes at most 1,000 at once.
void Translation::repeat(std::size_t least, std::size_t most, bool open)
{
    const std::string range =
        open ? std::to_string(least) + "," : std::to_string(least) + "," + std::to_string(most);
    if (least <= mostRepeats && (open || most <= mostRepeats)) {
        m_out += "{" + range + "}";
        return;
    }
    const std::string atom = m_out.substr(m_atom);
    const std::size_t optional = open ? 0 : most - least;
    if (atom.empty() || (least + optional) / mostRepeats * (atom.size() + 8) > mostExpanded)
        return refuse("a pattern repeats too much: {" + range + "}");
    m_out.resize(m_atom);
    m_out += "(?:";
    for (std::size_t left = least; left > 0; left -= std::min(left, mostRepeats))
        m_out += atom + "{" + std::to_string(std::min(left, mostRepeats)) + "}";
    for (std::size_t left = optional; left > 0; left -= std::min(left, mostRepeats))
        m_out += atom + "{0," + std::to_string(std::min(left, mostRepeats)) + "}";
    if (open)
        m_out += atom + "*";
    m_out += ")";
}

std::optional<char32_t> Translation::hex(std::size_t digits)
{
    char32_t value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
        const char c = peek(i);
        const bool letter = (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        if (!letter && (c < '0' || c > '9'))
            return std::nullopt;
        value = value * 16 + char32_t(letter ? (c | 0x20) - 'a' + 10 : c - '0');
    }
    m_at += digits;
    return value;
}

// Behind "\u".
char32_t Translation::unicodeEscape()
{
    if (peek() == '{') {
        const auto end = m_text.find('}', m_at);
        const auto digits = end == std::string_view::npos ? 0 : end - m_at - 1;
        ++m_at;
        const auto value = digits >= 1 && digits <= 6 ? hex(digits) : std::nullopt;
        if (!value || *value > 0x10FFFF) {
            refuse("a broken \\u{...}");
            return 0;
        }
        ++m_at;
        return *value;
    }
    const auto value = hex(4);
    if (!value) {
        refuse("\\u needs four hexadecimal digits");
        return 0;
    }
    if (*value >= 0xD800 && *value <= 0xDBFF && peek() == '\\' && peek(1) == 'u') {
        m_at += 2;
        const auto low = hex(4);
        if (low && *low >= 0xDC00 && *low <= 0xDFFF)
            return 0x10000 + ((*value - 0xD800) << 10) + (*low - 0xDC00);
    }
    if (*value >= 0xD800 && *value <= 0xDFFF)
        refuse("half of a surrogate pair");
    return *value;
}

// Behind "\p".
Atom Translation::property(bool negated)
{
    const auto end = m_text.find('}', m_at);
    if (peek() != '{' || end == std::string_view::npos) {
        refuse("\\p needs a name in braces");
        return {};
    }
    auto name = m_text.substr(m_at + 1, end - m_at - 1);
    m_at = end + 1;
    bool script = false;
    for (const std::string_view prefix : {"General_Category=", "gc=", "Script=", "sc="}) {
        if (!name.starts_with(prefix))
            continue;
        script = prefix.starts_with('S') || prefix.starts_with("sc");
        name.remove_prefix(prefix.size());
        break;
    }
    if (name == "Any" && !script)
        return {0, negated ? "^\\x{0}-\\x{10ffff}" : "\\x{0}-\\x{10ffff}"};
    if (name == "ASCII" && !script)
        return {0, negated ? "\\x{80}-\\x{10ffff}" : "\\x{0}-\\x{7f}"};
    if (!script) {
        const auto known = std::find_if(categories.begin(), categories.end(),
                                        [name](const Name& pair) { return pair.first == name; });
        if (known != categories.end())
            name = known->second;
    }
    if (!isName(name)) {
        refuse("a character property that is not known");
        return {};
    }
    return {0, (negated ? "\\P{" : "\\p{") + std::string(name) + "}"};
}

Atom Translation::escape(bool inClass)
{
    ++m_at;
    if (ends()) {
        refuse("a backslash at the end");
        return {};
    }
    const auto c = nextCodePoint(m_text, m_at);
    switch (c) {
    case 'd':
    case 'D':
    case 'w':
    case 'W':
        return {0, std::string("\\") + char(c)};
    case 's':
        return {0, std::string(spaces)};
    case 'S':
        return {0, std::string(noSpaces)};
    case 'p':
    case 'P':
        return property(c == 'P');
    case 'n':
        return {'\n', {}};
    case 'r':
        return {'\r', {}};
    case 't':
        return {'\t', {}};
    case 'f':
        return {'\f', {}};
    case 'v':
        return {'\v', {}};
    case 'b':
        if (inClass)
            return {'\b', {}};
        break;
    case '0':
        if (peek() < '0' || peek() > '9')
            return {0, {}};
        break;
    case 'x':
        if (const auto value = hex(2))
            return {*value, {}};
        break;
    case 'u':
        return {unicodeEscape(), {}};
    case 'c':
        if (isLetterOrDigit(char32_t(peek())) && peek() > '9')
            return {char32_t(m_text[m_at++] % 32), {}};
        break;
    default:
        if (!isLetterOrDigit(c))
            return {c, {}};
    }
    if ((c >= '1' && c <= '9') || c == 'k')
        refuse("back references are not supported");
    std::string name;
    appendUtf8(name, c);
    refuse("\\" + name + " has no meaning here");
    return {};
}

Atom Translation::classAtom()
{
    if (peek() == '\\')
        return escape(true);
    return {nextCodePoint(m_text, m_at), {}};
}

void Translation::characterClass()
{
    beginAtom();
    ++m_at;
    const bool negated = peek() == '^';
    m_at += negated ? 1 : 0;
    std::string inside;
    while (!ends() && peek() != ']' && m_why.empty()) {
        const auto first = classAtom();
        if (peek() != '-' || peek(1) == ']' || m_at + 1 >= m_text.size()) {
            inside += first.set.empty() ? hexEscape(first.character) : first.set;
            continue;
        }
        ++m_at;
        const auto last = classAtom();
        if (!first.set.empty() || !last.set.empty()) { // "[\w-.]": the hyphen is one
            inside += first.set.empty() ? hexEscape(first.character) : first.set;
            inside += "\\x{2d}";
            inside += last.set.empty() ? hexEscape(last.character) : last.set;
        } else if (last.character < first.character) {
            return refuse("a range of characters runs backwards");
        } else {
            inside += hexEscape(first.character) + "-" + hexEscape(last.character);
        }
    }
    if (ends())
        return refuse("a '[' is not closed");
    ++m_at;
    if (inside.empty()) // "[]" is nothing, "[^]" is anything
        m_out += negated ? "[\\x{0}-\\x{10ffff}]" : "[^\\x{0}-\\x{10ffff}]";
    else
        m_out += (negated ? "[^" : "[") + inside + "]";
}
} // namespace

Result<std::string> toRe2(std::string_view ecma)
{
    return Translation(ecma).run();
}

} // namespace signalbox::schema
