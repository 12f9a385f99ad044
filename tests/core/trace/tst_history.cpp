// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include <QTest> // first: moc 6.4 stumbles over <compare> where nothing of the library came before

#include "tracetext.h"

#include "base/jsonvalue.h"
#include "trace/runtrace.h"

using namespace signalbox;
using namespace signalbox::trace;

namespace {
const char* const runText = R"(run Sort the inbox => done
  agent clerk
    chat demo 120ms 500tok $0.002
      tool read_file ok 30ms
      tool delete_file denied 10ms
      tool move_file failed 10ms
    chat demo 100ms 700tok
      tool helper ok 5ms
        agent reader
          chat demo 50ms 100tok $0.001
    chat demo 80ms 900tok $0.004)";

std::vector<Event> someRun()
{
    auto events = traceFromText(runText);
    Event gate = events[5];
    gate.type = EventType::GateOpened;
    gate.data = R"({"gate_id":"g1","kind":"call","tool":"read_file"})";
    events.insert(events.begin() + 6, gate);
    gate.type = EventType::GateDecided;
    gate.data = R"({"gate_id":"g1","decision":"approve","by":"human"})";
    events.insert(events.begin() + 7, gate);
    for (std::size_t i = 0; i < events.size(); ++i)
        events[i].seq = std::int64_t(i) + 1;
    return events;
}

// Everything a reader can see of it.
std::string seen(const RunTrace& trace)
{
    const auto status = trace.status();
    const auto meters = trace.meters();
    std::string text = printTrace(trace.spans());
    text += std::string(runStateText(status.state)) + " " + status.answer + "\n";
    text += std::to_string(meters.tokens) + " " + std::to_string(meters.requests) + " "
        + std::to_string(meters.toolCalls) + " " + std::to_string(meters.active.count()) + "\n";
    for (const auto& item : trace.attention())
        text += item.gateId + " " + item.path + "\n";
    for (std::uint32_t i = 0; i < trace.spans().count(); ++i) {
        const auto details = trace.details(SpanId{i});
        text += details.path + " " + std::to_string(details.events.size()) + " "
            + std::to_string(trace.eventCount(SpanId{i})) + " " + details.result + "\n";
    }
    return text + std::to_string(trace.spans().lastTime().time_since_epoch().count());
}

// As a run that has got no further.
std::string seenAfter(const std::vector<Event>& events, std::size_t count)
{
    RunTrace trace;
    trace.fold({events.begin(), events.begin() + std::ptrdiff_t(count)});
    return seen(trace);
}
} // namespace

class TestHistory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsARunAsItWasAfterEveryEvent()
    {
        const auto events = someRun();
        RunTrace trace(RunTrace::KeepHistory{});
        trace.fold(events);
        QCOMPARE(trace.totalEvents(), events.size());
        const auto whole = seen(trace);
        QCOMPARE(whole, seenAfter(events, events.size()));
        for (std::size_t count = events.size(); count-- > 1;) { // backwards
            trace.showUntil(count);
            QCOMPARE(trace.shownEvents(), count);
            QCOMPARE(QString::fromStdString(seen(trace)),
                     QString::fromStdString(seenAfter(events, count)));
        }
        for (std::size_t count = 1; count <= events.size(); ++count) { // and forwards
            trace.showUntil(count);
            QCOMPARE(seen(trace), seenAfter(events, count));
        }
        QCOMPARE(seen(trace), whole);
    }

    void jumpsAnywhere()
    {
        const auto events = someRun();
        RunTrace trace(RunTrace::KeepHistory{});
        trace.fold(events);
        std::uint32_t random = 7;
        for (int i = 0; i < 200; ++i) {
            random = random * 1664525 + 1013904223;
            const auto count = 1 + (random >> 8) % events.size();
            trace.showUntil(count);
            QCOMPARE(seen(trace), seenAfter(events, count));
        }
    }

    void goesBackOverManyCheckpoints()
    {
        std::vector<Event> events =
            traceFromText("run Long\n  agent clerk\n    chat demo 1ms 1tok");
        const auto path = events.back().path;
        const auto replied = events.back();
        for (int i = 0; i < 3000; ++i) {
            auto event = replied;
            event.seq = std::int64_t(events.size()) + 1;
            event.path = "/agent:clerk:1/step:" + std::to_string(i + 2) + "/model:1";
            event.type = i % 2 ? EventType::ModelReplied : EventType::ModelRequested;
            if (i % 2)
                event.path = "/agent:clerk:1/step:" + std::to_string(i + 1) + "/model:1";
            events.push_back(event);
        }
        for (std::size_t i = 0; i < events.size(); ++i)
            events[i].seq = std::int64_t(i) + 1;
        RunTrace trace(RunTrace::KeepHistory{});
        trace.fold(events);
        for (const std::size_t count : {3000u, 1u, 257u, 256u, 255u, 2999u, 1500u}) {
            trace.showUntil(count);
            RunTrace fresh;
            fresh.fold({events.begin(), events.begin() + std::ptrdiff_t(count)});
            QCOMPARE(trace.meters(), fresh.meters());
            QCOMPARE(trace.status(), fresh.status());
            QCOMPARE(trace.spans().count(), fresh.spans().count());
        }
    }

    void showsALongGraphAsItWasAnywhere()
    {
        std::vector<Event> events;
        const auto add = [&](const std::string& path, EventType type, std::string data) {
            Event event;
            event.seq = std::int64_t(events.size()) + 1;
            event.time = Timestamp(std::chrono::seconds(events.size()));
            event.path = path;
            event.type = type;
            event.data = std::move(data);
            events.push_back(std::move(event));
        };
        add("/", EventType::RunStarted, R"({"task":"count","workflow":"cycle"})");
        add("/", EventType::StateChanged,
            R"({"workflow":"cycle","patch":[{"op":"add","path":"/n","value":0}]})");
        for (int i = 1; i <= 800; ++i) {
            const auto path = "/node:add:" + std::to_string(i);
            const auto n = std::to_string(i);
            const auto patch =
                R"({"node":"add","patch":[{"op":"replace","path":"/n","value":)" + n + "}]}";
            add(path, EventType::NodeEntered, R"({"node":"add","kind":"set"})");
            add(path, EventType::StateChanged, patch);
            add(path, EventType::StateChanged, patch); // more than one of a visit
            add(path, EventType::EdgeTaken,
                R"({"to":"add","visit":)" + std::to_string(i + 1) + R"(,"why":"plain"})");
            add(path, EventType::NodeLeft, R"({"ok":true})");
        }
        RunTrace trace(RunTrace::KeepHistory{});
        trace.fold(events);
        std::vector<std::size_t> counts = {events.size()};
        for (std::uint32_t i = 0, random = 7; i < 20; ++i) {
            random = random * 1664525 + 1013904223;
            counts.push_back(1 + (random >> 8) % events.size());
            counts.push_back(std::max<std::size_t>(1, counts.back() - 1)); // a step back
        }
        for (const auto count : counts) {
            trace.showUntil(count);
            RunTrace fresh;
            fresh.fold({events.begin(), events.begin() + std::ptrdiff_t(count)});
            trace.readGraph([&](const GraphTrace& shown) {
                fresh.readGraph([&](const GraphTrace& wanted) {
                    QVERIFY(shown.visits() == wanted.visits());
                    QVERIFY(shown.edges() == wanted.edges());
                    const auto last = std::uint32_t(wanted.visits().size()) - 1;
                    QCOMPARE(dumpJson(*shown.statesOf(last).after),
                             dumpJson(*wanted.statesOf(last).after));
                });
            });
        }
    }

    void keepsAnInterruption()
    {
        auto events = traceFromText("run Cut\n  agent clerk\n    chat demo running");
        RunTrace trace(RunTrace::KeepHistory{});
        trace.fold(events);
        trace.interrupt();
        const auto whole = seen(trace);
        trace.showUntil(1);
        trace.showUntil(events.size());
        QCOMPARE(seen(trace), whole);
        QCOMPARE(trace.status().state, RunState::Interrupted);
    }

    void marksWhereOneStops()
    {
        const auto events = someRun();
        RunTrace trace(RunTrace::KeepHistory{});
        trace.fold(events);
        const auto& marks = trace.marks();
        const auto typesAt = [&events](const std::vector<std::uint32_t>& positions) {
            std::string text;
            for (const auto position : positions)
                text += std::string(eventTypeName(events[position - 1].type)) + " ";
            return text;
        };
        QCOMPARE(typesAt(marks.gates), "gate.opened ");
        QCOMPARE(typesAt(marks.errors), "tool.finished "); // a denial is no failure
        QCOMPARE(marks.times.size(), events.size());
        QVERIFY(std::is_sorted(marks.times.begin(), marks.times.end()));
        QCOMPARE(marks.steps.back(), std::uint32_t(events.size()));
    }

    void findsText()
    {
        const auto events = someRun();
        RunTrace trace(RunTrace::KeepHistory{});
        trace.fold(events);
        QCOMPARE(trace.search("SORT the inbox"), std::vector<std::uint32_t>{1});
        QVERIFY(trace.search("").empty());
        QVERIFY(trace.search("nowhere \" \\ \n").empty());
        QVERIFY(trace.search("read_file").size() >= 2);
    }

    void brokenEventsAreHarmless()
    {
        std::vector<Event> events = someRun();
        for (const auto* data : {"", "[]", "{\"ok\":", "null", "{\"gate_id\":5}"}) {
            auto event = events[4];
            event.data = data;
            events.insert(events.begin() + 5, event);
        }
        for (std::size_t i = 0; i < events.size(); ++i)
            events[i].seq = std::int64_t(i) + 1;
        RunTrace trace(RunTrace::KeepHistory{});
        trace.fold(events);
        for (const std::size_t count : {4u, 7u, 0u, 12u, 100'000u}) {
            trace.showUntil(count);
            const auto shown = std::min<std::size_t>(count, events.size());
            QCOMPARE(trace.shownEvents(), shown);
            if (shown > 0)
                QCOMPARE(seen(trace), seenAfter(events, shown));
        }
    }
};

QTEST_GUILESS_MAIN(TestHistory)
#include "tst_history.moc"
