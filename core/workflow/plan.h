// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "values/tooldefinition.h"

#include <cstddef>
#include <set>
#include <string>
#include <vector>

namespace signalbox::workflow {

// One piece of work of a plan, for one agent.
struct PlanStep
{
    std::string id;
    std::string agent;
    std::string task;
    std::vector<std::string> dependencies; // ids of steps whose results it needs
    bool requiresApproval = false;

    bool operator==(const PlanStep&) const = default;
};

inline constexpr std::size_t mostPlanSteps = 256; // of one plan

// The tool that a lead is offered: plan(steps).
[[nodiscard]] ToolPtr planTool(const std::vector<std::string>& agents);

// The steps of a plan in its order. `known` are ids of steps that ran before. Invalid: what is wrong, all of it, in words that
// a model can act on: unknown agents and dependencies, ids that repeat, a cycle, too many steps.
[[nodiscard]] Result<std::vector<PlanStep>> readPlan(const Json& arguments,
                                                     const std::vector<std::string>& agents,
                                                     const std::set<std::string>& known);
// {"steps":[{"agent","dependencies","id","task","requires_approval"?}]}
[[nodiscard]] Json planJson(const std::vector<PlanStep>& steps);

} // namespace signalbox::workflow
