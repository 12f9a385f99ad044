// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/bridge/enginebridge.h"

#include "fakeport.h"
#include "runscript.h"

#include <QSignalSpy>
#include <QTest>

#include <atomic>
#include <thread>

using namespace signalbox;
using namespace signalbox::ui;

class TestEngineBridge : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bringsNoticesInOrderOnceAFrame()
    {
        FakePort port;
        EngineBridge bridge(port);
        std::vector<std::size_t> kinds;
        connect(&bridge, &EngineBridge::noticeArrived, this,
                [&](const engine::Notice& notice) { kinds.push_back(notice.index()); });
        QSignalSpy frames(&bridge, &EngineBridge::frameDrained);
        const auto script = invoiceDeskRun();
        port.play(invoiceDesk());
        port.play(engine::RunStarted{script.run(), "task"});
        port.play(script.batch());
        QCOMPARE(frames.count(), 0); // nothing happens inside the engine's call
        QVERIFY(frames.wait());
        QCOMPARE(frames.count(), 1);
        const std::vector<std::size_t> expected = {
            engine::Notice(engine::WorkspaceOpened{}).index(),
            engine::Notice(engine::RunStarted{}).index(),
            engine::Notice(engine::JournalBatch{}).index()};
        QCOMPARE(kinds, expected);
        QVERIFY(bridge.trace(script.run()));
        QVERIFY(!bridge.trace("another"));
    }

    void mergesDeltasOfOneCall()
    {
        FakePort port;
        EngineBridge bridge(port);
        std::vector<std::string> texts;
        connect(&bridge, &EngineBridge::noticeArrived, this, [&](const engine::Notice& notice) {
            if (const auto* delta = std::get_if<engine::TextDelta>(&notice))
                texts.push_back(delta->text);
        });
        QSignalSpy frames(&bridge, &EngineBridge::frameDrained);
        for (int i = 0; i < 500; ++i)
            port.play(engine::TextDelta{"r", "/step:1/model:1", "ab", false, false});
        port.play(engine::TextDelta{"r", "/step:1/model:1", "hm", true, false});
        QVERIFY(frames.wait());
        QCOMPARE(texts.size(), 2u);
        QVERIFY(bridge.stream("r", "/step:1/model:1"));
        QCOMPARE(bridge.stream("r", "/step:1/model:1")->text.size(), 1000u);
        QCOMPARE(bridge.stream("r", "/step:1/model:1")->thinking, std::string("hm"));
    }

    void restartDropsWhatStreamed()
    {
        FakePort port;
        EngineBridge bridge(port);
        QSignalSpy frames(&bridge, &EngineBridge::frameDrained);
        port.play(engine::TextDelta{"r", "/m", "broken", false, false});
        QVERIFY(frames.wait());
        port.play(engine::TextDelta{"r", "/m", "more of it", false, false});
        port.play(engine::TextDelta{"r", "/m", "again", false, true});
        QVERIFY(frames.wait());
        QCOMPARE(bridge.stream("r", "/m")->text, std::string("again"));
    }

    void aReplyEndsItsStream()
    {
        FakePort port;
        EngineBridge bridge(port);
        QSignalSpy frames(&bridge, &EngineBridge::frameDrained);
        RunScript script("r");
        script.model("/agent:a:1/step:1", std::chrono::milliseconds(5), 1, 1, 0, "done");
        port.play(engine::TextDelta{"r", "/agent:a:1/step:1/model:1", "don", false, false});
        port.play(script.batch());
        QVERIFY(frames.wait());
        QVERIFY(!bridge.stream("r", "/agent:a:1/step:1/model:1"));
    }

    void streamsAreBounded()
    {
        FakePort port;
        EngineBridge bridge(port);
        QSignalSpy frames(&bridge, &EngineBridge::frameDrained);
        for (int i = 0; i < 5; ++i)
            port.play(engine::TextDelta{"r", "/m", std::string(700'000, 'x'), false, false});
        QVERIFY(frames.wait());
        QVERIFY(bridge.stream("r", "/m")->text.size() <= EngineBridge::streamLimit);
    }

    void openingARunAgainReplacesIt()
    {
        FakePort port;
        EngineBridge bridge(port);
        const auto script = invoiceDeskRun();
        port.play(script.batch());
        const auto first = bridge.trace(script.run());
        port.play(script.batch(true));
        const auto second = bridge.trace(script.run());
        QVERIFY(first != second);
        QCOMPARE(second->spans().count(), first->spans().count());
    }

    void aRunOfWhichMoreComesIsLoading()
    {
        FakePort port;
        EngineBridge bridge(port);
        std::vector<std::size_t> told;
        connect(&bridge, &EngineBridge::noticeArrived, this, [&](const engine::Notice& notice) {
            told.push_back(std::get<engine::JournalBatch>(notice).events.size());
        });
        const auto script = finishedInvoiceDeskRun();
        const auto& events = script.events();
        const auto half = events.begin() + std::ptrdiff_t(events.size() / 2);
        port.play(engine::JournalBatch{script.run(), true, {events.begin(), half}, false, true});
        QVERIFY(bridge.isLoading(script.run()));
        port.play(engine::JournalBatch{script.run(), false, {half, events.end()}});
        QVERIFY(!bridge.isLoading(script.run()));
        QTRY_COMPARE(told.size(), std::size_t(2));
        QVERIFY(told[0] + told[1] < events.size()); // pages see what concerns them
        QCOMPARE(bridge.trace(script.run())->totalEvents(), events.size());
    }

    void canGoWhileTheEngineSpeaks()
    {
        FakePort port;
        std::atomic<bool> done = false;
        std::thread engine([&] {
            while (!done)
                port.play(engine::TextDelta{"r", "/m", "word ", false, false});
        });
        for (int i = 0; i < 200; ++i) {
            const EngineBridge bridge(port);
            QCoreApplication::processEvents();
        }
        done = true;
        engine.join();
    }

    void takesNoticesFromManyThreads()
    {
        FakePort port;
        EngineBridge bridge(port);
        int batches = 0;
        connect(&bridge, &EngineBridge::noticeArrived, this,
                [&](const engine::Notice&) { ++batches; });
        std::vector<std::thread> threads;
        for (int t = 0; t < 8; ++t) {
            threads.emplace_back([&port, t] {
                RunScript script("run" + std::to_string(t));
                for (int i = 1; i <= 50; ++i) {
                    script.toolRequested(childPath("/agent:a:1/step:1", "tool", i), "x", "{}");
                    port.play(engine::JournalBatch{script.run(), false, {script.events().back()}});
                }
            });
        }
        for (auto& thread : threads)
            thread.join();
        QTRY_COMPARE(batches, 400);
        for (int t = 0; t < 8; ++t)
            QCOMPARE(bridge.trace("run" + std::to_string(t))->spans().count(), 53u);
    }
};

QTEST_GUILESS_MAIN(TestEngineBridge)
#include "tst_enginebridge.moc"
