// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "gate/evaluator.h"

#include "base/jsonvalue.h"
#include "base/text.h"

#include <algorithm>

namespace signalbox::gate {

namespace {
bool isStricter(Verdict a, Verdict b)
{
    return int(a) > int(b);
}

std::string joinNames(Effects effects)
{
    std::string text;
    for (const auto& name : effects.names())
        text += (text.empty() ? "" : " + ") + name;
    return text;
}

// What no grant and no allow rule can answer: order 3.
std::optional<Ruling> alwaysAsked(const Question& question)
{
    if (question.touchesProtected)
        return Ruling{Verdict::Ask, "protected name",
                      "It touches a file that says what agents may do.", false};
    if (question.effects.has(Effect::Destroy))
        return Ruling{Verdict::Ask, "destroy → ask",
                      question.sandboxed ? "It destroys something."
                                         : "It runs outside the sandbox and may destroy anything.",
                      false};
    if (question.effects.has(Effect::Execute) && !question.sandboxed)
        return Ruling{Verdict::Ask, "execute outside the sandbox → ask",
                      "It runs a program with your rights.", false};
    if (question.tool->approval == Approval::Always)
        return Ruling{Verdict::Ask, "approval: always", "The tool asks for every call.", false};
    return std::nullopt;
}

// Rule of two: untrusted text was read, private data was read, and the call does something: ask whatever else holds.
std::optional<Ruling> askedByLabels(const Question& question)
{
    if (question.context.integrity != Integrity::Untrusted
        || question.context.confidentiality == Confidentiality::Public
        || !question.effects.isEffectful())
        return std::nullopt;
    Effects doing;
    for (const auto effect : question.effects.list()) {
        if (effect != Effect::Read)
            doing.add(effect);
    }
    const std::string what = joinNames(doing) + " + untrusted + "
        + std::string(confidentialityName(question.context.confidentiality));
    return Ruling{Verdict::Ask, what + " → ask",
                  "The model has read untrusted text and "
                      + std::string(confidentialityName(question.context.confidentiality))
                      + " data in this run.",
                  true};
}
} // namespace

Evaluator Evaluator::compile(const Policy& person, const Policy& workspace, bool trusted)
{
    Evaluator evaluator;
    evaluator.add(person, true);
    evaluator.m_defaults = person.defaults;
    evaluator.add(workspace, trusted);
    for (std::size_t i = 0; i < evaluator.m_defaults.size(); ++i) {
        auto& mine = evaluator.m_defaults[i];
        const auto theirs = workspace.defaults[i];
        const bool personSaidNothing = mine == Policy{}.defaults[i];
        if (isStricter(theirs, mine) || (trusted && personSaidNothing))
            mine = theirs;
    }
    return evaluator;
}

void Evaluator::add(const Policy& policy, bool mayLoosen)
{
    for (const auto& rule : policy.rules) {
        if (rule.verdict == Verdict::Allow && !mayLoosen)
            continue;
        Rule compiled{rule, std::nullopt, {}};
        if (!rule.when.empty()) {
            if (auto when = expr::Expression::compile(rule.when))
                compiled.when = *when;
            else
                compiled.broken = when.error().text();
        }
        m_rules.push_back(std::move(compiled));
    }
    for (const auto& label : policy.labels) {
        LabelRule kept = label;
        if (!mayLoosen) { // labels of a foreign workspace may only get worse
            if (kept.integrity && *kept.integrity != Integrity::Untrusted)
                kept.integrity.reset();
            if (kept.confidentiality == Confidentiality::Public)
                kept.confidentiality.reset();
        }
        m_labels.push_back(std::move(kept));
    }
}

Evaluator::Match Evaluator::matches(const Rule& rule, const Question& question, std::string& error)
{
    if (!rule.rule.tool.empty() && !matchesGlob(rule.rule.tool, question.tool->name))
        return Match::No;
    if (rule.rule.effects) {
        const bool fits = rule.rule.verdict == Verdict::Allow
            ? rule.rule.effects->covers(question.effects)
            : rule.rule.effects->intersects(question.effects);
        if (!fits)
            return Match::No;
    }
    if (!rule.broken.empty()) {
        error = rule.broken;
        return Match::Unknown;
    }
    if (!rule.when)
        return Match::Yes;
    static const Json nothing = Json::object();
    expr::Scope scope;
    scope.names = {{"args", question.args ? question.args : &nothing},
                   {"run", question.run ? question.run : &nothing},
                   {"state", question.state ? question.state : &nothing}};
    scope.file = question.file;
    const auto holds = rule.when->holds(scope);
    if (!holds) {
        error = holds.error().text();
        return Match::Unknown;
    }
    return *holds ? Match::Yes : Match::No;
}

std::optional<Ruling> Evaluator::ruleOf(Verdict verdict, const Question& question) const
{
    std::optional<Ruling> doubtful;
    for (const auto& rule : m_rules) {
        if (rule.rule.verdict != verdict)
            continue;
        std::string error;
        const auto match = matches(rule, question, error);
        if (match == Match::Yes)
            return Ruling{verdict, rule.rule.name, rule.rule.reason, true};
        if (match == Match::Unknown && verdict != Verdict::Allow && !doubtful)
            doubtful =
                Ruling{Verdict::Ask, rule.rule.name, "The rule could not be evaluated: " + error,
                       verdict != Verdict::Deny};
    }
    return doubtful;
}

Ruling Evaluator::byDefault(const Question& question) const
{
    Ruling ruling{Verdict::Allow, "no effects", {}, true};
    for (const auto effect : question.effects.list()) {
        const auto verdict = m_defaults[std::size_t(effect)];
        if (ruling.rule == "no effects" || isStricter(verdict, ruling.verdict))
            ruling = {verdict,
                      "default: " + std::string(effectName(effect)) + " → "
                          + std::string(verdictName(verdict)),
                      {},
                      true};
    }
    return ruling;
}

Ruling Evaluator::decide(const Question& question, const Grants& grants) const
{
    if (auto denied = ruleOf(Verdict::Deny, question))
        return *denied;
    if (auto asked = alwaysAsked(question))
        return *asked;
    if (auto asked = askedByLabels(question))
        return *asked;
    if (auto asked = ruleOf(Verdict::Ask, question))
        return *asked;
    if (auto grant = grants.covering(question.tool->name, question.argumentsHash))
        return {Verdict::Allow, "grant: " + grant->matcher(), "You allowed it at an earlier gate.",
                true};
    if (auto allowed = ruleOf(Verdict::Allow, question))
        return *allowed;
    if (question.tool->approval == Approval::Never && question.trusted)
        return {Verdict::Allow, "approval: never", {}, true};
    return byDefault(question);
}

Label Evaluator::labelOf(std::string_view path, Label fallback) const
{
    Label label = fallback;
    for (const auto& rule : m_labels) {
        if (!matchesGlob(rule.files, path, '/'))
            continue;
        if (rule.integrity)
            label.integrity = *rule.integrity;
        if (rule.confidentiality)
            label.confidentiality = *rule.confidentiality;
    }
    return label;
}

} // namespace signalbox::gate
