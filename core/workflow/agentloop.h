// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "values/agentdefinition.h"
#include "workflow/limitgate.h"
#include "workflow/runscope.h"

#include <stop_token>
#include <string>

namespace signalbox::workflow {

// The closed set of ways a run or an agent ends.
enum class Outcome
{
    Done,
    Failed,
    Limit,
    Denied,
    Stopped,
    Interrupted
};
[[nodiscard]] std::string_view
outcomeName(Outcome outcome); // done failed limit denied stopped interrupted

[[nodiscard]] Outcome outcomeFromName(std::string_view name); // Failed for another word

struct AgentResult
{
    Outcome outcome = Outcome::Failed;
    std::string output; // the answer, or why there is none
    Label label;
};

// One agent at work on one task.
struct AgentJob
{
    const AgentDefinition* agent = nullptr;
    std::string task;
    std::string model; // name of an entry
    std::string path; // "/agent:clerk:1"
    BudgetWarnings* warnings = nullptr;
};

// The tool loop, nearly as on paper: ask the model, run what it asks for, tell it what came of it, until it answers.
[[nodiscard]] AgentResult runAgent(RunScope& scope, const AgentJob& job, std::stop_token stop);

} // namespace signalbox::workflow
