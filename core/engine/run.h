// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/setup.h"
#include "gate/approvals.h"
#include "journal/seam.h"
#include "tools/callpipeline.h"
#include "workflow/agentrun.h"
#include "workflow/control.h"
#include "workflow/deadlines.h"

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

namespace signalbox::engine {

// What a run needs from its engine.
struct RunParts
{
    std::shared_ptr<Setup> setup;
    std::unique_ptr<journal::Writer> writer; // nullptr: replay
    std::shared_ptr<const journal::Recording> recording; // nullptr: a live run from its beginning
    workflow::Deadlines* deadlines = nullptr;
    const Clock* clock = nullptr;
    std::atomic<int>* branches = nullptr;
    Limits limits;
    gate::Gates gates = gate::Gates::Person;
    std::function<void(const workflow::StreamPiece&)> onStream;
    std::function<std::optional<GateAnswer>(const std::string& path)> inDoubt; // of a resumed run
    std::optional<Money> baseline; // median cost of the agent's last runs
    std::vector<workflow::Change> changes; // of a fork, after those of what it was forked from
    std::string stopAfter; // path of a model request: the run ends when its reply is there
    std::int64_t resumedFrom = 0; // last seq of the run that is resumed
    std::function<void(const Event&)> onTold; // recorded events as they are told again
};

// A call by hand: what came of it.
struct HandCall
{
    bool ok = false;
    std::string result; // JSON
    std::string modelText;
    std::string errors; // end of stderr
};

// One run and everything that belongs to it alone. Its body is straight code on its own thread.
class Run
{
public:
    explicit Run(RunParts parts);
    ~Run(); // stops it and waits

    [[nodiscard]] std::optional<journal::Divergence> divergence() const
    {
        return m_seam.divergence();
    }
    void tellRest() { m_seam.tellRest(); }

    // Once, one of them.
    void startAgent(workflow::RunRequest request,
                    std::function<void(const workflow::RunEnd&)> onEnd);
    void startCall(ToolCall call,
                   std::function<void(const workflow::RunEnd&, const HandCall&)> onEnd);

    [[nodiscard]] const std::string& id() const { return m_seam.run(); }
    [[nodiscard]] workflow::Control& control() { return m_control; }
    [[nodiscard]] workflow::Steering& steering() { return m_steering; }
    [[nodiscard]] gate::Grants& grants() { return m_grants; }
    [[nodiscard]] gate::Approvals& approvals() { return m_approvals; }
    [[nodiscard]] bool isOver() const { return m_over; }
    // From any thread, also before the run has begun: it then ends at once.
    void requestStop() { m_stop.request_stop(); }
    // The program leaves: the run ends as interrupted and can be resumed.
    void requestInterrupt()
    {
        m_interrupted = true;
        m_stop.request_stop();
    }
    // Until it is over. Cancelled: the wait was stopped, the run goes on.
    [[nodiscard]] Result<workflow::RunEnd> wait(std::stop_token stop);

private:
    void end(workflow::RunEnd end);
    [[nodiscard]] tools::PipelineParts pipelineParts();

    RunParts m_parts;
    journal::Seam m_seam;
    budget::Ledger m_ledger;
    gate::Grants m_grants;
    gate::Approvals m_approvals;
    workflow::Control m_control;
    workflow::Steering m_steering;
    workflow::RunScope m_scope;
    tools::CallPipeline m_pipeline;
    Promised<workflow::RunEnd> m_end;
    std::atomic<bool> m_over{false};
    std::atomic<bool> m_interrupted{false};
    std::stop_source
        m_stop; // not that of the thread: a stop may come while the thread is being made
    std::jthread m_thread; // last: it ends before what it uses goes
};

} // namespace signalbox::engine
