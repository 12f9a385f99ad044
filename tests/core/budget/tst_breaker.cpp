// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "budget/breaker.h"

#include <QTest>

using namespace signalbox::budget;

namespace {

// "a+x" the call a brought x, "a-x" it failed with x; "a?" asks what the breaker says before the call a.
std::string play(const char* script)
{
    Breaker breaker({});
    std::string said;
    const auto words = QString::fromLatin1(script).split(QLatin1Char(' '));
    for (const auto& word : words) {
        const auto call = word.left(1).toStdString();
        if (word.size() > 1 && word[1] != QLatin1Char('?')) {
            breaker.after("tool", call, word[1] == QLatin1Char('+'), word.mid(2).toStdString());
            continue;
        }
        const auto trip = breaker.before("tool", call);
        said += trip ? std::string(breakerActionName(trip->action)) + ";" : "-;";
        if (trip) {
            breaker.tripped();
            breaker.again("tool", call);
        }
    }
    return said;
}

} // namespace

class TestBreaker : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void noticesLoops_data()
    {
        QTest::addColumn<QString>("script");
        QTest::addColumn<QString>("said");
        QTest::addRow("first call") << "a?"
                                    << "-;";
        QTest::addRow("equal calls") << "a+x a+x a+x a? a+x a?"
                                     << "-;tell;";
        QTest::addRow("a poll with news is no loop") << "a+1 a+2 a+3 a+4 a+5 a?"
                                                     << "-;";
        QTest::addRow("equal errors") << "a-x a-x a? a-x a?"
                                      << "-;tell;";
        QTest::addRow("an error that was mended") << "a-x a-x a-x b?"
                                                  << "-;";
        QTest::addRow("cycle") << "a+x b+y a+x b+y a? a+x b+y a?"
                               << "-;tell;";
        QTest::addRow("a cycle that goes on") << "a+x b+y a+x b+y a+x b+y a? b? a? b? c+z a? b?"
                                              << "tell;ask;stop;stop;-;-;";
        QTest::addRow("a cycle with news is no loop") << "a+1 b+y a+2 b+y a+3 b+y a?"
                                                      << "-;";
        QTest::addRow("harder each time") << "a-x a-x a-x a? a? a? a?"
                                          << "tell;ask;stop;stop;";
    }
    void noticesLoops()
    {
        QFETCH(QString, script);
        QFETCH(QString, said);
        QCOMPARE(QString::fromStdString(play(script.toLatin1().constData())), said);
    }

    void saysNothingWhenSwitchedOff()
    {
        Breaker breaker({.enabled = false});
        for (int i = 0; i < 100; ++i)
            breaker.after("tool", "a", false, "x");
        QVERIFY(!breaker.before("tool", "a"));
    }
};

QTEST_GUILESS_MAIN(TestBreaker)
#include "tst_breaker.moc"
