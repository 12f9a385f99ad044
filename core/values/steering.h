// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace signalbox {

// When an agent takes a text of the person.
enum class SteerMode : std::uint8_t
{
    Now, // before its next request
    AfterTurn // when it would have answered
};
[[nodiscard]] std::string_view steerModeName(SteerMode mode); // now after_turn
[[nodiscard]] bool steerModeFromName(std::string_view name, SteerMode& mode);

// A text for an agent that is at work.
struct SteerText
{
    std::string id; // made of the run and the number of the text
    std::string text;
    SteerMode mode = SteerMode::Now;
    std::string agent = {}; // path of the agent, empty: the one that leads the run

    bool operator==(const SteerText&) const = default;
};

inline constexpr std::size_t longestSteerText = 100'000; // bytes

} // namespace signalbox
