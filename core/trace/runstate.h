// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "values/event.h"

#include <set>
#include <string>
#include <string_view>

namespace signalbox::trace {

enum class RunState
{
    Idle,
    Running,
    Waiting,
    Paused,
    Done,
    Failed,
    Stopped,
    Limit,
    Interrupted,
    Denied
};
// idle, running, waiting at a gate, paused, done, failed, stopped, limit, interrupted, denied
[[nodiscard]] std::string_view runStateText(RunState state);
[[nodiscard]] inline bool isLive(RunState state)
{
    return state == RunState::Running || state == RunState::Waiting || state == RunState::Paused;
}

// Where a run stands and what came out of it. A value.
struct RunStatus
{
    RunState state = RunState::Idle;
    std::string run;
    std::string task;
    std::string agent; // or workflow
    std::string workflow; // empty where an agent runs by itself
    std::string model;
    std::string answer; // output of the run, or why it ended without one
    Timestamp started{};
    std::string forkedFrom; // run, empty: it is no fork
    std::string forkedAt;
    std::string changed; // what the fork changed there; empty: nothing

    bool operator==(const RunStatus&) const = default;
};

// Folds the state of one run.
class RunStateFold
{
public:
    void fold(const Event& event, const Json& data);
    void interrupt(); // the program that ran it is gone
    [[nodiscard]] const RunStatus& status() const { return m_status; }

private:
    void finish(const Json& data);
    void settle();

    RunStatus m_status;
    std::set<std::string, std::less<>> m_gates;
    std::set<std::string, std::less<>> m_held; // places where the run waits to go on
    bool m_finished = false;
};

} // namespace signalbox::trace
