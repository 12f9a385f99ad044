// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
// What a run gives its calls: where they are held, the state of its graph, the keys it has used.
#include "tools/callpipeline.h"

#include "base/jsonvalue.h"
#include "core/tools/callbench.h"
#include "core/tools/eventtext.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::testing;
using namespace signalbox::tools;

#define COMPARE_TEXT(actual, expected)                                                             \
    QCOMPARE(QString::fromStdString(actual), QString::fromStdString(expected))

namespace {
const std::string a = "{\"path\":\"a.txt\"}";
}

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
