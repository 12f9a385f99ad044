// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "values/event.h"
#include "values/limits.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace signalbox::trace {

// The first limit that would be reached at the rate so far.
struct Forecast
{
    LimitKind limit = LimitKind::CostUsd;
    std::int64_t steps = 0; // model requests until then, at least 1

    bool operator==(const Forecast&) const = default;
};

// What a run has used against what it may use. A value: copied out for readers.
struct Meters
{
    Limits limits; // extensions at gates included
    std::int64_t tokens = 0;
    Cost cost = Money{}; // absent: a price is unknown
    std::int64_t steps = 0; // of the agent that made the most
    std::int64_t requests = 0; // of all agents
    std::int64_t toolCalls = 0;
    std::chrono::microseconds active{}; // without the time a person was awaited
    std::optional<Timestamp> activeSince; // the clock runs since then
    std::int64_t contextTokens = 0; // prompt of the latest reply
    std::string contextModel; // who saw it

    bool operator==(const Meters&) const = default;
    [[nodiscard]] std::chrono::microseconds activeAt(Timestamp now) const;
    [[nodiscard]] std::optional<Forecast> forecast() const;
};

// Folds the meters of one run.
class MeterFold
{
public:
    void fold(const Event& event, const Json& data);
    void stopClock(Timestamp time);
    [[nodiscard]] const Meters& meters() const { return m_meters; }

private:
    void runClock(Timestamp time);
    void addReply(const Event& event, const Json& data);
    void takeTotals(const Json& data);

    Meters m_meters;
    std::map<std::string, std::int64_t, std::less<>> m_stepsOf; // by path of the agent
    std::set<std::string, std::less<>> m_gates; // that wait
    std::set<std::string, std::less<>> m_held; // places that are paused
};

// Reads {"steps","tokens","cost_usd","seconds","tool_calls"}; what is of another type is not set.
[[nodiscard]] Limits limitsOf(const Json& object);

} // namespace signalbox::trace
