// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workflow/control.h"

#include "core/tools/eventtext.h"
#include "core/workflow/runbench.h"

#include <QTest>

#include <thread>

using namespace signalbox;
using namespace signalbox::testing;
using namespace signalbox::workflow;

namespace {
const std::string place = "/agent:clerk:1/step:1/model:1";

const std::string pausedByHand =
    "run.paused {\"by\":\"human\",\"why\":\"the person paused the run\"}\n";

std::shared_ptr<const Breakpoints> breaks(std::vector<Breakpoint> list)
{
    auto made = Breakpoints::compile(list);
    return made ? std::make_shared<const Breakpoints>(std::move(*made)) : nullptr;
}

// The holds and what ended them: path, by, why.
std::string holds(const CallBench& bench)
{
    std::string text;
    for (const auto& event : bench.events()) {
        if (event.type == EventType::RunPaused)
            text += event.path.substr(event.path.find("/step")) + " " + memberOf(event, "why");
        if (event.type == EventType::RunResumed)
            text += " -> " + memberOf(event, "by") + memberOf(event, "from") + "\n";
    }
    return text;
}

HoldPoint effectAt(std::string_view path)
{
    return {HoldPoint::When::Effect, path};
}
} // namespace

class TestControl : public QObject
{
    Q_OBJECT

    // A checkpoint on a thread of its own; true once it is held there.
    struct Held
    {
        explicit Held(CallBench& bench, Control& control, std::stop_token stop = {},
                      std::string_view path = place)
        {
            bench.writer->onAppend = [this](const journal::Draft& draft) {
                if (draft.type == EventType::RunPaused)
                    (void)paused.give(true);
            };
            thread = std::jthread([this, &bench, &control, stop, path] {
                (void)result.give(
                    control.checkpoint(effectAt(path), *bench.seam, bench.ledger, stop)
                        .has_value());
            });
        }
        Promised<bool> paused;
        Promised<bool> result;
        std::jthread thread;
    };

    // Acts as the person does who sees that the run is held.
    static void goOnWhenHeld(RunBench& run, std::function<void()> act)
    {
        run.bench.writer->onAppend = [act = std::move(act)](const journal::Draft& draft) {
            if (draft.type == EventType::RunPaused)
                act();
        };
    }

private Q_SLOTS:
    void letsARunPassThatIsNotPaused()
    {
        CallBench bench;
        Control control;
        QVERIFY(control.checkpoint(effectAt(place), *bench.seam, bench.ledger, {}).has_value());
        control.pause();
        control.resume();
        QVERIFY(control.checkpoint(effectAt(place), *bench.seam, bench.ledger, {}).has_value());
        QCOMPARE(bench.lines(), std::string());
    }

    void holdsUntilItGoesOn()
    {
        CallBench bench({.limits = ofSeconds(std::chrono::seconds(10))});
        Control control;
        control.pause();
        Held held(bench, control);
        QVERIFY(held.paused.wait({}).has_value());
        bench.clock.advance(std::chrono::hours(1)); // the clock of the run stands still, or will
        control.resume();
        QCOMPARE(*held.result.wait({}), true);
        QCOMPARE(bench.lines(),
                 pausedByHand + "run.resumed {\"by\":\"human\",\"from\":\"pause\"}\n");
    }

    void isHeldWhenThePauseIsTold()
    {
        CallBench bench;
        Control control;
        bool wasHeld = false;
        bench.writer->onAppend = [&](const journal::Draft& draft) {
            if (draft.type != EventType::RunPaused)
                return;
            wasHeld = control.isHeld();
            control.resume();
        };
        control.pause();
        QVERIFY(control.checkpoint(effectAt(place), *bench.seam, bench.ledger, {}).has_value());
        QVERIFY(wasHeld);
        QVERIFY(!control.isHeld());
    }

    void letsOneEffectHappen()
    {
        CallBench bench;
        Control control;
        control.pause();
        Held held(bench, control);
        QVERIFY(held.paused.wait({}).has_value());
        control.step();
        QCOMPARE(*held.result.wait({}), true);
        control.step(); // before it is reached: passes without being held
        QVERIFY(control.checkpoint(effectAt(place), *bench.seam, bench.ledger, {}).has_value());
        QCOMPARE(bench.lines(),
                 pausedByHand + "run.resumed {\"by\":\"step\",\"from\":\"pause\"}\n");
        Held again(bench, control); // and holds the next one
        QVERIFY(again.paused.wait({}).has_value());
        control.resume();
        QCOMPARE(*again.result.wait({}), true);
    }

    void endsWhenTheRunIsStopped()
    {
        CallBench bench;
        Control control;
        std::stop_source stop;
        control.pause();
        Held held(bench, control, stop.get_token());
        QVERIFY(held.paused.wait({}).has_value());
        stop.request_stop();
        QCOMPARE(*held.result.wait({}), false);
        QVERIFY(!control.checkpoint(effectAt(place), *bench.seam, bench.ledger, stop.get_token()));
    }

    void replaysAPauseWithoutHolding()
    {
        RunBench run;
        run.control.pause();
        run.bench.writer->onAppend = [&](const journal::Draft& draft) {
            if (draft.type == EventType::RunPaused)
                run.control.resume();
        };
        run.models.main.add(says("ok"));
        QCOMPARE(run.run().outcome, Outcome::Done);
        QCOMPARE(eventText(run.bench.event(EventType::RunPaused)) + "\n", pausedByHand);
        QCOMPARE(run.replayed(), std::string());
    }

    void holdsAtBreakpointsBeforeTheyAreDecided()
    {
        RunBench run({.gates = gate::Gates::HeadlessDeny});
        std::vector<std::string> hits;
        run.control.setBreakpoints(breaks({{BreakKind::Tool, "er*"}, {BreakKind::Text, "b"}}));
        run.control.setOnHit([&](const Breakpoint& hit) { hits.push_back(breakText(hit)); });
        goOnWhenHeld(run, [&] { run.control.resume(); });
        run.models.main.add(calls({toolCall("1", "erase", "{\"path\":\"b\"}"),
                                   toolCall("2", "read", "{\"path\":\"a\"}")}));
        run.models.main.add(says("done"));
        QCOMPARE(run.run().outcome, Outcome::Done);
        QCOMPARE(hits, (std::vector<std::string>{"tool er*", "text b"}));
        QCOMPARE(holds(run.bench),
                 std::string("/step:1/tool:1 \"tool er*\" -> \"human\"\"breakpoint\"\n"));
        const auto lines = eventLines(run.bench.events(), "/agent:clerk:1/step:1/tool:1");
        QVERIFY2(lines.find("tool.checked ok\nrun.paused") != std::string::npos, lines.c_str());
        QVERIFY2(lines.find("breakpoint\"}\npolicy.decided") != std::string::npos, lines.c_str());
        QCOMPARE(run.replayed(), std::string());
    }

    void stepsThroughEffects()
    {
        RunBench run;
        int helds = 0;
        run.control.setBreakpoints(breaks({{BreakKind::Agent, "clerk"}}));
        goOnWhenHeld(run, [&] { ++helds < 4 ? run.control.step() : run.control.resume(); });
        run.models.main.add(calls({toolCall("1", "read", "{\"path\":\"a\"}")}));
        run.models.main.add(calls({toolCall("2", "read", "{\"path\":\"b\"}")}));
        run.models.main.add(says("done"));
        QCOMPARE(run.run().outcome, Outcome::Done);
        QCOMPARE(
            holds(run.bench),
            std::string("/step:1/model:1 \"agent clerk\" -> \"step\"\"breakpoint\"\n"
                        "/step:1/tool:1 \"one effect was let through\" -> \"step\"\"step\"\n"
                        "/step:2/model:1 \"one effect was let through\" -> \"step\"\"step\"\n"
                        "/step:2/tool:1 \"one effect was let through\" -> \"human\"\"step\"\n"));
        QCOMPARE(run.replayed(), std::string());
    }

    void stepsOverTheCallItWasHeldAt()
    {
        RunBench run;
        int helds = 0;
        run.control.setBreakpoints(breaks({{BreakKind::Tool, "read"}}));
        goOnWhenHeld(run, [&] { ++helds == 1 ? run.control.step() : run.control.resume(); });
        run.models.main.add(calls({toolCall("1", "read", "{\"path\":\"a\"}")}));
        run.models.main.add(says("done"));
        QCOMPARE(run.run().outcome, Outcome::Done);
        QCOMPARE(
            holds(run.bench),
            std::string("/step:1/tool:1 \"tool read\" -> \"step\"\"breakpoint\"\n"
                        "/step:2/model:1 \"one effect was let through\" -> \"human\"\"step\"\n"));
    }

    void holdsBehindWhatFailed()
    {
        RunBench run;
        run.bench.runner.onRun = [](const ToolDefinition&, const tools::Resolved&,
                                    const tools::RunContext&, const std::stop_token&) {
            return tools::RunnerResult{.ok = false, .result = "{\"error\":\"no such file\"}"};
        };
        run.control.setBreakpoints(breaks({{BreakKind::Error, ""}}));
        goOnWhenHeld(run, [&] { run.control.resume(); });
        run.models.main.add(fails("overloaded", true));
        run.models.main.add(calls({toolCall("1", "read", "{\"path\":\"a\"}")}));
        run.models.main.add(fails("invalid", false));
        QCOMPARE(run.run().outcome, Outcome::Failed);
        QCOMPARE(holds(run.bench),
                 std::string("/step:1/model:1 \"error\" -> \"human\"\"breakpoint\"\n"
                             "/step:1/tool:1 \"error\" -> \"human\"\"breakpoint\"\n"
                             "/step:2/model:1 \"error\" -> \"human\"\"breakpoint\"\n"));
        const auto lines = eventLines(run.bench.events(), "/agent:clerk:1/step:1/tool:1");
        QVERIFY2(lines.find("no such file\"\nrun.paused") != std::string::npos, lines.c_str());
        QCOMPARE(run.replayed(), std::string());
    }

    void holdsOnceWhenACostIsReached()
    {
        RunBench run;
        run.models.perToken = Money::fromUsd(0.001); // 15 tokens a reply
        run.control.setBreakpoints(breaks({{BreakKind::CostReached, "0.015"}}));
        goOnWhenHeld(run, [&] { run.control.resume(); });
        run.models.main.add(calls({toolCall("1", "read", "{\"path\":\"a\"}")}, "look"));
        run.models.main.add(calls({toolCall("2", "read", "{\"path\":\"b\"}")}));
        run.models.main.add(says("done"));
        QCOMPARE(run.run().outcome, Outcome::Done);
        QCOMPARE(holds(run.bench),
                 std::string("/step:1/tool:1 \"cost 0.015\" -> \"human\"\"breakpoint\"\n"));
        QCOMPARE(run.replayed(), std::string());
    }

    void runsToAPlaceOnce()
    {
        RunBench run;
        run.control.runTo("/agent:clerk:1/step:2");
        goOnWhenHeld(run, [&] { run.control.resume(); });
        run.models.main.add(calls({toolCall("1", "read", "{\"path\":\"a\"}")}));
        run.models.main.add(calls({toolCall("2", "read", "{\"path\":\"b\"}")}));
        run.models.main.add(says("done"));
        QCOMPARE(run.run().outcome, Outcome::Done);
        QCOMPARE(holds(run.bench),
                 std::string("/step:2/model:1 \"run to /agent:clerk:1/step:2/model:1\" -> "
                             "\"human\"\"run_to\"\n"));
    }

    void takesAPathAsAWhole()
    {
        RunBench run;
        run.control.runTo("/agent:clerk:1/step:1/tool:1");
        goOnWhenHeld(run, [&] { run.control.resume(); });
        std::vector<ToolCall> many;
        for (int i = 1; i <= 10; ++i)
            many.push_back(toolCall(std::to_string(i), "read", "{\"path\":\"a\"}"));
        run.models.main.add(calls(many));
        run.models.main.add(says("done"));
        QCOMPARE(run.run().outcome, Outcome::Done);
        // what runs beside it may be held first; /tool:10 is not the place that was named
        const auto text = holds(run.bench);
        QVERIFY2(text.find("/step:1/tool:1 \"run to ") != std::string::npos, text.c_str());
    }

    void saysBesideWhichPlaceABranchIsHeld()
    {
        CallBench bench;
        Control control;
        control.runTo(place);
        Held held(bench, control);
        QVERIFY(held.paused.wait({}).has_value());
        Held beside(bench, control, {}, "/agent:clerk:2/step:1/model:1");
        QVERIFY(beside.paused.wait({}).has_value());
        control.resume();
        QCOMPARE(*held.result.wait({}), true);
        QCOMPARE(*beside.result.wait({}), true);
        QCOMPARE(eventLines(bench.events(), "/agent:clerk:2/step:1/model:1"),
                 "run.paused {\"by\":\"beside\",\"why\":\"held beside " + place
                     + "\"}\nrun.resumed {\"by\":\"human\",\"from\":\"beside\"}\n");
        // a pause by hand is a person's again
        control.pause();
        Held again(bench, control);
        QVERIFY(again.paused.wait({}).has_value());
        control.resume();
        QCOMPARE(*again.result.wait({}), true);
        const auto lines = eventLines(bench.events(), place);
        QVERIFY2(lines.find(pausedByHand) != std::string::npos, lines.c_str());
    }

    void passesWhereItIsTold()
    {
        RunBench run;
        run.control.setBreakpoints(breaks({{BreakKind::Tool, "*"}}));
        run.control.passBreaksAt("/agent:clerk:1/step:1/tool:1");
        goOnWhenHeld(run, [&] { run.control.resume(); });
        run.models.main.add(calls({toolCall("1", "read", "{\"path\":\"a\"}")}));
        run.models.main.add(calls({toolCall("2", "read", "{\"path\":\"b\"}")}));
        run.models.main.add(says("done"));
        QCOMPARE(run.run().outcome, Outcome::Done);
        QCOMPARE(holds(run.bench),
                 std::string("/step:2/tool:1 \"tool *\" -> \"human\"\"breakpoint\"\n"));
    }

    void holdsEveryBranchAndLetsAllGoOn()
    {
        RunBench run;
        std::atomic<int> helds{0};
        run.control.setBreakpoints(breaks({{BreakKind::Tool, "read"}}));
        goOnWhenHeld(run, [&] {
            if (++helds == 4)
                run.control.resume();
        });
        std::vector<ToolCall> many;
        for (int i = 1; i <= 4; ++i)
            many.push_back(toolCall(std::to_string(i), "read", "{\"path\":\"a\"}"));
        run.models.main.add(calls(many));
        run.models.main.add(says("done"));
        QCOMPARE(run.run().outcome, Outcome::Done);
        QCOMPARE(helds.load(), 4);
        QCOMPARE(run.bench.runner.runs(), 4);
        QCOMPARE(run.replayed(), std::string());
    }

    void endsAHeldRunWhenItIsStopped()
    {
        RunBench run;
        std::stop_source stop;
        run.control.setBreakpoints(breaks({{BreakKind::Text, "ran read"}}));
        goOnWhenHeld(run, [&] { stop.request_stop(); });
        run.models.main.add(calls({toolCall("1", "read", "{\"path\":\"a\"}")}));
        QCOMPARE(run.run(stop.get_token()).outcome, Outcome::Stopped);
        QCOMPARE(unpairedCalls(run.bench.events()), std::string());
        QCOMPARE(holds(run.bench), std::string("/step:1/tool:1 \"text ran read\""));
        QCOMPARE(run.replayed(), std::string());
    }

    void countsNoTimeWhileItIsHeld()
    {
        CallBench bench({.limits = ofSeconds(std::chrono::seconds(10))});
        Control control;
        control.pause();
        bench.ledger.pauseClock(); // a gate of a parallel branch waits as well
        Held held(bench, control);
        QVERIFY(held.paused.wait({}).has_value());
        control.resume();
        QCOMPARE(*held.result.wait({}), true);
        bench.clock.advance(std::chrono::hours(1));
        QVERIFY(!bench.ledger.timeBreach());
        bench.ledger.resumeClock();
        QVERIFY(!bench.ledger.timeBreach());
        bench.clock.advance(std::chrono::seconds(11));
        QVERIFY(bench.ledger.timeBreach().has_value());
    }
};

QTEST_GUILESS_MAIN(TestControl)
#include "tst_control.moc"
