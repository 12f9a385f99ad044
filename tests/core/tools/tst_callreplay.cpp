// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
// A call that was recorded: what a replay and a resumed run make of it.
#include "tools/callpipeline.h"

#include "base/jsonvalue.h"
#include "core/tools/callbench.h"
#include "core/tools/callwords.h"
#include "core/tools/eventtext.h"
#include "testing/comparetext.h"

#include <QTest>

#include <string>

using namespace signalbox;
using namespace signalbox::testing;
using namespace signalbox::tools;

namespace {
const std::string a = "{\"path\":\"a.txt\"}";
} // namespace

class TestCallReplay : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void replaysWithoutRunning_data()
    {
        QTest::addColumn<QString>("result");
        QTest::addColumn<bool>("ok");
        QTest::addRow("text") << "\"a text\"" << true;
        QTest::addRow("object") << R"({"b":1,"a":[true,null]})" << true;
        QTest::addRow("an object that only holds an error, of a call that went well")
            << R"({"error":"0 found"})" << true;
        QTest::addRow("null") << "null" << true;
        QTest::addRow("no JSON") << "plain words" << true;
        QTest::addRow("failed") << R"({"error":"no such file"})" << false;
        QTest::addRow("failed with an object") << R"({"error":{"code":5}})" << false;
        QTest::addRow("failed with more") << R"({"error":"x","exit_code":1})" << false;
        QTest::addRow("failed with a text") << "\"words\"" << false;
        QTest::addRow("failed with a list") << "[1,2]" << false;
        QTest::addRow("secret") << "\"sk-verysecret\"" << true;
        QTest::addRow("long") << QString::fromStdString(quoteJson(std::string(20'000, 'y')))
                              << true;
        QTest::addRow("long and failed")
            << QString::fromStdString("{\"error\":" + quoteJson(std::string(20'000, 'y')) + "}")
            << false;
    }

    void replaysWithoutRunning()
    {
        QFETCH(QString, result);
        QFETCH(bool, ok);
        CallBench bench({.gates = gate::Gates::HeadlessApprove, .secrets = {"sk-verysecret"}});
        bench.runner.onRun = [&](const ToolDefinition&, const Resolved&, const RunContext&,
                                 const std::stop_token&) {
            return gives(result.toStdString(), ok);
        };
        const auto outcome = bench.call("write", a);
        QCOMPARE(outcome.answer.ok, ok);
        const auto again = replay(bench, {"call_1", "write", a});
        COMPARE_TEXT(again.told, bench.lines());
        QCOMPARE(again.answer, outcome.answer);
        QCOMPARE(again.label, outcome.label);
        QCOMPARE(again.runs, 0);
        QVERIFY(!again.diverged);
    }

    void replaysTheEndAtALimit()
    {
        CallBench bench({.gates = gate::Gates::HeadlessDeny, .limits = ofCalls(0)});
        bench.parts.onBreach = [&](const budget::Breach& breach, const std::string& path, int,
                                   const std::stop_token&) {
            (void)bench.seam->emit(path, EventType::BudgetReached,
                                   dumpJson(Json{{"limit", limitName(breach.limit)},
                                                 {"used", breach.used},
                                                 {"of", breach.of}}));
            return AfterLimit::End;
        };
        const auto outcome = bench.call("read", a);
        CallBench again({.recording = bench.recording(), .replay = true});
        again.parts.onBreach = [&](const budget::Breach& breach, const std::string& path, int,
                                   const std::stop_token&) {
            (void)again.seam->emit(path, EventType::BudgetReached,
                                   dumpJson(Json{{"limit", limitName(breach.limit)},
                                                 {"used", breach.used},
                                                 {"of", breach.of}}));
            return AfterLimit::End;
        };
        const auto folded = again.call("read", a);
        COMPARE_TEXT(again.told(), bench.lines());
        QCOMPARE(folded.breach, outcome.breach);
        QCOMPARE(outcome.end, CallEnd::Limit);
        QCOMPARE(folded.end, CallEnd::Limit);
    }

    void runsNothingInAReplayWhoseRecordEnds_data()
    {
        QTest::addColumn<int>("kept"); // events of the record
        QTest::addRow("requested") << 1;
        QTest::addRow("checked") << 2;
        QTest::addRow("ruled") << 3;
        QTest::addRow("gate open") << 4;
        QTest::addRow("gate decided") << 5;
        QTest::addRow("started") << 6;
    }

    void runsNothingInAReplayWhoseRecordEnds()
    {
        QFETCH(int, kept);
        CallBench bench;
        bench.answers = {approves()};
        QVERIFY(bench.call("write", a).answer.ok);
        auto events = bench.events();
        events.resize(std::size_t(kept));
        CallBench again(
            {.recording = std::make_shared<const journal::Recording>(events), .replay = true});
        const auto outcome = again.call("write", a);
        QCOMPARE(again.runner.runs(), 0);
        QVERIFY(outcome.cancelled);
        QVERIFY(!again.seam->divergence());
    }

    // A retry that was killed too is in doubt again: what was decided of the first does not hold for it.

    void asksEachTimeThatACallWasKilled()
    {
        CallBench first;
        first.answers = {approves()};
        (void)first.call("write", a);
        auto events = first.events();
        events.pop_back(); // killed before its result
        const auto resumed = [&events](GateDecision decision) {
            auto bench = std::make_unique<CallBench>(
                BenchSettings{.recording = std::make_shared<const journal::Recording>(events)});
            bench->parts.inDoubt = [decision](const std::string&) {
                return std::optional(GateAnswer{decision, "human", {}, {}, {}, {}, {}});
            };
            (void)bench->call("write", a);
            return bench;
        };
        for (const int runs : {1, 1, 0}) { // retried, retried again, done
            const auto bench = resumed(runs == 1 ? GateDecision::Retry : GateDecision::Done);
            QCOMPARE(bench->runner.runs(), runs);
            const auto more = bench->events();
            QCOMPARE(more.front().type, EventType::GateOpened);
            events.insert(events.end(), more.begin(), more.end() - 1);
        }
    }

    void givesTheModelWhatAPersonSaysOfACallInDoubt_data()
    {
        QTest::addColumn<QByteArray>("said");
        QTest::addColumn<QByteArray>("text");
        QTest::addRow("not known")
            << QByteArray()
            << QByteArray("{\"note\":\"marked done by the person, output unknown\"}");
        QTest::addRow("json") << QByteArray("{\"line\": 4}") << QByteArray("{\"line\":4}");
        QTest::addRow("text") << QByteArray("sent <b>once</b>") << QByteArray("sent <b>once</b>");
    }

    void givesTheModelWhatAPersonSaysOfACallInDoubt()
    {
        QFETCH(QByteArray, said);
        QFETCH(QByteArray, text);
        CallBench first;
        first.answers = {approves()};
        (void)first.call("write", a);
        auto events = first.events();
        events.pop_back(); // killed before its result
        CallBench resumed({.recording = std::make_shared<const journal::Recording>(events)});
        GateAnswer done;
        done.decision = GateDecision::Done;
        done.result = said.toStdString();
        resumed.answers = {done};
        const auto outcome = resumed.call("write", a);
        QCOMPARE(resumed.runner.runs(), 0);
        QVERIFY(outcome.answer.ok);
        QCOMPARE(QByteArray::fromStdString(outcome.answer.text), text);
        QCOMPARE(outcome.label, (Label{Integrity::Endorsed, Confidentiality::Public}));
        // the same from the record, which has it whole
        for (const auto& event : resumed.events())
            events.push_back(event);
        CallBench again(
            {.recording = std::make_shared<const journal::Recording>(events), .replay = true});
        QCOMPARE(QByteArray::fromStdString(again.call("write", a).answer.text), text);
        QVERIFY(!again.seam->divergence());
    }

    void keepsGrantsAndCountsOfARecordedCall()
    {
        CallBench bench;
        bench.answers = {approves(GrantScope::Run)};
        QVERIFY(bench.call("write", a).answer.ok);
        // the same run goes on live: the grant holds, the call is counted
        CallBench again({.limits = ofCalls(2), .recording = bench.recording()});
        QVERIFY(again.call("write", a).answer.ok);
        QCOMPARE(again.runner.runs(), 0);
        QCOMPARE(again.ledger.totals().toolCalls, 1);
        QVERIFY(again.call("write", R"({"path":"b.txt"})").answer.ok); // nobody to ask: allowed
        QCOMPARE(again.runner.runs(), 1);
        QVERIFY(again.call("write", a).breach.has_value());
    }
};

QTEST_GUILESS_MAIN(TestCallReplay)
#include "tst_callreplay.moc"
