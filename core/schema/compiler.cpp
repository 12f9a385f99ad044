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
bool isObject(const Json& value)
{
    return value.is_object();
}
bool isString(const Json& value)
{
    return value.is_string();
}
bool isNumber(const Json& value)
{
    return value.is_number();
}
bool isBoolean(const Json& value)
{
    return value.is_boolean();
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

void Compiler::compileValues()
{
    if (const auto* type = keyword("type")) {
        TypeCheck check;
        const auto addType = [&](const Json& name) {
            const auto bit = name.is_string() ? typeBit(name.get_ref<const std::string&>()) : 0;
            if (bit == 0)
                refuse("type", "expected the name of a type, found " + shown(name));
            check.types = std::uint8_t(check.types | bit);
        };
        if (type->is_array())
            std::for_each(type->begin(), type->end(), addType);
        else
            addType(*type);
        add(check);
    }
    if (const auto* list = expect("enum", isArray, "an array of values")) {
        ValueCheck check{list->get_ref<const Json::array_t&>(), oneOfWords(*list), false};
        std::sort(check.values.begin(), check.values.end(),
                  [](const Json& a, const Json& b) { return compareJson(a, b) < 0; });
        add(std::move(check));
    }
    if (const auto* value = keyword("const"))
        add(ValueCheck{{*value}, "exactly " + shown(*value), true});
}

void Compiler::compileNumbers()
{
    using Kind = BoundCheck::Kind;
    static constexpr std::pair<std::string_view, Kind> bounds[] = {
        {"minimum", Kind::Minimum},
        {"maximum", Kind::Maximum},
        {"exclusiveMinimum", Kind::ExclusiveMinimum},
        {"exclusiveMaximum", Kind::ExclusiveMaximum}};
    for (const auto& [name, kind] : bounds) {
        const auto* bound = keyword(name);
        if (bound && bound->is_boolean()) // draft 4: a switch beside minimum or maximum
            continue;
        if (!expect(name, isNumber, "a number"))
            continue;
        add(BoundCheck{kind, *bound});
    }
    static constexpr std::pair<std::string_view, Kind> switches[] = {
        {"exclusiveMinimum", Kind::ExclusiveMinimum}, {"exclusiveMaximum", Kind::ExclusiveMaximum}};
    for (const auto& [name, kind] : switches) {
        const auto* on = keyword(name);
        const auto* bound = keyword(kind == Kind::ExclusiveMinimum ? "minimum" : "maximum");
        if (on && on->is_boolean() && on->get<bool>() && bound && bound->is_number())
            add(BoundCheck{kind, *bound});
    }
    if (const auto* divisor = expect("multipleOf", isNumber, "a number above 0")) {
        if (compareNumbers(*divisor, Json(0)) <= 0)
            return refuse("multipleOf", "expected a number above 0, found " + shown(*divisor));
        add(MultipleCheck{*divisor});
    }
}

void Compiler::compileSizes()
{
    using Of = SizeCheck::Of;
    struct Row
    {
        std::string_view least;
        std::string_view most;
        Of of;
    };
    static constexpr Row rows[] = {{"minLength", "maxLength", Of::Text},
                                   {"minItems", "maxItems", Of::Items},
                                   {"minProperties", "maxProperties", Of::Properties}};
    for (const auto& row : rows) {
        const auto least = count(row.least);
        const auto most = count(row.most);
        if (least || most)
            add(SizeCheck{row.of, least.value_or(0), most.value_or(unbounded)});
    }
    if (const auto* unique = expect("uniqueItems", isBoolean, "true or false");
        unique && unique->get<bool>())
        add(UniqueCheck{});
}

void Compiler::compileText()
{
    if (const auto* text = expect("pattern", isString, "a regular expression"))
        add(PatternCheck{pattern(text->get_ref<const std::string&>(), "pattern")});
}

void Compiler::compileItems()
{
    const auto* items = keyword("items");
    const bool list =
        items && items->is_array(); // draft 7; read in 2020-12, too: it can mean nothing else
    ItemsCheck check;
    if (list)
        check.first = children("items");
    else if (!m_dialect.legacy && keyword("prefixItems"))
        check.first = children("prefixItems");
    check.rest = child(list ? "additionalItems" : "items");
    if (!check.first.empty() || check.rest != noNode)
        add(std::move(check));
}

void Compiler::compileContains()
{
    const auto node = child("contains");
    if (node == noNode)
        return;
    ContainsCheck check{node, 1, unbounded, !m_dialect.legacy};
    if (!m_dialect.legacy && m_dialect.validation) {
        check.least = count("minContains").value_or(1);
        check.most = count("maxContains").value_or(unbounded);
    }
    add(check);
}

void Compiler::compileProperties()
{
    if (m_dialect.validation) {
        if (const auto* list = expect("required", isArray, "an array of names"))
            add(RequiredCheck{names(*list, "required")});
    }
    if (!m_dialect.applicator)
        return;
    PropertiesCheck check;
    const auto resource = m_origins[m_current].resource;
    if (const auto* map = expect("properties", isObject, "an object of schemas")) {
        for (auto one = map->begin(); one != map->end(); ++one)
            check.named.emplace_back(one.key(), nodeFor(*one, resource, "properties", one.key()));
    }
    if (const auto* map = expect("patternProperties", isObject, "an object of schemas")) {
        for (auto one = map->begin(); one != map->end() && !m_error; ++one)
            check.patterns.emplace_back(pattern(one.key(), "patternProperties"),
                                        nodeFor(*one, resource, "patternProperties", one.key()));
    }
    check.others = child("additionalProperties");
    if (!check.named.empty() || !check.patterns.empty() || check.others != noNode)
        add(std::move(check));
    if (const auto node = child("propertyNames"); node != noNode)
        add(NamesCheck{node});
}

void Compiler::compileDependencies()
{
    const auto dependents = [this](std::string_view name, bool lists, bool schemas) {
        const auto* map = expect(name, isObject, "an object");
        if (!map)
            return;
        for (auto one = map->begin(); one != map->end(); ++one) {
            if (lists && (one->is_array() || !schemas))
                add(DependentRequiredCheck{one.key(), names(*one, name)});
            else
                add(DependentSchemaCheck{
                    one.key(), nodeFor(*one, m_origins[m_current].resource, name, one.key())});
        }
    };
    if (m_dialect.applicator)
        dependents("dependencies", true, true); // draft 7; harmless later
    if (m_dialect.legacy)
        return;
    if (m_dialect.validation)
        dependents("dependentRequired", true, false);
    if (m_dialect.applicator)
        dependents("dependentSchemas", false, true);
}

void Compiler::compileChoices()
{
    if (auto nodes = children("allOf"); !nodes.empty())
        add(AllCheck{std::move(nodes)});
    if (auto nodes = children("anyOf"); !nodes.empty())
        add(ChoiceCheck{std::move(nodes), false});
    if (auto nodes = children("oneOf"); !nodes.empty())
        add(ChoiceCheck{std::move(nodes), true});
    if (const auto node = child("not"); node != noNode)
        add(NotCheck{node});
    if (const auto when = child("if"); when != noNode) {
        const auto then = child("then");
        const auto otherwise = child("else");
        add(ConditionCheck{when, then, otherwise});
    }
}

void Compiler::compileUnevaluated()
{
    const auto items = child("unevaluatedItems");
    if (items != noNode)
        add(UnevaluatedCheck{items, true});
    const auto properties = child("unevaluatedProperties");
    if (properties != noNode)
        add(UnevaluatedCheck{properties, false});
    m_graph.nodes[m_current].watchesEvaluated = items != noNode || properties != noNode;
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

template <class T>
void Compiler::add(T check)
{
    m_graph.nodes[m_current].checks.emplace_back(std::move(check));
}

} // namespace signalbox::schema
