// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace signalbox {

// What happens when a value is written to a key of the state.
enum class MergeRule : std::uint8_t
{
    Replace,
    Append, // concatenates lists, appends anything else
    Add,
    Max,
    Min,
    Object // field by field
};
[[nodiscard]] std::string_view mergeRuleName(MergeRule rule);
[[nodiscard]] bool mergeRuleFromName(std::string_view name, MergeRule& out);

// A key of "state" in a graph.
struct StateKey
{
    std::string name;
    std::string defaultValue = "null"; // JSON
    MergeRule merge = MergeRule::Replace;
    bool isMergeDeclared = false; // false: two parallel branches must not both write it

    bool operator==(const StateKey&) const = default;
};

enum class NodeKind : std::uint8_t
{
    Agent,
    Model,
    Tool,
    Map,
    Set,
    Gate,
    Workflow,
    End
};
[[nodiscard]] std::string_view
nodeKindName(NodeKind kind); // agent model tool map set gate workflow end
[[nodiscard]] bool nodeKindFromName(std::string_view name, NodeKind& out);

enum class Join : std::uint8_t
{
    None,
    All,
    Any
};

// Where the result of a node goes. `expression` empty: the whole result, or its field `key` where `isField`.
struct WriteRule
{
    std::string key;
    std::string expression; // over state, task, result, results
    bool isField = false;

    bool operator==(const WriteRule&) const = default;
};

// A node of a graph. Which members count depends on `kind`; texts are templates with ${...}, JSON texts hold templates.
struct NodeDefinition
{
    std::string name;
    NodeKind kind = NodeKind::End;
    std::string agent;
    std::string model; // name of an entry, empty: the default
    std::string instructions; // of a model
    std::string outputSchema; // of a model, JSON
    std::string task; // of an agent, model or workflow
    std::string tool;
    std::string arguments = "{}"; // of a tool, JSON
    std::string workflow;
    std::string over; // of a map: an expression
    std::shared_ptr<const NodeDefinition> node; // of a map
    int maxParallel = 8; // of a map
    std::vector<std::pair<std::string, std::string>> set; // key, expression
    std::string prompt; // of a gate
    std::vector<std::string> choices; // of a gate
    std::string
        defaultChoice; // of a gate, or the node that an ambiguous branch takes without a person
    bool asksWhenAmbiguous = false;
    std::string output = "null"; // of an end, JSON
    std::vector<WriteRule> writes;
    bool requiresApproval = false;
    Join join = Join::None;
    bool collectsErrors = false; // of a join or a map: what fails does not end its siblings

    bool operator==(const NodeDefinition&) const = default;
};

// An edge of a graph as it stands in the file.
struct EdgeDefinition
{
    std::string from;
    std::string to;
    std::string when; // expression, empty: none
    bool otherwise = false;

    bool operator==(const EdgeDefinition&) const = default;
};

// workflows/NAME.json of kind graph
struct GraphDefinition
{
    static constexpr std::int64_t defaultMaxSteps = 1000; // node visits

    std::string name;
    std::vector<StateKey> state;
    std::string start;
    std::int64_t maxSteps = defaultMaxSteps;
    bool isMaxStepsSet = false;
    bool isDurable = true; // a checkpoint on disk at every node; false: before effects only
    std::vector<NodeDefinition> nodes; // by name
    std::vector<EdgeDefinition> edges; // in the order of the file

    bool operator==(const GraphDefinition&) const = default;
};

// workflows/NAME.json of kind orchestrator
struct OrchestratorDefinition
{
    std::string name;
    std::string lead;
    std::vector<std::string> agents;
    int maxParallel = 4;
    int replans = 2;
    bool asksForPlan = true;
    std::vector<std::pair<std::string, double>> shares; // agent, part of the run's tokens and cost

    bool operator==(const OrchestratorDefinition&) const = default;
};

} // namespace signalbox
