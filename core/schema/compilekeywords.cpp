// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "schema/compiler.h"
#include "schema/number.h"
#include "schema/words.h"

#include <algorithm>

// One function for each family of keywords.
namespace signalbox::schema {

namespace {
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

} // namespace signalbox::schema
