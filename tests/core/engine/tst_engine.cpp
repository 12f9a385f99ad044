// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/engine.h"

#include "base/jsonvalue.h"
#include "core/engine/noticelog.h"
#include "core/tools/eventtext.h"
#include "core/workspace/tempworkspace.h"
#include "engine/again.h"
#include "testing/comparetext.h"

#include <QElapsedTimer>
#include <QTest>

#include <future>

using namespace signalbox;
using namespace signalbox::engine;
using namespace signalbox::testing;

namespace {
// A desk with one agent, a scripted model and a tool that sleeps.
void putDesk(const TempWorkspace& place)
{
    place.put("signalbox.json", R"({"signalbox":1,"name":"desk","models":{"default":"demo",
        "demo":{"provider":"scripted","script":"s.json"},
        "slow":{"provider":"scripted","script":"slow.json"}}})");
    place.put("agents/clerk.json", R"({"name":"clerk","model":"default","instructions":"You sort.",
        "tools":["read_file","write_file","nap","ask_user"]})");
    place.put("tools/nap.json", R"({"name":"nap","description":"Sleeps.","kind":"command",
        "command":["sleep","600"],"parameters":{"type":"object"},"effects":["read"],
        "timeout_s":600})");
    place.put("inbox/a.txt", "an invoice of Acme\n");
    place.put("s.json", R"({"clerk":[
        {"text":"let me look","tool_calls":[{"name":"read_file","arguments":{"path":"inbox/a.txt"}}]},
        {"text":"it is from Acme"}]})");
    place.put(
        "slow.json", R"({"clerk":[{"text":")" + [] {
            std::string words;
            for (int i = 0; i < 2000; ++i)
                words += "word ";
            return words;
        }() + R"(","chunks_per_second":20}]})");
}

EngineOptions optionsOf(const TempWorkspace& place)
{
    EngineOptions options;
    options.user = place.user();
    options.trust = true;
    return options;
}

std::string eventsOf(const NoticeLog& log, const std::string& run)
{
    std::vector<Event> events;
    for (const auto& notice : log.all()) {
        const auto* batch = std::get_if<JournalBatch>(&notice);
        if (batch && batch->run == run)
            events.insert(events.end(), batch->events.begin(), batch->events.end());
    }
    return eventLines(events);
}
} // namespace

class TestEngine : public QObject
{
    Q_OBJECT

    TempWorkspace m_place;

private Q_SLOTS:
    void init()
    {
        m_place = TempWorkspace();
        putDesk(m_place);
    }

    void runsAnAgentToItsEnd()
    {
        Engine engine(optionsOf(m_place));
        NoticeLog log(engine);
        QVERIFY(engine.openWorkspace(m_place.root().string()).has_value());
        const auto run = engine.start({"clerk", "who is it from?", "", {}});
        QVERIFY(run.has_value());
        const auto end = engine.wait(*run, {});
        QVERIFY(end.has_value());
        QCOMPARE(end->outcome, workflow::Outcome::Done);
        COMPARE_TEXT(end->output, "it is from Acme");
        const auto events = engine.journal()->events(*run);
        QVERIFY(events.has_value());
        COMPARE_TEXT(unpairedCalls(*events), "");
        for (std::size_t i = 0; i < events->size(); ++i)
            QCOMPARE((*events)[i].seq, std::int64_t(i + 1));
        COMPARE_TEXT(eventText(events->front()), "run.started clerk \"who is it from?\"");
        COMPARE_TEXT(eventText(events->back()), "run.finished done \"it is from Acme\"");
        // and the notices told the same, in order
        QVERIFY(log.waitForEvent(*run, EventType::RunFinished).seq > 0);
        COMPARE_TEXT(eventsOf(log, *run), eventLines(*events));
    }

    void tellsARunInOrder()
    {
        Engine engine(optionsOf(m_place));
        NoticeLog log(engine);
        engine.send(OpenWorkspace{m_place.root().string()});
        const auto opened = log.wait<WorkspaceOpened>();
        QVERIFY(opened);
        COMPARE_TEXT(opened->workspace->name, "desk");
        QVERIFY(opened->workspace->trusted && opened->untrusted.empty());
        QVERIFY(log.wait<KeysListed>());
        const auto none = log.wait<RunsListed>();
        QVERIFY(none && none->runs->empty());
        engine.send(StartRun{"clerk", "go", "", {}});
        const auto started = log.wait<RunStarted>();
        QVERIFY(started);
        COMPARE_TEXT(started->task, "go");
        const auto listed = log.wait<RunsListed>();
        QVERIFY(listed);
        QCOMPARE(listed->runs->size(), std::size_t(1));
        COMPARE_TEXT(listed->runs->front().outcome, "done");
        // the journal's thread tells the events: also behind the list of runs
        QVERIFY(log.waitForEvent(started->run, EventType::RunFinished).seq > 0);
        // RunStarted comes before the first event, text before its reply
        std::size_t startedAt = 0;
        std::size_t firstEvent = 0;
        std::size_t firstText = 0;
        const auto notices = log.all();
        for (std::size_t i = 0; i < notices.size(); ++i) {
            if (std::holds_alternative<RunStarted>(notices[i]))
                startedAt = i;
            if (firstEvent == 0 && std::holds_alternative<JournalBatch>(notices[i]))
                firstEvent = i;
            if (firstText == 0 && std::holds_alternative<TextDelta>(notices[i]))
                firstText = i;
        }
        QVERIFY(startedAt < firstEvent);
        QVERIFY(firstText > startedAt);
        COMPARE_TEXT(std::get<TextDelta>(notices[firstText]).path, "/agent:clerk:1/step:1/model:1");
    }

    void showsTheRunsOfAnotherEngine()
    {
        std::string run;
        {
            Engine engine(optionsOf(m_place));
            QVERIFY(engine.openWorkspace(m_place.root().string()).has_value());
            run = *engine.start({"clerk", "first", "", {}});
            QVERIFY(engine.wait(run, {}).has_value());
        }
        Engine other(optionsOf(m_place));
        NoticeLog log(other);
        other.send(OpenWorkspace{m_place.root().string()});
        const auto listed = log.wait<RunsListed>();
        QVERIFY(listed);
        QCOMPARE(listed->runs->size(), std::size_t(1));
        const auto& summary = listed->runs->front();
        COMPARE_TEXT(summary.run, run);
        COMPARE_TEXT(summary.task + "|" + summary.agent + "|" + summary.outcome + "|"
                         + summary.answer,
                     "first|clerk|done|it is from Acme");
        QCOMPARE(summary.steps, 2);
        QCOMPARE(summary.toolCalls, 1);
        other.send(OpenRun{run.substr(0, 20)}); // by a prefix
        const auto batch = log.wait<JournalBatch>();
        QVERIFY(batch && batch->replaces);
        COMPARE_TEXT(eventText(batch->events.back()), "run.finished done \"it is from Acme\"");
    }

    void answersAGateThatWasSent_data()
    {
        QTest::addColumn<bool>("approve");
        QTest::addRow("approve") << true;
        QTest::addRow("deny") << false;
    }
    void answersAGateThatWasSent()
    {
        QFETCH(bool, approve);
        m_place.put("s.json", R"({"clerk":[
            {"tool_calls":[{"name":"write_file","arguments":{"path":"out/x.txt","content":"hi"}}]},
            {"text":"written"}]})");
        Engine engine(optionsOf(m_place));
        NoticeLog log(engine);
        QVERIFY(engine.openWorkspace(m_place.root().string()).has_value());
        const auto run = *engine.start({"clerk", "write", "", {}});
        const auto gate = log.waitForEvent(run, EventType::GateOpened);
        const auto gateId = stringAt(*parseJson(gate.data), "gate_id");
        QVERIFY(!gateId.empty());
        QVERIFY(!std::filesystem::exists(m_place.root() / "out/x.txt"));
        GateAnswer answer;
        answer.decision = approve ? GateDecision::Approve : GateDecision::Deny;
        engine.send(AnswerGate{"no such run", gateId, answer});
        engine.send(AnswerGate{run, "no such gate", answer});
        engine.send(AnswerGate{run, gateId, answer});
        answer.decision = approve ? GateDecision::Deny : GateDecision::Approve;
        engine.send(AnswerGate{run, gateId, answer}); // late: ignored
        const auto end = engine.wait(run, {});
        COMPARE_TEXT(end->output, "written");
        QCOMPARE(std::filesystem::exists(m_place.root() / "out/x.txt"), approve);
        const auto decided = log.waitForEvent(run, EventType::GateDecided);
        COMPARE_TEXT(memberOf(decided, "decision"), approve ? "\"approve\"" : "\"deny\"");
    }

    void stopsSixteenRunsAtOnce()
    {
        m_place.put("s.json", R"({"clerk":[{"tool_calls":[{"name":"nap","arguments":{}}]},
            {"text":"never"}]})");
        Engine engine(optionsOf(m_place));
        NoticeLog log(engine);
        QVERIFY(engine.openWorkspace(m_place.root().string()).has_value());
        std::vector<std::string> runs;
        for (int i = 0; i < 16; ++i) {
            const auto run = engine.start({"clerk", "x", i % 4 == 0 ? "demo" : "slow", {}});
            QVERIFY(run.has_value());
            runs.push_back(*run);
        }
        for (int i = 0; i < 16; ++i) { // each is in the middle of something
            if (i % 4 == 0) {
                QVERIFY(log.waitForEvent(runs[std::size_t(i)], EventType::ToolStarted).seq > 0);
            } else {
                log.rewind();
                QVERIFY(log.wait<TextDelta>(
                    [&](const TextDelta& delta) { return delta.run == runs[std::size_t(i)]; }));
            }
        }
        QCOMPARE(engine.running(), std::size_t(16));
        QElapsedTimer timer;
        timer.start();
        for (const auto& run : runs)
            engine.send(StopRun{run});
        for (const auto& run : runs) {
            const auto end = engine.wait(run, {});
            QVERIFY(end.has_value());
            QCOMPARE(end->outcome, workflow::Outcome::Stopped);
        }
        const auto took = timer.elapsed();
        qInfo("16 runs stopped in %lld ms", static_cast<long long>(took));
        constexpr qint64 most =
            10'000; // not for ever; within a second is what packaging/bench holds it to
        QVERIFY2(took < most, qPrintable(QString::number(took)));
        QCOMPARE(engine.running(), std::size_t(0));
        for (const auto& run : runs)
            COMPARE_TEXT(unpairedCalls(*engine.journal()->events(run)), "");
    }

    void stopsWhatRunsWhenItGoes()
    {
        std::string run;
        {
            Engine engine(optionsOf(m_place));
            NoticeLog log(engine);
            QVERIFY(engine.openWorkspace(m_place.root().string()).has_value());
            run = *engine.start({"clerk", "x", "slow", {}});
            QVERIFY(log.wait<TextDelta>());
        }
        Engine again(optionsOf(m_place));
        QVERIFY(again.openWorkspace(m_place.root().string()).has_value());
        COMPARE_TEXT(eventText(again.journal()->events(run)->back()),
                     "run.finished stopped \"stopped\"");
    }

    void opensAnotherWorkspaceWhileARunGoesOn()
    {
        TempWorkspace other;
        putDesk(other);
        Engine engine(optionsOf(m_place));
        NoticeLog log(engine);
        QVERIFY(engine.openWorkspace(m_place.root().string()).has_value());
        const auto run = *engine.start({"clerk", "x", "slow", {}});
        QVERIFY(log.wait<TextDelta>());
        engine.send(OpenWorkspace{other.root().string()});
        const auto opened = log.wait<WorkspaceOpened>();
        QVERIFY(opened);
        COMPARE_TEXT(opened->workspace->root, std::filesystem::canonical(other.root()).string());
        QVERIFY(!engine.wait(run, {}).has_value()); // it is gone with its workspace
        QCOMPARE(engine.running(), std::size_t(0));
    }

    void interruptsARunSoThatItCanBeResumed()
    {
        Engine engine(optionsOf(m_place));
        NoticeLog log(engine);
        QVERIFY(engine.openWorkspace(m_place.root().string()).has_value());
        const auto run = *engine.start({"clerk", "x", "slow", {}});
        QVERIFY(log.wait<TextDelta>());
        engine.interrupt(run);
        QCOMPARE(engine.wait(run, {})->outcome, workflow::Outcome::Interrupted);
    }

    // A client lets go of what its callback uses right after its subscription.
    void endsASubscriptionWhenNoCallIsUnderWay()
    {
        Engine engine(optionsOf(m_place));
        std::promise<void> entered;
        std::promise<void> ended;
        auto hasEnded = ended.get_future();
        bool endedMeanwhile = false;
        int calls = 0;
        auto subscription = engine.subscribe([&](const Notice&) {
            if (++calls > 1)
                return;
            entered.set_value();
            endedMeanwhile =
                hasEnded.wait_for(std::chrono::milliseconds(100)) == std::future_status::ready;
        });
        engine.send(CallTool{"t", "nap", "{}"}); // without a workspace: CommandFailed
        entered.get_future().wait();
        subscription.reset();
        ended.set_value();
        QVERIFY(!endedMeanwhile);
        QCOMPARE(calls, 1);
    }

    void letsSubscribersGoWhileRunsSpeak()
    {
        Engine engine(optionsOf(m_place));
        QVERIFY(engine.openWorkspace(m_place.root().string()).has_value());
        for (int i = 0; i < 40; ++i) {
            NoticeLog log(engine);
            QVERIFY(engine.start({"clerk", "x", "", {}}).has_value());
            QVERIFY(log.wait<RunStarted>());
            if (i % 2 == 0)
                QVERIFY(log.wait<JournalBatch>());
        }
    }

    void saysWhatIsNotThere_data()
    {
        QTest::addColumn<QString>("agent");
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("words");
        QTest::addRow("agent") << "nobody"
                               << ""
                               << "there is no agent \"nobody\"";
        QTest::addRow("model") << "clerk"
                               << "gpt-9"
                               << "there is no model \"gpt-9\"";
        QTest::addRow("a path for a name") << "../clerk"
                                           << ""
                                           << "there is no agent \"../clerk\"";
        QTest::addRow("nothing") << ""
                                 << ""
                                 << "there is no agent \"\"";
    }
    void saysWhatIsNotThere()
    {
        QFETCH(QString, agent);
        QFETCH(QString, model);
        QFETCH(QString, words);
        Engine engine(optionsOf(m_place));
        NoticeLog log(engine);
        const StartRun start{agent.toStdString(), "x", model.toStdString(), {}};
        const auto closed = engine.start(start);
        QVERIFY(!closed && closed.error().code == Errc::NotFound);
        QVERIFY(engine.openWorkspace(m_place.root().string()).has_value());
        engine.send(start);
        const auto failed = log.wait<CommandFailed>();
        QVERIFY(failed);
        QCOMPARE(failed->error.code, Errc::NotFound);
        QVERIFY2(failed->error.message.starts_with(words.toStdString()),
                 failed->error.message.c_str());
        QVERIFY(engine.journal()->runs()->empty());
    }

    void leavesAFolderThatIsNoWorkspaceAsItIs()
    {
        const TempWorkspace other;
        Engine engine(optionsOf(m_place));
        NoticeLog log(engine);
        engine.send(OpenWorkspace{other.root().string()});
        const auto failed = log.wait<CommandFailed>();
        QVERIFY(failed);
        QCOMPARE(failed->error.code, Errc::NotFound);
        QVERIFY(failed->error.message.find("signalbox.json") != std::string::npos);
        QVERIFY(std::filesystem::is_empty(other.root()));
        QVERIFY(!engine.setup());
    }

    void failsWithoutAWorkspace()
    {
        Engine engine(optionsOf(m_place));
        NoticeLog log(engine);
        QVERIFY(!engine.openWorkspace((m_place.root() / "nothing").string()).has_value());
        engine.send(ListRuns{});
        engine.send(TrustWorkspace{});
        engine.send(SaveFile{"tools/x.json", "{}"});
        engine.send(DeleteFile{"tools/x.json"});
        engine.send(StopRun{"x"});
        engine.send(PauseRun{"x"});
        engine.send(CancelCall{"x"});
        engine.send(CallTool{"t", "nap", "{}"});
        const auto failed = log.wait<CommandFailed>(
            [](const CommandFailed& notice) { return notice.what == "call nap"; });
        QVERIFY(failed);
        QCOMPARE(failed->error.code, Errc::NotFound);
    }

    void callsAToolByHand()
    {
        Engine engine(optionsOf(m_place));
        NoticeLog log(engine);
        QVERIFY(engine.openWorkspace(m_place.root().string()).has_value());
        engine.send(CallTool{"t1", "read_file", R"({"path":"inbox/a.txt"})"});
        const auto done = log.wait<ToolCallFinished>();
        QVERIFY(done && done->ok);
        COMPARE_TEXT(done->ticket, "t1");
        QVERIFY(done->result.find("an invoice of Acme") != std::string::npos);
        const auto events = *engine.journal()->events(done->run);
        COMPARE_TEXT(events.front().path + " " + eventText(events.front()),
                     "/ run.started  \"call read_file\"");
        COMPARE_TEXT(unpairedCalls(events), "");
        COMPARE_TEXT(std::string(eventTypeName(events.back().type)), "run.finished");
    }

    void failsACallByHandWithWords_data()
    {
        QTest::addColumn<QString>("tool");
        QTest::addColumn<QString>("arguments");
        QTest::addColumn<QString>("words");
        QTest::addRow("no such tool") << "red_file"
                                      << "{}"
                                      << "did you mean read_file";
        QTest::addRow("no JSON") << "read_file"
                                 << "{"
                                 << "one JSON object";
        QTest::addRow("a list") << "read_file"
                                << "[]"
                                << "one JSON object";
        QTest::addRow("schema") << "read_file"
                                << R"({"path":5})"
                                << "invalid arguments: path";
        QTest::addRow("outside") << "read_file"
                                 << R"({"path":"../../etc/passwd"})"
                                 << "workspace";
    }
    void failsACallByHandWithWords()
    {
        QFETCH(QString, tool);
        QFETCH(QString, arguments);
        QFETCH(QString, words);
        Engine engine(optionsOf(m_place));
        NoticeLog log(engine);
        QVERIFY(engine.openWorkspace(m_place.root().string()).has_value());
        engine.send(CallTool{"t", tool.toStdString(), arguments.toStdString()});
        const auto done = log.wait<ToolCallFinished>();
        QVERIFY(done && !done->ok);
        QVERIFY2(done->modelText.find(words.toStdString()) != std::string::npos,
                 done->modelText.c_str());
    }

    void cancelsACallByHand()
    {
        Engine engine(optionsOf(m_place));
        NoticeLog log(engine);
        QVERIFY(engine.openWorkspace(m_place.root().string()).has_value());
        engine.send(CallTool{"t", "nap", "{}"});
        QVERIFY(log.wait<JournalBatch>([](const JournalBatch& batch) {
            return std::any_of(batch.events.begin(), batch.events.end(), [](const auto& event) {
                return event.type == EventType::ToolStarted;
            });
        }));
        engine.send(CancelCall{"another"});
        engine.send(CancelCall{"t"});
        const auto done = log.wait<ToolCallFinished>();
        QVERIFY(done && !done->ok);
    }

    void savesAFileThatIsRight()
    {
        Engine engine(optionsOf(m_place));
        NoticeLog log(engine);
        QVERIFY(engine.openWorkspace(m_place.root().string()).has_value());
        const std::string text = R"({"name":"wink","description":"Winks.","kind":"command",
            "command":["true"],"parameters":{"type":"object"},"effects":["read"],"mine":1})";
        engine.send(SaveFile{"tools/wink.json", text});
        const auto saved = log.wait<FileSaved>();
        QVERIFY(saved);
        COMPARE_TEXT(saved->file, "tools/wink.json");
        const auto opened = log.wait<WorkspaceOpened>();
        QVERIFY(opened && opened->workspace->tools.contains("wink"));
        QVERIFY(opened->workspace->trusted); // what the person writes here is the person's own
        COMPARE_TEXT(*readFile(m_place.root() / "tools/wink.json"), text);
        engine.send(CallTool{"t", "wink", "{}"});
        const auto done = log.wait<ToolCallFinished>();
        QVERIFY(done && done->ok);
        engine.send(DeleteFile{"tools/wink.json"});
        const auto without = log.wait<WorkspaceOpened>();
        QVERIFY(without && !without->workspace->tools.contains("wink"));
    }

    void refusesAFileThatIsBroken_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("text");
        QTest::addRow("no JSON") << "tools/x.json"
                                 << "{";
        QTest::addRow("not its schema") << "tools/x.json"
                                        << R"({"name":7})";
        QTest::addRow("outside") << "../x.json"
                                 << "{}";
        QTest::addRow("absolute") << "/tmp/x.json"
                                  << "{}";
        QTest::addRow("the journal") << ".signalbox/journal.db"
                                     << "{}";
        QTest::addRow("a name that is none") << "tools/..json"
                                             << R"({"name":".."})";
    }
    void refusesAFileThatIsBroken()
    {
        QFETCH(QString, file);
        QFETCH(QString, text);
        Engine engine(optionsOf(m_place));
        NoticeLog log(engine);
        QVERIFY(engine.openWorkspace(m_place.root().string()).has_value());
        engine.send(SaveFile{file.toStdString(), text.toStdString()});
        const auto failed = log.wait<CommandFailed>();
        QVERIFY(failed);
        COMPARE_TEXT(failed->what, "save " + file.toStdString());
        QVERIFY(!std::filesystem::exists(m_place.root() / "tools/x.json"));
        QVERIFY(!std::filesystem::exists(m_place.base() / "x.json"));
    }

    // What came from elsewhere meanwhile is not accepted by saving something of one's own.
    void trustsByASaveOnlyWhatWasSaved()
    {
        auto options = optionsOf(m_place);
        QVERIFY(
            Engine(options).openWorkspace(m_place.root().string()).has_value()); // accepted once
        options.trust = false;
        Engine engine(options);
        NoticeLog log(engine);
        QVERIFY(engine.openWorkspace(m_place.root().string()).has_value());
        m_place.put("policy.json", R"({"rules":[{"name":"all","tool":"*","verdict":"allow"}]})");
        engine.send(SaveFile{"tools/t.json",
                             R"({"name":"t","kind":"command","command":["true"],"approval":"never",
                "description":"T.","parameters":{"type":"object"}})"});
        const auto opened = log.wait<WorkspaceOpened>();
        QVERIFY(opened);
        QVERIFY(!opened->workspace->trusted);
        QVERIFY(!opened->untrusted.empty());
    }

    void openingALongRunCanBeStopped()
    {
        m_place.put("workflows/loop.json", R"({"name":"loop","kind":"graph","start":"a",
            "state":{"n":{"default":0}},"max_steps":7000,"durable":"effects","nodes":{
            "a":{"kind":"set","set":{"n":"state.n + 1"}},"b":{"kind":"end"}},"edges":[
            {"from":"a","to":"a","when":"state.n < 6000"},
            {"from":"a","to":"b","otherwise":true}]})");
        Engine engine(optionsOf(m_place));
        QVERIFY(engine.openWorkspace(m_place.root().string()).has_value());
        StartRun start;
        start.workflow = "loop";
        const auto run = *engine.start(start);
        QVERIFY(engine.wait(run, {}));
        NoticeLog log(engine);
        engine.send(OpenRun{}); // nothing is being opened: no word of it
        // stopped by who sees its beginning, on the thread that tells it
        const auto subscription = engine.subscribe([&engine](const Notice& notice) {
            const auto* batch = std::get_if<JournalBatch>(&notice);
            if (batch && batch->replaces)
                engine.send(OpenRun{});
        });
        engine.send(OpenRun{run});
        const auto failed = log.wait<CommandFailed>();
        QVERIFY(failed);
        QCOMPARE(failed->verb, Verb::OpenRun);
        QCOMPARE(failed->error.code, Errc::Cancelled);
        COMPARE_TEXT(failed->subject, run);
        engine.send(ListRuns{});
        QVERIFY(log.wait<RunsListed>()); // the engine goes on
    }

    void checksAndDeletesAWorkflow()
    {
        Engine engine(optionsOf(m_place));
        NoticeLog log(engine);
        QVERIFY(engine.openWorkspace(m_place.root().string()).has_value());
        const std::string file = "workflows/w.json";
        const std::string text = R"({"name":"w","kind":"graph","start":"a","nodes":{
            "a":{"kind":"end"},"lost":{"kind":"end"}},"edges":[]})";
        engine.send(CheckFile{file, text});
        const auto checked = log.wait<FileChecked>();
        QVERIFY(checked);
        COMPARE_TEXT(checked->file, file);
        COMPARE_TEXT(checked->text, text);
        QCOMPARE(checked->problems->size(), std::size_t(1));
        COMPARE_TEXT(checked->problems->front().path, "nodes.lost");
        QVERIFY(!std::filesystem::exists(m_place.root() / file));
        engine.send(SaveFile{file, R"({"name":"w","kind":"graph","start":"a","nodes":{
            "a":{"kind":"end"}},"edges":[]})"});
        QVERIFY(log.wait<FileSaved>());
        engine.send(DeleteFile{file});
        const auto opened = log.wait<WorkspaceOpened>(
            [](const WorkspaceOpened& notice) { return notice.workspace->workflows.empty(); });
        QVERIFY(opened);
        QVERIFY(!std::filesystem::exists(m_place.root() / file));
    }

    void refusesToDeleteWhatIsNoTool()
    {
        Engine engine(optionsOf(m_place));
        NoticeLog log(engine);
        QVERIFY(engine.openWorkspace(m_place.root().string()).has_value());
        for (const char* file :
             {"signalbox.json", "tools/../signalbox.json", "workflows/../signalbox.json",
              "agents/clerk.json", "/etc/hosts", "tools"}) {
            engine.send(DeleteFile{file});
            const auto failed = log.wait<CommandFailed>();
            QVERIFY2(failed, file);
        }
        QVERIFY(std::filesystem::exists(m_place.root() / "signalbox.json"));
    }

    void pausesAndSteps()
    {
        m_place.put("s.json", R"({"clerk":[{"text":"a","delay_ms":1,
            "tool_calls":[{"name":"ask_user","arguments":{"question":"go?"}}]},
            {"text":"","tool_calls":[{"name":"read_file","arguments":{"path":"inbox/a.txt"}}]},
            {"text":"end"}]})");
        Engine engine(optionsOf(m_place));
        NoticeLog log(engine);
        QVERIFY(engine.openWorkspace(m_place.root().string()).has_value());
        const auto run = *engine.start({"clerk", "x", "", {}});
        const auto gate = log.waitForEvent(run, EventType::GateOpened);
        engine.send(PauseRun{run}); // while it waits: held before the next effect
        GateAnswer answer;
        answer.decision = GateDecision::Answer;
        answer.result = "go";
        engine.send(AnswerGate{run, stringAt(*parseJson(gate.data), "gate_id"), answer});
        const auto paused = log.waitForEvent(run, EventType::RunPaused);
        COMPARE_TEXT(paused.path, "/agent:clerk:1/step:2/model:1");
        engine.send(StepRun{run});
        QVERIFY(log.waitForEvent(run, EventType::RunResumed).seq > paused.seq);
        engine.send(ResumePausedRun{run});
        COMPARE_TEXT(engine.wait(run, {})->output, "end");
    }

    void holdsRunsAtBreakpoints()
    {
        Engine engine(optionsOf(m_place));
        NoticeLog log(engine);
        QVERIFY(engine.openWorkspace(m_place.root().string()).has_value());
        engine.send(SetBreakpoints{{{BreakKind::Tool, "read_*"}, {BreakKind::Agent, "lead"}}});
        const auto set = log.wait<BreakpointsSet>();
        QVERIFY(set);
        QCOMPARE(set->breakpoints.size(), std::size_t(2));
        engine.send(SetBreakpoints{{{BreakKind::Text, "("}}}); // says nothing: all stays
        QVERIFY(log.wait<CommandFailed>());
        const auto run = *engine.start({"clerk", "x", "", {}});
        const auto paused = log.waitForEvent(run, EventType::RunPaused);
        COMPARE_TEXT(paused.path, "/agent:clerk:1/step:1/tool:1");
        log.rewind();
        const auto hit = log.wait<BreakpointsSet>(
            [](const BreakpointsSet& told) { return told.breakpoints[0].hits == 1; });
        QVERIFY(hit);
        QCOMPARE(hit->breakpoints[1].hits, std::int64_t(0));
        // taken away while it is held, and set again with another: the known one keeps its count
        engine.send(SetBreakpoints{{{BreakKind::Tool, "read_*", false}, {BreakKind::Error, ""}}});
        const auto kept = log.wait<BreakpointsSet>([](const BreakpointsSet& told) {
            return told.breakpoints[1].kind == BreakKind::Error;
        });
        QVERIFY(kept);
        QCOMPARE(kept->breakpoints[0].hits, std::int64_t(1));
        engine.send(ResumePausedRun{run});
        COMPARE_TEXT(engine.wait(run, {})->output, "it is from Acme");
    }

    void bringsTheWordsOfThePersonToTheAgent()
    {
        Engine engine(optionsOf(m_place));
        NoticeLog log(engine);
        QVERIFY(engine.openWorkspace(m_place.root().string()).has_value());
        StartRun held{"clerk", "x", "", {}};
        held.held = true;
        const auto run = *engine.start(held);
        QVERIFY(log.waitForEvent(run, EventType::RunPaused).seq > 0);
        engine.send(SteerRun{run, {"", "be quick"}});
        engine.send(SteerRun{run, {"", "be slow"}});
        log.rewind();
        std::string slow;
        (void)log.wait<JournalBatch>([&](const JournalBatch& batch) {
            for (const auto& event : batch.events) {
                if (memberOf(event, "text") == "\"be slow\"")
                    slow = parseJson(memberOf(event, "id"))->get<std::string>();
            }
            return !slow.empty();
        });
        engine.send(CancelSteer{run, slow});
        QVERIFY(log.waitForEvent(run, EventType::SteerCancelled).seq > 0);
        engine.send(ResumePausedRun{run});
        COMPARE_TEXT(eventText(log.waitForEvent(run, EventType::SteerDelivered)),
                     "steer.delivered \"be quick\" when=\"step\"");
        COMPARE_TEXT(engine.wait(run, {})->output, "it is from Acme");
        engine.send(SteerRun{run, {"", "too late"}});
        QVERIFY(log.wait<CommandFailed>());
        engine.send(CancelSteer{"no such run", "x"});
        QVERIFY(log.wait<CommandFailed>());
    }

    void stopsARunThatIsJustBeginning()
    {
        Engine engine(optionsOf(m_place));
        const auto subscription = engine.subscribe([&engine](const Notice& notice) {
            if (const auto* started = std::get_if<RunStarted>(&notice))
                engine.stop(started->run);
        });
        QVERIFY(engine.openWorkspace(m_place.root().string()).has_value());
        const auto run = *engine.start({"clerk", "x", "slow", {}});
        QCOMPARE(engine.wait(run, {})->outcome, workflow::Outcome::Stopped);
    }

    void trustsWhatItOpenedAndNotWhatChangedSince()
    {
        Engine engine(optionsOf(m_place));
        QVERIFY(engine.openWorkspace(m_place.root().string()).has_value());
        QVERIFY(engine.setup()->workspace().trusted);
        m_place.put("policy.json", R"({"rules":[{"name":"all","tool":"*","verdict":"allow"}]})");
        QVERIFY(engine.reloadWorkspace().has_value());
        QVERIFY(!engine.setup()->workspace().trusted);
    }

    void goesOnWithAChangeWhereItIsHeld()
    {
        m_place.put("inbox/b.txt", "an invoice of Globex\n");
        Engine engine(optionsOf(m_place));
        NoticeLog log(engine);
        QVERIFY(engine.openWorkspace(m_place.root().string()).has_value());
        engine.send(SetBreakpoints{{{BreakKind::Tool, "read_file"}}});
        const auto run = *engine.start({"clerk", "x", "", {}});
        const auto paused = log.waitForEvent(run, EventType::RunPaused);
        engine.send(BendRun{run, paused.path, "arguments", "no JSON", false}); // nothing happens
        QVERIFY(log.wait<CommandFailed>());
        engine.send(BendRun{run, paused.path, "arguments", R"({"path":"inbox/b.txt"})", false});
        const auto started =
            log.wait<RunStarted>([&](const RunStarted& other) { return other.run != run; });
        QVERIFY(started);
        QCOMPARE(engine.wait(run, {})->outcome, workflow::Outcome::Interrupted);
        QCOMPARE(engine.wait(started->run, {})->outcome, workflow::Outcome::Done);
        const auto finished = log.waitForEvent(started->run, EventType::ToolFinished);
        QVERIFY2(finished.data.find("Globex") != std::string::npos, finished.data.c_str());
        // the fork was not held there again, and the original has nothing of it
        const auto told1 = engine.journal()->events(started->run);
        for (const auto& event : *told1)
            QVERIFY(event.type != EventType::RunPaused);
        const auto told2 = engine.journal()->events(run);
        for (const auto& event : *told2)
            QVERIFY(event.type != EventType::ToolStarted);
        const auto replayed = replay(engine, started->run, Definitions::Recorded, {});
        QVERIFY(replayed.has_value() && !replayed->divergence);
        engine.send(BendRun{run, paused.path, "arguments", "{}", false}); // not held any more
        QVERIFY(log.wait<CommandFailed>());
    }

    void changesAResultAndSteps()
    {
        Engine engine(optionsOf(m_place));
        NoticeLog log(engine);
        QVERIFY(engine.openWorkspace(m_place.root().string()).has_value());
        engine.send(SetBreakpoints{{{BreakKind::Text, "an invoice of"}}});
        const auto run = *engine.start({"clerk", "x", "", {}});
        const auto paused = log.waitForEvent(run, EventType::RunPaused);
        COMPARE_TEXT(paused.path, "/agent:clerk:1/step:1/tool:1");
        engine.send(BendRun{run, paused.path, "result", "\"nothing there\"", true});
        const auto started =
            log.wait<RunStarted>([&](const RunStarted& other) { return other.run != run; });
        QVERIFY(started);
        // one effect: the next request; then its end
        QCOMPARE(engine.wait(started->run, {})->outcome, workflow::Outcome::Done);
        std::string requests; // of the fork itself
        const auto told3 = engine.journal()->events(started->run);
        for (const auto& event : *told3) {
            if (event.type == EventType::ModelRequested)
                requests += event.path + " " + event.data;
        }
        QVERIFY2(requests.starts_with("/agent:clerk:1/step:2/model:1 "), requests.c_str());
        QVERIFY2(requests.find("nothing there") != std::string::npos, requests.c_str());
    }

    void startsHeldAndRunsToAPlace()
    {
        Engine engine(optionsOf(m_place));
        NoticeLog log(engine);
        QVERIFY(engine.openWorkspace(m_place.root().string()).has_value());
        StartRun held{"clerk", "x", "", {}};
        held.held = true;
        const auto run = *engine.start(held);
        COMPARE_TEXT(log.waitForEvent(run, EventType::RunPaused).path,
                     "/agent:clerk:1/step:1/model:1");
        engine.send(RunTo{run, "/agent:clerk:1/step:2"});
        log.rewind();
        const auto there = log.wait<JournalBatch>([](const JournalBatch& batch) {
            return std::any_of(batch.events.begin(), batch.events.end(), [](const Event& event) {
                return event.type == EventType::RunPaused
                    && event.path == "/agent:clerk:1/step:2/model:1";
            });
        });
        QVERIFY(there);
        engine.stop(run);
        QCOMPARE(engine.wait(run, {})->outcome, workflow::Outcome::Stopped);
        engine.send(RunTo{run, "/agent:clerk:1/step:3"}); // it never came there
        QVERIFY(log.wait<CommandFailed>());
        // a run that is over stands there again, with what it had before from the record
        engine.send(RunTo{run, "/agent:clerk:1/step:1/tool:1"});
        const auto again =
            log.wait<RunStarted>([&](const RunStarted& other) { return other.run != run; });
        QVERIFY(again);
        COMPARE_TEXT(log.waitForEvent(again->run, EventType::RunPaused).path,
                     "/agent:clerk:1/step:1/tool:1");
        engine.send(ResumePausedRun{again->run});
        COMPARE_TEXT(engine.wait(again->run, {})->output, "it is from Acme");
        const auto told4 = engine.journal()->events(again->run);
        for (const auto& event : *told4)
            QVERIFY(event.path != "/agent:clerk:1/step:1/model:1");
    }

    void listsSecretsAndTellsThatThereIsNoKeyStore()
    {
        Engine engine(optionsOf(m_place));
        NoticeLog log(engine);
        QVERIFY(engine.openWorkspace(m_place.root().string()).has_value());
        engine.send(StoreKey{"ANTHROPIC_API_KEY", "sk-test-0000"});
        const auto failed = log.wait<CommandFailed>();
        QVERIFY(failed);
        QCOMPARE(failed->error.code, Errc::Unavailable);
        QVERIFY(failed->error.text().find("sk-test") == std::string::npos);
    }

    void exportsARun()
    {
        Engine engine(optionsOf(m_place));
        NoticeLog log(engine);
        QVERIFY(engine.openWorkspace(m_place.root().string()).has_value());
        const auto run = *engine.start({"clerk", "x", "", {}});
        QVERIFY(engine.wait(run, {}).has_value());
        const auto file = (m_place.base() / "run.jsonl").string();
        engine.send(Export{run, "jsonl", file});
        QVERIFY(log.wait<Exported>());
        QVERIFY(readFile(file)->find("run.finished") != std::string::npos);
        engine.send(Export{run, "exe", file});
        QVERIFY(log.wait<CommandFailed>());
        engine.send(Export{"nonsense", "jsonl", file});
        QVERIFY(log.wait<CommandFailed>());
    }
};

QTEST_GUILESS_MAIN(TestEngine)
#include "tst_engine.moc"
