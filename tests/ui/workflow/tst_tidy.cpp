// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "testing/pace.h"
#include "ui/workflow/tidy.h"

#include <QTest>

#include <QSignalSpy>

#include <thread>

using namespace signalbox;
using namespace signalbox::ui;
using namespace signalbox::testing;
using namespace std::chrono_literals;

namespace {
TidyGraph chain(std::size_t nodes)
{
    TidyGraph graph;
    graph.nodes.resize(nodes);
    for (std::size_t i = 1; i < nodes; ++i)
        graph.edges.emplace_back(i - 1, i);
    return graph;
}
} // namespace

class TestTidy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ranksRunFromLeftToRight()
    {
        auto graph = chain(4);
        graph.edges.emplace_back(3, 0); // back
        graph.edges.emplace_back(2, 2); // to itself
        const auto places = tidyLayout(graph);
        QVERIFY2(places, places ? "" : places.error().text().c_str());
        QCOMPARE(places->front(), (GraphPoint{0, 0}));
        for (std::size_t i = 1; i < 4; ++i)
            QVERIFY((*places)[i].x - (*places)[i - 1].x >= 160 + 60);
    }

    void nodesDoNotOverlap()
    {
        TidyGraph graph;
        graph.nodes.resize(60);
        for (std::size_t i = 1; i < 60; ++i)
            graph.edges.emplace_back((i - 1) / 3, i);
        const auto places = tidyLayout(graph);
        QVERIFY(places);
        for (std::size_t a = 0; a < 60; ++a) {
            for (std::size_t b = 0; b < a; ++b)
                QVERIFY(std::abs((*places)[a].x - (*places)[b].x) >= 160
                        || std::abs((*places)[a].y - (*places)[b].y) >= 48);
        }
    }

    void refusesWhatTakesTooLongAndEdgesToNowhere()
    {
        QCOMPARE(tidyLayout({})->size(), std::size_t(0));
        const auto big = tidyLayout(chain(mostTidyNodes + 1));
        QVERIFY(!big);
        QCOMPARE(big.error().code, Errc::Limit);
        auto odd = chain(2);
        odd.edges.emplace_back(0, 99);
        odd.start = 99;
        QCOMPARE(tidyLayout(odd)->size(), std::size_t(2));
    }

    void callsFromSeveralThreadsWaitForEachOther()
    {
        std::vector<std::jthread> threads;
        std::atomic<int> good = 0;
        for (int i = 0; i < 6; ++i)
            threads.emplace_back([&good] { good += tidyLayout(chain(30)).has_value() ? 1 : 0; });
        threads.clear();
        QCOMPARE(good.load(), 6);
    }

    void tellsTheResultOfTheLastOrder()
    {
        Tidier tidier;
        QSignalSpy done(&tidier, &Tidier::done);
        QSignalSpy failed(&tidier, &Tidier::failed);
        tidier.order(1, chain(3));
        tidier.order(2, chain(5));
        QTRY_VERIFY(!done.isEmpty() && done.last()[0].toULongLong() == 2);
        tidier.order(3, chain(mostTidyNodes + 1));
        QTRY_COMPARE(failed.size(), 1);
        QCOMPARE(failed[0][0].toULongLong(), 3ull);
    }

    void doesNotWaitForALayoutUnderWay()
    {
        auto big = chain(700);
        unsigned seed = 3;
        for (int i = 0; i < 2500; ++i) {
            seed = seed * 1103515245u + 12345u;
            const auto from = std::size_t(seed >> 16) % 700;
            seed = seed * 1103515245u + 12345u;
            big.edges.emplace_back(from, std::size_t(seed >> 16) % 700);
        }
        QVERIFY(staysWithin(200ms, [&big] {
            auto tidier = std::make_unique<Tidier>();
            QSignalSpy done(tidier.get(), &Tidier::done);
            tidier->order(1, chain(2));
            [&] { QTRY_COMPARE(done.size(), 1); }(); // its thread is at work
            tidier->order(2, big);
            const auto began = std::chrono::steady_clock::now();
            tidier.reset();
            return std::chrono::steady_clock::now() - began;
        }));
    }
};

QTEST_GUILESS_MAIN(TestTidy)
#include "tst_tidy.moc"
