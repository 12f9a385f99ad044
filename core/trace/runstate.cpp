// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "trace/runstate.h"

#include "base/jsonvalue.h"

namespace signalbox::trace {

namespace {
RunState outcomeState(const std::string& outcome)
{
    if (outcome == "done")
        return RunState::Done;
    if (outcome == "limit")
        return RunState::Limit;
    if (outcome == "stopped")
        return RunState::Stopped;
    if (outcome == "denied")
        return RunState::Denied;
    return outcome == "interrupted" ? RunState::Interrupted : RunState::Failed;
}
} // namespace

std::string_view runStateText(RunState state)
{
    static constexpr std::string_view texts[] = {
        "idle",    "running", "waiting at a gate", "paused", "done", "failed",
        "stopped", "limit",   "interrupted",       "denied"};
    return texts[std::size_t(state)];
}

void RunStateFold::settle()
{
    if (m_finished)
        return;
    if (!m_gates.empty())
        m_status.state = RunState::Waiting;
    else
        m_status.state = m_held.empty() ? RunState::Running : RunState::Paused;
}

void RunStateFold::interrupt()
{
    if (m_finished)
        return;
    m_status.state = RunState::Interrupted;
    m_finished = true;
    m_gates.clear();
    m_held.clear();
}

void RunStateFold::finish(const Json& data)
{
    m_finished = true;
    m_gates.clear();
    m_held.clear();
    m_status.state = outcomeState(stringAt(data, "outcome"));
    const auto* output = find(data, "output");
    if (!output || output->is_null())
        m_status.answer.clear();
    else
        m_status.answer =
            output->is_string() ? output->get_ref<const std::string&>() : dumpJson(*output);
}

void RunStateFold::fold(const Event& event, const Json& data)
{
    switch (event.type) {
    case EventType::RunStarted:
        m_status = {};
        m_status.run = event.run;
        m_status.task = stringAt(data, "task");
        m_status.workflow = stringAt(data, "workflow");
        m_status.agent = stringAt(data, "agent");
        if (m_status.agent.empty())
            m_status.agent = m_status.workflow;
        m_status.model = stringAt(data, "model");
        m_status.started = event.time;
        if (const auto* forkedFrom = find(data, "forked_from")) {
            m_status.forkedFrom = stringAt(*forkedFrom, "run");
            m_status.forkedAt = stringAt(*forkedFrom, "at");
            const auto* changed = find(*forkedFrom, "changed");
            if (changed && changed->is_object() && !changed->empty())
                m_status.changed = changed->begin().key();
        }
        m_finished = false;
        m_held.clear();
        break;
    case EventType::GateOpened:
        m_gates.insert(stringAt(data, "gate_id"));
        break;
    case EventType::GateDecided:
        m_gates.erase(stringAt(data, "gate_id"));
        break;
    case EventType::RunPaused:
        m_held.insert(event.path);
        break;
    case EventType::RunResumed:
        if (event.path == "/") // an interrupted run goes on
            m_held.clear();
        else
            m_held.erase(event.path);
        m_finished = false;
        break;
    case EventType::RunFinished:
        finish(data);
        return;
    default:
        break;
    }
    if (m_status.run.empty())
        m_status.run = event.run;
    settle();
}

} // namespace signalbox::trace
