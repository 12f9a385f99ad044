// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "workflow/agentloop.h"
#include "workflow/runscope.h"

#include <stop_token>
#include <string>

namespace signalbox::workflow {

// One workflow at work on one task: the whole run, or a node of another graph.
struct WorkflowJob
{
    std::string name;
    std::string task;
    std::string path = "/"; // what it does lies below it
    std::string model; // of agents that name none; empty: the default
    Label label = {}; // of the task
    BudgetWarnings* warnings = nullptr;
    int depth = 0; // of workflows in workflows
    bool failureHolds =
        false; // what fails in it does not end the run, and is not tried again when that is resumed
};

// How a graph or an orchestrator ended.
struct WorkResult
{
    AgentResult end;
    std::string value = "null"; // JSON: the output with its type
};

// Runs a graph or an orchestrator of the workspace.
[[nodiscard]] WorkResult runWorkflow(RunScope& scope, const WorkflowJob& job, std::stop_token stop);

// The model an agent of a workflow is asked with: its own, or the one the person chose where it names none.
[[nodiscard]] std::string modelFor(const RunScope& scope, const AgentDefinition& agent,
                                   const std::string& chosen);

inline constexpr int deepestWorkflow = 16; // workflows in workflows

} // namespace signalbox::workflow
