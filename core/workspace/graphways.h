// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "values/workflowdefinition.h"

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace signalbox::workspace {

// Which ways through a graph can be taken, as far as its edges alone tell it.
struct GraphWays
{
    // For each edge: itself where its condition can never hold, the edge before it that always holds; none: it can be taken.
    std::vector<std::optional<std::size_t>> blockedBy;
    std::set<std::string> reached; // nodes, from the start
    std::set<std::string> endless; // nodes that are reached and from which no way ends
    bool hasCycle = false;
};

[[nodiscard]] GraphWays findWays(const GraphDefinition& graph);

} // namespace signalbox::workspace
