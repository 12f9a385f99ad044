// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workspace/graphways.h"

#include "expr/expression.h"

#include <map>

namespace signalbox::workspace {

namespace {
// What a condition gives that reads nothing; none where only the run knows. Macros are not evaluated: they may take long.
std::optional<bool> fixedValue(const std::string& when)
{
    constexpr std::size_t longest = 100;
    if (when.empty() || when.size() > longest || when.find('.') != std::string::npos)
        return {};
    const auto compiled = expr::Expression::compile(when);
    if (!compiled || !compiled->names().empty() || compiled->readsFiles())
        return {};
    const auto holds = compiled->holds({});
    return holds ? std::optional(*holds) : std::nullopt;
}

struct Search
{
    const GraphDefinition& graph;
    GraphWays& out;
    std::map<std::string, const NodeDefinition*> nodes = {};
    std::map<std::string, std::vector<std::size_t>> from =
        {}; // edges of known nodes, by their index
    std::map<std::string, std::vector<std::size_t>> to = {};

    void read()
    {
        for (const auto& node : graph.nodes)
            nodes[node.name] = &node;
        for (std::size_t i = 0; i < graph.edges.size(); ++i) {
            const auto& edge = graph.edges[i];
            if (!nodes.contains(edge.from))
                continue;
            from[edge.from].push_back(i);
            if (nodes.contains(edge.to))
                to[edge.to].push_back(i);
        }
        out.blockedBy.resize(graph.edges.size());
    }

    // Edges in their order: the first that holds is taken, unless a person chooses among all that do.
    void block()
    {
        for (const auto& [name, edges] : from) {
            const bool asks = nodes.at(name)->asksWhenAmbiguous;
            std::optional<std::size_t> taken;
            for (const auto i : edges) {
                const auto fixed = fixedValue(graph.edges[i].when);
                const bool isOther = graph.edges[i].otherwise;
                if (fixed == false)
                    out.blockedBy[i] = i;
                else if (taken && !asks && !isOther)
                    out.blockedBy[i] = taken;
                if (fixed == true && !taken)
                    taken = i;
            }
            for (const auto i : edges) { // wherever it stands, it is the last that is looked at
                if (graph.edges[i].otherwise && taken)
                    out.blockedBy[i] = taken;
            }
        }
    }

    void reach()
    {
        if (!nodes.contains(graph.start))
            return;
        out.reached = {graph.start};
        std::vector<std::string> open = {graph.start};
        while (!open.empty()) {
            const auto name = std::move(open.back());
            open.pop_back();
            for (const auto i : from[name]) {
                const auto& next = graph.edges[i].to;
                if (!out.blockedBy[i] && nodes.contains(next) && out.reached.insert(next).second)
                    open.push_back(next);
            }
        }
    }

    // Against the direction of the edges, from where a way ends.
    void findEndless()
    {
        std::set<std::string> ending;
        std::vector<std::string> open;
        const auto add = [&](const std::string& name) {
            if (ending.insert(name).second)
                open.push_back(name);
        };
        for (const auto& [name, node] : nodes) {
            if (node->kind == NodeKind::End || from[name].empty())
                add(name);
        }
        for (const auto& edge : graph.edges) { // one that leads nowhere is told as that
            if (nodes.contains(edge.from) && !nodes.contains(edge.to))
                add(edge.from);
        }
        while (!open.empty()) {
            const auto name = std::move(open.back());
            open.pop_back();
            for (const auto i : to[name]) {
                if (!out.blockedBy[i])
                    add(graph.edges[i].from);
            }
        }
        for (const auto& name : out.reached) {
            if (!ending.contains(name))
                out.endless.insert(name);
        }
    }

    // Kahn's algorithm: what is left over lies on a cycle or behind one.
    void findCycle()
    {
        std::map<std::string, std::size_t> incoming;
        std::vector<std::string> open;
        for (const auto& [name, node] : nodes) {
            incoming[name] = to[name].size();
            if (to[name].empty())
                open.push_back(name);
        }
        std::size_t done = 0;
        while (!open.empty()) {
            const auto name = std::move(open.back());
            open.pop_back();
            ++done;
            for (const auto i : from[name]) {
                const auto& next = graph.edges[i].to;
                if (nodes.contains(next) && --incoming[next] == 0)
                    open.push_back(next);
            }
        }
        out.hasCycle = done < nodes.size();
    }
};
} // namespace

GraphWays findWays(const GraphDefinition& graph)
{
    GraphWays out;
    Search search{graph, out};
    search.read();
    search.block();
    search.reach();
    search.findEndless();
    search.findCycle();
    return out;
}

} // namespace signalbox::workspace
