// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

namespace signalbox {

// A count of tokens as a server or a record tells it. Either may say anything: what is told adds up without overflow, and
// what no model can have read or written is as much as no limit allows.
[[nodiscard]] inline std::int64_t boundedTokens(std::optional<std::int64_t> told)
{
    constexpr std::int64_t most = 1'000'000'000'000;
    return std::clamp<std::int64_t>(told.value_or(0), 0, most);
}

// Tokens of one model reply in disjoint buckets: the prompt is input + cacheRead + cacheWrite.
// Only `reasoning` is a part of another one (output).
struct Usage
{
    std::int64_t input = 0;
    std::int64_t output = 0;
    std::int64_t cacheRead = 0;
    std::int64_t cacheWrite = 0;
    std::int64_t reasoning = 0;
    bool estimated = false; // the server sent none: characters / 4

    bool operator==(const Usage&) const = default;
    [[nodiscard]] std::int64_t prompt() const { return input + cacheRead + cacheWrite; }
    [[nodiscard]] std::int64_t total() const { return prompt() + output; }
    Usage& operator+=(const Usage& other)
    {
        input += other.input;
        output += other.output;
        cacheRead += other.cacheRead;
        cacheWrite += other.cacheWrite;
        reasoning += other.reasoning;
        estimated = estimated || other.estimated;
        return *this;
    }
};

} // namespace signalbox
