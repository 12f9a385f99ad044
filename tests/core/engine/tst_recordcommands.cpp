// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/engine.h"

#include "base/file.h"
#include "base/jsonvalue.h"
#include "core/engine/noticelog.h"
#include "core/tools/eventtext.h"
#include "core/workspace/tempworkspace.h"
#include "testing/comparetext.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::engine;
using namespace signalbox::testing;

namespace {
const char* const firstReply = "/agent:clerk:1/step:1/model:1";
const char* const firstCall = "/agent:clerk:1/step:1/tool:1";

const char* const secondAgent = R"({"name":"clerk","model":"default",
    "instructions":"You sort well.","tools":["read_file"]})";
const char* const payingScript = R"({"clerk":[
    {"text":"paying","tool_calls":[{"name":"pay","arguments":{"sum":5}}]},{"text":"paid"}]})";
const char* const otherPath = R"({"path":"inbox/b.txt"})";
const char* const stopped = R"("outcome":"stopped")";
const char* const letter = R"("a letter of Bolt")";

void putDesk(const TempWorkspace& place)
{
    place.put("signalbox.json", R"({"signalbox":1,"name":"desk","models":{"default":"demo",
        "demo":{"provider":"scripted","script":"s.json"},
        "other":{"provider":"scripted","script":"o.json"}}})");
    place.put("agents/clerk.json", R"({"name":"clerk","model":"default","instructions":"You sort.",
        "tools":["read_file","write_file","pay"]})");
    place.put("tools/pay.json", R"({"name":"pay","description":"Pays.","kind":"command",
        "command":["true"],"parameters":{"type":"object"},"effects":["spend"]})");
    place.put("inbox/a.txt", "an invoice of Acme\n");
    place.put("inbox/b.txt", "a letter of Bolt\n");
    place.put("s.json", R"({"clerk":[
        {"text":"let me look","tool_calls":[{"name":"read_file","arguments":{"path":"inbox/a.txt"}}]},
        [{"when":"Bolt","text":"it is from Bolt"},{"text":"it is from Acme"}]]})");
    place.put("o.json", R"({"clerk":[{"text":"I would not know"},{"text":"I would not know"}]})");
}

EngineOptions optionsOf(const TempWorkspace& place)
{
    EngineOptions options;
    options.user = place.user();
    options.trust = true;
    return options;
}

// A line an event of what a client was told of a run, the latest telling.
std::string told(const NoticeLog& log, const std::string& run)
{
    std::vector<Event> events;
    for (const auto& notice : log.all()) {
        const auto* batch = std::get_if<JournalBatch>(&notice);
        if (!batch || batch->run != run)
            continue;
        if (batch->replaces)
            events.clear();
        events.insert(events.end(), batch->events.begin(), batch->events.end());
    }
    std::string text;
    for (const auto& event : events) {
        text += std::to_string(event.seq) + " " + event.path + " ";
        text += eventTypeName(event.type);
        text += "\n";
        if (event.run != run)
            text += "of another run: " + event.run + "\n";
    }
    return text;
}

std::string differenceText(const std::optional<ReplayDifference>& difference)
{
    if (!difference)
        return "identical";
    return difference->path + " " + difference->event + " " + difference->member + ": "
        + difference->expected + " / " + difference->found;
}
} // namespace

class TestRecordCommands : public QObject
{
    Q_OBJECT

    TempWorkspace m_place;

    // A run of the clerk from its beginning to its end.
    std::string ranOnce(Engine& engine)
    {
        if (!engine.openWorkspace(m_place.root().string()))
            return {};
        const auto run = engine.start({"clerk", "who is it from?", "", {}});
        return run && engine.wait(*run, {}) ? *run : std::string();
    }

private Q_SLOTS:
    void init()
    {
        m_place = TempWorkspace();
        putDesk(m_place);
    }

    void saysThatAReplayIsIdentical()
    {
        Engine engine(optionsOf(m_place));
        NoticeLog log(engine);
        const auto run = ranOnce(engine);
        const auto events = engine.journal()->events(run);
        engine.send(ReplayRun{run});
        const auto replayed = log.wait<RunReplayed>();
        QVERIFY(replayed && events);
        COMPARE_TEXT(differenceText(replayed->difference), "identical");
        QCOMPARE(replayed->events, std::int64_t(events->size()));
        COMPARE_TEXT(replayed->outcome, "done");
        QVERIFY(replayed->changedFiles.empty());
        QCOMPARE(engine.journal()->events(run)->size(), events->size());
    }

    void saysWhereAReplayWithPresentFilesDiverges()
    {
        Engine engine(optionsOf(m_place));
        NoticeLog log(engine);
        const auto run = ranOnce(engine);
        m_place.put("agents/clerk.json", secondAgent);
        QVERIFY(engine.reloadWorkspace().has_value());
        engine.send(ReplayRun{run, true});
        const auto replayed = log.wait<RunReplayed>();
        QVERIFY(replayed && replayed->difference);
        COMPARE_TEXT(replayed->difference->path, firstReply);
        COMPARE_TEXT(replayed->difference->event, "model.requested");
        QVERIFY(replayed->difference->expected != replayed->difference->found);
        QCOMPARE(replayed->changedFiles,
                 (std::vector<std::string>{"agent clerk", "instructions of clerk",
                                           "tool pay is gone", "tool write_file is gone"}));
        log.rewind();
        engine.send(ReplayRun{run, false});
        const auto recorded =
            log.wait<RunReplayed>([](const RunReplayed& one) { return !one.withPresentFiles; });
        QVERIFY(recorded);
        COMPARE_TEXT(differenceText(recorded->difference), "identical");
        QCOMPARE(recorded->changedFiles.size(), std::size_t(4));
    }

    void forksWithOneThingChanged()
    {
        Engine engine(optionsOf(m_place));
        NoticeLog log(engine);
        const auto parent = ranOnce(engine);
        const auto before = engine.journal()->events(parent);
        engine.send(ForkRun{"t1", parent, firstCall, "arguments", otherPath});
        const auto started =
            log.wait<RunStarted>([](const RunStarted& one) { return one.ticket == "t1"; });
        QVERIFY(started);
        COMPARE_TEXT(started->task, "who is it from?");
        QVERIFY(log.waitForEvent(started->run, EventType::RunFinished).seq > 0);
        log.rewind();
        const auto listed = log.wait<RunsListed>([&](const RunsListed& one) {
            return one.runs->size() == 2 && one.runs->front().outcome == "done";
        });
        QVERIFY(listed);
        const auto& summary = listed->runs->front();
        COMPARE_TEXT(summary.answer, "it is from Bolt");
        COMPARE_TEXT(summary.forkedFrom, parent);
        COMPARE_TEXT(summary.forkedAt, firstCall);
        COMPARE_TEXT(summary.changed, "arguments");
        COMPARE_TEXT(summary.changedTo, otherPath);
        // what it inherited comes first, without a number; a client that opens it sees the same
        const auto live = told(log, started->run);
        QVERIFY2(live.starts_with("0 /agent:clerk:1 agent.started\n"
                                  "0 /agent:clerk:1/step:1/model:1 model.requested\n"
                                  "1 / run.started\n"),
                 live.c_str());
        engine.send(OpenRun{started->run});
        QVERIFY(log.wait<JournalBatch>([&](const JournalBatch& batch) {
            return batch.run == started->run && batch.replaces && !batch.goesOn;
        }));
        COMPARE_TEXT(told(log, started->run), live);
        QCOMPARE(engine.journal()->events(parent), before);
    }

    void tellsWhatAForkInheritsBeforeItBegins()
    {
        Engine engine(optionsOf(m_place));
        NoticeLog log(engine);
        const auto parent = ranOnce(engine);
        engine.send(ForkRun{"t", parent, "/agent:clerk:1/step:2/model:1", "model", "\"other\""});
        const auto batch =
            log.wait<JournalBatch>([](const JournalBatch& one) { return one.goesOn; });
        QVERIFY(batch && batch->replaces && !batch->events.empty());
        const auto started = engine.journal()->runs()->front().started;
        for (const auto& event : batch->events) {
            QCOMPARE(event.seq, std::int64_t(0));
            COMPARE_TEXT(event.run, batch->run);
            QVERIFY(event.time <= started + std::chrono::seconds(5));
        }
        const auto end = log.waitForEvent(batch->run, EventType::RunFinished);
        QVERIFY(end.data.find("I would not know") != std::string::npos);
    }

    void doesAStepAgainWithoutAChange_data()
    {
        QTest::addColumn<QByteArray>("at");
        QTest::addRow("a model request") << QByteArray(firstReply);
        QTest::addRow("a call") << QByteArray(firstCall);
    }
    void doesAStepAgainWithoutAChange()
    {
        QFETCH(QByteArray, at);
        Engine engine(optionsOf(m_place));
        NoticeLog log(engine);
        const auto parent = ranOnce(engine);
        m_place.put("inbox/a.txt", "now a letter of Bolt\n");
        engine.send(ForkRun{"again", parent, at.toStdString(), "", ""});
        const auto started =
            log.wait<RunStarted>([](const RunStarted& one) { return one.ticket == "again"; });
        QVERIFY(started);
        const auto end = log.waitForEvent(started->run, EventType::RunFinished);
        QVERIFY2(end.data.find("it is from Bolt") != std::string::npos, end.data.c_str());
        // and such a fork can be replayed
        QVERIFY(engine.wait(started->run, {}).has_value());
        engine.send(ReplayRun{started->run});
        const auto replayed = log.wait<RunReplayed>();
        QVERIFY(replayed);
        COMPARE_TEXT(differenceText(replayed->difference), "identical");
    }

    void repeatsAStepAndEndsAfterItsReply()
    {
        Engine engine(optionsOf(m_place));
        NoticeLog log(engine);
        const auto parent = ranOnce(engine);
        engine.send(RepeatStep{"r", parent, firstReply, 3, false});
        const auto repeated =
            log.wait<StepRepeated>([](const StepRepeated& one) { return one.runs.size() == 3; });
        QVERIFY(repeated);
        for (const auto& run : repeated->runs) {
            const auto end = log.waitForEvent(run, EventType::RunFinished);
            QVERIFY2(end.data.find(stopped) != std::string::npos, end.data.c_str());
            QVERIFY(end.data.find("let me look") != std::string::npos);
            COMPARE_TEXT(told(log, run),
                         "0 /agent:clerk:1 agent.started\n"
                         "1 / run.started\n"
                         "2 /agent:clerk:1/step:1/model:1 model.requested\n"
                         "3 /agent:clerk:1/step:1/model:1 model.replied\n"
                         "4 /agent:clerk:1 agent.finished\n"
                         "5 / run.finished\n");
        }
        QVERIFY(engine.wait(repeated->runs[1], {}).has_value());
        engine.send(ReplayRun{repeated->runs[1]});
        const auto replayed = log.wait<RunReplayed>();
        QVERIFY(replayed);
        COMPARE_TEXT(differenceText(replayed->difference), "identical");
    }

    void repeatsAStepToTheEnd()
    {
        Engine engine(optionsOf(m_place));
        NoticeLog log(engine);
        const auto parent = ranOnce(engine);
        engine.send(RepeatStep{"r", parent, firstReply, 2, true});
        const auto repeated =
            log.wait<StepRepeated>([](const StepRepeated& one) { return one.runs.size() == 2; });
        QVERIFY(repeated);
        for (const auto& run : repeated->runs)
            QVERIFY(log.waitForEvent(run, EventType::RunFinished).data.find("it is from Acme")
                    != std::string::npos);
    }

    void resumesAnInterruptedRun()
    {
        m_place.put("s.json", payingScript);
        Engine engine(optionsOf(m_place));
        NoticeLog log(engine);
        QVERIFY(engine.openWorkspace(m_place.root().string()).has_value());
        const auto run = engine.start({"clerk", "pay it", "", {}});
        QVERIFY(run.has_value());
        QVERIFY(log.waitForEvent(*run, EventType::GateOpened).seq > 0);
        engine.interrupt(*run);
        QVERIFY(engine.wait(*run, {}).has_value());
        const auto last = engine.journal()->events(*run)->back().seq;
        engine.send(ResumeRun{*run});
        log.rewind();
        const auto shown =
            log.wait<JournalBatch>([](const JournalBatch& one) { return one.goesOn; });
        QVERIFY(shown && shown->replaces);
        QCOMPARE(shown->events.back().seq, last);
        const auto started =
            log.wait<RunStarted>([&](const RunStarted& one) { return one.run == *run; });
        QVERIFY(started);
        QVERIFY(log.waitForEvent(*run, EventType::RunResumed).seq == last + 1);
        engine.send(StopRun{*run});
        QVERIFY(engine.wait(*run, {}).has_value());
    }

    void saysWhatCannotBeDone_data()
    {
        QTest::addColumn<int>("verb");
        QTest::addRow("resume") << int(Verb::ResumeRun);
        QTest::addRow("replay") << int(Verb::ReplayRun);
        QTest::addRow("fork") << int(Verb::ForkRun);
        QTest::addRow("repeat") << int(Verb::RepeatStep);
        QTest::addRow("compare") << int(Verb::CompareRuns);
        QTest::addRow("open") << int(Verb::OpenRun);
    }
    void saysWhatCannotBeDone()
    {
        QFETCH(int, verb);
        Engine engine(optionsOf(m_place));
        NoticeLog log(engine);
        QVERIFY(!ranOnce(engine).empty());
        engine.send(ResumeRun{"01NONE"});
        engine.send(ReplayRun{"01NONE"});
        engine.send(ForkRun{"ticket", "last", firstCall, "colour", "1"});
        engine.send(RepeatStep{"ticket", "last", firstReply, 51, false});
        engine.send(CompareRuns{"last", "01NONE"});
        engine.send(OpenRun{"01NONE"});
        const auto failed = log.wait<CommandFailed>(
            [verb](const CommandFailed& one) { return int(one.verb) == verb; });
        QVERIFY(failed);
        const bool hasTicket = verb == int(Verb::ForkRun) || verb == int(Verb::RepeatStep);
        COMPARE_TEXT(failed->subject, hasTicket ? "ticket" : "01NONE");
        QVERIFY(!failed->what.empty() && !failed->error.message.empty());
    }

    void refusesToResumeWhatIsDone()
    {
        Engine engine(optionsOf(m_place));
        NoticeLog log(engine);
        const auto run = ranOnce(engine);
        engine.send(ResumeRun{run});
        const auto failed = log.wait<CommandFailed>();
        QVERIFY(failed);
        QCOMPARE(failed->verb, Verb::ResumeRun);
        COMPARE_TEXT(failed->subject, run);
        QCOMPARE(engine.journal()->events(run)->back().type, EventType::RunFinished);
    }

    void comparesTwoRuns()
    {
        Engine engine(optionsOf(m_place));
        NoticeLog log(engine);
        const auto a = ranOnce(engine);
        engine.send(ForkRun{"f", a, firstCall, "result", letter});
        const auto started =
            log.wait<RunStarted>([](const RunStarted& one) { return one.ticket == "f"; });
        QVERIFY(started);
        (void)log.waitForEvent(started->run, EventType::RunFinished);
        engine.send(CompareRuns{a, started->run});
        const auto compared = log.wait<RunsCompared>();
        QVERIFY(compared);
        COMPARE_TEXT(compared->a.answer, "it is from Acme");
        COMPARE_TEXT(compared->b.answer, "it is from Bolt");
        COMPARE_TEXT(compared->b.forkedAt, firstCall);
        COMPARE_TEXT(compared->b.changed, "result");
        QCOMPARE(compared->comparison->pairs.size(), std::size_t(3));
        QCOMPARE(compared->comparison->firstDivergence, std::optional<std::size_t>(1));
        QCOMPARE(compared->comparison->pairs[2].differences, std::vector<std::string>{"text"});
    }

    void findsTextInsideEvents()
    {
        Engine engine(optionsOf(m_place));
        NoticeLog log(engine);
        const auto run = ranOnce(engine);
        engine.send(SearchRuns{"1", "INVOICE of acme"});
        const auto found = log.wait<RunsFound>([](const RunsFound& one) { return one.isOver; });
        QVERIFY(found);
        QCOMPARE(found->hits.size(), std::size_t(1));
        COMPARE_TEXT(found->hits[0].run, run);
        COMPARE_TEXT(found->hits[0].path, firstCall);
        QVERIFY(found->hits[0].snippet.find("an invoice of Acme") != std::string::npos);
        // neither the definitions nor a hostile text find anything
        for (const auto* text : {"You sort.", "\"", "'; DROP TABLE", "\xff\xfe"}) {
            engine.send(SearchRuns{text, text});
            const auto none = log.wait<RunsFound>(
                [&](const RunsFound& one) { return one.ticket == text && one.isOver; });
            QVERIFY(none);
            if (std::string_view(text) != "\"")
                QCOMPARE(none->hits.size(), std::size_t(0));
        }
    }
};

QTEST_GUILESS_MAIN(TestRecordCommands)
#include "tst_recordcommands.moc"
