// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/workflow/graphedits.h"

#include "base/jsonvalue.h"
#include "base/text.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace signalbox::ui::edits {

namespace {
// The object or array below this key, made where there is none.
OrderedJson& within(OrderedJson& document, const char* key, OrderedJson::value_t type)
{
    auto& found = document[key];
    if (found.type() != type)
        found = OrderedJson(type);
    return found;
}

OrderedJson& nodesOf(OrderedJson& document)
{
    return within(document, "nodes", OrderedJson::value_t::object);
}

OrderedJson& edgesOf(OrderedJson& document)
{
    return within(document, "edges", OrderedJson::value_t::array);
}

// The same members in the same order, one under another name.
void renameKey(OrderedJson& object, const std::string& from, const std::string& to)
{
    OrderedJson renamed = OrderedJson::object();
    for (const auto& [key, value] : object.items())
        renamed[key == from ? to : key] = value;
    object = std::move(renamed);
}

bool has(const OrderedJson& object, const std::string& key)
{
    return object.is_object() && object.contains(key);
}

OrderedJson nodeOf(NodeKind kind, const std::string& subject)
{
    OrderedJson node = {{"kind", std::string(nodeKindName(kind))}};
    switch (kind) {
    case NodeKind::Agent:
        node["agent"] = subject;
        node["task"] = "${task}";
        break;
    case NodeKind::Model:
        node["prompt"] = "${task}";
        break;
    case NodeKind::Tool:
        node["tool"] = subject;
        node["arguments"] = OrderedJson::object();
        break;
    case NodeKind::Map:
        node["over"] = "[]";
        node["node"] = {{"kind", "tool"}, {"tool", subject}, {"arguments", OrderedJson::object()}};
        break;
    case NodeKind::Set:
        node["set"] = OrderedJson::object();
        break;
    case NodeKind::Gate:
        node["prompt"] = "Go on?";
        node["choices"] = {"yes", "no"};
        node["default"] = "no";
        break;
    case NodeKind::Workflow:
        node["workflow"] = subject;
        break;
    case NodeKind::End:
        node["output"] = "";
        break;
    default:
        break;
    }
    return node;
}

OrderedJson pointJson(GraphPoint at)
{
    return OrderedJson::array({std::int64_t(std::llround(at.x)), std::int64_t(std::llround(at.y))});
}

bool isOf(const OrderedJson& edge, const char* end, const std::string& node)
{
    return memberText(edge, end) == node;
}
} // namespace

std::string freeName(const OrderedJson& object, const std::string& wanted)
{
    const std::string base = isName(wanted) ? wanted.substr(0, 56) : "node";
    std::string name = base;
    for (int n = 2; has(object, name); ++n)
        name = base + "-" + std::to_string(n);
    return name;
}

std::string addNode(OrderedJson& document, const NewNode& wanted)
{
    auto& nodes = nodesOf(document);
    const std::string kind(nodeKindName(wanted.kind));
    const bool namesItself = wanted.kind == NodeKind::Agent || wanted.kind == NodeKind::Tool
        || wanted.kind == NodeKind::Workflow;
    const auto name =
        freeName(nodes, namesItself && isName(wanted.subject) ? wanted.subject : kind);
    const bool isFirst = nodes.empty();
    nodes[name] = nodeOf(wanted.kind, wanted.subject);
    if (isFirst)
        document["start"] = name;
    within(document, "layout", OrderedJson::value_t::object)[name] = pointJson(wanted.at);
    return name;
}

void removeNodes(OrderedJson& document, const std::vector<std::string>& names)
{
    auto& nodes = nodesOf(document);
    const std::set<std::string> gone(names.begin(), names.end());
    for (const auto& name : gone) {
        nodes.erase(name);
        if (has(document, "layout") && document["layout"].is_object())
            document["layout"].erase(name);
    }
    if (!has(document, "edges"))
        return;
    OrderedJson kept = OrderedJson::array();
    for (const auto& edge : edgesOf(document)) {
        if (!gone.contains(memberText(edge, "from")) && !gone.contains(memberText(edge, "to")))
            kept.push_back(edge);
    }
    document["edges"] = std::move(kept);
}

void renameNode(OrderedJson& document, const std::string& from, const std::string& to)
{
    auto& nodes = nodesOf(document);
    if (!has(nodes, from) || has(nodes, to) || !isName(to))
        return;
    renameKey(nodes, from, to);
    if (memberText(document, "start") == from)
        document["start"] = to;
    if (has(document, "layout") && has(document["layout"], from))
        renameKey(document["layout"], from, to);
    if (has(document, "edges")) {
        for (auto& edge : edgesOf(document)) {
            for (const auto* end : {"from", "to"}) {
                if (isOf(edge, end, from))
                    edge[end] = to;
            }
        }
    }
    for (auto& [name, node] : nodes.items()) { // an ambiguous branch names a node of its edges
        if (memberText(node, "default") == from && memberText(node, "kind") != "gate")
            node["default"] = to;
    }
}

void setNodeMember(OrderedJson& document, const std::string& node, const std::string& member,
                   const OrderedJson* value)
{
    auto& nodes = nodesOf(document);
    if (!has(nodes, node) || !nodes[node].is_object())
        return;
    if (value)
        nodes[node][member] = *value;
    else
        nodes[node].erase(member);
}

void setNodeKind(OrderedJson& document, const std::string& node, NodeKind kind,
                 const std::string& subject)
{
    static const std::set<std::string> ofAll = {
        "description", "writes", "join", "on_error", "ambiguous", "position", "requires_approval"};
    auto& nodes = nodesOf(document);
    if (!has(nodes, node))
        return;
    auto changed = nodeOf(kind, subject);
    for (const auto& [key, value] : nodes[node].items()) {
        const bool fits = changed.contains(key) && changed[key].type() == value.type()
            && (key == "task" || key == "prompt" || key == "arguments");
        if (ofAll.contains(key) || fits)
            changed[key] = value;
    }
    nodes[node] = std::move(changed);
}

void setStart(OrderedJson& document, const std::string& node)
{
    document["start"] = node;
}

std::size_t connect(OrderedJson& document, const std::string& from, const std::string& to)
{
    auto& edges = edgesOf(document);
    bool isConditional = false;
    bool hasOtherwise = false;
    std::size_t at = edges.size();
    for (std::size_t i = 0; i < edges.size(); ++i) {
        if (!isOf(edges[i], "from", from))
            continue;
        isConditional = isConditional || has(edges[i], "when") || has(edges[i], "otherwise");
        if (has(edges[i], "otherwise")) {
            hasOtherwise = true;
            at = std::min(at, i); // what is tried stands before it
        }
    }
    OrderedJson edge = {{"from", from}, {"to", to}};
    if (isConditional && hasOtherwise) {
        edge["when"] = "false";
    } else if (isConditional) {
        edge["otherwise"] = true;
    }
    edges.insert(edges.begin() + std::ptrdiff_t(at), std::move(edge));
    return at;
}

void removeEdge(OrderedJson& document, std::size_t index)
{
    auto& edges = edgesOf(document);
    if (index < edges.size())
        edges.erase(edges.begin() + std::ptrdiff_t(index));
}

void setEdgeEnd(OrderedJson& document, std::size_t index, EdgeEnd end, const std::string& node)
{
    auto& edges = edgesOf(document);
    if (index < edges.size() && edges[index].is_object())
        edges[index][end == EdgeEnd::From ? "from" : "to"] = node;
}

void setEdgeKind(OrderedJson& document, std::size_t index, EdgeKind kind, const std::string& when)
{
    auto& edges = edgesOf(document);
    if (index >= edges.size() || !edges[index].is_object())
        return;
    auto& edge = edges[index];
    if (kind != EdgeKind::When)
        edge.erase("when");
    else
        edge["when"] = when;
    if (kind != EdgeKind::Otherwise)
        edge.erase("otherwise");
    else
        edge["otherwise"] = true;
}

void setEdgeMember(OrderedJson& document, std::size_t index, const std::string& member,
                   const OrderedJson* value)
{
    auto& edges = edgesOf(document);
    if (index >= edges.size() || !edges[index].is_object())
        return;
    if (value)
        edges[index][member] = *value;
    else
        edges[index].erase(member);
}

std::size_t moveEdge(OrderedJson& document, std::size_t index, bool earlier)
{
    auto& edges = edgesOf(document);
    if (index >= edges.size())
        return index;
    const auto from = memberText(edges[index], "from");
    for (std::size_t at = index; earlier ? at-- > 0 : ++at < edges.size();) {
        if (!isOf(edges[at], "from", from))
            continue;
        std::swap(edges[at], edges[index]);
        return at;
    }
    return index;
}

void setPlaces(OrderedJson& document, const Positions& places)
{
    auto& layout = within(document, "layout", OrderedJson::value_t::object);
    for (const auto& [name, place] : places)
        layout[name] = pointJson(place);
}

void setStateKey(OrderedJson& document, const std::string& key, const OrderedJson& declaration)
{
    within(document, "state", OrderedJson::value_t::object)[key] = declaration;
}

void renameStateKey(OrderedJson& document, const std::string& from, const std::string& to)
{
    auto& state = within(document, "state", OrderedJson::value_t::object);
    if (has(state, from) && !has(state, to))
        renameKey(state, from, to);
}

void removeStateKey(OrderedJson& document, const std::string& key)
{
    if (has(document, "state") && document["state"].is_object())
        document["state"].erase(key);
}

OrderedJson newWorkflow(const std::string& name, const std::string& agent)
{
    OrderedJson document = {{"name", name},
                            {"kind", "graph"},
                            {"state", OrderedJson::object()},
                            {"start", "work"},
                            {"nodes",
                             {{"work", {{"kind", "agent"}, {"agent", agent}, {"task", "${task}"}}},
                              {"done", {{"kind", "end"}, {"output", ""}}}}},
                            {"edges", OrderedJson::array()}};
    document["state"]["answer"] = {{"default", nullptr}};
    document["nodes"]["work"]["writes"] = {{"answer", "result"}};
    document["nodes"]["done"]["output"] = "${state.answer}";
    document["edges"].push_back({{"from", "work"}, {"to", "done"}});
    return document;
}

} // namespace signalbox::ui::edits
