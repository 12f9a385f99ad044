// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
// Where the person wants runs held, and what the person tells their agents.
#include "engine/again.h"
#include "engine/engine.h"

#include <algorithm>

namespace signalbox::engine {

Result<> Engine::setBreakpoints(std::vector<Breakpoint> breakpoints)
{
    auto ready = workflow::Breakpoints::compile(breakpoints);
    if (!ready)
        return tl::unexpected(ready.error());
    std::shared_ptr<const workflow::Breakpoints> shared =
        std::make_shared<const workflow::Breakpoints>(std::move(*ready));
    {
        const std::lock_guard lock(m_breakMutex);
        for (auto& breakpoint : breakpoints) {
            const auto known =
                std::find_if(m_breakpoints.begin(), m_breakpoints.end(),
                             [&](const Breakpoint& old) { return isSameBreak(old, breakpoint); });
            breakpoint.hits = known == m_breakpoints.end() ? 0 : known->hits;
        }
        m_breakpoints = std::move(breakpoints);
        m_readyBreaks = shared;
    }
    std::vector<std::shared_ptr<Run>> runs;
    {
        const std::lock_guard lock(m_mutex);
        for (const auto& [id, run] : m_runs)
            runs.push_back(run);
    }
    for (const auto& run : runs)
        run->control().setBreakpoints(shared);
    tellBreakpoints();
    return {};
}

// Before it begins.
void Engine::readyToHold(Run& run)
{
    run.control().setOnHit([this](const Breakpoint& hit) { countHit(hit); });
    const std::lock_guard lock(m_breakMutex);
    run.control().setBreakpoints(m_readyBreaks);
}

void Engine::countHit(const Breakpoint& hit)
{
    {
        const std::lock_guard lock(m_breakMutex);
        for (auto& breakpoint : m_breakpoints) {
            if (isSameBreak(breakpoint, hit))
                ++breakpoint.hits;
        }
    }
    tellBreakpoints();
}

void Engine::tellBreakpoints()
{
    BreakpointsSet told;
    {
        const std::lock_guard lock(m_breakMutex);
        told.breakpoints = m_breakpoints;
    }
    publish(told);
}

// A run that is over stands there again in a fork: all before is the record's, for nothing.
void Engine::holdRunAt(const RunTo& command)
{
    if (const auto run = find(command.run); run && !run->isOver())
        return run->control().runTo(command.path);
    m_records.post({}, [this, command](const std::stop_token&) {
        const auto segments = pathSegments(command.path);
        const bool isStep = !segments.empty() && segments.back().kind == "step";
        const auto at = isStep ? childPath(command.path, "model", 1) : command.path;
        ForkOptions options{command.run, {at, {}, {}}};
        options.listener.onReady = [this, &at](const std::string& run, const std::string& task,
                                               const std::vector<Event>& before) {
            if (const auto fork = find(run))
                fork->control().runTo(at);
            publish(JournalBatch{run, true, before, true});
            publish(RunStarted{run, task});
        };
        options.listener.onEnd = [this] { listRuns(); };
        if (const auto forked = fork(*this, options); !forked)
            return complain("run to " + command.path, forked.error(), Verb::ForkRun, command.run);
        listRuns();
    });
}

// The fork first: where it cannot be, the run stays held.
void Engine::bendRun(const BendRun& command)
{
    m_records.post({}, [this, command](const std::stop_token&) {
        const auto failed = [&](Error error) {
            complain("go on with the change", std::move(error), Verb::ForkRun, command.run);
        };
        const auto held = find(command.run);
        if (!held || !held->control().isHeld())
            return failed({Errc::NotFound, "the run is not held any more"});
        ForkOptions options{command.run, {command.at, command.key, command.value}};
        options.listener.onReady = [this, &command](const std::string& run, const std::string& task,
                                                    const std::vector<Event>& before) {
            if (const auto fork = find(run)) {
                fork->control().passBreaksAt(command.at);
                if (command.step)
                    fork->control().step();
            }
            publish(JournalBatch{run, true, before, true});
            publish(RunStarted{run, task});
        };
        options.listener.onEnd = [this] { listRuns(); };
        if (const auto forked = fork(*this, options); !forked)
            return failed(forked.error());
        held->requestInterrupt();
        listRuns();
    });
}

void Engine::steerRun(const SteerRun& command)
{
    const auto run = find(command.run);
    const auto taken =
        run ? run->steering().add(command.text) : Result<>(fail(Errc::NotFound, "the run is over"));
    if (!taken)
        complain("send the text", taken.error());
}

void Engine::cancelSteer(const CancelSteer& command)
{
    const auto run = find(command.run);
    const auto taken = run ? run->steering().cancel(command.id)
                           : Result<>(fail(Errc::NotFound, "the run is over"));
    if (!taken)
        complain("take the text back", taken.error());
}

void Engine::revokeGrant(const RevokeGrant& command)
{
    const auto run = find(command.run);
    const auto taken = run ? run->grants().revoke(command.fromGate)
                           : Result<>(fail(Errc::NotFound, "the run is over"));
    if (!taken)
        complain("revoke the grant", taken.error());
}

} // namespace signalbox::engine
