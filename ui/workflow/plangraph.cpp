// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/workflow/plangraph.h"

#include "ui/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <set>

namespace signalbox::ui {

namespace {
using State = trace::PlannedStep::State;

QString tr(const char* text)
{
    return QCoreApplication::translate("PlanGraph", text);
}

// Names of nodes are unique; a step that is tried again in a later plan has the plan's number behind its own.
std::string freeNode(const Graph& graph, const std::string& wanted, std::size_t plan)
{
    if (!graph.node(wanted))
        return wanted;
    auto name = wanted + " (" + std::to_string(plan + 1) + ")";
    while (graph.node(name))
        name += '+';
    return name;
}

std::string planLine(const trace::MadePlan& plan)
{
    const auto count = plan.steps.size();
    auto words = count == 1 ? tr("1 step") : tr("%1 steps").arg(count);
    if (plan.isEdited)
        words += tr(", changed by you");
    return words.toStdString();
}

// Adds the nodes of one plan after another.
class Drawing
{
public:
    explicit Drawing(PlanGraph& drawn)
        : m_drawn(drawn)
    { }

    void add(const trace::MadePlan& plan, std::size_t index)
    {
        auto& graph = m_drawn.graph;
        const auto lead = freeNode(graph, "plan " + std::to_string(index + 1), index);
        graph.nodes.push_back({lead, NodeKind::Lead, planLine(plan), {}, false});
        m_drawn.plans[lead] = index;
        for (const auto& end : m_ends)
            connect(end, lead);
        m_ends = {lead};
        std::vector<std::pair<std::string, const trace::PlannedStep*>> fresh;
        for (const auto& step : plan.steps) {
            if (step.state == State::Done && !step.path.starts_with(plan.path + '/'))
                continue; // done before: it stands there already
            const auto name = freeNode(graph, step.id, index);
            graph.nodes.push_back({name, NodeKind::Step, step.agent + ": " + step.task, {}, false});
            m_drawn.steps[name] = {step, index};
            m_nodes[step.id] = name;
            fresh.emplace_back(name, &step);
        }
        connectSteps(fresh, lead);
    }

    [[nodiscard]] const std::set<std::string>& ends() const { return m_ends; }
    void connect(const std::string& from, const std::string& to)
    {
        auto& edges = m_drawn.graph.edges;
        edges.push_back({from, to, EdgeKind::Plain, {}, {}, edges.size()});
    }

private:
    using Fresh = std::vector<std::pair<std::string, const trace::PlannedStep*>>;

    void connectSteps(const Fresh& fresh, const std::string& lead)
    {
        std::set<std::string> ends;
        for (const auto& [name, step] : fresh)
            ends.insert(name);
        for (const auto& [name, step] : fresh) {
            bool waitsHere = false; // for a step of the same plan
            for (const auto& id : step->dependencies) {
                const auto on = m_nodes.find(id);
                if (on == m_nodes.end() || on->second == name)
                    continue;
                const bool isHere = std::any_of(fresh.begin(), fresh.end(), [&](const auto& each) {
                    return each.first == on->second;
                });
                connect(on->second, name);
                waitsHere = waitsHere || isHere;
                ends.erase(on->second);
            }
            if (!waitsHere)
                connect(lead, name);
        }
        if (!ends.empty())
            m_ends = std::move(ends);
    }

    PlanGraph& m_drawn;
    std::map<std::string, std::string> m_nodes; // of the latest step of an id
    std::set<std::string> m_ends; // what leads on from the plan before
};

QString figuresOf(const trace::Span& span, Timestamp now)
{
    const auto time =
        span.duration ? *span.duration : std::max(now - span.start, std::chrono::microseconds(0));
    return span.replies > 0
        ? format::duration(time) + QStringLiteral(" · ") + format::money(span.cost)
        : format::duration(time);
}

NodeRun::State stateOf(State state)
{
    switch (state) {
    case State::Running:
        return NodeRun::State::Current;
    case State::Done:
        return NodeRun::State::Done;
    case State::Failed:
        return NodeRun::State::Failed;
    case State::Planned:
        break;
    }
    return NodeRun::State::None;
}
} // namespace

PlanGraph planGraph(const std::vector<trace::MadePlan>& plans)
{
    PlanGraph drawn;
    drawn.graph.isOrchestrator = true; // not edited by hand
    if (plans.empty())
        return drawn;
    Drawing drawing(drawn);
    for (std::size_t i = 0; i < plans.size(); ++i)
        drawing.add(plans[i], i);
    drawn.answer = freeNode(drawn.graph, "answer", plans.size());
    drawn.graph.nodes.push_back(
        {drawn.answer, NodeKind::End, tr("of all results").toStdString(), {}, false});
    for (const auto& end : drawing.ends())
        drawing.connect(end, drawn.answer);
    drawn.graph.start = drawn.graph.nodes.front().name;
    return drawn;
}

std::map<std::string, NodeRun> planRuns(const PlanGraph& drawn,
                                        const std::vector<trace::MadePlan>& plans,
                                        const trace::RunTrace& run, Timestamp now)
{
    std::map<std::string, NodeRun> nodes;
    for (const auto& [name, each] : drawn.steps) {
        const auto& step = each.step;
        NodeRun node;
        node.visits = step.path.empty() ? 0 : 1;
        node.state = stateOf(step.state);
        const auto id = step.path.empty() ? trace::SpanId() : run.spans().find(step.path);
        if (id.isValid())
            node.figures = figuresOf(run.spans().span(id), now);
        nodes[name] = node;
    }
    const auto attention = run.attention();
    const auto state = run.status().state;
    for (const auto& [name, index] : drawn.plans) {
        const auto& path = plans[index].path;
        const bool waits = std::any_of(attention.begin(), attention.end(), [&](const auto& item) {
            return item.kind == trace::AttentionKind::Gate
                && item.path == childPath(path, "gate", 1);
        });
        nodes[name] = {waits ? NodeRun::State::Waiting : NodeRun::State::Done, 1, {}};
    }
    if (!drawn.answer.empty() && state == trace::RunState::Done)
        nodes[drawn.answer] = {NodeRun::State::Done, 1, {}};
    return nodes;
}

std::map<std::size_t, EdgeRun> planEdges(const PlanGraph& drawn,
                                         const std::map<std::string, NodeRun>& nodes)
{
    std::map<std::size_t, EdgeRun> edges;
    for (const auto& edge : drawn.graph.edges) {
        const auto to = nodes.find(edge.to);
        if (to != nodes.end() && to->second.state != NodeRun::State::None)
            edges[edge.index] = {1, 0};
    }
    return edges;
}

} // namespace signalbox::ui
