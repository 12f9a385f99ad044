// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "core/workflow/flows.h"

#include <QTest>

#include <algorithm>

using namespace signalbox;
using namespace signalbox::testing;

namespace {
Flow graphOf(const std::string& state, const std::string& nodes,
             const std::vector<std::string>& edges, const std::string& more = "\"max_steps\":100")
{
    Flow flow;
    const auto start = nodes.substr(1, nodes.find('"', 1) - 1); // the first node
    flow.workflows = {graphText("g", state, start, nodes, edges, more)};
    return flow;
}

std::string ending(const FlowRun& run)
{
    return run.summary();
}

std::ptrdiff_t countLines(const std::string& text)
{
    return std::count(text.begin(), text.end(), '\n');
}

std::string noWork(const std::string& more = "")
{
    return "{\"kind\":\"set\",\"set\":{}" + more + "}";
}

// A region of two branches, each of one node, and what follows.
Flow region(const std::string& a, const std::string& b, const std::string& join,
            const std::string& state = oneState)
{
    return graphOf(state,
                   "\"o\":" + noWork() + ",\"x\":" + a + ",\"y\":" + b + ",\"j\":" + noWork(join)
                       + "," + wholeState,
                   {"o x", "o y", "x j", "y j", "j e"});
}

// How many calls ran at once, as the journal orders them.
int mostAtOnce(const FlowRun& run)
{
    int now = 0;
    int most = 0;
    for (const auto& event : run.events) {
        now += event.type == EventType::ToolStarted ? 1
            : event.type == EventType::ToolFinished ? -1
                                                    : 0;
        most = std::max(most, now);
    }
    return most;
}

GateAnswer answering(GateDecision decision, const std::string& choice = {})
{
    GateAnswer answer;
    answer.by = "human";
    answer.decision = decision;
    answer.choice = choice;
    return answer;
}

const char* const failsAlways =
    "{\"kind\":\"tool\",\"tool\":\"read\",\"arguments\":{\"note\":\"bad\"}}";
} // namespace

// One behaviour of a state graph at work in each slot. That each of them resumes and replays is in tst_graphresume.
class TestGraphRun : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void mergesWhatBranchesWroteByTheRuleOfEachKey_data()
    {
        QTest::addColumn<std::string>("key");
        QTest::addColumn<std::string>("first");
        QTest::addColumn<std::string>("second");
        QTest::addColumn<std::string>("merged");
        const auto row = [](const char* name, const char* key, const char* first,
                            const char* second, const char* merged) {
            QTest::newRow(name) << std::string(key) << std::string(first) << std::string(second)
                                << std::string(merged);
        };
        row("append lists", "[0],\"merge\":\"append\"", "[1]", "[2]", "[0,1,2]");
        row("append values", "[],\"merge\":\"append\"", "'a'", "'b'", "[\"a\",\"b\"]");
        row("add", "1,\"merge\":\"add\"", "2", "3", "6");
        row("max", "4,\"merge\":\"max\"", "9", "7", "9");
        row("max keeps the old", "10,\"merge\":\"max\"", "9", "7", "10");
        row("min", "4,\"merge\":\"min\"", "3", "7", "3");
        row("object", "{\"a\":1},\"merge\":\"object\"", "{'b':2}", "{'a':3}", "{\"a\":3,\"b\":2}");
        row("replace takes the last edge", "0,\"merge\":\"replace\"", "1", "2", "2");
    }
    void mergesWhatBranchesWroteByTheRuleOfEachKey()
    {
        QFETCH(std::string, key);
        QFETCH(std::string, first);
        QFETCH(std::string, second);
        QFETCH(std::string, merged);
        const auto flow = region(set("k", first), set("k", second), ",\"join\":\"all\"",
                                 "\"k\":{\"default\":" + key + "}");
        QCOMPARE(ending(runFlow(flow)), "done: {\"k\":" + merged + "}");
    }

    void eachBranchSeesTheStateAtTheOpeningAndItsOwnWrites()
    {
        const auto flow =
            graphOf(oneState,
                    "\"o\":" + set("a", "1") + ",\"x\":" + set("a", "state.a + 10")
                        + ",\"x2\":" + set("l", "[state.a]") + ",\"y\":" + set("l", "[state.a]")
                        + ",\"j\":" + noWork(",\"join\":\"all\"") + "," + wholeState,
                    {"o x", "o y", "x x2", "x2 j", "y j", "j e"});
        QCOMPARE(ending(runFlow(flow)), std::string("done: {\"a\":11,\"l\":[11,1],\"s\":0}"));
    }

    void goesOnWhenTheFirstOfAnyIsThere()
    {
        const auto run = runFlow(firstWins());
        QCOMPARE(run.end.outcome, workflow::Outcome::Done);
        QVERIFY(run.of(EventType::NodeEntered, "winner").find("/node:j:1 2\n")
                != std::string::npos);
        QVERIFY(!run.end.output.empty());
    }

    void failsWhereNoneOfAnySucceeds()
    {
        const auto flow = region(failsAlways, failsAlways, ",\"join\":\"any\"");
        const auto run = runFlow(flow);
        QCOMPARE(ending(run), std::string("failed: node x: read: bad"));
        QCOMPARE(replayFlow(flow, run.events), std::string());
    }

    void triesARaceAgainThatNobodyWon()
    {
        const auto flow = region(failsAlways, set("l", "[1 / 0]"), ",\"join\":\"any\"");
        const auto run = runFlow(flow);
        QCOMPARE(run.end.outcome, workflow::Outcome::Failed);
        const auto again = resumeFlow(flow, run.events, run.events.size());
        QCOMPARE(ending(again), ending(run));
        QCOMPARE(again.ran, std::vector<std::string>{"read {\"note\":\"bad\"}"});
        QCOMPARE(replayFlow(flow, again.events), std::string());
        // what one branch lost by stays as it was where another one won
        const auto raced = region(failsAlways, set("l", "['y']"), ",\"join\":\"any\"");
        auto won = runFlow(raced);
        QCOMPARE(won.end.outcome, workflow::Outcome::Done);
        while (won.events.back().path != "/node:j:1"
               || won.events.back().type != EventType::NodeEntered)
            won.events.pop_back();
        const auto rest = resumeFlow(raced, won.events, won.events.size());
        QCOMPARE(rest.end.outcome, workflow::Outcome::Done);
        QVERIFY(rest.ran.empty());
        QCOMPARE(replayFlow(raced, rest.events), std::string());
    }

    void endsTheSiblingsOfABranchThatFailed()
    {
        const auto run = runFlow(failsInARegion());
        QCOMPARE(ending(run), std::string("failed: node bad: read: bad"));
        QVERIFY(run.of(EventType::NodeLeft, "outcome").find("/node:slow:1 \"stopped\"")
                != std::string::npos);
    }

    void goesOnWithoutTheBranchesThatFailedWhereTheyAreCollected()
    {
        const auto flow =
            region(failsAlways, set("l", "['y']"), ",\"join\":\"all\",\"on_error\":\"collect\"");
        const auto run = runFlow(flow);
        QCOMPARE(ending(run), std::string("done: {\"a\":0,\"l\":[\"y\"],\"s\":0}"));
        QVERIFY(run.of(EventType::NodeEntered, "failed").find("/node:j:1 [\"x\"]\n")
                != std::string::npos);
    }

    void goesOnWhereABranchFailedWhenTheRunIsResumed()
    {
        auto flow =
            region(tool("read", "\"note\":\"bad\""), set("l", "['y']"), ",\"join\":\"all\"");
        const auto run = runFlow(flow);
        QCOMPARE(run.end.outcome, workflow::Outcome::Failed);
        const auto again = resumeFlow(flow, run.events, run.events.size());
        QCOMPARE(ending(again), ending(run));
        QCOMPARE(again.ran, std::vector<std::string>{"read {\"note\":\"bad\"}"}); // tried once more
        QCOMPARE(replayFlow(flow, again.events), std::string());
    }

    void endsAtItsVisits()
    {
        const auto flow =
            graphOf(oneState, "\"c\":" + set("a", "state.a + 1"), {"c c"}, "\"max_steps\":3");
        const auto run = runFlow(flow);
        QCOMPARE(ending(run),
                 std::string("limit: the graph g made 3 visits, which is its limit of max_steps"));
        QCOMPARE(run.of(EventType::NodeEntered), std::string("/node:c:1\n/node:c:2\n/node:c:3\n"));
        QCOMPARE(run.of(EventType::BudgetReached, "of"), std::string("/node:c:4 3\n"));
    }

    void aPersonGivesItMoreVisits()
    {
        auto flow =
            graphOf(oneState, "\"c\":" + set("a", "state.a + 1"), {"c c"}, "\"max_steps\":3");
        flow.gates = gate::Gates::Person;
        int asked = 0;
        flow.person = [&asked](const std::string&, const Json&) {
            return answering(++asked < 3 ? GateDecision::Extend : GateDecision::Stop);
        };
        const auto run = runFlow(flow);
        QCOMPARE(run.end.outcome, workflow::Outcome::Limit);
        QCOMPARE(countLines(run.of(EventType::NodeEntered)), std::ptrdiff_t(9));
    }

    void takesTheFirstConditionThatHolds()
    {
        const auto flow = graphOf(oneState,
                                  "\"s\":" + noWork()
                                      + ",\"x\":{\"kind\":\"end\",\"output\":\"x\"},\"y\":{"
                                        "\"kind\":\"end\",\"output\":\"y\"},\"z\":{\"kind\":"
                                        "\"end\",\"output\":\"z\"}",
                                  {"s x state.a == 1", "s y state.a == 0", "s z true"});
        QCOMPARE(ending(runFlow(flow)), std::string("done: y"));
    }

    void failsWhereNoConditionHoldsAndNamesTheNode()
    {
        const auto flow =
            graphOf(oneState, "\"judge\":" + noWork() + "," + wholeState, {"judge e state.a == 7"});
        QCOMPARE(
            ending(runFlow(flow)),
            std::string("failed: node judge: no condition of its edges holds, and none is marked "
                        "otherwise"));
    }

    void failsWhereAConditionCannotBeComputed()
    {
        const auto flow = graphOf(oneState, "\"judge\":" + noWork() + "," + wholeState,
                                  {"judge e 1 / state.a == 7", "judge e -"});
        const auto run = runFlow(flow);
        QCOMPARE(run.end.outcome, workflow::Outcome::Failed);
        QVERIFY(ending(run).starts_with("failed: node judge: the condition of the edge to e"));
    }

    void asksWhichWayWhereMoreThanOneIsOpen_data()
    {
        QTest::addColumn<bool>("isPerson");
        QTest::addColumn<std::string>("fallback");
        QTest::addColumn<std::string>("end");
        QTest::newRow("a person") << true << std::string() << std::string("done: x");
        QTest::newRow("its default")
            << false << std::string(",\"default\":\"y\"") << std::string("done: y");
        QTest::newRow("nobody") << false << std::string()
                                << std::string(
                                       "denied: node s: refused: no person is here to choose, and "
                                       "there is no default");
    }
    void asksWhichWayWhereMoreThanOneIsOpen()
    {
        QFETCH(bool, isPerson);
        QFETCH(std::string, fallback);
        QFETCH(std::string, end);
        auto flow = graphOf(oneState,
                            "\"s\":" + noWork(",\"ambiguous\":\"ask\"" + fallback)
                                + ",\"x\":{\"kind\":\"end\",\"output\":\"x\"},\"y\":{\"kind\":"
                                  "\"end\",\"output\":\"y\"}",
                            {"s x true", "s y true"});
        if (isPerson) {
            flow.gates = gate::Gates::Person;
            flow.person = [](const std::string&, const Json& opened) {
                return *find(opened, "choices") == Json({"x", "y"})
                    ? answering(GateDecision::Choose, "x")
                    : answering(GateDecision::Stop);
            };
        }
        const auto run = runFlow(flow);
        QCOMPARE(ending(run), end);
        QCOMPARE(run.of(EventType::GateOpened, "kind"),
                 std::string("/node:s:1/gate:1 \"ambiguous\"\n"));
    }

    void keepsTheResultsOfAMapInTheOrderOfItsItems()
    {
        const auto flow = graphOf(oneState,
                                  "\"m\":{\"kind\":\"map\",\"over\":\"[5,4,3,2,1]\",\"node\":"
                                      + tool("read", "\"n\":\"${item}\"")
                                      + ",\"max_parallel\":5,\"writes\":{\"l\":"
                                        "\"results.map(x, x.v)\"}},"
                                      + wholeState,
                                  {"m e"});
        QCOMPARE(ending(runFlow(flow)), std::string("done: {\"a\":0,\"l\":[10,8,6,4,2],\"s\":0}"));
    }

    void runsAtMostSoManyItemsAtOnce()
    {
        for (const int most : {1, 2, 3}) {
            const auto flow =
                graphOf(oneState,
                        "\"m\":{\"kind\":\"map\",\"over\":\"[1,2,3,4,5,6,7,8,9]\",\"node\":"
                            + tool("write", "\"n\":\"${item}\"")
                            + ",\"max_parallel\":" + std::to_string(most) + "}," + wholeState,
                        {"m e"});
            const auto run = runFlow(flow);
            QCOMPARE(run.end.outcome, workflow::Outcome::Done);
            QCOMPARE(run.ran.size(), std::size_t(9));
            QVERIFY(mostAtOnce(run) <= most);
        }
    }

    void tellsTheFirstItemThatFailed()
    {
        const auto run = runFlow(failsInAMap());
        QCOMPARE(ending(run), std::string("failed: node m: read: bad (item 2)"));
    }

    void aMapOverNothingIsDone()
    {
        const auto flow = graphOf(oneState,
                                  "\"m\":{\"kind\":\"map\",\"over\":\"state.l\",\"node\":"
                                      + tool("write", "\"n\":1")
                                      + ",\"writes\":{\"l\":\"results\"}}," + wholeState,
                                  {"m e"});
        const auto run = runFlow(flow);
        QCOMPARE(ending(run), std::string("done: {\"a\":0,\"l\":[],\"s\":0}"));
        QVERIFY(run.ran.empty());
    }

    void aWorkflowInAGraphHasAStateOfItsOwn()
    {
        auto flow = graphOf(oneState,
                            "\"s\":" + set("a", "5")
                                + ",\"w\":{\"kind\":\"workflow\",\"workflow\":\"inner\",\"writes\":"
                                  "{\"l\":\"[result]\"}},"
                                + wholeState,
                            {"s w", "w e"});
        flow.workflows.push_back(graphText("inner", "\"a\":{\"default\":100}", "i",
                                           "\"i\":" + set("a", "state.a + 1")
                                               + ",\"o\":{\"kind\":\"end\",\"output\":"
                                                 "\"${state.a}\"}",
                                           {"i o"}));
        QCOMPARE(ending(runFlow(flow)), std::string("done: {\"a\":5,\"l\":[101],\"s\":0}"));
    }

    void refusesWhatWasDeniedAndEndsThere()
    {
        const auto flow = graphOf(
            oneState, "\"s\":" + set("a", "1", ",\"requires_approval\":true") + "," + wholeState,
            {"s e"});
        const auto run = runFlow(flow);
        QCOMPARE(ending(run),
                 std::string("denied: node s: denied: no person is here to approve it"));
        QVERIFY(run.of(EventType::EdgeTaken).empty());
    }

    void skipsWhatThePersonSkips()
    {
        auto flow = graphOf(
            oneState,
            "\"t\":"
                + tool("write", "\"n\":1", ",\"requires_approval\":true,\"writes\":{\"a\":\"1\"}")
                + "," + wholeState,
            {"t e"});
        flow.gates = gate::Gates::Person;
        flow.person = [](const std::string&, const Json&) { return answering(GateDecision::Skip); };
        const auto run = runFlow(flow);
        QCOMPARE(ending(run), std::string("done: {\"a\":0,\"l\":[],\"s\":0}"));
        QVERIFY(run.ran.empty());
    }

    void failsWhereAToolSaysThatItWasSkippedOrDenied()
    {
        for (const auto* words : {"skipped: nothing to do", "denied: by the bank"}) {
            const auto flow =
                graphOf(oneState,
                        "\"t\":"
                            + tool("read", "\"n\":1,\"note\":\"" + std::string(words) + "\"",
                                   ",\"writes\":{\"a\":\"1\"}")
                            + "," + wholeState,
                        {"t e"});
            QCOMPARE(ending(runFlow(flow)), std::string("failed: node t: read: ") + words);
        }
    }

    void namesTheFieldThatAResultLacks()
    {
        const auto flow = graphOf(oneState,
                                  "\"t\":" + tool("read", "\"n\":1", ",\"writes\":[\"a\",\"s\"]")
                                      + "," + wholeState,
                                  {"t e"});
        const auto run = runFlow(flow);
        QVERIFY2(
            ending(run).starts_with("failed: node t: writes a, and the result has no such field"),
            run.summary().c_str());
    }
};

QTEST_GUILESS_MAIN(TestGraphRun)
#include "tst_graphrun.moc"
