// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "trace/runtrace.h"
#include "ui/workflow/edgeitem.h"
#include "ui/workflow/nodeitem.h"

#include <map>
#include <string>
#include <vector>

namespace signalbox::ui {

// The plans of an orchestrator's run as the one graph that they are: each plan, its steps by what they wait for, the next
// plan when what came before was not enough, the answer. Steps that an earlier plan has done stand there once. A value.
struct PlanGraph
{
    struct Step
    {
        trace::PlannedStep step;
        std::size_t plan = 0; // that brought it
    };
    Graph graph;
    std::map<std::string, Step> steps; // by node
    std::map<std::string, std::size_t> plans; // by node
    std::string answer; // node
};

[[nodiscard]] PlanGraph planGraph(const std::vector<trace::MadePlan>& plans);
// What became of each node.
[[nodiscard]] std::map<std::string, NodeRun> planRuns(const PlanGraph& drawn,
                                                      const std::vector<trace::MadePlan>& plans,
                                                      const trace::RunTrace& trace, Timestamp now);

// Edges to what has begun.
[[nodiscard]] std::map<std::size_t, EdgeRun> planEdges(const PlanGraph& drawn,
                                                       const std::map<std::string, NodeRun>& nodes);

} // namespace signalbox::ui
