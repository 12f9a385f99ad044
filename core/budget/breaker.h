// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace signalbox::budget {

// How often the same may happen before somebody looks at it.
struct BreakerLimits
{
    bool enabled = true;
    int equalCalls = 4; // the same call with the same result
    int equalErrors = 3; // the same call with the same error
    int cycles = 3; // A-B-A-B
};

enum class BreakerAction
{
    Tell,
    Ask,
    Stop
};
[[nodiscard]] std::string_view breakerActionName(BreakerAction action); // tell ask stop

// A loop that was noticed, and what is done about it.
struct Trip
{
    std::string tool;
    std::string evidence; // "the same call 4 times in a row"
    BreakerAction action = BreakerAction::Tell;

    bool operator==(const Trip&) const = default;
};

// Sees the calls of one agent in order and notices loops: first the model is told, the next time a person is asked, then
// it stops. One thread.
class Breaker
{
public:
    explicit Breaker(BreakerLimits limits);

    // Before a call runs: whether it would repeat what led nowhere.
    [[nodiscard]] std::optional<Trip> before(std::string_view tool,
                                             std::string_view argumentsHash) const;
    // The same call was let through or answered: the next trip is a step harder.
    void tripped();
    // A call that was held back, or let through by a person: it counts as one that brought again what it brought before, so
    // that going on in the same circle trips each time.
    void again(std::string_view tool, std::string_view argumentsHash);
    void after(std::string_view tool, std::string_view argumentsHash, bool ok,
               std::string_view resultHash);

private:
    struct Seen
    {
        std::string call;
        std::string outcome; // hash of the result
        bool ok = true;
    };

    BreakerLimits m_limits;
    std::deque<Seen> m_seen;
    int m_trips = 0;
};

} // namespace signalbox::budget
