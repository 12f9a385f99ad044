// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include <QTest> // first: moc 6.4 stumbles over <compare> where nothing of the library came before

#include "tracetext.h"

#include "base/jsonvalue.h"
#include "trace/spantable.h"

#include <atomic>
#include <thread>

using namespace signalbox;
using namespace signalbox::trace;

class TestSpanTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void foldsARunIntoATree_data();
    void foldsARunIntoATree();
    void aPlaceInsideARowLeadsToTheRow_data();
    void aPlaceInsideARowLeadsToTheRow();
    void survivesHostilePaths_data();
    void survivesHostilePaths();
    void readersSeeOnlyWholeRowsWhileItGrows();
    void closesWhatAnInterruptedRunLeftOpen();
    void tellsWhatWaitedForAPerson();
    void anItemOfAMapEndsWithWhatItHolds();
};

namespace {
void foldAll(SpanTable& spans, const std::vector<Event>& events)
{
    for (const auto& event : events)
        spans.fold(event, *parseJson(event.data));
}

QString shown(const std::string& text)
{
    return QString::fromStdString(text);
}
} // namespace

void TestSpanTable::foldsARunIntoATree_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");

    QTest::addRow("sums roll up and say so")
        << QByteArray("run Sort the inbox => done\n"
                      "  agent clerk\n"
                      "    chat demo 120ms 500tok $0.002\n"
                      "      tool read_file ok 30ms\n"
                      "    chat demo 80ms 250tok $0.001\n")
        << QByteArray("run Sort the inbox ok 230ms sum 750tok $0.003\n"
                      "  agent clerk ok 230ms sum 750tok $0.003\n"
                      "    chat demo ok 120ms 500tok $0.002\n"
                      "      tool read_file ok 30ms\n"
                      "    chat demo ok 80ms 250tok $0.001\n");
    QTest::addRow("sub-agents nest and sum at every level")
        << QByteArray("run Pay\n"
                      "  agent lead running\n"
                      "    chat demo 10ms 100tok $0.001\n"
                      "      tool ask ok\n"
                      "        agent reader\n"
                      "          chat small 20ms 40tok $0.010\n"
                      "            tool ocr failed 5ms\n")
        << QByteArray("run Pay running sum 140tok $0.011\n"
                      "  agent lead running sum 140tok $0.011\n"
                      "    chat demo ok 10ms sum 140tok $0.011\n"
                      "      tool ask ok 25ms sum 40tok $0.010\n"
                      "        agent reader ok 25ms sum 40tok $0.010\n"
                      "          chat small ok 20ms 40tok $0.010\n"
                      "            tool ocr failed 5ms\n");
    QTest::addRow("a call that waits at a gate is open")
        << QByteArray("run Clean\n"
                      "  agent clerk running\n"
                      "    chat demo 10ms 5tok $0\n"
                      "      tool delete_file waiting\n")
        << QByteArray("run Clean running sum 5tok $0.000\n"
                      "  agent clerk running sum 5tok $0.000\n"
                      "    chat demo ok 10ms 5tok $0.000\n"
                      "      tool delete_file waiting\n");
    QTest::addRow("an unknown price makes every sum above it unknown")
        << QByteArray("run Clean => failed\n"
                      "  agent clerk\n"
                      "    chat demo 10ms 5tok $0.5\n"
                      "    chat other 10ms 5tok $?\n"
                      "      tool pay denied 1ms\n")
        << QByteArray("run Clean failed 21ms sum 10tok $?\n"
                      "  agent clerk ok 21ms sum 10tok $?\n"
                      "    chat demo ok 10ms 5tok $0.500\n"
                      "    chat other ok 10ms 5tok $?\n"
                      "      tool pay denied 1ms\n");
}

void TestSpanTable::foldsARunIntoATree()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    SpanTable spans;
    foldAll(spans, traceFromText(text.toStdString()));
    QCOMPARE(shown(printTrace(spans)), QString::fromUtf8(expected));
}

void TestSpanTable::aPlaceInsideARowLeadsToTheRow_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("row");
    QTest::addRow("the run") << QByteArray("/") << QByteArray("/");
    QTest::addRow("the call of a step")
        << QByteArray("/agent:clerk:1/step:1/model:1") << QByteArray("/agent:clerk:1/step:1");
    QTest::addRow("a check of a call") << QByteArray("/agent:clerk:1/step:1/tool:1/check:2")
                                       << QByteArray("/agent:clerk:1/step:1/tool:1");
    QTest::addRow("a gate of an agent")
        << QByteArray("/agent:clerk:1/gate:1") << QByteArray("/agent:clerk:1");
    QTest::addRow("an unknown place") << QByteArray("/agent:clerk:9") << QByteArray();
}

void TestSpanTable::aPlaceInsideARowLeadsToTheRow()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, row);
    SpanTable spans;
    foldAll(
        spans,
        traceFromText("run a\n  agent clerk\n    chat demo 1ms\n      tool read_file ok 1ms\n"));
    const auto id = spans.find(path.toStdString());
    QCOMPARE(id.isValid(), !row.isEmpty());
    if (id.isValid())
        QCOMPARE(shown(std::string(spans.span(id).path)), QString::fromUtf8(row));
}

void TestSpanTable::survivesHostilePaths_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addRow("empty") << QByteArray();
    QTest::addRow("no slash") << QByteArray("step:1");
    QTest::addRow("only slashes") << QByteArray("//////");
    QTest::addRow("no numbers") << QByteArray("/agent::/step:/model:");
    QTest::addRow("huge number") << QByteArray("/step:99999999999999999999/tool:1");
    QByteArray deep;
    for (int i = 0; i < 20000; ++i)
        deep += "/tool:1";
    QTest::addRow("very deep") << deep;
}

void TestSpanTable::survivesHostilePaths()
{
    QFETCH(QByteArray, path);
    SpanTable spans;
    Event event;
    event.path = path.toStdString();
    for (const auto type :
         {EventType::ToolRequested, EventType::ToolFinished, EventType::ModelReplied,
          EventType::GateDecided, EventType::RunFinished}) {
        event.type = type;
        spans.fold(event,
                   *parseJson(R"({"tool":[1],"arguments":7,"usage":{"input":-5,"output":9e99},)"
                              R"("cost_usd":1e300,"error":[],"outcome":{}})"));
    }
    QVERIFY(spans.count() >= 1);
    QVERIFY(spans.span(SpanId{0}).tokens >= 0);
}

void TestSpanTable::readersSeeOnlyWholeRowsWhileItGrows()
{
    SpanTable spans;
    std::atomic<bool> done = false;
    std::thread writer([&] {
        Event event;
        const auto data = *parseJson(R"({"tool":"read_file","arguments":{"path":"a"}})");
        event.type = EventType::ToolRequested;
        for (int i = 1; i <= 20000; ++i) {
            event.path = childPath("/agent:clerk:1/step:1", "tool", i);
            spans.fold(event, data);
        }
        done = true;
    });
    std::uint32_t broken = 0;
    std::uint32_t seen = 0;
    while (!done) {
        const auto count = spans.count();
        seen = std::max(seen, count);
        for (auto i = count > 50 ? count - 50 : 0; i < count; ++i) {
            const auto span = spans.span(SpanId{i});
            broken += span.path.empty() || span.name.empty() || (i > 0 && span.parent.value >= i);
        }
    }
    writer.join();
    QCOMPARE(broken, 0u);
    QVERIFY(seen <= spans.count());
    QCOMPARE(spans.count(), 20003u);
}

void TestSpanTable::closesWhatAnInterruptedRunLeftOpen()
{
    SpanTable spans;
    foldAll(
        spans,
        traceFromText("run a\n  agent clerk running\n    chat demo 5ms\n      tool x running\n"));
    spans.closeOpen(SpanStatus::Interrupted);
    QCOMPARE(shown(printTrace(spans)),
             QStringLiteral("run a interrupted 5ms sum 0tok $0.000\n"
                            "  agent clerk interrupted 5ms sum 0tok $0.000\n"
                            "    chat demo ok 5ms 0tok $0.000\n"
                            "      tool x interrupted 0ms\n"));
}

void TestSpanTable::tellsWhatWaitedForAPerson()
{
    SpanTable table;
    const auto at = [](int ms) { return Timestamp(std::chrono::milliseconds(ms)); };
    const auto fold = [&](const char* path, EventType type, int ms) {
        Event event;
        event.path = path;
        event.type = type;
        event.time = at(ms);
        return table.fold(event, Json::object());
    };
    fold("", EventType::RunStarted, 0);
    const auto first = fold("/agent:a:1/tool:1", EventType::ToolRequested, 10);
    const auto second = fold("/agent:a:1/tool:2", EventType::ToolRequested, 10);
    fold("/agent:a:1/tool:1/gate:1", EventType::GateOpened, 20);
    fold("/agent:a:1/tool:2/gate:1", EventType::GateOpened, 25);
    QCOMPARE(table.waits(), (std::vector<Wait>{{first, at(20), {}}, {second, at(25), {}}}));
    fold("/agent:a:1/tool:1/gate:1", EventType::GateDecided, 30);
    fold("/agent:a:1/tool:1/gate:1", EventType::GateDecided, 31); // told twice
    fold("/agent:a:1/tool:1/gate:2", EventType::GateOpened, 35); // asked again
    fold("/agent:a:1/tool:1/gate:2", EventType::GateDecided, 33); // by a clock that went back
    fold("", EventType::RunFinished, 50); // nobody answered
    QCOMPARE(table.waits(),
             (std::vector<Wait>{
                 {first, at(20), at(30)}, {second, at(25), at(50)}, {first, at(35), at(35)}}));
    QCOMPARE(table.waits(2), (std::vector<Wait>{{first, at(35), at(35)}}));
    QVERIFY(table.waits(9).empty());
}

void TestSpanTable::anItemOfAMapEndsWithWhatItHolds()
{
    const auto event = [](std::string path, EventType type, std::string data, int ms) {
        return Event{0,    Timestamp(std::chrono::milliseconds(ms)),
                     "r",  std::move(path),
                     type, std::move(data)};
    };
    const std::string node = "/node:vote:1";
    SpanTable spans;
    foldAll(spans,
            {event("/", EventType::RunStarted, "{\"task\": \"Vote\"}", 0),
             event(node, EventType::NodeEntered, "{\"node\": \"vote\", \"kind\": \"map\"}", 0),
             event(node + "/item:1/agent:juror:1", EventType::AgentStarted,
                   "{\"agent\": \"juror\"}", 10),
             event(node + "/item:2/tool:1", EventType::ToolRequested, "{\"tool\": \"count\"}", 10),
             event(node + "/item:3/tool:1", EventType::ToolRequested, "{\"tool\": \"count\"}", 20),
             event(node + "/item:1/agent:juror:1", EventType::AgentFinished,
                   "{\"outcome\": \"done\"}", 40),
             event(node + "/item:2/tool:1", EventType::ToolFinished, "{\"ok\": false}", 50)});
    QCOMPARE(shown(printTrace(spans)),
             QStringLiteral("run Vote running\n"
                            "  node vote running\n"
                            "    node item 1 ok 30ms\n"
                            "      agent juror ok 30ms\n"
                            "    node item 2 failed 40ms\n"
                            "      tool count failed 40ms\n"
                            "    node item 3 running\n"
                            "      tool count running\n"));
    foldAll(spans,
            {event(node + "/item:2/tool:1", EventType::ToolRequested, "{\"tool\": \"count\"}",
                   60)}); // done again, as of a run that goes on
    QCOMPARE(spans.span(spans.find(node + "/item:2")).status, SpanStatus::Running);
}

QTEST_GUILESS_MAIN(TestSpanTable)
#include "tst_spantable.moc"
