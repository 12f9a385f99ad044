// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/frame/mainwindow.h"

#include "engine/pasttelling.h"
#include "fakeport.h"
#include "runscript.h"
#include "ui/run/runpage.h"
#include "ui/run/steptrace.h"
#include "ui/scrub/scrubber.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <thread>

using namespace signalbox;
using namespace signalbox::ui;

namespace {
constexpr int steps = 10'000;

std::vector<Event> longRun()
{
    RunScript script("long");
    script.start("Ten thousand steps", "clerk", "{\"steps\":20000,\"tokens\":100000000}");
    script.agentStarted("/agent:clerk:1", "clerk", "");
    const std::string result = "\"" + std::string(400, 'x') + "\"";
    for (int i = 1; i <= steps; ++i) {
        const auto step = childPath("/agent:clerk:1", "step", i);
        const auto call = childPath(step, "tool", 1);
        script.model(step, std::chrono::milliseconds(300), 100, 10, 0.0001, "I go on.");
        script.toolRequested(call, "read_file", "{\"path\":\"a.txt\"}");
        script.toolRan(call, "{\"path\":\"a.txt\"}", std::chrono::milliseconds(20), result);
    }
    script.finish("done", "over");
    return script.events();
}

double percentile(std::vector<double> times, double part)
{
    std::sort(times.begin(), times.end());
    return times[std::min(times.size() - 1, std::size_t(double(times.size()) * part))];
}
} // namespace

class BenchScrub : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void opensAndDragsTenThousandSteps()
    {
        const QTemporaryDir folder;
        QSettings settings(folder.filePath(QStringLiteral("ui.ini")), QSettings::IniFormat);
        Theme theme;
        theme.applyTo(*qApp);
        FakePort port;
        MainWindow window(port, theme, settings);
        window.resize(1440, 900);
        window.show();
        port.play(invoiceDesk());
        QCoreApplication::processEvents();
        const auto events = longRun();
        QElapsedTimer clock;
        clock.start();
        std::thread engine([&] {
            engine::PastTelling telling(
                "long", [&port](engine::JournalBatch&& batch) { port.play(batch); });
            for (const auto& event : events)
                telling.add(Event(event));
            telling.end();
        });
        window.runView().show("long");
        auto& model = window.runPage().stepTrace().model();
        while (model.rowCount() < 20)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 5);
        window.runPage().stepTrace().table().viewport()->repaint();
        std::printf("%zu events; first frame of the run: %lld ms\n", events.size(),
                    clock.elapsed());
        double longest = 0;
        while (model.rowCount() < 2 * steps) {
            QElapsedTimer frame;
            frame.start();
            QCoreApplication::processEvents();
            longest = std::max(longest, double(frame.nsecsElapsed()) / 1e6);
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        engine.join();
        std::printf("the whole run: %lld ms; longest frame meanwhile %.1f ms\n", clock.elapsed(),
                    longest);
        auto& playback = window.runPage().scrubber().playback();
        QSignalSpy opened(&playback, &Playback::opened);
        clock.start();
        playback.open();
        QVERIFY(opened.wait(60'000));
        std::printf("ready to be played back: %lld ms\n", clock.elapsed());
        QCoreApplication::processEvents();
        drag(window, playback, "dragged to and fro",
             [](int i) { return 0.5 + 0.5 * std::sin(double(i) / 20); });
        drag(window, playback, "dragged slowly", [](int i) { return 0.3 + double(i) / 20'000; });
        drag(window, playback, "jumps anywhere",
             [](int i) { return double((i * 7919) % 1000) / 1000; });
    }

private:
    // What a frame costs: the position, every panel that follows, and its painting.
    static void drag(MainWindow& window, Playback& playback, const char* what,
                     const std::function<double(int)>& place)
    {
        std::vector<double> times;
        for (int i = 0; i < 400; ++i) {
            QElapsedTimer clock;
            clock.start();
            playback.seek(playback.positionAt(place(i)));
            QCoreApplication::processEvents();
            times.push_back(double(clock.nsecsElapsed()) / 1e6);
        }
        Q_UNUSED(window)
        std::printf("%s: median %.2f ms, 95 %% under %.2f ms, longest %.2f ms\n", what,
                    percentile(times, 0.5), percentile(times, 0.95), percentile(times, 1));
    }
};

QTEST_MAIN(BenchScrub)
#include "bench_scrub.moc"
