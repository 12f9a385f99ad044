// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "core/journal/forktext.h"
#include "journal/fork.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::journal;
using namespace signalbox::testing;

namespace {
// The paths of what is kept, but for "/", with their types where there is more than one.
std::string kept(const char* parent, const char* at, const char* key = "limits")
{
    const auto events = keptEvents(eventsFrom(parent), {at, key, "{}"});
    if (!events)
        return events.error().text();
    std::string text;
    for (const auto& event : *events)
        text += std::to_string(event.seq) + " ";
    return text;
}

// s opens a and b that meet at j; then c, and e.
const char* const region = "/ run.started\n" // 1
                           "/node:s:1 node.entered\n" // 2
                           "/node:s:1 node.left {\"ok\":true}\n" // 3
                           "/node:s:1 edge.taken ~a:1\n" // 4
                           "/node:s:1 edge.taken ~b:1\n" // 5
                           "/node:b:1 node.entered\n" // 6
                           "/node:a:1 node.entered\n" // 7
                           "/node:b:1/tool:1 tool.requested\n" // 8
                           "/node:a:1/tool:1 tool.requested\n" // 9
                           "/node:b:1/tool:1 tool.finished {\"ok\":true}\n" // 10
                           "/node:b:1 node.left {\"ok\":true}\n" // 11
                           "/node:b:1 edge.taken ~j:1\n" // 12
                           "/node:a:1/tool:1 tool.finished {\"ok\":true}\n" // 13
                           "/node:a:1 node.left {\"ok\":true}\n" // 14
                           "/node:a:1 edge.taken ~j:1\n" // 15
                           "/node:j:1 node.entered\n" // 16
                           "/node:j:1 node.left {\"ok\":true}\n" // 17
                           "/node:j:1 edge.taken ~c:1\n" // 18
                           "/node:c:1 node.entered\n" // 19
                           "/node:c:1 node.left {\"ok\":true}\n" // 20
                           "/node:c:1 edge.taken ~e:1\n" // 21
                           "/node:e:1 node.entered\n" // 22
                           "/node:e:1 node.left {\"ok\":true}\n" // 23
                           "/ run.finished\n"; // 24
} // namespace

class TestForkFollowers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsAllBeforeAVisit()
    {
        QCOMPARE(kept(region, "/node:c:1"), "2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 ");
        QCOMPARE(kept(region, "/node:s:1"), "");
        QCOMPARE(kept(region, "/node:e:1"), "2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 ");
    }

    void keepsTheOtherBranchAndNothingBehindTheJoin()
    {
        QCOMPARE(kept(region, "/node:a:1"), "2 3 4 5 6 8 10 11 12 ");
        QCOMPARE(kept(region, "/node:b:1"), "2 3 4 5 7 9 13 14 15 ");
        QCOMPARE(kept(region, "/node:b:1/tool:1", "limits"), "2 3 4 5 6 7 9 13 14 15 ");
    }

    void leavesOutTheEndsOfTheOtherBranchThatStoppedForThisOne()
    {
        const char* const failed =
            "/ run.started\n" // 1
            "/node:s:1 node.entered\n" // 2
            "/node:s:1 node.left {\"ok\":true}\n" // 3
            "/node:s:1 edge.taken ~a:1\n" // 4
            "/node:s:1 edge.taken ~b:1\n" // 5
            "/node:a:1 node.entered\n" // 6
            "/node:b:1 node.entered\n" // 7
            "/node:a:1/agent:x:1 agent.started\n" // 8
            "/node:b:1/tool:1 tool.requested\n" // 9
            "/node:b:1/tool:1 tool.finished {\"ok\":false}\n" // 10
            "/node:b:1 node.left !failed\n" // 11
            "/node:a:1/agent:x:1 agent.finished {\"outcome\":\"stopped\"}\n" // 12
            "/node:a:1 node.left !stopped\n" // 13
            "/ run.finished\n"; // 14
        QCOMPARE(kept(failed, "/node:b:1"), "2 3 4 5 6 8 ");
        QCOMPARE(kept(failed, "/node:a:1"), "2 3 4 5 7 9 10 ");
        // a branch that the others went on without stays as it ended
        const char* const lost = "/ run.started\n" // 1
                                 "/node:s:1 node.entered\n" // 2
                                 "/node:s:1 edge.taken ~a:1\n" // 3
                                 "/node:s:1 edge.taken ~b:1\n" // 4
                                 "/node:a:1 node.entered\n" // 5
                                 "/node:b:1 node.entered\n" // 6
                                 "/node:a:1 node.left {\"final\":true,\"ok\":false}\n" // 7
                                 "/node:b:1 node.left {\"ok\":true}\n" // 8
                                 "/node:b:1 edge.taken ~j:1\n" // 9
                                 "/node:j:1 node.entered\n" // 10
                                 "/node:j:1 node.left {\"ok\":true}\n"; // 11
        QCOMPARE(kept(lost, "/node:j:1"), "2 3 4 5 6 7 8 9 ");
        QCOMPARE(kept(lost, "/node:b:1"), "2 3 4 5 7 ");
    }

    void keepsEarlierVisitsOfACycle()
    {
        const char* const cycle = "/ run.started\n" // 1
                                  "/node:a:1 node.entered\n" // 2
                                  "/node:a:1 edge.taken ~b:1\n" // 3
                                  "/node:b:1 node.entered\n" // 4
                                  "/node:b:1 edge.taken ~a:2\n" // 5
                                  "/node:a:2 node.entered\n" // 6
                                  "/node:a:2 edge.taken ~b:2\n" // 7
                                  "/node:b:2 node.entered\n" // 8
                                  "/node:b:2 edge.taken ~b:3\n" // 9
                                  "/node:b:3 node.entered\n" // 10
                                  "/ run.finished\n"; // 11
        QCOMPARE(kept(cycle, "/node:a:2"), "2 3 4 5 ");
        QCOMPARE(kept(cycle, "/node:b:1"), "2 3 ");
        QCOMPARE(kept(cycle, "/node:b:3"), "2 3 4 5 6 7 8 9 ");
    }

    void keepsTheOtherItemsOfAMap()
    {
        const char* const map = "/ run.started\n" // 1
                                "/node:m:1 node.entered\n" // 2
                                "/node:m:1/item:2/tool:1 tool.requested\n" // 3
                                "/node:m:1/item:1/tool:1 tool.requested\n" // 4
                                "/node:m:1/item:1/tool:1 tool.finished {\"ok\":true}\n" // 5
                                "/node:m:1/item:2/tool:1 tool.finished {\"ok\":true}\n" // 6
                                "/node:m:1/item:3/tool:1 tool.requested\n" // 7
                                "/node:m:1/item:3/tool:1 tool.finished {\"ok\":true}\n" // 8
                                "/node:m:1 node.left {\"ok\":true}\n" // 9
                                "/node:m:1 edge.taken ~e:1\n" // 10
                                "/node:e:1 node.entered\n"; // 11
        QCOMPARE(kept(map, "/node:m:1/item:2/tool:1"), "2 4 5 7 8 ");
        QCOMPARE(kept(map, "/node:m:1/item:1/tool:1"), "2 3 6 7 8 ");
        QCOMPARE(kept(map, "/node:e:1"), "2 3 4 5 6 7 8 9 10 ");
    }

    void keepsStepsOfAPlanThatDoNotDependOnIt()
    {
        const char* const plan =
            "/ run.started\n" // 1
            "/agent:lead:1 agent.started\n" // 2
            "/agent:lead:1/step:1/model:1 model.replied {}\n" // 3
            "/agent:lead:1/step:1/plan:1 plan.made "
            "{\"steps\":[{\"id\":\"a\",\"agent\":\"w\",\"dependencies\":[]},{\"id\":\"b\","
            "\"agent\":"
            "\"w\",\"dependencies\":[]},{\"id\":\"c\",\"agent\":\"v\",\"dependencies\":[\"a\"]},{"
            "\"id\":"
            "\"d\",\"agent\":\"v\",\"dependencies\":[\"c\"]}]}\n" // 4
            "/agent:lead:1/step:1/plan:1/agent:w:1 agent.started\n" // 5
            "/agent:lead:1/step:1/plan:1/agent:w:2 agent.started\n" // 6
            "/agent:lead:1/step:1/plan:1/agent:w:1/step:1/model:1 model.replied {}\n" // 7
            "/agent:lead:1/step:1/plan:1/agent:w:1 agent.finished {\"outcome\":\"done\"}\n" // 8
            "/agent:lead:1/step:1/plan:1/agent:v:3 agent.started\n" // 9
            "/agent:lead:1/step:1/plan:1/agent:w:2 agent.finished {\"outcome\":\"done\"}\n" // 10
            "/agent:lead:1/step:1/plan:1/agent:v:3 agent.finished {\"outcome\":\"done\"}\n" // 11
            "/agent:lead:1/step:1/plan:1/agent:v:4 agent.started\n" // 12
            "/agent:lead:1/step:2/model:1 model.replied {}\n" // 13
            "/agent:lead:1 agent.finished {\"outcome\":\"done\"}\n"; // 14
        QCOMPARE(kept(plan, "/agent:lead:1/step:1/plan:1/agent:w:1/step:1/model:1", "model"),
                 "2 3 4 5 6 10 ");
        QCOMPARE(kept(plan, "/agent:lead:1/step:1/plan:1/agent:v:3"), "2 3 4 5 6 7 8 10 ");
        QCOMPARE(kept(plan, "/agent:lead:1/step:1/plan:1/agent:w:2"), "2 3 4 5 7 8 9 11 12 ");
        QCOMPARE(kept(plan, "/agent:lead:1/step:2/model:1", "model"), "2 3 4 5 6 7 8 9 10 11 12 ");
    }

    void followsAWorkflowInsideAnother()
    {
        const char* const nested = "/ run.started\n" // 1
                                   "/node:w:1 node.entered\n" // 2
                                   "/node:w:1/node:x:1 node.entered\n" // 3
                                   "/node:w:1/node:x:1 edge.taken ~y:1\n" // 4
                                   "/node:w:1/node:y:1 node.entered\n" // 5
                                   "/node:w:1 node.left {\"ok\":true}\n" // 6
                                   "/node:w:1 edge.taken ~e:1\n" // 7
                                   "/node:e:1 node.entered\n"; // 8
        QCOMPARE(kept(nested, "/node:w:1/node:x:1"), "2 ");
        QCOMPARE(kept(nested, "/node:w:1/node:y:1"), "2 3 4 ");
        QCOMPARE(kept(nested, "/node:e:1"), "2 3 4 5 6 7 ");
    }

    void endsOnRecordsThatTurnInCircles()
    {
        QCOMPARE(kept("/node:a:1 edge.taken ~b:1\n/node:b:1 edge.taken ~a:1\n/node:b:1 node.left\n",
                      "/node:b:1"),
                 "");
        QCOMPARE(kept("/node:a:1 edge.taken {}\n/node:a:1 edge.taken [\n/x plan.made "
                      "{\"steps\":[7,{}]}\n",
                      "/node:a:1"),
                 "");
        QCOMPARE(
            kept(
                "/x plan.made {\"steps\":[{\"id\":\"a\",\"dependencies\":[\"a\",7]}]}\n/x/agent::1 "
                "agent.started\n",
                "/x/agent::1"),
            "1 ");
    }
};

QTEST_GUILESS_MAIN(TestForkFollowers)
#include "tst_forkfollowers.moc"
