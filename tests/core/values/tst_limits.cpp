// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "values/limits.h"

#include <QTest>

using namespace signalbox;
using std::chrono::seconds;

class TestLimits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hasTheDocumentedDefaults()
    {
        const Limits expected{20, 100000, std::nullopt, seconds(600), 100};
        QVERIFY(defaultLimits() == expected);
    }

    void overlaysValueByValue()
    {
        const Limits lower{20, 1000, std::nullopt, seconds(10), std::nullopt};
        const Limits upper{5, std::nullopt, Money{100}, seconds(60), std::nullopt};
        const Limits expected{5, 1000, Money{100}, seconds(60), std::nullopt};
        QVERIFY(overlay(lower, upper) == expected);
        QVERIFY(overlay(lower, {}) == lower);
        QVERIFY(overlay({}, lower) == lower);
        QVERIFY(overlay({}, {}) == Limits());
    }

    void takesTheTighterOfBoth()
    {
        const Limits a{20, 1000, Money{50}, std::nullopt, 0};
        const Limits b{30, 10, std::nullopt, seconds(5), 7};
        const Limits expected{20, 10, Money{50}, seconds(5), 0};
        QVERIFY(tightest(a, b) == expected);
        QVERIFY(tightest(b, a) == expected);
        QVERIFY(tightest(a, {}) == a);
    }

    void namesTheKinds()
    {
        QCOMPARE(limitName(LimitKind::Steps), std::string_view("steps"));
        QCOMPARE(limitName(LimitKind::Tokens), std::string_view("tokens"));
        QCOMPARE(limitName(LimitKind::CostUsd), std::string_view("cost_usd"));
        QCOMPARE(limitName(LimitKind::Seconds), std::string_view("seconds"));
        QCOMPARE(limitName(LimitKind::ToolCalls), std::string_view("tool_calls"));
    }
};

QTEST_GUILESS_MAIN(TestLimits)
#include "tst_limits.moc"
