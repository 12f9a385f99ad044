// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/workflow/runoverlay.h"

#include "ui/format.h"

#include <algorithm>
#include <set>

namespace signalbox::ui {

namespace {
using trace::GraphTrace;

struct Sum
{
    std::chrono::microseconds time{};
    Cost cost = Money{};
    bool hasCost = false; // some model answered

    void add(const ShownVisit& visit, bool hasReplies)
    {
        time += visit.time;
        hasCost = hasCost || hasReplies;
        if (cost && visit.cost)
            cost = *cost + *visit.cost;
        else
            cost.reset();
    }

    [[nodiscard]] QString words() const
    {
        return hasCost ? format::duration(time) + QStringLiteral(" · ") + format::money(cost)
                       : format::duration(time);
    }
};

bool isBelow(const std::string& path, const std::string& visit)
{
    return path.starts_with(visit) && (path.size() == visit.size() || path[visit.size()] == '/');
}

// Scopes whose workflow is drawn: by its name, or, where the journal does not tell, the run's own.
std::set<std::string> scopesOf(const GraphTrace& graph, const std::string& workflow,
                               const std::string& runs)
{
    std::set<std::string> scopes;
    for (const auto& visit : graph.visits()) {
        auto name = graph.workflowOf(visit.scope);
        if (name.empty() && visit.scope == "/")
            name = runs;
        if (name == workflow)
            scopes.insert(visit.scope);
    }
    return scopes;
}

const GraphEdge* edgeOf(const Graph& graph, const trace::TakenEdge& taken)
{
    const GraphEdge* fallback = nullptr; // the file was edited since
    for (const auto& edge : graph.edges) {
        if (edge.from != taken.from || edge.to != taken.to)
            continue;
        if (edge.when == taken.when)
            return &edge;
        fallback = &edge;
    }
    return fallback;
}

void fillVisit(ShownVisit& shown, const trace::RunTrace& run, Timestamp now, bool isLive)
{
    shown.isOpen = !shown.visit.left && isLive;
    const auto end = shown.visit.left ? *shown.visit.left : now;
    shown.time = std::max(end - shown.visit.entered, std::chrono::microseconds(0));
    const auto id = run.spans().find(shown.visit.path);
    if (!id.isValid())
        return;
    const auto span = run.spans().span(id);
    shown.cost = span.cost;
    shown.tokens = span.tokens;
}
} // namespace

RunOverlay overlayOf(const trace::RunTrace& run, const Graph& graph, Timestamp now,
                     std::uint32_t until)
{
    RunOverlay overlay;
    const auto status = run.status();
    const bool isLive = trace::isLive(status.state);
    std::vector<trace::TakenEdge> edges;
    std::set<std::string> scopes;
    run.readGraph([&](const GraphTrace& trace) {
        scopes = scopesOf(trace, graph.name, status.workflow);
        overlay.plans = trace.plans();
        edges = trace.edges();
        for (std::uint32_t i = 0; i < trace.visits().size(); ++i)
            overlay.visits.push_back({i, trace.visits()[i]});
    });
    overlay.isOfGraph = !scopes.empty() || status.workflow == graph.name;
    std::vector<std::string> waiting;
    for (const auto& item : run.attention()) {
        if (item.kind == trace::AttentionKind::Gate || item.kind == trace::AttentionKind::Held)
            waiting.push_back(item.path);
    }
    std::map<std::string, Sum> sums;
    std::map<std::string, std::int64_t> passed; // edges up to `until`, by their ends
    for (auto& shown : overlay.visits) {
        fillVisit(shown, run, now, isLive);
        const auto& visit = shown.visit;
        shown.depth = int(std::count(visit.scope.begin(), visit.scope.end(), '/'))
            - (visit.scope == "/" ? 1 : 0);
        shown.isOfGraph = scopes.contains(visit.scope);
        if (!shown.isOfGraph || (until != GraphTrace::noVisit && shown.index > until))
            continue;
        auto& node = overlay.nodes[visit.node];
        ++node.visits;
        sums[visit.node].add(shown, shown.tokens > 0);
        const bool isHere = until != GraphTrace::noVisit && shown.index == until;
        const bool isWaiting = std::any_of(waiting.begin(), waiting.end(), [&](const auto& path) {
            return isBelow(path, visit.path);
        });
        const bool isLatest = isHere || until == GraphTrace::noVisit;
        if (isLatest && isWaiting) // also for the edge to take, behind the end of the visit
            node.state = NodeRun::State::Waiting;
        else if (isHere || (isLatest && shown.isOpen))
            node.state = NodeRun::State::Current;
        else
            node.state =
                visit.ok && (visit.left || isLive) ? NodeRun::State::Done : NodeRun::State::Failed;
    }
    for (auto& [name, sum] : sums)
        overlay.nodes[name].figures = sum.words();
    for (const auto& taken : edges) {
        const auto* edge = scopes.contains(taken.scope) ? edgeOf(graph, taken) : nullptr;
        if (!edge)
            continue;
        auto& drawn = overlay.edges[edge->index];
        if (until == GraphTrace::noVisit) {
            drawn.taken += taken.count;
            drawn.chosen += taken.chosen;
            continue;
        }
        for (const auto& shown : overlay.visits) { // as far as it went then
            const bool led = shown.index < until && shown.visit.node == taken.from
                && shown.visit.scope == taken.scope
                && (", " + shown.visit.next + ",").find(", " + taken.to + ",") != std::string::npos;
            drawn.taken += led ? 1 : 0;
        }
    }
    return overlay;
}

} // namespace signalbox::ui
