// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"

#include <algorithm>
#include <cstdio>

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
            codePoint = char32_t((first & 0x0F) << 12 | (byte(at + 1) & 0x3F) << 6
                                 | (byte(at + 2) & 0x3F));
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
}

bool isUtf8(std::string_view bytes)
{
    char32_t codePoint = 0;
    for (std::size_t at = 0; at < bytes.size();) {
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
        || c == 0x115F || c == 0x1160 || c == 0x17B4 || c == 0x17B5
        || (c >= 0x180B && c <= 0x180F) || (c >= 0x200B && c <= 0x200F)
        || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0x3164
        || (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF || c == 0xFFA0
        || (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0x1D173 && c <= 0x1D17A)
        || (c >= 0xE0000 && c <= 0xE0FFF);
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

bool matchesGlob(std::string_view pattern, std::string_view text, char separator)
{
    // Greedy with one step back to the last star of each kind: linear in pattern times text.
    std::size_t p = 0;
    std::size_t t = 0;
    std::size_t starPattern = std::string_view::npos;
    std::size_t starText = 0;
    bool starCrosses = false;
    std::size_t deepPattern = std::string_view::npos;
    std::size_t deepText = 0;
    for (;;) {
        if (p < pattern.size() && pattern[p] == '*') {
            const bool deep = separator == 0 || (p + 1 < pattern.size() && pattern[p + 1] == '*');
            while (p < pattern.size() && pattern[p] == '*')
                ++p;
            if (deep && separator != 0 && p < pattern.size() && pattern[p] == separator
                && (t == 0 || text[t - 1] == separator)) {
                // "**/" matches no folder at all, too
                if (matchesGlob(pattern.substr(p + 1), text.substr(t), separator))
                    return true;
            }
            starPattern = p;
            starText = t;
            starCrosses = deep;
            if (deep) {
                deepPattern = p;
                deepText = t;
            }
            continue;
        }
        if (t == text.size()) {
            if (p == pattern.size())
                return true;
            return false;
        }
        if (p < pattern.size()
            && (pattern[p] == text[t] || (pattern[p] == '?' && text[t] != separator))) {
            ++p;
            ++t;
            continue;
        }
        if (starPattern != std::string_view::npos
            && (starCrosses || text[starText] != separator)) {
            t = ++starText;
            p = starPattern;
            if (starCrosses)
                deepText = starText;
            continue;
        }
        if (deepPattern != std::string_view::npos && deepText < text.size()) {
            t = ++deepText;
            p = deepPattern;
            starPattern = deepPattern;
            starText = deepText;
            starCrosses = true;
            continue;
        }
        return false;
    }
}

bool isName(std::string_view text)
{
    return !text.empty() && text.size() <= 64
        && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
                   || c == '_' || c == '-';
           });
}

} // namespace signalbox
