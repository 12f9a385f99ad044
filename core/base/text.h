// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// Text of models, tools, servers and files is hostile: these make it safe to keep, to show and to send.
namespace signalbox {

[[nodiscard]] bool isUtf8(std::string_view bytes);
// Every broken sequence becomes U+FFFD.
[[nodiscard]] std::string toUtf8(std::string_view bytes);
// At most `bytes` bytes, never cut inside a character.
[[nodiscard]] std::string_view truncateUtf8(std::string_view text, std::size_t bytes);
// One code point from `text` at `at` (moved behind it); U+FFFD for a broken one.
char32_t nextCodePoint(std::string_view text, std::size_t& at);
void appendUtf8(std::string& out, char32_t codePoint);

// Control, bidirectional, zero-width, variation and tag characters: what a person cannot see but a machine reads.
// Line feed and tab are visible.
[[nodiscard]] bool isInvisible(char32_t codePoint);
struct InvisibleCharacter
{
    std::size_t offset = 0; // bytes
    char32_t codePoint = 0;
};
[[nodiscard]] std::vector<InvisibleCharacter> findInvisible(std::string_view text);
// Draws each as `U+202E`, for places that show plain text only.
[[nodiscard]] std::string showInvisible(std::string_view text);
// Removes what can only carry a hidden message to a model (tag characters U+E0000..E007F); returns how many.
std::size_t stripTags(std::string& text);

[[nodiscard]] std::string_view trim(std::string_view text);
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);
[[nodiscard]] std::string lower(std::string_view ascii);
// `*` any run, `?` one character; `**` as `*`. `separator` set: `*` and `?` stop at it, `**` does not.
[[nodiscard]] bool matchesGlob(std::string_view pattern, std::string_view text, char separator = 0);
// [A-Za-z0-9_-]{1,64}
[[nodiscard]] bool isName(std::string_view text);

} // namespace signalbox
