// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/scrub/scrubber.h"

#include "fakeport.h"
#include "runscript.h"
#include "ui/fakewindow.h"
#include "ui/run/breakpointlist.h"
#include "ui/run/panelheader.h"
#include "ui/run/steptrace.h"
#include "ui/run/timeline.h"

#include <QAbstractItemModelTester>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace signalbox::ui;

class TestScrubber : public QObject
{
    Q_OBJECT

    Theme m_theme;
    std::unique_ptr<FakePort> m_port;
    std::unique_ptr<EngineBridge> m_bridge;
    std::unique_ptr<RunView> m_view;
    std::unique_ptr<Scrubber> m_scrubber;
    RunScript m_script = finishedInvoiceDeskRun();

    Playback& playback() { return m_scrubber->playback(); }
    const Event& shown() { return m_script.events()[playback().position() - 1]; }
    QString state()
    {
        const auto words = trace::runStateText(m_view->status().state);
        return QString::fromLatin1(words.data(), qsizetype(words.size()));
    }
    void open()
    {
        QSignalSpy opened(&playback(), &Playback::opened);
        playback().open();
        QVERIFY(opened.count() > 0 || opened.wait());
    }

private Q_SLOTS:
    void init()
    {
        m_port = std::make_unique<FakePort>();
        m_bridge = std::make_unique<EngineBridge>(*m_port);
        m_view = std::make_unique<RunView>(*m_bridge);
        m_scrubber = std::make_unique<Scrubber>(m_theme, *m_view);
        m_view->show(m_script.run());
        m_port->play(m_script.batch(true));
        QTRY_VERIFY(m_view->trace());
    }

    void cleanup()
    {
        m_scrubber.reset();
        m_view.reset();
        m_bridge.reset();
    }

    void standsAtTheEndAtFirst()
    {
        QVERIFY(m_scrubber->isHidden());
        open();
        QVERIFY(!m_scrubber->isHidden());
        QCOMPARE(playback().total(), std::uint32_t(m_script.events().size()));
        QCOMPARE(playback().position(), playback().total());
        QCOMPARE(state(), QStringLiteral("done"));
        QVERIFY(!m_view->isLive());
        playback().close();
        QVERIFY(m_scrubber->isHidden());
        QCOMPARE(state(), QStringLiteral("done"));
    }

    void movesEverythingTogether()
    {
        open();
        QTest::keyClick(m_scrubber.get(), Qt::Key_Home);
        QCOMPARE(playback().position(), 1u);
        QCOMPARE(m_view->trace()->spans().count(), 1u);
        QCOMPARE(m_view->trace()->meters().tokens, 0);
        QTest::keyClick(m_scrubber.get(), Qt::Key_G);
        QCOMPARE(shown().type, EventType::GateOpened);
        QCOMPARE(state(), QStringLiteral("waiting at a gate"));
        const auto attention = m_view->trace()->attention();
        QCOMPARE(attention.front().gateId, std::string("gate-1"));
        QVERIFY(m_view->status().answer.empty());
        const auto selected = m_view->trace()->spans().span(m_view->selected());
        QCOMPARE(QString::fromStdString(std::string(selected.path)),
                 QStringLiteral("/agent:invoice-clerk:1/step:3/tool:4"));
        QTest::keyClick(m_scrubber.get(), Qt::Key_End);
        QCOMPARE(state(), QStringLiteral("done"));
        QVERIFY(m_view->trace()->attention().size() < attention.size());
    }

    void stepsByStepsAndByEvents()
    {
        open();
        QTest::keyClick(m_scrubber.get(), Qt::Key_Home);
        QTest::keyClick(m_scrubber.get(), Qt::Key_Right);
        QCOMPARE(shown().type, EventType::ModelReplied);
        QTest::keyClick(m_scrubber.get(), Qt::Key_Right);
        QCOMPARE(shown().type, EventType::ToolFinished);
        const auto here = playback().position();
        QTest::keyClick(m_scrubber.get(), Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(playback().position(), here + 1);
        QTest::keyClick(m_scrubber.get(), Qt::Key_Left, Qt::ShiftModifier);
        QTest::keyClick(m_scrubber.get(), Qt::Key_Left);
        QCOMPARE(shown().type, EventType::ModelReplied);
        QTest::keyClick(m_scrubber.get(), Qt::Key_Left);
        QCOMPARE(playback().position(), 1u);
    }

    void goesToFailuresAndHitsAndBeginsAgain()
    {
        open();
        QTest::keyClick(m_scrubber.get(), Qt::Key_E); // from the end: the first
        QVERIFY(shown().data.find("timeout") != std::string::npos);
        QTest::keyClick(m_scrubber.get(), Qt::Key_E);
        QCOMPARE(shown().type, EventType::BreakerTripped);
        QTest::keyClick(m_scrubber.get(), Qt::Key_E);
        QVERIFY(shown().data.find("timeout") != std::string::npos);
        QSignalSpy found(&playback(), &Playback::hitsFound);
        m_scrubber->findChild<QLineEdit*>()->setText(QStringLiteral("GLOBEX-7"));
        QVERIFY(found.wait());
        QCOMPARE(playback().hits().size(), std::size_t(1));
        QTest::keyClick(m_scrubber->findChild<QLineEdit*>(), Qt::Key_Return);
        QVERIFY(shown().data.find("globex-7") != std::string::npos);
        m_scrubber->findChild<QLineEdit*>()->setText(QStringLiteral("\" <b> \\"));
        QTRY_VERIFY(playback().hits().empty());
    }

    void playsToItsEndAtItsSpeed()
    {
        open();
        playback().setSpeed(1000);
        QCOMPARE(playback().speed(), Playback::fastest);
        QTest::keyClick(m_scrubber.get(), Qt::Key_Space);
        QVERIFY(playback().isRunning());
        QVERIFY(playback().position() < playback().total());
        QSignalSpy running(&playback(), &Playback::runningChanged);
        QVERIFY(running.wait(20'000));
        QVERIFY(!playback().isRunning());
        QCOMPARE(playback().position(), playback().total());
    }

    void shortensWaits()
    {
        open();
        const auto gate = playback().marks().gates.front();
        const double part = playback().placeOf(gate + 1) - playback().placeOf(gate);
        playback().setShortWaits(false);
        const double whole = playback().placeOf(gate + 1) - playback().placeOf(gate);
        QVERIFY(whole > part); // fourteen seconds at the gate against two
        QCOMPARE(playback().positionAt(playback().placeOf(gate)), gate);
        QCOMPARE(playback().positionAt(2), playback().total());
        QCOMPARE(playback().positionAt(-1), 1u);
    }

    void panelsFollowBackwards()
    {
        PanelHeader header(m_theme, QString());
        signalbox::ui::testing::FakeWindow window;
        BreakpointList breakpoints(window.context);
        StepTrace trace(m_theme, *m_view, breakpoints, header);
        Timeline timeline(m_theme, *m_view);
        timeline.resize(600, 200);
        const QAbstractItemModelTester tester(&trace.model());
        open();
        const int rows = trace.model().rowCount();
        const int lanes = timeline.laneCount();
        for (auto position = playback().total(); position-- > 1;) {
            playback().seek(position);
            QCOMPARE(trace.model().rowCount(), int(m_view->trace()->spans().count()));
        }
        QCOMPARE(trace.model().rowCount(), 1);
        (void)timeline.grab();
        playback().seek(playback().total());
        QCOMPARE(trace.model().rowCount(), rows);
        QCOMPARE(timeline.laneCount(), lanes);
        (void)timeline.grab();
    }

    void anotherRunEndsThePlayback()
    {
        open();
        playback().seek(3);
        m_view->show("another");
        QVERIFY(!playback().isOpen());
        QVERIFY(!m_view->isPlaying());
        QVERIFY(m_scrubber->isHidden());
        m_view->show(m_script.run());
        QCOMPARE(m_view->trace()->spans().count() > 10, true);
    }
};

QTEST_MAIN(TestScrubber)
#include "tst_scrubber.moc"
