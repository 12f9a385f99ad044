// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace signalbox::llm {

// The arguments a model gave for a call, as one JSON object on one line, in the model's order of keys.
struct ReadArguments
{
    std::string text; // the object, or what the model sent where it could not be read
    bool repaired = false;
    std::string problem; // for the model; empty: `text` is an object

    bool operator==(const ReadArguments&) const = default;
};

// Empty and null are {}. What does not parse is mended once: out of a code fence or a double encoding, commas before a
// closing bracket dropped, open strings and brackets closed.
[[nodiscard]] ReadArguments readArguments(std::string_view text);

// Complete as a JSON object: nothing can be added to it.
[[nodiscard]] bool isCompleteObject(std::string_view text);

} // namespace signalbox::llm
