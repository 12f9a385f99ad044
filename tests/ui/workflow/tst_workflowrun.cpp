// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/workflow/statetable.h"
#include "ui/workflow/workflowpage.h"

#include "base/jsonvalue.h"
#include "fakeport.h"
#include "runscript.h"
#include "ui/fakewindow.h"
#include "ui/jsonedit/codeedit.h"
#include "ui/jsonedit/jsonedit.h"
#include "ui/record/forkdialog.h"
#include "ui/run/benddialog.h"
#include "ui/run/heldbar.h"
#include "ui/run/runview.h"
#include "ui/workflow/graphpanel.h"
#include "ui/workflow/graphview.h"
#include "ui/workflow/problemmarks.h"
#include "ui/workflow/runoverlay.h"
#include "ui/workflow/runpanel.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QLabel>
#include <QListWidget>
#include <QPointer>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTableWidget>
#include <QTest>

using namespace signalbox;
using namespace signalbox::ui;
using signalbox::ui::testing::FakeWindow;
using signalbox::ui::testing::named;
using signalbox::ui::testing::shoot;

namespace {
std::string quoted(QByteArray text)
{
    return text.replace('\'', '"').toStdString();
}

std::string reviewText()
{
    return quoted("{'name':'review','kind':'graph','state':{'n':{'default':0}},'start':'work',"
                  "'nodes':{'work':{'kind':'agent','agent':'clerk'},"
                  "'judge':{'kind':'agent','agent':'judge'},"
                  "'ask':{'kind':'gate','prompt':'Go on?'},'done':{'kind':'end'}},"
                  "'edges':[{'from':'work','to':'judge'},"
                  "{'from':'judge','to':'work','when':'state.n < 2'},"
                  "{'from':'judge','to':'ask','otherwise':true},{'from':'ask','to':'done'}],"
                  "'layout':{'work':[0,0],'judge':[260,0],'ask':[520,80],'done':[760,80]}}");
}

void visit(RunScript& run, const std::string& node, int n, const char* kind,
           const std::string& patch)
{
    const auto path = "/node:" + node + ":" + std::to_string(n);
    run.add(path, EventType::NodeEntered,
            quoted(("{'node':'" + node + "','kind':'" + kind + "'}").c_str()));
    if (std::string(kind) == "agent")
        run.model(path + "/agent:clerk:1/step:1", std::chrono::milliseconds(1500), 900, 120, 0.002,
                  "Done");
    run.wait(std::chrono::milliseconds(20));
    if (!patch.empty())
        run.add(path, EventType::StateChanged,
                quoted(("{'node':'" + node + "','patch':" + patch + "}").c_str()));
}

void leave(RunScript& run, const std::string& node, int n, const std::string& to, int visits,
           const std::string& when = {})
{
    const auto path = "/node:" + node + ":" + std::to_string(n);
    run.add(path, EventType::NodeLeft,
            quoted(("{'node':'" + node + "','ok':true,'ms':1}").c_str()));
    run.add(
        path, EventType::EdgeTaken,
        quoted(("{'from':'" + node + "','to':'" + to + "','visit':" + std::to_string(visits)
                + ",'why':'" + (when.empty() ? "otherwise" : "when") + "','when':'" + when + "'}")
                   .c_str()));
}

// Work and judge twice, then a person is asked.
RunScript reviewRun()
{
    RunScript run("01K9REVIEW");
    run.add("/", EventType::RunStarted,
            quoted("{'workflow':'review','agent':'','task':'Review it'}"));
    run.add("/", EventType::StateChanged,
            quoted("{'node':'','workflow':'review','patch':[{'op':'add','path':'/n','value':0}]}"));
    visit(run, "work", 1, "agent", "[{'op':'replace','path':'/n','value':1}]");
    leave(run, "work", 1, "judge", 1);
    visit(run, "judge", 1, "agent", {});
    leave(run, "judge", 1, "work", 2, "state.n < 2");
    visit(run, "work", 2, "agent", "[{'op':'replace','path':'/n','value':2}]");
    leave(run, "work", 2, "judge", 2);
    visit(run, "judge", 2, "agent", {});
    leave(run, "judge", 2, "ask", 1);
    visit(run, "ask", 1, "gate", {});
    run.add("/node:ask:1/gate:1", EventType::GateOpened,
            quoted("{'gate_id':'g1','kind':'node','reason':'Go on?'}"));
    return run;
}

engine::WorkspaceOpened workspace()
{
    auto view = std::make_shared<WorkspaceView>();
    view->agents["clerk"].name = "clerk";
    view->workflows["review"] = {"review", "graph", "workflows/review.json", reviewText()};
    view->workflows["other"] = {
        "other", "graph", "workflows/other.json",
        quoted("{'name':'other','kind':'graph','start':'a','nodes':{'a':{'kind':'end'}}}")};
    view->workflows["team"] = {
        "team", "orchestrator", "workflows/team.json",
        quoted("{'name':'team','kind':'orchestrator','lead':'lead','agents':['coder']}")};
    engine::WorkspaceOpened opened;
    opened.workspace = view;
    return opened;
}

struct Fixture
{
    FakeWindow window;
    FakePort port;
    EngineBridge bridge{port};
    RunView view{bridge};
    std::unique_ptr<WorkflowPage> page;

    Fixture()
    {
        window.context.opened = workspace();
        window.context.runView = &view;
        page = std::make_unique<WorkflowPage>(window.context);
        window.listen(*page);
        page->resize(1360, 820);
        page->setVisible(true);
        page->showWorkflow("workflows/review.json");
    }
    void play(const RunScript& run)
    {
        port.play(run.batch());
        QTRY_VERIFY(bridge.trace(run.run()));
        view.show(run.run());
    }
    [[nodiscard]] GraphScene& scene() { return page->graphPanel().scene(); }
    [[nodiscard]] QPushButton* button(const char* name) { return named<QPushButton>(*page, name); }
};

QString runsOf(GraphScene& scene)
{
    QStringList out;
    for (const auto& node : scene.graph().nodes) {
        const auto& run = scene.node(node.name)->run();
        out << QStringLiteral("%1 %2 %3")
                   .arg(QString::fromStdString(node.name))
                   .arg(run.visits)
                   .arg(int(run.state));
    }
    for (const auto& edge : scene.graph().edges)
        out << QString::number(scene.edge(edge.index)->run().taken);
    return out.join(u' ');
}

// Nodes with their states, and edges.
QString wordsOf(GraphScene& scene)
{
    QStringList nodes;
    QStringList edges;
    for (const auto& node : scene.graph().nodes)
        nodes << QStringLiteral("%1 %2")
                     .arg(QString::fromStdString(node.name))
                     .arg(int(scene.node(node.name)->run().state));
    for (const auto& edge : scene.graph().edges)
        edges << QString::fromStdString(edge.from + ">" + edge.to);
    return nodes.join(QStringLiteral(", ")) + QStringLiteral(": ") + edges.join(u' ');
}
} // namespace

class TestWorkflowRun : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRunIsDrawnOverItsGraph()
    {
        Fixture f;
        f.play(reviewRun());
        // states: 1 current, 2 waiting, 3 done
        QCOMPARE(runsOf(f.scene()), QStringLiteral("work 2 3 judge 2 3 ask 1 2 done 0 0 2 1 1 0"));
        QCOMPARE(f.scene().node("work")->run().figures, QStringLiteral("3.0 s · $0.004"));
        QVERIFY(f.scene().node("ask")->description().contains(QStringLiteral("waiting")));
        auto* table = named<QTableView>(*f.page, "Visits");
        QVERIFY(table);
        QAbstractItemModelTester tester(table->model());
        QStringList rows;
        for (int row = 0; row < table->model()->rowCount(); ++row)
            rows << table->model()->index(row, 0).data().toString() + u'|'
                    + table->model()->index(row, 2).data().toString();
        QCOMPARE(rows.join(u' '),
                 QStringLiteral("work|→ judge judge|→ work work 2|→ judge judge 2|→ ask ask|"));
        shoot(f.window, *f.page, "workflow-run");
    }

    void oneVisitAfterTheOtherAsItRan()
    {
        Fixture f;
        f.play(reviewRun());
        f.button("Next visit")->click();
        f.button("Next visit")->click();
        QCOMPARE(named<QLabel>(*f.page, "Visit shown")->text(), QStringLiteral("2 / 5"));
        QCOMPARE(runsOf(f.scene()), QStringLiteral("work 1 3 judge 1 1 ask 0 0 done 0 0 1 0 0 0"));
        f.button("Next visit")->click();
        auto* state = named<CodeEdit>(*f.page, "State before and after");
        QCOMPARE(state->toPlainText(), QStringLiteral("- n: 1\n+ n: 2"));
        shoot(f.window, *f.page, "workflow-visit");
        QSignalSpy opened(f.page.get(), &Page::openRunRequested);
        f.button("Open the step of this visit")->click();
        QCOMPARE(opened.size(), 1);
        QCOMPARE(opened[0][1].toString(), QStringLiteral("/node:work:2"));
        f.button("Show the whole run")->click();
        QCOMPARE(runsOf(f.scene()), QStringLiteral("work 2 3 judge 2 3 ask 1 2 done 0 0 2 1 1 0"));
    }

    void aForkOfAVisitIsPreparedWithItsState()
    {
        Fixture f;
        f.play(reviewRun());
        f.scene().select({"judge"});
        f.button("Fork the run at this visit")->click();
        auto* dialog = f.page->findChild<ForkDialog*>();
        QVERIFY(dialog && dialog->isVisible() && !dialog->isModal());
        QVERIFY(f.window.issued<engine::ForkRun>().empty()); // nothing runs yet
        QCOMPARE(named<QLabel>(*dialog, "What is kept")->text(),
                 QStringLiteral("Kept as recorded: 3 visits of nodes, 3 replies."));
        auto* state = dialog->findChild<JsonEdit*>();
        QCOMPARE(state->text(), std::string("{\n  \"n\": 2\n}"));
        state->editor().setPlainText(QStringLiteral("[]"));
        auto* send = named<QPushButton>(*dialog, "Fork and run");
        send->click();
        QVERIFY(f.window.issued<engine::ForkRun>().empty());
        QVERIFY(named<QLabel>(*dialog, "Problem of the fork"));
        state->editor().setPlainText(QStringLiteral("{\"n\": 0}"));
        shoot(f.window, *dialog, "workflow-fork");
        send->click();
        const auto forks = f.window.issued<engine::ForkRun>();
        QCOMPARE(forks.size(), std::size_t(1));
        QCOMPARE(forks[0].run + forks[0].at, std::string("01K9REVIEW/node:judge:2"));
        QCOMPARE(forks[0].key + forks[0].value, std::string("state{\"n\":0}"));
        f.page->onNotice(engine::CommandFailed{"fork the run",
                                               {Errc::Invalid, "no such node", {}},
                                               engine::Verb::ForkRun,
                                               forks[0].ticket});
        QCOMPARE(named<QLabel>(*dialog, "Problem of the fork")->text(),
                 QStringLiteral("no such node"));
        const QPointer<ForkDialog> gone(dialog);
        f.page->onNotice(engine::RunStarted{"01K9FORK", "Review it", forks[0].ticket});
        QTRY_VERIFY(!gone);
    }

    void whereItIsHeldTheStateIsChangedInPlace()
    {
        Fixture f;
        auto run = reviewRun();
        auto events = run.events();
        events.resize(events.size() - 1); // the gate has not opened
        Event paused = events.back();
        paused.seq = events.back().seq + 1;
        paused.path = "/node:ask:1";
        paused.type = EventType::RunPaused;
        paused.data = quoted("{'by':'breakpoint','why':'ask'}");
        events.push_back(paused);
        f.port.play(engine::JournalBatch{run.run(), false, events});
        QTRY_VERIFY(f.bridge.trace(run.run()));
        f.view.show(run.run());
        QTRY_VERIFY(f.page->findChild<HeldBar*>()->isVisible());
        QCOMPARE(f.scene().node("ask")->run().state, NodeRun::State::Waiting);
        f.button("Show where it is held")->click();
        QCOMPARE(f.scene().selectedNodes(), std::vector<std::string>{"ask"});
        f.button("Fork the run at this visit")->click(); // leads to the same
        auto* dialog = f.page->findChild<BendDialog*>();
        QVERIFY(dialog && dialog->isVisible());
        QVERIFY(!f.page->findChild<ForkDialog*>());
        dialog->json().editor().setPlainText(QStringLiteral("{\"n\": 9}"));
        named<QPushButton>(*dialog, "Change and step")->click();
        const auto bent = f.window.issued<engine::BendRun>();
        QCOMPARE(bent.size(), std::size_t(1));
        QCOMPARE(bent[0].at + bent[0].key + bent[0].value,
                 std::string("/node:ask:1state{\"n\":9}"));
        QVERIFY(bent[0].step);
    }

    void theWaysOfANodeSayWhatARunMadeOfThem()
    {
        Fixture f;
        auto run = reviewRun();
        run.add("/node:judge:2", EventType::EdgeTaken,
                quoted("{'from':'judge','to':'ask','visit':2,'why':'chosen','when':''}"));
        f.play(run);
        f.scene().select({"judge"});
        auto* ways = named<QListWidget>(*f.page, "Leaves by");
        QVERIFY(ways);
        QStringList rows;
        for (int i = 0; i < ways->count(); ++i)
            rows << ways->item(i)->text();
        QCOMPARE(rows.join(u'|'),
                 QStringLiteral("→ work   when state.n < 2   ×1|"
                                "→ ask   otherwise   ×2"));
        QStringList notes;
        for (const auto* label : f.page->findChildren<QLabel*>()) {
            if (label->isVisible() && label->text().startsWith(u"Several edges"))
                notes << label->text();
        }
        QCOMPARE(notes,
                 QStringList(
                     QStringLiteral("Several edges matched once; the gate asked which to take.")));
        Q_EMIT ways->itemActivated(ways->item(1));
        QCOMPARE(f.scene().selectedEdge(), std::optional<std::size_t>(2));
    }

    void aSelectedNodeShowsItsLastVisit()
    {
        Fixture f;
        f.play(reviewRun());
        f.scene().select({"work"});
        QCOMPARE(f.page->runPanel().chosenPath(), std::string("/node:work:2"));
        // the graph goes on to show the whole run
        QCOMPARE(f.scene().edge(0)->run().taken, 2);
    }

    void theListOfVisitsFollowsALiveRunAndTheAnswerStandsBelow()
    {
        Fixture f;
        RunScript run("01K9LONG");
        run.add("/", EventType::RunStarted,
                quoted("{'workflow':'review','agent':'','task':'Review it'}"));
        for (int n = 1; n <= 40; ++n) {
            visit(run, "work", n, "set", {});
            leave(run, "work", n, "judge", n);
        }
        const auto all = run.events();
        f.play(run);
        auto* table = named<QTableView>(*f.page, "Visits");
        auto* bar = table->verticalScrollBar();
        QVERIFY(bar->maximum() > 0);
        QCOMPARE(bar->value(), bar->maximum());
        bar->setValue(2); // who looks at earlier ones is left there
        RunScript more = run;
        more.finish("done", "Reviewed.\n<b>twice</b>");
        f.port.play(engine::JournalBatch{
            run.run(),
            false,
            {more.events().begin() + std::ptrdiff_t(all.size()), more.events().end()}});
        auto* state = named<CodeEdit>(*f.page, "State before and after");
        QTRY_COMPARE(state->toPlainText(), QStringLiteral("Reviewed.\n<b>twice</b>"));
        QCOMPARE(bar->value(), 2);
        f.button("Next visit")->click();
        QVERIFY(!state->toPlainText().contains(QStringLiteral("Reviewed")));
    }

    void theTableOfTheStateIsAsLongAsItsRows()
    {
        const FakeWindow window;
        StateTable table(window.theme);
        OrderedJson state = OrderedJson::object();
        for (int i = 0; i < 10; ++i)
            state["key" + std::to_string(i)] = OrderedJson::object();
        table.show(&state, {}, true);
        table.resize(400, 900);
        table.setVisible(true);
        auto* rows = named<QTableWidget>(table, "State");
        QCOMPARE(rows->verticalScrollBar()->maximum(), 0);
        for (int i = 10; i < 500; ++i)
            state["key" + std::to_string(i)] = OrderedJson::object();
        table.show(&state, {}, true);
        QVERIFY(rows->height() < 900);
    }

    void followsTheRunWhileItLives()
    {
        Fixture f;
        auto run = reviewRun();
        const auto all = run.events();
        engine::JournalBatch first{run.run(), false, {all.begin(), all.begin() + 3}};
        f.port.play(first);
        QTRY_VERIFY(f.bridge.trace(run.run()));
        f.view.show(run.run());
        QCOMPARE(f.scene().node("work")->run().state, NodeRun::State::Current);
        f.port.play(engine::JournalBatch{run.run(), false, {all.begin() + 3, all.end()}});
        QTRY_COMPARE(f.scene().node("ask")->run().state, NodeRun::State::Waiting);
    }

    void aRunOfAnotherWorkflowLeadsToIt()
    {
        Fixture f;
        f.page->showWorkflow("workflows/other.json");
        f.play(reviewRun());
        QVERIFY(!f.page->runPanel().isVisible());
        auto* lead = f.button("Show the workflow of the run");
        QVERIFY(lead);
        QCOMPARE(lead->text(), QStringLiteral("Run of review"));
        lead->click();
        QCOMPARE(f.page->document()->file(), std::string("workflows/review.json"));
        QVERIFY(f.page->runPanel().isVisible());
    }

    void thePlanOfAnOrchestratorIsAGraphOfItsSteps()
    {
        Fixture f;
        f.page->showWorkflow("workflows/team.json");
        RunScript run("01K9TEAM");
        run.add("/", EventType::RunStarted, quoted("{'workflow':'team','agent':'','task':'Do'}"));
        const std::string plan = "/agent:lead:1/step:1/plan:1";
        run.add(plan, EventType::PlanMade,
                quoted("{'steps':[{'id':'write','agent':'coder','task':'Write','dependencies':[]},"
                       "{'id':'tell','agent':'coder','task':'Tell','dependencies':['write']}]}"));
        run.add(plan + "/agent:coder:1", EventType::AgentStarted,
                quoted("{'agent':'coder','plan_step':'write'}"));
        f.play(run);
        QTRY_COMPARE(wordsOf(f.scene()),
                     QStringLiteral("plan 1 3, write 1, tell 0, answer 0: plan 1>write "
                                    "write>tell tell>answer"));
        run.add(plan + "/agent:coder:1", EventType::AgentFinished, quoted("{'outcome':'done'}"));
        run.add(plan + "/agent:coder:2", EventType::AgentStarted,
                quoted("{'agent':'coder','plan_step':'tell'}"));
        run.add(plan + "/agent:coder:2", EventType::AgentFinished, quoted("{'outcome':'failed'}"));
        // what is done stays, what failed is tried again beside something new
        run.add("/agent:lead:1/step:2/plan:1", EventType::PlanMade,
                quoted("{'steps':[{'id':'write','agent':'coder','task':'Write'},"
                       "{'id':'tell','agent':'coder','task':'Tell','dependencies':['write']},"
                       "{'id':'check','agent':'coder','task':'Check','dependencies':['tell']}]}"));
        f.port.play(run.batch());
        QTRY_COMPARE(wordsOf(f.scene()),
                     QStringLiteral("plan 1 3, write 3, tell 4, plan 2 3, tell (2) 0, check 0, "
                                    "answer 0: plan 1>write write>tell tell>plan 2 "
                                    "write>tell (2) plan 2>tell (2) tell (2)>check check>answer"));
        f.scene().select({"tell"});
        const auto* words = named<QLabel>(*f.page, "Step of the plan");
        QVERIFY(words);
        QCOMPARE(words->text(),
                 QStringLiteral("Agent: coder\nWaits for: write\n\nTell\n\n"
                                "What came of it:\n"));
        QSignalSpy opened(f.page.get(), &Page::openRunRequested);
        Q_EMIT f.page->graphPanel().view().editWanted();
        QCOMPARE(opened.size(), 1);
        QCOMPARE(opened[0][1].toString(), QString::fromStdString(plan + "/agent:coder:2"));
        shoot(f.window, *f.page, "workflow-plan");
    }

    void breakpointsOfOtherKindsStay()
    {
        Fixture f;
        Breakpoint tool;
        tool.kind = BreakKind::Tool;
        tool.pattern = "pay";
        f.page->onNotice(engine::BreakpointsSet{{tool}});
        f.scene().select({"judge"});
        for (auto* action : f.page->actions()) {
            if (action->text() == QStringLiteral("Breakpoint at node"))
                action->trigger();
        }
        const auto set = f.window.issued<engine::SetBreakpoints>();
        QCOMPARE(set.size(), std::size_t(1));
        QCOMPARE(set[0].breakpoints.size(), std::size_t(2));
        QCOMPARE(set[0].breakpoints[0], tool);
        QCOMPARE(set[0].breakpoints[1].pattern, std::string("judge"));
        QVERIFY(f.scene().node("judge")->marks().hasBreakpoint);
        f.page->onNotice(engine::BreakpointsSet{{}});
        QVERIFY(!f.scene().node("judge")->marks().hasBreakpoint);
    }

    void problemsFindTheirPlace()
    {
        ProblemPlace place;
        place.node = "judge";
        QCOMPARE(placeOf("nodes.judge.agent"), place);
        QCOMPARE(placeOf("nodes[\"judge\"]"), place);
        place = {};
        place.edge = 12;
        QCOMPARE(placeOf("edges[12].when"), place);
        place = {};
        place.state = "a.b";
        QCOMPARE(placeOf("state[\"a.b\"].default"), place);
        for (const char* path : {"", "name", "edges", "edges[x]", "edges[99999999999999999999999]",
                                 "nodes", "[", "[\"", "a[\"b", "...", "]"})
            QCOMPARE(placeOf(path), ProblemPlace());
    }
};

QTEST_MAIN(TestWorkflowRun)
#include "tst_workflowrun.moc"
