// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "workflow/agentloop.h"
#include "workflow/runscope.h"

#include <stop_token>
#include <string>

namespace signalbox::workflow {

// What a run begins with; recorded in run.started.
struct RunRequest
{
    std::string agent = {};
    std::string workflow = {}; // instead of an agent
    std::string task = {};
    std::string model = {}; // name of an entry, empty: the agent's own
    std::string definitions =
        "{}"; // JSON of all that defines it: agents, workflows, tools, models, policy
    std::string forkedFrom = {}; // JSON of {run, at, changed}, empty: it is no fork
};

// How a run ended, as run.finished says it.
struct RunEnd
{
    Outcome outcome = Outcome::Failed;
    std::string output;
    budget::Totals totals;
};

// A whole run of an agent or a workflow, from run.started to run.finished. What was told is on disk when it returns.
[[nodiscard]] RunEnd runWhole(RunScope& scope, const RunRequest& request, std::stop_token stop);

// run.finished with the totals of the ledger, and the barrier behind it.
[[nodiscard]] RunEnd finishRun(RunScope& scope, Outcome outcome, std::string output);

} // namespace signalbox::workflow
