// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/record/recordactions.h"

#include "fakeport.h"
#include "runscript.h"
#include "ui/fakewindow.h"
#include "ui/jsonedit/jsonedit.h"
#include "ui/record/forkdialog.h"
#include "ui/record/recordbar.h"
#include "ui/record/repeatdialog.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTest>

using namespace signalbox;
using namespace signalbox::ui;
using signalbox::ui::testing::FakeWindow;
using signalbox::ui::testing::named;
using signalbox::ui::testing::shoot;

namespace {
const char* const deleting = "/agent:invoice-clerk:1/step:3/tool:4";
const char* const asking = "/agent:invoice-clerk:1/step:3";
const char* const request = "/agent:invoice-clerk:1/step:3/model:1";
} // namespace

class TestRecordActions : public QObject
{
    Q_OBJECT

    std::unique_ptr<FakeWindow> m_window;
    std::unique_ptr<FakePort> m_port;
    std::unique_ptr<EngineBridge> m_bridge;
    std::unique_ptr<RunView> m_view;
    std::unique_ptr<QWidget> m_parent;
    RecordActions* m_actions = nullptr;
    std::vector<engine::Command> m_sent;
    RunScript m_script = finishedInvoiceDeskRun();

    QAction* action(const char* words)
    {
        for (auto* one : m_actions->all()) {
            if (one->text().remove(u'&').startsWith(QString::fromLatin1(words)))
                return one;
        }
        return nullptr;
    }
    template <class T>
    T sent()
    {
        for (auto at = m_sent.rbegin(); at != m_sent.rend(); ++at) {
            if (const auto* one = std::get_if<T>(&*at))
                return *one;
        }
        return {};
    }
    ForkDialog* fork(const char* path, const char* key)
    {
        m_view->selectPath(path);
        auto* dialog = m_actions->openFork();
        if (dialog)
            dialog->choose(key);
        return dialog;
    }

private Q_SLOTS:
    void init()
    {
        m_window = std::make_unique<FakeWindow>();
        m_window->context.opened = invoiceDesk();
        m_port = std::make_unique<FakePort>();
        m_bridge = std::make_unique<EngineBridge>(*m_port);
        m_view = std::make_unique<RunView>(*m_bridge);
        m_parent = std::make_unique<QWidget>();
        m_actions = new RecordActions(m_window->context, *m_view, m_parent.get());
        m_sent.clear();
        connect(m_actions, &RecordActions::commandIssued, m_parent.get(),
                [this](const engine::Command& command) { m_sent.push_back(command); });
        m_view->show(m_script.run());
        m_port->play(m_script.batch(true));
        QTRY_VERIFY(m_view->trace());
    }

    void cleanup()
    {
        m_parent.reset();
        m_view.reset();
        m_bridge.reset();
    }

    void isOfferedWhereItCanBeDone()
    {
        QVERIFY(action("Replay this run")->isEnabled());
        QVERIFY(!action("Resume")->isEnabled()); // it is done
        m_view->selectPath("/");
        QVERIFY(!action("Fork")->isEnabled() && !action("Repeat")->isEnabled());
        m_view->selectPath(deleting);
        QVERIFY(action("Fork")->isEnabled() && action("Do this step")->isEnabled());
        QVERIFY(!action("Repeat")->isEnabled());
        m_view->selectPath(asking);
        QVERIFY(action("Repeat")->isEnabled());
        for (auto* one : m_actions->all())
            QVERIFY2(!one->shortcut().isEmpty(), qPrintable(one->text()));
    }

    void replaysAndDoesAStepAgain()
    {
        action("Replay this run")->trigger();
        QCOMPARE(sent<engine::ReplayRun>().run, m_script.run());
        QVERIFY(!sent<engine::ReplayRun>().withPresentFiles);
        action("Replay with")->trigger();
        QVERIFY(sent<engine::ReplayRun>().withPresentFiles);
        m_view->selectPath(asking);
        action("Do this step")->trigger();
        const auto again = sent<engine::ForkRun>();
        QCOMPARE(again.at, std::string(request));
        QVERIFY(again.key.empty() && again.value.empty() && !again.ticket.empty());
    }

    void resumesWhatIsNotDone()
    {
        RunScript script("cut");
        script.start("Cut", "clerk", "{}").finish("limit", "");
        m_port->play(script.batch(true));
        m_view->show("cut");
        QTRY_VERIFY(m_view->status().state == trace::RunState::Limit);
        action("Resume")->trigger();
        QCOMPARE(sent<engine::ResumeRun>().run, std::string("cut"));
    }

    void forksWithWhatWasRecorded_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("value");
        QTest::addRow("arguments") << QByteArray(deleting) << QByteArray("arguments")
                                   << QByteArray("{\"path\":\"inbox/acme-0042 (1).pdf\",\"reason\":"
                                                 "\"same hash as acme-0042.pdf\"}");
        QTest::addRow("result") << QByteArray(deleting) << QByteArray("result")
                                << QByteArray("\"moved to the trash\"");
        QTest::addRow("decision") << QByteArray(deleting) << QByteArray("decision")
                                  << QByteArray("{\"decision\":\"approve\"}");
        QTest::addRow("limits") << QByteArray(asking) << QByteArray("limits")
                                << QByteArray("{\"cost_usd\":0.2,\"seconds\":300,\"steps\":20,"
                                              "\"tokens\":50000,\"tool_calls\":40}");
        QTest::addRow("nothing") << QByteArray(asking) << QByteArray("") << QByteArray("");
    }
    void forksWithWhatWasRecorded()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, key);
        QFETCH(QByteArray, value);
        auto* dialog = fork(path.constData(), key.constData());
        QVERIFY(dialog);
        QVERIFY(!dialog->isModal());
        named<QPushButton>(*dialog, "Fork and run")->click();
        const auto command = sent<engine::ForkRun>();
        QCOMPARE(command.run, m_script.run());
        QCOMPARE(QByteArray::fromStdString(command.key), key);
        QCOMPARE(QByteArray::fromStdString(command.value), value);
    }

    void keepsWhatWasTypedUntilItIsARun()
    {
        auto* dialog = fork(asking, "instructions");
        QVERIFY(dialog);
        named<QPlainTextEdit>(*dialog, "Instructions")->setPlainText(QStringLiteral("Be quick."));
        dialog->choose("model");
        dialog->choose("instructions");
        named<QPushButton>(*dialog, "Close")->click();
        QVERIFY(dialog->isHidden());
        QCOMPARE(m_actions->openFork(), dialog);
        QCOMPARE(named<QPlainTextEdit>(*dialog, "Instructions")->toPlainText(),
                 QStringLiteral("Be quick."));
        named<QPushButton>(*dialog, "Fork and run")->click();
        const auto command = sent<engine::ForkRun>();
        QCOMPARE(command.value, std::string("\"Be quick.\""));
        m_actions->onNotice(engine::CommandFailed{"fork",
                                                  {Errc::Invalid, "no <b>such</b> place", {}},
                                                  engine::Verb::ForkRun,
                                                  command.ticket});
        const auto* problem = named<QLabel>(*dialog, "Problem of the fork");
        QVERIFY(problem && problem->text().contains(QStringLiteral("<b>such</b>")));
        const QPointer<ForkDialog> gone(dialog);
        m_actions->onNotice(engine::RunStarted{"r2", "task", "another ticket"});
        m_actions->onNotice(engine::RunStarted{"r2", "task", command.ticket});
        QTRY_VERIFY(gone.isNull());
    }

    void refusesWhatCannotBeAFork()
    {
        auto* dialog = fork(deleting, "result");
        auto* edit = dialog->findChild<JsonEdit*>();
        edit->setText("{\"open\":");
        named<QPushButton>(*dialog, "Fork and run")->click();
        QVERIFY(sent<engine::ForkRun>().run.empty());
        QVERIFY(named<QLabel>(*dialog, "Problem of the fork"));
        dialog = fork(asking, "message");
        named<QPushButton>(*dialog, "Fork and run")->click();
        QVERIFY(sent<engine::ForkRun>().run.empty());
    }

    void namesWhatStaysDone()
    {
        auto* dialog = fork(asking, "");
        const auto* list = named<QListWidget>(*dialog, "Calls that stay done");
        QVERIFY(list);
        QStringList rows;
        for (int i = 0; i < list->count(); ++i)
            rows << list->item(i)->text();
        QVERIFY2(rows.join(u'|').contains(QStringLiteral("delete_file inbox/acme-0042 (1).pdf")),
                 qPrintable(rows.join(u'|')));
        shoot(*m_window, *dialog, "fork");
        auto* call = fork(deleting, "arguments");
        shoot(*m_window, *call, "fork-arguments");
    }

    void repeatsAStepAndShowsTheSpread()
    {
        m_view->selectPath(asking);
        auto* dialog = m_actions->openRepeat();
        QVERIFY(dialog);
        named<QPushButton>(*dialog, "Repeat")->click();
        const auto command = sent<engine::RepeatStep>();
        QCOMPARE(command.at, std::string(request));
        QCOMPARE(command.times, 5);
        QVERIFY(!command.toTheEnd);
        m_actions->onNotice(
            engine::StepRepeated{command.ticket, m_script.run(), request, {"f1", "f2"}});
        const char* const reply = "{\"text\":\"x\",\"tool_calls\":[{\"name\":\"pay\"}],\"usage\":"
                                  "{\"input\":10,\"output\":5},\"cost_usd\":0.001,\"ms\":20}";
        m_actions->onNotice(engine::JournalBatch{
            "f1", false, {{5, {}, "f1", request, EventType::ModelReplied, reply, {}}}});
        auto* table = named<QTableWidget>(*dialog, "Repetitions");
        QTRY_COMPARE(table->rowCount(), 2);
        QTRY_COMPARE(table->item(0, 1)->text(), QStringLiteral("pay"));
        QCOMPARE(table->item(1, 6)->text(), QStringLiteral("running"));
        QVERIFY(named<QLabel>(*dialog, "Spread")->text().contains(QStringLiteral("1 × pay")));
        QSignalSpy opened(m_actions, &RecordActions::openRunRequested);
        Q_EMIT table->itemActivated(table->item(0, 0));
        QCOMPARE(opened.at(0).at(0).toString(), QStringLiteral("f1"));
        shoot(*m_window, *dialog, "repeat");
    }

    void saysWhatAReplayFound()
    {
        RecordBar bar(m_window->theme, *m_view);
        bar.resize(1000, 80);
        QVERIFY(bar.isHidden());
        bar.replaying(m_script.run());
        QVERIFY(!bar.isHidden());
        engine::RunReplayed replay{m_script.run(), false, 1234, "done", {}, {}};
        bar.onNotice(replay);
        const auto words = [&bar] { return named<QLabel>(bar, "Replay")->text(); };
        QVERIFY2(words().startsWith(QStringLiteral("Replay: identical, 1,234 events")),
                 qPrintable(words()));
        replay.difference = engine::ReplayDifference{deleting, "tool.requested", "arguments.path",
                                                     "\"a\"", "\"<b>\""};
        replay.changedFiles = {"agent clerk", "tool pay is gone"};
        bar.onNotice(replay);
        QVERIFY2(words().contains(QStringLiteral("Replay diverged at /agent:invoice-clerk:1")),
                 qPrintable(words()));
        QVERIFY(words().contains(QStringLiteral("agent clerk, tool pay is gone")));
        QCOMPARE(named<QLabel>(bar, "Difference of the replay")->text(),
                 QStringLiteral("expected  \"a\"\nfound     \"<b>\""));
        QCOMPARE(m_view->selected(), m_view->trace()->spans().find(deleting)); // it went there
        shoot(*m_window, bar, "recordbar");
        named<QPushButton>(bar, "Close")->click();
        QVERIFY(bar.isHidden());
    }

    void saysWhoseForkARunIs()
    {
        RecordBar bar(m_window->theme, *m_view);
        RunScript script("fork");
        script.add("/", EventType::RunStarted,
                   "{\"task\":\"t\",\"agent\":\"clerk\",\"forked_from\":{\"run\":\"r1\",\"at\":"
                   "\"/agent:clerk:1/step:2/model:1\",\"changed\":{\"model\":\"big\"}}}");
        m_port->play(script.batch(true));
        m_view->show("fork");
        QTRY_VERIFY(!bar.isHidden());
        const auto words = named<QLabel>(bar, "Origin of the run")->text();
        QVERIFY2(words.contains(QStringLiteral("step 2"))
                     && words.contains(QStringLiteral("model")),
                 qPrintable(words));
        QSignalSpy opened(&bar, &RecordBar::openRunRequested);
        named<QPushButton>(bar, "Open the original")->click();
        QCOMPARE(opened.at(0).at(0).toString(), QStringLiteral("r1"));
    }
};

QTEST_MAIN(TestRecordActions)
#include "tst_recordactions.moc"
