// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
// A call that waits for a person: what each answer makes of it, what a grant covers, what is asked again.
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

class TestCallGate : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void obeysThePerson_data()
    {
        QTest::addColumn<int>("decision");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("ok");
        QTest::addColumn<bool>("stopRun");
        QTest::addColumn<int>("runs");
        using enum GateDecision;
        QTest::addRow("deny") << int(Deny) << "denied: not today" << false << false << 0;
        QTest::addRow("skip") << int(Skip)
                              << "skipped: the person skipped this call; go on without it" << false
                              << false << 0;
        QTest::addRow("stop") << int(Stop) << "cancelled: the person stopped the run" << false
                              << true << 0;
        QTest::addRow("approve") << int(Approve) << "ran write" << true << false << 1;
        QTest::addRow("extend is no answer to a call")
            << int(Extend) << "denied: not today" << false << false << 0;
        QTest::addRow("wrap up is no answer to a call")
            << int(WrapUp) << "denied: not today" << false << false << 0;
    }

    void obeysThePerson()
    {
        QFETCH(int, decision);
        QFETCH(QString, text);
        QFETCH(bool, ok);
        QFETCH(bool, stopRun);
        QFETCH(int, runs);
        CallBench bench;
        bench.answers = {decides(GateDecision(decision), "not today")};
        const auto outcome = bench.call("write", a);
        COMPARE_TEXT(outcome.answer.text, text.toStdString());
        QCOMPARE(outcome.answer.ok, ok);
        QCOMPARE(outcome.stopRun, stopRun);
        QCOMPARE(bench.runner.runs(), runs);
        COMPARE_TEXT(unpairedCalls(bench.events()), "");
        const auto again = replay(bench, {"call_1", "write", a});
        COMPARE_TEXT(again.told, bench.lines());
        QCOMPARE(again.answer, outcome.answer);
        QCOMPARE(again.stopRun, stopRun);
        QCOMPARE(again.runs, 0);
    }

    void takesTheAnswerInTheToolsPlace_data()
    {
        QTest::addColumn<QString>("given");
        QTest::addColumn<QString>("result");
        QTest::addColumn<QString>("text");
        QTest::addRow("JSON") << R"({"total":3})"
                              << R"({"total":3})"
                              << R"({"total":3})";
        QTest::addRow("a text") << "it is done"
                                << "\"it is done\""
                                << "it is done";
        QTest::addRow("a JSON text") << "\"quoted\""
                                     << "\"quoted\""
                                     << "quoted";
        QTest::addRow("nothing") << ""
                                 << "\"\""
                                 << "";
        QTest::addRow("what looks like an error") << R"({"error":"none"})"
                                                  << R"({"error":"none"})"
                                                  << "none";
    }

    void takesTheAnswerInTheToolsPlace()
    {
        QFETCH(QString, given);
        QFETCH(QString, result);
        QFETCH(QString, text);
        CallBench bench;
        bench.answers = {answers(given.toStdString())};
        const auto outcome = bench.call("write", a);
        COMPARE_TEXT(outcome.resultJson, result.toStdString());
        QCOMPARE(outcome.answer, (ToolAnswer{"call_1", "write", text.toStdString(), true}));
        QCOMPARE(outcome.label, (Label{Integrity::Endorsed, Confidentiality::Public}));
        QCOMPARE(bench.runner.runs(), 0);
        const auto again = replay(bench, {"call_1", "write", a});
        QCOMPARE(again.answer, outcome.answer);
        QCOMPARE(again.label, outcome.label);
    }

    void runsWhatThePersonEdited()
    {
        CallBench bench;
        bench.answers = {edits(R"({"path":"b.txt"})")};
        std::string ran;
        bench.runner.onRun = [&](const ToolDefinition&, const Resolved& call, const RunContext&,
                                 const std::stop_token&) {
            ran = call.arguments;
            return gives("\"done\"");
        };
        const auto outcome = bench.call("write", a);
        COMPARE_TEXT(ran, R"({"path":"b.txt"})");
        COMPARE_TEXT(outcome.answer.text,
                     "done\n[the person edited the arguments; it ran with {\"path\":\"b.txt\"}]");
        COMPARE_TEXT(bench.lines(),
                     "tool.requested write{\"path\":\"a.txt\"}\n"
                     "tool.checked ok\n"
                     "policy.decided ask (default: write → ask)\n"
                     "gate.opened call write{\"path\":\"a.txt\"} (default: write → ask) grantable\n"
                     "gate.decided edit by human arguments={\"path\":\"b.txt\"}\n"
                     "tool.checked ok\n"
                     "tool.started {\"path\":\"b.txt\"}\n"
                     "tool.finished ok \"done\"\n");
        const auto again = replay(bench, {"call_1", "write", a});
        COMPARE_TEXT(again.told, bench.lines());
        QCOMPARE(again.answer, outcome.answer);
    }

    void holdsEditedArgumentsToTheSameRules_data()
    {
        QTest::addColumn<QString>("arguments");
        QTest::addColumn<QString>("text");
        QTest::addRow("schema") << R"({"path":5})"
                                << "invalid arguments: ";
        QTest::addRow("no object") << "[1]"
                                   << "denied: the arguments that the person entered";
        QTest::addRow("no JSON") << "{"
                                 << "denied: the arguments that the person entered";
        QTest::addRow("deny rule") << R"({"path":"secret/x"})"
                                   << "denied: keep out";
        QTest::addRow("outside") << R"({"path":"/etc/x"})"
                                 << "outside the workspace";
    }

    void holdsEditedArgumentsToTheSameRules()
    {
        QFETCH(QString, arguments);
        QFETCH(QString, text);
        CallBench bench({.policy = policyOf({rule("secret", "write", Verdict::Deny, "keep out",
                                                  "args.path.startsWith('secret/')")})});
        bench.runner.onResolve = [](const ToolDefinition&, const Json& given) -> Result<Resolved> {
            if (stringAt(given, "path").starts_with('/'))
                return fail(Errc::Denied, "outside the workspace");
            return FakeRunner::resolved(given, "1");
        };
        bench.answers = {edits(arguments.toStdString())};
        const auto outcome = bench.call("write", a);
        QVERIFY2(outcome.answer.text.starts_with(text.toStdString()), outcome.answer.text.c_str());
        QVERIFY(!outcome.answer.ok);
        QCOMPARE(bench.runner.runs(), 0);
        COMPARE_TEXT(unpairedCalls(bench.events()), "");
    }

    void grantsTheseArguments()
    {
        CallBench bench;
        bench.answers = {approves(GrantScope::TheseArguments), decides(GateDecision::Skip)};
        QVERIFY(bench.call("write", a).answer.ok);
        QVERIFY(bench.call("write", a).answer.ok); // nobody is asked
        QVERIFY(!bench.call("write", R"({"path":"b.txt"})").answer.ok); // asked: skipped
        COMPARE_TEXT(eventText(bench.event(EventType::GrantAdded)),
                     "grant.added write with these arguments");
        COMPARE_TEXT(eventLines(bench.events(), bench.site(2).path),
                     "tool.requested write{\"path\":\"a.txt\"}\n"
                     "tool.checked ok\n"
                     "policy.decided allow (grant: write with these arguments)\n"
                     "tool.started {\"path\":\"a.txt\"}\n"
                     "tool.finished ok \"ran write\"\n");
        QCOMPARE(bench.runner.runs(), 2);
    }

    void grantsTheWholeRunOfOneTool()
    {
        CallBench bench;
        bench.answers = {approves(GrantScope::Run), decides(GateDecision::Skip)};
        QVERIFY(bench.call("write", a).answer.ok);
        QVERIFY(bench.call("write", R"({"path":"b.txt"})").answer.ok);
        QVERIFY(!bench.call("send", R"({"to":"x"})").answer.ok); // another tool: asked
        COMPARE_TEXT(eventText(bench.event(EventType::GrantAdded)),
                     "grant.added write in this run");
    }

    void asksAgainOnceAGrantIsTakenBack()
    {
        CallBench bench;
        bench.grants.open(*bench.seam);
        bench.answers = {approves(GrantScope::Run), decides(GateDecision::Skip)};
        QVERIFY(bench.call("write", a).answer.ok);
        QVERIFY(bench.call("write", R"({"path":"b.txt"})").answer.ok);
        const auto gate =
            stringAt(*parseJson(bench.event(EventType::GrantAdded).data), "from_gate");
        QVERIFY(!bench.grants.revoke("another gate"));
        QVERIFY(bench.grants.revoke(gate).has_value());
        QVERIFY(!bench.grants.revoke(gate)); // once
        COMPARE_TEXT(bench.event(EventType::GrantRevoked).data,
                     "{\"by\":\"human\",\"from_gate\":\"" + gate
                         + "\",\"matcher\":\"write in this run\",\"tool\":\"write\"}");
        QCOMPARE(bench.call("write", a).end, CallEnd::Skipped); // asked
        bench.grants.close();
        QVERIFY(!bench.grants.revoke(gate));
    }

    void keepsWhatWasTakenBackInARunThatIsResumed()
    {
        CallBench bench;
        bench.grants.open(*bench.seam);
        bench.answers = {approves(GrantScope::Run)};
        QVERIFY(bench.call("write", a).answer.ok);
        QVERIFY(bench.grants.revoke(
            stringAt(*parseJson(bench.event(EventType::GrantAdded).data), "from_gate")));
        CallBench resumed({.recording = bench.recording()});
        resumed.answers = {decides(GateDecision::Skip)};
        resumed.grants.open(*resumed.seam);
        QVERIFY(resumed.call("write", a).answer.ok); // as it went
        QCOMPARE(resumed.call("write", a).end, CallEnd::Skipped); // asked
        CallBench again({.recording = bench.recording(), .replay = true});
        again.grants.open(*again.seam);
        QVERIFY(again.call("write", a).answer.ok);
        again.seam->tellRest();
        COMPARE_TEXT(again.told(), bench.lines());
    }

    void grantsNothingWhereEveryCallMustBeAsked_data()
    {
        QTest::addColumn<QString>("tool");
        QTest::addColumn<QString>("arguments");
        QTest::addRow("destroy") << "erase" << QString::fromStdString(a);
        QTest::addRow("approval: always") << "always" << QString::fromStdString(a);
        QTest::addRow("outside the sandbox") << "outside" << QString::fromStdString(a);
        QTest::addRow("protected name") << "write"
                                        << R"({"path":"policy.json"})";
    }

    void grantsNothingWhereEveryCallMustBeAsked()
    {
        QFETCH(QString, tool);
        QFETCH(QString, arguments);
        CallBench bench;
        auto always = definition("always", {Effect::Write});
        always.approval = Approval::Always;
        add(bench, always);
        add(bench, definition("outside", {Effect::Read}), false);
        bench.answers = {approves(GrantScope::Run), decides(GateDecision::Deny)};
        QVERIFY(bench.call(tool.toStdString(), arguments.toStdString()).answer.ok);
        QVERIFY(!bench.call(tool.toStdString(), arguments.toStdString()).answer.ok);
        for (const auto& event : bench.events())
            QVERIFY(event.type != EventType::GrantAdded);
        // and none is left behind for what could be granted
        QVERIFY(!bench.grants.covering(tool.toStdString(), "").has_value());
    }

    void asksAgainWhereThePathChangedMeanwhile()
    {
        CallBench bench;
        int asked = 0;
        bench.runner.onResolve = [&](const ToolDefinition&, const Json& given) {
            return FakeRunner::resolved(given, ++asked == 1 ? "1" : "2"); // changes once
        };
        bench.answers = {approves(), approves()};
        QVERIFY(bench.call("write", a).answer.ok);
        QCOMPARE(bench.runner.runs(), 1);
        const auto first = bench.event(EventType::GateOpened, 0);
        const auto second = bench.event(EventType::GateOpened, 1);
        QVERIFY(memberOf(first, "hash") != memberOf(second, "hash"));
        QVERIFY(memberOf(first, "gate_id") != memberOf(second, "gate_id"));
        COMPARE_TEXT(memberOf(second, "reason"),
                     "\"What the call would touch has changed since it was approved.\"");
        const auto again = replay(bench, {"call_1", "write", a});
        COMPARE_TEXT(again.told, bench.lines());
    }

    void deniesWhatKeepsChanging()
    {
        CallBench bench;
        int asked = 0;
        bench.runner.onResolve = [&](const ToolDefinition&, const Json& given) {
            return FakeRunner::resolved(given, std::to_string(++asked));
        };
        bench.answers = {approves(), approves(), approves()};
        const auto outcome = bench.call("write", a);
        QVERIFY2(outcome.answer.text.starts_with("denied: unstable"), outcome.answer.text.c_str());
        QCOMPARE(bench.runner.runs(), 0);
        QCOMPARE(asked, 3);
    }

    void deniesWhatCanNoLongerBeResolved()
    {
        CallBench bench;
        int asked = 0;
        bench.runner.onResolve = [&](const ToolDefinition&, const Json& given) -> Result<Resolved> {
            if (++asked > 1)
                return fail(Errc::Denied, "it leads outside now");
            return FakeRunner::resolved(given, "1");
        };
        bench.answers = {approves()};
        QVERIFY(bench.call("write", a).answer.text.starts_with("denied: unstable"));
        QCOMPARE(bench.runner.runs(), 0);
    }

    void runsTheHandlesThatWereApproved()
    {
        CallBench bench;
        bench.answers = {approves()};
        int asked = 0;
        bench.runner.onResolve = [&](const ToolDefinition&, const Json& given) {
            ++asked;
            return FakeRunner::resolved(given, "same");
        };
        QVERIFY(bench.call("write", a).answer.ok);
        QCOMPARE(asked, 2); // before the gate and behind it, never in the run
    }

    void goesOnWhereThePersonExtended()
    {
        CallBench bench({.limits = ofCalls(0)});
        std::vector<int> gates;
        bench.parts.onBreach = [&](const budget::Breach&, const std::string&, int gate,
                                   const std::stop_token&) {
            gates.push_back(gate);
            if (gates.size() == 2)
                bench.ledger.extend(ofCalls(1)); // the first answer added nothing
            return AfterLimit::Retry;
        };
        QVERIFY(bench.call("read", a).answer.ok);
        QCOMPARE(gates, (std::vector<int>{1, 2})); // each gate has a place of its own
    }

    void stopsWhileAGateWaits()
    {
        CallBench bench;
        std::stop_source stop;
        bench.onGate = [&](const std::string&) { stop.request_stop(); };
        const auto outcome = bench.call("write", a, stop.get_token());
        QVERIFY(outcome.cancelled && !outcome.stopRun);
        COMPARE_TEXT(outcome.answer.text, "cancelled: the run was stopped");
        COMPARE_TEXT(unpairedCalls(bench.events()), "");
        QCOMPARE(bench.runner.runs(), 0);
    }

    void asksWhereTheModelIsUnsure()
    {
        CallBench bench({.policy = policyOf({rule("go", "*", Verdict::Allow)})});
        auto site = bench.site();
        site.askBelow = 0.7;
        bench.answers = {approves(GrantScope::Run)};
        const auto outcome =
            bench.call({"c", "write", R"({"path":"a.txt","_confidence":0.4})"}, site);
        QVERIFY(outcome.answer.ok);
        COMPARE_TEXT(
            bench.lines(),
            "tool.requested write{\"_confidence\":0.4,\"path\":\"a.txt\"}\n"
            "tool.checked ok\n"
            "policy.decided allow (go)\n"
            "gate.opened confidence write{\"path\":\"a.txt\"} (confidence)\n"
            "gate.decided approve by human scope=\"run\"\n"
            "tool.started {\"path\":\"a.txt\"}\n"
            "tool.finished ok \"ran write\"\n"); // no grant: it could not have been offered
        site = bench.site(2);
        site.askBelow = 0.7;
        QVERIFY(
            bench.call({"d", "write", R"({"path":"a.txt","_confidence":0.7})"}, site).answer.ok);
        QVERIFY(bench.call({"e", "read", R"({"path":"a.txt","_confidence":0.1})"}, bench.site(3))
                    .answer.ok);
    }

    void obeysTheBreaker_data()
    {
        QTest::addColumn<int>("action");
        QTest::addColumn<bool>("person");
        QTest::addColumn<bool>("approved");
        QTest::addColumn<bool>("ran");
        QTest::addColumn<bool>("stopRun");
        using enum budget::BreakerAction;
        QTest::addRow("tell") << int(Tell) << true << false << false << false;
        QTest::addRow("ask, approved") << int(Ask) << true << true << true << false;
        QTest::addRow("ask, denied") << int(Ask) << true << false << false << false;
        QTest::addRow("stop") << int(Stop) << true << false << false << true;
        QTest::addRow("without a person it ends nothing")
            << int(Stop) << false << false << false << false;
    }

    void obeysTheBreaker()
    {
        QFETCH(int, action);
        QFETCH(bool, person);
        QFETCH(bool, approved);
        QFETCH(bool, ran);
        QFETCH(bool, stopRun);
        CallBench bench({.gates = person ? gate::Gates::Person : gate::Gates::HeadlessApprove});
        bench.answers = {approved ? approves() : decides(GateDecision::Deny)};
        auto site = bench.site();
        site.trip = budget::Trip{"read", "the same call 4 times", budget::BreakerAction(action)};
        const auto outcome = bench.call({"c", "read", a}, site);
        QCOMPARE(outcome.answer.ok, ran);
        QCOMPARE(outcome.stopRun, stopRun);
        QCOMPARE(bench.runner.runs(), ran ? 1 : 0);
        COMPARE_TEXT(unpairedCalls(bench.events()), "");
    }

    void asksThePersonAQuestion_data()
    {
        QTest::addColumn<int>("decision");
        QTest::addColumn<bool>("ok");
        QTest::addColumn<QString>("text");
        using enum GateDecision;
        QTest::addRow("answer") << int(Answer) << true << "blue";
        QTest::addRow("choose") << int(Choose) << true << "red";
        QTest::addRow("approve") << int(Approve) << true << "blue";
        QTest::addRow("edit") << int(Edit) << true << "blue";
        QTest::addRow("retry") << int(Retry) << true << "blue";
        QTest::addRow("deny") << int(Deny) << false << "denied: the person said no";
        QTest::addRow("skip") << int(Skip) << false
                              << "skipped: the person skipped this call; go on without it";
        QTest::addRow("stop") << int(Stop) << false << "cancelled: the person stopped the run";
    }

    void asksThePersonAQuestion()
    {
        QFETCH(int, decision);
        QFETCH(bool, ok);
        QFETCH(QString, text);
        CallBench bench;
        auto given = answers(GateDecision(decision) == GateDecision::Choose ? "" : "blue");
        given.decision = GateDecision(decision);
        given.choice = "red";
        given.arguments = R"({"question":"x"})";
        bench.answers = {given};
        const std::string question = R"({"question":"Which colour?"})";
        const auto outcome = bench.call("ask_user", question);
        QCOMPARE(outcome.answer.ok, ok);
        COMPARE_TEXT(outcome.answer.text, text.toStdString());
        COMPARE_TEXT(unpairedCalls(bench.events()), "");
        COMPARE_TEXT(memberOf(bench.event(EventType::GateOpened), "reason"), "\"Which colour?\"");
        const auto again = replay(bench, {"call_1", "ask_user", question});
        COMPARE_TEXT(again.told, bench.lines());
        QCOMPARE(again.answer, outcome.answer);
    }

    void tellsTheModelThatNobodyIsThere()
    {
        CallBench bench({.gates = gate::Gates::HeadlessApprove});
        const auto outcome = bench.call("ask_user", R"({"question":"Which colour?"})");
        QVERIFY(!outcome.answer.ok);
        QVERIFY(outcome.answer.text.starts_with("no person is here"));
    }
};

QTEST_GUILESS_MAIN(TestCallGate)
#include "tst_callgate.moc"
