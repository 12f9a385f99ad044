// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "base/jsonvalue.h"
#include "ui/workflow/graph.h"
#include "ui/workflow/graphclip.h"
#include "ui/workflow/graphedits.h"

#include <functional>

using namespace signalbox;
using namespace signalbox::ui;

namespace {
OrderedJson json(QByteArray text)
{
    text.replace('\'', '"');
    return parseOrderedJson(text.toStdString()).value_or(OrderedJson("no json"));
}

const char* const review =
    "{'name':'review','kind':'graph','start':'extract',"
    "'nodes':{"
    "'extract':{'kind':'agent','agent':'clerk','task':'Extract ${task}'},"
    "'judge':{'kind':'agent','agent':'judge','ambiguous':'ask','default':'ask'},"
    "'ask':{'kind':'gate','prompt':'Pay?','default':'judge'},"
    "'done':{'kind':'end','join':'all'}},"
    "'edges':[{'from':'extract','to':'judge'},"
    "{'from':'judge','to':'done','when':'state.ok'},"
    "{'from':'judge','to':'ask','otherwise':true},"
    "{'from':'ask','to':'done'}],"
    "'layout':{'extract':[0,0],'judge':[200,10]}}";

// Nodes and edges on lines, so that whole graphs are compared.
QString printed(const Graph& graph)
{
    QString out = QStringLiteral("start %1\n").arg(QString::fromStdString(graph.start));
    for (const auto& node : graph.nodes) {
        out += QString::fromStdString(std::string(nodeKindName(node.kind)) + " " + node.name
                                      + (node.line.empty() ? "" : " (" + node.line + ")")
                                      + (node.join.empty() ? "" : " join " + node.join)
                                      + (node.asks ? " asks" : ""));
        if (const auto at = graph.layout.find(node.name); at != graph.layout.end())
            out += QStringLiteral(" @%1,%2").arg(at->second.x).arg(at->second.y);
        out += u'\n';
    }
    for (const auto& edge : graph.edges)
        out += QString::fromStdString(edge.from + " -> " + edge.to
                                      + (edge.shownLabel().empty() ? "" : ": " + edge.shownLabel())
                                      + "\n");
    return out;
}

using Edit = std::function<void(OrderedJson&)>;
} // namespace
Q_DECLARE_METATYPE(Edit)

class TestGraph : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsAGraph();
    void readsAnOrchestrator();
    void leavesOutWhatHasTheWrongType_data();
    void leavesOutWhatHasTheWrongType();
    void editsAWholeAtATime_data();
    void editsAWholeAtATime();
    void aNewEdgeLeavesAsItsSiblingsDo();
    void theOrderOfEdgesIsThatOfTheirNode();
    void placesStandApart();
};

void TestGraph::readsAGraph()
{
    QCOMPARE(printed(graphOf(json(review))),
             QStringLiteral("start extract\n"
                            "agent extract (clerk: Extract ${task}) @0,0\n"
                            "agent judge (judge) @200,10\n"
                            "gate ask (Pay?)\n"
                            "end done join all\n"
                            "extract -> judge\n"
                            "judge -> done: state.ok\n"
                            "judge -> ask: otherwise\n"
                            "ask -> done\n"));
}

void TestGraph::readsAnOrchestrator()
{
    QCOMPARE(printed(graphOf(json("{'name':'r','kind':'orchestrator','lead':'lead',"
                                  "'agents':['coder','writer','coder',7]}"))),
             QStringLiteral("start lead\n"
                            "lead lead (plans and puts together) asks\n"
                            "agent coder (works on steps of the plan)\n"
                            "agent writer (works on steps of the plan)\n"
                            "lead -> coder\n"
                            "lead -> writer\n"));
}

void TestGraph::leavesOutWhatHasTheWrongType_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char* text :
         {"[]", "7", "{}", "{'kind':7,'nodes':[],'edges':{}}", "{'nodes':{'a':7,'b':{'kind':[]}}}",
          "{'nodes':{'a':{'kind':'map','node':7,'over':[]}},'edges':[7,{'from':'a','to':7},"
          "{'from':'a','to':'zzz'}],'layout':{'a':[1],'b':[1,2]}}",
          "{'kind':'orchestrator','lead':{},'agents':{}}",
          "{'nodes':{'a':{'kind':'end','output':{'x':[1]}}},'layout':{'a':[1e300,0]}}"})
        QTest::addRow("%s", text) << QByteArray(text);
}

void TestGraph::leavesOutWhatHasTheWrongType()
{
    QFETCH(QByteArray, text);
    const auto graph = graphOf(json(text));
    QVERIFY(graph.edges.empty());
    QVERIFY(graph.layout.empty());
    auto places = layeredPlaces(graph);
    placeRest(graph, places);
    QCOMPARE(places.size(), graph.nodes.size());
}

void TestGraph::editsAWholeAtATime_data()
{
    QTest::addColumn<Edit>("edit");
    QTest::addColumn<QString>("expected");
    QTest::addRow("a renamed node takes its edges, place and defaults along")
        << Edit([](OrderedJson& value) { edits::renameNode(value, "judge", "decide"); })
        << QStringLiteral("start extract\n"
                          "agent extract (clerk: Extract ${task}) @0,0\n"
                          "agent decide (judge) @200,10\n"
                          "gate ask (Pay?)\n"
                          "end done join all\n"
                          "extract -> decide\n"
                          "decide -> done: state.ok\n"
                          "decide -> ask: otherwise\n"
                          "ask -> done\n");
    QTest::addRow("a name that is taken or none changes nothing") << Edit([](OrderedJson& value) {
        edits::renameNode(value, "judge", "ask");
        edits::renameNode(value, "judge", "no name");
        edits::renameNode(value, "nobody", "x");
        edits::removeEdge(value, 99);
        edits::setEdgeKind(value, 99, EdgeKind::When, "true");
        edits::setNodeMember(value, "nobody", "task", nullptr);
    }) << printed(graphOf(json(review)));
    QTest::addRow("a removed node takes its edges along")
        << Edit([](OrderedJson& value) {
               edits::removeNodes(value, {"judge", "nobody"});
           })
        << QStringLiteral("start extract\n"
                          "agent extract (clerk: Extract ${task}) @0,0\n"
                          "gate ask (Pay?)\n"
                          "end done join all\n"
                          "ask -> done\n");
    QTest::addRow("copies have the edges between them")
        << Edit([](OrderedJson& value) {
               const auto clip = edits::copyNodes(value, {"extract", "judge", "none"},
                                                  {{"extract", {0, 0}}, {"judge", {200, 10}}});
               const auto made = edits::pasteNodes(value, clip, {40, 70});
               QCOMPARE(made, (std::vector<std::string>{"extract-2", "judge-2"}));
           })
        << QStringLiteral("start extract\n"
                          "agent extract (clerk: Extract ${task}) @0,0\n"
                          "agent judge (judge) @200,10\n"
                          "gate ask (Pay?)\n"
                          "end done join all\n"
                          "agent extract-2 (clerk: Extract ${task}) @40,70\n"
                          "agent judge-2 (judge) @240,80\n"
                          "extract -> judge\n"
                          "judge -> done: state.ok\n"
                          "judge -> ask: otherwise\n"
                          "ask -> done\n"
                          "extract-2 -> judge-2\n");
    QTest::addRow("a node of another kind keeps what both know")
        << Edit([](OrderedJson& value) {
               edits::setNodeKind(value, "done", NodeKind::Tool, "pay");
               edits::setNodeKind(value, "extract", NodeKind::Model, {});
           })
        << QStringLiteral("start extract\n"
                          "model extract (default: ${task}) @0,0\n"
                          "agent judge (judge) @200,10\n"
                          "gate ask (Pay?)\n"
                          "tool done (pay) join all\n"
                          "extract -> judge\n"
                          "judge -> done: state.ok\n"
                          "judge -> ask: otherwise\n"
                          "ask -> done\n");
}

void TestGraph::editsAWholeAtATime()
{
    QFETCH(Edit, edit);
    QFETCH(QString, expected);
    auto document = json(review);
    edit(document);
    QCOMPARE(printed(graphOf(document)), expected);
}

void TestGraph::aNewEdgeLeavesAsItsSiblingsDo()
{
    auto document = json(review);
    QCOMPARE(edits::connect(document, "judge", "extract"), std::size_t(2));
    QCOMPARE(QString::fromStdString(dumpJson(document["edges"][2])),
             QStringLiteral("{\"from\":\"judge\",\"to\":\"extract\",\"when\":\"false\"}"));
    QCOMPARE(edits::connect(document, "extract", "done"), std::size_t(5));
    QCOMPARE(QString::fromStdString(dumpJson(document["edges"][5])),
             QStringLiteral("{\"from\":\"extract\",\"to\":\"done\"}"));
    auto empty = json("{'kind':'graph'}");
    QCOMPARE(edits::addNode(empty, {NodeKind::Agent, "clerk", {3, 4}}), std::string("clerk"));
    QCOMPARE(edits::addNode(empty, {NodeKind::End, {}, {5, 6}}), std::string("end"));
    QCOMPARE(edits::addNode(empty, {NodeKind::Tool, "files/read", {7, 8}}), std::string("tool"));
    QCOMPARE(printed(graphOf(empty)),
             QStringLiteral("start clerk\n"
                            "agent clerk (clerk: ${task}) @3,4\n"
                            "end end @5,6\n"
                            "tool tool (files/read) @7,8\n"));
}

void TestGraph::theOrderOfEdgesIsThatOfTheirNode()
{
    auto document = json(review);
    QCOMPARE(edits::moveEdge(document, 2, true), std::size_t(1));
    QCOMPARE(memberText(document["edges"][1], "to"), std::string("ask"));
    QCOMPARE(edits::moveEdge(document, 1, true), std::size_t(1)); // the first of its node
    QCOMPARE(edits::moveEdge(document, 3, false), std::size_t(3));
    QCOMPARE(edits::moveEdge(document, 77, false), std::size_t(77));
}

void TestGraph::placesStandApart()
{
    const auto graph = graphOf(json(review));
    auto places = graph.layout;
    placeRest(graph, places);
    QCOMPARE(places.at("judge"), (GraphPoint{200, 10}));
    for (const auto& [a, at] : places) {
        for (const auto& [b, other] : places)
            QVERIFY(a == b || std::abs(at.x - other.x) > 150 || std::abs(at.y - other.y) > 50);
    }
    const auto layered = layeredPlaces(graph);
    QVERIFY(layered.at("extract").x < layered.at("judge").x);
    QVERIFY(layered.at("judge").x < layered.at("ask").x);
}

QTEST_GUILESS_MAIN(TestGraph)
#include "tst_graph.moc"
