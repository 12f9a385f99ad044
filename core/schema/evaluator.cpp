// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "schema/evaluator.h"

#include "schema/words.h"

#include <algorithm>

namespace signalbox::schema {

namespace {
// Three nodes for each level of the deepest value that the JSON reader takes; fits a stack of 512 KiB.
constexpr std::size_t mostDepth = 800;
// Sanitizers make frames several times as large, so bytes are counted, too.
constexpr std::ptrdiff_t mostStackBytes = 400 * 1024;
constexpr std::size_t mostChoices = 16; // inside each other that are explained
} // namespace

Evaluator::Evaluator(const Graph& graph, std::size_t maxSteps)
    : m_graph(graph)
    , m_maxSteps(maxSteps)
{ }

bool Evaluator::fits(const Json& value)
{
    m_stackBase = static_cast<const char*>(__builtin_frame_address(0));
    return evaluate(0, value, false);
}

std::vector<Finding> Evaluator::explain(const Json& value, std::size_t most)
{
    std::vector<Finding> findings;
    m_stackBase = static_cast<const char*>(__builtin_frame_address(0));
    m_findings = &findings;
    m_most = most;
    evaluate(0, value, false);
    m_findings = nullptr;
    return findings;
}

bool Evaluator::spend(std::size_t steps)
{
    m_steps += steps;
    if (m_steps > m_maxSteps)
        m_exhausted = true;
    return !m_exhausted;
}

bool Evaluator::evaluate(NodeIndex index, const Json& value, bool collecting)
{
    const auto& node = m_graph.nodes[index];
    if (node.kind == Node::Kind::Anything)
        return true;
    if (!spend(1))
        return false;
    if (node.kind == Node::Kind::Nothing)
        return m_findings && reportNothing(value);
    const auto* const frame = static_cast<const char*>(__builtin_frame_address(0));
    if (m_depth >= mostDepth || m_stackBase - frame > mostStackBytes) {
        m_exhausted = true;
        return false;
    }
    ++m_depth;
    const bool enters = m_scope.empty() || m_scope.back() != node.resource;
    if (enters)
        m_scope.push_back(node.resource);
    const auto seenBefore = m_seen.size();
    bool good = true;
    for (const auto& one : node.checks) {
        // What failed has seen nothing, so unevaluated* would complain about too much.
        if (!good && std::holds_alternative<UnevaluatedCheck>(one))
            break;
        if (!apply(one, value, seenBefore, collecting || node.watchesEvaluated)) {
            good = false;
            if (!goesOn())
                break;
        }
    }
    if (!good || !collecting)
        m_seen.resize(seenBefore);
    if (enters)
        m_scope.pop_back();
    --m_depth;
    return good;
}

// Whatever goes deeper is called from here without std::visit, whose frames would fill the stack in debug builds.
bool Evaluator::apply(const Check& check, const Json& value, std::size_t seenBefore,
                      bool collecting)
{
    if (check.index() < flatChecks)
        return applyFlat(check, value);
    if (const auto* reference = std::get_if<ReferenceCheck>(&check))
        return evaluate(reference->node, value, collecting);
    if (const auto* properties = std::get_if<PropertiesCheck>(&check))
        return this->check(*properties, value, collecting);
    if (const auto* items = std::get_if<ItemsCheck>(&check))
        return this->check(*items, value, collecting);
    if (const auto* all = std::get_if<AllCheck>(&check))
        return this->check(*all, value, collecting);
    if (const auto* choice = std::get_if<ChoiceCheck>(&check))
        return this->check(*choice, value, collecting);
    if (const auto* negation = std::get_if<NotCheck>(&check))
        return this->check(*negation, value);
    if (const auto* condition = std::get_if<ConditionCheck>(&check))
        return this->check(*condition, value, collecting);
    if (const auto* contains = std::get_if<ContainsCheck>(&check))
        return this->check(*contains, value, collecting);
    if (const auto* names = std::get_if<NamesCheck>(&check))
        return this->check(*names, value);
    if (const auto* dependent = std::get_if<DependentSchemaCheck>(&check))
        return !value.is_object() || !value.contains(dependent->name)
            || evaluate(dependent->node, value, collecting);
    if (const auto* dynamic = std::get_if<DynamicCheck>(&check))
        return this->check(*dynamic, value, collecting);
    return this->check(std::get<UnevaluatedCheck>(check), value, seenBefore);
}

bool Evaluator::applyFlat(const Check& check, const Json& value)
{
    return std::visit(
        [&](const auto& one) {
            if constexpr (requires { this->check(one, value); })
                return this->check(one, value);
            else
                return true; // not flat
        },
        check);
}

bool Evaluator::evaluateMember(NodeIndex index, const std::string& key, const Json& value)
{
    m_path.push_back({&key, 0});
    const bool good = evaluate(index, value, false);
    m_path.pop_back();
    return good;
}

bool Evaluator::evaluateItem(NodeIndex index, std::size_t at, const Json& value)
{
    m_path.push_back({nullptr, at});
    const bool good = evaluate(index, value, false);
    m_path.pop_back();
    return good;
}

bool Evaluator::silently(NodeIndex index, const Json& value, bool collecting)
{
    auto* const findings = std::exchange(m_findings, nullptr);
    const bool good = evaluate(index, value, collecting);
    m_findings = findings;
    return good;
}

void Evaluator::markSeen(const Json& value, bool collecting)
{
    if (collecting && spend(1))
        m_seen.push_back(&value);
}

bool Evaluator::check(const DynamicCheck& check, const Json& value, bool collecting)
{
    for (const auto resource : m_scope) {
        const auto& anchors = m_graph.dynamicAnchors[resource];
        if (const auto found = anchors.find(check.anchor); found != anchors.end())
            return evaluate(found->second, value, collecting);
    }
    return evaluate(check.node, value, collecting);
}

bool Evaluator::check(const AllCheck& check, const Json& value, bool collecting)
{
    bool good = true;
    for (const auto node : check.nodes) {
        if (!evaluate(node, value, collecting)) {
            good = false;
            if (!goesOn())
                break;
        }
    }
    return good;
}

bool Evaluator::check(const ChoiceCheck& check, const Json& value, bool collecting)
{
    std::size_t fitting = 0;
    std::size_t first = 0;
    std::size_t second = 0;
    for (std::size_t i = 0; i < check.nodes.size() && !m_exhausted; ++i) {
        if (!silently(check.nodes[i], value, collecting))
            continue;
        ++fitting;
        (fitting == 1 ? first : second) = i;
        if (check.exactlyOne ? fitting == 2 : !collecting)
            break;
    }
    if (m_exhausted)
        return false;
    if (fitting == 1 || (fitting > 1 && !check.exactlyOne))
        return true;
    return m_findings
        && (fitting > 1 ? reportTwo(check, value, first, second) : reportNone(check, value));
}

bool Evaluator::reportTwo(const ChoiceCheck& check, const Json& value, std::size_t first,
                          std::size_t second)
{
    return report("oneOf",
                  "a value that fits exactly one of " + std::to_string(check.nodes.size())
                      + " alternatives",
                  shown(value) + ", which fits number " + std::to_string(first + 1) + " and "
                      + std::to_string(second + 1));
}

bool Evaluator::reportNone(const ChoiceCheck& check, const Json& value)
{
    if (m_choices >= mostChoices)
        return report(check.exactlyOne ? "oneOf" : "anyOf",
                      "a value that fits one of the alternatives", shown(value));
    ++m_choices;
    explainChoice(check, value);
    --m_choices;
    return false;
}

// No alternative fits: says what all of them wanted where they wanted one thing each, else what is wrong with the
// closest one.
void Evaluator::explainChoice(const ChoiceCheck& check, const Json& value)
{
    const auto here = path();
    const std::string_view keyword = check.exactlyOne ? "oneOf" : "anyOf";
    auto* const findings = m_findings;
    std::vector<Finding> closest;
    std::size_t least = unbounded;
    std::string expected;
    bool simple = true;
    for (const auto node : check.nodes) {
        std::vector<Finding> own;
        m_findings = &own;
        evaluate(node, value, false);
        m_findings = findings;
        std::size_t distance = own.size();
        for (const auto& finding : own) {
            const bool tag = finding.keyword == "const" || finding.keyword == "enum"
                || (finding.keyword == "type" && finding.path == here);
            distance += tag ? 16 : 0; // another alternative is meant
        }
        simple = simple && own.size() == 1 && own[0].path == here;
        if (simple && expected.size() < 400 && expected.find(own[0].expected) == std::string::npos)
            expected += (expected.empty() ? "" : " or ") + own[0].expected;
        if (distance < least && !own.empty()) {
            least = distance;
            closest = std::move(own);
        }
    }
    if (simple && !expected.empty()) {
        report(keyword, expected, shown(value));
        return;
    }
    for (auto& finding : closest) {
        if (m_findings->size() < m_most)
            m_findings->push_back(std::move(finding));
    }
    if (closest.empty())
        report(keyword, "a value that fits one of the alternatives", shown(value));
}

bool Evaluator::check(const NotCheck& check, const Json& value)
{
    if (!silently(check.node, value, false) && !m_exhausted)
        return true;
    return !m_exhausted && m_findings && reportNot(check, value);
}

bool Evaluator::reportNot(const NotCheck& check, const Json& value)
{
    std::string what = "a value that does not fit the schema of \"not\"";
    const auto& node = m_graph.nodes[check.node];
    if (node.checks.size() == 1) {
        if (const auto* type = std::get_if<TypeCheck>(&node.checks[0]))
            what = "anything but " + typeWords(type->types);
        else if (const auto* values = std::get_if<ValueCheck>(&node.checks[0]))
            what = "anything but " + values->words;
    }
    return report("not", what, shown(value));
}

bool Evaluator::check(const ConditionCheck& check, const Json& value, bool collecting)
{
    if (check.then == noNode && check.otherwise == noNode && !collecting)
        return true;
    const bool holds = silently(check.when, value, collecting);
    const auto node = holds ? check.then : check.otherwise;
    return node == noNode || evaluate(node, value, collecting);
}

bool Evaluator::reportNothing(const Json& value)
{
    return report("false", "nothing here", shown(value));
}

bool Evaluator::report(std::string_view keyword, std::string expected, std::string found)
{
    if (m_findings && m_findings->size() < m_most)
        m_findings->push_back(
            {path(), std::string(keyword), std::move(expected), std::move(found)});
    return false;
}

std::string Evaluator::path() const
{
    static constexpr std::size_t pathBytes = 400;
    std::string out;
    for (const auto& step : m_path) {
        if (out.size() > pathBytes)
            return out + "...";
        if (!step.key) {
            out += "[" + std::to_string(step.index) + "]";
            continue;
        }
        const auto name = pathStep(*step.key);
        out += (out.empty() || name[0] == '[' ? "" : ".") + name;
    }
    return out;
}

} // namespace signalbox::schema
