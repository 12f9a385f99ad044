// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "workspace/problems.h"

#include <string>
#include <string_view>
#include <vector>

namespace signalbox::workspace {

// An error for every key that stands in the file itself: a field that is there to hold one ("api_key"), a header or
// variable of such a name with a value that is no reference, a text that looks like a key of a known service. The key is
// never in the problem.
void findSecrets(const Json& document, const FileCheck& check);

// "sk-...", "AKIA...", "ghp_...": what services give out as keys; blocks of private keys.
[[nodiscard]] bool looksLikeKey(std::string_view text);
// Where a key stands in a text.
struct KeySpan
{
    std::size_t offset = 0; // bytes
    std::size_t size = 0;
};
// All of them, ascending, none inside another.
[[nodiscard]] std::vector<KeySpan> findKeys(std::string_view text);

// Stands where a secret was taken out.
inline constexpr std::string_view redactedWord = "[redacted]";
// What was replaced in a value, and where.
struct Redacted
{
    std::string at; // JSON pointer
    std::string why;
};
// Puts redactedWord in the place of every one of `secrets` (at least 8 bytes each), of what looks like a key of a known
// service, and of values of fields that are there to hold one in a file of definitions. Texts and names of members.
void redactSecrets(Json& value, const std::vector<std::string>& secrets,
                   std::vector<Redacted>& found);

} // namespace signalbox::workspace
