// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include <QTest> // first: moc 6.4 stumbles over <compare> where nothing of the library came before

#include "base/jsonvalue.h"
#include "trace/graphtrace.h"
#include "trace/runtrace.h"

using namespace signalbox;
using namespace signalbox::trace;

namespace {
QString shown(const std::string& text)
{
    return QString::fromStdString(text);
}

// Events in single quotes, a second apart.
struct Script
{
    GraphTrace graph;
    std::vector<Event> events;

    Script& add(const char* path, EventType type, QByteArray data)
    {
        data.replace('\'', '"');
        Event event;
        event.seq = std::int64_t(events.size()) + 1;
        event.time = Timestamp(std::chrono::seconds(events.size()));
        event.path = path;
        event.type = type;
        event.data = data.toStdString();
        graph.fold(event, parseJson(event.data).value_or(Json::object()));
        events.push_back(std::move(event));
        return *this;
    }
    Script& enter(const char* path, const char* kind)
    {
        const auto node = std::string(pathSegments(path).back().name);
        return add(path, EventType::NodeEntered,
                   QByteArray("{'node':'") + node.c_str() + "','kind':'" + kind + "'}");
    }
    Script& leave(const char* path, const char* more = "'ok':true")
    {
        return add(path, EventType::NodeLeft, QByteArray("{") + more + "}");
    }
    Script& take(const char* path, const char* to, int visit, const char* when = "")
    {
        return add(path, EventType::EdgeTaken,
                   QByteArray("{'to':'") + to + "','visit':" + QByteArray::number(visit)
                       + ",'why':'" + (*when ? "when" : "plain") + "','when':'" + when + "'}");
    }
    Script& change(const char* path, const char* patch, const char* more = "")
    {
        return add(path, EventType::StateChanged,
                   QByteArray("{'node':'x','patch':") + patch + more + "}");
    }
    [[nodiscard]] QString states(const char* path) const
    {
        const auto states = graph.statesOf(graph.find(path));
        return shown(dumpJson(*states.before) + " => " + dumpJson(*states.after));
    }
};

Script looped()
{
    Script run;
    run.add("/", EventType::RunStarted, "{'workflow':'count','agent':'','task':'Count'}")
        .add("/", EventType::StateChanged,
             "{'node':'','workflow':'count','patch':[{'op':'add','path':'/n','value':0},"
             "{'op':'add','path':'/log','value':[]}]}");
    for (int i = 1; i <= 3; ++i) {
        const auto path = "/node:add:" + std::to_string(i);
        run.enter(path.c_str(), "set")
            .change(path.c_str(),
                    ("[{'op':'replace','path':'/n','value':" + std::to_string(i)
                     + "},{'op':'add','path':'/log/-','value':" + std::to_string(i) + "}]")
                        .c_str())
            .leave(path.c_str());
        if (i < 3)
            run.take(path.c_str(), "add", i + 1, "state.n < 3");
        else
            run.take(path.c_str(), "done", 1);
    }
    run.enter("/node:done:1", "end").leave("/node:done:1");
    return run;
}
} // namespace

class TestGraphTrace : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatAForkChangedIsWhatTheNodeSaw()
    {
        Script run;
        run.add("/", EventType::StateChanged,
                "{'node':'','patch':[{'op':'add','path':'/n','value':0}]}")
            .enter("/node:a:1", "set")
            .change("/node:a:1", "[{'op':'replace','path':'/n','value':5}]", ",'why':'fork'")
            .change("/node:a:1", "[{'op':'replace','path':'/n','value':6}]")
            .leave("/node:a:1")
            .take("/node:a:1", "b", 1)
            .enter("/node:b:1", "end");
        QCOMPARE(run.states("/node:a:1"), QStringLiteral("{\"n\":5} => {\"n\":6}"));
        QCOMPARE(run.states("/node:b:1"), QStringLiteral("{\"n\":6} => {\"n\":6}"));
        QVERIFY(run.graph.visits()[0].isBent && !run.graph.visits()[1].isBent);
        QCOMPARE(run.graph.visits()[0].changed, std::string("n"));
    }

    void foldsVisitsAndEdges();
    void foldsTheStateBeforeAndAfterAVisit();
    void aBranchSeesOnlyWhatItsOwnWayWrote();
    void aLongWayIsFoldedOnce();
    void tellsTheWorkflowOfEveryScope();
    void followsThePlanOfAnOrchestrator();
    void aPlanThatAPersonChangedTakesThePlaceOfTheFirst();
    void appliesPatchesThatFitAndLeavesOutOthers_data();
    void appliesPatchesThatFitAndLeavesOutOthers();
    void survivesHostileEvents();
    void aRunTraceTellsTheSame();
    void aPlaybackShowsTheWayAsFarAsItWent();
};

void TestGraphTrace::foldsVisitsAndEdges()
{
    const auto run = looped();
    QStringList visits;
    for (const auto& visit : run.graph.visits())
        visits << shown(visit.path + " " + visit.kind + " [" + visit.changed + "] -> " + visit.next
                        + (visit.left ? "" : " open"));
    QCOMPARE(visits.join(u'\n'),
             QStringLiteral("/node:add:1 set [n, log] -> add\n"
                            "/node:add:2 set [n, log] -> add\n"
                            "/node:add:3 set [n, log] -> done\n"
                            "/node:done:1 end [] -> "));
    QCOMPARE(run.graph.edges(),
             (std::vector<TakenEdge>{{"/", "add", "add", "state.n < 3", "when", 2, 0},
                                     {"/", "add", "done", "", "plain", 1, 0}}));
}

void TestGraphTrace::foldsTheStateBeforeAndAfterAVisit()
{
    const auto run = looped();
    QCOMPARE(run.states("/node:add:1"),
             QStringLiteral("{\"log\":[],\"n\":0} => {\"log\":[1],\"n\":1}"));
    QCOMPARE(run.states("/node:add:3"),
             QStringLiteral("{\"log\":[1,2],\"n\":2} => {\"log\":[1,2,3],\"n\":3}"));
    QCOMPARE(run.states("/node:done:1"),
             QStringLiteral("{\"log\":[1,2,3],\"n\":3} => {\"log\":[1,2,3],\"n\":3}"));
    QCOMPARE(run.states("/node:nobody:1"), QStringLiteral("{} => {}"));
}

void TestGraphTrace::aBranchSeesOnlyWhatItsOwnWayWrote()
{
    Script run;
    run.add("/", EventType::StateChanged,
            "{'node':'','patch':[{'op':'add','path':'/a','value':0},"
            "{'op':'add','path':'/b','value':0}]}")
        .enter("/node:open:1", "set")
        .leave("/node:open:1")
        .take("/node:open:1", "left", 1)
        .take("/node:open:1", "right", 1)
        .enter("/node:left:1", "set")
        .enter("/node:right:1", "set")
        .change("/node:left:1", "[{'op':'replace','path':'/a','value':1}]")
        .change("/node:right:1", "[{'op':'replace','path':'/b','value':2}]")
        .leave("/node:left:1")
        .leave("/node:right:1")
        .take("/node:left:1", "join", 1)
        .take("/node:right:1", "join", 1)
        .enter("/node:join:1", "set")
        .change("/node:join:1",
                "[{'op':'replace','path':'/a','value':1},{'op':'replace','path':'/b','value':2}]",
                ",'since':'/node:open:1'")
        .change("/node:join:1", "[{'op':'replace','path':'/a','value':9}]");
    QCOMPARE(run.states("/node:left:1"), QStringLiteral("{\"a\":0,\"b\":0} => {\"a\":1,\"b\":0}"));
    QCOMPARE(run.states("/node:right:1"), QStringLiteral("{\"a\":0,\"b\":0} => {\"a\":0,\"b\":2}"));
    QCOMPARE(run.states("/node:join:1"), QStringLiteral("{\"a\":1,\"b\":2} => {\"a\":9,\"b\":2}"));
}

void TestGraphTrace::aLongWayIsFoldedOnce()
{
    Script run;
    run.add("/", EventType::StateChanged,
            "{'node':'','patch':[{'op':'add','path':'/n','value':0}]}");
    constexpr int visits = 5000;
    for (int i = 1; i <= visits; ++i) {
        const auto path = "/node:a:" + std::to_string(i);
        run.enter(path.c_str(), "set")
            .change(path.c_str(),
                    ("[{'op':'replace','path':'/n','value':" + std::to_string(i) + "}]").c_str())
            .leave(path.c_str())
            .take(path.c_str(), "a", i + 1);
    }
    for (int i = visits; i > visits - 200; --i) {
        const auto path = "/node:a:" + std::to_string(i);
        QCOMPARE(run.states(path.c_str()),
                 QStringLiteral("{\"n\":%1} => {\"n\":%2}").arg(i - 1).arg(i));
    }
}

void TestGraphTrace::tellsTheWorkflowOfEveryScope()
{
    Script run;
    run.add("/", EventType::RunStarted, "{'workflow':'outer','agent':''}")
        .enter("/node:sub:1", "workflow")
        .add("/node:sub:1", EventType::StateChanged,
             "{'node':'','workflow':'inner','patch':[{'op':'add','path':'/x','value':1}]}")
        .enter("/node:sub:1/node:one:1", "set")
        .change("/node:sub:1/node:one:1", "[{'op':'replace','path':'/x','value':2}]");
    QCOMPARE(shown(run.graph.workflowOf("/")), QStringLiteral("outer"));
    QCOMPARE(shown(run.graph.workflowOf("/node:sub:1")), QStringLiteral("inner"));
    QCOMPARE(shown(run.graph.workflowOf("/node:other:1")), QString());
    QCOMPARE(run.states("/node:sub:1"), QStringLiteral("{} => {}"));
    QCOMPARE(run.states("/node:sub:1/node:one:1"), QStringLiteral("{\"x\":1} => {\"x\":2}"));
}

void TestGraphTrace::followsThePlanOfAnOrchestrator()
{
    Script run;
    run.add("/agent:lead:1/step:1/plan:1", EventType::PlanMade,
            "{'steps':[{'id':'a','agent':'coder','task':'Write','dependencies':[]},"
            "{'id':'b','agent':'writer','task':'Tell','dependencies':['a',7]}]}")
        .add("/agent:lead:1/step:1/plan:1/agent:coder:1", EventType::AgentStarted,
             "{'plan_step':'a'}")
        .add("/agent:lead:1/step:1/plan:1/agent:coder:1", EventType::AgentFinished,
             "{'outcome':'done'}")
        .add("/agent:lead:1/step:1/plan:1/agent:writer:1", EventType::AgentStarted,
             "{'plan_step':'b'}")
        .add("/agent:lead:1/step:1/plan:1/agent:writer:1", EventType::AgentFinished,
             "{'outcome':'failed'}")
        .add("/agent:lead:1/step:2/plan:1", EventType::PlanMade,
             "{'steps':[{'id':'a','agent':'coder','task':'Write'},"
             "{'id':'c','agent':'coder','task':'Mend','dependencies':['a']}]}")
        .add("/agent:lead:1/step:2/plan:1/agent:coder:1", EventType::AgentStarted,
             "{'plan_step':'c'}");
    using State = PlannedStep::State;
    QCOMPARE(run.graph.plans().size(), std::size_t(2));
    QCOMPARE(run.graph.plans()[0].path, std::string("/agent:lead:1/step:1/plan:1"));
    QCOMPARE(int(run.graph.plans()[0].steps[1].state), int(State::Failed));
    QCOMPARE(
        run.graph.plans()[1].steps,
        (std::vector<PlannedStep>{
            {"a", "coder", "Write", {}, "/agent:lead:1/step:1/plan:1/agent:coder:1", State::Done},
            {"c",
             "coder",
             "Mend",
             {"a"},
             "/agent:lead:1/step:2/plan:1/agent:coder:1",
             State::Running}}));
}

void TestGraphTrace::aPlanThatAPersonChangedTakesThePlaceOfTheFirst()
{
    Script run;
    run.add("/agent:lead:1/step:1/plan:1", EventType::PlanMade,
            "{'steps':[{'id':'a','agent':'coder','task':'Write'}]}")
        .add("/agent:lead:1/step:1/plan:1", EventType::PlanMade,
             "{'edited':true,'steps':[{'id':'b','agent':'coder','task':'Tell'}]}");
    QCOMPARE(run.graph.plans(),
             (std::vector<MadePlan>{
                 {"/agent:lead:1/step:1/plan:1", true, {{"b", "coder", "Tell", {}, {}, {}}}}}));
    run.add("/x", EventType::PlanMade, "{'steps':7}").add("/y", EventType::PlanMade, "[]");
    QCOMPARE(run.graph.plans().size(), std::size_t(3));
    QVERIFY(run.graph.plans()[2].steps.empty());
}

void TestGraphTrace::appliesPatchesThatFitAndLeavesOutOthers_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("patch");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* name, const char* value, const char* patch,
                        const char* expected) {
        QTest::addRow("%s", name) << QByteArray(value) << QByteArray(patch) << QByteArray(expected);
    };
    row("replace", "{'a':1}", "[{'op':'replace','path':'/a','value':[2]}]", "{'a':[2]}");
    row("add to a list", "{'a':[1,3]}", "[{'op':'add','path':'/a/1','value':2}]", "{'a':[1,2,3]}");
    row("add behind a list", "{'a':[1]}", "[{'op':'add','path':'/a/-','value':2}]", "{'a':[1,2]}");
    row("remove", "{'a':[1,2],'b':1}",
        "[{'op':'remove','path':'/a/0'},{'op':'remove','path':'/b'}]", "{'a':[2]}");
    row("escapes", "{'a/b':{'~':1}}", "[{'op':'replace','path':'/a~1b/~0','value':2}]",
        "{'a/b':{'~':2}}");
    row("the whole", "{'a':1}", "[{'op':'replace','path':'','value':{'b':2}}]", "{'b':2}");
    row("nowhere", "{'a':1}",
        "[{'op':'replace','path':'/x/y','value':2},{'op':'replace','path':'/x','value':2},"
        "{'op':'remove','path':'/q'},{'op':'add','path':'/a/0','value':1}]",
        "{'a':1}");
    row("outside a list", "{'a':[1]}",
        "[{'op':'add','path':'/a/7','value':2},{'op':'replace','path':'/a/1','value':2},"
        "{'op':'remove','path':'/a/-1'},{'op':'replace','path':'/a/99999999999999999999',"
        "'value':1}]",
        "{'a':[1]}");
    row("no operations", "{'a':1}", "[7,null,{},{'op':'move','path':'/a'},{'op':'add'}]",
        "{'a':1}");
    row("no list", "{'a':1}", "{'op':'remove','path':'/a'}", "{'a':1}");
}

void TestGraphTrace::appliesPatchesThatFitAndLeavesOutOthers()
{
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, patch);
    QFETCH(QByteArray, expected);
    for (auto* each : {&value, &patch, &expected})
        each->replace('\'', '"');
    auto json = *parseJson(value.toStdString());
    applyPatch(json, *parseJson(patch.toStdString()));
    QCOMPARE(shown(dumpJson(json)), shown(dumpJson(*parseJson(expected.toStdString()))));
}

void TestGraphTrace::survivesHostileEvents()
{
    Script run;
    const QByteArray odd[] = {
        "{}", "[]", "{'node':7,'kind':[],'patch':7,'to':{},'visit':-1,'since':[],'steps':{}}",
        "{'to':'a','visit':9223372036854775807,'steps':[7,{'id':[],'dependencies':7}]}",
        "{'node':'a','since':'/node:a:1','patch':[{'op':'add','path':'/a/b/c','value':1}]}"};
    for (const char* path :
         {"", "/", "//", "/node:a:1", "/node::", "/node:a:99999999999999999999"}) {
        for (const auto& data : odd) {
            for (int type = 0; type <= int(EventType::Unknown); ++type)
                run.add(path, EventType(type), data);
        }
    }
    for (std::uint32_t i = 0; i < run.graph.visits().size(); ++i)
        (void)run.graph.statesOf(i);
    (void)run.graph.statesOf(GraphTrace::noVisit);
    std::string deep = "/x";
    for (int i = 0; i < 2000; ++i)
        deep += "/x";
    Json value = Json::object();
    applyPatch(value, Json::array({{{"op", "add"}, {"path", deep}, {"value", 1}}}));
    QCOMPARE(shown(dumpJson(value)), QStringLiteral("{}"));
}

void TestGraphTrace::aRunTraceTellsTheSame()
{
    const auto run = looped();
    RunTrace trace;
    trace.fold(run.events);
    std::vector<NodeVisit> visits;
    trace.readGraph([&](const GraphTrace& graph) { visits = graph.visits(); });
    QCOMPARE(visits, run.graph.visits());
    QCOMPARE(shown(trace.status().workflow), QStringLiteral("count"));
    QCOMPARE(shown(trace.status().agent), QStringLiteral("count"));
    const auto details = trace.details(trace.spans().find("/node:add:2"));
    QCOMPARE(details.edges, std::vector<std::string>{"add (state.n < 3)"});
    QCOMPARE(shown(details.outcome), QStringLiteral("done"));
}

void TestGraphTrace::aPlaybackShowsTheWayAsFarAsItWent()
{
    const auto run = looped();
    RunTrace trace(RunTrace::KeepHistory{});
    trace.fold(run.events);
    const auto visitsAt = [&trace](std::size_t events) {
        trace.showUntil(events);
        std::size_t count = 0;
        trace.readGraph([&](const GraphTrace& graph) { count = graph.visits().size(); });
        return count;
    };
    QCOMPARE(visitsAt(3), std::size_t(1));
    QCOMPARE(visitsAt(7), std::size_t(2));
    QCOMPARE(visitsAt(2), std::size_t(0)); // and back
    QCOMPARE(visitsAt(run.events.size()), run.graph.visits().size());
}

QTEST_GUILESS_MAIN(TestGraphTrace)
#include "tst_graphtrace.moc"
