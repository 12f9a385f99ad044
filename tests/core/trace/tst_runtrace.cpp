// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include <QTest> // first: moc 6.4 stumbles over <compare> where nothing of the library came before

#include "tracetext.h"

#include "trace/runtrace.h"

using namespace signalbox;
using namespace signalbox::trace;

class TestRunTrace : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsTheStateOfARun_data();
    void tellsTheStateOfARun();
    void meterCountsTheTreeAndEachAgent();
    void clockStandsStillWhileAPersonIsAwaited();
    void keepsTheQueueOfWhatThePersonSaid();
    void listsWhatThePersonAllowedForLaterCalls();
    void showsWhereTheRunIsHeld();
    void extendingALimitRaisesIt();
    void forecastsTheNearestLimit_data();
    void forecastsTheNearestLimit();
    void listsWhatWantsAPerson();
    void attentionIsBounded();
    void detailsOfACallTellItsWholeStory();
    void detailsOfACallTellWhatItRanWithInstead();
    void detailsOfAModelCallShowTheConversation();
    void originOfAnArgumentIsTheLatestResultThatHeldIt();
    void sameEventsTwiceChangeNothing();
    void brokenDataIsKeptAndHarmless();
};

namespace {
struct Script
{
    std::vector<Event> events;
    std::int64_t seconds = 0;

    Script& at(std::int64_t second)
    {
        seconds = second;
        return *this;
    }
    Script& add(const char* path, EventType type, const char* data)
    {
        events.push_back({std::int64_t(events.size()) + 1,
                          Timestamp(std::chrono::seconds(1'700'000'000 + seconds)), "r1", path,
                          type, data});
        return *this;
    }
};

Script invoiceRun()
{
    Script script;
    script
        .add("/", EventType::RunStarted,
             R"({"task":"Remove inbox/b.pdf","agent":"clerk","model":"demo",)"
             R"("limits":{"steps":20,"tokens":1000,"cost_usd":0.5,"seconds":300,"tool_calls":10}})")
        .add("/agent:clerk:1", EventType::AgentStarted, R"({"agent":"clerk","model":"demo"})")
        .add(
            "/agent:clerk:1/step:1/model:1", EventType::ModelRequested,
            R"({"model":"demo","messages_added":[{"role":"user","text":"Remove inbox/b.pdf"}],"tools":["list_files"]})")
        .at(2)
        .add(
            "/agent:clerk:1/step:1/model:1", EventType::ModelReplied,
            R"({"text":"I look.","tool_calls":[{"id":"c1","name":"list_files","arguments":{}}],)"
            R"("usage":{"input":100,"output":20,"cache_read":30},"cost_usd":0.01,"stop_reason":"tool_calls"})")
        .add("/agent:clerk:1/step:1/tool:1", EventType::ToolRequested,
             R"({"call_id":"c1","tool":"list_files","arguments":{"path":"inbox"}})")
        .add("/agent:clerk:1/step:1/tool:1", EventType::ToolStarted,
             R"({"call_id":"c1","arguments":{"path":"inbox"}})")
        .add("/agent:clerk:1/step:1/tool:1", EventType::ToolFinished,
             R"({"call_id":"c1","ok":true,"result":["inbox/a.pdf","inbox/b \"2\".pdf"],)"
             R"("label":{"integrity":"untrusted","confidentiality":"public"},"ms":5})")
        .at(3)
        .add(
            "/agent:clerk:1/step:2/model:1", EventType::ModelRequested,
            R"({"model":"demo","messages_added":[{"role":"tool","results":[{"call_id":"c1","name":"list_files","text":"[..]"}]}]})")
        .at(4)
        .add("/agent:clerk:1/step:2/model:1", EventType::ModelReplied,
             R"({"text":"","tool_calls":[],"usage":{"input":200,"output":50},"cost_usd":0.02})")
        .add(
            "/agent:clerk:1/step:2/tool:1", EventType::ToolRequested,
            R"({"call_id":"c2","tool":"delete_file","arguments":{"path":"inbox/b \"2\".pdf","reason":"it is a duplicate"}})")
        .add(
            "/agent:clerk:1/step:2/tool:1", EventType::ToolChecked,
            R"({"call_id":"c2","ok":true,"findings":[{"check":"path_exists","param":"path","message":"exists"}]})")
        .add("/agent:clerk:1/step:2/tool:1", EventType::PolicyDecided,
             R"({"call_id":"c2","verdict":"ask","rule":"default: destroy","reason":"it destroys"})")
        .at(10)
        .add("/agent:clerk:1/step:2/tool:1", EventType::GateOpened,
             R"({"gate_id":"g1","kind":"call","tool":"delete_file","reason":"it destroys"})");
    return script;
}
} // namespace

void TestRunTrace::tellsTheStateOfARun_data()
{
    QTest::addColumn<QByteArray>("ending");
    QTest::addColumn<int>("type");
    QTest::addColumn<QString>("state");
    QTest::addColumn<QString>("answer");
    const auto row = [](const char* name, EventType type, const char* data, const char* state,
                        const char* answer) {
        QTest::addRow("%s", name) << QByteArray(data) << int(type) << QString::fromLatin1(state)
                                  << QString::fromLatin1(answer);
    };
    row("gate", EventType::SteerReceived, "{}", "waiting at a gate", "");
    row("decided", EventType::GateDecided, R"({"gate_id":"g1","decision":"approve"})", "running",
        "");
    row("late answer", EventType::GateDecided, R"({"gate_id":"g9"})", "waiting at a gate", "");
    row("done", EventType::RunFinished, R"({"outcome":"done","output":"sorted"})", "done",
        "sorted");
    row("object", EventType::RunFinished, R"({"outcome":"done","output":{"n":1}})", "done",
        R"({"n":1})");
    row("failed", EventType::RunFinished, R"({"outcome":"failed","output":null})", "failed", "");
    row("denied", EventType::RunFinished, R"({"outcome":"denied"})", "denied", "");
    row("stopped", EventType::RunFinished, R"({"outcome":"stopped"})", "stopped", "");
    row("limit", EventType::RunFinished, R"({"outcome":"limit"})", "limit", "");
    row("interrupted", EventType::RunFinished, R"({"outcome":"interrupted"})", "interrupted", "");
    row("nonsense", EventType::RunFinished, R"({"outcome":[1,2]})", "failed", "");
}

void TestRunTrace::tellsTheStateOfARun()
{
    QFETCH(QByteArray, ending);
    QFETCH(int, type);
    QFETCH(QString, state);
    QFETCH(QString, answer);
    auto script = invoiceRun();
    script.add("/", EventType(type), ending.constData());
    RunTrace run;
    QCOMPARE(run.status().state, RunState::Idle);
    run.fold(script.events);
    const auto status = run.status();
    const auto text = runStateText(status.state);
    QCOMPARE(QString::fromLatin1(text.data(), qsizetype(text.size())), state);
    QCOMPARE(QString::fromStdString(status.answer), answer);
    QCOMPARE(QString::fromStdString(status.task), QStringLiteral("Remove inbox/b.pdf"));
}

void TestRunTrace::meterCountsTheTreeAndEachAgent()
{
    auto script = invoiceRun();
    script.add("/agent:clerk:1/step:2/tool:2/agent:ocr:1/step:1/model:1", EventType::ModelRequested,
               "{}");
    RunTrace run;
    run.fold(script.events);
    const auto meters = run.meters();
    QCOMPARE(meters.tokens, 400);
    QCOMPARE(meters.cost, Cost(Money::fromUsd(0.03)));
    QCOMPARE(meters.steps, 2);
    QCOMPARE(meters.requests, 3);
    QCOMPARE(meters.toolCalls, 1);
    QCOMPARE(meters.contextTokens, 200);
    QCOMPARE(meters.limits.tokens, std::optional<std::int64_t>(1000));
    QCOMPARE(meters.limits.cost, Cost(Money::fromUsd(0.5)));
    QCOMPARE(meters.limits.seconds, std::optional(std::chrono::milliseconds(300'000)));
}

void TestRunTrace::clockStandsStillWhileAPersonIsAwaited()
{
    using std::chrono::seconds;
    auto script = invoiceRun();
    const auto at = [](int second) { return Timestamp(seconds(1'700'000'000 + second)); };
    RunTrace run;
    run.fold(script.events);
    QVERIFY(run.meters().activeAt(at(500)) == seconds(10));
    script.at(60).add("/agent:clerk:1/step:2/tool:1", EventType::GateDecided,
                      R"({"gate_id":"g1","decision":"approve"})");
    run.fold(script.events);
    QVERIFY(run.meters().activeAt(at(65)) == seconds(15));
    const char* call = "/agent:clerk:1/step:2/tool:1";
    const char* other = "/agent:clerk:1/step:2/tool:2";
    script.at(70).add(call, EventType::RunPaused, "{}").add(other, EventType::RunPaused, "{}");
    script.at(80).add(other, EventType::RunResumed, "{}"); // one of two branches goes on
    run.fold(script.events);
    QVERIFY(run.meters().activeAt(at(85)) == seconds(20));
    QCOMPARE(run.status().state, RunState::Paused);
    script.at(90).add(call, EventType::RunResumed, "{}");
    run.fold(script.events);
    QCOMPARE(run.status().state, RunState::Running);
    QVERIFY(run.meters().activeAt(at(95)) == seconds(25));
    script.at(96).add("/", EventType::RunFinished, R"({"outcome":"done"})");
    run.fold(script.events);
    QVERIFY(run.meters().activeAt(at(900)) == seconds(26));
}

void TestRunTrace::keepsTheQueueOfWhatThePersonSaid()
{
    auto script = invoiceRun();
    script.add("/", EventType::SteerReceived, R"({"id":"a","text":"only new ones","mode":"now"})")
        .add("/", EventType::SteerReceived,
             R"({"id":"b","text":"then count","mode":"after_turn","agent":"/agent:clerk:1"})")
        .add("/", EventType::SteerReceived, R"({"id":"c","text":7,"mode":"at once"})")
        .add("/", EventType::SteerReceived, R"({"text":"without a name"})")
        .add("/agent:clerk:1/step:3", EventType::SteerDelivered, R"({"id":"a"})")
        .add("/", EventType::SteerCancelled, R"({"id":"a"})") // too late
        .add("/", EventType::SteerCancelled, R"({"id":"c"})")
        .add("/agent:clerk:1/step:4", EventType::SteerDelivered, R"({"id":{}})");
    RunTrace run;
    run.fold(script.events);
    std::string told;
    for (const auto& item : run.steering())
        told += item.text.id + " " + std::string(steerModeName(item.text.mode)) + " "
            + std::to_string(int(item.state)) + " " + item.path + "\n";
    QCOMPARE(told, std::string("a now 1 /agent:clerk:1/step:3\nb after_turn 0 \nc now 2 \n"));
    QCOMPARE(run.steering()[0].text.text, std::string("only new ones"));
    QCOMPARE(run.steering()[1].text.agent, std::string("/agent:clerk:1"));
}

void TestRunTrace::listsWhatThePersonAllowedForLaterCalls()
{
    const char* call = "/agent:clerk:1/step:2/tool:2";
    const auto decided = [](const char* rule) {
        return "{\"verdict\":\"allow\",\"rule\":\"" + std::string(rule) + "\"}";
    };
    auto script = invoiceRun();
    script
        .add(call, EventType::PolicyDecided, decided("grant: pay in this run").c_str()) // before
        .add(call, EventType::GrantAdded,
             R"({"scope":"run","tool":"pay","matcher":"pay in this run","from_gate":"g1"})")
        .add(
            call, EventType::GrantAdded,
            R"({"scope":"these_arguments","tool":"send","matcher":"send with these arguments","from_gate":"g2"})")
        .add(call, EventType::PolicyDecided, decided("grant: pay in this run").c_str())
        .add(call, EventType::PolicyDecided, decided("grant: pay in this run").c_str())
        .add(call, EventType::PolicyDecided, decided("allow all").c_str())
        .add("/", EventType::GrantRevoked, R"({"from_gate":"g1"})")
        .add(call, EventType::PolicyDecided, decided("grant: pay in this run").c_str())
        .add("/", EventType::GrantRevoked, R"({"from_gate":["g2"]})")
        .add(call, EventType::GrantAdded, R"({"scope":7,"tool":{},"from_gate":null})")
        .add("/", EventType::RunFinished, R"({"outcome":"stopped"})");
    RunTrace run;
    run.fold(script.events);
    const auto told = [&run] {
        std::string text;
        for (const auto& item : run.grants())
            text += item.fromGate + " " + item.tool + " " + std::string(grantScopeName(item.scope))
                + " " + std::to_string(item.used) + " " + std::to_string(int(item.state)) + "\n";
        return text;
    };
    QCOMPARE(told(),
             std::string("g1 pay run 2 1\ng2 send these_arguments 0 2\n"
                         "  these_arguments 0 2\n"));
    QCOMPARE(run.grants()[0].path, std::string(call));
    Script resumed;
    resumed.add("/", EventType::RunResumed, R"({"from":1})");
    resumed.events[0].seq = std::int64_t(script.events.size()) + 1;
    run.fold(resumed.events);
    QCOMPARE(told(),
             std::string("g1 pay run 2 1\ng2 send these_arguments 0 0\n"
                         "  these_arguments 0 0\n"));
}

void TestRunTrace::showsWhereTheRunIsHeld()
{
    auto script = invoiceRun();
    const char* call = "/agent:clerk:1/step:2/tool:2";
    script.add(call, EventType::RunPaused,
               R"({"by":"breakpoint","why":"tool read_file","breakpoint":{"kind":7}})");
    script.add(call, EventType::RunPaused, R"({"by":["x"],"why":{"a":1}})"); // one place, once
    RunTrace run;
    run.fold(script.events);
    const auto held = [&] {
        std::string text;
        for (const auto& item : run.attention()) {
            if (item.kind == AttentionKind::Held)
                text += item.path + " " + item.subject + " " + item.text + "\n";
        }
        return text;
    };
    QCOMPARE(held(), std::string(call) + " human {\"a\":1}\n");
    script.add("/", EventType::RunResumed, R"({"from":3})"); // the program had left it there
    run.fold(script.events);
    QCOMPARE(held(), std::string());
    script.add(call, EventType::RunPaused, "{}");
    script.add("/", EventType::RunFinished, R"({"outcome":"stopped"})");
    run.fold(script.events);
    QCOMPARE(held(), std::string());
}

void TestRunTrace::extendingALimitRaisesIt()
{
    auto script = invoiceRun();
    script.add(
        "/agent:clerk:1", EventType::GateDecided,
        R"({"gate_id":"g1","decision":"extend","limits":{"cost_usd":0.25,"steps":5,"tokens":"many"}})");
    RunTrace run;
    run.fold(script.events);
    QCOMPARE(run.meters().limits.cost, Cost(Money::fromUsd(0.75)));
    QCOMPARE(run.meters().limits.steps, std::optional<std::int64_t>(25));
    QCOMPARE(run.meters().limits.tokens, std::optional<std::int64_t>(1000));
}

void TestRunTrace::forecastsTheNearestLimit_data()
{
    QTest::addColumn<double>("usd");
    QTest::addColumn<int>("requests");
    QTest::addColumn<int>("limit");
    QTest::addColumn<int>("steps");
    QTest::addRow("one request says nothing") << 0.01 << 1 << -1 << 0;
    QTest::addRow("cost first") << 0.10 << 5 << int(LimitKind::CostUsd) << 5;
    QTest::addRow("almost there") << 0.199 << 2 << int(LimitKind::CostUsd) << 1;
    QTest::addRow("steps first") << 0.001 << 18 << int(LimitKind::Steps) << 2;
    QTest::addRow("already over") << 0.3 << 20 << -1 << 0;
}

void TestRunTrace::forecastsTheNearestLimit()
{
    QFETCH(double, usd);
    QFETCH(int, requests);
    QFETCH(int, limit);
    QFETCH(int, steps);
    Meters meters;
    meters.limits.cost = Money::fromUsd(0.2);
    meters.limits.steps = 20;
    meters.cost = Money::fromUsd(usd);
    meters.requests = requests;
    meters.steps = requests;
    const auto forecast = meters.forecast();
    QCOMPARE(forecast.has_value(), limit >= 0);
    if (forecast)
        QCOMPARE(*forecast, (Forecast{LimitKind(limit), steps}));
}

void TestRunTrace::listsWhatWantsAPerson()
{
    auto script = invoiceRun();
    script.add("/", EventType::CostAlerted, R"({"cost_usd":0.11,"baseline_usd":0.061,"ratio":1.8})")
        .add("/agent:clerk:1/step:2", EventType::BreakerTripped,
             R"({"tool":"ocr_page","evidence":"3 equal errors","action":"ask"})")
        .add("/agent:clerk:1", EventType::GateOpened,
             R"({"gate_id":"g2","kind":"limit","limit":"cost_usd"})");
    RunTrace run;
    run.fold(script.events);
    auto items = run.attention();
    QCOMPARE(items.size(), 4u);
    QCOMPARE(items[0].gateId, std::string("g1"));
    QCOMPARE(items[1].gateId, std::string("g2"));
    QCOMPARE(items[1].subject, std::string("cost_usd"));
    QCOMPARE(items[2].ratio, 1.8);
    QCOMPARE(items[3].subject, std::string("ocr_page"));
    script.add("/", EventType::RunFinished, R"({"outcome":"done"})");
    run.fold(script.events);
    items = run.attention();
    QCOMPARE(items.size(), 2u);
}

void TestRunTrace::attentionIsBounded()
{
    Script script;
    for (int i = 0; i < 2000; ++i)
        script.add("/", EventType::BreakerTripped, R"({"tool":"t"})");
    RunTrace run;
    run.fold(script.events);
    QCOMPARE(run.attention().size(), Attention::most);
    Script limits;
    limits.add("/", EventType::BudgetWarned, R"({"limit":"tokens"})")
        .add("/", EventType::BudgetReached, R"({"limit":"tool_calls"})");
    RunTrace warned;
    warned.fold(limits.events);
    QCOMPARE(warned.attention().at(0).text, std::string("nearly reached"));
    for (int i = 0; i < 20; ++i)
        limits.add("/", EventType::BudgetReached, R"({"limit":"tokens"})");
    warned.fold(limits.events);
    QCOMPARE(warned.attention().size(), 2u); // one for each limit
    QCOMPARE(warned.attention().at(1).text, std::string("reached"));
}

void TestRunTrace::detailsOfACallTellItsWholeStory()
{
    RunTrace run;
    run.fold(invoiceRun().events);
    const auto details = run.details(run.spans().find("/agent:clerk:1/step:2/tool:1"));
    QCOMPARE(details.name, std::string("delete_file"));
    QCOMPARE(details.status, SpanStatus::Waiting);
    QCOMPARE(details.rule, std::string("default: destroy"));
    QCOMPARE(details.findings, (std::vector<Finding>{{"path_exists", "path", "exists"}}));
    QVERIFY(details.openGate());
    QCOMPARE(details.openGate()->gateId, std::string("g1"));
    QCOMPARE(details.events.size(), 4u);
    QVERIFY(!details.hasResult);
}

void TestRunTrace::detailsOfACallTellWhatItRanWithInstead()
{
    const auto executed = [](const char* asked, const char* ran) {
        Script script;
        script.add("/tool:1", EventType::ToolRequested, asked)
            .add("/tool:1", EventType::ToolStarted, ran);
        RunTrace run;
        run.fold(script.events);
        return run.details(run.spans().find("/tool:1")).executedArguments;
    };
    QCOMPARE(executed(R"({"tool":"t","arguments":{"a":1,"b":2,"_confidence":0.4}})",
                      R"({"arguments":{"b":2,"a":1}})"),
             std::string());
    QCOMPARE(executed(R"({"tool":"t","arguments":{"a":1}})", R"({"arguments":{"a":2}})"),
             std::string(R"({"a":2})"));
    QCOMPARE(executed(R"({"tool":"t","arguments":"no JSON"})", R"({"arguments":{"a":2}})"),
             std::string(R"({"a":2})"));
    QCOMPARE(executed(R"({"tool":"t","arguments":{}})", R"({})"), std::string());
}

void TestRunTrace::detailsOfAModelCallShowTheConversation()
{
    RunTrace run;
    run.fold(invoiceRun().events);
    const auto details = run.details(run.spans().find("/agent:clerk:1/step:2/model:1"));
    QCOMPARE(details.messages.size(), 3u);
    QVERIFY(!details.messages[0].isNew);
    QCOMPARE(details.messages[1].answers.size(), 1u);
    QVERIFY(details.messages[2].isReply);
    QCOMPARE(details.usage.total(), 250);
    QCOMPARE(details.cost, Cost(Money::fromUsd(0.02)));
}

void TestRunTrace::originOfAnArgumentIsTheLatestResultThatHeldIt()
{
    RunTrace run;
    run.fold(invoiceRun().events);
    const auto details = run.details(run.spans().find("/agent:clerk:1/step:2/tool:1"));
    QCOMPARE(details.origins,
             (std::vector<Origin>{{"path", Origin::From::Tool, "/agent:clerk:1/step:1/tool:1",
                                   "list_files", "untrusted public"},
                                  {"reason", Origin::From::Model, {}, {}, {}}}));
}

void TestRunTrace::sameEventsTwiceChangeNothing()
{
    RunTrace run;
    const auto script = invoiceRun();
    run.fold(script.events);
    const auto before = printTrace(run.spans());
    run.fold(script.events);
    QCOMPARE(printTrace(run.spans()), before);
    QCOMPARE(run.meters().tokens, 400);
}

void TestRunTrace::brokenDataIsKeptAndHarmless()
{
    Script script;
    script.add("/", EventType::RunStarted, "{\"task\":")
        .add("/agent:a:1/step:1/model:1", EventType::ModelReplied, "[]")
        .add("/agent:a:1/step:1/tool:1", EventType::ToolRequested,
             R"({"tool":{},"arguments":"\ud800"})")
        .add("/agent:a:1/step:1/tool:1", EventType::GateOpened, R"({"gate_id":17})");
    RunTrace run;
    run.fold(script.events);
    const auto details = run.details(run.spans().find("/agent:a:1/step:1/tool:1"));
    QCOMPARE(details.events.size(), 2u);
    QCOMPARE(run.status().state, RunState::Waiting);
    run.interrupt();
    QCOMPARE(run.status().state, RunState::Interrupted);
}

QTEST_GUILESS_MAIN(TestRunTrace)
#include "tst_runtrace.moc"
