// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "schema/evaluator.h"
#include "schema/words.h"

#include <algorithm>

// The checks that go into items and members.
namespace signalbox::schema {

bool Evaluator::check(const ItemsCheck& check, const Json& value, bool collecting)
{
    if (!value.is_array())
        return true;
    bool good = true;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const auto node = i < check.first.size() ? check.first[i] : check.rest;
        if (node == noNode)
            break;
        const bool tooMany =
            i >= check.first.size() && m_graph.nodes[node].kind == Node::Kind::Nothing;
        if (tooMany && m_findings)
            return reportTooMany(check, value);
        if (!evaluateItem(node, i, value[i])) {
            good = false;
            if (!goesOn())
                break;
        }
        markSeen(value[i], collecting);
    }
    return good;
}

bool Evaluator::reportTooMany(const ItemsCheck& check, const Json& value)
{
    return report("items", "at most " + counted(check.first.size(), "item", "items"),
                  counted(value.size(), "item", "items") + ": " + shown(value));
}

bool Evaluator::check(const ContainsCheck& check, const Json& value, bool collecting)
{
    if (!value.is_array())
        return true;
    std::size_t count = 0;
    const bool marks = collecting && check.marks;
    for (const auto& item : value) {
        if (m_exhausted)
            return false;
        if (!silently(check.node, item, false))
            continue;
        ++count;
        markSeen(item, marks);
        if (!marks && count >= check.least && check.most == unbounded)
            return true;
    }
    if (m_exhausted)
        return false;
    if (count >= check.least && count <= check.most)
        return true;
    return m_findings && reportCount(check, value, count);
}

bool Evaluator::reportCount(const ContainsCheck& check, const Json& value, std::size_t count)
{
    const bool tooFew = count < check.least;
    return report(tooFew ? (check.least == 1 ? "contains" : "minContains") : "maxContains",
                  (tooFew ? "at least " + counted(check.least, "item", "items")
                          : "at most " + counted(check.most, "item", "items"))
                      + " of the kind that \"contains\" describes",
                  std::to_string(count) + " of " + counted(value.size(), "item", "items"));
}

bool Evaluator::check(const RequiredCheck& check, const Json& value)
{
    if (!value.is_object())
        return true;
    if (!spend(check.names.size() / 8))
        return false;
    bool good = true;
    for (const auto& name : check.names) {
        if (value.contains(name))
            continue;
        good = false;
        if (!goesOn())
            break;
        report("required", "a property " + shownText(name), memberWords(value));
    }
    return good;
}

bool Evaluator::check(const PropertiesCheck& check, const Json& value, bool collecting)
{
    if (!value.is_object())
        return true;
    bool good = true;
    if (check.patterns.empty() && check.others == noNode && check.named.size() < value.size()) {
        for (const auto& [name, node] : check.named) {
            const auto found = value.find(name);
            if (found == value.end())
                continue;
            if (!evaluateMember(node, name, *found)) {
                good = false;
                if (!goesOn())
                    return false;
            }
            markSeen(*found, collecting);
        }
        return good;
    }
    for (auto one = value.begin(); one != value.end(); ++one) {
        if (!member(check, one.key(), *one, collecting)) {
            good = false;
            if (!goesOn())
                break;
        }
    }
    return good;
}

bool Evaluator::member(const PropertiesCheck& check, const std::string& key, const Json& value,
                       bool collecting)
{
    bool good = true;
    bool known = false;
    const auto named = std::lower_bound(
        check.named.begin(), check.named.end(), key,
        [](const auto& pair, const std::string& name) { return pair.first < name; });
    if (named != check.named.end() && named->first == key) {
        known = true;
        good = evaluateMember(named->second, key, value);
    }
    for (const auto& [pattern, node] : check.patterns) {
        if (!good && !goesOn())
            return false;
        if (!spend(1 + key.size() / 64))
            return false;
        if (!m_graph.patterns[pattern].matches(key))
            continue;
        known = true;
        good = evaluateMember(node, key, value) && good;
    }
    if (!known && check.others != noNode) {
        known = true;
        if (m_findings && m_graph.nodes[check.others].kind == Node::Kind::Nothing)
            return unknownMember(key, &check, value);
        good = evaluateMember(check.others, key, value);
    }
    if (known)
        markSeen(value, collecting);
    return good;
}

bool Evaluator::unknownMember(const std::string& key, const PropertiesCheck* known,
                              const Json& value)
{
    std::string names;
    for (const auto& [name, node] : known ? known->named : decltype(known->named)()) {
        names += (names.empty() ? "" : ", ");
        if (names.size() > 240) {
            names += "...";
            break;
        }
        names += shownText(name);
    }
    m_path.push_back({&key, 0});
    report(known ? "additionalProperties" : "unevaluatedProperties",
           names.empty() ? "no property of this name"
                         : "no property of this name (known are " + names + ")",
           shown(value));
    m_path.pop_back();
    return false;
}

bool Evaluator::check(const NamesCheck& check, const Json& value)
{
    if (!value.is_object())
        return true;
    bool good = true;
    for (auto one = value.begin(); one != value.end(); ++one) {
        const Json name(one.key());
        const auto before = m_findings ? m_findings->size() : 0;
        if (evaluate(check.node, name, false))
            continue;
        good = false;
        for (auto i = before; m_findings && i < m_findings->size(); ++i)
            (*m_findings)[i].keyword = "propertyNames";
        if (!goesOn())
            break;
    }
    return good;
}

bool Evaluator::check(const DependentRequiredCheck& check, const Json& value)
{
    if (!value.is_object() || !value.contains(check.name))
        return true;
    bool good = true;
    for (const auto& name : check.required) {
        if (value.contains(name))
            continue;
        good = false;
        if (!goesOn())
            break;
        report("dependentRequired",
               "a property " + shownText(name) + " beside " + shownText(check.name),
               memberWords(value));
    }
    return good;
}

bool Evaluator::check(const UnevaluatedCheck& check, const Json& value, std::size_t seenBefore)
{
    if (check.items ? !value.is_array() : !value.is_object())
        return true;
    std::vector<const Json*> seen(m_seen.begin() + std::ptrdiff_t(seenBefore), m_seen.end());
    if (!spend(seen.size()))
        return false;
    std::sort(seen.begin(), seen.end());
    const bool nothing = m_graph.nodes[check.node].kind == Node::Kind::Nothing;
    bool good = true;
    std::size_t at = 0;
    for (auto one = value.begin(); one != value.end(); ++one, ++at) {
        if (std::binary_search(seen.begin(), seen.end(), &*one))
            continue;
        bool fitting = false;
        if (check.items)
            fitting = evaluateItem(check.node, at, *one);
        else if (nothing && m_findings)
            fitting = unknownMember(one.key(), nullptr, *one);
        else
            fitting = evaluateMember(check.node, one.key(), *one);
        if (!fitting) {
            good = false;
            if (!goesOn())
                break;
        }
        markSeen(*one, true);
    }
    return good;
}

} // namespace signalbox::schema
