// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/form/schemaform.h"
#include "ui/frame/mainwindow.h"
#include "ui/jsonedit/codeedit.h"
#include "ui/jsonedit/jsonedit.h"
#include "ui/run/benddialog.h"
#include "ui/run/breakpointlist.h"
#include "ui/run/runpage.h"
#include "ui/run/steptrace.h"
#include "wholewindow.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace signalbox;
using namespace signalbox::ui;

namespace {
const std::string clerk = "/agent:clerk:1";
const std::string call = clerk + "/step:1/tool:1";

// A run whose first call waits to be decided.
RunScript heldRun()
{
    RunScript script("01K9HELD");
    script.start("sort", "clerk", R"({"steps":20})");
    script.agentStarted(clerk, "clerk", "sort");
    script.model(clerk + "/step:1", std::chrono::milliseconds(900), 800, 60, 0.01, "I delete it.");
    script.toolRequested(call, "delete_file", R"({"path":"inbox/a.pdf"})");
    script.add(call, EventType::ToolChecked, R"({"ok":true,"findings":[]})");
    script.add(call, EventType::RunPaused,
               R"({"by":"breakpoint","why":"tool delete_*",
                   "breakpoint":{"kind":"tool","pattern":"delete_*"}})");
    return script;
}
} // namespace

class TestDebugging : public QObject, private WholeWindow
{
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(); }

    void cleanup() { m_window.reset(); }

    void addsBreakpointsByTheirForm()
    {
        addBreakpoint("Tool", "delete_*");
        addBreakpoint("Error", "");
        addBreakpoint("Cost", "0.25");
        QCOMPARE(m_port->sent<engine::SetBreakpoints>().back().breakpoints,
                 (std::vector<Breakpoint>{{BreakKind::Tool, "delete_*"},
                                          {BreakKind::Error, ""},
                                          {BreakKind::CostReached, "0.25"}}));
        QCOMPARE(rows(), QStringLiteral("Tool|delete_*|0\nError|any|0\nCost|$0.25|0\n"));
    }

    void saysInPlaceWhatIsWrong_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("pattern");
        QTest::addRow("no tool") << "Tool"
                                 << "  ";
        QTest::addRow("no expression") << "Text"
                                       << "(";
        QTest::addRow("no number") << "Cost"
                                   << "much";
        QTest::addRow("nothing") << "Cost"
                                 << "0";
    }
    void saysInPlaceWhatIsWrong()
    {
        QFETCH(QString, kind);
        QFETCH(QString, pattern);
        const auto before = m_port->sent<engine::SetBreakpoints>().size();
        addBreakpoint(qPrintable(kind), qPrintable(pattern));
        QCOMPARE(m_port->sent<engine::SetBreakpoints>().size(), before);
        QCOMPARE(named<QLineEdit>("Pattern of the breakpoint")->text(), pattern); // nothing is lost
    }

    void keepsThemForTheNextStart()
    {
        addBreakpoint("Tool", "write_file");
        addBreakpoint("Text", "two words +");
        QTest::keyClick(table(), Qt::Key_Down);
        table()->setCurrentIndex(table()->model()->index(0, 0));
        QTest::keyClick(table(), Qt::Key_Space);
        m_window.reset();
        m_port = std::make_unique<FakePort>();
        open();
        QCOMPARE(m_port->sent<engine::SetBreakpoints>().front().breakpoints,
                 (std::vector<Breakpoint>{{BreakKind::Tool, "write_file", false},
                                          {BreakKind::Text, "two words +"}}));
        table()->setCurrentIndex(table()->model()->index(0, 0));
        QTest::keyClick(table(), Qt::Key_Delete);
        QCOMPARE(m_port->sent<engine::SetBreakpoints>().back().breakpoints,
                 (std::vector<Breakpoint>{{BreakKind::Text, "two words +"}}));
    }

    void countsHits()
    {
        addBreakpoint("Tool", "delete_*");
        m_port->play(engine::BreakpointsSet{{{BreakKind::Tool, "delete_*", true, 1234}}});
        settle();
        QCOMPARE(rows(), QStringLiteral("Tool|delete_*|1,234\n"));
    }

    void marksTheStepsThatItHoldsAt()
    {
        play(heldRun());
        auto& trace = m_window->runPage().stepTrace();
        const int row = rowOf(call);
        QCOMPARE(mark(row), int(BreakpointList::Mark::None));
        trace.table().setCurrentIndex(trace.model().index(row, 0));
        action("Break on the selected step")->trigger();
        QCOMPARE(m_port->sent<engine::SetBreakpoints>().back().breakpoints,
                 (std::vector<Breakpoint>{{BreakKind::Tool, "delete_file"}}));
        QCOMPARE(mark(row), int(BreakpointList::Mark::Enabled));
        // a click into the gutter takes it away and brings it back
        const auto cell = trace.table().visualRect(trace.model().index(row, 0));
        QTest::mouseClick(trace.table().viewport(), Qt::LeftButton, {},
                          cell.topLeft() + QPoint(4, cell.height() / 2));
        QCOMPARE(mark(row), int(BreakpointList::Mark::None));
        addBreakpoint("Tool", "*");
        action("Disable all breakpoints")->trigger();
        QCOMPARE(mark(row), int(BreakpointList::Mark::Disabled));
        action("Remove all breakpoints")->trigger();
        QVERIFY(m_port->sent<engine::SetBreakpoints>().back().breakpoints.empty());
    }

    void showsWhereTheRunIsHeld()
    {
        play(heldRun());
        QCOMPARE(state(), QStringLiteral("paused"));
        auto* where = m_window->findChild<QLabel*>(QStringLiteral("heldWhere"));
        QVERIFY(where->isVisible());
        QCOMPARE(where->text(), QStringLiteral("Held at tool delete_file"));
        const auto index = m_window->runPage().stepTrace().model().index(rowOf(call), 0);
        QVERIFY(index.data(TraceModel::HeldRole).toBool());
        QVERIFY(index.data(Qt::AccessibleDescriptionRole).toString().startsWith(u"held"));
        QCOMPARE(index.data().toString(), QStringLiteral("tool delete_file"));
        // the run goes on: nothing is held
        auto on = heldRun();
        on.add(call, EventType::RunResumed, R"({"by":"human","from":"breakpoint"})");
        play(on);
        QVERIFY(!where->isVisible());
        QVERIFY(!index.data(TraceModel::HeldRole).toBool());
        QCOMPARE(state(), QStringLiteral("running"));
    }

    void showsThePlaceThatHoldsTheOthers()
    {
        const std::string beside = "/agent:clerk:1/step:1/tool:2";
        auto script = heldRun();
        script.add(call, EventType::RunResumed, R"({"by":"human","from":"breakpoint"})");
        script.add(beside, EventType::RunPaused, R"({"by":"beside","why":"held beside it"})");
        play(script);
        auto* where = m_window->findChild<QLabel*>(QStringLiteral("heldWhere"));
        QVERIFY(where->text() != QStringLiteral("Held at tool delete_file"));
        script.add(call, EventType::RunPaused, R"({"by":"breakpoint","why":"tool *"})");
        play(script);
        QCOMPARE(where->text(), QStringLiteral("Held at tool delete_file"));
    }

    void goesOnAndSteps()
    {
        play(heldRun());
        QCOMPARE(button("pause").text(), QStringLiteral("Continue"));
        QCOMPARE(button("pause").accessibleName(), QStringLiteral("Pause"));
        button("step").click();
        QCOMPARE(m_port->sent<engine::StepRun>().size(), std::size_t(1));
        button("pause").click();
        action("Continue")->trigger();
        QCOMPARE(m_port->sent<engine::ResumePausedRun>().size(), std::size_t(2));
    }

    void asksForAPauseOnce()
    {
        auto script = heldRun();
        script.add(call, EventType::RunResumed, "{}");
        play(script);
        QVERIFY(!action("Continue")->isEnabled());
        button("pause").click();
        QCOMPARE(button("pause").text(), QStringLiteral("Pausing\u2026"));
        QCOMPARE(m_port->sent<engine::PauseRun>().size(), std::size_t(1));
        button("pause").click(); // it has not come to a safe point: taken back
        QCOMPARE(m_port->sent<engine::PauseRun>().size(), std::size_t(1));
        QCOMPARE(m_port->sent<engine::ResumePausedRun>().size(), std::size_t(1));
        QCOMPARE(button("pause").text(), QStringLiteral("Pause"));
    }

    void startsARunHeld()
    {
        m_window->findChild<QLineEdit*>(QStringLiteral("task"))->setText(QStringLiteral("sort"));
        button("step").click();
        QCOMPARE(m_port->sent<engine::StartRun>().size(), std::size_t(1));
        QVERIFY(m_port->sent<engine::StartRun>()[0].held);
    }

    void runsToAStep()
    {
        play(heldRun());
        auto& trace = m_window->runPage().stepTrace();
        trace.table().setCurrentIndex(trace.model().index(rowOf(clerk), 0));
        action("Run to the selected step")->trigger();
        const auto sent = m_port->sent<engine::RunTo>();
        QCOMPARE(sent.size(), std::size_t(1));
        QCOMPARE(sent[0].path, clerk);
        QCOMPARE(sent[0].run, std::string("01K9HELD"));
    }

    void offersInTheMenuOfAStepWhatCanBeDone()
    {
        play(heldRun());
        auto& trace = m_window->runPage().stepTrace();
        Q_EMIT trace.table().menuWanted(rowOf(call), m_window->mapToGlobal(QPoint(300, 300)));
        QStringList words;
        for (auto* menu : trace.findChildren<QMenu*>()) {
            for (auto* one : menu->actions())
                words.push_back(one->isSeparator() ? QStringLiteral("-") : one->text());
            menu->close();
        }
        QCOMPARE(
            words.join(u'|'),
            QStringLiteral("Break on this tool|Run to here|Change the arguments\u2026|Try this "
                           "call in Tools|-|For&k at this "
                           "step\u2026|&Do this step again|Re&peat this step\u2026|-|Copy path"));
    }

    void changesTheArgumentsOfACallThatWaits()
    {
        play(heldRun());
        m_window->findChild<QPushButton*>(QStringLiteral("bend"))->click();
        auto* dialog = m_window->findChild<BendDialog*>();
        QVERIFY(dialog && dialog->isVisible() && !dialog->isModal());
        QCOMPARE(dialog->form().value(), std::string(R"({"path":"inbox/a.pdf"})"));
        auto* goOn = buttonOf(*dialog, "Change and go on");
        QVERIFY(!goOn->isEnabled()); // nothing has changed
        dialog->form().setValue(R"({"path":"inbox/b.pdf"})");
        Q_EMIT dialog->form().changed();
        QVERIFY(goOn->isEnabled());
        goOn->click();
        const auto sent = m_port->sent<engine::BendRun>();
        QCOMPARE(sent.size(), std::size_t(1));
        QCOMPARE(sent[0].at, call);
        QCOMPARE(sent[0].key, std::string("arguments"));
        QCOMPARE(sent[0].value, std::string(R"({"path":"inbox/b.pdf"})"));
        QVERIFY(!sent[0].step);
        QVERIFY(!dialog->isVisible());
    }

    void changesAResult()
    {
        auto script = heldRun();
        script.add(call, EventType::RunResumed, "{}");
        script.toolFailed(call, std::chrono::milliseconds(5), "no such file");
        script.add(call, EventType::RunPaused, R"({"by":"breakpoint","why":"error"})");
        play(script);
        QCOMPARE(m_window->findChild<QLabel*>(QStringLiteral("heldWhere"))->text(),
                 QStringLiteral("Held behind tool delete_file"));
        m_window->findChild<QPushButton*>(QStringLiteral("bend"))->click();
        auto* dialog = m_window->findChild<BendDialog*>();
        dialog->text().setPlainText(QStringLiteral("it is \"gone\""));
        buttonOf(*dialog, "Change and step")->click();
        dialog->open(call, "result");
        dialog->text().setPlainText(QStringLiteral("{\"gone\": true}"));
        buttonOf(*dialog, "Change and go on")->click();
        const auto sent = m_port->sent<engine::BendRun>();
        QCOMPARE(sent.size(), std::size_t(2));
        QCOMPARE(sent[0].key, std::string("result"));
        QCOMPARE(sent[0].value, std::string("\"it is \\\"gone\\\"\""));
        QVERIFY(sent[0].step);
        QCOMPARE(sent[1].value, std::string("{\"gone\": true}"));
    }

    void changesTheStateAtANode()
    {
        RunScript script("01K9NODEHELD");
        script.add("/", EventType::RunStarted, R"({"workflow":"w","agent":"","task":"t"})");
        script.add("/", EventType::StateChanged,
                   R"({"node":"","patch":[{"op":"add","path":"/n","value":3}]})");
        script.add("/node:judge:1", EventType::NodeEntered, R"({"node":"judge","kind":"agent"})");
        script.add("/node:judge:1", EventType::RunPaused, R"({"by":"breakpoint","why":"judge"})");
        play(script);
        auto* bend = m_window->findChild<QPushButton*>(QStringLiteral("bend"));
        QCOMPARE(bend->text(), QStringLiteral("Change the state\u2026"));
        bend->click();
        auto* dialog = m_window->findChild<BendDialog*>();
        QVERIFY(dialog && dialog->isVisible());
        QCOMPARE(dialog->json().text(), std::string("{\n  \"n\": 3\n}"));
        auto* goOn = buttonOf(*dialog, "Change and go on");
        QVERIFY(!goOn->isEnabled());
        auto& editor = dialog->json().editor();
        for (const char* wrong : {"{\"n\": ", "[1]", "7", ""}) {
            editor.setPlainText(QString::fromLatin1(wrong));
            QVERIFY(!goOn->isEnabled()); // no state
        }
        editor.setPlainText(QStringLiteral("{\"n\": 4}"));
        QVERIFY(goOn->isEnabled());
        goOn->click();
        const auto sent = m_port->sent<engine::BendRun>();
        QCOMPARE(sent.size(), std::size_t(1));
        QCOMPARE(sent[0].at, std::string("/node:judge:1"));
        QCOMPARE(sent[0].key, std::string("state"));
        QCOMPARE(sent[0].value, std::string("{\"n\":4}"));
    }

    void keepsWhatWasTypedWhileItIsHeld()
    {
        play(heldRun());
        auto* bend = m_window->findChild<QPushButton*>(QStringLiteral("bend"));
        bend->click();
        auto* dialog = m_window->findChild<BendDialog*>();
        dialog->form().setValue(R"({"path":"half a thou"})");
        dialog->close();
        bend->click();
        QCOMPARE(dialog->form().value(), std::string(R"({"path":"half a thou"})"));
        auto on = heldRun();
        on.add(call, EventType::RunResumed, "{}");
        play(on);
        QVERIFY(!dialog->isVisible()); // there is nothing to change any more
    }

    void tellsTheAgentSomething()
    {
        auto* text = m_window->findChild<QLineEdit*>(QStringLiteral("steerText"));
        QVERIFY(!text->isEnabled()); // no run
        auto script = heldRun();
        play(script);
        QTest::keyClicks(text, QStringLiteral("only the new ones"));
        named<QComboBox>("When the agent reads it")->setCurrentIndex(1);
        QTest::keyClick(text, Qt::Key_Return);
        const auto sent = m_port->sent<engine::SteerRun>();
        QCOMPARE(sent.size(), std::size_t(1));
        QCOMPARE(sent[0].text, (SteerText{"", "only the new ones", SteerMode::AfterTurn}));
        QVERIFY(text->text().isEmpty());
        m_port->play(engine::CommandFailed{"send the text", {Errc::NotFound, "the run is over"}});
        settle();
        QCOMPARE(text->text(), QStringLiteral("only the new ones"));
    }

    void showsTheQueueAndTakesTextsBack()
    {
        auto script = heldRun();
        script.add("/", EventType::SteerReceived, R"({"id":"a","text":"be quick","mode":"now"})")
            .add("/", EventType::SteerReceived,
                 R"({"id":"b","text":"<b>sum up</b>","mode":"after_turn"})")
            .add("/", EventType::SteerReceived, R"({"id":"c","text":"never","mode":"now"})")
            .add("/", EventType::SteerCancelled, R"({"id":"c"})")
            .add(clerk + "/step:2", EventType::SteerDelivered, R"({"id":"a","text":"be quick"})");
        play(script);
        auto* queue = named<QWidget>("Texts to the agents");
        QStringList words;
        for (auto* label : queue->findChildren<QLabel*>())
            words.push_back(label->text());
        QCOMPARE(words.join(u'|'),
                 QStringLiteral("be quick|read at step 2|<b>sum up</b>|after this turn|never|"
                                "taken back"));
        named<QPushButton>("Take back: <b>sum up</b>")->click();
        const auto sent = m_port->sent<engine::CancelSteer>();
        QCOMPARE(sent.size(), std::size_t(1));
        QCOMPARE(sent[0].id, std::string("b"));
    }

private:
    template <class T>
    T* named(const char* name)
    {
        for (auto* widget : m_window->findChildren<T*>()) {
            if (widget->accessibleName() == QString::fromUtf8(name))
                return widget;
        }
        return nullptr;
    }

    void addBreakpoint(const char* kind, const char* pattern)
    {
        named<QComboBox>("Kind of breakpoint")->setCurrentText(QString::fromUtf8(kind));
        auto* field = named<QLineEdit>("Pattern of the breakpoint");
        field->setText(QString::fromUtf8(pattern));
        QTest::keyClick(field, Qt::Key_Return);
    }

    QTableView* table() { return m_window->findChild<QTableView*>(QStringLiteral("breakpoints")); }

    QString rows()
    {
        QString text;
        const auto* model = table()->model();
        for (int row = 0; row < model->rowCount(); ++row) {
            for (int column = 0; column < model->columnCount(); ++column)
                text += model->index(row, column).data().toString()
                    + (column + 1 < model->columnCount() ? u'|' : u'\n');
        }
        return text;
    }

    int rowOf(const std::string& path)
    {
        auto& model = m_window->runPage().stepTrace().model();
        return model.rowOf(model.spans()->find(path));
    }

    int mark(int row)
    {
        return m_window->runPage()
            .stepTrace()
            .model()
            .index(row, 0)
            .data(TraceModel::MarkRole)
            .toInt();
    }

    QAction* action(const char* text)
    {
        for (auto* one : m_window->allActions()) {
            if (one->text() == QString::fromUtf8(text))
                return one;
        }
        return nullptr;
    }

    static QPushButton* buttonOf(QWidget& root, const char* text)
    {
        for (auto* one : root.findChildren<QPushButton*>()) {
            if (one->text() == QString::fromUtf8(text))
                return one;
        }
        return nullptr;
    }

    QPushButton& button(const char* name)
    {
        return *m_window->findChild<QPushButton*>(QString::fromLatin1(name));
    }

    QString state()
    {
        return m_window->findChild<QWidget*>(QStringLiteral("runState"))->accessibleDescription();
    }
};

QTEST_MAIN(TestDebugging)
#include "tst_debugging.moc"
