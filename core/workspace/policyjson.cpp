// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workspace/definitions.h"

#include "base/jsonvalue.h"
#include "workspace/document.h"
#include "workspace/workspace.h"

namespace signalbox::workspace {

namespace {
// What a rule may speak of.
const std::vector<std::string>& ruleNames()
{
    static const std::vector<std::string> names = {"args", "state", "run"};
    return names;
}

void readRules(const Json& document, const FileCheck& check, Policy& policy)
{
    const auto* list = find(document, "rules");
    if (!list || !list->is_array())
        return;
    for (std::size_t i = 0; i < list->size(); ++i) {
        const auto& item = (*list)[i];
        PolicyRule rule;
        rule.name = stringAt(item, "name", "rule " + std::to_string(i + 1));
        rule.tool = stringAt(item, "tool");
        rule.effects = effectsFromJson(item);
        rule.when = stringAt(item, "when");
        rule.reason = stringAt(item, "reason");
        (void)verdictFromName(stringAt(item, "verdict"), rule.verdict);
        if (!rule.when.empty())
            checkExpression(rule.when, ruleNames(), elementPath("rules", i) + ".when", check);
        for (std::size_t k = 0; k < policy.rules.size(); ++k) {
            if (policy.rules[k].name == rule.name)
                check.warning(elementPath("rules", i) + ".name", "a name of its own",
                              inQuotes(rule.name) + ", as rules[" + std::to_string(k) + "]",
                              "rename it: events and grants name rules");
        }
        policy.rules.push_back(std::move(rule));
    }
}

void readLabels(const Json& document, Policy& policy)
{
    const auto* list = find(document, "labels");
    if (!list || !list->is_array())
        return;
    for (const auto& item : *list) {
        LabelRule rule;
        rule.files = stringAt(item, "files");
        Integrity integrity{};
        if (integrityFromName(stringAt(item, "integrity"), integrity))
            rule.integrity = integrity;
        Confidentiality confidentiality{};
        if (confidentialityFromName(stringAt(item, "confidentiality"), confidentiality))
            rule.confidentiality = confidentiality;
        policy.labels.push_back(std::move(rule));
    }
}
} // namespace

Policy policyFromDocument(const Json& document, std::string_view text, const FileCheck& check)
{
    Policy policy;
    readRules(document, check, policy);
    readLabels(document, policy);
    if (const auto* defaults = find(document, "defaults")) {
        for (const auto effect : Effects::all().list())
            (void)verdictFromName(stringAt(*defaults, effectName(effect)),
                                  policy.defaults[std::size_t(effect)]);
    }
    policy.document = std::string(text);
    return policy;
}

Result<Policy> policyFromJson(std::string_view json, std::string_view file,
                              std::vector<Problem>& problems)
{
    std::vector<Problem> found;
    const FileCheck check{std::string(file), &found};
    const auto document = readDocument(FileKind::Policy, json, check);
    std::optional<Policy> policy;
    if (document)
        policy = policyFromDocument(*document, json, check);
    const bool broken = check.hasErrors();
    problems.insert(problems.end(), found.begin(), found.end());
    if (!policy || broken)
        return fail(Errc::Invalid, "the policy is not valid", std::string(file));
    return std::move(*policy);
}

} // namespace signalbox::workspace
