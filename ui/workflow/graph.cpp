// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/workflow/graph.h"

#include "base/jsonvalue.h"
#include "base/text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <set>

namespace signalbox::ui {

namespace {
constexpr std::array<std::string_view, 11> kindNames = {
    "agent", "model", "tool", "map", "set", "gate", "workflow", "end", "lead", "step", "node"};
constexpr double columnWidth = 240;
constexpr double rowHeight = 90;
constexpr double farthest = 1e6; // a place beyond it is a mistake of the file

std::string brief(std::string_view text)
{
    std::string out(truncateUtf8(trim(text), 120));
    std::replace(out.begin(), out.end(), '\n', ' ');
    return out;
}

std::string keysOf(const OrderedJson* value)
{
    std::string out;
    if (value && value->is_object()) {
        for (const auto& [key, expression] : value->items())
            out += (out.empty() ? "" : ", ") + key;
    }
    return out;
}

std::string joined(std::string first, std::string_view second)
{
    if (first.empty() || second.empty())
        return first + std::string(second);
    return first + ": " + std::string(second);
}

std::optional<GraphPoint> pointOf(const OrderedJson& value)
{
    if (!value.is_array() || value.size() != 2 || !value[0].is_number() || !value[1].is_number())
        return {};
    const GraphPoint point{value[0].get<double>(), value[1].get<double>()};
    if (!std::isfinite(point.x) || !std::isfinite(point.y) || std::abs(point.x) > farthest
        || std::abs(point.y) > farthest)
        return {};
    return point;
}

void readLayout(const OrderedJson& document, Graph& graph)
{
    const auto* layout = memberOf(document, "layout");
    if (!layout || !layout->is_object())
        return;
    for (const auto& [name, value] : layout->items()) {
        const auto point = pointOf(value);
        if (point && graph.node(name))
            graph.layout[name] = *point;
    }
}

void readOrchestrator(const OrderedJson& document, Graph& graph)
{
    const auto lead = memberText(document, "lead");
    if (lead.empty())
        return;
    graph.start = lead;
    graph.nodes.push_back({lead, NodeKind::Lead, "plans and puts together", {}, false});
    if (memberText(document, "plan_gate") != "allow")
        graph.nodes.back().asks = true;
    const auto* agents = memberOf(document, "agents");
    if (!agents || !agents->is_array())
        return;
    for (const auto& agent : *agents) {
        if (!agent.is_string() || graph.node(agent.get<std::string>()))
            continue;
        const auto name = agent.get<std::string>();
        graph.nodes.push_back({name, NodeKind::Agent, "works on steps of the plan", {}, false});
        graph.edges.push_back({lead, name, EdgeKind::Plain, {}, {}, graph.edges.size()});
    }
}

void readNodes(const OrderedJson& document, Graph& graph)
{
    const auto* nodes = memberOf(document, "nodes");
    if (!nodes || !nodes->is_object())
        return;
    for (const auto& [name, value] : nodes->items()) {
        GraphNode node;
        node.name = name;
        node.kind = nodeKindFromName(memberText(value, "kind"));
        node.line = nodeLine(node.kind, value);
        node.join = memberText(value, "join");
        const auto* asks = memberOf(value, "requires_approval");
        node.asks = (asks && asks->is_boolean() && asks->get<bool>())
            || memberText(value, "approval") == "always";
        graph.nodes.push_back(std::move(node));
    }
}

void readEdges(const OrderedJson& document, Graph& graph)
{
    const auto* edges = memberOf(document, "edges");
    if (!edges || !edges->is_array())
        return;
    std::set<std::string_view> known;
    for (const auto& node : graph.nodes)
        known.insert(node.name);
    for (std::size_t i = 0; i < edges->size(); ++i) {
        const auto& value = (*edges)[i];
        GraphEdge edge;
        edge.from = memberText(value, "from");
        edge.to = memberText(value, "to");
        edge.index = i;
        if (!known.contains(edge.from) || !known.contains(edge.to))
            continue;
        edge.when = memberText(value, "when");
        edge.label = memberText(value, "label");
        const auto* otherwise = memberOf(value, "otherwise");
        if (!edge.when.empty())
            edge.kind = EdgeKind::When;
        else if (otherwise && otherwise->is_boolean() && otherwise->get<bool>())
            edge.kind = EdgeKind::Otherwise;
        graph.edges.push_back(std::move(edge));
    }
}
} // namespace

std::string_view nodeKindName(NodeKind kind)
{
    return kindNames[std::size_t(kind)];
}

NodeKind nodeKindFromName(std::string_view name)
{
    const auto end = kindNames.begin() + fileKinds;
    const auto found = std::find(kindNames.begin(), end, name);
    return found == end ? NodeKind::Unknown : NodeKind(found - kindNames.begin());
}

std::string GraphEdge::shownLabel() const
{
    if (!label.empty())
        return brief(label);
    return kind == EdgeKind::Otherwise ? "otherwise" : brief(when);
}

const GraphNode* Graph::node(std::string_view wanted) const
{
    const auto found = std::find_if(nodes.begin(), nodes.end(),
                                    [&](const auto& node) { return node.name == wanted; });
    return found == nodes.end() ? nullptr : &*found;
}

const OrderedJson* memberOf(const OrderedJson& object, std::string_view key)
{
    if (!object.is_object())
        return nullptr;
    const auto found = object.find(std::string(key));
    return found == object.end() ? nullptr : &*found;
}

std::string memberText(const OrderedJson& object, std::string_view key)
{
    const auto* found = memberOf(object, key);
    return found && found->is_string() ? found->get<std::string>() : std::string();
}

std::string nodeLine(NodeKind kind, const OrderedJson& node)
{
    switch (kind) {
    case NodeKind::Agent:
        return joined(memberText(node, "agent"), brief(memberText(node, "task")));
    case NodeKind::Model: {
        const auto model = memberText(node, "model");
        const auto prompt = memberText(node, "prompt");
        return joined(model.empty() ? "default" : model,
                      brief(prompt.empty() ? memberText(node, "task") : prompt));
    }
    case NodeKind::Tool:
        return memberText(node, "tool");
    case NodeKind::Map: {
        const auto* inner = memberOf(node, "node");
        const auto over = "each of " + brief(memberText(node, "over"));
        if (!inner)
            return over;
        const auto innerKind = nodeKindFromName(memberText(*inner, "kind"));
        return joined(over, nodeLine(innerKind, *inner));
    }
    case NodeKind::Set:
        return keysOf(memberOf(node, "set"));
    case NodeKind::Gate:
        return brief(memberText(node, "prompt"));
    case NodeKind::Workflow:
        return memberText(node, "workflow");
    case NodeKind::End: {
        const auto* output = memberOf(node, "output");
        return output ? brief(output->is_string() ? output->get<std::string>() : dumpJson(*output))
                      : std::string();
    }
    case NodeKind::Lead:
    case NodeKind::Step:
    case NodeKind::Unknown:
        break;
    }
    return "of unknown kind " + brief(memberText(node, "kind"));
}

Graph graphOf(const OrderedJson& document)
{
    Graph graph;
    graph.name = memberText(document, "name");
    graph.isOrchestrator = memberText(document, "kind") == "orchestrator";
    if (graph.isOrchestrator) {
        readOrchestrator(document, graph);
    } else {
        graph.start = memberText(document, "start");
        readNodes(document, graph);
        readEdges(document, graph);
    }
    readLayout(document, graph);
    return graph;
}

Positions layeredPlaces(const Graph& graph)
{
    std::map<std::string_view, int> column;
    std::multimap<std::string_view, std::string_view> next;
    for (const auto& edge : graph.edges)
        next.emplace(edge.from, edge.to);
    std::deque<std::string_view> queue;
    const auto reach = [&](std::string_view name, int at) {
        if (column.emplace(name, at).second)
            queue.push_back(name);
    };
    if (const auto* start = graph.node(graph.start))
        reach(start->name, 0);
    for (std::size_t i = 0; i <= graph.nodes.size(); ++i) {
        while (!queue.empty()) {
            const auto name = queue.front();
            queue.pop_front();
            const auto [first, last] = next.equal_range(name);
            for (auto it = first; it != last; ++it)
                reach(it->second, column[name] + 1);
        }
        if (i < graph.nodes.size())
            reach(graph.nodes[i].name, 0);
    }
    std::map<int, int> rows;
    Positions places;
    for (const auto& node : graph.nodes) {
        const int at = column[node.name];
        places[node.name] = {at * columnWidth, rows[at]++ * rowHeight};
    }
    return places;
}

void placeRest(const Graph& graph, Positions& places)
{
    const auto isFree = [&places](GraphPoint at) {
        return std::none_of(places.begin(), places.end(), [at](const auto& other) {
            return std::abs(other.second.x - at.x) < columnWidth * 0.75
                && std::abs(other.second.y - at.y) < rowHeight * 0.7;
        });
    };
    for (const auto& node : graph.nodes) {
        if (places.contains(node.name))
            continue;
        GraphPoint at;
        for (const auto& edge : graph.edges) {
            const auto from = places.find(edge.from);
            if (edge.to != node.name || from == places.end())
                continue;
            at = {from->second.x + columnWidth, from->second.y};
            break;
        }
        while (!isFree(at))
            at.y += rowHeight;
        places[node.name] = at;
    }
}

} // namespace signalbox::ui
