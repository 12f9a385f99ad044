// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/workflow/graphclip.h"

#include "base/jsonvalue.h"
#include "ui/workflow/graphedits.h"

#include <algorithm>
#include <map>

namespace signalbox::ui::edits {

namespace {
constexpr std::size_t longestClip = 1u << 20; // bytes
constexpr std::size_t mostNodes = 500;
} // namespace

OrderedJson copyNodes(const OrderedJson& document, const std::vector<std::string>& names,
                      const Positions& places)
{
    OrderedJson nodes = OrderedJson::object();
    OrderedJson edges = OrderedJson::array();
    OrderedJson clip = {{"nodes", nodes}, {"edges", edges}};
    const auto* from = memberOf(document, "nodes");
    Positions kept;
    for (const auto& name : names) {
        const auto* node = from ? memberOf(*from, name) : nullptr;
        if (!node)
            continue;
        nodes[name] = *node;
        if (const auto place = places.find(name); place != places.end())
            kept[name] = place->second;
    }
    const auto* all = memberOf(document, "edges");
    for (const auto& edge : all && all->is_array() ? *all : OrderedJson::array()) {
        if (memberOf(nodes, memberText(edge, "from")) && memberOf(nodes, memberText(edge, "to")))
            edges.push_back(edge);
    }
    clip["nodes"] = std::move(nodes);
    clip["edges"] = std::move(edges);
    setPlaces(clip, kept);
    return clip;
}

Result<OrderedJson> clipOf(std::string_view text)
{
    if (text.size() > longestClip)
        return fail(Errc::Limit, "it is longer than 1 MiB");
    auto clip = parseOrderedJson(text);
    if (!clip)
        return clip;
    const auto* nodes = memberOf(*clip, "nodes");
    if (!nodes || !nodes->is_object() || nodes->empty())
        return fail(Errc::Invalid, "it holds no nodes");
    if (nodes->size() > mostNodes)
        return fail(Errc::Limit, "it holds more than 500 nodes");
    for (const auto& [name, node] : nodes->items()) {
        if (!node.is_object())
            return fail(Errc::Invalid, "a node in it is no object");
    }
    return clip;
}

std::vector<std::string> pasteNodes(OrderedJson& document, const OrderedJson& clip, GraphPoint by)
{
    const auto* from = memberOf(clip, "nodes");
    if (!from || !from->is_object())
        return {};
    auto& nodes = document["nodes"];
    if (!nodes.is_object())
        nodes = OrderedJson::object();
    const bool isFirst = nodes.empty();
    std::map<std::string, std::string> names;
    std::vector<std::string> made;
    for (const auto& [name, node] : from->items()) {
        const auto copy = freeName(nodes, name);
        nodes[copy] = node;
        names[name] = copy;
        made.push_back(copy);
    }
    if (isFirst)
        setStart(document, made.front());
    Positions places;
    for (const auto& [name, place] : graphOf(clip).layout)
        places[names.at(name)] = {place.x + by.x, place.y + by.y};
    setPlaces(document, places);
    const auto* between = memberOf(clip, "edges");
    if (!between || !between->is_array())
        return made;
    auto& edges = document["edges"];
    if (!edges.is_array())
        edges = OrderedJson::array();
    for (const auto& edge : *between) {
        const auto start = names.find(memberText(edge, "from"));
        const auto end = names.find(memberText(edge, "to"));
        if (start == names.end() || end == names.end())
            continue;
        auto copy = edge;
        copy["from"] = start->second;
        copy["to"] = end->second;
        edges.push_back(std::move(copy));
    }
    return made;
}

} // namespace signalbox::ui::edits
