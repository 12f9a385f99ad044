// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "values/event.h"

#include <cstdint>
#include <vector>

namespace signalbox::trace {

// Where one stops while a run is played back: positions, each the number of events that are shown then.
struct PlayMarks
{
    std::vector<std::uint32_t> steps; // a reply, a result or a node is there
    std::vector<std::uint32_t> gates; // one opened
    std::vector<std::uint32_t> errors; // something failed, was tripped or reached
    std::vector<Timestamp> times; // of every event, never backwards

    bool operator==(const PlayMarks&) const = default;
};

// The next event of a run.
void foldMarks(PlayMarks& marks, const Event& event, const Json& data);

} // namespace signalbox::trace
