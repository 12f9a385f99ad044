// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "workflow/runscope.h"

#include <string>

namespace signalbox::workflow {

// A JSON object with the limits that are set: steps, tokens, cost_usd, seconds, tool_calls.
[[nodiscard]] Json limitsJson(const Limits& limits);

using AfterBreach = tools::AfterLimit;

// A limit was reached: budget.reached is told at `path`; where a person is there, a gate asks (extend, wrap up, stop).
// `gatePath` is the place of that gate.
[[nodiscard]] AfterBreach onBreach(RunScope& scope, const budget::Breach& breach,
                                   const std::string& path, const std::string& gatePath,
                                   std::stop_token stop);

// Tells once for each limit when four fifths of it are used, and once when a cost limit cannot hold because a price is
// unknown. One for a run; thread safe.
class BudgetWarnings
{
public:
    // After a reply. A replay tells what the record has.
    void look(RunScope& scope, const std::string& path);

private:
    void fold(RunScope& scope, const std::string& path);
    void lookAtBaseline(RunScope& scope, const budget::Totals& totals, const std::string& path);

    std::mutex m_mutex; // guards m_told
    unsigned m_told = 0; // bit by LimitKind, and one more for the unknown price
};

} // namespace signalbox::workflow
