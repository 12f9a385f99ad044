// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/command.h"
#include "values/event.h"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox::ui {

// Writes the events of a run as an engine would, for tests, screenshots and benchmarks.
class RunScript
{
public:
    explicit RunScript(std::string run,
                       Timestamp begin = Timestamp(std::chrono::seconds(1'790'000'000)));

    RunScript& wait(std::chrono::milliseconds time);
    RunScript& add(const std::string& path, EventType type, const std::string& data);
    RunScript& start(const std::string& task, const std::string& agent, const std::string& limits);
    RunScript& agentStarted(const std::string& path, const std::string& agent,
                            const std::string& task);
    // One model call: the text it answers, the calls as a JSON array.
    RunScript& model(const std::string& step, std::chrono::milliseconds time, int input, int output,
                     double usd, const std::string& text, const std::string& calls = "[]");
    RunScript& toolRequested(const std::string& path, const std::string& tool,
                             const std::string& arguments);
    RunScript& toolRan(const std::string& path, const std::string& arguments,
                       std::chrono::milliseconds time, const std::string& result);
    RunScript& toolFailed(const std::string& path, std::chrono::milliseconds time,
                          const std::string& error);
    RunScript& finish(const std::string& outcome, const std::string& output);

    [[nodiscard]] const std::vector<Event>& events() const { return m_events; }
    [[nodiscard]] const std::string& run() const { return m_run; }
    [[nodiscard]] engine::JournalBatch batch(bool replaces = false) const
    {
        return {m_run, replaces, m_events};
    }
    // Shifts all times so that the last event is at `end`.
    void endAt(Timestamp end);

private:
    std::string m_run;
    Timestamp m_now;
    std::vector<Event> m_events;
};

// A clerk sorts invoices with three readers in parallel and stands at a gate before it deletes a duplicate.
[[nodiscard]] RunScript invoiceDeskRun();
// What comes when the gate is approved, until the end. The whole run, gate included.
[[nodiscard]] RunScript finishedInvoiceDeskRun();
[[nodiscard]] engine::WorkspaceOpened invoiceDesk();

} // namespace signalbox::ui
