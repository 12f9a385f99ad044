// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>

namespace signalbox {

namespace {
constexpr char32_t replacement = 0xFFFD;

// Length of the valid sequence at `at`, 0 where it is broken (RFC 3629: no surrogates, no overlong forms).
std::size_t sequenceLength(std::string_view text, std::size_t at, char32_t& codePoint)
{
    const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto tail = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xC0) == 0x80; };
    const unsigned char first = byte(at);
    if (first < 0x80) {
        codePoint = first;
        return 1;
    }
    if (first >= 0xC2 && first <= 0xDF && tail(at + 1)) {
        codePoint = char32_t((first & 0x1F) << 6 | (byte(at + 1) & 0x3F));
        return 2;
    }
    if (first >= 0xE0 && first <= 0xEF && tail(at + 1) && tail(at + 2)) {
        codePoint =
            char32_t((first & 0x0F) << 12 | (byte(at + 1) & 0x3F) << 6 | (byte(at + 2) & 0x3F));
        const bool good = codePoint >= 0x800 && (codePoint < 0xD800 || codePoint > 0xDFFF);
        return good ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4 && tail(at + 1) && tail(at + 2) && tail(at + 3)) {
        codePoint = char32_t((first & 0x07) << 18 | (byte(at + 1) & 0x3F) << 12
                             | (byte(at + 2) & 0x3F) << 6 | (byte(at + 3) & 0x3F));
        return codePoint >= 0x10000 && codePoint <= 0x10FFFF ? 4 : 0;
    }
    return 0;
}
} // namespace

bool isUtf8(std::string_view bytes)
{
    char32_t codePoint = 0;
    for (std::size_t at = 0; at < bytes.size();) {
        std::uint64_t eight = 0;
        while (at + sizeof eight <= bytes.size()) { // most text is ASCII
            std::memcpy(&eight, bytes.data() + at, sizeof eight);
            if (eight & 0x8080808080808080u)
                break;
            at += sizeof eight;
        }
        if (at == bytes.size())
            break;
        const auto length = sequenceLength(bytes, at, codePoint);
        if (length == 0)
            return false;
        at += length;
    }
    return true;
}

std::string toUtf8(std::string_view bytes)
{
    if (isUtf8(bytes))
        return std::string(bytes);
    std::string text;
    text.reserve(bytes.size());
    for (std::size_t at = 0; at < bytes.size();)
        appendUtf8(text, nextCodePoint(bytes, at));
    return text;
}

std::string_view truncateUtf8(std::string_view text, std::size_t bytes)
{
    if (text.size() <= bytes)
        return text;
    while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80)
        --bytes;
    return text.substr(0, bytes);
}

char32_t nextCodePoint(std::string_view text, std::size_t& at)
{
    char32_t codePoint = replacement;
    const auto length = sequenceLength(text, at, codePoint);
    if (length == 0) {
        ++at;
        return replacement;
    }
    at += length;
    return codePoint;
}

void appendUtf8(std::string& out, char32_t c)
{
    if (c < 0x80) {
        out += char(c);
    } else if (c < 0x800) {
        out += char(0xC0 | c >> 6);
        out += char(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        out += char(0xE0 | c >> 12);
        out += char(0x80 | (c >> 6 & 0x3F));
        out += char(0x80 | (c & 0x3F));
    } else {
        out += char(0xF0 | c >> 18);
        out += char(0x80 | (c >> 12 & 0x3F));
        out += char(0x80 | (c >> 6 & 0x3F));
        out += char(0x80 | (c & 0x3F));
    }
}

bool isInvisible(char32_t c)
{
    if (c == '\n' || c == '\t')
        return false;
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0xAD || c == 0x34F || c == 0x61C
        || c == 0x115F || c == 0x1160 || c == 0x17B4 || c == 0x17B5 || (c >= 0x180B && c <= 0x180F)
        || (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E)
        || (c >= 0x2060 && c <= 0x206F) || c == 0x3164 || (c >= 0xFE00 && c <= 0xFE0F)
        || c == 0xFEFF || c == 0xFFA0 || (c >= 0xFFF9 && c <= 0xFFFB)
        || (c >= 0x1D173 && c <= 0x1D17A) || (c >= 0xE0000 && c <= 0xE0FFF);
}

std::vector<InvisibleCharacter> findInvisible(std::string_view text)
{
    std::vector<InvisibleCharacter> found;
    for (std::size_t at = 0; at < text.size();) {
        const auto offset = at;
        const auto codePoint = nextCodePoint(text, at);
        if (isInvisible(codePoint))
            found.push_back({offset, codePoint});
    }
    return found;
}

std::string showInvisible(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const auto codePoint = nextCodePoint(text, at);
        if (!isInvisible(codePoint)) {
            appendUtf8(out, codePoint);
            continue;
        }
        char name[16];
        std::snprintf(name, sizeof name, "U+%04X", unsigned(codePoint));
        out += name;
    }
    return out;
}

std::size_t stripTags(std::string& text)
{
    if (text.find("\xF3\xA0") == std::string::npos) // every tag character begins so
        return 0;
    std::string clean;
    std::size_t removed = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto codePoint = nextCodePoint(text, at);
        if (codePoint >= 0xE0000 && codePoint <= 0xE007F)
            ++removed;
        else
            appendUtf8(clean, codePoint);
    }
    text = std::move(clean);
    return removed;
}

std::string_view trim(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    for (;;) {
        const auto end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos)
            return parts;
        text.remove_prefix(end + 1);
    }
}

std::string lower(std::string_view ascii)
{
    std::string text(ascii);
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    return text;
}

namespace {
struct GlobSign
{
    enum class Kind : std::uint8_t
    {
        Character,
        One,
        Star,
        Deep
    };
    Kind kind = Kind::Character;
    char32_t character = 0;
};

// A broken byte stays itself and equals no character.
char32_t globCharacter(std::string_view text, std::size_t& at)
{
    char32_t codePoint = 0;
    if (const auto length = sequenceLength(text, at, codePoint)) {
        at += length;
        return codePoint;
    }
    return 0x110000 + static_cast<unsigned char>(text[at++]);
}

std::vector<GlobSign> globSigns(std::string_view pattern, char separator)
{
    std::vector<GlobSign> signs;
    for (std::size_t at = 0; at < pattern.size();) {
        const auto start = at;
        while (at < pattern.size() && pattern[at] == '*')
            ++at;
        if (at > start) {
            const bool deep = separator == 0 || at - start > 1;
            signs.push_back({deep ? GlobSign::Kind::Deep : GlobSign::Kind::Star, 0});
        } else if (pattern[at] == '?') {
            ++at;
            signs.push_back({GlobSign::Kind::One, 0});
        } else {
            signs.push_back({GlobSign::Kind::Character, globCharacter(pattern, at)});
        }
    }
    return signs;
}
} // namespace

bool matchesGlob(std::string_view pattern, std::string_view text, char separator)
{
    // All places of the pattern that the text so far can have reached: time is pattern times text, whatever the stars.
    const auto signs = globSigns(pattern, separator);
    std::vector<char> here(signs.size() + 1);
    std::vector<char> next(signs.size() + 1);
    here[0] = 1;
    bool segmentStart = true;
    const auto passStars = [&] {
        for (std::size_t i = 0; i < signs.size(); ++i) {
            const bool star = signs[i].kind == GlobSign::Kind::Star;
            if (!here[i] || (!star && signs[i].kind != GlobSign::Kind::Deep))
                continue;
            here[i + 1] = 1;
            // "**/" is no folder at all, too
            if (!star && separator != 0 && segmentStart && i + 1 < signs.size()
                && signs[i + 1].kind == GlobSign::Kind::Character
                && signs[i + 1].character == char32_t(separator))
                here[i + 2] = 1;
        }
    };
    passStars();
    for (std::size_t at = 0; at < text.size();) {
        const auto c = globCharacter(text, at);
        const bool crosses = separator != 0 && c == char32_t(separator);
        std::fill(next.begin(), next.end(), 0);
        for (std::size_t i = 0; i < signs.size(); ++i) {
            if (!here[i])
                continue;
            const auto kind = signs[i].kind;
            if (kind == GlobSign::Kind::Deep || (kind == GlobSign::Kind::Star && !crosses))
                next[i] = 1;
            else if (kind == GlobSign::Kind::Character ? signs[i].character == c
                                                       : kind == GlobSign::Kind::One && !crosses)
                next[i + 1] = 1;
        }
        here.swap(next);
        segmentStart = crosses;
        passStars();
    }
    return here.back() != 0;
}

bool isName(std::string_view text)
{
    return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
            || c == '_' || c == '-';
    });
}

} // namespace signalbox
