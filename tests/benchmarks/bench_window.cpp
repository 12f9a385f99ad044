// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/run/runpage.h"
#include "ui/run/steptrace.h"
#include "wholewindow.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>
#include <QTimer>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <thread>
#include <utility>

using namespace signalbox;
using namespace signalbox::ui;

namespace {

// An application that knows what each frame cost: all that the GUI thread did since the last one was painted, its own
// painting with it.
class TimedApplication : public QApplication
{
public:
    using QApplication::QApplication;

    bool notify(QObject* receiver, QEvent* event) override
    {
        if (m_depth > 0 || thread() != QThread::currentThread())
            return QApplication::notify(receiver, event);
        const bool isFrame = event->type() == QEvent::UpdateRequest && receiver->isWidgetType();
        ++m_depth;
        QElapsedTimer clock;
        clock.start();
        const bool taken = QApplication::notify(receiver, event);
        m_busy += double(clock.nsecsElapsed()) / 1e6;
        --m_depth;
        if (isFrame)
            m_frames.push_back(std::exchange(m_busy, 0));
        return taken;
    }

    void clear() { m_frames.clear(); }

    double percentile(double part)
    {
        if (m_frames.empty())
            return 0;
        std::sort(m_frames.begin(), m_frames.end());
        return m_frames[std::min(m_frames.size() - 1, std::size_t(double(m_frames.size()) * part))];
    }

    void print(const char* what)
    {
        std::printf("%s: %zu frames, median %.2f ms, 95 %% under %.2f ms, longest %.2f ms\n", what,
                    m_frames.size(), percentile(0.5), percentile(0.95), percentile(1));
    }

private:
    int m_depth = 0;
    double m_busy = 0;
    std::vector<double> m_frames;
};

TimedApplication& application()
{
    return *static_cast<TimedApplication*>(qApp);
}

std::vector<Event> manySpans(int count)
{
    RunScript script("big");
    script.start("A million steps", "clerk", "{}");
    script.agentStarted("/agent:clerk:1", "clerk", "");
    for (int i = 1; i <= count / 10; ++i) {
        const auto step = childPath("/agent:clerk:1", "step", i);
        script.model(step, std::chrono::milliseconds(3), 100, 10, 0.0001, "");
        for (int t = 1; t < 10; ++t)
            script.toolRequested(childPath(step, "tool", t), "read_file", "{\"path\":\"a.txt\"}");
    }
    return script.events();
}

} // namespace

class BenchWindow : public QObject, WholeWindow
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        begin();
        m_window->resize(1440, 900);
        QCoreApplication::processEvents();
    }

    void cleanup() { m_window.reset(); }

    // 64 agents, 1,000 tokens a second each, and a tool call of each twice a second.
    void streamsOf64Agents()
    {
        RunScript script("busy", SystemClock().now());
        script.start("Stream", "lead", R"({"steps":100,"tokens":10000000})");
        for (int agent = 1; agent <= 64; ++agent)
            script.add(place(agent) + "/step:1/model:1", EventType::ModelRequested,
                       R"({"model":"demo"})");
        m_port->play(engine::RunStarted{"busy", "Stream"});
        m_port->play(script.batch());
        std::atomic<bool> done = false;
        std::thread engine([&] {
            std::int64_t seq = std::int64_t(script.events().size());
            int tick = 0;
            auto next = std::chrono::steady_clock::now();
            while (!done) {
                next += std::chrono::milliseconds(10);
                std::this_thread::sleep_until(next);
                for (int agent = 1; agent <= 64; ++agent) {
                    for (int token = 0; token < 10; ++token)
                        m_port->play(engine::TextDelta{"busy", place(agent) + "/step:1/model:1",
                                                       "token ", false, false});
                }
                const int agent = 1 + tick % 64;
                engine::JournalBatch batch{"busy", false, {}};
                batch.events.push_back({++seq, SystemClock().now(), "busy",
                                        childPath(place(agent) + "/step:1", "tool", 1 + tick / 64),
                                        EventType::ToolRequested,
                                        R"({"tool":"read_file","arguments":{"path":"a"}})"});
                m_port->play(batch);
                ++tick;
            }
        });
        application().clear();
        QEventLoop loop;
        QTimer::singleShot(5000, &loop, &QEventLoop::quit);
        loop.exec();
        done = true;
        engine.join();
        application().print("64 agents, 64,000 tokens/s");
        QVERIFY(application().percentile(0.5) > 0); // it was painted
        QVERIFY(application().percentile(0.95) < 16);
    }

    void opensAndScrollsAMillionSpans()
    {
        const auto events = manySpans(1'000'000);
        QElapsedTimer clock;
        clock.start();
        m_port->play(engine::JournalBatch{"big", true, events});
        std::printf("fold of 1,000,000 spans: %lld ms\n", clock.restart());
        m_window->openRun("big", {});
        QCoreApplication::processEvents();
        std::printf("first sight: %lld ms\n", clock.restart());
        auto& table = m_window->runPage().stepTrace().table();
        auto* bar = table.verticalScrollBar();
        for (int i = 0; i < 200; ++i) {
            bar->setValue(int(double(bar->maximum()) * i / 200));
            table.viewport()->repaint();
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 1);
        }
        std::printf("200 jumps: %lld ms\n", clock.restart());
        m_window->runPage().stepTrace().model().setFilter(QStringLiteral("no such"));
        std::printf("filter: %lld ms\n", clock.restart());
    }

private:
    static std::string place(int agent)
    {
        return "/agent:lead:1/step:1/tool:" + std::to_string(agent) + "/agent:worker:1";
    }
};

int main(int argc, char** argv)
{
    TimedApplication application(argc, argv);
    BenchWindow bench;
    return QTest::qExec(&bench, argc, argv);
}

#include "bench_window.moc"
