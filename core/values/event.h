// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/time.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox {

// Types of journal events; the names are those of the journal ("run.started").
enum class EventType : std::uint8_t
{
    RunStarted,
    AgentStarted,
    AgentFinished,
    ModelRequested,
    ModelReplied,
    ModelFailed,
    ToolRequested,
    ToolChecked,
    PolicyDecided,
    GateOpened,
    GateDecided,
    GrantAdded,
    GrantRevoked,
    ToolStarted,
    ToolFinished,
    PlanMade,
    NodeEntered,
    NodeLeft,
    EdgeTaken,
    StateChanged,
    BudgetWarned,
    BudgetReached,
    CostAlerted,
    BreakerTripped,
    ContextCompacted,
    TextSanitised,
    SteerReceived,
    SteerDelivered,
    SteerCancelled,
    RunPaused,
    RunResumed,
    ReplayDiverged,
    RunFinished,
    Unknown, // of a newer program: kept and shown, `name` tells
};

[[nodiscard]] std::string_view eventTypeName(EventType type);
[[nodiscard]] EventType eventTypeFromName(std::string_view name);

// One committed fact of a run. `data` is the text of a JSON object, contents in place.
struct Event
{
    std::int64_t seq = 0; // 1, 2, 3 ... in a run
    Timestamp time{};
    std::string run;
    std::string path = "/";
    EventType type = EventType::Unknown;
    std::string data = "{}";
    std::string name = {}; // only of an Unknown type

    bool operator==(const Event&) const = default;
};

// {"seq","time","run","path","type","data"} on one line without the line end.
[[nodiscard]] std::string eventJson(const Event& event);

// The place of an effect in the run's tree: "/agent:clerk:1/step:3/tool:1". Segments are `kind:N` or `kind:NAME:N`.
[[nodiscard]] std::string childPath(std::string_view parent, std::string_view kind, int n);
[[nodiscard]] std::string childPath(std::string_view parent, std::string_view kind,
                                    std::string_view name, int n);
// One segment of a path: "step:3" is {"step", "", 3}, "agent:clerk:1" {"agent", "clerk", 1}. Borrows the path.
struct PathSegment
{
    std::string_view kind;
    std::string_view name; // empty for unnamed kinds
    int n = 0;
};
[[nodiscard]] std::vector<PathSegment> pathSegments(std::string_view path);
[[nodiscard]] std::string_view parentPath(std::string_view path);

} // namespace signalbox
