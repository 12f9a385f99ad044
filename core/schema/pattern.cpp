// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "schema/pattern.h"

#include <re2/re2.h>

namespace signalbox::schema {

namespace {
constexpr std::size_t maxPatternBytes = 16 * 1024;
constexpr std::int64_t maxMemory = 4 << 20;

// Behind the ')' that closes the group at `at`; npos where there is none.
std::size_t groupEnd(std::string_view text, std::size_t at)
{
    int depth = 0;
    bool inClass = false;
    for (; at < text.size(); ++at) {
        if (text[at] == '\\')
            ++at;
        else if (inClass)
            inClass = text[at] != ']';
        else if (text[at] == '[')
            inClass = true;
        else if (text[at] == '(')
            ++depth;
        else if (text[at] == ')' && --depth == 0)
            return at + 1;
    }
    return std::string_view::npos;
}

bool hasTopLevelChoice(std::string_view text)
{
    int depth = 0;
    bool inClass = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\\')
            ++at;
        else if (inClass)
            inClass = text[at] != ']';
        else if (text[at] == '[')
            inClass = true;
        else if (text[at] == '(' || text[at] == ')')
            depth += text[at] == '(' ? 1 : -1;
        else if (text[at] == '|' && depth == 0)
            return true;
    }
    return false;
}

struct Piece
{
    std::string text;
    bool wanted = true;
};

// "^(?=A)(?!B)C" holds where "^(?:A)" and "^C" are found and "^(?:B)" is not.
std::vector<Piece> conjunction(std::string_view text)
{
    std::vector<Piece> pieces;
    if (text.starts_with("^(?=") || text.starts_with("^(?!")) {
        std::string_view rest = text.substr(1);
        while (rest.starts_with("(?=") || rest.starts_with("(?!")) {
            const auto end = groupEnd(rest, 0);
            const bool quantified = end != std::string_view::npos && end < rest.size()
                && std::string_view("*+?{").find(rest[end]) != std::string_view::npos;
            if (end == std::string_view::npos || quantified)
                return {{std::string(text), true}};
            pieces.push_back({"^(?:" + std::string(rest.substr(3, end - 4)) + ")", rest[2] == '='});
            rest.remove_prefix(end);
        }
        if (hasTopLevelChoice(rest))
            return {{std::string(text), true}};
        pieces.push_back({"^" + std::string(rest), true});
        return pieces;
    }
    return {{std::string(text), true}};
}
} // namespace

Pattern::Pattern() = default;
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

Result<Pattern> Pattern::compile(std::string_view ecma)
{
    if (ecma.size() > maxPatternBytes)
        return fail(Errc::Limit, "a pattern has more than 16384 bytes");
    Pattern pattern;
    pattern.m_text = ecma;
    RE2::Options options;
    options.set_log_errors(false);
    options.set_never_capture(true);
    options.set_max_mem(maxMemory);
    for (const auto& piece : conjunction(ecma)) {
        const auto translated = toRe2(piece.text);
        if (!translated)
            return tl::unexpected(translated.error());
        auto expression = std::make_unique<RE2>(*translated, options);
        if (!expression->ok())
            return fail(expression->error_code() == RE2::ErrorPatternTooLarge ? Errc::Limit
                                                                              : Errc::Invalid,
                        expression->error());
        pattern.m_parts.push_back({std::move(expression), piece.wanted});
    }
    return pattern;
}

bool Pattern::matches(std::string_view text) const
{
    for (const auto& part : m_parts) {
        if (RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *part.expression)
            != part.wanted)
            return false;
    }
    return true;
}

std::size_t Pattern::size() const
{
    std::size_t size = 0;
    for (const auto& part : m_parts)
        size += std::size_t(std::max(0, part.expression->ProgramSize()));
    return size;
}

} // namespace signalbox::schema
