// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/format.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::ui;
using std::chrono::microseconds;

class TestFormat : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesNumbers_data()
    {
        QTest::addColumn<QString>("shown");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, const QString& shown, const char* expected) {
            QTest::addRow("%s", name) << shown << QString::fromUtf8(expected);
        };
        row("zero", format::count(0), "0");
        row("thousands", format::count(18402), "18,402");
        row("millions", format::count(1234567), "1,234,567");
        row("negative", format::count(-1234), "-1,234");
        row("three digits", format::count(-123), "-123");
        row("largest", format::count(INT64_MAX), "9,223,372,036,854,775,807");
        row("short", format::shortCount(840), "840");
        row("short thousands", format::shortCount(9100), "9.1 k");
        row("short hundred thousands", format::shortCount(200000), "200 k");
        row("short at the edge", format::shortCount(999960), "1.0 M");
        row("short thousand millions", format::shortCount(13'075'012'345), "13,075 M");
        row("narrow", format::narrowCount(999'999), "999,999");
        row("narrow millions", format::narrowCount(1'004'360'193), "1,004 M");
        row("narrow from", format::narrowCount(1'004'360, 10'000'000), "1,004,360");
        row("no price", format::money({}), "price unknown");
        row("no cost", format::money(Money{}), "$0.000");
        row("thousandths", format::money(Money::fromUsd(0.11)), "$0.110");
        row("less", format::money(Money::fromUsd(0.0042)), "$0.004");
        row("tiny", format::money(Money::fromUsd(0.00004)), "$0.00004");
        row("tens", format::money(Money::fromUsd(1240.5)), "$1,240.50");
        row("ms", format::duration(microseconds(12'400)), "12 ms");
        row("seconds", format::duration(microseconds(42'100'000)), "42.1 s");
        row("minutes", format::duration(microseconds(130'000'000)), "2:10");
        row("hours", format::duration(microseconds(3'723'000'000)), "1:02:03");
        row("before the epoch", format::duration(microseconds(-5)), "0 ms");
        row("clock", format::clock(microseconds(42'900'000)), "0:42");
        row("bytes", format::bytes(9318), "9.1 KiB");
        row("percent", format::percent(0.425), "43 %");
        row("not a number", format::percent(0.0 / 0.0), "0 %");
        row("run id", format::runId("01K9ABCDEFGHJKMNPQRSTV7QX"), "01K9\u20267QX");
        row("short run id", format::runId("r1"), "r1");
    }

    void writesNumbers()
    {
        QFETCH(QString, shown);
        QFETCH(QString, expected);
        QCOMPARE(shown, expected);
    }

    void showsHostileText_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("expected");
        QTest::addRow("two lines") << QByteArray("a\nb\tc") << QStringLiteral("a b c");
        QTest::addRow("bidirectional") << QByteArray("a\u202Eb") << QStringLiteral("aU+202Eb");
        QTest::addRow("broken UTF-8") << QByteArray("a\xff") << QStringLiteral("a\uFFFD");
        QTest::addRow("markup stays text") << QByteArray("<b>x</b>") << QStringLiteral("<b>x</b>");
        QTest::addRow("long") << QByteArray(5000, 'x') << QString(200, u'x') + u'\u2026';
        QTest::addRow("cut inside a character")
            << QByteArray(199, 'x') + QByteArray("\u00fc\u00fc") << QString(199, u'x') + u'\u2026';
        QTest::addRow("escape") << QByteArray("\x1b[31m") << QStringLiteral("U+001B[31m");
    }

    void showsHostileText()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, expected);
        QCOMPARE(format::line(text.toStdString()), expected);
    }
};

QTEST_GUILESS_MAIN(TestFormat)
#include "tst_format.moc"
