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
}

class TestControl : public QObject
{
    Q_OBJECT

    // A checkpoint on a thread of its own; true once it is held there.
    struct Held
    {
        explicit Held(CallBench& bench, Control& control, std::stop_token stop = {})
        {
            bench.writer->onAppend = [this](const journal::Draft& draft) {
                if (draft.type == EventType::RunPaused)
                    (void)paused.give(true);
            };
            thread = std::jthread([this, &bench, &control, stop] {
                (void)result.give(
                    control.checkpoint(place, *bench.seam, bench.ledger, stop).has_value());
            });
        }
        Promised<bool> paused;
        Promised<bool> result;
        std::jthread thread;
    };

private Q_SLOTS:
    void letsARunPassThatIsNotPaused()
    {
        CallBench bench;
        Control control;
        QVERIFY(control.checkpoint(place, *bench.seam, bench.ledger, {}).has_value());
        control.pause();
        control.resume();
        QVERIFY(control.checkpoint(place, *bench.seam, bench.ledger, {}).has_value());
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
                 std::string("run.paused\nrun.resumed {\"by\":\"human\",\"from\":\"pause\"}\n"));
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
        QVERIFY(control.checkpoint(place, *bench.seam, bench.ledger, {}).has_value());
        QCOMPARE(bench.lines(),
                 std::string("run.paused\nrun.resumed {\"by\":\"step\",\"from\":\"pause\"}\n"));
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
        QVERIFY(!control.checkpoint(place, *bench.seam, bench.ledger, stop.get_token()));
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
        QCOMPARE(eventText(run.bench.event(EventType::RunPaused)), std::string("run.paused"));
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
