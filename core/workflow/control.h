// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "budget/ledger.h"
#include "journal/seam.h"
#include "workflow/breakpoints.h"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

namespace signalbox::workflow {

// Holds a run where its person wants it held: before an effect or between two, never in the middle of one. A breakpoint
// that is met in one branch holds the others at their next effect. Thread safe.
class Control
{
public:
    void pause();
    void resume();
    void step(); // lets one effect happen, then holds again
    // Goes on and holds at the first live place at or below this path, once.
    void runTo(std::string path);
    // What holds from now on; nullptr: nothing.
    void setBreakpoints(std::shared_ptr<const Breakpoints> breakpoints);
    // No breakpoint holds at this path: a fork goes on from where its parent was held.
    void passBreaksAt(std::string path);
    // Called by the thread that is held, before it waits. Before the run begins.
    void setOnHit(std::function<void(const Breakpoint&)> onHit) { m_onHit = std::move(onHit); }
    [[nodiscard]] bool isHeld() const { return m_waiting > 0; }

    // Waits here where the run is paused or something asks to hold it here; the pause and its end are told at the place,
    // by whom and why. What was recorded here is told again and holds nobody. Cancelled on stop.
    [[nodiscard]] Result<> checkpoint(const HoldPoint& point, journal::Seam& seam,
                                      budget::Ledger& ledger, std::stop_token stop);

private:
    // Why the run is held.
    struct Reason
    {
        std::string by; // human, step, breakpoint, run_to; beside: another branch is held
        std::string why;
        std::optional<Breakpoint> breakpoint = {};
    };

    void foldRecorded(const HoldPoint& point, journal::Seam& seam);
    [[nodiscard]] std::optional<Reason> look(const HoldPoint& point, const budget::Totals& totals,
                                             std::vector<Breakpoint>& hits);
    [[nodiscard]] std::optional<Reason> lookAtBreakpoints(const HoldPoint& point,
                                                          const budget::Totals& totals,
                                                          std::vector<Breakpoint>& hits);
    [[nodiscard]] Result<> hold(const HoldPoint& point, const Reason& reason, journal::Seam& seam,
                                budget::Ledger& ledger, std::stop_token stop);

    std::function<void(const Breakpoint&)> m_onHit;
    std::atomic<bool> m_armed{false}; // something may hold: else a checkpoint costs no lock
    std::atomic<int> m_waiting{0};

    mutable std::mutex m_mutex; // guards all below
    std::condition_variable_any m_changed;
    std::shared_ptr<const Breakpoints> m_breakpoints;
    std::set<std::string> m_reached; // costs that held this run once
    std::string m_until; // path to run to
    std::string m_passing; // path where no breakpoint holds
    std::string m_heldAt; // path of the place that asked for the pause; empty: a person did
    bool m_paused = false;
    bool m_stepping = false; // paused by a step, not by hand
    int m_steps = 0; // effects allowed while paused
};

} // namespace signalbox::workflow
