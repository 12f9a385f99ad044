// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "values/money.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace signalbox {

// What a run may use. `steps` counts the model requests of each agent on its own, the others the whole tree of a run;
// `seconds` stands still while a person is awaited. Absent: not limited here.
struct Limits
{
    std::optional<std::int64_t> steps;
    std::optional<std::int64_t> tokens;
    std::optional<Money> cost;
    std::optional<std::chrono::milliseconds> seconds;
    std::optional<std::int64_t> toolCalls;

    bool operator==(const Limits&) const = default;
};

// Defaults where nothing is set: 20 steps, 100,000 tokens, 100 calls, 600 s, no cost limit.
[[nodiscard]] Limits defaultLimits();
// `upper` where it sets a value, else `lower`.
[[nodiscard]] Limits overlay(const Limits& lower, const Limits& upper);
// The smaller of both, each on its own.
[[nodiscard]] Limits tightest(const Limits& a, const Limits& b);

enum class LimitKind : std::uint8_t
{
    Steps,
    Tokens,
    CostUsd,
    Seconds,
    ToolCalls
};
[[nodiscard]] std::string_view
limitName(LimitKind kind); // steps, tokens, cost_usd, seconds, tool_calls

} // namespace signalbox
