// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workflow/agentloop.h"

#include "core/tools/eventtext.h"
#include "core/workflow/runbench.h"
#include "testing/comparetext.h"

#include <QTest>

#include <future>

using namespace signalbox;
using namespace signalbox::testing;
using namespace signalbox::tools;
using namespace signalbox::workflow;

namespace {
const std::string step1 = "/agent:clerk:1/step:1";
const std::string step2 = "/agent:clerk:1/step:2";

GateAnswer decides(GateDecision decision, Limits limits = {})
{
    GateAnswer answer;
    answer.decision = decision;
    answer.limits = limits;
    return answer;
}

llm::Reply reply(llm::StopReason stop, std::string text, std::vector<ToolCall> calls = {})
{
    llm::Reply reply;
    reply.text = std::move(text);
    reply.calls = std::move(calls);
    reply.stop = stop;
    reply.usage = {.input = 10, .output = 5};
    return reply;
}

// Says `text` after the answers of the last request were found to be `expected`.
ModelTurn saysAfter(std::vector<std::string> expected, std::string text)
{
    return [expected = std::move(expected), text = std::move(text)](
               const llm::Request& request, const llm::OnDelta& onDelta,
               const std::stop_token& stop) -> tl::expected<llm::Reply, llm::Failure> {
        std::vector<std::string> found;
        for (const auto& answer : request.messages.back().message->answers)
            found.push_back(answer.text);
        return found == expected ? says(text)(request, onDelta, stop)
                                 : says("other results")({}, {}, {});
    };
}

std::string resultOf(const ToolDefinition& tool, const Resolved& call)
{
    return tool.name + " " + (call.targets.empty() ? "" : call.targets.front().path);
}
} // namespace

// What holds for every run: the model saw each call with its one result, every turn was used, every call has its end, and a
// replay tells exactly the same for nothing.
#define CHECK_RUN(run)                                                                             \
    COMPARE_TEXT(run.models.main.complaints() + run.models.spare.complaints(), "");                \
    QCOMPARE(run.models.main.unused() + run.models.spare.unused(), std::size_t(0));                \
    COMPARE_TEXT(unpairedCalls(run.bench.events()), "");                                           \
    COMPARE_TEXT(run.replayed(), "")

class TestAgentLoop : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answersAtOnce()
    {
        RunBench run;
        run.models.main.add(says("all sorted"));
        const auto end = run.run();
        QCOMPARE(end.outcome, Outcome::Done);
        COMPARE_TEXT(end.output, "all sorted");
        COMPARE_TEXT(run.lines(),
                     "/ run.started clerk \"sort\"\n"
                     "/agent:clerk:1 agent.started clerk \"sort\"\n"
                     "/agent:clerk:1/step:1/model:1 model.requested user:sort\n"
                     "/agent:clerk:1/step:1/model:1 model.replied \"all sorted\"\n"
                     "/agent:clerk:1 agent.finished done \"all sorted\"\n"
                     "/ run.finished done \"all sorted\"\n");
        QCOMPARE(end.totals.steps, 1);
        QCOMPARE(end.totals.tokens, 15);
        CHECK_RUN(run);
    }

    void callsAToolAndGoesOn()
    {
        RunBench run;
        run.models.main.add(calls({toolCall("c1", "read", R"({"path":"a"})")}, "let me look"));
        run.models.main.add(saysAfter({"ran read"}, "done"));
        QCOMPARE(run.run().outcome, Outcome::Done);
        COMPARE_TEXT(
            run.lines(),
            "/ run.started clerk \"sort\"\n"
            "/agent:clerk:1 agent.started clerk \"sort\"\n"
            "/agent:clerk:1/step:1/model:1 model.requested user:sort\n"
            "/agent:clerk:1/step:1/model:1 model.replied \"let me look\" read{\"path\":\"a\"}\n"
            "/agent:clerk:1/step:1/tool:1 tool.requested read{\"path\":\"a\"}\n"
            "/agent:clerk:1/step:1/tool:1 tool.checked ok\n"
            "/agent:clerk:1/step:1/tool:1 policy.decided allow (default: read → allow)\n"
            "/agent:clerk:1/step:1/tool:1 tool.started {\"path\":\"a\"}\n"
            "/agent:clerk:1/step:1/tool:1 tool.finished ok \"ran read\"\n"
            "/agent:clerk:1/step:2/model:1 model.requested assistant:let me look "
            "read{\"path\":\"a\"} | tool ok:ran read\n"
            "/agent:clerk:1/step:2/model:1 model.replied \"done\"\n"
            "/agent:clerk:1 agent.finished done \"done\"\n"
            "/ run.finished done \"done\"\n");
        CHECK_RUN(run);
    }

    void keepsTheModelsOrderOfResults()
    {
        RunBench run;
        std::promise<void> lastEnded;
        auto ended = lastEnded.get_future().share();
        run.bench.runner.onRun = [&](const ToolDefinition& tool, const Resolved& call,
                                     const RunContext&, const std::stop_token&) {
            const auto text = resultOf(tool, call);
            if (text == "read c")
                lastEnded.set_value();
            else
                ended.wait(); // the others end after the last one: all run at once
            RunnerResult result;
            result.result = quoteJson(text);
            return result;
        };
        run.models.main.add(calls({toolCall("1", "read", R"({"path":"a"})"),
                                   toolCall("2", "read", R"({"path":"b"})"),
                                   toolCall("3", "read", R"({"path":"c"})")}));
        run.models.main.add(saysAfter({"read a", "read b", "read c"}, "in order"));
        COMPARE_TEXT(run.run().output, "in order");
        QCOMPARE(run.branches, 0);
        CHECK_RUN(run);
    }

    void answersEveryCallOfAReplyThatWasCut()
    {
        RunBench run;
        auto cut = reply(llm::StopReason::Length, "I will",
                         {toolCall("1", "read", R"({"path":"a"})"),
                          {"2", "write", "{\"path\":\"b", "the arguments end in the middle"}});
        run.models.main.add(replies(cut));
        run.models.main.add(says("again, smaller"));
        QCOMPARE(run.run().outcome, Outcome::Done);
        QCOMPARE(run.bench.runner.runs(), 0);
        const auto events = run.bench.events();
        for (const auto& event : events) {
            if (event.type == EventType::ToolFinished)
                QVERIFY2(event.data.find("cut by the output limit") != std::string::npos,
                         event.data.c_str());
        }
        CHECK_RUN(run);
    }

    void answersWhatTheModelGotWrong_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("arguments");
        QTest::addColumn<QString>("problem");
        QTest::addRow("malformed arguments") << "read"
                                             << "{\"path\":"
                                             << "no JSON: line 1";
        QTest::addRow("hallucinated tool") << "read_all_mails"
                                           << "{}"
                                           << "";
        QTest::addRow("empty name") << ""
                                    << "{}"
                                    << "";
        QTest::addRow("very long name") << QString(100'000, u'x') << "{}"
                                        << "";
        QTest::addRow("arguments of another type") << "read"
                                                   << R"({"path":[1,2,3]})"
                                                   << "";
        QTest::addRow("a tag in the name") << QString::fromUtf8("read\xF3\xA0\x81\x81") << "{}"
                                           << "";
        QTest::addRow("broken UTF-8 in the problem") << "read"
                                                     << "x" << QString::fromLatin1("\x01 bad");
    }
    void answersWhatTheModelGotWrong()
    {
        QFETCH(QString, name);
        QFETCH(QString, arguments);
        QFETCH(QString, problem);
        RunBench run;
        run.models.main.add(
            calls({{"1", name.toStdString(), arguments.toStdString(), problem.toStdString()},
                   toolCall("2", "read", R"({"path":"a"})")}));
        run.models.main.add(says("sorry"));
        QCOMPARE(run.run().outcome, Outcome::Done);
        QCOMPARE(run.bench.runner.runs(), 1);
        CHECK_RUN(run);
    }

    void replaysArgumentsInTheModelsOwnOrderOfKeys()
    {
        RunBench run;
        run.models.main.add(
            calls({toolCall("1", "read", "{\"path\": \"a\", \"note\": \"b\", \"n\": 1}")}));
        run.models.main.add(says("ok"));
        QCOMPARE(run.run().outcome, Outcome::Done);
        CHECK_RUN(run);
    }

    void endsAsTheModelEnds_data()
    {
        QTest::addColumn<int>("stop");
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("outcome");
        QTest::addColumn<QString>("output");
        using enum llm::StopReason;
        QTest::addRow("end") << int(End) << "x" << int(Outcome::Done) << "x";
        QTest::addRow("empty") << int(End) << "" << int(Outcome::Done) << "";
        QTest::addRow("length") << int(Length) << "half of" << int(Outcome::Done) << "half of";
        QTest::addRow("refusal") << int(Refusal) << "I can't" << int(Outcome::Failed)
                                 << "the model refused: I can't";
        QTest::addRow("context") << int(Context) << "" << int(Outcome::Failed)
                                 << "the conversation no longer fits the model's context window";
    }
    void endsAsTheModelEnds()
    {
        QFETCH(int, stop);
        QFETCH(QString, text);
        QFETCH(int, outcome);
        QFETCH(QString, output);
        RunBench run;
        run.models.main.add(replies(reply(llm::StopReason(stop), text.toStdString())));
        const auto end = run.run();
        QCOMPARE(int(end.outcome), outcome);
        COMPARE_TEXT(end.output, output.toStdString());
        CHECK_RUN(run);
    }

    void asksAgainWhereTheProviderPaused()
    {
        RunBench run;
        run.models.main.add(replies(reply(llm::StopReason::Pause, "thinking")));
        run.models.main.add(says("done"));
        COMPARE_TEXT(run.run().output, "done");
        CHECK_RUN(run);
    }

    void holdsTheAnswerToItsSchema()
    {
        RunBench run;
        run.agent.outputSchema =
            R"({"type":"object","required":["n"],"properties":{"n":{"type":"integer"}}})";
        run.models.main.add(says("four"));
        run.models.main.add(says(R"({"n":"4"})"));
        run.models.main.add(says(R"({"n":4})"));
        COMPARE_TEXT(run.run().output, R"({"n":4})");
        CHECK_RUN(run);
    }

    void failsWhereTheModelCannotBeHad()
    {
        RunBench run;
        run.models.refused = Error{Errc::Denied, "no key for anthropic"};
        const auto end = run.run();
        QCOMPARE(end.outcome, Outcome::Failed);
        COMPARE_TEXT(end.output, "no key for anthropic");
        CHECK_RUN(run);
    }

    void failsForAnAgentOrModelThatIsNotThere()
    {
        RunBench run;
        const auto end = runWhole(run.scope, {.agent = "nobody", .task = "x"}, {});
        QCOMPARE(end.outcome, Outcome::Failed);
        COMPARE_TEXT(end.output, "there is no agent \"nobody\"");
        RunBench other;
        other.agent.model = "gone";
        QCOMPARE(other.run().outcome, Outcome::Failed);
        COMPARE_TEXT(other.lines(),
                     "/ run.started clerk \"sort\"\n"
                     "/ run.finished failed \"there is no such model in "
                     "signalbox.json\"\n");
    }

    void stopsInTheMiddleOfAStream()
    {
        RunBench run;
        std::stop_source source;
        run.models.main.add(
            [&](const llm::Request&, const llm::OnDelta& onDelta,
                const std::stop_token& stop) -> tl::expected<llm::Reply, llm::Failure> {
                onDelta({llm::Delta::Kind::Text, "on my"});
                source.request_stop();
                return tl::unexpected(failure(stop.stop_requested() ? "cancelled" : "server"));
            });
        const auto end = run.run(source.get_token());
        QCOMPARE(end.outcome, Outcome::Stopped);
        const auto events = run.bench.events();
        COMPARE_TEXT(eventText(events.back()), "run.finished stopped \"stopped\"");
        CHECK_RUN(run);
    }

    void stopsBeforeAnythingIsAsked()
    {
        RunBench run;
        std::stop_source source;
        source.request_stop();
        QCOMPARE(run.run(source.get_token()).outcome, Outcome::Stopped);
        QCOMPARE(run.models.main.requests(), 0);
        COMPARE_TEXT(eventText(run.bench.events().back()), "run.finished stopped \"stopped\"");
    }

    void stopsWhileToolsRun()
    {
        RunBench run;
        std::stop_source source;
        run.bench.runner.onRun = [&](const ToolDefinition&, const Resolved&, const RunContext&,
                                     const std::stop_token&) {
            source.request_stop();
            return failedResult("cancelled");
        };
        run.models.main.add(calls({toolCall("1", "read", R"({"path":"a"})")}));
        QCOMPARE(run.run(source.get_token()).outcome, Outcome::Stopped);
        COMPARE_TEXT(unpairedCalls(run.bench.events()), "");
    }

    void endsWhereThePersonStopsTheRunAtAGate()
    {
        RunBench run;
        run.bench.answers = {decides(GateDecision::Stop)};
        run.models.main.add(calls({toolCall("1", "write", R"({"path":"a"})")}));
        QCOMPARE(run.run().outcome, Outcome::Stopped);
        CHECK_RUN(run);
    }

    void goesOnAfterADenial()
    {
        RunBench run({.gates = gate::Gates::HeadlessDeny});
        run.models.main.add(calls({toolCall("1", "erase", R"({"path":"a"})")}));
        run.models.main.add(says("then not"));
        QCOMPARE(run.run().outcome, Outcome::Done);
        QCOMPARE(run.bench.runner.runs(), 0);
        CHECK_RUN(run);
    }

    void tellsTheModelThatItGoesInCircles()
    {
        RunBench run({.gates = gate::Gates::HeadlessDeny});
        for (int i = 0; i < 5; ++i)
            run.models.main.add(
                calls({toolCall("c" + std::to_string(i), "read", R"({"path":"a"})")}));
        run.models.main.add(says("I give up"));
        QCOMPARE(run.run().outcome, Outcome::Done);
        QCOMPARE(run.bench.runner.runs(), 4); // the fifth is not run
        COMPARE_TEXT(eventText(run.bench.event(EventType::BreakerTripped)),
                     "breaker.tripped tell the same call with the same result 4 times in a row");
        CHECK_RUN(run);
    }

    void tripsTheBreakerOnceForAReply()
    {
        RunBench run;
        for (int i = 0; i < 4; ++i)
            run.models.main.add(
                calls({toolCall("a" + std::to_string(i), "read", R"({"path":"a"})")}));
        run.models.main.add(calls({toolCall("1", "read", R"({"path":"a"})"),
                                   toolCall("2", "read", R"({"path":"a"})"),
                                   toolCall("3", "read", R"({"path":"a"})")}));
        run.models.main.add(says("I stop that"));
        QCOMPARE(run.run().outcome, Outcome::Done);
        std::string trips;
        for (const auto& event : run.bench.events()) {
            if (event.type == EventType::BreakerTripped)
                trips += memberOf(event, "action");
        }
        COMPARE_TEXT(trips, "\"tell\"\"tell\"\"tell\"");
        CHECK_RUN(run);
    }

    void askForConfidenceOnlyOfWhatHasEffects()
    {
        RunBench run;
        run.agent.askBelow = 0.5;
        run.bench.answers = {decides(GateDecision::Approve), decides(GateDecision::Deny)};
        run.models.main.add(calls({toolCall("1", "write", R"({"path":"a","_confidence":0.9})"),
                                   toolCall("2", "read", R"({"path":"b","_confidence":0.1})")}));
        run.models.main.add(says("ok"));
        QCOMPARE(run.run().outcome, Outcome::Done);
        QCOMPARE(run.bench.runner.runs(), 2);
        CHECK_RUN(run);
    }

    // --- limits

    void endsAtALimitWithoutAPerson_data()
    {
        QTest::addColumn<QString>("limit");
        QTest::addRow("steps") << "steps";
        QTest::addRow("tokens") << "tokens";
        QTest::addRow("cost") << "cost_usd";
        QTest::addRow("calls") << "tool_calls";
        QTest::addRow("seconds") << "seconds";
        QTest::addRow("seconds, in the middle of a request") << "seconds in a request";
    }
    void endsAtALimitWithoutAPerson()
    {
        QFETCH(QString, limit);
        BenchSettings settings{.gates = gate::Gates::HeadlessApprove};
        if (limit == u"steps")
            settings.limits.steps = 2;
        if (limit == u"tokens")
            settings.limits.tokens = 330;
        if (limit == u"cost_usd")
            settings.limits.cost = Money{330};
        if (limit == u"tool_calls")
            settings.limits.toolCalls = 1;
        if (limit.startsWith(u"seconds"))
            settings.limits.seconds = std::chrono::seconds(10);
        RunBench run(std::move(settings));
        run.models.perToken = Money{1};
        run.bench.runner.onRun = [&](const ToolDefinition&, const Resolved&, const RunContext&,
                                     const std::stop_token&) {
            if (limit == u"seconds")
                run.bench.clock.advance(std::chrono::seconds(6));
            return RunnerResult{};
        };
        run.models.main.add(calls({toolCall("1", "read", R"({"path":"a"})")}));
        if (limit != u"tokens" && limit != u"cost_usd" && limit != u"seconds in a request")
            run.models.main.add(calls({toolCall("2", "read", R"({"path":"b"})")}));
        if (limit == u"seconds in a request")
            run.models.main.add(
                [&](const llm::Request&, const llm::OnDelta&,
                    const std::stop_token&) -> tl::expected<llm::Reply, llm::Failure> {
                    run.bench.clock.advance(std::chrono::seconds(20));
                    return tl::unexpected(failure("cancelled")); // by the deadline
                });
        if (limit == u"tokens" || limit == u"cost_usd") // 15 used, 256 and the prompt do not fit
            run.bench.ledger.settle({}, {.input = 0, .output = 100}, Money{100});
        const auto end = run.run();
        QCOMPARE(end.outcome, Outcome::Limit);
        const auto name = limit.section(u' ', 0, 0).toStdString();
        COMPARE_TEXT(end.output, "the limit of " + name + " was reached");
        QVERIFY(eventText(run.bench.event(EventType::BudgetReached))
                    .starts_with("budget.reached " + name + " "));
        COMPARE_TEXT(run.models.main.complaints(), "");
        COMPARE_TEXT(unpairedCalls(run.bench.events()), "");
        COMPARE_TEXT(run.replayed([&](RunBench& again) {
            if (limit == u"tokens" || limit == u"cost_usd")
                again.bench.ledger.settle({}, {.input = 0, .output = 100}, Money{100});
        }),
                     "");
    }

    void extendsTheStepsByWhatThePersonSaid_data()
    {
        QTest::addColumn<int>("ofRun");
        QTest::addColumn<int>("ofAgent");
        QTest::addRow("the run's limit is lower") << 1 << 10;
        QTest::addRow("the agent's limit is lower") << 10 << 1;
        QTest::addRow("equal") << 1 << 1;
    }
    void extendsTheStepsByWhatThePersonSaid()
    {
        QFETCH(int, ofRun);
        QFETCH(int, ofAgent);
        RunBench run({.limits = ofSteps(ofRun)});
        run.agent.limits.steps = ofAgent;
        run.bench.answers = {decides(GateDecision::Extend, ofSteps(1)),
                             decides(GateDecision::Stop)};
        for (int i = 0; i < 2; ++i)
            run.models.main.add(
                calls({toolCall("c" + std::to_string(i), "read", R"({"path":"a"})")}));
        const auto end = run.run();
        QCOMPARE(end.outcome, Outcome::Limit);
        QCOMPARE(run.models.main.requests(), 2); // one, and the one that was added
        QVERIFY(memberOf(run.bench.event(EventType::GateOpened, 0), "gate_id")
                != memberOf(run.bench.event(EventType::GateOpened, 1), "gate_id"));
        CHECK_RUN(run);
    }

    void wrapsUpWhenAsked_data()
    {
        QTest::addColumn<QString>("limit");
        QTest::addRow("steps") << "steps";
        QTest::addRow("tokens") << "tokens";
        QTest::addRow("cost") << "cost_usd";
        QTest::addRow("calls") << "tool_calls";
        QTest::addRow("seconds") << "seconds";
    }
    void wrapsUpWhenAsked()
    {
        QFETCH(QString, limit);
        BenchSettings settings;
        if (limit == u"steps")
            settings.limits.steps = 1;
        if (limit == u"tokens")
            settings.limits.tokens = 270;
        if (limit == u"cost_usd")
            settings.limits.cost = Money{270};
        if (limit == u"tool_calls")
            settings.limits.toolCalls = 0;
        if (limit == u"seconds")
            settings.limits.seconds = std::chrono::seconds(10);
        RunBench run(std::move(settings));
        run.agent.instructions.clear();
        run.agent.tools = {"read"};
        run.models.perToken = Money{1};
        run.bench.answers = {decides(GateDecision::WrapUp)};
        run.bench.runner.onRun = [&](const ToolDefinition&, const Resolved&, const RunContext&,
                                     const std::stop_token&) {
            if (limit == u"seconds")
                run.bench.clock.advance(std::chrono::seconds(16));
            return RunnerResult{};
        };
        if (limit != u"tokens" && limit != u"cost_usd") // those do not fit from the beginning
            run.models.main.add(calls({toolCall("1", "read", R"({"path":"a"})")}));
        run.models.main.add([](const llm::Request& request, const llm::OnDelta& onDelta,
                               const std::stop_token& stop) {
            const auto& asked = request.messages.back().message->text;
            return says(asked.find("final answer") == std::string::npos
                            ? "was not asked"
                            : "in short")(request, onDelta, stop);
        });
        const auto end = run.run();
        COMPARE_TEXT(end.output, "in short");
        QCOMPARE(end.outcome, Outcome::Done);
        CHECK_RUN(run);
    }

    void extendsTimeInTheMiddleOfARequest()
    {
        RunBench run({.limits = ofSeconds(std::chrono::seconds(10))});
        run.bench.answers = {decides(GateDecision::Extend, ofSeconds(std::chrono::seconds(60)))};
        run.models.main.add([&](const llm::Request&, const llm::OnDelta&,
                                const std::stop_token&) -> tl::expected<llm::Reply, llm::Failure> {
            run.bench.clock.advance(std::chrono::seconds(20));
            return tl::unexpected(failure("cancelled"));
        });
        run.models.main.add(says("made it"));
        const auto end = run.run();
        COMPARE_TEXT(end.output, "made it");
        CHECK_RUN(run);
    }

    void extendsTokensBeforeARequest()
    {
        RunBench run({.limits = ofTokens(100)});
        run.bench.answers = {decides(GateDecision::Extend, ofTokens(1)), // not enough: asked again
                             decides(GateDecision::Extend, ofTokens(10'000))};
        run.models.main.add(says("enough"));
        const auto end = run.run();
        COMPARE_TEXT(end.output, "enough");
        CHECK_RUN(run);
    }

    void extendsCallsInTheMiddleOfAStep()
    {
        RunBench run({.limits = ofCalls(1)});
        run.bench.answers = {decides(GateDecision::Extend, ofCalls(1))};
        run.models.main.add(calls({toolCall("1", "read", R"({"path":"a"})")}));
        run.models.main.add(calls({toolCall("2", "read", R"({"path":"b"})")}));
        run.models.main.add(says("both"));
        COMPARE_TEXT(run.run().output, "both");
        QCOMPARE(run.bench.runner.runs(), 2);
        CHECK_RUN(run);
    }

    void warnsOnceBeforeALimit()
    {
        RunBench run({.limits = ofCalls(4)});
        for (int i = 0; i < 4; ++i)
            run.models.main.add(calls({toolCall("c" + std::to_string(i), "read",
                                                "{\"path\":\"" + std::to_string(i) + "\"}")}));
        run.models.main.add(says("ok"));
        QCOMPARE(run.run().outcome, Outcome::Done);
        int warned = 0;
        for (const auto& event : run.bench.events())
            warned += event.type == EventType::BudgetWarned ? 1 : 0;
        QCOMPARE(warned, 1);
        CHECK_RUN(run);
    }

    void isTheSameEveryTime()
    {
        std::string first;
        for (int round = 0; round < 3; ++round) {
            RunBench run({.gates = gate::Gates::HeadlessApprove});
            std::vector<ToolCall> many;
            for (int i = 0; i < 8; ++i)
                many.push_back(toolCall("c" + std::to_string(i), i % 2 == 0 ? "read" : "write",
                                        "{\"path\":\"" + std::to_string(i) + "\"}"));
            run.models.main.add(calls(many));
            run.models.main.add(says("ok"));
            QCOMPARE(run.run().outcome, Outcome::Done);
            auto events = run.bench.events(); // threads may tell in another order: by path
            std::stable_sort(events.begin(), events.end(),
                             [](const auto& a, const auto& b) { return a.path < b.path; });
            const auto text = eventLinesWithPaths(events);
            if (round == 0)
                first = text;
            COMPARE_TEXT(text, first);
            CHECK_RUN(run);
        }
    }
};

QTEST_GUILESS_MAIN(TestAgentLoop)
#include "tst_agentloop.moc"
