// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workflow/breakpoints.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::workflow;
using When = HoldPoint::When;

Q_DECLARE_METATYPE(signalbox::HoldPoint)
Q_DECLARE_METATYPE(signalbox::BreakKind)

namespace {
HoldPoint pointOf(When when, std::string_view name, std::string_view text = {}, bool ok = true)
{
    HoldPoint point{when, "/agent:clerk:1/step:1/tool:1", "clerk", name};
    point.text = text;
    point.ok = ok;
    return point;
}

HoldPoint firstRequest(std::string_view agent)
{
    HoldPoint point{When::Model, "/agent:clerk:1/step:1/model:1", agent, "demo"};
    point.first = true;
    return point;
}

budget::Totals spent(double usd)
{
    budget::Totals totals;
    totals.cost = Money::fromUsd(usd);
    return totals;
}
} // namespace

class TestBreakpoints : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesEveryKind()
    {
        for (int i = 0; i < 6; ++i) {
            BreakKind kind{};
            QVERIFY(breakKindFromName(breakKindName(BreakKind(i)), kind));
            QCOMPARE(int(kind), i);
        }
        BreakKind kind = BreakKind::Node;
        QVERIFY(!breakKindFromName("line", kind));
        QCOMPARE(kind, BreakKind::Node);
        QCOMPARE(breakText({BreakKind::Error, ""}), std::string("error"));
        QCOMPARE(breakText({BreakKind::Tool, "delete_*"}), std::string("tool delete_*"));
    }

    void holdsWhereItSays_data()
    {
        QTest::addColumn<BreakKind>("kind");
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<HoldPoint>("point");
        QTest::addColumn<bool>("holds");
        using enum BreakKind;
        const auto call = [](std::string_view name, std::string_view text = {}) {
            return pointOf(When::Call, name, text);
        };
        QTest::addRow("tool") << Tool << "delete_file" << call("delete_file") << true;
        QTest::addRow("another tool") << Tool << "delete_file" << call("delete_files") << false;
        QTest::addRow("glob") << Tool << "files/*" << call("files/read") << true;
        QTest::addRow("tool once a call")
            << Tool << "*" << pointOf(When::Effect, "delete_file") << false;
        QTest::addRow("tool and not its result")
            << Tool << "*" << pointOf(When::Result, "delete_file") << false;
        QTest::addRow("agent") << Agent << "cl*" << firstRequest("clerk") << true;
        QTest::addRow("another agent") << Agent << "lead" << firstRequest("clerk") << false;
        auto second = firstRequest("clerk");
        second.first = false;
        QTest::addRow("agent once") << Agent << "clerk" << second << false;
        QTest::addRow("node") << Node << "pay" << pointOf(When::Node, "pay") << true;
        QTest::addRow("a tool of the name of a node") << Node << "pay" << call("pay") << false;
        QTest::addRow("failed request") << Error << "" << pointOf(When::Failed, "demo") << true;
        QTest::addRow("failed call")
            << Error << "" << pointOf(When::Result, "read", "no", false) << true;
        QTest::addRow("good call") << Error << "" << pointOf(When::Result, "read", "yes") << false;
        QTest::addRow("failed call of a tool")
            << Error << "read*" << pointOf(When::Result, "read_file", "no", false) << true;
        QTest::addRow("failed call of another tool")
            << Error << "write*" << pointOf(When::Result, "read_file", "no", false) << false;
        QTest::addRow("cost") << CostReached << "0.25" << call("read") << true;
        QTest::addRow("cost with its sign") << CostReached << "$0.3" << call("read") << true;
        QTest::addRow("higher cost") << CostReached << "0.31" << call("read") << false;
        QTest::addRow("cost behind an effect")
            << CostReached << "0.25" << pointOf(When::Result, "read") << false;
        QTest::addRow("text of a model")
            << Text << "inv[a-z]+ce" << pointOf(When::Replied, "", "an invoice") << true;
        QTest::addRow("text of a result")
            << Text << "^total: \\d+$" << pointOf(When::Result, "read", "total: 12") << true;
        QTest::addRow("text of arguments")
            << Text << "ACME" << call("read", "{\"path\":\"ACME.txt\"}") << true;
        QTest::addRow("text behind an escape")
            << Text << "a\"b\nc" << call("read", "{\"x\":[{\"y\":\"a\\\"b\\nc\"}]}") << true;
        QTest::addRow("no such text") << Text << "acme" << call("read", "{\"p\":\"x\"}") << false;
        QTest::addRow("text of a call that is decided")
            << Text << "ACME" << pointOf(When::Effect, "read", "ACME") << false;
    }
    void holdsWhereItSays()
    {
        QFETCH(BreakKind, kind);
        QFETCH(QString, pattern);
        QFETCH(HoldPoint, point);
        QFETCH(bool, holds);
        const Breakpoint wanted{kind, pattern.toStdString()};
        const auto made = Breakpoints::compile({wanted});
        QVERIFY(made.has_value());
        const auto found = made->at(point, spent(0.3));
        QCOMPARE(found.size(), std::size_t(holds ? 1 : 0));
        if (holds)
            QCOMPARE(*found.front(), wanted);
    }

    void refusesPatternsThatSayNothing_data()
    {
        QTest::addColumn<BreakKind>("kind");
        QTest::addColumn<QByteArray>("pattern");
        using enum BreakKind;
        QTest::addRow("empty tool") << Tool << QByteArray();
        QTest::addRow("blank agent") << Agent << QByteArray("  ");
        QTest::addRow("no number") << CostReached << QByteArray("much");
        QTest::addRow("number and more") << CostReached << QByteArray("1.5 EUR");
        QTest::addRow("nothing spent") << CostReached << QByteArray("0");
        QTest::addRow("negative") << CostReached << QByteArray("-1");
        QTest::addRow("infinite") << CostReached << QByteArray("inf");
        QTest::addRow("not a number") << CostReached << QByteArray("nan");
        QTest::addRow("too much") << CostReached << QByteArray("1e300");
        QTest::addRow("open bracket") << Text << QByteArray("(");
        QTest::addRow("back reference") << Text << QByteArray("(a)\\1");
        QTest::addRow("longer than any") << Text << QByteArray(2000, 'x');
        QTest::addRow("broken UTF-8") << Tool << QByteArray("\xff\xfe");
    }
    void refusesPatternsThatSayNothing()
    {
        QFETCH(BreakKind, kind);
        QFETCH(QByteArray, pattern);
        const auto made =
            Breakpoints::compile({{BreakKind::Tool, "*"}, {kind, pattern.toStdString()}});
        QVERIFY(!made.has_value());
        QVERIFY(made.error().context.starts_with("breakpoint " + std::string(breakKindName(kind))));
    }

    void boundsHowManyThereAre()
    {
        std::vector<Breakpoint> many(Breakpoints::most + 1, {BreakKind::Tool, "*"});
        QVERIFY(!Breakpoints::compile(many).has_value());
        many.pop_back();
        QVERIFY(Breakpoints::compile(many).has_value());
    }

    void looksOnlyAtEnabledOnes()
    {
        const auto made = Breakpoints::compile({{BreakKind::Tool, "*", false}});
        QVERIFY(made.has_value() && made->isEmpty());
        QVERIFY(made->at(pointOf(When::Call, "read"), {}).empty());
    }

    void takesLinearTimeForHostileText()
    {
        const auto made = Breakpoints::compile({{BreakKind::Text, "(a+)+$"}});
        QVERIFY(made.has_value());
        const std::string text = std::string(200'000, 'a') + "b";
        QVERIFY(made->at(pointOf(When::Result, "read", text), {}).empty());
    }
};

QTEST_GUILESS_MAIN(TestBreakpoints)
#include "tst_breakpoints.moc"
