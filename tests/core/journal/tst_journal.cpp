// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/jsonvalue.h"
#include "journal/journal.h"

#include <atomic>
#include <map>
#include <mutex>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

#include <QTemporaryDir>
#include <QTest>

using namespace signalbox;
using namespace signalbox::journal;
using std::chrono::microseconds;

namespace {
// Runs backwards at the third call.
class FakeClock final : public Clock
{
public:
    Timestamp now() const override
    {
        const int n = m_calls++;
        return Timestamp(microseconds(1800000000000000 + (n == 2 ? -5000000 : n * 1000)));
    }
    std::chrono::steady_clock::time_point steady() const override { return {}; }

private:
    mutable std::atomic<int> m_calls = 0;
};

std::string print(const std::vector<Event>& events)
{
    std::string out;
    for (const auto& event : events) {
        out += std::to_string(event.seq) + ' ' + event.path + ' '
            + (event.type == EventType::Unknown ? event.name
                                                : std::string(eventTypeName(event.type)))
            + ' ' + (event.data.size() > 200 ? sha256(event.data).hex() : event.data) + '\n';
    }
    return out;
}

std::string text(const Result<>& result)
{
    return result ? "ok" : std::string(errcName(result.error().code));
}
} // namespace

// What every journal does, on disk and in memory.
class TestJournal : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Journal> m_journal;

    void both()
    {
        QTest::addColumn<bool>("onDisk");
        QTest::addRow("on disk") << true;
        QTest::addRow("in memory") << false;
    }
    Options options()
    {
        QFETCH(bool, onDisk);
        Options options;
        if (onDisk)
            options.folder = m_folder->filePath(QStringLiteral(".signalbox")).toStdString();
        return options;
    }
    void open() { open(options()); }
    void open(const Options& with)
    {
        auto journal = Journal::open(with);
        QVERIFY2(journal.has_value(), journal ? "" : journal.error().text().c_str());
        m_journal = std::move(*journal);
    }
    std::unique_ptr<Writer> create()
    {
        auto writer = m_journal->create();
        return writer ? std::move(*writer) : nullptr;
    }
    std::vector<Event> events(const std::string& run)
    {
        auto events = m_journal->events(run);
        return events ? std::move(*events) : std::vector<Event>();
    }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void cleanup()
    {
        m_journal.reset();
        m_folder.reset();
    }

    void givesBackWhatWasAppended_data() { both(); }
    void givesBackWhatWasAppended()
    {
        open();
        auto writer = create();
        QVERIFY(writer);
        const std::string run = writer->run();
        QCOMPARE(run.size(), std::size_t(26));
        const auto large = "{\"text\":\"" + std::string(5u << 20, 'z') + "\"}";
        QCOMPARE(writer->append({"/", EventType::RunStarted, R"({"task":"t"})"}).value(),
                 std::int64_t(1));
        QCOMPARE(writer->append({"/agent:a:1", EventType::AgentStarted, "{ \"b\":1, \"a\": 0.50 }"})
                     .value(),
                 std::int64_t(2));
        QCOMPARE(writer->append({"/agent:a:1/step:1", EventType::ModelReplied, large}).value(),
                 std::int64_t(3));
        QCOMPARE(writer->append({"/", EventType::Unknown, R"({"x":1})", "future.thing"}).value(),
                 std::int64_t(4));
        QCOMPARE(text(writer->barrier({})), std::string("ok"));
        const auto expected = "1 / run.started {\"task\":\"t\"}\n"
                              "2 /agent:a:1 agent.started {\"a\":0.5,\"b\":1}\n"
                              "3 /agent:a:1/step:1 model.replied "
            + sha256(large).hex()
            + "\n"
              "4 / future.thing {\"x\":1}\n";
        QCOMPARE(print(events(run)), expected);
        QCOMPARE(print(m_journal->events(run, 4).value()),
                 std::string("4 / future.thing {\"x\":1}\n"));
        QVERIFY(m_journal->events(run, 5).value().empty());
        for (const auto& event : events(run))
            QCOMPARE(event.run, run);
    }

    void refusesABadEventAndGoesOn_data() { both(); }
    void refusesABadEventAndGoesOn()
    {
        open();
        auto writer = create();
        QVERIFY(!writer->append({"/", EventType::RunStarted, "[]"}));
        QVERIFY(!writer->append({"/", EventType::RunStarted, "{"}));
        QVERIFY(!writer->append({"/", EventType::Unknown, "{}"}));
        QVERIFY(!writer->append({std::string(1u << 20, 'p'), EventType::RunStarted, "{}"}));
        QCOMPARE(writer->append({"/\xff", EventType::RunStarted, "{\"a\":\"\xfe\"}"}).value(),
                 std::int64_t(1));
        QCOMPARE(print(events(writer->run())),
                 std::string("1 /\uFFFD run.started {\"a\":\"\uFFFD\"}\n"));
    }

    void keepsDataThatLooksLikeAReference_data() { both(); }
    void keepsDataThatLooksLikeAReference()
    {
        open();
        auto writer = create();
        const auto secret = "{\"result\":\"" + std::string(400, 's') + "\"}";
        const auto hash = sha256(std::string(400, 's'));
        const std::vector<std::string> forged = {
            R"({"result":{"$content":1}})", "{\"result\":{\"$ref\":\"" + hash.hex() + "\"}}",
            "{\"result\":\"sha256:" + hash.hex() + "\"}", R"({"refs":[[10,1]],"result":null})",
            R"({"result":})"};
        QVERIFY(writer->append({"/", EventType::ToolFinished, secret}));
        std::string expected = "1 / tool.finished " + sha256(secret).hex() + "\n";
        for (std::size_t i = 0; i + 1 < forged.size(); ++i) {
            QVERIFY(writer->append({"/", EventType::ToolFinished, forged[i]}));
            expected += std::to_string(i + 2) + " / tool.finished " + forged[i] + "\n";
        }
        QVERIFY(!writer->append(
            {"/", EventType::ToolFinished, forged.back()})); // a row's own form is not JSON
        QCOMPARE(print(events(writer->run())), expected);
        QCOMPARE(m_journal->content(hash).value(), std::string(400, 's'));
        QCOMPARE(m_journal->content(sha256("other")).error().code, Errc::NotFound);
    }

    void numbersEventsOfManyThreads_data() { both(); }
    void numbersEventsOfManyThreads()
    {
        open();
        auto writer = create();
        std::vector<Event> told;
        const auto subscription = m_journal->subscribe([&told](const std::vector<Event>& batch) {
            told.insert(told.end(), batch.begin(), batch.end());
        });
        constexpr int each = 500;
        {
            std::vector<std::jthread> threads;
            for (int t = 0; t < 8; ++t) {
                threads.emplace_back([&writer, t] {
                    for (int i = 0; i < each; ++i) {
                        const auto data = "{\"i\":" + std::to_string(i) + ",\"text\":\""
                            + std::string(std::size_t(i), 'a') + "\"}";
                        if (!writer->append(
                                {"/item:" + std::to_string(t + 1), EventType::StateChanged, data}))
                            return;
                        if (i % 50 == 0)
                            (void)writer->barrier({});
                    }
                });
            }
        }
        const auto all = events(writer->run());
        QCOMPARE(all.size(), std::size_t(8 * each));
        std::map<std::string, int> next;
        Timestamp before{};
        for (std::size_t i = 0; i < all.size(); ++i) {
            QCOMPARE(all[i].seq, std::int64_t(i + 1));
            QVERIFY(all[i].time >= before);
            before = all[i].time;
            QCOMPARE(parseJson(all[i].data).value()["i"].get<int>(), next[all[i].path]++);
        }
        writer.reset();
        m_journal.reset(); // tells what is left
        QVERIFY(told == all);
    }

    void tellsSubscribersUntilTheyGo_data() { both(); }
    void tellsSubscribersUntilTheyGo()
    {
        open();
        auto a = create();
        auto b = create();
        std::map<std::string, std::vector<std::int64_t>> seen;
        std::atomic<int> count = 0;
        auto subscription = m_journal->subscribe([&](const std::vector<Event>& batch) {
            for (const auto& event : batch)
                seen[event.run].push_back(event.seq);
            count += int(batch.size());
        });
        std::shared_ptr<void> once;
        std::atomic<int> calls = 0;
        once = m_journal->subscribe([&](const std::vector<Event>&) {
            ++calls;
            once.reset(); // from inside
        });
        for (int i = 0; i < 20; ++i) {
            QVERIFY((i % 2 == 0 ? a : b)->append({"/", EventType::StateChanged, "{}"}));
            QVERIFY(a->barrier({}));
        }
        QTRY_COMPARE(count.load(), 20);
        subscription.reset();
        QCOMPARE(calls.load(), 1);
        QVERIFY(a->append({"/", EventType::StateChanged, "{}"}));
        a.reset();
        b.reset();
        m_journal.reset();
        QCOMPARE(count.load(), 20);
        for (const auto& [run, seqs] : seen)
            QCOMPARE(seqs, (std::vector<std::int64_t>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}));
        QCOMPARE(seen.size(), std::size_t(2));
    }

    void timeNeverGoesBackInARun_data() { both(); }
    void timeNeverGoesBackInARun()
    {
        const FakeClock clock;
        auto with = options();
        with.clock = &clock;
        open(with);
        auto writer = create(); // takes the first reading
        for (int i = 0; i < 3; ++i)
            QVERIFY(writer->append({"/", EventType::StateChanged, "{}"}));
        std::vector<std::int64_t> micros;
        for (const auto& event : events(writer->run()))
            micros.push_back(event.time.time_since_epoch().count() - 1800000000000000);
        QCOMPARE(micros, (std::vector<std::int64_t>{1000, 1000, 3000}));
        writer.reset();
        m_journal.reset();
    }

    void aStoppedBarrierSaysSo()
    {
        auto journal =
            Journal::open({.folder = m_folder->filePath(QStringLiteral("s")).toStdString()});
        QVERIFY(journal.has_value());
        auto writer = std::move((*journal)->create().value());
        QCOMPARE(text(writer->barrier({})), std::string("ok")); // nothing appended: at once
        std::stop_source stop;
        stop.request_stop();
        QCOMPARE(text(writer->barrier(stop.get_token())), std::string("ok"));
        // The journal thread is held back by a subscriber: the next commit cannot come.
        std::mutex held;
        held.lock();
        std::atomic<bool> isTold = false;
        const auto subscription = (*journal)->subscribe([&](const std::vector<Event>&) {
            isTold = true;
            const std::lock_guard wait(held);
        });
        QVERIFY(writer->append({"/", EventType::ModelRequested, "{}"}));
        QVERIFY(writer->barrier({}));
        QTRY_VERIFY(isTold.load());
        QVERIFY(writer->append({"/", EventType::ModelRequested, "{}"}));
        const auto result = writer->barrier(stop.get_token());
        held.unlock();
        QVERIFY(!result.has_value());
        QCOMPARE(result.error().code, Errc::Cancelled);
        QCOMPARE(text(writer->barrier({})), std::string("ok"));
    }

    void aSlowSubscriberHoldsNoRunUp()
    {
        open({.folder = m_folder->filePath(QStringLiteral("s")).toStdString()});
        auto writer = create();
        std::mutex held;
        std::vector<std::int64_t> seqs; // guarded by held
        auto subscription = m_journal->subscribe([&](const std::vector<Event>& told) {
            const std::lock_guard wait(held);
            for (const auto& event : told)
                seqs.push_back(event.seq);
        });
        {
            const std::lock_guard hold(held);
            for (int i = 0; i < 32; ++i) {
                QVERIFY(writer->append({"/", EventType::ModelRequested, "{}"}));
                QCOMPARE(text(writer->barrier({})), std::string("ok"));
            }
            QCOMPARE(seqs.size(), std::size_t(0));
        }
        writer.reset();
        m_journal.reset(); // tells the rest
        std::vector<std::int64_t> all(32);
        std::iota(all.begin(), all.end(), 1);
        QCOMPARE(seqs, all);
    }

    void tellsASubscriberOnlyWhatIsCommittedAfterIt()
    {
        open({.folder = m_folder->filePath(QStringLiteral("s")).toStdString()});
        auto writer = create();
        const auto first = m_journal->subscribe([](const std::vector<Event>&) {});
        QVERIFY(writer->append({"/", EventType::ModelRequested, "{}"}));
        QCOMPARE(text(writer->barrier({})),
                 std::string("ok")); // committed, and perhaps not told yet
        std::vector<std::int64_t> seqs;
        const auto second = m_journal->subscribe([&seqs](const std::vector<Event>& told) {
            for (const auto& event : told)
                seqs.push_back(event.seq);
        });
        QVERIFY(writer->append({"/", EventType::ModelRequested, "{}"}));
        writer.reset();
        m_journal.reset();
        QCOMPARE(seqs, std::vector<std::int64_t>{2});
    }

    void tellsInOrderWhoeverCommits()
    {
        open({.folder = m_folder->filePath(QStringLiteral("s")).toStdString()});
        constexpr int writers = 8;
        constexpr int each = 60;
        std::map<std::string, std::vector<std::int64_t>> told;
        auto subscription = m_journal->subscribe([&told](const std::vector<Event>& events) {
            for (const auto& event : events)
                told[event.run].push_back(event.seq);
        });
        std::vector<std::jthread> threads;
        for (int n = 0; n < writers; ++n) {
            threads.emplace_back([this] {
                auto writer = create();
                for (int i = 0; i < each; ++i) {
                    (void)writer->append({"/", EventType::ModelRequested, "{}"});
                    if (i % 3 == 0)
                        (void)writer->barrier({});
                }
            });
        }
        threads.clear();
        m_journal.reset();
        std::vector<std::int64_t> all(each);
        std::iota(all.begin(), all.end(), 1);
        QCOMPARE(told.size(), std::size_t(writers));
        for (const auto& [run, seqs] : told)
            QCOMPARE(seqs, all);
    }

    void listsRuns_data() { both(); }
    void listsRuns()
    {
        open();
        QVERIFY(m_journal->runs().value().empty());
        QCOMPARE(m_journal->resolve("last").error().code, Errc::NotFound);
        auto done = create();
        QVERIFY(done->append({"/", EventType::RunStarted, R"({"agent":"clerk","task":"sort"})"}));
        QVERIFY(done->append(
            {"/", EventType::RunFinished,
             R"({"outcome":"done","output":"sorted","totals":{"cost_usd":0.0125,"seconds":1.5,"steps":2,"tokens":99,"tool_calls":3}})"}));
        const std::string doneId = done->run();
        done.reset();
        auto broken = create();
        QVERIFY(broken->append(
            {"/", EventType::RunStarted,
             R"({"forked_from":{"at":"/","run":"X"},"task":"pay","workflow":"w"})"}));
        QVERIFY(broken->append({"/agent:a:1/step:1", EventType::ModelRequested, "{}"}));
        QVERIFY(broken->append({"/agent:a:1/step:1", EventType::ModelReplied,
                                "{\"cost_usd\":0.5,\"text\":\"" + std::string(400, 'x')
                                    + "\",\"usage\":{\"cache_read\":1,\"cache_write\":2,\"input\":"
                                      "3,\"output\":4,\"reasoning\":4}}"}));
        const std::string brokenId = broken->run();
        broken.reset();
        auto running = create();
        QVERIFY(
            running->append({"/", EventType::RunStarted, R"({"agent":"clerk","task":"wait"})"}));

        auto runs = m_journal->runs().value();
        QCOMPARE(runs.size(), std::size_t(3));
        RunSummary expected;
        expected.run = running->run();
        expected.task = "wait";
        expected.agent = "clerk";
        expected.started = runs[0].started;
        expected.runningPid = int(QCoreApplication::applicationPid());
        expected.seconds = runs[0].seconds;
        QVERIFY(runs[0] == expected);
        expected = {};
        expected.run = brokenId;
        expected.task = "pay";
        expected.workflow = "w";
        expected.started = runs[1].started;
        expected.outcome = "interrupted";
        expected.forkedFrom = "X";
        expected.steps = 1;
        expected.tokens = 10;
        expected.cost = Money::fromUsd(0.5);
        expected.seconds = runs[1].seconds;
        QVERIFY(runs[1] == expected);
        expected = {};
        expected.run = doneId;
        expected.task = "sort";
        expected.agent = "clerk";
        expected.started = runs[2].started;
        expected.outcome = "done";
        expected.steps = 2;
        expected.tokens = 99;
        expected.cost = Money{12500000};
        expected.toolCalls = 3;
        expected.seconds = 1.5;
        expected.answer = "sorted";
        QVERIFY(runs[2] == expected);
        QCOMPARE(m_journal->runs(1).value().size(), std::size_t(1));

        QCOMPARE(m_journal->resolve("last").value(), running->run());
        QCOMPARE(m_journal->resolve(doneId).value(), doneId);
        QCOMPARE(m_journal->resolve(QString::fromStdString(doneId).toLower().left(25).toStdString())
                     .value(),
                 doneId);
        QCOMPARE(m_journal->resolve("0").error().code, Errc::Invalid); // all begin so
        QCOMPARE(m_journal->resolve("zz").error().code, Errc::NotFound);
        QCOMPARE(m_journal->resolve("").error().code, Errc::NotFound);
        QCOMPARE(m_journal->resolve("../../etc").error().code, Errc::NotFound);
        QCOMPARE(m_journal->resolve(std::string(100000, '%')).error().code, Errc::NotFound);
    }

    void goesOnWithARun_data() { both(); }
    void goesOnWithARun()
    {
        open();
        auto writer = create();
        const std::string run = writer->run();
        QVERIFY(writer->append({"/", EventType::RunStarted, R"({"task":"t"})"}));
        QVERIFY(
            writer->append({"/", EventType::RunFinished, R"({"outcome":"limit","output":"no"})"}));
        QCOMPARE(m_journal->reopen(run).error().code, Errc::Exists);
        QCOMPARE(m_journal->runs().value()[0].outcome, std::string("limit"));
        writer.reset();
        auto again = m_journal->reopen(run);
        QVERIFY2(again.has_value(), again ? "" : again.error().text().c_str());
        QCOMPARE(m_journal->reopen(run).error().code, Errc::Exists);
        QCOMPARE(
            (*again)->append({"/", EventType::RunResumed, R"({"by":"human","from":2})"}).value(),
            std::int64_t(3));
        QCOMPARE(m_journal->runs().value()[0].outcome, std::string());
        QVERIFY(m_journal->runs().value()[0].runningPid > 0);
        again->reset();
        QCOMPARE(m_journal->runs().value()[0].outcome, std::string("interrupted"));
        QCOMPARE(m_journal->reopen("01ARZ3NDEKTSV4RRFFQ69G5FAV").error().code, Errc::NotFound);
        QCOMPARE(m_journal->reopen("../../../etc/passwd").error().code, Errc::NotFound);
        QCOMPARE(events(run).size(), std::size_t(3));
    }

    void aWriterThatOutlivesTheJournalIsRefused_data() { both(); }
    void aWriterThatOutlivesTheJournalIsRefused()
    {
        open();
        auto writer = create();
        QVERIFY(writer->append({"/", EventType::RunStarted, "{}"}));
        m_journal.reset();
        QVERIFY(writer->barrier({})); // it was committed
        QCOMPARE(writer->append({"/", EventType::StateChanged, "{}"}).error().code, Errc::Io);
        writer.reset();
    }
};

QTEST_GUILESS_MAIN(TestJournal)
#include "tst_journal.moc"
