// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/run/inspector.h"

#include "base/jsonvalue.h"
#include "fakeport.h"
#include "fakewindow.h"
#include "runscript.h"
#include "ui/jsonedit/codeedit.h"
#include "ui/run/panelheader.h"

#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTextBlock>

using namespace signalbox;
using namespace signalbox::ui;
using Tab = Inspector::Tab;

class TestInspector : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_port = std::make_unique<FakePort>();
        m_bridge = std::make_unique<EngineBridge>(*m_port);
        m_view = std::make_unique<RunView>(*m_bridge);
        m_header = std::make_unique<PanelHeader>(m_theme, QString());
        m_inspector = std::make_unique<Inspector>(m_theme, *m_view, *m_header);
    }

    void cleanup()
    {
        m_inspector.reset();
        m_view.reset();
        m_bridge.reset();
    }

    void everyTabTellsItsPart_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<int>("tab");
        QTest::addColumn<QString>("part");
        const QByteArray gate = "/agent:invoice-clerk:1/step:3/tool:4";
        const QByteArray list = "/agent:invoice-clerk:1/step:1/tool:1";
        const QByteArray chat = "/agent:invoice-clerk:1/step:1";
        QTest::addRow("arguments") << gate << int(Tab::Arguments)
                                   << QStringLiteral("\"reason\": \"same hash as acme-0042.pdf\"");
        QTest::addRow("result") << list << int(Tab::Result)
                                << QStringLiteral("\"inbox/globex-7.pdf\"");
        QTest::addRow("error") << QByteArray(
            "/agent:invoice-clerk:1/step:2/tool:2/agent:ocr-reader:1/step:1/tool:1")
                               << int(Tab::Result) << QStringLiteral("timeout: ocr_page");
        QTest::addRow("messages") << chat << int(Tab::Messages)
                                  << QStringLiteral("I look at what is there.");
        QTest::addRow("usage") << chat << int(Tab::Usage) << QStringLiteral("$0.009");
        QTest::addRow("provenance")
            << gate << int(Tab::Provenance) << QStringLiteral("reason \u2190 model");
        QTest::addRow("raw") << gate << int(Tab::Raw) << QStringLiteral("policy.decided");
        QTest::addRow("output of the run")
            << QByteArray("/") << int(Tab::Messages) << QStringLiteral("one duplicate was removed");
    }

    void everyTabTellsItsPart()
    {
        QFETCH(QByteArray, path);
        QFETCH(int, tab);
        QFETCH(QString, part);
        show(finishedInvoiceDeskRun());
        m_view->selectPath(path.toStdString());
        m_inspector->showTab(Tab(tab));
        QVERIFY2(m_inspector->shownText(Tab(tab)).contains(part),
                 qPrintable(m_inspector->shownText(Tab(tab))));
    }

    void tellsWhatWasLeftOutOfARequest()
    {
        RunScript script("r", SystemClock().now());
        script.start("t", "a", "{}");
        const std::string path = "/agent:a:1/step:1/model:1";
        script.add(path, EventType::ModelRequested, R"({"model":"demo"})");
        script.add(
            path, EventType::ModelReplied,
            R"({"text":"hi","notes":["temperature: demo does not take it",7,{"x":"\u202e"}]})");
        show(script);
        m_view->selectPath("/agent:a:1/step:1");
        m_inspector->showTab(Tab::Usage);
        const auto text = m_inspector->shownText(Tab::Usage);
        QVERIFY2(text.contains(u"temperature: demo does not take it"), qPrintable(text));
        QVERIFY2(!text.contains(QChar(0x202e)), qPrintable(text));
    }

    void reviewLeadsToTheGateThatWaits()
    {
        QSignalSpy reviews(m_inspector.get(), &Inspector::reviewRequested);
        show(invoiceDeskRun());
        m_view->selectPath("/agent:invoice-clerk:1/step:3/tool:4");
        m_inspector->findChild<QPushButton*>(QStringLiteral("review"))->click();
        QCOMPARE(reviews.count(), 1);
        QCOMPARE(reviews[0][0].toString(), QStringLiteral("gate-1"));
    }

    void whatAPersonEnteredAtAGateIsShownBesideWhatWasAsked()
    {
        const char* edited = "/agent:a:1/step:1/tool:1";
        const char* plain = "/agent:a:1/step:1/tool:2";
        RunScript script("r");
        script.start("t", "a", "{}")
            .toolRequested(edited, "pay", R"({"amount":900})")
            .add(edited, EventType::GateOpened, R"({"gate_id":"g"})")
            .add(edited, EventType::GateDecided, R"({"gate_id":"g","decision":"edit"})")
            .toolRan(edited, R"({"amount":90})", {}, "1")
            .toolRequested(plain, "pay", R"({"amount":7})")
            .toolRan(plain, R"({"amount":7})", {}, "1");
        show(script);
        m_view->selectPath(edited);
        auto* ran =
            signalbox::ui::testing::named<CodeEdit>(*m_inspector, "Arguments that it ran with");
        QVERIFY(ran);
        QVERIFY(m_inspector->shownText(Tab::Arguments).contains(QStringLiteral("900")));
        QVERIFY(ran->toPlainText().contains(QStringLiteral("\"amount\": 90\n")));
        m_view->selectPath(plain);
        QVERIFY(ran->isHidden());
    }

    void whatAStepBroughtComesIntoSight()
    {
        RunScript script("r", SystemClock().now());
        script.start("t", "a", "{}");
        std::string lines;
        for (int i = 0; i < 200; ++i)
            lines += "line " + std::to_string(i) + "\n";
        for (int step = 1; step <= 3; ++step) {
            const auto path = "/agent:a:1/step:" + std::to_string(step) + "/model:1";
            const Json message = {{"role", "user"},
                                  {"text", "new " + std::to_string(step) + "\n" + lines}};
            script.add(
                path, EventType::ModelRequested,
                dumpJson(Json{{"model", "demo"}, {"messages_added", Json::array({message})}}));
        }
        show(script);
        m_inspector->resize(500, 400);
        m_inspector->show();
        m_inspector->showTab(Tab::Messages);
        auto* edit = signalbox::ui::testing::named<CodeEdit>(*m_inspector, "Messages");
        QVERIFY(edit);
        const auto top = [edit] { return edit->cursorForPosition({4, 4}).block(); };
        for (int step : {3, 2, 1}) {
            m_view->selectPath("/agent:a:1/step:" + std::to_string(step));
            QCOMPARE(top().text(), QStringLiteral("\u2500\u2500 user"));
            QCOMPARE(top().next().text(), QStringLiteral("new %1").arg(step));
        }
    }

    void aRequestThatFailedSaysSoAmongItsMessages()
    {
        RunScript script("r", SystemClock().now());
        script.start("t", "a", "{}")
            .add("/agent:a:1/step:1/model:1", EventType::ModelRequested,
                 dumpJson(Json{{"model", "demo"}}))
            .add("/agent:a:1/step:1/model:1", EventType::ModelFailed,
                 dumpJson(Json{
                     {"attempt", 1},
                     {"error",
                      {{"type", "authentication"}, {"message", "the host wants a <b>key</b>"}}}}));
        show(script);
        m_view->selectPath("/agent:a:1/step:1");
        m_inspector->showTab(Tab::Messages);
        QVERIFY2(m_inspector->shownText(Tab::Messages)
                     .contains(QStringLiteral("the host wants a <b>key</b>")),
                 qPrintable(m_inspector->shownText(Tab::Messages)));
    }

    void textStreamsIntoTheMessages()
    {
        RunScript script("r", SystemClock().now());
        script.start("t", "a", "{}")
            .add("/agent:a:1/step:1/model:1", EventType::ModelRequested, R"({"model":"demo"})");
        show(script);
        m_view->selectPath("/agent:a:1/step:1");
        m_inspector->showTab(Tab::Messages);
        QSignalSpy frames(m_bridge.get(), &EngineBridge::frameDrained);
        for (const auto* part : {"One ", "two ", "<b>three</b> ", "\u202Efour"}) {
            m_port->play(engine::TextDelta{"r", "/agent:a:1/step:1/model:1", part, false, false});
            QVERIFY(frames.wait());
        }
        QVERIFY(m_inspector->shownText(Tab::Messages)
                    .endsWith(QStringLiteral("One two <b>three</b> U+202Efour")));
        m_port->play(engine::TextDelta{"r", "/agent:a:1/step:1/model:1", "again", false, true});
        QVERIFY(frames.wait());
        QVERIFY(m_inspector->shownText(Tab::Messages).endsWith(QStringLiteral("\nagain")));
    }

    void hostileEventsAreShownAsText()
    {
        RunScript script("r");
        script.start("<img src=x onerror=y>", "a", "{}");
        script.toolRequested("/agent:a:1/step:1/tool:1", "<b>x</b>\u202E", "\"no object\"");
        script.add("/agent:a:1/step:1/tool:1", EventType::ToolFinished,
                   "{\"ok\":false,\"error\":{\"type\":[]}}");
        show(script);
        m_view->selectPath("/agent:a:1/step:1/tool:1");
        for (const auto tab :
             {Tab::Arguments, Tab::Result, Tab::Messages, Tab::Usage, Tab::Provenance, Tab::Raw})
            m_inspector->showTab(tab);
        QVERIFY(m_inspector->shownText(Tab::Raw).contains(QStringLiteral("<b>x</b>")));
    }

private:
    void show(const RunScript& script)
    {
        QSignalSpy frames(m_bridge.get(), &EngineBridge::frameDrained);
        m_port->play(script.batch());
        QVERIFY(frames.wait());
        m_view->show(script.run());
    }

    Theme m_theme;
    std::unique_ptr<FakePort> m_port;
    std::unique_ptr<EngineBridge> m_bridge;
    std::unique_ptr<RunView> m_view;
    std::unique_ptr<PanelHeader> m_header;
    std::unique_ptr<Inspector> m_inspector;
};

QTEST_MAIN(TestInspector)
#include "tst_inspector.moc"
