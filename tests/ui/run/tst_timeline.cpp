// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/run/timeline.h"

#include "fakeport.h"
#include "runscript.h"
#include "ui/run/stepdelegate.h"

#include <QApplication>
#include <QMouseEvent>
#include <QTest>

using namespace signalbox;
using namespace signalbox::ui;

class TestTimeline : public QObject
{
    Q_OBJECT

    Theme m_theme;
    FakePort m_port;
    EngineBridge m_bridge{m_port};
    RunView m_view{m_bridge};

    // So many calls of one agent, 20 ms each; one of them fails.
    static RunScript callsOf(int count, int failed)
    {
        RunScript script("calls " + std::to_string(count));
        script.start("Call", "clerk", "{}");
        script.agentStarted("/agent:clerk:1", "clerk", "");
        for (int i = 1; i <= count; ++i) {
            const auto call = childPath("/agent:clerk:1", "tool", i);
            script.toolRequested(call, "read_file", "{}");
            if (i == failed)
                script.toolFailed(call, std::chrono::milliseconds(20), "no");
            else
                script.toolRan(call, "{}", std::chrono::milliseconds(20), "1");
        }
        script.finish("done", "");
        return script;
    }
    void show(const RunScript& script)
    {
        m_port.play(script.batch(true));
        m_view.show(script.run());
        QTRY_VERIFY(m_view.trace());
    }
    // Pixels of about this colour, which lies upon the panel.
    int painted(const QImage& image, Tint tint) const
    {
        const auto ground = m_theme.color(Tint::Panel);
        const auto above = m_theme.color(tint);
        const auto mixed = [&](int over, int under) { return 0.9 * over + 0.1 * under; };
        int count = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                const auto pixel = image.pixelColor(x, y);
                count += std::abs(pixel.red() - mixed(above.red(), ground.red())) < 6
                    && std::abs(pixel.green() - mixed(above.green(), ground.green())) < 6
                    && std::abs(pixel.blue() - mixed(above.blue(), ground.blue())) < 6;
            }
        }
        return count;
    }

private Q_SLOTS:
    void aFailureIsSeenAmongThousandsOfCalls()
    {
        show(callsOf(5000, 2500));
        Timeline timeline(m_theme, m_view);
        timeline.resize(700, 100);
        const auto image = timeline.grab().toImage();
        QVERIFY(painted(image, Tint::Tool) > 400 * 10); // the lane is full
        const int failed = painted(image, Tint::Error);
        QVERIFY2(failed > 0 && failed < 10 * 20, qPrintable(QString::number(failed)));
    }

    void aLaneIsPaintedToItsEndHoweverManyBarsItHas()
    {
        show(callsOf(45'000, 0)); // more than are looked at one by one
        Timeline timeline(m_theme, m_view);
        timeline.resize(700, 100);
        const auto image = timeline.grab().toImage();
        const int room = 700 - m_theme.scaled(130);
        QVERIFY(painted(image, Tint::Tool) > room * m_theme.scaled(14));
        for (int i = 0; i < 20; ++i)
            timeline.zoomBy(1.5);
        QVERIFY(painted(timeline.grab().toImage(), Tint::Tool) > room);
    }

    // A call of a second, of which a person took most.
    static RunScript waitingCall(bool isDecided)
    {
        RunScript script(isDecided ? "decided" : "waiting");
        script.start("Call", "clerk", "{}");
        script.agentStarted("/agent:clerk:1", "clerk", "");
        const std::string call = "/agent:clerk:1/tool:1";
        script.toolRequested(call, "delete_file", "{}");
        script.wait(std::chrono::milliseconds(100));
        script.add(call + "/gate:1", EventType::GateOpened, "{}");
        script.wait(std::chrono::milliseconds(800));
        if (!isDecided)
            return script;
        script.add(call + "/gate:1", EventType::GateDecided, "{}");
        script.toolRan(call, "{}", std::chrono::milliseconds(100), "1");
        return script.finish("done", "");
    }

    void whatWaitsForAPersonIsNoWork()
    {
        show(waitingCall(true));
        Timeline timeline(m_theme, m_view);
        timeline.resize(1000, 100);
        const auto image = timeline.grab().toImage();
        const int height = m_theme.scaled(15);
        const int room = 1000 - m_theme.scaled(120);
        const int work = painted(image, Tint::Tool);
        QVERIFY2(work > height * room / 10 && work < height * room * 3 / 10,
                 qPrintable(QString::number(work)));
        const QPointF over(500, m_theme.scaled(22) + m_theme.scaled(14));
        QMouseEvent moved(QEvent::MouseMove, over, over, Qt::NoButton, {}, {});
        QApplication::sendEvent(timeline.viewport(), &moved);
        QCOMPARE(
            timeline.viewport()->toolTip(),
            QStringLiteral("tool delete_file \u00b7 1.0 s, 800 ms of it waiting for a person"));
    }

    void aCallThatWaitsGrowsByItsHatchedPart()
    {
        auto script = waitingCall(false);
        script.endAt(std::chrono::time_point_cast<std::chrono::microseconds>(
            std::chrono::system_clock::now()));
        show(script);
        Timeline timeline(m_theme, m_view);
        timeline.resize(1000, 100);
        const auto image = timeline.grab().toImage();
        const int work = painted(image, Tint::Tool);
        const int height = m_theme.scaled(15);
        QVERIFY(work > 0 && work < height * (1000 - m_theme.scaled(120)) / 4);
    }

    void whatIsPaintedCanBePicked()
    {
        show(callsOf(3, 0));
        Timeline timeline(m_theme, m_view);
        timeline.resize(700, 100);
        (void)timeline.grab();
        const int y = m_theme.scaled(22) + m_theme.scaled(14);
        QTest::mouseClick(timeline.viewport(), Qt::LeftButton, {}, QPoint(400, y));
        QVERIFY(m_view.selected().isValid());
        QCOMPARE(m_view.trace()->spans().kind(m_view.selected()), trace::SpanKind::Tool);
        const auto picked = m_view.selected();
        QTest::keyClick(&timeline, Qt::Key_Left);
        QVERIFY(m_view.selected() < picked);
    }
};

QTEST_MAIN(TestTimeline)
#include "tst_timeline.moc"
