// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workflow/deadlines.h"

#include "base/blockingwait.h"
#include "core/tools/callbench.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::testing;
using namespace signalbox::workflow;
using namespace std::chrono_literals;

namespace {
// Waits for the token, at most so long.
bool isStopped(const std::stop_token& token, std::chrono::milliseconds patience)
{
    Promised<int> never;
    return !never.waitFor(patience, token) && token.stop_requested();
}
} // namespace

class TestDeadlines : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void endsWhatTakesTooLong()
    {
        SystemClock clock;
        budget::Ledger ledger(ofSeconds(20ms), clock);
        Deadlines deadlines;
        const StepStop step(deadlines, ledger, {});
        QVERIFY(isStopped(step.token(), 10s));
    }

    void wakesForADeadlineThatIsSoonerThanTheOthers()
    {
        SystemClock clock;
        budget::Ledger late(ofSeconds(1h), clock);
        budget::Ledger soon(ofSeconds(20ms), clock);
        Deadlines deadlines;
        const StepStop one(deadlines, late, {});
        const StepStop two(deadlines, soon, {});
        QVERIFY(isStopped(two.token(), 10s));
        QVERIFY(!one.token().stop_requested());
    }

    void looksAgainWhereTheClockStoodStill()
    {
        FakeClock clock; // does not move: a person is awaited
        budget::Ledger ledger(ofSeconds(1ms), clock);
        SystemClock system;
        budget::Ledger mark(ofSeconds(50ms), system);
        Deadlines deadlines;
        const StepStop step(deadlines, ledger, {});
        const StepStop marker(deadlines, mark, {});
        QVERIFY(isStopped(marker.token(), 10s)); // so much real time has passed
        QVERIFY(!step.token().stop_requested());
        clock.advance(2ms);
        QVERIFY(isStopped(step.token(), 10s));
    }

    void followsTheStopOfTheRun()
    {
        SystemClock clock;
        budget::Ledger ledger(ofSeconds(1h), clock);
        Deadlines deadlines;
        std::stop_source run;
        const StepStop step(deadlines, ledger, run.get_token());
        QVERIFY(!step.token().stop_requested());
        run.request_stop();
        QVERIFY(step.token().stop_requested());
        const StepStop late(deadlines, ledger, run.get_token());
        QVERIFY(late.token().stop_requested());
    }

    void doesNotStopTheRunWithTheStep()
    {
        SystemClock clock;
        budget::Ledger ledger(ofSeconds(1ms), clock);
        Deadlines deadlines;
        std::stop_source run;
        const StepStop step(deadlines, ledger, run.get_token());
        QVERIFY(isStopped(step.token(), 10s));
        QVERIFY(!run.stop_requested());
    }

    void watchesNothingWithoutALimit()
    {
        SystemClock clock;
        auto ledger = std::make_unique<budget::Ledger>(Limits{}, clock);
        Deadlines deadlines;
        {
            const StepStop step(deadlines, *ledger, {});
            QVERIFY(!step.token().stop_requested());
        }
    }

    void forgetsWhatWasRemoved()
    {
        SystemClock clock;
        Deadlines deadlines;
        std::stop_source removed;
        {
            budget::Ledger gone(ofSeconds(5ms), clock); // goes before its time is over
            deadlines.remove(deadlines.add(gone, removed));
        }
        budget::Ledger mark(ofSeconds(40ms), clock);
        const StepStop marker(deadlines, mark, {});
        QVERIFY(isStopped(marker.token(), 10s));
        QVERIFY(!removed.stop_requested());
        deadlines.remove(4711); // not there
    }

    void holdsManyAtOnce()
    {
        SystemClock clock;
        Deadlines deadlines;
        std::vector<std::unique_ptr<budget::Ledger>> ledgers;
        std::vector<std::unique_ptr<StepStop>> steps;
        for (int i = 0; i < 500; ++i) {
            ledgers.push_back(std::make_unique<budget::Ledger>(
                ofSeconds(i % 2 == 0 ? std::chrono::milliseconds(i / 20) : 1h), clock));
            steps.push_back(
                std::make_unique<StepStop>(deadlines, *ledgers.back(), std::stop_token()));
        }
        for (std::size_t i = 0; i < steps.size(); ++i) {
            if (i % 2 == 0)
                QVERIFY(isStopped(steps[i]->token(), 10s));
            else
                QVERIFY(!steps[i]->token().stop_requested());
        }
    }
};

QTEST_GUILESS_MAIN(TestDeadlines)
#include "tst_deadlines.moc"
