// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "budget/ledger.h"
#include "testing/fakeclock.h"

#include <QTest>

#include <thread>

using namespace signalbox;
using namespace signalbox::budget;
using namespace std::chrono_literals;

namespace {
Limits tokens(std::int64_t count)
{
    Limits limits;
    limits.tokens = count;
    return limits;
}
const WorstCase unknownPrice;
} // namespace

class TestLedger : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void grantsLessOutputWhereLittleIsLeftButNeverUselesslyLittle()
    {
        const testing::FakeClock clock;
        Ledger ledger(tokens(1000), clock);
        const auto grant = ledger.reserve(200, 4096, unknownPrice, {});
        QCOMPARE((*grant)->maxOutput, 800);
        ledger.settle(**grant, {.input = 200, .output = 300}, Money{});
        const auto refused = ledger.reserve(400, 4096, unknownPrice, {}); // 100 would be left
        QVERIFY(!refused->has_value());
        QCOMPARE(refused->error(), (Breach{LimitKind::Tokens, 500, 1000}));
        const auto small = ledger.reserve(400, 50, unknownPrice, {}); // asks for no more
        QVERIFY(small->has_value());
    }

    void holdsACostLimitByTheWorstCase()
    {
        const testing::FakeClock clock;
        Limits limits;
        limits.cost = Money{1000};
        Ledger ledger(limits, clock);
        const WorstCase price{Money{100}, Money{3}};
        const auto grant = ledger.reserve(10, 4096, price, {});
        QCOMPARE((*grant)->maxOutput, 300);
        QCOMPARE((*grant)->cost, Cost(Money{1000}));
        ledger.settle(**grant, {.input = 10, .output = 10}, Money{130});
        QCOMPARE(ledger.totals().cost, Money{130});
        const auto refused = ledger.reserve(10, 4096, {Money{600}, Money{3}}, {});
        QVERIFY(!refused->has_value());
        QCOMPARE(refused->error().limit, LimitKind::CostUsd);
    }

    void doesNotHoldACostLimitWhereThePriceIsUnknown()
    {
        const testing::FakeClock clock;
        Limits limits;
        limits.cost = Money{1};
        Ledger ledger(limits, clock);
        const auto grant = ledger.reserve(10, 4096, unknownPrice, {});
        QVERIFY(grant->has_value());
        ledger.settle(**grant, {.input = 1}, std::nullopt);
        QVERIFY(!ledger.totals().costKnown);
    }

    void waitsForWhatSiblingsHoldAndForNothingElse()
    {
        const testing::FakeClock clock;
        Ledger ledger(tokens(1000), clock);
        const auto first = ledger.reserve(100, 800, unknownPrice, {});
        std::atomic<bool> granted{false};
        std::jthread sibling([&] {
            const auto second = ledger.reserve(100, 700, unknownPrice, {});
            granted = second->has_value();
        });
        ledger.settle(**first, {.input = 100, .output = 1}, Money{});
        sibling.join();
        QVERIFY(granted);
        // alone it would not fit: refused at once although a sibling holds tokens
        QVERIFY(!ledger.reserve(2000, 700, unknownPrice, {})->has_value());
    }

    void stopsWaitingWhenTheRunIsStopped()
    {
        const testing::FakeClock clock;
        Ledger ledger(tokens(1000), clock);
        const auto held = ledger.reserve(100, 900, unknownPrice, {});
        QVERIFY(held->has_value());
        std::stop_source stop;
        std::jthread stopper([&] { stop.request_stop(); });
        const auto waiting = ledger.reserve(100, 700, unknownPrice, stop.get_token());
        QVERIFY(!waiting.has_value());
        QCOMPARE(waiting.error().code, Errc::Cancelled);
    }

    void countsToolCallsBeforeTheyRun()
    {
        const testing::FakeClock clock;
        Limits limits;
        limits.toolCalls = 2;
        Ledger ledger(limits, clock);
        QVERIFY(ledger.reserveToolCall().has_value());
        QVERIFY(ledger.reserveToolCall().has_value());
        QCOMPARE(ledger.reserveToolCall().error(), (Breach{LimitKind::ToolCalls, 2, 2}));
        Limits more;
        more.toolCalls = 1;
        ledger.extend(more);
        QVERIFY(ledger.reserveToolCall().has_value());
    }

    void letsTheClockStandStillWhileAPersonIsAwaited()
    {
        testing::FakeClock clock;
        Limits limits;
        limits.seconds = 10s;
        Ledger ledger(limits, clock);
        clock.advance(6s);
        ledger.pauseClock();
        ledger.pauseClock(); // two gates at once
        clock.advance(60s);
        ledger.resumeClock();
        clock.advance(60s);
        ledger.resumeClock();
        QCOMPARE(*ledger.timeLeft(), 4000ms);
        QVERIFY(!ledger.timeBreach());
        clock.advance(4s);
        QCOMPARE(ledger.timeBreach(), std::optional(Breach{LimitKind::Seconds, 10, 10}));
    }
};

QTEST_GUILESS_MAIN(TestLedger)
#include "tst_ledger.moc"
