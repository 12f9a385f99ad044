// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
// What a run gives its calls: where they are held, the state of its graph, the keys it has used.
#include "tools/callpipeline.h"

#include "base/jsonvalue.h"
#include "core/tools/callbench.h"
#include "core/tools/eventtext.h"
#include "testing/comparetext.h"

#include <QTest>

#include <algorithm>

using namespace signalbox;
using namespace signalbox::testing;
using namespace signalbox::tools;

namespace {
const std::string a = "{\"path\":\"a.txt\"}";

void addWithFallback(CallBench& bench, const std::string& name, const std::string& fallback)
{
    auto tool = definition(name, {Effect::Read});
    tool.fallback = fallback;
    bench.registry.add(std::make_shared<const ToolDefinition>(std::move(tool)), &bench.runner,
                       true);
}
} // namespace

class TestCallSurroundings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void holdsWhereTheRunIsPaused()
    {
        CallBench bench;
        std::vector<HoldPoint::When> passed;
        std::size_t stopAt = 3; // behind the first call
        bench.parts.checkpoint = [&](const HoldPoint& point, const std::stop_token&) -> Result<> {
            passed.push_back(point.when);
            if (passed.size() > stopAt)
                return fail(Errc::Cancelled, "stopped");
            return {};
        };
        using enum HoldPoint::When;
        QVERIFY(bench.call("read", a).answer.ok);
        QCOMPARE(passed, (std::vector{Call, Effect, Result}));
        const auto undecided = bench.call("read", a);
        QVERIFY(undecided.cancelled && !undecided.answer.ok);
        QCOMPARE(bench.runner.runs(), 1);
        stopAt = passed.size() + 1;
        const auto decided = bench.call("read", a);
        QVERIFY(decided.cancelled && !decided.answer.ok);
        QCOMPARE(bench.runner.runs(), 1);
        stopAt = passed.size() + 2;
        const auto ended = bench.call("read", a); // it ran and its result stays
        QVERIFY(ended.cancelled && ended.answer.ok);
        QCOMPARE(bench.runner.runs(), 2);
        COMPARE_TEXT(unpairedCalls(bench.events()), "");
    }

    void showsRulesTheStateOfTheGraph()
    {
        CallBench bench(
            {.policy = policyOf(
                 {{"frozen", "read", {}, "state.frozen", Verdict::Deny, "the books are closed"}})});
        const Json open = {{"frozen", false}};
        const Json closed = {{"frozen", true}};
        auto site = bench.site();
        site.state = &open;
        QVERIFY(bench.call(ToolCall{"c1", "read", a}, site).answer.ok);
        site = bench.site(2);
        site.state = &closed;
        COMPARE_TEXT(bench.call(ToolCall{"c2", "read", a}, site).answer.text,
                     "denied: the books are closed");
    }

    void showsAHoldWhatTheCallIs()
    {
        CallBench bench;
        std::string seen;
        bench.parts.checkpoint = [&](const HoldPoint& point, const std::stop_token&) -> Result<> {
            seen += std::string(point.name) + " " + std::string(point.text)
                + (point.ok ? "\n" : " failed\n");
            return {};
        };
        (void)bench.call("read", a);
        (void)bench.call("nothing", "{}"); // never decided, but it has a result
        COMPARE_TEXT(seen,
                     "read " + a + "\nread " + a
                         + "\nread ran read\nnothing there is no tool \"nothing\" failed\n");
    }

    void callsTheFallbackOfAToolThatFailed()
    {
        CallBench bench({.policy = policyOf({{"no", "erase", {}, {}, Verdict::Deny, "keep it"}})});
        addWithFallback(bench, "shaky", "read");
        addWithFallback(bench, "worse", "shaky");
        addWithFallback(bench, "bad", "erase");
        addWithFallback(bench, "round", "about");
        addWithFallback(bench, "about", "round");
        bench.runner.onRun = [](const ToolDefinition& tool, const Resolved&, const RunContext&,
                                const std::stop_token&) {
            return tool.name == "read" ? RunnerResult{.ok = true, .result = "\"text\""}
                                       : failedResult(tool.name + " broke");
        };
        const auto one = bench.call("shaky", a);
        QVERIFY(one.answer.ok);
        COMPARE_TEXT(one.answer.text,
                     "[shaky failed: shaky broke; this is the result of read]\ntext");
        COMPARE_TEXT(one.answer.name, "shaky");
        COMPARE_TEXT(bench.call("worse", a).answer.text,
                     "[worse failed: worse broke; this is the result of shaky]\n"
                     "[shaky failed: shaky broke; this is the result of read]\ntext");
        const auto denied = bench.call("bad", a); // its fallback is held to the rules
        QVERIFY(!denied.answer.ok);
        COMPARE_TEXT(denied.answer.text, "bad broke\n[erase, tried in its place: denied: keep it]");
        const auto before = bench.runner.runs();
        QVERIFY(!bench.call("round", a).answer.ok);
        QCOMPARE(bench.runner.runs() - before, 4); // and no further
        QVERIFY(!bench.call("shaky", "{\"path\":7}").answer.ok); // does not fit: nothing runs
        QCOMPARE(bench.runner.runs() - before, 4);
        COMPARE_TEXT(unpairedCalls(bench.events()), "");
    }

    void replaysAFallbackAndDoesNothing()
    {
        CallBench live;
        addWithFallback(live, "shaky", "read");
        live.runner.onRun = [](const ToolDefinition& tool, const Resolved&, const RunContext&,
                               const std::stop_token&) {
            return tool.name == "read" ? RunnerResult{.ok = true, .result = "\"text\""}
                                       : failedResult("broke");
        };
        const auto first = live.call("shaky", a);
        CallBench again({.recording = live.recording(), .replay = true});
        addWithFallback(again, "shaky", "read");
        COMPARE_TEXT(again.call("shaky", a).answer.text, first.answer.text);
        COMPARE_TEXT(again.told(), live.lines());
        QCOMPARE(again.runner.runs(), 0);
        // a resumed run that was cut off between the two goes on with the second and with nothing else
        auto events = live.recording()->events();
        const auto next = std::find_if(events.begin(), events.end(), [](const Event& event) {
            return event.path.ends_with("tool:1/tool:1");
        });
        events.erase(next, events.end());
        const auto cut = std::make_shared<const journal::Recording>(std::move(events));
        CallBench resumed({.recording = cut});
        addWithFallback(resumed, "shaky", "read");
        COMPARE_TEXT(resumed.call("shaky", a).answer.text,
                     "[shaky failed: broke; this is the result of read]\nran read");
        QCOMPARE(resumed.runner.runs(), 1);
        CallBench ended({.recording = cut, .replay = true});
        addWithFallback(ended, "shaky", "read");
        QVERIFY(ended.call("shaky", a).cancelled); // where the record ends a replay does
        QCOMPARE(ended.runner.runs(), 0);
    }

    void fallsBackOnWhatRanAndOnNothingElse()
    {
        CallBench bench({.policy = policyOf({{"ask", "write", {}, {}, Verdict::Ask, "may it?"},
                                             {"no", "erase", {}, {}, Verdict::Deny, "keep it"}})});
        addWithFallback(bench, "shaky", "write");
        auto denied = definition("erase", {Effect::Destroy});
        denied.fallback = "read";
        bench.registry.add(std::make_shared<const ToolDefinition>(std::move(denied)), &bench.runner,
                           true);
        bench.runner.onRun = [](const ToolDefinition& tool, const Resolved& call, const RunContext&,
                                const std::stop_token&) {
            return tool.name == "shaky" ? failedResult("broke")
                                        : RunnerResult{.ok = true, .result = call.arguments};
        };
        COMPARE_TEXT(bench.call("erase", a).answer.text, "denied: keep it"); // as it was answered
        QCOMPARE(bench.runner.runs(), 0);
        // the second has a gate of its own
        bench.answers.resize(2);
        bench.answers[0].decision = GateDecision::Approve;
        bench.answers[1].decision = GateDecision::Deny;
        bench.answers[1].reason = "not this";
        COMPARE_TEXT(bench.call("shaky", a).answer.text,
                     "[shaky failed: broke; this is the result of write]\n" + a);
        COMPARE_TEXT(bench.call("shaky", a).answer.text,
                     "broke\n[write, tried in its place: denied: not this]");
        std::stop_source stop;
        bench.runner.onRun = [&](const ToolDefinition&, const Resolved&, const RunContext&,
                                 const std::stop_token&) {
            stop.request_stop();
            return failedResult("cancelled");
        };
        const auto before = bench.runner.runs();
        QVERIFY(bench.call("shaky", a, stop.get_token()).cancelled);
        QCOMPARE(bench.runner.runs(), before + 1);
        COMPARE_TEXT(unpairedCalls(bench.events()), "");
    }

    void letsNoSecretThroughThatCameLater()
    {
        CallBench bench;
        bench.runner.onRun = [&](const ToolDefinition&, const Resolved&, const RunContext&,
                                 const std::stop_token&) {
            bench.secrets.values.emplace_back("sk-fallback"); // used for the first time meanwhile
            return RunnerResult{.ok = true, .result = "\"KEY=sk-fallback\""};
        };
        COMPARE_TEXT(bench.call("read", a).answer.text, "KEY=[redacted]");
    }
};

QTEST_GUILESS_MAIN(TestCallSurroundings)
#include "tst_callsurroundings.moc"
