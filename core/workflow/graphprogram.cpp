// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workflow/graphprogram.h"

#include "workspace/graphregions.h"

#include <map>

namespace signalbox::workflow {

namespace {
Error inNode(const std::string& name, Error error)
{
    error.message = "node " + name + ": " + error.message;
    return error;
}

template <class T>
Result<> take(Result<T> compiled, T& out)
{
    if (!compiled)
        return tl::unexpected(compiled.error());
    out = std::move(*compiled);
    return {};
}

Result<> compileNode(const NodeDefinition& definition, GraphNode& node) // NOLINT(misc-no-recursion)
{
    using expr::Expression;
    using expr::Template;
    node.definition = &definition;
    auto done = take(Template::text(definition.task), node.task);
    if (done)
        done = take(Template::text(definition.instructions), node.instructions);
    if (done)
        done = take(Template::text(definition.prompt), node.prompt);
    if (done)
        done = take(Template::json(definition.arguments, "arguments"), node.arguments);
    if (done)
        done = take(Template::json(definition.output, "output"), node.output);
    if (done && definition.kind == NodeKind::Map)
        done = take(Expression::compile(definition.over), node.over);
    for (const auto& [key, source] : definition.set) {
        node.set.emplace_back(key, Expression());
        if (done)
            done = take(Expression::compile(source), node.set.back().second);
        node.readsFiles = node.readsFiles || node.set.back().second.readsFiles();
    }
    for (const auto& write : definition.writes) {
        node.writes.emplace_back();
        if (done && !write.expression.empty())
            done = take(Expression::compile(write.expression), node.writes.back());
        node.readsFiles = node.readsFiles || node.writes.back().readsFiles();
    }
    if (done && definition.node) {
        node.inner = std::make_unique<GraphNode>();
        done = compileNode(*definition.node, *node.inner);
    }
    for (const auto* one :
         {&node.task, &node.instructions, &node.prompt, &node.arguments, &node.output})
        node.inputReadsFiles = node.inputReadsFiles || one->readsFiles();
    if (done && definition.kind == NodeKind::Map)
        node.inputReadsFiles = node.inputReadsFiles || node.over.readsFiles()
            || (node.inner && (node.inner->inputReadsFiles || node.inner->readsFiles));
    return done;
}
} // namespace

Result<std::shared_ptr<const GraphProgram>> GraphProgram::compile(GraphDefinition definition)
{
    auto program = std::make_shared<GraphProgram>();
    program->m_definition = std::move(definition);
    const auto& graph = program->m_definition;
    auto& nodes = program->m_nodes;
    nodes.resize(graph.nodes.size());
    std::map<std::string, std::size_t> index;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        index[graph.nodes[i].name] = i;
        if (auto done = compileNode(graph.nodes[i], nodes[i]); !done)
            return tl::unexpected(inNode(graph.nodes[i].name, done.error()));
    }
    for (const auto& edge : graph.edges) {
        const auto from = index.find(edge.from);
        const auto to = index.find(edge.to);
        if (from == index.end() || to == index.end())
            return fail(Errc::NotFound,
                        "an edge names the node " + (from == index.end() ? edge.from : edge.to)
                            + ", which is unknown");
        auto& node = nodes[from->second];
        GraphEdge one{to->second, {}, !edge.when.empty(), edge.otherwise};
        if (one.isConditional) {
            if (auto done = take(expr::Expression::compile(edge.when), one.when); !done)
                return tl::unexpected(inNode(edge.from, done.error()));
            node.readsFiles = node.readsFiles || one.when.readsFiles();
        }
        node.isConditional = node.isConditional || one.isConditional || one.isOtherwise;
        node.edges.push_back(std::move(one));
    }
    const auto start = index.find(graph.start);
    if (start == index.end())
        return fail(Errc::NotFound, "the start " + graph.start + " is no node");
    program->m_start = start->second;
    const auto regions = workspace::findRegions(graph);
    if (!regions.problems.empty()) {
        const auto& problem = regions.problems.front();
        return fail(Errc::Invalid, "node " + problem.node + ": " + problem.found);
    }
    for (const auto& [opener, region] : regions.byOpener)
        nodes[index[opener]].join = index[region.join];
    return std::shared_ptr<const GraphProgram>(std::move(program));
}

} // namespace signalbox::workflow
