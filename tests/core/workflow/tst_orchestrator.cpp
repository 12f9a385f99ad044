// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "core/workflow/flows.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::testing;

namespace {
struct Step
{
    std::string id;
    std::string agent;
    std::string task;
    std::vector<std::string> needs = {};
    bool asks = false;
};

bool has(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

int countOf(const std::string& text, std::string_view part)
{
    int count = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++count;
    return count;
}

Json planOf(const std::vector<Step>& steps)
{
    Json list = Json::array();
    for (const auto& step : steps) {
        list.push_back({{"id", step.id},
                        {"agent", step.agent},
                        {"task", step.task},
                        {"dependencies", step.needs}});
        if (step.asks)
            list.back()["requires_approval"] = true;
    }
    return {{"steps", std::move(list)}};
}

Json calling(const std::vector<Step>& steps)
{
    return {{"tool_calls", {{{"name", "plan"}, {"arguments", planOf(steps)}}}}};
}

Json saying(const std::string& text)
{
    return {{"text", text}};
}

// A lead that takes these turns, w1 that says "one" and w2 that fails.
Flow team(const Json& lead, const Json& more = Json::object())
{
    Json definition = {{"name", "team"},         {"kind", "orchestrator"}, {"lead", "lead"},
                       {"agents", {"w1", "w2"}}, {"max_parallel", 3},      {"replans", 2},
                       {"plan_gate", "allow"}};
    definition.update(more);
    Flow flow;
    flow.workflows = {dumpJson(definition)};
    flow.script = dumpJson(
        Json{{"lead", lead},
             {"w1", Json::array({saying("one")})},
             {"w2", Json::array({{{"error", {{"type", "invalid_request"}, {"message", "no"}}}}})}});
    return flow;
}

std::string ending(const FlowRun& run)
{
    return run.summary();
}

// What the lead was told of its n-th plan: "id status" of each step, or the words of a refusal.
std::string told(const FlowRun& run, std::size_t n)
{
    for (const auto& event : run.events) {
        if (event.type != EventType::ModelRequested
            || event.path != "/agent:lead:1/step:" + std::to_string(n + 1) + "/model:1")
            continue;
        const auto data = parseJson(event.data).value_or(Json::object());
        const auto& messages = *find(data, "messages_added");
        const auto text = stringAt((*find(messages.back(), "results"))[0], "text");
        const auto answer = parseJson(text);
        if (!answer || !find(*answer, "results"))
            return text;
        std::string out;
        for (const auto& one : *find(*answer, "results"))
            out += stringAt(one, "id") + " " + stringAt(one, "status") + "\n";
        return out;
    }
    return {};
}

std::string started(const FlowRun& run)
{
    return run.of(EventType::AgentStarted);
}

// Sub-agents at work at once, as the journal orders them.
int mostAtOnce(const FlowRun& run)
{
    int now = 0;
    int most = 0;
    for (const auto& event : run.events) {
        if (event.path.find("/plan:") == std::string::npos)
            continue;
        now += event.type == EventType::AgentStarted ? 1
            : event.type == EventType::AgentFinished ? -1
                                                     : 0;
        most = std::max(most, now);
    }
    return most;
}

Flow asking(Flow flow, std::function<GateAnswer(const Json& opened)> person)
{
    flow.gates = gate::Gates::Person;
    flow.person = [person = std::move(person)](const std::string&, const Json& opened) {
        auto answer = person(opened);
        answer.by = "human";
        return answer;
    };
    return flow;
}
} // namespace

// One behaviour of an orchestrator in each slot. That runs of plans resume and replay is in tst_graphresume.
class TestOrchestrator : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void beginsAStepWhenWhatItDependsOnIsDone()
    {
        const auto run = runFlow(team(
            {calling(
                 {{"c", "w1", "last", {"b"}}, {"b", "w1", "then", {"a"}}, {"a", "w1", "first"}}),
             saying("sum")}));
        QCOMPARE(ending(run), std::string("done: sum"));
        // numbered by their place in the plan, told in the order they ran
        QCOMPARE(started(run),
                 std::string("/agent:lead:1\n/agent:lead:1/step:1/plan:1/agent:w1:3\n"
                             "/agent:lead:1/step:1/plan:1/agent:w1:2\n"
                             "/agent:lead:1/step:1/plan:1/agent:w1:1\n"));
        QCOMPARE(told(run, 1), std::string("c done\nb done\na done\n"));
    }

    void aStepSeesItsTaskAndTheResultsItDependsOnAlone()
    {
        const auto run = runFlow(team(
            {calling({{"a", "w1", "find A"}, {"b", "w1", "find B"}, {"c", "w1", "join", {"a"}}}),
             saying("sum")}));
        const auto tasks = run.of(EventType::AgentStarted, "task");
        QVERIFY(has(tasks, "agent:w1:1 \"find A\"\n"));
        QVERIFY(has(tasks, "agent:w1:2 \"find B\"\n"));
        QVERIFY(has(tasks,
                    "agent:w1:3 \"join\\n\\nResults of the steps this builds on:\\n\\n"
                    "## a (w1)\\none\"\n"));
    }

    void runsAtMostSoManyStepsAtOnce()
    {
        std::vector<Step> steps;
        for (int i = 0; i < 8; ++i)
            steps.push_back({"s" + std::to_string(i), "w1", "t"});
        for (const int most : {1, 2}) {
            const auto run =
                runFlow(team({calling(steps), saying("sum")}, {{"max_parallel", most}}));
            QCOMPARE(ending(run), std::string("done: sum"));
            QVERIFY(mostAtOnce(run) <= most);
        }
    }

    void skipsWhatDependsOnAStepThatFailed()
    {
        const auto run = runFlow(team({calling({{"a", "w2", "fail"},
                                                {"b", "w1", "x", {"a"}},
                                                {"c", "w1", "y", {"b"}},
                                                {"d", "w1", "z"}}),
                                       saying("sum")}));
        QCOMPARE(told(run, 1), std::string("a failed\nb skipped\nc skipped\nd done\n"));
    }

    void runsOnlyWhatIsNewOrFailedOfAnotherPlan()
    {
        const auto run = runFlow(
            team({calling({{"a", "w1", "x"}, {"b", "w2", "fail"}}),
                  calling({{"a", "w1", "x"}, {"b", "w1", "again"}, {"c", "w1", "new", {"a"}}}),
                  saying("sum")}));
        QCOMPARE(told(run, 2), std::string("a done\nb done\nc done\n"));
        const auto second = run.of(EventType::AgentStarted);
        QVERIFY(!has(second, "step:2/plan:1/agent:w1:1\n"));
        QVERIFY(has(second, "step:2/plan:1/agent:w1:2\n"));
        QVERIFY(has(second, "step:2/plan:1/agent:w1:3\n"));
    }

    void dependsOnWhatAnEarlierPlanHasDone()
    {
        const auto run = runFlow(
            team({calling({{"a", "w1", "x"}}), calling({{"b", "w1", "y", {"a"}}}), saying("sum")}));
        QCOMPARE(told(run, 2), std::string("b done\n"));
        QVERIFY(run.of(EventType::AgentStarted, "task").find("## a (w1)") != std::string::npos);
    }

    void replacesAPlanSoManyTimesAndNoMore()
    {
        const auto again = calling({{"a", "w2", "fail"}});
        const auto run =
            runFlow(team({again, again, again, saying("what I have")}, {{"replans", 1}}));
        QCOMPARE(ending(run), std::string("done: what I have"));
        QCOMPARE(countOf(run.of(EventType::PlanMade), "\n"), 2);
        QVERIFY(told(run, 3).starts_with("not run: the plan was replaced once, which"));
    }

    void aPlanThatCannotRunCountsForNothing()
    {
        const auto run = runFlow(
            team({calling({{"a", "ghost", "x"}}), calling({{"a", "w1", "x"}}), saying("sum")},
                 {{"replans", 0}}));
        QCOMPARE(ending(run), std::string("done: sum"));
        QVERIFY(has(told(run, 1), "ghost"));
        QCOMPARE(told(run, 2), std::string("a done\n"));
    }

    void holdsAnAgentToItsShareOfTheBudget()
    {
        auto flow =
            team({calling({{"a", "w1", "x"}}), saying("sum")}, {{"shares", {{"w1", 0.001}}}});
        flow.limits.tokens = 50'000;
        const auto run = runFlow(flow);
        QCOMPARE(ending(run), std::string("done: sum")); // the lead goes on
        QCOMPARE(told(run, 1), std::string("a failed\n"));
        QCOMPARE(run.of(EventType::BudgetReached, "of"),
                 std::string("/agent:lead:1/step:1/plan:1/agent:w1:1 50.0\n"));
        QCOMPARE(replayFlow(flow, run.events), std::string());
    }

    void aLimitOfTheRunEndsItWhateverTheLeadWants()
    {
        auto flow = team({calling({{"a", "w1", "x"}}), saying("sum")});
        flow.limits.tokens = 300;
        QCOMPARE(runFlow(flow).end.outcome, workflow::Outcome::Limit);
    }

    void asksBeforeAPlanRuns()
    {
        auto flow =
            asking(team({calling({{"a", "w1", "x"}}), saying("sum")}, {{"plan_gate", "ask"}}),
                   [](const Json& opened) {
                       GateAnswer answer;
                       answer.decision = *find(opened, "arguments") == planOf({{"a", "w1", "x"}})
                           ? GateDecision::Approve
                           : GateDecision::Stop;
                       return answer;
                   });
        const auto run = runFlow(flow);
        QCOMPARE(ending(run), std::string("done: sum"));
        QCOMPARE(run.of(EventType::GateOpened, "kind"),
                 std::string("/agent:lead:1/step:1/plan:1/gate:1 \"plan\"\n"));
    }

    void runsThePlanAsThePersonEditedIt()
    {
        auto flow =
            asking(team({calling({{"a", "w2", "fail"}, {"b", "w2", "fail"}}), saying("sum")},
                        {{"plan_gate", "ask"}}),
                   [](const Json&) {
                       GateAnswer answer;
                       answer.decision = GateDecision::Edit;
                       answer.arguments = dumpJson(planOf({{"z", "w1", "mine"}}));
                       return answer;
                   });
        const auto run = runFlow(flow);
        QCOMPARE(told(run, 1), std::string("z done\n"));
        QCOMPARE(countOf(run.of(EventType::PlanMade, "edited"), "true"), 1);
        QCOMPARE(replayFlow(flow, run.events), std::string());
    }

    void refusesAnEditedPlanThatCannotRun()
    {
        auto flow =
            asking(team({calling({{"a", "w1", "x"}}), saying("then not")}, {{"plan_gate", "ask"}}),
                   [](const Json&) {
                       GateAnswer answer;
                       answer.decision = GateDecision::Edit;
                       answer.arguments = dumpJson(planOf({{"a", "w1", "x", {"a"}}}));
                       return answer;
                   });
        const auto run = runFlow(flow);
        QCOMPARE(ending(run), std::string("done: then not"));
        QVERIFY(told(run, 1).starts_with("denied: the plan that the person entered cannot run"));
        QCOMPARE(started(run), std::string("/agent:lead:1\n"));
    }

    void theLeadHearsWhyThePersonRefusedItsPlan()
    {
        auto flow =
            asking(team({calling({{"a", "w1", "x"}}), saying("then not")}, {{"plan_gate", "ask"}}),
                   [](const Json&) {
                       GateAnswer answer;
                       answer.decision = GateDecision::Deny;
                       answer.reason = "too dear";
                       return answer;
                   });
        const auto run = runFlow(flow);
        QCOMPARE(ending(run), std::string("done: then not"));
        QCOMPARE(told(run, 1), std::string("denied: too dear"));
    }

    void endsWhereNobodyIsThereToApprove()
    {
        const auto run =
            runFlow(team({calling({{"a", "w1", "x"}}), saying("sum")}, {{"plan_gate", "ask"}}));
        QCOMPARE(run.end.outcome, workflow::Outcome::Denied);
        QCOMPARE(started(run), std::string("/agent:lead:1\n"));
    }

    void asksBeforeAStepThatRequiresIt()
    {
        auto flow =
            asking(team({calling({{"a", "w1", "x", {}, true}, {"b", "w1", "y"}}), saying("sum")}),
                   [](const Json&) {
                       GateAnswer answer;
                       answer.decision = GateDecision::Deny;
                       return answer;
                   });
        const auto run = runFlow(flow);
        QCOMPARE(told(run, 1), std::string("a failed\nb done\n"));
        QCOMPARE(run.of(EventType::GateOpened, "rule"),
                 std::string(
                     "/agent:lead:1/step:1/plan:1/agent:w1:1/gate:1 \"requires_approval: a\"\n"));
    }

    void theLeadHasNoToolThatWorks()
    {
        Json call = {{"tool_calls", {{{"name", "write"}, {"arguments", {{"n", 1}}}}}}};
        const auto run = runFlow(team({call, saying("sum")}));
        QCOMPARE(ending(run), std::string("done: sum"));
        QCOMPARE(told(run, 1), std::string("there is no tool \"write\"; your only tool is plan"));
        QVERIFY(run.ran.empty());
    }
};

QTEST_GUILESS_MAIN(TestOrchestrator)
#include "tst_orchestrator.moc"
