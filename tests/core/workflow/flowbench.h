// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/tools/callbench.h"
#include "journal/fork.h"
#include "workflow/agentrun.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// Whole runs of workflows on a journal in memory with a scripted model: live, replayed, resumed after any event, forked.
namespace signalbox::testing {

struct Flow
{
    std::vector<std::string> workflows; // JSON documents; the first is run
    std::string script = "{}"; // turns by agent; every agent named in it exists
    gate::Gates gates = gate::Gates::HeadlessDeny;
    Limits limits = {}; // over the defaults
    std::string task = "T";
    // What the person answers to a gate, by its gate.opened. Empty: nobody comes.
    std::function<GateAnswer(const std::string& path, const Json& opened)> person = {};
    // Called with each event behind its append, before the next.
    std::function<void(const journal::Draft& draft, std::stop_source& stop)> onEvent = {};
};

struct FlowRun
{
    std::vector<Event> events; // of the whole run, in their order
    std::size_t recorded = 0; // how many of them stood in the record it began with
    workflow::RunEnd end;
    std::vector<std::string> ran; // "TOOL arguments" of each call that ran in it
    int requests = 0; // that the model got

    [[nodiscard]] std::string summary() const; // "done: output"
    [[nodiscard]] std::string lines() const; // of all events
    // Events of this type, each as its path and `member` of its data where one is named.
    [[nodiscard]] std::string of(EventType type, std::string_view member = {}) const;
};

// Tools: read gives {"v": 2 * n}, or fails with its note where there is one; write (an effect) gives "ok".
[[nodiscard]] FlowRun runFlow(const Flow& flow);
// Goes on behind the first `count` events of a run. Calls in doubt are marked done.
[[nodiscard]] FlowRun resumeFlow(const Flow& flow, const std::vector<Event>& events,
                                 std::size_t count);
[[nodiscard]] FlowRun forkFlow(const Flow& flow, const std::vector<Event>& events,
                               const journal::ForkPoint& point);
// How a replay differs from what was recorded; empty where it does not.
[[nodiscard]] std::string replayFlow(const Flow& flow, const std::vector<Event>& events,
                                     const std::optional<journal::ForkPoint>& forkedAt = {});
// Of the events of one run: calls without their one result, requests that were answered twice, effects that began twice.
[[nodiscard]] std::string unsound(const std::vector<Event>& events);

} // namespace signalbox::testing
