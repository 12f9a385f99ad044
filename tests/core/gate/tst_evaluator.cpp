// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/jsonvalue.h"
#include "gate/evaluator.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::gate;

namespace {

// One call in words: "tool effects | arguments | context".
struct Case
{
    const char* name;
    std::vector<PolicyRule> rules;
    Effects effects;
    const char* arguments = "{}";
    Label context = {};
    const char* expected; // "verdict: rule"
};

ToolDefinition tool(const std::string& name, Effects effects)
{
    ToolDefinition definition;
    definition.name = name;
    definition.declaredEffects = effects;
    definition.source = "tools/x.json";
    return definition;
}

std::string decide(const Evaluator& evaluator, const ToolDefinition& definition,
                   const char* arguments, Label context = {}, const Grants& grants = {},
                   bool sandboxed = true, bool protectedPath = false, bool trusted = true)
{
    const auto args = parseJson(arguments).value();
    Question question;
    question.tool = &definition;
    question.effects = definition.effects();
    question.args = &args;
    question.argumentsHash = arguments;
    question.context = context;
    question.sandboxed = sandboxed;
    question.touchesProtected = protectedPath;
    question.trusted = trusted;
    const auto ruling = evaluator.decide(question, grants);
    return std::string(verdictName(ruling.verdict)) + ": " + ruling.rule;
}

Policy with(std::vector<PolicyRule> rules)
{
    Policy policy;
    policy.rules = std::move(rules);
    return policy;
}

const PolicyRule allowWrites{"writes", "", Effects{Effect::Write}, "", Verdict::Allow, ""};

} // namespace

class TestEvaluator : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesTheStrictestDefaultOfTheEffects()
    {
        const auto evaluator = Evaluator::compile({}, {}, true);
        QCOMPARE(decide(evaluator, tool("t", {Effect::Read}), "{}"),
                 "allow: default: read → allow");
        QCOMPARE(decide(evaluator, tool("t", {Effect::Read, Effect::Network}), "{}"),
                 "ask: default: network → ask");
        QCOMPARE(decide(evaluator, tool("t", {}), "{}"), "allow: no effects");
    }

    void treatsAToolWithoutDeclaredEffectsAsCapableOfEverything()
    {
        const auto evaluator = Evaluator::compile({}, with({allowWrites}), true);
        auto definition = tool("t", {});
        definition.declaredEffects.reset();
        QCOMPARE(decide(evaluator, definition, "{}"), "ask: destroy → ask");
    }

    void letsADenyRuleWinOverEverything()
    {
        const PolicyRule deny{"no",          "t*",     std::nullopt, "args.to != 'me'",
                              Verdict::Deny, "no mail"};
        const auto evaluator = Evaluator::compile({}, with({allowWrites, deny}), true);
        Grants grants;
        grants.add({GrantScope::Run, "tool", "", "g"});
        QCOMPARE(decide(evaluator, tool("tool", {Effect::Write}), R"({"to":"you"})", {}, grants),
                 "deny: no");
        QCOMPARE(decide(evaluator, tool("tool", {Effect::Write}), R"({"to":"me"})", {}, grants),
                 "allow: grant: tool in this run");
    }

    void matchesAnAllowRuleOnlyWhenItCoversAllEffects()
    {
        const auto evaluator = Evaluator::compile({}, with({allowWrites}), true);
        QCOMPARE(decide(evaluator, tool("t", {Effect::Write}), "{}"), "allow: writes");
        QCOMPARE(decide(evaluator, tool("t", {Effect::Write, Effect::Network}), "{}"),
                 "ask: default: write → ask");
    }

    void asksWhereARuleCannotBeEvaluated()
    {
        const PolicyRule deny{"broken", "", std::nullopt, "args.missing == 1", Verdict::Deny, ""};
        const PolicyRule allow{"also broken",  "", std::nullopt, "args.missing == 1",
                               Verdict::Allow, ""};
        QCOMPARE(
            decide(Evaluator::compile({}, with({deny}), true), tool("t", {Effect::Read}), "{}"),
            "ask: broken");
        QCOMPARE(
            decide(Evaluator::compile({}, with({allow}), true), tool("t", {Effect::Write}), "{}"),
            "ask: default: write → ask");
        const PolicyRule noSyntax{"no syntax", "", std::nullopt, "args.", Verdict::Deny, ""};
        QCOMPARE(
            decide(Evaluator::compile({}, with({noSyntax}), true), tool("t", {Effect::Read}), "{}"),
            "ask: no syntax");
    }

    void neverLetsAGrantAnswerWhatMustAlwaysBeAsked()
    {
        const auto evaluator = Evaluator::compile({}, with({allowWrites}), true);
        Grants grants;
        grants.add({GrantScope::Run, "t", "", "g"});
        QCOMPARE(decide(evaluator, tool("t", {Effect::Destroy}), "{}", {}, grants),
                 "ask: destroy → ask");
        QCOMPARE(decide(evaluator, tool("t", {Effect::Execute}), "{}", {}, grants, false),
                 "ask: execute outside the sandbox → ask");
        QCOMPARE(decide(evaluator, tool("t", {Effect::Write}), "{}", {}, grants, true, true),
                 "ask: protected name");
        auto always = tool("t", {Effect::Read});
        always.approval = Approval::Always;
        QCOMPARE(decide(evaluator, always, "{}", {}, grants), "ask: approval: always");
    }

    void asksWhenUntrustedTextAndPrivateDataMeetAnEffect()
    {
        const PolicyRule allow{"mail", "", Effects{Effect::Network}, "", Verdict::Allow, ""};
        const auto evaluator = Evaluator::compile({}, with({allow}), true);
        const Label both{Integrity::Untrusted, Confidentiality::Private};
        QCOMPARE(decide(evaluator, tool("t", {Effect::Network}), "{}", both),
                 "ask: network + untrusted + private → ask");
        QCOMPARE(decide(evaluator, tool("t", {Effect::Network}), "{}",
                        {Integrity::Untrusted, Confidentiality::Public}),
                 "allow: mail");
        QCOMPARE(decide(evaluator, tool("t", {Effect::Read}), "{}", both),
                 "allow: default: read → allow");
    }

    void countsNoAllowRuleAndNoLooserDefaultOfAnUntrustedWorkspace()
    {
        auto policy = with({allowWrites});
        policy.defaults[std::size_t(Effect::Network)] = Verdict::Allow;
        policy.defaults[std::size_t(Effect::Read)] = Verdict::Deny;
        const auto untrusted = Evaluator::compile({}, policy, false);
        QCOMPARE(decide(untrusted, tool("t", {Effect::Write}), "{}"), "ask: default: write → ask");
        QCOMPARE(decide(untrusted, tool("t", {Effect::Network}), "{}"),
                 "ask: default: network → ask");
        QCOMPARE(decide(untrusted, tool("t", {Effect::Read}), "{}"), "deny: default: read → deny");
        const auto trusted = Evaluator::compile({}, policy, true);
        QCOMPARE(decide(trusted, tool("t", {Effect::Network}), "{}"),
                 "allow: default: network → allow");
    }

    void countsApprovalNeverOnlyInATrustedWorkspace()
    {
        const auto evaluator = Evaluator::compile({}, {}, true);
        auto never = tool("t", {Effect::Write});
        never.approval = Approval::Never;
        QCOMPARE(decide(evaluator, never, "{}"), "allow: approval: never");
        QCOMPARE(decide(evaluator, never, "{}", {}, {}, true, false, false),
                 "ask: default: write → ask");
    }

    void coversWithAGrantForTheseArgumentsNoOther()
    {
        const auto evaluator = Evaluator::compile({}, {}, true);
        Grants grants;
        grants.add({GrantScope::TheseArguments, "t", R"({"a":1})", "gate"});
        QCOMPARE(decide(evaluator, tool("t", {Effect::Write}), R"({"a":1})", {}, grants),
                 "allow: grant: t with these arguments");
        QCOMPARE(decide(evaluator, tool("t", {Effect::Write}), R"({"a":2})", {}, grants),
                 "ask: default: write → ask");
        QCOMPARE(decide(evaluator, tool("other", {Effect::Write}), R"({"a":1})", {}, grants),
                 "ask: default: write → ask");
    }

    void labelsFilesByTheirGlobs()
    {
        Policy policy;
        policy.labels = {{"payroll/**", std::nullopt, Confidentiality::Private},
                         {"ledger/**", Integrity::Trusted, std::nullopt}};
        const Label tool{Integrity::Untrusted, Confidentiality::Public};
        const auto trusted = Evaluator::compile({}, policy, true);
        QCOMPARE(trusted.labelOf("payroll/2026/october.csv", tool),
                 (Label{Integrity::Untrusted, Confidentiality::Private}));
        QCOMPARE(trusted.labelOf("ledger/a.csv", tool),
                 (Label{Integrity::Trusted, Confidentiality::Public}));
        QCOMPARE(trusted.labelOf("inbox/a.csv", tool), tool);
        // a foreign workspace cannot make its own files trusted
        QCOMPARE(Evaluator::compile({}, policy, false).labelOf("ledger/a.csv", tool), tool);
    }
};

QTEST_GUILESS_MAIN(TestEvaluator)
#include "tst_evaluator.moc"
