// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox::ui {

// What stands at a place of a drawn graph. The first eight are the kinds of nodes of a workflow file.
enum class NodeKind
{
    Agent,
    Model,
    Tool,
    Map,
    Set,
    Gate,
    Workflow,
    End,
    Lead, // of an orchestrator
    Step, // of its plan
    Unknown
};
inline constexpr int fileKinds = 8;
[[nodiscard]] std::string_view nodeKindName(NodeKind kind);
[[nodiscard]] NodeKind nodeKindFromName(std::string_view name);

struct GraphPoint // middle of a node, in pixels of a 10 point font
{
    double x = 0;
    double y = 0;

    bool operator==(const GraphPoint&) const = default;
};
using Positions = std::map<std::string, GraphPoint>;

// A node as the editor shows it.
struct GraphNode
{
    std::string name;
    NodeKind kind = NodeKind::Unknown;
    std::string line; // what it does, one line
    std::string join; // "all", "any": a region of branches closes here
    bool asks = false; // never without a person

    bool operator==(const GraphNode&) const = default;
};

enum class EdgeKind
{
    Plain,
    When,
    Otherwise
};

// An edge as the editor shows it.
struct GraphEdge
{
    std::string from;
    std::string to;
    EdgeKind kind = EdgeKind::Plain;
    std::string when; // expression
    std::string label; // chosen by a person; shown instead of the expression
    std::size_t index = 0; // in "edges" of the file

    bool operator==(const GraphEdge&) const = default;
    [[nodiscard]] std::string shownLabel() const;
};

using OrderedPtr = std::shared_ptr<const OrderedJson>;

// What a workflow file says, as it is drawn. A value. What has the wrong type in the file is left out.
struct Graph
{
    std::string name;
    bool isOrchestrator = false;
    std::string start;
    std::vector<GraphNode> nodes; // in the order of the file
    std::vector<GraphEdge> edges; // both ends are nodes
    Positions layout; // by hand
    bool operator==(const Graph&) const = default;

    [[nodiscard]] const GraphNode* node(std::string_view name) const;
};

[[nodiscard]] Graph graphOf(const OrderedJson& document);
// "clerk: Extract ${state.path}"
[[nodiscard]] std::string nodeLine(NodeKind kind, const OrderedJson& node);

// A string member, empty where there is none.
[[nodiscard]] std::string memberText(const OrderedJson& object, std::string_view key);
[[nodiscard]] const OrderedJson* memberOf(const OrderedJson& object, std::string_view key);

// Places in columns by the distance from the start: what is shown until a better layout is there.
[[nodiscard]] Positions layeredPlaces(const Graph& graph);
// Places for nodes that have none, beside those that lead to them and on nothing else.
void placeRest(const Graph& graph, Positions& places);

} // namespace signalbox::ui
