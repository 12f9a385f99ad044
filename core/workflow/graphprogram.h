// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "expr/template.h"
#include "values/workflowdefinition.h"

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace signalbox::workflow {

// An edge with its condition compiled.
struct GraphEdge
{
    std::size_t to = 0; // index of a node
    expr::Expression when; // only where `isConditional`
    bool isConditional = false;
    bool isOtherwise = false;
};

// A node with its expressions and templates compiled.
struct GraphNode
{
    static constexpr std::size_t none = ~std::size_t(0);

    const NodeDefinition* definition = nullptr;
    expr::Template task, instructions, prompt, arguments, output;
    expr::Expression over;
    std::vector<std::pair<std::string, expr::Expression>> set;
    std::vector<expr::Expression>
        writes; // beside those of the definition; not compiled where they have no expression
    std::unique_ptr<GraphNode> inner; // of a map
    std::vector<GraphEdge> edges; // in the order of the file
    bool isConditional = false; // its edges are
    bool readsFiles = false; // its writes or its edges do
    bool inputReadsFiles = false; // what it is given does: its templates, and all of a map
    std::size_t join = none; // closes the region that this node opens
};

// A graph ready to run. Immutable, shared by all its visits.
class GraphProgram
{
public:
    // Errors are the first of what a check of the workspace tells.
    [[nodiscard]] static Result<std::shared_ptr<const GraphProgram>>
    compile(GraphDefinition definition);

    [[nodiscard]] const GraphDefinition& definition() const { return m_definition; }
    [[nodiscard]] const std::vector<GraphNode>& nodes() const { return m_nodes; }
    [[nodiscard]] std::size_t start() const { return m_start; }

private:
    GraphDefinition m_definition;
    std::vector<GraphNode> m_nodes; // in the order of the definition
    std::size_t m_start = 0;
};

} // namespace signalbox::workflow
