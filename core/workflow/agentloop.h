// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "values/agentdefinition.h"
#include "values/message.h"
#include "workflow/limitgate.h"
#include "workflow/runscope.h"

#include <functional>
#include <optional>
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

// How an agent ended.
struct AgentResult
{
    Outcome outcome = Outcome::Failed;
    std::string output; // the answer, or why there is none
    Label label;
    bool isOwnLimit = false; // of a Limit: it was the agent's own, the run's hold on
};

// What a lead agent gets for a plan.
struct PlanTaken
{
    ToolAnswer answer;
    Label label;
    std::optional<AgentResult> end; // the run cannot go on
};

// The one tool of a lead agent: its calls go here and not to the pipeline, since a plan has no effect of its own.
struct PlanTool
{
    ToolPtr definition;
    std::function<PlanTaken(const ToolCall& call, const std::string& path, std::stop_token stop)>
        take;
};

// One agent at work on one task.
struct AgentJob
{
    const AgentDefinition* agent = nullptr;
    std::string task;
    std::string model; // name of an entry
    std::string path; // "/agent:clerk:1"
    BudgetWarnings* warnings = nullptr;
    Label label = {}; // of the task
    std::string planStep = {}; // id of the step of a plan that it works on
    const PlanTool* plan = nullptr; // of a lead: instead of its tools
    Limits share = {}; // tokens and cost that this agent alone may use
    bool endHolds =
        false; // the run goes on when it fails: it is not tried again when that is resumed
};

// The tool loop, nearly as on paper: ask the model, run what it asks for, tell it what came of it, until it answers.
[[nodiscard]] AgentResult runAgent(RunScope& scope, const AgentJob& job, std::stop_token stop);

} // namespace signalbox::workflow
