// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "schema/compiler.h"

#include "base/text.h"
#include "schema/number.h"
#include "schema/words.h"

#include <algorithm>

namespace signalbox::schema {

namespace {
constexpr std::size_t mostNodes = 200'000;
constexpr std::size_t mostPatterns = 1'000;
constexpr std::size_t mostPatternSize = 2'000'000; // instructions of all of them

bool isArray(const Json& value)
{
    return value.is_array();
}

bool isString(const Json& value)
{
    return value.is_string();
}
} // namespace

Compiler::Compiler(const Documents& others, Draft assumed)
    : m_resources(others, assumed)
{ }

Result<Graph> Compiler::compile(const Json& document)
{
    const auto root = m_resources.add(document, {});
    if (!root)
        return tl::unexpected(root.error());
    nodeFor(document, *root, {});
    for (m_current = 0; m_current < m_origins.size() && !m_error; ++m_current)
        compileNode();
    if (m_error)
        return tl::unexpected(*m_error);
    m_graph.dynamicAnchors.resize(m_resources.count());
    return std::move(m_graph);
}

NodeIndex Compiler::nodeFor(const Json& schema, ResourceIndex resource, std::string_view keyword,
                            std::string_view key)
{
    const auto next = NodeIndex(m_origins.size());
    const auto [known, isNew] = m_nodes.emplace(&schema, next);
    if (!isNew)
        return known->second;
    if (next >= mostNodes) {
        m_nodes.erase(known);
        refuse({}, "a schema of more than 200000 parts", Errc::Limit);
        return 0;
    }
    resource = m_resources.resourceOf(schema, resource);
    m_origins.push_back({&schema, resource, next == 0 ? noNode : m_current, keyword, key});
    m_graph.nodes.emplace_back().resource = resource;
    touch(resource);
    return next;
}

// Dynamic references may lead to any anchor of a resource that is entered.
void Compiler::touch(ResourceIndex resource)
{
    if (m_touched.size() <= resource)
        m_touched.resize(resource + 1);
    if (m_touched[resource])
        return;
    m_touched[resource] = true;
    const auto anchors =
        m_resources.at(resource).dynamicAnchors; // a copy: nodeFor may add resources
    for (const auto& [name, value] : anchors) {
        const auto node = nodeFor(*value, resource, "$dynamicAnchor");
        if (m_graph.dynamicAnchors.size() <= resource)
            m_graph.dynamicAnchors.resize(resource + 1);
        m_graph.dynamicAnchors[resource].emplace(name, node);
    }
}

NodeIndex Compiler::child(std::string_view name)
{
    const auto* value = keyword(name);
    return value ? nodeFor(*value, m_origins[m_current].resource, name) : noNode;
}

std::vector<NodeIndex> Compiler::children(std::string_view name)
{
    std::vector<NodeIndex> nodes;
    const auto* list = expect(name, isArray, "an array of schemas");
    if (list && list->empty() && name != "items")
        refuse(name, "expected at least one schema");
    if (list) {
        for (const auto& value : *list)
            nodes.push_back(nodeFor(value, m_origins[m_current].resource, name));
    }
    return nodes;
}

void Compiler::compileNode()
{
    m_schema = m_origins[m_current].schema;
    if (m_schema->is_boolean()) {
        m_graph.nodes[m_current].kind =
            m_schema->get<bool>() ? Node::Kind::Anything : Node::Kind::Nothing;
        return;
    }
    if (!m_schema->is_object())
        return refuse({},
                      "expected a schema (an object, true or false), found " + shown(*m_schema));
    m_dialect = m_resources.at(m_origins[m_current].resource).dialect;
    if (m_dialect.legacy && keyword("$ref")) {
        compileReferences();
    } else {
        if (m_dialect.validation) {
            compileValues();
            compileNumbers();
            compileSizes();
            compileText();
        }
        if (m_dialect.applicator) {
            compileItems();
            compileContains();
        }
        compileProperties();
        compileDependencies();
        compileReferences();
        if (m_dialect.applicator)
            compileChoices();
        if (m_dialect.unevaluated && !m_dialect.legacy)
            compileUnevaluated();
    }
    auto& node = m_graph.nodes[m_current];
    node.kind = node.checks.empty() ? Node::Kind::Anything : Node::Kind::Checks;
}

void Compiler::compileReferences()
{
    const auto target =
        [this](std::string_view name) -> std::optional<std::pair<NodeIndex, std::string>> {
        const auto* reference = expect(name, isString, "an address");
        if (!reference)
            return std::nullopt;
        const auto found = m_resources.resolve(m_origins[m_current].resource,
                                               reference->get_ref<const std::string&>());
        if (!found) {
            refuse(name, found.error().message, found.error().code);
            return std::nullopt;
        }
        return std::pair(nodeFor(*found->value, found->resource, name), found->anchor);
    };
    if (const auto found = target("$ref"))
        add(ReferenceCheck{found->first});
    if (m_dialect.legacy)
        return;
    if (const auto found = target("$dynamicRef")) {
        if (found->second.empty())
            add(ReferenceCheck{found->first});
        else
            add(DynamicCheck{found->first, found->second});
    }
}

const Json* Compiler::keyword(std::string_view name) const
{
    return find(*m_schema, name);
}

const Json* Compiler::expect(std::string_view name, bool (*fits)(const Json&),
                             std::string_view what)
{
    const auto* value = keyword(name);
    if (!value || fits(*value))
        return value;
    refuse(name, "expected " + std::string(what) + ", found " + shown(*value));
    return nullptr;
}

std::optional<std::size_t> Compiler::count(std::string_view name)
{
    const auto* value = keyword(name);
    if (!value)
        return std::nullopt;
    if (!value->is_number() || !isInteger(*value) || compareNumbers(*value, Json(0)) < 0) {
        refuse(name, "expected a whole number from 0, found " + shown(*value));
        return std::nullopt;
    }
    static constexpr std::int64_t huge = std::int64_t(1) << 53;
    if (compareNumbers(*value, Json(huge)) >= 0)
        return unbounded;
    return std::size_t(value->get<double>());
}

std::vector<std::string> Compiler::names(const Json& list, std::string_view name)
{
    std::vector<std::string> result;
    if (!list.is_array())
        refuse(name, "expected an array of names, found " + shown(list));
    for (const auto& one : list) {
        if (one.is_string())
            result.push_back(one.get_ref<const std::string&>());
        else
            refuse(name, "expected a name, found " + shown(one));
    }
    return result;
}

PatternIndex Compiler::pattern(const std::string& text, std::string_view name)
{
    if (const auto known = m_patterns.find(text); known != m_patterns.end())
        return known->second;
    auto compiled = Pattern::compile(text);
    if (!compiled) {
        refuse(name, compiled.error().message + " in the pattern " + shown(Json(text)),
               compiled.error().code);
        return 0;
    }
    m_patternSize += compiled->size();
    if (m_graph.patterns.size() >= mostPatterns || m_patternSize > mostPatternSize)
        refuse(name, "the patterns of the schema are too many or too large", Errc::Limit);
    const auto index = PatternIndex(m_graph.patterns.size());
    m_graph.patterns.push_back(std::move(*compiled));
    m_patterns.emplace(text, index); // keys lie in the documents, which outlive the compiler
    return index;
}

void Compiler::refuse(std::string_view name, std::string message, Errc code)
{
    if (m_error)
        return;
    std::string where = place(m_current);
    if (!name.empty())
        where += "/" + std::string(name);
    m_error = Error{code, std::move(message), std::move(where)};
}

std::string Compiler::place(NodeIndex node) const
{
    std::vector<const Origin*> way;
    for (; node != noNode && node < m_origins.size() && way.size() < 64;
         node = m_origins[node].parent)
        way.push_back(&m_origins[node]);
    std::string text = "#";
    for (auto one = way.rbegin(); one != way.rend(); ++one) {
        if (!(*one)->keyword.empty())
            text += "/" + std::string((*one)->keyword);
        if (!(*one)->key.empty())
            text += "/" + showInvisible(truncateUtf8((*one)->key, 40));
    }
    return text;
}

} // namespace signalbox::schema
