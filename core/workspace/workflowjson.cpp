// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workspace/workflowjson.h"

#include "base/jsonvalue.h"
#include "workspace/definitions.h"

#include <algorithm>

namespace signalbox::workspace {

namespace {
std::string linesAt(const Json& object, std::string_view key)
{
    const auto* value = find(object, key);
    if (!value || !value->is_array())
        return stringAt(object, key);
    std::string out;
    for (const auto& line : stringsFromJson(*value))
        out += (out.empty() ? "" : "\n") + line;
    return out;
}

std::vector<WriteRule> writesFromJson(const Json& value)
{
    std::vector<WriteRule> writes;
    if (value.is_string()) {
        writes.push_back({value.get<std::string>(), {}, false});
    } else if (value.is_array()) {
        for (auto& key : stringsFromJson(value))
            writes.push_back({std::move(key), {}, value.size() > 1});
    } else if (value.is_object()) {
        for (const auto& [key, expression] : value.items()) {
            if (expression.is_string())
                writes.push_back({key, expression.get<std::string>(), false});
        }
    }
    return writes;
}

int intIn(const Json& object, std::string_view key, int fallback, int most)
{
    const auto value = intAt(object, key);
    return value ? int(std::clamp<std::int64_t>(*value, 0, most)) : fallback;
}

NodeDefinition nodeFromJson(const std::string& name, const Json& value) // NOLINT(misc-no-recursion)
{
    constexpr int mostParallel = 1024;
    NodeDefinition node;
    node.name = name;
    (void)nodeKindFromName(stringAt(value, "kind"), node.kind);
    node.agent = stringAt(value, "agent");
    node.model = stringAt(value, "model");
    node.instructions = linesAt(value, "instructions");
    if (const auto* schema = find(value, "output_schema"); schema && schema->is_object())
        node.outputSchema = dumpJson(*schema);
    node.task = stringAt(value, "task");
    node.prompt = stringAt(value, "prompt");
    if (node.kind == NodeKind::Model && node.task.empty())
        node.task = node.prompt;
    node.tool = stringAt(value, "tool");
    if (const auto* arguments = find(value, "arguments"))
        node.arguments = dumpJson(*arguments);
    node.workflow = stringAt(value, "workflow");
    node.over = stringAt(value, "over");
    if (const auto* inner = find(value, "node"); inner && inner->is_object())
        node.node = std::make_shared<const NodeDefinition>(nodeFromJson(name, *inner));
    node.maxParallel = std::max(1, intIn(value, "max_parallel", node.maxParallel, mostParallel));
    if (const auto* set = find(value, "set"); set && set->is_object()) {
        for (const auto& [key, expression] : set->items()) {
            if (expression.is_string())
                node.set.emplace_back(key, expression.get<std::string>());
        }
    }
    if (const auto* choices = find(value, "choices"))
        node.choices = stringsFromJson(*choices);
    node.defaultChoice = stringAt(value, "default");
    node.asksWhenAmbiguous = stringAt(value, "ambiguous") == "ask";
    if (const auto* output = find(value, "output"))
        node.output = dumpJson(*output);
    if (const auto* writes = find(value, "writes"))
        node.writes = writesFromJson(*writes);
    node.requiresApproval =
        boolAt(value, "requires_approval") || stringAt(value, "approval") == "always";
    const auto join = stringAt(value, "join");
    node.join = join == "all" ? Join::All : join == "any" ? Join::Any : Join::None;
    node.collectsErrors = stringAt(value, "on_error") == "collect";
    return node;
}

StateKey keyFromJson(const std::string& name, const Json& value)
{
    StateKey key;
    key.name = name;
    if (const auto* preset = find(value, "default"))
        key.defaultValue = dumpJson(*preset);
    key.isMergeDeclared = mergeRuleFromName(stringAt(value, "merge"), key.merge);
    return key;
}
} // namespace

Result<GraphDefinition> graphFromJson(std::string_view document)
{
    const auto value = parseJson(document);
    if (!value)
        return tl::unexpected(value.error());
    if (stringAt(*value, "kind") != "graph")
        return fail(Errc::Invalid, "the workflow is no graph");
    GraphDefinition graph;
    graph.name = stringAt(*value, "name");
    graph.start = stringAt(*value, "start");
    if (const auto steps = intAt(*value, "max_steps")) {
        graph.maxSteps = std::max<std::int64_t>(1, *steps);
        graph.isMaxStepsSet = true;
    }
    graph.isDurable = stringAt(*value, "durable") != "effects";
    if (const auto* state = find(*value, "state"); state && state->is_object()) {
        for (const auto& [name, key] : state->items())
            graph.state.push_back(keyFromJson(name, key));
    }
    if (const auto* nodes = find(*value, "nodes"); nodes && nodes->is_object()) {
        for (const auto& [name, node] : nodes->items())
            graph.nodes.push_back(nodeFromJson(name, node));
    }
    if (const auto* edges = find(*value, "edges"); edges && edges->is_array()) {
        for (const auto& edge : *edges)
            graph.edges.push_back({stringAt(edge, "from"), stringAt(edge, "to"),
                                   stringAt(edge, "when"), boolAt(edge, "otherwise")});
    }
    return graph;
}

Result<OrchestratorDefinition> orchestratorFromJson(std::string_view document)
{
    constexpr int mostParallel = 1024;
    constexpr int mostReplans = 1000;
    const auto value = parseJson(document);
    if (!value)
        return tl::unexpected(value.error());
    if (stringAt(*value, "kind") != "orchestrator")
        return fail(Errc::Invalid, "the workflow is no orchestrator");
    OrchestratorDefinition out;
    out.name = stringAt(*value, "name");
    out.lead = stringAt(*value, "lead");
    if (const auto* agents = find(*value, "agents"))
        out.agents = stringsFromJson(*agents);
    out.maxParallel = std::max(1, intIn(*value, "max_parallel", out.maxParallel, mostParallel));
    out.replans = intIn(*value, "replans", out.replans, mostReplans);
    out.asksForPlan = stringAt(*value, "plan_gate") != "allow";
    if (const auto* shares = find(*value, "shares"); shares && shares->is_object()) {
        for (const auto& [agent, share] : shares->items()) {
            if (share.is_number())
                out.shares.emplace_back(agent, std::clamp(share.get<double>(), 0.0, 1.0));
        }
    }
    return out;
}

} // namespace signalbox::workspace
