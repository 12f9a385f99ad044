// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "schema/node.h"
#include "schema/schema.h"

#include <string>
#include <string_view>
#include <vector>

namespace signalbox::schema {

// Holds one value against a graph, once. Without a list for findings it stops at the first thing that does not fit.
class Evaluator
{
public:
    Evaluator(const Graph& graph, std::size_t maxSteps);

    [[nodiscard]] bool fits(const Json& value);
    // Up to `most` findings; some may be there although a limit was reached.
    [[nodiscard]] std::vector<Finding> explain(const Json& value, std::size_t most);
    [[nodiscard]] bool exhausted() const { return m_exhausted; }

private:
    struct Step // of the path to the value
    {
        const std::string* key = nullptr; // else an index
        std::size_t index = 0;
    };

    bool evaluate(NodeIndex index, const Json& value, bool collecting);
    bool evaluateMember(NodeIndex index, const std::string& key, const Json& value);
    bool evaluateItem(NodeIndex index, std::size_t at, const Json& value);
    bool apply(const Check& check, const Json& value, std::size_t seenBefore, bool collecting);
    [[gnu::noinline]] bool applyFlat(const Check& check, const Json& value);
    bool spend(std::size_t steps);
    bool goesOn() const { return m_findings && m_findings->size() < m_most && !m_exhausted; }
    void markSeen(const Json& value, bool collecting);

    bool check(const TypeCheck& check, const Json& value);
    bool check(const ValueCheck& check, const Json& value);
    bool check(const BoundCheck& check, const Json& value);
    bool check(const MultipleCheck& check, const Json& value);
    bool check(const SizeCheck& check, const Json& value);
    bool check(const PatternCheck& check, const Json& value);
    bool check(const UniqueCheck& check, const Json& value);
    bool check(const ItemsCheck& check, const Json& value, bool collecting);
    bool check(const ContainsCheck& check, const Json& value, bool collecting);
    bool check(const RequiredCheck& check, const Json& value);
    bool check(const PropertiesCheck& check, const Json& value, bool collecting);
    bool member(const PropertiesCheck& check, const std::string& key, const Json& value,
                bool collecting);
    bool check(const NamesCheck& check, const Json& value);
    bool check(const DependentRequiredCheck& check, const Json& value);
    bool check(const DynamicCheck& check, const Json& value, bool collecting);
    bool check(const AllCheck& check, const Json& value, bool collecting);
    bool check(const ChoiceCheck& check, const Json& value, bool collecting);
    bool check(const NotCheck& check, const Json& value);
    bool check(const ConditionCheck& check, const Json& value, bool collecting);
    bool check(const UnevaluatedCheck& check, const Json& value, std::size_t seenBefore);

    bool silently(NodeIndex index, const Json& value, bool collecting);
    // Apart from the checks, whose frames stay small: they are what recurses.
    [[gnu::noinline]] bool reportTwo(const ChoiceCheck& check, const Json& value, std::size_t first,
                                     std::size_t second);
    [[gnu::noinline]] bool reportNone(const ChoiceCheck& check, const Json& value);
    [[gnu::noinline]] bool reportNot(const NotCheck& check, const Json& value);
    [[gnu::noinline]] bool reportNothing(const Json& value);
    [[gnu::noinline]] bool reportTooMany(const ItemsCheck& check, const Json& value);
    [[gnu::noinline]] bool reportCount(const ContainsCheck& check, const Json& value,
                                       std::size_t count);
    void explainChoice(const ChoiceCheck& check, const Json& value);
    [[gnu::noinline]] bool report(std::string_view keyword, std::string expected,
                                  std::string found);
    [[gnu::noinline]] bool unknownMember(const std::string& key, const PropertiesCheck* known,
                                         const Json& value);
    [[nodiscard]] std::string path() const;

    const Graph& m_graph;
    const std::size_t m_maxSteps;
    std::size_t m_steps = 0;
    std::size_t m_depth = 0;
    const char* m_stackBase = nullptr; // where the stack stood at the beginning; it grows down
    std::size_t m_choices = 0; // being explained
    bool m_exhausted = false;
    std::vector<Step> m_path;
    std::vector<ResourceIndex> m_scope; // resources entered, outermost first
    std::vector<const Json*> m_seen; // members and items that were evaluated, for unevaluated*
    std::vector<Finding>* m_findings = nullptr;
    std::size_t m_most = 0;
};

} // namespace signalbox::schema
