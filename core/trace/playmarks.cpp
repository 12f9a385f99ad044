// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "trace/playmarks.h"

#include "base/jsonvalue.h"

#include <algorithm>

namespace signalbox::trace {

namespace {
bool isFailure(const Event& event, const Json& data)
{
    switch (event.type) {
    case EventType::ToolFinished: // what was denied is no failure
        return !boolAt(data, "ok") && stringAt(data, "outcome") != "denied";
    case EventType::NodeLeft:
        return !boolAt(data, "ok", true);
    case EventType::RunFinished: {
        const auto outcome = stringAt(data, "outcome");
        return outcome == "failed" || outcome == "limit";
    }
    case EventType::ModelFailed:
    case EventType::BreakerTripped:
    case EventType::BudgetReached:
    case EventType::ReplayDiverged:
        return true;
    default:
        return false;
    }
}
} // namespace

void foldMarks(PlayMarks& marks, const Event& event, const Json& data)
{
    marks.times.push_back(marks.times.empty() ? event.time
                                              : std::max(marks.times.back(), event.time));
    const auto position = std::uint32_t(marks.times.size());
    if (event.type == EventType::ModelReplied || event.type == EventType::ToolFinished
        || event.type == EventType::NodeLeft || event.type == EventType::RunFinished)
        marks.steps.push_back(position);
    if (event.type == EventType::GateOpened)
        marks.gates.push_back(position);
    if (isFailure(event, data))
        marks.errors.push_back(position);
}

} // namespace signalbox::trace
