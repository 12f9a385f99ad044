// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "values/workflowdefinition.h"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace signalbox::workspace {

// What runs in parallel: opened by a node with several plain edges, closed by one node with a join.
struct Region
{
    std::string join;
    std::vector<std::vector<std::string>> branches; // the nodes of each, in the order of the edges

    bool operator==(const Region&) const = default;
};

// What is wrong with one region; `edge` is the index of an edge of the graph, or -1 where `node` is meant.
struct RegionProblem
{
    std::string node; // where it was found
    int edge = -1;
    std::string expected;
    std::string found;
    std::string mend;
};

// What opens and closes side by side in a graph, and what is wrong with it.
struct Regions
{
    std::map<std::string, Region> byOpener;
    std::vector<RegionProblem> problems;
};

// The parallel regions of a graph, by their opener. Edges of unknown nodes are left out. Work is bounded by nodes + edges
// for each level of nesting.
[[nodiscard]] Regions findRegions(const GraphDefinition& graph);

} // namespace signalbox::workspace
