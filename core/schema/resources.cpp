// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "schema/resources.h"

#include "base/text.h"
#include "schema/address.h"
#include "schema/metaschema.h"
#include "schema/words.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace signalbox::schema {

namespace {
constexpr std::size_t mostVisited = 1'000'000;
constexpr std::size_t mostResources = 10'000;
constexpr std::size_t mostDepth = 256;

constexpr std::array<std::string_view, 12> oneSchema = {"additionalItems",
                                                        "additionalProperties",
                                                        "contains",
                                                        "contentSchema",
                                                        "else",
                                                        "if",
                                                        "items",
                                                        "not",
                                                        "propertyNames",
                                                        "then",
                                                        "unevaluatedItems",
                                                        "unevaluatedProperties"};
constexpr std::array<std::string_view, 5> listOfSchemas = {"allOf", "anyOf", "oneOf", "prefixItems",
                                                           "items"};
constexpr std::array<std::string_view, 6> mapOfSchemas = {
    "$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties", "properties"};

bool isIn(const auto& names, std::string_view name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

std::string_view withoutEmptyFragment(std::string_view address)
{
    if (address.ends_with('#'))
        address.remove_suffix(1);
    return address;
}

// Copy, compare and destruction of a value are recursive in the JSON library.
Result<> checkDepth(const Json& document)
{
    std::vector<std::pair<const Json*, std::size_t>> open{{&document, 1}};
    while (!open.empty()) {
        const auto [value, depth] = open.back();
        open.pop_back();
        if (depth > mostDepth)
            return fail(Errc::Limit, "a schema is nested deeper than 256");
        if (value->is_structured()) {
            for (const auto& child : *value)
                open.emplace_back(&child, depth + 1);
        }
    }
    return {};
}
} // namespace

Resources::Resources(const Documents& others, Draft assumed)
    : m_assumed(assumed)
{
    for (const auto& [address, value] : others)
        m_others.emplace(withoutEmptyFragment(address), value);
}

Result<ResourceIndex> Resources::add(const Json& document, const std::string& address,
                                     const Dialect* inherited)
{
    if (auto good = checkDepth(document); !good)
        return tl::unexpected(good.error());
    Dialect assumed;
    assumed.legacy = m_assumed == Draft::Draft7;
    const auto dialect = dialectOf(document, inherited ? *inherited : assumed);
    if (!dialect)
        return tl::unexpected(dialect.error());
    const auto resource = ResourceIndex(m_resources.size());
    m_resources.push_back({&document, address, *dialect, {}, {}});
    m_byAddress.emplace(address, resource);
    m_roots.emplace(&document, resource);
    if (auto indexed = index(document, resource); !indexed)
        return tl::unexpected(indexed.error());
    return resourceOf(document, resource);
}

ResourceIndex Resources::resourceOf(const Json& value, ResourceIndex outer) const
{
    const auto found = m_roots.find(&value);
    return found == m_roots.end() ? outer : found->second;
}

// Only where a schema can stand: an "$id" inside "enum" or an unknown keyword is not one.
Result<> Resources::index(const Json& document, ResourceIndex resource)
{
    std::vector<Pending> open{{&document, resource}};
    while (!open.empty()) {
        const auto [schema, outer] = open.back();
        open.pop_back();
        if (++m_visited > mostVisited)
            return fail(Errc::Limit, "the schemas hold more than 1000000 subschemas");
        if (!schema->is_object())
            continue;
        const auto inner = identify(*schema, outer);
        if (!inner)
            return tl::unexpected(inner.error());
        for (auto member = schema->begin(); member != schema->end(); ++member) {
            const bool list = member->is_array() && isIn(listOfSchemas, member.key());
            const bool map = member->is_object() && isIn(mapOfSchemas, member.key());
            if (list || map) {
                for (const auto& child : *member)
                    open.push_back({&child, *inner});
            } else if (isIn(oneSchema, member.key())) {
                open.push_back({&*member, *inner});
            }
        }
    }
    return {};
}

// Registers the "$id" and the anchors of one schema object; returns the resource it belongs to.
Result<ResourceIndex> Resources::identify(const Json& schema, ResourceIndex outer)
{
    auto resource = outer;
    const bool legacy = m_resources[outer].dialect.legacy;
    const auto* id = find(schema, "$id");
    const bool hidden =
        legacy && schema.contains("$ref"); // draft 7 ignores what stands beside "$ref"
    if (id && id->is_string() && !hidden) {
        const auto address =
            resolveAddress(m_resources[outer].address, id->get_ref<const std::string&>());
        const auto [name, fragment] = splitFragment(address);
        const bool anchorOnly = id->get_ref<const std::string&>().starts_with('#');
        if (!anchorOnly) {
            if (m_resources.size() >= mostResources)
                return fail(Errc::Limit, "the schemas hold more than 10000 identifiers");
            const auto dialect = dialectOf(schema, m_resources[outer].dialect);
            if (!dialect)
                return tl::unexpected(dialect.error());
            resource = ResourceIndex(m_resources.size());
            m_resources.push_back({&schema, std::string(name), *dialect, {}, {}});
            m_byAddress.emplace(name, resource);
            m_roots.insert_or_assign(&schema, resource);
        }
        if (!fragment.empty())
            m_resources[resource].anchors.emplace(percentDecoded(fragment), &schema);
    }
    if (legacy)
        return resource;
    if (const auto anchor = stringAt(schema, "$anchor"); !anchor.empty())
        m_resources[resource].anchors.emplace(anchor, &schema);
    if (const auto anchor = stringAt(schema, "$dynamicAnchor"); !anchor.empty()) {
        m_resources[resource].anchors.emplace(anchor, &schema);
        m_resources[resource].dynamicAnchors.emplace(anchor, &schema);
    }
    return resource;
}

Result<Dialect> Resources::dialectOf(const Json& document, const Dialect& inherited, int depth)
{
    const auto* name = find(document, "$schema");
    if (!name || !name->is_string())
        return inherited;
    const auto address = withoutEmptyFragment(name->get_ref<const std::string&>());
    Dialect dialect;
    for (const std::string_view draft : {"draft-07", "draft-06", "draft-04"}) {
        if (address == "http://json-schema.org/" + std::string(draft) + "/schema"
            || address == "https://json-schema.org/" + std::string(draft) + "/schema") {
            dialect.legacy = true;
            return dialect;
        }
    }
    if (address == "https://json-schema.org/draft/2020-12/schema"
        || address == "https://json-schema.org/draft/2019-09/schema")
        return dialect;
    const auto* meta = this->document(address);
    if (!meta || depth > 8)
        return fail(Errc::Unsupported,
                    "\"$schema\" names " + shownText(address) + "; known are draft 7 and 2020-12");
    const auto base = dialectOf(*meta, inherited, depth + 1);
    const auto* vocabulary = find(*meta, "$vocabulary");
    if (!base || !vocabulary || !vocabulary->is_object())
        return base;
    static constexpr std::string_view prefix = "https://json-schema.org/draft/2020-12/vocab/";
    dialect = *base;
    dialect.validation = vocabulary->contains(std::string(prefix) + "validation");
    dialect.applicator = vocabulary->contains(std::string(prefix) + "applicator");
    dialect.unevaluated = vocabulary->contains(std::string(prefix) + "unevaluated");
    for (auto one = vocabulary->begin(); one != vocabulary->end(); ++one) {
        if (one->is_boolean() && one->get<bool>() && !one.key().starts_with(prefix))
            return fail(Errc::Unsupported,
                        "\"$schema\" needs the vocabulary " + shownText(one.key()));
    }
    return dialect;
}

const Json* Resources::document(std::string_view address)
{
    if (const auto found = m_others.find(address); found != m_others.end())
        return found->second;
    const auto text = metaschemaText(address);
    if (text.empty())
        return nullptr;
    auto parsed = parseJson(text);
    if (!parsed)
        return nullptr;
    m_builtIn.push_back(std::move(*parsed));
    return m_others.emplace(address, &m_builtIn.back()).first->second;
}

Result<ResourceIndex> Resources::resourceAt(const std::string& address)
{
    if (const auto found = m_byAddress.find(address); found != m_byAddress.end())
        return found->second;
    const auto* other = document(address);
    if (!other)
        return fail(Errc::NotFound,
                    "a reference leads to " + shownText(address)
                        + ", which is not part of the schema; nothing is fetched");
    if (auto added = add(*other, address); !added)
        return added;
    return m_byAddress.find(address)->second;
}

Result<Target> Resources::resolve(ResourceIndex from, std::string_view reference)
{
    const auto address = resolveAddress(m_resources[from].address, reference);
    const auto [name, rawFragment] = splitFragment(address);
    const auto found = resourceAt(std::string(name));
    if (!found)
        return tl::unexpected(found.error());
    Target target{m_resources[*found].root, resourceOf(*m_resources[*found].root, *found), {}};
    const auto fragment = percentDecoded(rawFragment);
    const auto missing = [&] {
        return fail(Errc::NotFound, "the reference " + shownText(reference) + " leads nowhere");
    };
    if (!fragment.empty() && fragment[0] != '/') {
        const auto& resource = m_resources[target.resource];
        const auto anchor = resource.anchors.find(fragment);
        if (anchor == resource.anchors.end())
            return missing();
        target.value = anchor->second;
        if (resource.dynamicAnchors.contains(fragment)
            && resource.dynamicAnchors.find(fragment)->second == target.value)
            target.anchor = fragment;
        return target;
    }
    for (const auto& token : pointerTokens(fragment)) {
        if (target.value->is_array()) {
            std::size_t index = 0;
            const auto end = std::from_chars(token.data(), token.data() + token.size(), index);
            if (token.empty() || end.ptr != token.data() + token.size()
                || index >= target.value->size())
                return missing();
            target.value = &(*target.value)[index];
        } else if (const auto* member = find(*target.value, token)) {
            target.value = member;
        } else {
            return missing();
        }
        target.resource = resourceOf(*target.value, target.resource);
    }
    return target;
}

} // namespace signalbox::schema
