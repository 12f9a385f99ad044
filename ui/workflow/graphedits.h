// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "ui/workflow/graph.h"

#include <cstddef>
#include <string>
#include <vector>

// Changes of a workflow document, each whole: edges follow their nodes, the start and the layout too. Names that are not
// there change nothing.
namespace signalbox::ui::edits {

// A node of this kind with what its kind needs, under a free name; the first one becomes the start.
struct NewNode
{
    NodeKind kind = NodeKind::Agent;
    std::string subject; // agent, tool or workflow
    GraphPoint at;
};
[[nodiscard]] std::string addNode(OrderedJson& document, const NewNode& wanted);
void removeNodes(OrderedJson& document, const std::vector<std::string>& names);
void renameNode(OrderedJson& document, const std::string& from, const std::string& to);
void setNodeMember(OrderedJson& document, const std::string& node, const std::string& member,
                   const OrderedJson* value); // nullptr removes it
// The other members that belong to kinds go, what both kinds know stays.
void setNodeKind(OrderedJson& document, const std::string& node, NodeKind kind,
                 const std::string& subject);
void setStart(OrderedJson& document, const std::string& node);

// Leaves as the other edges of `from` do: where one has a condition the new one gets a condition too.
// The index of the new edge.
[[nodiscard]] std::size_t connect(OrderedJson& document, const std::string& from,
                                  const std::string& to);
void removeEdge(OrderedJson& document, std::size_t index);
enum class EdgeEnd
{
    From,
    To
};
void setEdgeEnd(OrderedJson& document, std::size_t index, EdgeEnd end, const std::string& node);
void setEdgeKind(OrderedJson& document, std::size_t index, EdgeKind kind, const std::string& when);
void setEdgeMember(OrderedJson& document, std::size_t index, const std::string& member,
                   const OrderedJson* value);
// Before or behind the next edge of the same node: the first true one is taken. The new index.
[[nodiscard]] std::size_t moveEdge(OrderedJson& document, std::size_t index, bool earlier);

void setPlaces(OrderedJson& document, const Positions& places); // of these nodes

void setStateKey(OrderedJson& document, const std::string& key, const OrderedJson& declaration);
void renameStateKey(OrderedJson& document, const std::string& from, const std::string& to);
void removeStateKey(OrderedJson& document, const std::string& key);

[[nodiscard]] std::string freeName(const OrderedJson& object, const std::string& wanted);
[[nodiscard]] OrderedJson newWorkflow(const std::string& name, const std::string& agent);

} // namespace signalbox::ui::edits
