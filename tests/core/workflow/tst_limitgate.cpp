// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workflow/limitgate.h"

#include "base/jsonvalue.h"
#include "core/tools/eventtext.h"
#include "core/workflow/runbench.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::testing;
using namespace signalbox::workflow;

namespace {
const std::string place = "/agent:clerk:1/step:3";
const budget::Breach tokens{LimitKind::Tokens, 900, 1000};

GateAnswer decides(GateDecision decision, Limits limits = {})
{
    GateAnswer answer;
    answer.decision = decision;
    answer.limits = limits;
    return answer;
}
} // namespace

class TestLimitGate : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesTheLimitsThatAreSet()
    {
        QCOMPARE(dumpJson(limitsJson({})), std::string("{}"));
        Limits all{3, 1000, Money::fromUsd(0.25), std::chrono::milliseconds(1500), 7};
        QCOMPARE(dumpJson(limitsJson(all)),
                 std::string(
                     R"({"cost_usd":0.25,"seconds":1.5,"steps":3,"tokens":1000,"tool_calls":7})"));
    }

    void readsABreachAsItWasWritten_data()
    {
        QTest::addColumn<int>("kind");
        for (int kind = 0; kind < 5; ++kind)
            QTest::addRow("%s", std::string(limitName(LimitKind(kind))).c_str()) << kind;
    }
    void readsABreachAsItWasWritten()
    {
        QFETCH(int, kind);
        const budget::Breach breach{LimitKind(kind), 0.1, 12345678.5};
        QCOMPARE(budget::breachFromJson(budget::breachJson(breach)), std::optional(breach));
    }

    void readsNoBreachOutOfSomethingElse()
    {
        for (const char* text : {"", "{", "[]", "{}", R"({"limit":"patience"})", R"({"limit":5})"})
            QVERIFY2(!budget::breachFromJson(text), text);
    }

    void endsWithoutAPerson_data()
    {
        QTest::addColumn<bool>("approve");
        QTest::addRow("deny") << false;
        QTest::addRow("approve: a limit is never extended") << true;
    }
    void endsWithoutAPerson()
    {
        QFETCH(bool, approve);
        RunBench run({.gates = approve ? gate::Gates::HeadlessApprove : gate::Gates::HeadlessDeny});
        QVERIFY(onBreach(run.scope, tokens, place, place + "/gate:1", {}) == AfterBreach::End);
        QCOMPARE(run.bench.lines(), std::string("budget.reached tokens 900.0 of 1000.0\n"));
    }

    void obeysThePerson_data()
    {
        QTest::addColumn<int>("decision");
        QTest::addColumn<int>("after");
        using enum GateDecision;
        QTest::addRow("extend") << int(Extend) << int(AfterBreach::Retry);
        QTest::addRow("wrap up") << int(WrapUp) << int(AfterBreach::WrapUp);
        QTest::addRow("stop") << int(Stop) << int(AfterBreach::End);
        QTest::addRow("deny") << int(Deny) << int(AfterBreach::End);
        QTest::addRow("approve is no answer to a limit") << int(Approve) << int(AfterBreach::End);
    }
    void obeysThePerson()
    {
        QFETCH(int, decision);
        QFETCH(int, after);
        RunBench run({.limits = ofTokens(1000)});
        run.bench.answers = {decides(GateDecision(decision), ofTokens(500))};
        QCOMPARE(int(onBreach(run.scope, tokens, place, place + "/gate:1", {})), after);
        QCOMPARE(*run.bench.ledger.limits().tokens,
                 GateDecision(decision) == GateDecision::Extend ? 1500 : 1000);
        QCOMPARE(run.bench.writer->order(),
                 std::string(" budget.reached gate.opened barrier gate.decided barrier"));
        QCOMPARE(run.bench.event(EventType::GateOpened).path, place + "/gate:1");
    }

    void extendsEveryKind()
    {
        const Limits before{1, 10, Money{100}, std::chrono::seconds(1), 1};
        RunBench run({.limits = before});
        run.bench.answers = {
            decides(GateDecision::Extend, {2, 20, Money{200}, std::chrono::seconds(2), 2})};
        QVERIFY(onBreach(run.scope, tokens, place, place + "/gate:1", {}) == AfterBreach::Retry);
        QCOMPARE(run.bench.ledger.limits(),
                 (Limits{3, 30, Money{300}, std::chrono::seconds(3), 3}));
    }

    void endsWhenTheRunIsStopped()
    {
        RunBench run;
        std::stop_source stop;
        run.bench.onGate = [&](const std::string&) { stop.request_stop(); };
        QVERIFY(onBreach(run.scope, tokens, place, place + "/gate:1", stop.get_token())
                == AfterBreach::End);
    }

    void readsTheDecisionBack_data()
    {
        QTest::addColumn<bool>("person");
        QTest::addRow("with a person") << true;
        QTest::addRow("without one") << false;
    }
    void readsTheDecisionBack()
    {
        QFETCH(bool, person);
        RunBench run({.limits = ofTokens(1000)});
        run.bench.answers = {decides(GateDecision::Extend, ofTokens(500))};
        (void)onBreach(run.scope, tokens, place, place + "/gate:1", {});
        RunBench again({.gates = person ? gate::Gates::Person : gate::Gates::HeadlessDeny,
                        .limits = ofTokens(1000),
                        .recording = run.bench.recording(),
                        .replay = true});
        QVERIFY(onBreach(again.scope, tokens, place, place + "/gate:1", {}) == AfterBreach::Retry);
        QCOMPARE(*again.bench.ledger.limits().tokens, 1500);
        QCOMPARE(again.bench.told(), run.bench.lines());
    }

    void waitsForNobodyWhereTheRecordEndsAtTheGate()
    {
        RunBench run;
        run.bench.answers = {decides(GateDecision::Stop)};
        (void)onBreach(run.scope, tokens, place, place + "/gate:1", {});
        auto events = run.bench.events();
        events.pop_back();
        for (const auto gates : {gate::Gates::Person, gate::Gates::HeadlessDeny}) {
            RunBench again({.gates = gates,
                            .recording = std::make_shared<const journal::Recording>(events),
                            .replay = true});
            QVERIFY(onBreach(again.scope, tokens, place, place + "/gate:1", {})
                    == AfterBreach::End);
        }
    }

    void warnsOnceForEachLimit()
    {
        RunBench run({.limits = {std::nullopt, 100, Money{100}, std::nullopt, 10}});
        BudgetWarnings warnings;
        const auto used = [&](std::int64_t count, Cost cost) {
            run.bench.ledger.hold({});
            run.bench.ledger.settle({}, {.input = count}, cost);
            warnings.look(run.scope, place);
        };
        used(79, Money{79});
        QCOMPARE(run.bench.lines(), std::string());
        used(1, Money{0});
        QCOMPARE(run.bench.lines(), std::string("budget.warned tokens 80.0 of 100.0\n"));
        used(1, Money{1});
        used(1, Money{1});
        QCOMPARE(run.bench.lines(),
                 std::string("budget.warned tokens 80.0 of 100.0\n"
                             "budget.warned cost_usd 8e-08 of 1e-07\n"));
    }

    void saysOnceThatACostCannotBeHeld()
    {
        RunBench run({.limits = ofCost(Money::fromUsd(1))});
        BudgetWarnings warnings;
        for (int i = 0; i < 3; ++i) {
            run.bench.ledger.hold({});
            run.bench.ledger.settle({}, {.input = 1}, std::nullopt);
            warnings.look(run.scope, place);
        }
        QCOMPARE(run.bench.lines(), std::string("budget.warned cost_usd 0.0 of 1.0\n"));
        QVERIFY(memberOf(run.bench.event(EventType::BudgetWarned), "reason").find("unknown")
                != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestLimitGate)
#include "tst_limitgate.moc"
