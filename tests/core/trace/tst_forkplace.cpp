// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include <QTest> // first: moc 6.4 stumbles over <compare> where nothing of the library came before

#include "trace/forkplace.h"
#include "trace/repeatfold.h"

using namespace signalbox;
using namespace signalbox::trace;

namespace {
struct Line
{
    const char* path;
    EventType type;
    const char* data;
};

std::vector<Event> eventsOf(std::initializer_list<Line> lines, const char* run = "r1")
{
    std::vector<Event> events;
    for (const auto& line : lines)
        events.push_back({std::int64_t(events.size()) + 1,
                          Timestamp(std::chrono::seconds(1'700'000'000 + events.size())), run,
                          line.path, line.type, line.data});
    return events;
}

std::vector<Event> payingRun()
{
    return eventsOf({
        {"/", EventType::RunStarted,
         R"({"task":"pay","agent":"clerk","model":"demo","limits":{"steps":5,"cost_usd":0.5},)"
         R"("definitions":{"instructions":{"clerk":"You pay."}}})"},
        {"/agent:clerk:1", EventType::AgentStarted, R"({"agent":"clerk","model":"demo"})"},
        {"/agent:clerk:1/step:1/model:1", EventType::ModelRequested, "{}"},
        {"/agent:clerk:1/step:1/model:1", EventType::ModelReplied,
         R"({"text":"ok","entry":"big","tool_calls":[{"name":"pay"},{"name":"mail"}]})"},
        {"/agent:clerk:1/step:1/tool:1", EventType::ToolRequested,
         R"({"tool":"pay","arguments":{"sum":5}})"},
        {"/agent:clerk:1/step:1/tool:1", EventType::GateOpened, R"({"gate_id":"g"})"},
        {"/agent:clerk:1/step:1/tool:1", EventType::GateDecided,
         R"({"gate_id":"g","decision":"approve","by":"human"})"},
        {"/agent:clerk:1/step:1/tool:1", EventType::ToolStarted, R"({"arguments":{"sum":5}})"},
        {"/agent:clerk:1/step:1/tool:1", EventType::ToolFinished,
         R"({"ok":true,"result":{"paid":true}})"},
        {"/agent:clerk:1/step:1/tool:2", EventType::ToolRequested,
         R"({"tool":"mail","arguments":{"to":"x"}})"},
        {"/agent:clerk:1/step:1/tool:2", EventType::ToolStarted, "{}"},
        {"/agent:clerk:1/step:1/tool:2", EventType::ToolFinished, R"({"ok":false,"error":"no"})"},
        {"/agent:clerk:1/step:2/model:1", EventType::ModelRequested, "{}"},
        {"/agent:clerk:1/step:2/model:1", EventType::ModelReplied, "{}"},
        {"/agent:clerk:1/step:2/tool:1", EventType::ToolRequested,
         R"({"tool":"note","arguments":{"path":"a.txt"}})"},
        {"/agent:clerk:1/step:2/tool:1", EventType::ToolStarted, "{}"},
        {"/agent:clerk:1/step:2/tool:1", EventType::ToolFinished, R"({"ok":true,"result":1})"},
    });
}

std::string laterOf(const ForkPlace& place)
{
    std::string text;
    for (const auto& call : place.later)
        text += call.tool + " " + call.path + (call.ok ? " ok\n" : " failed\n");
    return text;
}

std::optional<ForkPlace> placeAt(const RunTrace& trace, const char* path)
{
    return forkPlace(trace, trace.spans().find(path));
}
} // namespace

class TestForkPlace : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsWhatAModelRequestHad()
    {
        RunTrace trace;
        trace.fold(payingRun());
        const auto place = placeAt(trace, "/agent:clerk:1/step:1");
        QVERIFY(place);
        QCOMPARE(place->at, "/agent:clerk:1/step:1/model:1");
        QCOMPARE(int(place->kind), int(ForkPlace::Kind::Request));
        QCOMPARE(place->kept, ForkPlace::Kept());
        QCOMPARE(place->agent, "clerk");
        QCOMPARE(place->instructions, "You pay.");
        QCOMPARE(place->model, "big"); // who answered, not who was asked first
        QCOMPARE(place->limits.steps, std::optional<std::int64_t>(5));
        QCOMPARE(laterOf(*place),
                 "pay /agent:clerk:1/step:1/tool:1 ok\n"
                 "mail /agent:clerk:1/step:1/tool:2 failed\n"
                 "note /agent:clerk:1/step:2/tool:1 ok\n");
    }

    void knowsWhatACallHad()
    {
        RunTrace trace;
        trace.fold(payingRun());
        const auto place = placeAt(trace, "/agent:clerk:1/step:1/tool:1");
        QVERIFY(place);
        QCOMPARE(place->at, "/agent:clerk:1/step:1/tool:1");
        QCOMPARE(int(place->kind), int(ForkPlace::Kind::Call));
        QVERIFY(place->hasResult);
        QCOMPARE(place->kept, (ForkPlace::Kept{0, 1, 1}));
        QCOMPARE(place->tool, "pay");
        QCOMPARE(place->arguments, "{\"sum\":5}");
        QCOMPARE(place->result, "{\"paid\":true}");
        QVERIFY(place->decision.find("approve") != std::string::npos);
        // the call beside it is kept
        QCOMPARE(laterOf(*place),
                 "pay /agent:clerk:1/step:1/tool:1 ok\n"
                 "note /agent:clerk:1/step:2/tool:1 ok\n");
        const auto failed = placeAt(trace, "/agent:clerk:1/step:1/tool:2");
        QVERIFY(failed && failed->decision.empty());
        QCOMPARE(failed->result, "\"no\"");
    }

    void knowsTheStateThatANodeSaw()
    {
        RunTrace trace;
        trace.fold(eventsOf({
            {"/", EventType::RunStarted, "{\"workflow\":\"w\",\"task\":\"t\"}"},
            {"/", EventType::StateChanged,
             "{\"node\":\"\",\"patch\":[{\"op\":\"add\",\"path\":\"/n\",\"value\":0}]}"},
            {"/node:read:1", EventType::NodeEntered, "{\"node\":\"read\",\"kind\":\"agent\"}"},
            {"/node:read:1/agent:a:1/step:1/model:1", EventType::ModelRequested, "{}"},
            {"/node:read:1/agent:a:1/step:1/model:1", EventType::ModelReplied, "{}"},
            {"/node:read:1", EventType::StateChanged,
             "{\"node\":\"read\",\"patch\":[{\"op\":\"replace\",\"path\":\"/n\",\"value\":7}]}"},
            {"/node:read:1", EventType::NodeLeft, "{\"ok\":true}"},
            {"/node:read:1", EventType::EdgeTaken, "{\"to\":\"pay\",\"visit\":1}"},
            {"/node:pay:1", EventType::NodeEntered, "{\"node\":\"pay\",\"kind\":\"tool\"}"},
            {"/node:pay:1/tool:1", EventType::ToolRequested, "{\"tool\":\"pay\"}"},
            {"/node:pay:1/tool:1", EventType::ToolStarted, "{}"},
            {"/node:pay:1/tool:1", EventType::ToolFinished, "{\"ok\":true,\"result\":1}"},
            {"/node:pay:1", EventType::NodeLeft, "{\"ok\":true}"},
        }));
        const auto place = placeAt(trace, "/node:pay:1");
        QVERIFY(place);
        QCOMPARE(int(place->kind), int(ForkPlace::Kind::Node));
        QCOMPARE(place->at, "/node:pay:1");
        QCOMPARE(place->node, "pay");
        QCOMPARE(place->state, "{\"n\":7}");
        QCOMPARE(place->kept, (ForkPlace::Kept{1, 1, 0}));
        QCOMPARE(laterOf(*place), "pay /node:pay:1/tool:1 ok\n");
        const auto first = placeAt(trace, "/node:read:1");
        QVERIFY(first);
        QCOMPARE(first->state, "{\"n\":0}");
        QCOMPARE(first->kept, ForkPlace::Kept());
    }

    void isNoPlaceWhereNothingWasAsked()
    {
        RunTrace trace;
        QVERIFY(!forkPlace(trace, SpanId{0}));
        QVERIFY(!forkPlace(trace, SpanId{}));
        trace.fold(payingRun());
        QVERIFY(!placeAt(trace, "/"));
        QVERIFY(!placeAt(trace, "/agent:clerk:1"));
        QVERIFY(!forkPlace(trace, SpanId{1000}));
    }

    void foldsRepetitions()
    {
        const char* const at = "/agent:clerk:1/step:1/model:1";
        RepeatFold fold(at);
        const char* const replies[] = {
            R"({"text":"abc","tool_calls":[{"name":"pay"}],"usage":{"input":10,"output":2},)"
            R"("cost_usd":0.002,"ms":30})",
            R"({"text":"abc","tool_calls":[{"name":"pay"}],"usage":{"input":10,"output":6},)"
            R"("cost_usd":0.004,"ms":10})",
            R"({"text":"no","tool_calls":[],"usage":{"input":10,"output":4},"cost_usd":null})"};
        int n = 0;
        for (const auto* run : {"a", "b", "c"}) {
            fold.addRun(run);
            fold.addRun(run);
            for (const auto& event :
                 eventsOf({{at, EventType::ModelReplied, replies[n++]},
                           {"/x/model:1", EventType::ModelReplied, "{}"},
                           {"/", EventType::RunFinished, R"({"outcome":"stopped"})"}},
                          run))
                fold.fold(event);
        }
        fold.addRun("waits");
        for (const auto& event : eventsOf({{at, EventType::ModelReplied, "nonsense"}}, "unknown"))
            fold.fold(event);
        QCOMPARE(fold.rows().size(), std::size_t(4));
        QCOMPARE(fold.rows()[2].choice, "");
        QCOMPARE(fold.rows()[0].outcome, "stopped");
        QCOMPARE(fold.rows()[3], (RepeatRow{"waits"}));
        const auto spread = fold.spread();
        QCOMPARE(spread.replies, std::size_t(3));
        QCOMPARE(spread.choices, (std::vector<std::pair<std::string, int>>{{"pay", 2}, {"", 1}}));
        QCOMPARE(spread.texts, 2);
        QCOMPARE(spread.tokens, (Spread{12, 14, 16}));
        QCOMPARE(spread.length, (Spread{2, 3, 3}));
        QCOMPARE(spread.nanoUsd, (Spread{2'000'000, 4'000'000, 4'000'000}));
        QCOMPARE(spread.unpriced, std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(TestForkPlace)
#include "tst_forkplace.moc"
