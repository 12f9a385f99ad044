// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workspace/workflowcheck.h"

#include "base/jsonvalue.h"
#include "base/text.h"
#include "expr/template.h"
#include "workspace/argumentcheck.h"
#include "workspace/graphregions.h"
#include "workspace/graphways.h"

#include <algorithm>
#include <map>
#include <set>

namespace signalbox::workspace {

namespace {
constexpr std::size_t mostSuggested = 1000; // names that are compared with one that is unknown
constexpr std::size_t mostSuggestions = 30; // behind so many problems nobody reads them

std::string edgePath(std::size_t i)
{
    return elementPath("edges", i);
}

// The names that expressions and templates of a graph may use.
class Names
{
public:
    explicit Names(const GraphDefinition& graph)
        : m_state(Json::object())
    {
        for (const auto& key : graph.state)
            m_state[key.name] = parseJson(key.defaultValue).value_or(Json());
    }

    [[nodiscard]] std::vector<expr::Declaration> plain() const
    {
        return {{"state", &m_state}, {"task", nullptr}};
    }
    [[nodiscard]] std::vector<expr::Declaration> ofItem() const
    {
        auto names = plain();
        names.push_back({"item", nullptr});
        names.push_back({"index", nullptr});
        return names;
    }
    [[nodiscard]] static std::vector<expr::Declaration>
    withResult(std::vector<expr::Declaration> names)
    {
        names.push_back({"result", nullptr});
        names.push_back({"results", nullptr});
        return names;
    }
    // What may be written to a key that holds a value by its merge rule; empty: anything.
    [[nodiscard]] std::string_view mergedType(const GraphDefinition& graph,
                                              const std::string& name) const
    {
        const auto key = std::find_if(graph.state.begin(), graph.state.end(),
                                      [&](const StateKey& one) { return one.name == name; });
        if (key == graph.state.end() || m_state.at(name).is_null())
            return {};
        return takenBy(key->merge);
    }
    // The type that a merge rule takes; empty: any.
    [[nodiscard]] static std::string_view takenBy(MergeRule rule)
    {
        switch (rule) {
        case MergeRule::Add:
        case MergeRule::Max:
        case MergeRule::Min:
            return "number";
        case MergeRule::Object:
            return "map";
        case MergeRule::Replace:
        case MergeRule::Append:
            break;
        }
        return {};
    }
    [[nodiscard]] const Json& defaultOf(const std::string& name) const { return m_state.at(name); }
    [[nodiscard]] bool hasKey(const std::string& key) const { return m_state.contains(key); }
    [[nodiscard]] std::vector<std::string> keys() const
    {
        std::vector<std::string> out;
        for (const auto& [key, value] : m_state.items())
            out.push_back(key);
        return out;
    }

private:
    Json m_state;
};

struct GraphCheck
{
    const GraphDefinition& graph;
    const FileCheck& check;
    ArgumentCheck* arguments; // may be absent
    Names names;
    GraphWays found;
    std::map<std::string, const NodeDefinition*> nodes;
    std::map<std::string, std::vector<std::size_t>> edgesOf; // of known nodes, by their index

    // Gives the type of what it is, "any" where that is not known.
    std::string_view expression(const std::string& source, const std::string& path,
                                const std::vector<expr::Declaration>& scope,
                                std::string_view wanted) const
    {
        const auto compiled = expr::Expression::compile(source, scope);
        if (!compiled) {
            check.error(path, "an expression", inQuotes(source) + ": " + compiled.error().text(),
                        "correct it");
            return "any";
        }
        const auto type = compiled->resultType();
        if (!wanted.empty() && type != wanted && type != "any")
            check.error(path, "an expression that gives a " + std::string(wanted),
                        inQuotes(source) + ", which gives a " + std::string(type), "correct it");
        return type;
    }

    // What is written to a key is of the type that its merge rule takes.
    void written(const std::string& name, const std::string& source, const std::string& path,
                 const std::vector<expr::Declaration>& scope) const
    {
        const auto type = expression(source, path, scope, {});
        const auto wanted = names.mergedType(graph, name);
        const bool isNumber = type == "int" || type == "double" || type == "number";
        if (wanted.empty() || type == "any" || (wanted == "number" ? isNumber : type == wanted))
            return;
        check.error(path,
                    "an expression that gives a " + std::string(wanted)
                        + ", as the merge rule of state." + name + " takes",
                    inQuotes(source) + ", which gives a " + std::string(type), "correct it");
    }

    void text(const std::string& source, const std::string& path,
              const std::vector<expr::Declaration>& scope) const
    {
        if (const auto compiled = expr::Template::text(source, scope); !compiled)
            check.error(path, "a text with expressions in ${...}", compiled.error().text(),
                        "correct it");
    }

    void json(const std::string& source, const std::string& path,
              const std::vector<expr::Declaration>& scope) const
    {
        const auto compiled = expr::Template::json(source, path, scope);
        if (compiled)
            return;
        const auto& error = compiled.error();
        check.error(error.context.empty() ? path : error.context,
                    "a text with expressions in ${...}", error.message, "correct it");
    }

    void key(const std::string& name, const std::string& path) const
    {
        if (!names.hasKey(name))
            check.error(path, "a key of the state", inQuotes(name),
                        suggestion(name, names.keys(), "declare it in \"state\""));
    }

    void node(const NodeDefinition& one, const std::string& path, bool isItem) const
    {
        const auto scope = isItem ? names.ofItem() : names.plain();
        text(one.task, memberPath(path, "task"), scope);
        text(one.instructions, memberPath(path, "instructions"), scope);
        text(one.prompt, memberPath(path, "prompt"), scope);
        json(one.arguments, memberPath(path, "arguments"), scope);
        if (arguments && one.kind == NodeKind::Tool)
            arguments->check(one.tool, one.arguments, memberPath(path, "arguments"), scope, check);
        json(one.output, memberPath(path, "output"), scope);
        if (one.kind == NodeKind::Map) {
            expression(one.over, memberPath(path, "over"), scope, "list");
            inner(one, path);
        }
        for (const auto& [name, source] : one.set) {
            const auto place = memberPath(memberPath(path, "set"), name);
            if (!isItem) // in a map it names the fields of the item's result
                key(name, place);
            if (isItem)
                expression(source, place, scope, {});
            else
                written(name, source, place, scope);
        }
        for (std::size_t i = 0; i < one.writes.size(); ++i) {
            const auto& write = one.writes[i];
            const auto place = write.expression.empty()
                ? elementPath(memberPath(path, "writes"), i)
                : memberPath(memberPath(path, "writes"), write.key);
            key(write.key, place);
            if (!write.expression.empty())
                written(write.key, write.expression, place, Names::withResult(scope));
        }
        for (std::size_t i = 0; i < one.choices.size(); ++i) {
            const auto again = one.choices.begin() + std::ptrdiff_t(i);
            if (std::find(one.choices.begin(), again, *again) != again)
                check.warning(elementPath(memberPath(path, "choices"), i), "each choice once",
                              inQuotes(one.choices[i]), "remove it");
        }
        if (one.kind == NodeKind::Gate && !one.defaultChoice.empty() && !one.choices.empty()
            && std::find(one.choices.begin(), one.choices.end(), one.defaultChoice)
                == one.choices.end())
            check.error(memberPath(path, "default"), "one of the choices",
                        inQuotes(one.defaultChoice),
                        suggestion(one.defaultChoice, one.choices, {}));
    }

    void inner(const NodeDefinition& map, const std::string& path) const
    {
        if (!map.node)
            return;
        const auto place = memberPath(path, "node");
        switch (map.node->kind) {
        case NodeKind::Agent:
        case NodeKind::Model:
        case NodeKind::Tool:
        case NodeKind::Set:
        case NodeKind::Workflow:
            break;
        default:
            check.error(memberPath(place, "kind"), "agent, model, tool, set or workflow in a map",
                        inQuotes(nodeKindName(map.node->kind)), "choose another kind");
            return;
        }
        if (!map.node->writes.empty())
            check.error(memberPath(place, "writes"), "nothing: items run side by side", "writes",
                        "write \"results\" at the map itself");
        node(*map.node, place, true);
    }

    // What a merge rule is to merge with must be of its type from the start.
    void defaults() const
    {
        for (const auto& key : graph.state) {
            const auto& value = names.defaultOf(key.name);
            const auto wanted = key.merge == MergeRule::Append ? "list" : Names::takenBy(key.merge);
            const bool fits = wanted.empty() || value.is_null()
                || (wanted == "list"      ? value.is_array()
                        : wanted == "map" ? value.is_object()
                                          : value.is_number());
            if (!fits)
                check.error(memberPath(memberPath("state", key.name), "default"),
                            "a " + std::string(wanted) + " or null, which the merge rule "
                                + std::string(mergeRuleName(key.merge)) + " takes",
                            std::string(truncateUtf8(dumpJson(value), 80)), "correct one of them");
        }
    }

    // Names that a name which is no node may have meant. A graph of thousands of nodes is not searched for each.
    [[nodiscard]] std::vector<std::string> nodeNames() const
    {
        std::vector<std::string> known;
        for (const auto& [name, definition] : nodes) {
            if (known.size() == mostSuggested || check.problems->size() > mostSuggestions)
                break;
            known.push_back(name);
        }
        return known;
    }

    void edge(std::size_t i) const
    {
        const auto& one = graph.edges[i];
        for (const auto& [member, name] : {std::pair("from", one.from), std::pair("to", one.to)}) {
            if (!nodes.contains(name))
                check.error(memberPath(edgePath(i), member), "the name of a node", inQuotes(name),
                            suggestion(name, nodeNames(), "correct it"));
        }
        if (!one.when.empty())
            expression(one.when, memberPath(edgePath(i), "when"), names.plain(), "bool");
        if (!one.when.empty() && one.otherwise)
            check.error(edgePath(i), "a when or otherwise", "both", "remove one of them");
        if (const auto blocked = found.blockedBy[i]; blocked == i)
            check.warning(memberPath(edgePath(i), "when"), "a condition that can hold",
                          inQuotes(one.when) + ", which never does",
                          "correct it or remove the edge");
        else if (blocked && !one.otherwise)
            check.warning(edgePath(i), "a way that can be taken",
                          "none: " + edgePath(*blocked) + " stands before it and always holds",
                          "correct the condition there or remove this edge");
        const auto from = nodes.find(one.from);
        if (from != nodes.end() && from->second->kind == NodeKind::End)
            check.error(memberPath(edgePath(i), "from"), "a node that is no end",
                        inQuotes(one.from), "remove the edge");
    }

    void ways(const NodeDefinition& one) const
    {
        const auto path = memberPath("nodes", one.name);
        const auto edges = edgesOf.find(one.name);
        if (edges == edgesOf.end()) {
            if (one.kind != NodeKind::End)
                check.warning(path, "an edge that leads on",
                              "none: the run ends here with its result",
                              "add an edge, or a node of kind end");
            return;
        }
        std::size_t conditional = 0;
        std::size_t otherwise = 0;
        std::set<std::string> targets;
        for (const auto i : edges->second) {
            conditional += graph.edges[i].when.empty() ? 0 : 1;
            otherwise += graph.edges[i].otherwise ? 1 : 0;
            targets.insert(graph.edges[i].to);
        }
        const auto all = edges->second.size();
        if (conditional + otherwise > 0 && conditional + otherwise < all)
            check.error(path, "edges that all have a when, or none",
                        "plain edges beside conditional ones",
                        "give the plain one \"otherwise\": true, or lead them from another node");
        if (otherwise > 1)
            check.error(path, "one edge with otherwise", std::to_string(otherwise), "keep one");
        if (conditional > 0 && otherwise == 0)
            check.warning(path, "an edge with otherwise",
                          "none: the run fails where no condition holds",
                          "add one with \"otherwise\": true");
        if (targets.size() < all && conditional == 0)
            check.error(path, "one plain edge to each node", "two to the same", "remove one");
        if (one.kind != NodeKind::Gate && !one.defaultChoice.empty()
            && !targets.contains(one.defaultChoice))
            check.error(memberPath(path, "default"), "a node that an edge leads to",
                        inQuotes(one.defaultChoice),
                        suggestion(one.defaultChoice, {targets.begin(), targets.end()}, {}));
    }

    void reach() const
    {
        if (!nodes.contains(graph.start)) {
            check.error("start", "the name of a node", inQuotes(graph.start),
                        suggestion(graph.start, nodeNames(), "correct it"));
            return;
        }
        for (const auto& [name, definition] : nodes) {
            if (!found.reached.contains(name))
                check.warning(memberPath("nodes", name), "a node that can be reached",
                              "no way leads from '" + graph.start + "' to '" + name + "'",
                              "add an edge to it or remove it");
        }
        if (!found.endless.empty())
            check.warning(memberPath("nodes", *found.endless.begin()), "a way to an end",
                          "none: from here it goes round until max_steps",
                          "lead an edge to a node of kind end");
    }

    void parallel() const
    {
        const auto regions = findRegions(graph);
        for (const auto& problem : regions.problems)
            check.error(problem.edge >= 0 ? edgePath(std::size_t(problem.edge))
                                          : memberPath("nodes", problem.node),
                        problem.expected, problem.found, problem.mend);
        std::set<std::string> closing;
        for (const auto& [opener, region] : regions.byOpener)
            closing.insert(region.join);
        for (const auto& one : graph.nodes) {
            if (one.join != Join::None && !closing.contains(one.name) && regions.problems.empty())
                check.warning(memberPath(memberPath("nodes", one.name), "join"),
                              "branches that meet here",
                              "none: no node with several plain edges leads only here",
                              "remove it, or open the branches");
        }
        for (const auto& [opener, region] : regions.byOpener) {
            if (nodes.at(region.join)->join == Join::All)
                conflicts(opener, region);
        }
    }

    void conflicts(const std::string& opener, const Region& region) const
    {
        std::map<std::string, std::size_t> writers; // key -> branch
        for (std::size_t i = 0; i < region.branches.size(); ++i) {
            std::set<std::string> written;
            for (const auto& name : region.branches[i]) {
                for (const auto& write : nodes.at(name)->writes)
                    written.insert(write.key);
                for (const auto& [set, source] : nodes.at(name)->set)
                    written.insert(set);
            }
            for (const auto& one : written)
                conflict(opener, one, writers, i);
        }
    }

    void conflict(const std::string& opener, const std::string& key,
                  std::map<std::string, std::size_t>& writers, std::size_t branch) const
    {
        const auto [writer, isFirst] = writers.emplace(key, branch);
        if (isFirst || writer->second == branch)
            return;
        const auto declared = std::find_if(graph.state.begin(), graph.state.end(),
                                           [&](const StateKey& one) { return one.name == key; });
        if (declared == graph.state.end() || declared->isMergeDeclared)
            return;
        check.error(memberPath("state", key), "a merge rule",
                    "none, and two parallel branches of '" + opener + "' write state." + key,
                    "add \"merge\": replace, append, add, max, min or object");
    }

    void run() const
    {
        defaults();
        for (const auto& one : graph.nodes)
            node(one, memberPath("nodes", one.name), false);
        for (std::size_t i = 0; i < graph.edges.size() && !check.isFull(); ++i)
            edge(i);
        for (const auto& one : graph.nodes)
            ways(one);
        reach();
        parallel();
        if (!graph.isMaxStepsSet && found.hasCycle)
            check.warning("max_steps", "a limit for a graph with a cycle",
                          "none: it ends after " + std::to_string(GraphDefinition::defaultMaxSteps)
                              + " visits",
                          "set max_steps");
    }
};
} // namespace

void checkGraph(const GraphDefinition& graph, const FileCheck& check, ArgumentCheck* arguments)
{
    GraphCheck all{graph, check, arguments, Names(graph), findWays(graph), {}, {}};
    for (const auto& node : graph.nodes)
        all.nodes[node.name] = &node;
    for (std::size_t i = 0; i < graph.edges.size(); ++i) {
        if (all.nodes.contains(graph.edges[i].from))
            all.edgesOf[graph.edges[i].from].push_back(i);
    }
    all.run();
}

void checkOrchestrator(const OrchestratorDefinition& orchestrator, const FileCheck& check)
{
    std::set<std::string> seen;
    for (std::size_t i = 0; i < orchestrator.agents.size(); ++i) {
        const auto& agent = orchestrator.agents[i];
        if (!seen.insert(agent).second)
            check.warning(elementPath("agents", i), "each agent once", inQuotes(agent),
                          "remove it");
        if (agent == orchestrator.lead)
            check.error(elementPath("agents", i), "agents that work",
                        inQuotes(agent) + ", which leads", "remove it: the lead only plans");
    }
    for (const auto& [agent, share] : orchestrator.shares) {
        if (!seen.contains(agent))
            check.error(memberPath("shares", agent), "one of the agents", inQuotes(agent),
                        suggestion(agent, orchestrator.agents, {}));
    }
}

} // namespace signalbox::workspace
