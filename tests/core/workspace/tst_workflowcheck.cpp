// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/jsonvalue.h"
#include "tempworkspace.h"
#include "testing/pace.h"
#include "workspace/problems.h"
#include "workspace/workflowcheck.h"
#include "workspace/workflowjson.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::workspace;
using namespace signalbox::testing;
using namespace std::chrono_literals;

namespace {
// The graph of formats.md.
const char* const example =
    "{\"name\":\"review-and-pay\",\"kind\":\"graph\","
    "\"state\":{\"path\":{\"default\":\"inbox/a.json\"},\"invoice\":{\"default\":null},\"lines\":{"
    "\"default\":[]},\"verdict\":{\"default\":null},\"rounds\":{\"default\":0},\"notes\":{"
    "\"default\":[],\"merge\":\"append\"}},"
    "\"start\":\"extract\",\"max_steps\":50,\"nodes\":{"
    "\"extract\":{\"kind\":\"agent\",\"agent\":\"clerk\",\"task\":\"Extract ${state.path}\","
    "\"writes\":{\"invoice\":\"result\",\"lines\":\"result.lines\"}},"
    "\"lines\":{\"kind\":\"map\",\"over\":\"state.lines\",\"node\":{\"kind\":\"tool\",\"tool\":"
    "\"check_line\",\"arguments\":{\"line\":\"${item}\"}},\"max_parallel\":8,\"writes\":{\"notes\":"
    "\"results\"}},"
    "\"judge\":{\"kind\":\"agent\",\"agent\":\"judge\",\"task\":\"Judge ${state.invoice}\","
    "\"writes\":[\"verdict\"],\"ambiguous\":\"ask\",\"default\":\"ask\"},"
    "\"count\":{\"kind\":\"set\",\"set\":{\"rounds\":\"state.rounds + 1\"}},"
    "\"ask\":{\"kind\":\"gate\",\"prompt\":\"Pay ${state.invoice.total}?\",\"choices\":[\"ok\","
    "\"reject\"],\"default\":\"reject\",\"writes\":{\"verdict\":\"result\"}},"
    "\"pay\":{\"kind\":\"tool\",\"tool\":\"pay\",\"arguments\":{\"invoice\":\"${state.invoice}\"},"
    "\"requires_approval\":true},"
    "\"done\":{\"kind\":\"end\",\"output\":\"paid ${state.invoice.total}\"},"
    "\"refused\":{\"kind\":\"end\",\"output\":\"refused\"}},"
    "\"edges\":[{\"from\":\"extract\",\"to\":\"lines\"},{\"from\":\"lines\",\"to\":\"judge\"},"
    "{\"from\":\"judge\",\"to\":\"pay\",\"when\":\"state.verdict == 'ok'\"},"
    "{\"from\":\"judge\",\"to\":\"count\",\"when\":\"state.verdict == 'fix' && state.rounds < 3\"},"
    "{\"from\":\"judge\",\"to\":\"ask\",\"otherwise\":true},{\"from\":\"count\",\"to\":\"extract\"}"
    ","
    "{\"from\":\"ask\",\"to\":\"pay\",\"when\":\"state.verdict == 'ok'\"},"
    "{\"from\":\"ask\",\"to\":\"refused\",\"otherwise\":true},{\"from\":\"pay\",\"to\":\"done\"}]}";

std::string problemsOf(const std::vector<Problem>& problems)
{
    std::string text;
    for (const auto& one : problems)
        text += std::string(one.severity == Severity::Warning ? "warning: " : "") + one.path
            + ": expected " + one.expected + ", found " + one.found
            + (one.mend.empty() ? "" : "; " + one.mend) + "\n";
    return text;
}

std::string checked(const std::string& document)
{
    const auto graph = graphFromJson(document);
    if (!graph)
        return "! " + graph.error().text() + "\n";
    std::vector<Problem> problems;
    checkGraph(*graph, {"workflows/g.json", &problems});
    return problemsOf(problems);
}

// A graph with these nodes and edges, a state of a (1), l ([]) and w (2, append), that starts at "s".
std::string graph(const char* nodes, const char* edges, const char* more = "\"max_steps\":9")
{
    return std::string(
               "{\"name\":\"g\",\"kind\":\"graph\",\"state\":{\"a\":{\"default\":1},\"l\":{"
               "\"default\":[]},\"w\":{\"default\":[],\"merge\":\"append\"}},\"start\":\"s\",")
        + more + ",\"nodes\":{" + nodes + "},\"edges\":[" + edges + "]}";
}

const char* const noWay =
    "warning: nodes.s: expected an edge that leads on, found none: the run ends "
    "here with its result; add an edge, or a node of kind end\n";

std::string lines(const std::vector<std::string>& all)
{
    std::string text;
    for (const auto& one : all)
        text += one + "\n";
    return text;
}
} // namespace

class TestWorkflowCheck : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isContentWithTheExample() { QCOMPARE(checked(example), ""); }

    void namesEveryProblem_data()
    {
        QTest::addColumn<QString>("document");
        QTest::addColumn<QString>("problems");
        const auto row = [](const char* name, const std::string& document,
                            const std::string& told) {
            QTest::newRow(name) << QString::fromStdString(document) << QString::fromStdString(told);
        };
        const char* const end = "\"e\":{\"kind\":\"end\"}";
        const auto nodes = [&](const std::string& s) { return s + "," + end; };
        const char* const toEnd = "{\"from\":\"s\",\"to\":\"e\"}";
        const auto ofNode = [&](const std::string& s) {
            return graph(nodes("\"s\":" + s).c_str(), toEnd);
        };
        row("a start that is none", graph("\"x\":{\"kind\":\"end\"}", ""),
            "start: expected the name of a node, found 's'; use one of: x\n");
        row("an edge of unknown nodes",
            graph(nodes("\"s\":{\"kind\":\"set\"}").c_str(),
                  "{\"from\":\"s\",\"to\":\"e\"},{\"from\":\"ee\",\"to\":\"ss\"}"),
            "edges[1].from: expected the name of a node, found 'ee'; did you mean 'e'?\n"
            "edges[1].to: expected the name of a node, found 'ss'; did you mean 's'?\n");
        row("a node that nothing reaches",
            graph(nodes("\"s\":{\"kind\":\"set\"},\"lost\":{\"kind\":\"end\"}").c_str(), toEnd),
            "warning: nodes.lost: expected a node that can be reached, found no way leads from 's' "
            "to 'lost'; add an edge to it or remove it\n");
        row("a way that ends", graph("\"s\":{\"kind\":\"set\"}", ""), noWay);
        row("an edge from an end",
            graph(nodes("\"s\":{\"kind\":\"set\"}").c_str(),
                  "{\"from\":\"s\",\"to\":\"e\"},{\"from\":\"e\",\"to\":\"s\"}"),
            "edges[1].from: expected a node that is no end, found 'e'; remove the edge\n");
        row("a key that is not declared", ofNode("{\"kind\":\"set\",\"set\":{\"aa\":\"1\"}}"),
            "nodes.s.set.aa: expected a key of the state, found 'aa'; did you mean 'a'?\n");
        row("an expression that is none", ofNode("{\"kind\":\"set\",\"set\":{\"a\":\"1 +\"}}"),
            "nodes.s.set.a: expected an expression, found '1 +': column 4: the expression "
            "ends, expected a value; correct it\n");
        row("an unknown field of the state",
            ofNode("{\"kind\":\"tool\",\"tool\":\"t\",\"arguments\":{"
                   "\"q\":[\"${state.zz}\"]}}"),
            "*nodes.s.arguments.q[0]: *zz*correct it\n");
        row("a wrong type", ofNode("{\"kind\":\"set\",\"set\":{\"a\":\"state.a + 'x'\"}}"),
            "*nodes.s.set.a*state.a + 'x'*correct it\n");
        row("a map over no list",
            ofNode("{\"kind\":\"map\",\"over\":\"state.a\",\"node\":{\"kind\":\"tool\",\"tool\":"
                   "\"t\"}}"),
            "nodes.s.over: expected an expression that gives a list, found 'state.a', which gives "
            "a "
            "number; correct it\n");
        row("item outside of a map",
            ofNode("{\"kind\":\"agent\",\"agent\":\"c\",\"task\":\"${item}\"}"),
            "*nodes.s.task*item*correct it\n");
        row("a map in a map",
            ofNode("{\"kind\":\"map\",\"over\":\"[1]\",\"node\":{\"kind\":\"map\"}}"),
            "nodes.s.node.kind: expected agent, model, tool, set or workflow in a map, found "
            "'map'; "
            "choose another kind\n");
        row("writes in a map",
            ofNode("{\"kind\":\"map\",\"over\":\"[1]\",\"node\":{\"kind\":\"tool\","
                   "\"tool\":\"t\",\"writes\":[\"a\"]}}"),
            "nodes.s.node.writes: expected nothing: items run side by side, found writes; write "
            "\"results\" at the map itself\n");
        row("a default that is no choice",
            ofNode("{\"kind\":\"gate\",\"choices\":[\"yes\",\"no\"],\"default\":\"yess\"}"),
            "nodes.s.default: expected one of the choices, found 'yess'; did you mean 'yes'?\n");
        row("a default that is no way",
            graph(nodes("\"s\":{\"kind\":\"set\",\"ambiguous\":\"ask\",\"default\":\"x\"}").c_str(),
                  "{\"from\":\"s\",\"to\":\"e\",\"when\":\"true\"},{\"from\":\"s\",\"to\":\"e\","
                  "\"otherwise\":true}"),
            "nodes.s.default: expected a node that an edge leads to, found 'x'; use one of: e\n");
        row("a condition that is no bool",
            graph(nodes("\"s\":{\"kind\":\"set\"}").c_str(),
                  "{\"from\":\"s\",\"to\":\"e\",\"when\":\"state.a\"},{\"from\":\"s\",\"to\":\"e\","
                  "\"otherwise\":true}"),
            "edges[0].when: expected an expression that gives a bool, found 'state.a', which gives "
            "a "
            "number; correct it\n");
        row("both when and otherwise",
            graph(nodes("\"s\":{\"kind\":\"set\"}").c_str(),
                  "{\"from\":\"s\",\"to\":\"e\",\"when\":\"true\",\"otherwise\":true}"),
            "*edges[0]: expected a when or otherwise, found both; remove one of them\n*");
        row("a plain edge beside conditions",
            graph(nodes("\"s\":{\"kind\":\"set\"},\"x\":{\"kind\":\"end\"}").c_str(),
                  "{\"from\":\"s\",\"to\":\"e\"},{\"from\":\"s\",\"to\":\"x\",\"otherwise\":true}"),
            "nodes.s: expected edges that all have a when, or none, found plain edges beside "
            "conditional ones; give the plain one \"otherwise\": true, or lead them from another "
            "node\n");
        row("two otherwise",
            graph(nodes("\"s\":{\"kind\":\"set\"}").c_str(),
                  "{\"from\":\"s\",\"to\":\"e\",\"otherwise\":true},{\"from\":\"s\",\"to\":\"e\","
                  "\"otherwise\":true}"),
            "nodes.s: expected one edge with otherwise, found 2; keep one\n"
            "nodes.s: expected one plain edge to each node, found two to the same; remove one\n");
        row("no otherwise",
            graph(nodes("\"s\":{\"kind\":\"set\"}").c_str(),
                  "{\"from\":\"s\",\"to\":\"e\",\"when\":\"true\"}"),
            "warning: nodes.s: expected an edge with otherwise, found none: the run fails where no "
            "condition holds; add one with \"otherwise\": true\n");
        row("a cycle without a limit",
            graph(nodes("\"s\":{\"kind\":\"set\"}").c_str(),
                  "{\"from\":\"s\",\"to\":\"s\",\"when\":\"state.a < "
                  "5\"},{\"from\":\"s\",\"to\":\"e\","
                  "\"otherwise\":true}",
                  "\"name2\":1"),
            "warning: max_steps: expected a limit for a graph with a cycle, found none: it ends "
            "after "
            "1000 visits; set max_steps\n");
        row("a condition that never holds",
            graph(nodes("\"s\":{\"kind\":\"set\"},\"x\":{\"kind\":\"end\"}").c_str(),
                  "{\"from\":\"s\",\"to\":\"x\",\"when\":\"1 > 2\"},{\"from\":\"s\",\"to\":\"e\","
                  "\"otherwise\":true}"),
            "warning: edges[0].when: expected a condition that can hold, found '1 > 2', which "
            "never "
            "does; correct it or remove the edge\n"
            "warning: nodes.x: expected a node that can be reached, found no way leads from 's' to "
            "'x'; add an edge to it or remove it\n");
        row("a condition behind one that always holds",
            graph(nodes("\"s\":{\"kind\":\"set\"}").c_str(),
                  "{\"from\":\"s\",\"to\":\"e\",\"when\":\"true\"},{\"from\":\"s\",\"to\":\"e\","
                  "\"when\":\"state.a > 1\"},{\"from\":\"s\",\"to\":\"e\",\"otherwise\":true}"),
            "warning: edges[1]: expected a way that can be taken, found none: edges[0] stands "
            "before "
            "it and always holds; correct the condition there or remove this edge\n");
        row("several that always hold where a person chooses",
            graph(nodes("\"s\":{\"kind\":\"set\",\"ambiguous\":\"ask\"},\"x\":{\"kind\":\"end\"}")
                      .c_str(),
                  "{\"from\":\"s\",\"to\":\"e\",\"when\":\"true\"},{\"from\":\"s\",\"to\":\"x\","
                  "\"when\":\"true\"},{\"from\":\"s\",\"to\":\"e\",\"otherwise\":true}"),
            "");
        row("a round that nothing leaves",
            graph("\"s\":{\"kind\":\"set\"},\"t\":{\"kind\":\"set\"}",
                  "{\"from\":\"s\",\"to\":\"t\"},{\"from\":\"t\",\"to\":\"s\"}"),
            "warning: nodes.s: expected a way to an end, found none: from here it goes round until "
            "max_steps; lead an edge to a node of kind end\n");
        row("two branches that write one key",
            graph("\"s\":{\"kind\":\"set\"},\"x\":{\"kind\":\"set\",\"set\":{\"a\":\"1\",\"w\":"
                  "\"1\"}},"
                  "\"y\":{\"kind\":\"tool\",\"tool\":\"t\",\"writes\":[\"a\"]},\"j\":{\"kind\":"
                  "\"end\","
                  "\"join\":\"all\"}",
                  "{\"from\":\"s\",\"to\":\"x\"},{\"from\":\"s\",\"to\":\"y\"},{\"from\":\"x\","
                  "\"to\":"
                  "\"j\"},{\"from\":\"y\",\"to\":\"j\"}"),
            "state.a: expected a merge rule, found none, and two parallel branches of 's' write "
            "state.a; add \"merge\": replace, append, add, max, min or object\n");
        row("two branches of which the first wins",
            graph(
                "\"s\":{\"kind\":\"set\"},\"x\":{\"kind\":\"set\",\"set\":{\"a\":\"1\"}},\"y\":{"
                "\"kind\":\"set\",\"set\":{\"a\":\"2\"}},\"j\":{\"kind\":\"end\",\"join\":\"any\"}",
                "{\"from\":\"s\",\"to\":\"x\"},{\"from\":\"s\",\"to\":\"y\"},{\"from\":\"x\","
                "\"to\":"
                "\"j\"},{\"from\":\"y\",\"to\":\"j\"}"),
            "");
        row("defaults that their merge rules do not take",
            "{\"name\":\"g\",\"kind\":\"graph\",\"start\":\"e\",\"nodes\":{\"e\":{"
            "\"kind\":\"end\"}},\"edges\":[],\"state\":{\"a\":{\"default\":\"x\",\"merge\":"
            "\"append\"},\"b\":{\"default\":null,\"merge\":\"append\"},\"c\":{\"default\":[],"
            "\"merge\":\"max\"},\"d\":{\"default\":1.5,\"merge\":\"min\"},\"f\":{\"default\":1,"
            "\"merge\":\"object\"}}}",
            "state.a.default: expected a list or null, which the merge rule append takes, found "
            "\"x\"; correct one of them\n"
            "state.c.default: expected a number or null, which the merge rule max takes, found []; "
            "correct one of them\n"
            "state.f.default: expected a map or null, which the merge rule object takes, found 1; "
            "correct one of them\n");
        row("a value that a merge rule does not take",
            "{\"name\":\"g\",\"kind\":\"graph\",\"start\":\"s\",\"nodes\":{\"s\":{"
            "\"kind\":\"set\",\"set\":{\"n\":\"'x'\",\"free\":\"'x'\"},\"writes\":{\"m\":"
            "\"size(task)\"}},\"e\":{\"kind\":\"end\"}},\"edges\":[{\"from\":\"s\",\"to\":"
            "\"e\"}],\"state\":{\"n\":{\"default\":0,\"merge\":\"add\"},\"free\":{\"default\":"
            "null,\"merge\":\"add\"},\"m\":{\"default\":{},\"merge\":\"object\"}}}",
            "nodes.s.set.n: expected an expression that gives a number, as the merge rule of "
            "state.n takes, found ''x'', which gives a string; correct it\n"
            "nodes.s.writes.m: expected an expression that gives a map, as the merge rule of "
            "state.m takes, found 'size(task)', which gives a int; correct it\n");
        row("choices that are the same",
            ofNode("{\"kind\":\"gate\",\"choices\":[\"yes\",\"no\",\"yes\"]}"),
            "warning: nodes.s.choices[2]: expected each choice once, found 'yes'; remove it\n");
        row("a join where nothing meets", ofNode("{\"kind\":\"set\",\"join\":\"all\"}"),
            "warning: nodes.s.join: expected branches that meet here, found none: no node with "
            "several plain edges leads only here; remove it, or open the branches\n");
        row("an end inside a region",
            graph("\"s\":{\"kind\":\"set\"},\"x\":{\"kind\":\"end\"},\"j\":{\"kind\":\"end\","
                  "\"join\":"
                  "\"all\"}",
                  "{\"from\":\"s\",\"to\":\"x\"},{\"from\":\"s\",\"to\":\"j\"}"),
            "edges[0]: expected no end inside a parallel region, found the branches of 's' reach "
            "the "
            "end 'x'; lead them to a node with a join first\n");
    }
    void namesEveryProblem()
    {
        QFETCH(QString, document);
        QFETCH(QString, problems);
        const auto found = QString::fromStdString(checked(document.toStdString()));
        if (problems.startsWith(QLatin1Char('*'))) {
            const auto parts = problems.split(QLatin1Char('*'), Qt::SkipEmptyParts);
            for (const auto& part : parts)
                QVERIFY2(found.contains(part), qPrintable(found));
        } else {
            QCOMPARE(found, problems);
        }
    }

    void readsWhatIsOddWithoutACrash()
    {
        QVERIFY(checked("{").starts_with("! "));
        QVERIFY(checked("[]").starts_with("! "));
        QVERIFY(checked("{\"kind\":\"orchestrator\"}").starts_with("! "));
        for (const char* const odd :
             {"{\"kind\":\"graph\"}", "{\"kind\":\"graph\",\"nodes\":[],\"edges\":{},\"state\":7}",
              "{\"kind\":\"graph\",\"start\":\"a\",\"nodes\":{\"a\":7},\"edges\":[7,null,{}]}",
              "{\"kind\":\"graph\",\"start\":\"m\",\"nodes\":{\"m\":{\"kind\":\"map\"}}}",
              "{\"kind\":\"graph\",\"start\":\"a/~\",\"nodes\":{\"a/"
              "~\":{\"kind\":\"set\",\"set\":{\"~/"
              "\":\"1\"},\"writes\":[7,\"x\"]}},\"max_steps\":-9}"})
            QVERIFY2(!checked(odd).empty(), odd);
    }

    void takesGraphsThatAreHuge()
    {
        std::string nodes = "\"s\":{\"kind\":\"set\"}";
        std::string good;
        std::string bad;
        for (int i = 0; i < 10'000; ++i) {
            const auto name = "node-with-a-longer-name-" + std::to_string(i);
            nodes += ",\"" + name + "\":{\"kind\":\"set\"}";
            good += (i > 0 ? "," : "") + std::string("{\"from\":\"")
                + (i > 0 ? "node-with-a-longer-name-" + std::to_string(i - 1) : "s")
                + "\",\"to\":\"" + name + "\"}";
            bad += (i > 0 ? "," : "") + std::string("{\"from\":\"nodes-with-longer-name-")
                + std::to_string(i) + "\",\"to\":\"nowhere\"}";
        }
        const auto before = processorTime();
        QVERIFY(!checked(graph(nodes.c_str(), good.c_str())).empty());
        const auto between = processorTime();
        QVERIFY2(between - before < 5s, "a graph of 10,000 nodes");
        std::vector<Problem> problems;
        checkGraph(graphFromJson(graph(nodes.c_str(), bad.c_str())).value(), {"g", &problems});
        QCOMPARE(problems.size(), std::size_t(500));
        QVERIFY2(processorTime() - between < 10s, "and one whose edges all lead nowhere");
    }

    void checksOrchestrators()
    {
        const auto check = [](const char* document) {
            std::vector<Problem> problems;
            checkOrchestrator(orchestratorFromJson(document).value(),
                              {"workflows/o.json", &problems});
            return problemsOf(problems);
        };
        QCOMPARE(
            check("{\"name\":\"o\",\"kind\":\"orchestrator\",\"lead\":\"lead\",\"agents\":[\"a\","
                  "\"b\"],\"shares\":{\"a\":0.5}}"),
            "");
        QCOMPARE(
            check("{\"name\":\"o\",\"kind\":\"orchestrator\",\"lead\":\"a\",\"agents\":[\"a\","
                  "\"b\",\"b\"],\"shares\":{\"c\":1}}"),
            lines({"agents[0]: expected agents that work, found 'a', which leads; remove it: the "
                   "lead only plans",
                   "warning: agents[2]: expected each agent once, found 'b'; remove it",
                   "shares.c: expected one of the agents, found 'c'; use one of: a, b, b"}));
    }

    void tellsProblemsOfTheFilesOfAWorkspace()
    {
        const signalbox::testing::TempWorkspace folder;
        folder.putPlain();
        folder.put("agents/clerk.json", "{\"name\":\"clerk\"}");
        folder.put("agents/judge.json", "{\"name\":\"judge\"}");
        for (const auto* const name : {"check_line", "pay"})
            folder.put(std::string("tools/") + name + ".json",
                       "{\"name\":\"" + std::string(name)
                           + "\",\"description\":\"d\",\"kind\":\"command\",\"command\":[\"true\"],"
                             "\"effects\":[\"read\"],\"parameters\":{\"type\":\"object\"}}");
        folder.put("workflows/review-and-pay.json", example);
        QCOMPARE(folder.problems(), "");
        folder.put(
            "workflows/g.json",
            graph("\"s\":{\"kind\":\"agent\",\"agent\":\"clrk\"},\"t\":{\"kind\":\"tool\",\"tool\":"
                  "\"nope\"},\"m\":{\"kind\":\"model\",\"model\":\"ghost\",\"task\":\"x\"},\"w\":{"
                  "\"kind\":\"workflow\",\"workflow\":\"g2\"},\"e\":{\"kind\":\"end\"},"
                  "\"r\":{\"kind\":\"tool\",\"tool\":\"read_file\"}",
                  "{\"from\":\"s\",\"to\":\"t\"},{\"from\":\"t\",\"to\":\"m\"},{\"from\":\"m\","
                  "\"to\":\"w\"},{\"from\":\"w\",\"to\":\"e\"}"));
        const auto told = folder.problems();
        for (const char* const words :
             {"workflows/g.json: nodes.r.arguments: expected a property \"path\"",
              "workflows/g.json: nodes.s.agent: ", "'clrk'; did you mean 'clerk'?",
              "workflows/g.json: nodes.t.tool: ", "workflows/g.json: nodes.m.model: ",
              "workflows/g.json: nodes.w.workflow: "})
            QVERIFY2(told.find(words) != std::string::npos, told.c_str());
    }
};

QTEST_GUILESS_MAIN(TestWorkflowCheck)
#include "tst_workflowcheck.moc"
