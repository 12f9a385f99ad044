// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/jsonvalue.h"
#include "schema/node.h"
#include "schema/resources.h"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace signalbox::schema {

// Turns a document into a Graph, breadth first: what no reference reaches is not compiled, nothing recurses.
class Compiler
{
public:
    Compiler(const Documents& others, Draft assumed);
    [[nodiscard]] Result<Graph> compile(const Json& document);

private:
    // A node that waits for its checks, and how it was reached (for error messages).
    struct Origin
    {
        const Json* schema = nullptr;
        ResourceIndex resource = 0;
        NodeIndex parent = noNode;
        std::string_view keyword;
        std::string_view key; // inside the keyword
    };

    NodeIndex nodeFor(const Json& schema, ResourceIndex resource, std::string_view keyword,
                      std::string_view key = {});
    NodeIndex child(std::string_view keyword); // noNode where it is absent
    std::vector<NodeIndex> children(std::string_view keyword);
    void touch(ResourceIndex resource);
    void compileNode();
    void compileReferences();
    void compileValues();
    void compileNumbers();
    void compileSizes();
    void compileText();
    void compileItems();
    void compileContains();
    void compileProperties();
    void compileDependencies();
    void compileChoices();
    void compileUnevaluated();

    const Json* keyword(std::string_view name) const;
    const Json* expect(std::string_view name, bool (*fits)(const Json&), std::string_view what);
    std::optional<std::size_t> count(std::string_view name);
    std::vector<std::string> names(const Json& list, std::string_view name);
    PatternIndex pattern(const std::string& text, std::string_view name);
    void refuse(std::string_view name, std::string message, Errc code = Errc::Invalid);
    [[nodiscard]] std::string place(NodeIndex node) const;
    template <class T>
    void add(T check)
    {
        m_graph.nodes[m_current].checks.emplace_back(std::move(check));
    }

    Resources m_resources;
    Graph m_graph;
    std::vector<Origin> m_origins; // parallel to the nodes
    std::unordered_map<const Json*, NodeIndex> m_nodes;
    std::unordered_map<std::string_view, PatternIndex> m_patterns;
    std::size_t m_patternSize = 0;
    std::vector<bool> m_touched; // by resource
    std::optional<Error> m_error;

    NodeIndex m_current = 0;
    const Json* m_schema = nullptr; // of the current node
    Dialect m_dialect;
};

} // namespace signalbox::schema
