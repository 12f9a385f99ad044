// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/callpipeline.h"

#include "base/jsonvalue.h"
#include "core/tools/callbench.h"
#include "core/tools/eventtext.h"

#include <QTest>

#include <memory>

using namespace signalbox;
using namespace signalbox::testing;
using namespace signalbox::tools;

namespace {
const std::string a = R"({"path":"a.txt"})";

PolicyRule rule(std::string name, std::string tool, Verdict verdict, std::string reason = {},
                std::string when = {})
{
    return {std::move(name), std::move(tool), std::nullopt,
            std::move(when), verdict,         std::move(reason)};
}

GateAnswer decides(GateDecision decision, std::string reason = {})
{
    GateAnswer answer;
    answer.decision = decision;
    answer.reason = std::move(reason);
    return answer;
}

GateAnswer approves(GrantScope scope = GrantScope::Once)
{
    auto answer = decides(GateDecision::Approve);
    answer.scope = scope;
    return answer;
}

GateAnswer edits(std::string arguments)
{
    auto answer = decides(GateDecision::Edit);
    answer.arguments = std::move(arguments);
    return answer;
}

GateAnswer answers(std::string result)
{
    auto answer = decides(GateDecision::Answer);
    answer.result = std::move(result);
    return answer;
}

RunnerResult gives(std::string json, bool ok = true)
{
    RunnerResult result;
    result.ok = ok;
    result.result = std::move(json);
    return result;
}

ToolDefinition withRetries(std::string name, Effects effects, bool idempotent)
{
    auto tool = definition(std::move(name), effects);
    tool.retries = 2;
    tool.idempotent = idempotent;
    return tool;
}

void add(CallBench& bench, ToolDefinition tool, bool confined = true)
{
    bench.registry.add(std::make_shared<const ToolDefinition>(std::move(tool)), &bench.runner,
                       confined);
}

// What a replay of everything the bench has written tells and answers, compared with what was written.
struct Replayed
{
    std::string told;
    ToolAnswer answer;
    Label label;
    bool stopRun = false;
    int runs = 0;
    bool diverged = false;
};

Replayed replay(const CallBench& bench, const ToolCall& call,
                const std::function<void(CallBench&)>& prepare = {})
{
    CallBench again({.gates = bench.settings.gates,
                     .policy = bench.settings.policy,
                     .recording = bench.recording(),
                     .replay = true});
    if (prepare)
        prepare(again);
    const auto outcome = again.call(call, again.site());
    return {again.told(),    outcome.answer,      outcome.label,
            outcome.stopRun, again.runner.runs(), again.seam->divergence().has_value()};
}
} // namespace

#define COMPARE_TEXT(actual, expected)                                                             \
    QCOMPARE(QString::fromStdString(actual), QString::fromStdString(expected))

class TestCallPipeline : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void runsAPlainRead()
    {
        CallBench bench;
        const auto outcome = bench.call("read", a);
        COMPARE_TEXT(bench.lines(),
                     "tool.requested read{\"path\":\"a.txt\"}\n"
                     "tool.checked ok\n"
                     "policy.decided allow (default: read → allow)\n"
                     "tool.started {\"path\":\"a.txt\"}\n"
                     "tool.finished ok \"ran read\"\n");
        QCOMPARE(outcome.answer, (ToolAnswer{"call_1", "read", "ran read", true}));
        QCOMPARE(outcome.label, (Label{Integrity::Untrusted, Confidentiality::Public}));
        COMPARE_TEXT(outcome.resultJson, "\"ran read\"");
        COMPARE_TEXT(bench.writer->order(),
                     " tool.requested tool.checked policy.decided tool.started tool.finished");
    }

    void refusesBeforeTheGate_data()
    {
        QTest::addColumn<QString>("tool");
        QTest::addColumn<QString>("arguments");
        QTest::addColumn<QString>("told"); // behind tool.requested
        QTest::addColumn<QString>("words"); // in the answer
        QTest::addRow("unknown tool") << "raed"
                                      << "{}"
                                      << "tool.checked not ok: unknown_tool"
                                      << "there is no tool \"raed\"; did you mean read";
        QTest::addRow("nothing like it") << "zzzzzzzzzzzz"
                                         << "{}"
                                         << "tool.checked not ok: unknown_tool"
                                         << "there is no tool \"zzzzzzzzzzzz\"";
        QTest::addRow("schema") << "read"
                                << R"({"path":7})"
                                << "tool.checked not ok: schema path"
                                << "invalid arguments: path";
        QTest::addRow("an argument too many") << "read"
                                              << R"({"pth":"a"})"
                                              << "tool.checked not ok: schema pth"
                                              << "invalid arguments: pth";
        QTest::addRow("meaning") << "guarded"
                                 << R"({"n":3})"
                                 << "tool.checked not ok: require"
                                 << "invalid arguments: n must be even";
        QTest::addRow("a named check") << "guarded"
                                       << R"({"n":2,"path":"../x"})"
                                       << "tool.checked not ok: path_in_workspace path"
                                       << "path: must be a path inside the workspace";
        QTest::addRow("resolve") << "read"
                                 << R"({"path":"/etc/shadow"})"
                                 << "tool.checked not ok: resolve"
                                 << "outside the workspace";
        QTest::addRow("a definition that is broken") << "broken"
                                                     << "{}"
                                                     << "tool.checked not ok: definition"
                                                     << "the tool cannot be called";
        QTest::addRow("arguments that are a list") << "read"
                                                   << "[]"
                                                   << ""
                                                   << "the arguments must be one JSON object";
        QTest::addRow("arguments that are no JSON") << "read"
                                                    << "{\"path\":"
                                                    << ""
                                                    << "the arguments must be one JSON object";
        QTest::addRow("nothing") << ""
                                 << ""
                                 << ""
                                 << "the arguments must be one JSON object";
    }
    void refusesBeforeTheGate()
    {
        QFETCH(QString, tool);
        QFETCH(QString, arguments);
        QFETCH(QString, told);
        QFETCH(QString, words);
        CallBench bench;
        auto guarded = definition("guarded", {Effect::Read});
        guarded.checks = {{"", "", "args.n % 2 == 0", "n must be even"},
                          {"path", "path_in_workspace", "", ""}};
        add(bench, guarded);
        auto broken = definition("broken", {Effect::Read});
        broken.parameters = R"({"type":"nothing"})";
        add(bench, broken);
        bench.runner.onResolve = [](const ToolDefinition&, const Json& given) -> Result<Resolved> {
            if (stringAt(given, "path").starts_with('/'))
                return fail(Errc::Denied, "outside the workspace");
            return FakeRunner::resolved(given, "1");
        };
        const auto outcome = bench.call(tool.toStdString(), arguments.toStdString());
        QVERIFY(!outcome.answer.ok);
        QVERIFY2(outcome.answer.text.find(words.toStdString()) != std::string::npos,
                 outcome.answer.text.c_str());
        const auto events = bench.events();
        COMPARE_TEXT(eventText(events.back()).substr(0, 21), "tool.finished failed ");
        COMPARE_TEXT(eventLines({events.begin() + 1, events.end() - 1}),
                     told.isEmpty() ? "" : told.toStdString() + "\n");
        COMPARE_TEXT(unpairedCalls(events), "");
        QCOMPARE(bench.runner.runs(), 0);
        QCOMPARE(bench.ledger.totals().toolCalls, 0);
    }

    void answersAProblemOfTheReplyWithItsWords()
    {
        CallBench bench;
        const ToolCall call{"c", "write", "{\"path\":\"a", "not run: the reply was cut"};
        const auto outcome = bench.call(call, bench.site());
        COMPARE_TEXT(bench.lines(),
                     "tool.requested write\"{\\\"path\\\":\\\"a\"\n"
                     "tool.finished failed \"not run: the reply was cut\"\n");
        QCOMPARE(outcome.answer, (ToolAnswer{"c", "write", "not run: the reply was cut", false}));
    }

    void deniesByARuleAndGivesTheReason()
    {
        CallBench bench({.policy = policyOf({rule("no mail", "send", Verdict::Deny,
                                                  "write to the shared inbox instead",
                                                  "args.to.endsWith('@evil.example')")})});
        const auto outcome = bench.call("send", R"({"to":"x@evil.example"})");
        COMPARE_TEXT(outcome.answer.text, "denied: write to the shared inbox instead");
        COMPARE_TEXT(bench.lines(),
                     "tool.requested send{\"to\":\"x@evil.example\"}\n"
                     "tool.checked ok\n"
                     "policy.decided deny (no mail)\n"
                     "tool.finished failed \"denied: write to the shared inbox instead\"\n");
        QCOMPARE(bench.runner.runs(), 0);
        QCOMPARE(outcome.label, (Label{Integrity::Trusted, Confidentiality::Public}));
    }

    void deniesWithTheNameOfARuleThatGivesNoReason()
    {
        CallBench bench({.gates = gate::Gates::HeadlessApprove,
                         .policy = policyOf({rule("never", "*", Verdict::Deny)})});
        COMPARE_TEXT(bench.call("write", a).answer.text, "denied: rule never");
        COMPARE_TEXT(bench.call("ask_user", R"({"question":"may I?"})").answer.text,
                     "denied: rule never");
        QCOMPARE(bench.runner.runs(), 0);
    }

    void deniesWithoutAPerson()
    {
        CallBench bench({.gates = gate::Gates::HeadlessDeny});
        const auto outcome = bench.call("write", a);
        COMPARE_TEXT(bench.lines(),
                     "tool.requested write{\"path\":\"a.txt\"}\n"
                     "tool.checked ok\n"
                     "policy.decided ask (default: write → ask)\n"
                     "gate.opened call write{\"path\":\"a.txt\"} (default: write → ask) grantable\n"
                     "gate.decided deny by headless reason=\"no person is here to approve it "
                     "(default: write → ask)\"\n"
                     "tool.finished failed \"denied: no person is here to approve it (default: "
                     "write → ask)\"\n");
        QVERIFY(!outcome.stopRun && !outcome.cancelled && !outcome.breach);
        QCOMPARE(bench.runner.runs(), 0);
    }

    void approvesWithoutAPersonWhenTold()
    {
        CallBench bench({.gates = gate::Gates::HeadlessApprove});
        QVERIFY(bench.call("write", a).answer.ok);
        COMPARE_TEXT(bench.lines(),
                     "tool.requested write{\"path\":\"a.txt\"}\n"
                     "tool.checked ok\n"
                     "policy.decided ask (default: write → ask)\n"
                     "gate.opened call write{\"path\":\"a.txt\"} (default: write → ask) grantable\n"
                     "gate.decided approve by headless\n"
                     "tool.started {\"path\":\"a.txt\"}\n"
                     "tool.finished ok \"ran write\"\n");
    }

    void waitsForThePersonBetweenBarriers()
    {
        CallBench bench;
        bench.answers = {approves()};
        QVERIFY(bench.call("write", a).answer.ok);
        COMPARE_TEXT(bench.writer->order(),
                     " tool.requested tool.checked policy.decided gate.opened barrier gate.decided "
                     "barrier tool.started barrier tool.finished");
        COMPARE_TEXT(memberOf(bench.event(EventType::GateOpened), "hash"),
                     memberOf(bench.event(EventType::GateDecided), "hash"));
    }

    void startsNoEffectThatIsNotOnDisk()
    {
        CallBench bench({.policy = policyOf({rule("go", "*", Verdict::Allow)})});
        std::stop_source stop;
        bench.writer->onAppend = [&](const journal::Draft& draft) {
            if (draft.type == EventType::ToolStarted)
                stop.request_stop(); // the barrier behind it is cancelled
        };
        const auto outcome = bench.call("write", a, stop.get_token());
        QCOMPARE(bench.runner.runs(), 0);
        QVERIFY(outcome.cancelled && !outcome.answer.ok);
        COMPARE_TEXT(bench.writer->order(),
                     " tool.requested tool.checked policy.decided tool.started barrier "
                     "tool.finished");
    }

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

    void endsAtTheLimitOfCalls()
    {
        CallBench bench({.gates = gate::Gates::HeadlessDeny, .limits = ofCalls(1)});
        QVERIFY(bench.call("read", a).answer.ok);
        const auto outcome = bench.call("read", a);
        QVERIFY(outcome.breach.has_value());
        QCOMPARE(*outcome.breach, (budget::Breach{LimitKind::ToolCalls, 1, 1}));
        COMPARE_TEXT(outcome.answer.text,
                     "not run: the limit of tool calls of this run is reached");
        QCOMPARE(bench.runner.runs(), 1);
        COMPARE_TEXT(unpairedCalls(bench.events()), "");
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

    void marksACallThatWasStoppedWhileItRan()
    {
        CallBench bench;
        std::stop_source stop;
        bench.runner.onRun = [&](const ToolDefinition&, const Resolved&, const RunContext&,
                                 const std::stop_token& token) {
            stop.request_stop();
            return token.stop_requested() ? failedResult("cancelled") : gives("1");
        };
        const auto outcome = bench.call("read", a, stop.get_token());
        QVERIFY(outcome.cancelled && !outcome.answer.ok);
        COMPARE_TEXT(eventText(bench.events().back()), "tool.finished failed \"cancelled\"");
    }

    void repeatsOnlyWhatMayBeRepeated_data()
    {
        QTest::addColumn<bool>("effectful");
        QTest::addColumn<bool>("idempotent");
        QTest::addColumn<int>("runs");
        QTest::addRow("reading") << false << false << 3;
        QTest::addRow("idempotent") << true << true << 3;
        QTest::addRow("neither") << true << false << 1;
    }
    void repeatsOnlyWhatMayBeRepeated()
    {
        QFETCH(bool, effectful);
        QFETCH(bool, idempotent);
        QFETCH(int, runs);
        CallBench bench({.gates = gate::Gates::HeadlessApprove});
        add(bench,
            withRetries("flaky", effectful ? Effects{Effect::Write} : Effects{Effect::Read},
                        idempotent));
        std::vector<std::string> keys;
        bench.runner.onRun = [&](const ToolDefinition&, const Resolved&, const RunContext& context,
                                 const std::stop_token&) {
            keys.push_back(context.key);
            return failedResult("no luck");
        };
        QVERIFY(!bench.call("flaky", "{}").answer.ok);
        QCOMPARE(bench.runner.runs(), runs);
        QCOMPARE(std::count(keys.begin(), keys.end(), keys.front()), runs); // one key for all
        QCOMPARE(keys.front().size(), std::size_t(32));
        QCOMPARE(bench.ledger.totals().toolCalls, 1);
    }

    void stopsRepeatingOnceItWorked()
    {
        CallBench bench;
        add(bench, withRetries("flaky", {Effect::Read}, false));
        bench.runner.onRun = [&](const ToolDefinition&, const Resolved&, const RunContext&,
                                 const std::stop_token&) {
            return bench.runner.runs() < 2 ? failedResult("no luck") : gives("7");
        };
        COMPARE_TEXT(bench.call("flaky", "{}").answer.text, "7");
        QCOMPARE(bench.runner.runs(), 2);
    }

    void cutsLongResults()
    {
        CallBench bench;
        bench.runner.onRun = [](const ToolDefinition&, const Resolved&, const RunContext&,
                                const std::stop_token&) {
            return gives(quoteJson(std::string(100'000, 'x')));
        };
        auto site = bench.site();
        site.resultTokens = 100;
        const auto outcome = bench.call({"c", "read", a}, site);
        const auto shown = "\n[cut: 400 of 100000 bytes are shown; ask for a smaller part]";
        COMPARE_TEXT(outcome.answer.text, std::string(400, 'x') + shown);
        const auto finished = bench.events().back();
        COMPARE_TEXT(memberOf(finished, "truncated"), "true");
        COMPARE_TEXT(memberOf(finished, "result"), quoteJson(outcome.answer.text));
    }

    void letsNoSecretAndNoHiddenTextThrough()
    {
        CallBench bench({.secrets = {"sk-verysecret"}});
        bench.runner.onRun = [](const ToolDefinition&, const Resolved&, const RunContext&,
                                const std::stop_token&) {
            auto result = gives("{\"env\":\"KEY=sk-verysecret\",\"t\":\"a\xF3\xA0\x81\x81z\"}");
            result.errors = "warning: sk-verysecret";
            return result;
        };
        const auto outcome = bench.call("read", a);
        COMPARE_TEXT(outcome.answer.text, R"({"env":"KEY=[redacted]","t":"az"})");
        COMPARE_TEXT(eventText(bench.event(EventType::TextSanitised)),
                     "text.sanitised 1 hidden characters, 1 secrets");
        for (const auto& event : bench.events())
            QVERIFY2(event.data.find("sk-verysecret") == std::string::npos, event.data.c_str());
        QVERIFY(outcome.errors.find("sk-verysecret") == std::string::npos);
        COMPARE_TEXT(memberOf(bench.events().back(), "meta"),
                     R"({"stderr":"warning: [redacted]"})");
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

    void labelsWhatAFileBrings()
    {
        CallBench bench({.policy = policyOf({},
                                            {{"payroll/**", std::nullopt, Confidentiality::Private},
                                             {"ledger/**", Integrity::Trusted, std::nullopt}})});
        QCOMPARE(bench.call("read", R"({"path":"payroll/x"})").label,
                 (Label{Integrity::Untrusted, Confidentiality::Private}));
        QCOMPARE(bench.call("read", R"({"path":"ledger/x"})").label,
                 (Label{Integrity::Trusted, Confidentiality::Public}));
        QCOMPARE(bench.call("read", a).label,
                 (Label{Integrity::Untrusted, Confidentiality::Public}));
    }
};

QTEST_GUILESS_MAIN(TestCallPipeline)
#include "tst_callpipeline.moc"
