// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "values/workflowdefinition.h"
#include "workflow/plan.h"
#include "workflow/workflowrun.h"

#include <map>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

namespace signalbox::workflow {

// A lead that plans and never works itself, and the agents that do. The lead is an ordinary agent whose only tool is `plan`;
// the steps of its plan run as their dependencies are met, each an agent that starts fresh, and their results are what the
// call brings back. The paths of the steps are numbered by their place in the plan: whatever the timing, they are the same.
class Orchestrator
{
public:
    Orchestrator(RunScope& scope, OrchestratorDefinition definition, const WorkflowJob& job);

    [[nodiscard]] WorkResult run(std::stop_token stop);

private:
    // How a step of a plan ended.
    struct StepResult
    {
        enum class Status
        {
            Waiting,
            Running,
            Done,
            Failed,
            Skipped // what it depends on failed
        };

        Status status = Status::Waiting;
        std::string agent;
        std::string output;
        Label label;
    };
    struct Batch;

    [[nodiscard]] PlanTaken take(const ToolCall& call, const std::string& path,
                                 std::stop_token stop);
    [[nodiscard]] std::optional<PlanTaken>
    approve(std::vector<PlanStep>& steps, const std::string& path, const std::stop_token& stop);
    void tellPlan(const std::vector<PlanStep>& steps, const std::string& path, bool isEdited);
    [[nodiscard]] PlanTaken runSteps(const std::vector<PlanStep>& steps, const std::string& path,
                                     const std::stop_token& stop);
    void work(Batch& batch);
    [[nodiscard]] AgentResult runStep(const PlanStep& step, const std::string& path,
                                      const std::string& task, Label label, std::stop_token stop);
    [[nodiscard]] std::string taskOf(const PlanStep& step, const Batch& batch, Label& label) const;
    [[nodiscard]] Limits shareOf(const AgentDefinition& agent) const;
    [[nodiscard]] std::set<std::string> doneIds() const;

    RunScope& m_scope;
    const OrchestratorDefinition m_definition;
    const WorkflowJob& m_job;
    std::map<std::string, StepResult> m_results; // of all plans, by id
    int m_plans = 0; // that ran
};

} // namespace signalbox::workflow
