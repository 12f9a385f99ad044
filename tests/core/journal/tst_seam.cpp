// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/seam.h"

#include <string>
#include <thread>
#include <vector>

#include <QTest>

using namespace signalbox;
using namespace signalbox::journal;

namespace {
// "PATH TYPE DATA" a line.
std::vector<Event> eventsFromText(const std::string& text)
{
    std::vector<Event> events;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = text.find('\n', at);
        const auto line = text.substr(at, end - at);
        at = end + 1;
        const auto first = line.find(' ');
        const auto second = line.find(' ', first + 1);
        Event event;
        event.seq = std::int64_t(events.size() + 1);
        event.run = "01RUN";
        event.path = line.substr(0, first);
        event.type = eventTypeFromName(line.substr(first + 1, second - first - 1));
        event.data = line.substr(second + 1);
        events.push_back(event);
    }
    return events;
}

std::shared_ptr<const Recording> recording(const std::string& text)
{
    return std::make_shared<const Recording>(eventsFromText(text));
}

std::string print(const Event& event)
{
    return event.path + ' ' + std::string(eventTypeName(event.type)) + ' ' + event.data + '\n';
}

std::string print(const std::vector<Event>& events)
{
    std::string out;
    for (const auto& event : events)
        out += print(event);
    return out;
}

const std::string run = "/ run.started {\"task\":\"t\"}\n"
                        "/agent:a:1/step:1 model.requested {\"model\":\"m\"}\n"
                        "/agent:a:1/step:1 model.failed {\"attempt\":1,\"retry_in_s\":1}\n"
                        "/agent:a:1/step:1 model.failed {\"attempt\":2,\"retry_in_s\":2}\n"
                        "/agent:a:1/step:1 model.replied {\"ms\":5,\"text\":\"hi\"}\n"
                        "/ run.finished {\"outcome\":\"done\",\"totals\":{\"seconds\":3}}\n";
} // namespace

class TestSeam : public QObject
{
    Q_OBJECT

    std::unique_ptr<Journal> m_journal;
    std::unique_ptr<Writer> m_writer;

    void tell(Seam& seam, const std::string& text)
    {
        for (const auto& event : eventsFromText(text)) {
            const auto told = seam.emit(event.path, event.type, event.data);
            QVERIFY2(told.has_value(), told ? "" : told.error().text().c_str());
        }
    }
    std::string written()
    {
        const auto events = m_journal->events(m_writer->run());
        return events ? print(*events) : std::string();
    }

private Q_SLOTS:
    void init()
    {
        m_journal = std::move(Journal::open({}).value());
        m_writer = std::move(m_journal->create().value());
    }
    void cleanup()
    {
        m_writer.reset();
        m_journal.reset();
    }

    void aLiveRunWritesEverything()
    {
        Seam seam(m_writer.get());
        QVERIFY(seam.isLive());
        QVERIFY(!seam.isReplay());
        QCOMPARE(seam.recorded("/", EventType::RunStarted), nullptr);
        tell(seam, run);
        QVERIFY(seam.barrier({}));
        QCOMPARE(written(), run);
        QCOMPARE(seam.run(), m_writer->run());
    }

    void aReplayAnswersInTheRecordedOrderAndWritesNothing()
    {
        Seam seam(nullptr, recording(run));
        QVERIFY(seam.isReplay());
        QVERIFY(!seam.isLive());
        QCOMPARE(seam.run(), std::string("01RUN"));
        std::string told;
        seam.setOnTold([&told](const Event& event) { told += print(event); });
        tell(seam,
             "/ run.started {\"task\":\"t\"}\n/agent:a:1/step:1 model.requested "
             "{\"model\":\"m\"}\n");
        for (int attempt = 1; attempt <= 2; ++attempt) {
            const auto* failed = seam.recorded("/agent:a:1/step:1", EventType::ModelFailed);
            QVERIFY(failed);
            QCOMPARE(failed->data,
                     "{\"attempt\":" + std::to_string(attempt)
                         + ",\"retry_in_s\":" + std::to_string(attempt) + "}");
            QVERIFY(seam.emit(failed->path, failed->type, failed->data));
        }
        QCOMPARE(seam.recorded("/agent:a:1/step:1", EventType::ModelFailed), nullptr);
        tell(seam, "/agent:a:1/step:1 model.replied {\"text\":\"hi\",\"ms\":77}\n");
        QVERIFY(!seam.isLive());
        tell(seam, "/ run.finished {\"outcome\":\"done\",\"totals\":{\"seconds\":9}}\n");
        QVERIFY(seam.isLive());
        QVERIFY(seam.barrier({}));
        QCOMPARE(told, run); // the recorded ones, not what was told
        QVERIFY(seam.emit("/", EventType::RunPaused, "{}")); // nowhere to write it
    }

    void aResumedRunWritesOnlyWhatIsNew()
    {
        Seam seam(m_writer.get(), recording(run.substr(0, run.find("/ run.finished"))));
        tell(seam, run);
        QVERIFY(seam.isLive());
        QCOMPARE(written(), run.substr(run.find("/ run.finished")));
    }

    void saysWhereItDiverged_data()
    {
        QTest::addColumn<std::string>("recorded");
        QTest::addColumn<std::string>("found");
        QTest::addColumn<std::string>("message"); // empty: the same
        const auto row = [](const char* name, std::string recorded, std::string found,
                            std::string message) {
            QTest::addRow("%s", name)
                << std::move(recorded) << std::move(found) << std::move(message);
        };
        const std::string at = "diverged at /a: tool.finished";
        row("another value", R"({"a":1})", R"({"a":2})", at + ", a expected 1, found 2");
        row("nested", R"({"a":{"b":[1,{"c":"x"}]}})", R"({"a":{"b":[1,{"c":"y"}]}})",
            at + ", a.b[1].c expected \"x\", found \"y\"");
        row("missing", R"({"a":1,"b":2})", R"({"a":1})", at + ", b expected 2, found nothing");
        row("more", R"({"a":[1]})", R"({"a":[1,2]})", at + ", a[1] expected nothing, found 2");
        row("another type", R"({"a":"1"})", R"({"a":1})", at + ", a expected \"1\", found 1");
        row("not JSON", R"({"a":1})", "{", at + " expected {\"a\":1}, found {");
        row("order and spaces", R"({"a":1,"b":2})", "{ \"b\": 2, \"a\": 1 }", "");
        row("what may differ",
            R"({"error":{"request_id":"x"},"meta":1,"ms":1,"request_id":"a","retry_in_s":1,"seconds":1,"totals":{}})",
            R"({"error":{}})", "");
        row("the same names inside", R"({"arguments":{"seconds":5}})",
            R"({"arguments":{"seconds":6}})", at + ", arguments.seconds expected 5, found 6");
    }
    void saysWhereItDiverged()
    {
        QFETCH(std::string, recorded);
        QFETCH(std::string, found);
        QFETCH(std::string, message);
        Seam seam(nullptr, recording("/a tool.finished " + recorded + "\n"));
        const auto told = seam.emit("/a", EventType::ToolFinished, found);
        QCOMPARE(told ? std::string() : told.error().message, message);
        QCOMPARE(seam.divergence().has_value(), !message.empty());
        QCOMPARE(seam.isLive(), message.empty());
        if (!message.empty()) {
            QCOMPARE(told.error().code, Errc::Invalid);
            QVERIFY(seam.recorded("/a", EventType::ToolFinished)); // still there to be looked at
        }
    }

    void boundsWhatItShows()
    {
        Seam seam(nullptr,
                  recording("/a tool.finished {\"a\":\"" + std::string(100000, 'x') + "\"}\n"));
        const auto told = seam.emit("/a", EventType::ToolFinished,
                                    "{\"a\":\"" + std::string(100000, '\x01') + "\"}");
        QVERIFY(!told);
        QVERIFY(told.error().message.size() < 1200);
    }

    void holdsBackWhatComesEarly()
    {
        const std::string recorded =
            "/item:1 tool.finished {\"n\":1}\n/ future.thing {}\n"
            "/item:2 tool.finished {\"n\":2}\n/item:3 tool.finished {\"n\":3}\n";
        Seam seam(nullptr, recording(recorded));
        std::string told;
        seam.setOnTold([&told](const Event& event) { told += event.path + ' '; });
        tell(seam, "/item:2 tool.finished {\"n\":2}\n");
        QCOMPARE(told, std::string());
        tell(seam, "/item:1 tool.finished {\"n\":1}\n");
        QCOMPARE(told, std::string("/item:1 / /item:2 "));
        tell(seam, "/item:3 tool.finished {\"n\":3}\n");
        QCOMPARE(told, std::string("/item:1 / /item:2 /item:3 "));
        QVERIFY(seam.isLive()); // nobody tells what this program does not know
    }

    void tellsTheRestAtTheEnd()
    {
        Seam seam(nullptr, recording(run));
        std::string told;
        seam.setOnTold([&told](const Event& event) { told += std::to_string(event.seq) + ' '; });
        tell(seam,
             "/ run.started {\"task\":\"t\"}\n/agent:a:1/step:1 model.replied {\"text\":\"hi\"}\n");
        QCOMPARE(told, std::string("1 "));
        seam.tellRest();
        QCOMPARE(told, std::string("1 5 "));
        seam.tellRest();
        QCOMPARE(told, std::string("1 5 "));
    }

    void threadsTellTheirOwnPlacesAtTheSameTime()
    {
        std::string text;
        for (int n = 0; n < 100; ++n) {
            for (int item = 1; item <= 8; ++item)
                text += "/item:" + std::to_string(item)
                    + " state.changed {\"n\":" + std::to_string(n) + "}\n";
        }
        Seam seam(m_writer.get(), recording(text));
        std::string told;
        seam.setOnTold([&told](const Event& event) { told += print(event); });
        std::atomic<int> failed = 0;
        {
            std::vector<std::jthread> threads;
            for (int item = 1; item <= 8; ++item) {
                threads.emplace_back([&seam, &failed, item] {
                    for (int n = 0; n < 110; ++n) {
                        const auto path = "/item:" + std::to_string(item);
                        const bool isRecorded =
                            seam.recorded(path, EventType::StateChanged) != nullptr;
                        if (isRecorded != (n < 100)
                            || !seam.emit(path, EventType::StateChanged,
                                          "{\"n\":" + std::to_string(n) + "}"))
                            ++failed;
                    }
                });
            }
        }
        QCOMPARE(failed.load(), 0);
        QVERIFY(told == text);
        QCOMPARE(m_journal->events(m_writer->run()).value().size(), std::size_t(80));
    }

    void aFailedWriterSaysSo()
    {
        Seam seam(m_writer.get());
        m_journal.reset();
        QCOMPARE(seam.emit("/", EventType::RunStarted, "{}").error().code, Errc::Io);
    }
};

QTEST_GUILESS_MAIN(TestSeam)
#include "tst_seam.moc"
