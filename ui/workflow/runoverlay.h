// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "trace/runtrace.h"
#include "ui/workflow/graphscene.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace signalbox::ui {

// A visit as the list of visits shows it.
struct ShownVisit
{
    std::uint32_t index = 0; // in the trace
    trace::NodeVisit visit;
    int depth = 0; // below the run: 1 in a sub-workflow
    bool isOfGraph = false; // of the graph that is drawn
    bool isOpen = false;
    std::chrono::microseconds time{};
    Cost cost = Money{};
    std::int64_t tokens = 0;
};

// What a run did on a graph, ready to be drawn. A value.
struct RunOverlay
{
    bool isOfGraph = false; // the run, or a part of it, runs this workflow
    std::map<std::string, NodeRun> nodes;
    std::map<std::size_t, EdgeRun> edges; // by index in the file
    std::vector<ShownVisit> visits;
    std::vector<trace::MadePlan> plans;
};

// `until`: only what was entered up to this visit of the list, as it was then; visits past it are listed all the same.
// noVisit: everything.
[[nodiscard]] RunOverlay overlayOf(const trace::RunTrace& trace, const Graph& graph, Timestamp now,
                                   std::uint32_t until = trace::GraphTrace::noVisit);

} // namespace signalbox::ui
