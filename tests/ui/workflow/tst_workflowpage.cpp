// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/workflow/workflowpage.h"

#include "base/jsonvalue.h"
#include "ui/fakewindow.h"
#include "ui/frame/accessibility.h"
#include "ui/jsonedit/codeedit.h"
#include "ui/workflow/graphpanel.h"
#include "ui/workflow/graphview.h"
#include "ui/workflow/minimap.h"

#include <QAbstractItemView>
#include <QAccessible>
#include <QAction>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFrame>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPaintEvent>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSet>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTabWidget>
#include <QTest>

using namespace signalbox;
using namespace signalbox::ui;
using signalbox::ui::testing::FakeWindow;
using signalbox::ui::testing::named;
using signalbox::ui::testing::shoot;

namespace {
std::string reviewText()
{
    QString text = QStringLiteral(
        "{\n"
        "  'name': 'review-and-pay', 'kind': 'graph',\n"
        "  'state': {'path': {'default': 'inbox/a.json'}, 'invoice': {'default': null},\n"
        "            'verdict': {'default': ''}, 'rounds': {'default': 0},\n"
        "            'notes': {'default': [], 'merge': 'append'}},\n"
        "  'start': 'extract', 'max_steps': 50,\n"
        "  'nodes': {\n"
        "    'extract': {'kind': 'agent', 'agent': 'clerk', 'task': 'Extract ${state.path}', "
        "'writes': {'invoice': 'result'}},\n"
        "    'lines':   {'kind': 'map', 'over': 'state.notes', 'node': {'kind': 'tool', 'tool': "
        "'check_line', 'arguments': {'line': '${item}'}}, 'max_parallel': 8, 'writes': {'notes': "
        "'results'}},\n"
        "    'judge':   {'kind': 'agent', 'agent': 'judge', 'task': 'Judge ${state.invoice}', "
        "'writes': ['verdict'], 'ambiguous': 'ask', 'default': 'ask'},\n"
        "    'count':   {'kind': 'set', 'set': {'rounds': 'state.rounds + 1'}},\n"
        "    'ask':     {'kind': 'gate', 'prompt': 'Pay ${state.invoice.total}?', 'choices': "
        "['ok', 'reject'], 'default': 'reject', 'writes': {'verdict': 'result'}},\n"
        "    'pay':     {'kind': 'tool', 'tool': 'pay', 'arguments': {'invoice': "
        "'${state.invoice}'}, 'requires_approval': true},\n"
        "    'done':    {'kind': 'end', 'output': 'paid ${state.invoice.total}'},\n"
        "    'refused': {'kind': 'end', 'output': 'refused'}},\n"
        "  'edges': [\n"
        "    {'from': 'extract', 'to': 'lines'}, {'from': 'lines', 'to': 'judge'},\n"
        "    {'from': 'judge', 'to': 'pay', 'when': 'state.verdict == \"ok\"'},\n"
        "    {'from': 'judge', 'to': 'count', 'when': 'state.verdict == \"fix\" && state.rounds < "
        "3'},\n"
        "    {'from': 'judge', 'to': 'ask', 'otherwise': true},\n"
        "    {'from': 'count', 'to': 'extract'},\n"
        "    {'from': 'ask', 'to': 'pay', 'when': 'state.verdict == \"ok\"'},\n"
        "    {'from': 'ask', 'to': 'refused', 'otherwise': true},\n"
        "    {'from': 'pay', 'to': 'done'}]\n"
        "}\n");
    text.replace(QStringLiteral("\"ok\""), QStringLiteral("\\\"ok\\\""));
    text.replace(QStringLiteral("\"fix\""), QStringLiteral("\\\"fix\\\""));
    text.replace(u'\'', u'"');
    return text.toStdString();
}

engine::WorkspaceOpened workspace(const std::string& review = reviewText())
{
    auto view = std::make_shared<WorkspaceView>();
    view->name = "invoice-desk";
    for (const auto* name : {"clerk", "judge", "auditor"})
        view->agents[name].name = name;
    view->workflows["review-and-pay"] = {"review-and-pay", "graph", "workflows/review-and-pay.json",
                                         review};
    view->workflows["research"] = {
        "research", "orchestrator", "workflows/research.json",
        "{\"name\":\"research\",\"kind\":\"orchestrator\",\"lead\":\"lead\",\"agents\":"
        "[\"researcher\",\"coder\"]}"};
    view->brokenWorkflows.push_back({"", "", "workflows/torn.json", "{\"name\": "});
    engine::WorkspaceOpened opened;
    opened.workspace = view;
    return opened;
}

struct Fixture
{
    FakeWindow window;
    WorkflowPage page;

    explicit Fixture(const engine::WorkspaceOpened& opened = workspace())
        : page((window.context.opened = opened, window.context))
    {
        window.listen(page);
        page.resize(1360, 820);
        page.show();
        page.showWorkflow("workflows/review-and-pay.json");
    }
    [[nodiscard]] QPushButton* button(const char* name) { return named<QPushButton>(page, name); }
    [[nodiscard]] GraphScene& scene() { return page.graphPanel().scene(); }
    [[nodiscard]] QPoint on(const std::string& node)
    {
        auto& view = page.graphPanel().view();
        return view.mapFromScene(scene().node(node)->pos());
    }
    [[nodiscard]] QString document(const char* member, const char* key)
    {
        const auto* object = memberOf(page.document()->value(), member);
        const auto* value = object ? memberOf(*object, key) : nullptr;
        return value ? QString::fromStdString(dumpJson(*value)) : QString();
    }
    void trigger(const char* text)
    {
        for (auto* action : page.actions()) {
            if (action->text() == QString::fromLatin1(text))
                action->trigger();
        }
    }
};

// What of a widget was painted.
class PaintedRegion : public QObject
{
public:
    QRegion region;

    bool eventFilter(QObject*, QEvent* event) override
    {
        if (event->type() == QEvent::Paint)
            region += static_cast<QPaintEvent*>(event)->region();
        return false;
    }
};
} // namespace

class TestWorkflowPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsEveryWorkflowAlsoABrokenOne()
    {
        Fixture f;
        auto* list = named<QComboBox>(f.page, "Workflow");
        QStringList names;
        for (int i = 0; i < list->count(); ++i)
            names << list->itemText(i);
        QCOMPARE(names.join(u' '), QStringLiteral("research review-and-pay workflows/torn.json"));
        QCOMPARE(f.scene().graph().nodes.size(), std::size_t(8));
        QCOMPARE(f.scene().graph().edges.size(), std::size_t(9));
        f.page.showWorkflow("workflows/torn.json");
        auto* note = named<QLabel>(f.page, "Note on the graph");
        QVERIFY(note);
        QVERIFY2(note->text().contains(QStringLiteral("line 1")), qPrintable(note->text()));
    }

    void tidiedPlacesAreKeptInTheFile()
    {
        Fixture f;
        f.trigger("Tidy");
        QTRY_VERIFY(f.page.document()->isChanged());
        const auto tidied = f.scene().places();
        QCOMPARE(graphOf(f.page.document()->value()).layout, tidied);
        auto* strip = f.page.findChild<QFrame*>(QStringLiteral("changeStrip"));
        QVERIFY(strip && strip->isVisibleTo(&f.page)); // nothing is saved that is not in sight
        f.button("Save")->click();
        QCOMPARE(f.page.findChild<QTabWidget*>()->currentIndex(), 0); // and nobody is led away
        const auto saved = f.window.issued<engine::SaveFile>();
        QCOMPARE(saved.size(), std::size_t(1));
        QCOMPARE(saved[0].file, std::string("workflows/review-and-pay.json"));
        // everything but the new member is as it was
        QVERIFY(saved[0].text.starts_with(reviewText().substr(0, reviewText().size() - 3)));
        f.page.onNotice(engine::FileSaved{"workflows/review-and-pay.json"});
        QVERIFY(!strip->isVisibleTo(&f.page));
        QVERIFY(!f.button("Save")->isEnabled());
        f.trigger("Undo");
        QVERIFY(f.button("Save")->isEnabled());
        QCOMPARE(f.page.document()->text(), reviewText());
    }

    void aDraggedNodeKeepsItsPlace()
    {
        Fixture f;
        f.page.graphPanel().view().fit();
        const auto before = f.scene().places().at("judge");
        auto* viewport = f.page.graphPanel().view().viewport();
        const auto at = f.on("judge");
        QTest::mousePress(viewport, Qt::LeftButton, {}, at);
        QTest::mouseMove(viewport, at + QPoint(15, 20));
        QTest::mouseMove(viewport, at + QPoint(30, 40));
        QTest::mouseRelease(viewport, Qt::LeftButton, {}, at + QPoint(30, 40));
        const auto layout = graphOf(f.page.document()->value()).layout;
        QCOMPARE(layout.size(), std::size_t(8));
        QVERIFY(layout.at("judge").y > before.y + 20);
        f.trigger("Undo");
        QVERIFY(!f.page.document()->isChanged());
    }

    void brokenJsonKeepsTheLastGoodGraphAndSaysWhere()
    {
        Fixture f;
        f.page.findChild<QTabWidget*>()->setCurrentIndex(1);
        auto* json = f.page.findChild<CodeEdit*>();
        for (auto* each : f.page.findChildren<CodeEdit*>()) {
            if (each->accessibleName() == QStringLiteral("Workflow as JSON"))
                json = each;
        }
        auto text = json->toPlainText();
        json->setPlainText(text.replace(QStringLiteral("\"start\":"), QStringLiteral("start:")));
        QCOMPARE(f.scene().graph().nodes.size(), std::size_t(8));
        QVERIFY(!f.scene().isEditable());
        QVERIFY(
            named<QLabel>(f.page, "Note on the graph")->text().contains(QStringLiteral("line 6")));
        f.button("Save")->click();
        QVERIFY(f.window.issued<engine::SaveFile>().empty());
        json->setPlainText(QStringLiteral(
            "{\"name\":\"x\",\"kind\":\"graph\",\"nodes\":{\"a\":{\"kind\":\"end\"}}}"));
        QCOMPARE(f.scene().graph().nodes.size(), std::size_t(1));
        QVERIFY(f.scene().isEditable());
    }

    void noticesAFileChangedOutside()
    {
        Fixture f;
        auto theirs = reviewText();
        theirs.replace(theirs.find("Extract $"), 7, "Read out");
        f.page.onNotice(workspace(theirs)); // nothing of ours is lost: taken at once
        QCOMPARE(f.page.document()->text(), theirs);
        f.trigger("Tidy");
        QTRY_VERIFY(f.page.document()->isChanged());
        f.page.onNotice(workspace(reviewText()));
        auto* bar = f.page.findChild<QFrame*>(QStringLiteral("changedOutside"));
        QVERIFY(bar->isVisible());
        QVERIFY(f.page.document()->text() != reviewText());
        f.button("Take theirs")->click();
        QCOMPARE(f.page.document()->text(), reviewText());
        QVERIFY(!bar->isVisible());
    }

    void saysInPlaceWhyItWasNotSaved()
    {
        Fixture f;
        f.trigger("Tidy");
        QTRY_VERIFY(f.page.document()->isChanged());
        f.button("Save")->click();
        f.page.onNotice(engine::CommandFailed{"save workflows/review-and-pay.json",
                                              {Errc::Invalid, "nodes: <b>odd</b>", {}},
                                              engine::Verb::SaveFile,
                                              "workflows/review-and-pay.json"});
        auto* problem = named<QLabel>(f.page, "Problem of the workflow");
        QVERIFY(problem);
        QCOMPARE(problem->text(), QStringLiteral("Not saved: nodes: <b>odd</b>"));
        QCOMPARE(problem->textFormat(), Qt::PlainText);
        QVERIFY(f.button("Save")->isEnabled());
    }

    void addsConnectsAndDeletesNodes()
    {
        Fixture f;
        f.scene().select({"done"});
        f.trigger("gate");
        QCOMPARE(f.scene().selectedNodes(), std::vector<std::string>{"gate"});
        QCOMPARE(f.document("nodes", "gate"),
                 QStringLiteral("{\"kind\":\"gate\",\"prompt\":\"Go on?\",\"choices\":[\"yes\","
                                "\"no\"],\"default\":\"no\"}"));
        QCOMPARE(f.page.document()->undoStack().undoText(), QStringLiteral("add gate node"));
        Q_EMIT f.scene().connectWanted(QStringLiteral("gate"), QStringLiteral("done"));
        QCOMPARE(f.scene().graph().edges.size(), std::size_t(10));
        QCOMPARE(f.scene().selectedEdge(), std::optional<std::size_t>(9));
        f.trigger("Delete selected");
        QCOMPARE(f.scene().graph().edges.size(), std::size_t(9));
        f.scene().select({"judge"});
        f.trigger("Delete selected");
        QCOMPARE(f.scene().graph().nodes.size(), std::size_t(8));
        QCOMPARE(f.scene().graph().edges.size(), std::size_t(5));
        while (f.page.document()->undoStack().canUndo())
            f.trigger("Undo");
        QCOMPARE(f.page.document()->text(), reviewText());
        f.trigger("Redo");
        QVERIFY(f.scene().node("gate"));
    }

    void anEdgeIsDrawnFromAPortToANode()
    {
        Fixture f;
        f.trigger("Tidy");
        QTRY_VERIFY(f.page.document()->isChanged());
        auto& view = f.page.graphPanel().view();
        const auto from = view.mapFromScene(f.scene().node("extract")->outPort());
        const auto to = f.on("refused");
        QTest::mousePress(view.viewport(), Qt::LeftButton, {}, from);
        QTest::mouseMove(view.viewport(), (from + to) / 2);
        QTest::mouseMove(view.viewport(), to);
        QTest::mouseRelease(view.viewport(), Qt::LeftButton, {}, to);
        const auto& edges = f.scene().graph().edges;
        QCOMPARE(edges.size(), std::size_t(10));
        QCOMPARE(edges.back().from + edges.back().to, std::string("extractrefused"));
        // into the empty: nothing
        QTest::mousePress(view.viewport(), Qt::LeftButton, {}, from);
        QTest::mouseRelease(view.viewport(), Qt::LeftButton, {}, QPoint(3, 3));
        QCOMPARE(f.scene().graph().edges.size(), std::size_t(10));
    }

    void theKeyboardReachesEverything()
    {
        Fixture f;
        f.trigger("Tidy");
        QTRY_VERIFY(f.page.document()->isChanged());
        auto& view = f.page.graphPanel().view();
        view.setFocus();
        QStringList walked;
        for (int i = 0; i < 8; ++i) {
            QTest::keyClick(&view, Qt::Key_Tab);
            walked << QString::fromStdString(f.scene().selectedNodes().at(0));
        }
        QCOMPARE(walked.front(), QStringLiteral("extract"));
        QCOMPARE(QSet<QString>(walked.begin(), walked.end()).size(), 8);
        QVERIFY(!view.walk(true)); // the focus goes on
        f.scene().select({"judge"});
        const auto before = f.scene().places().at("judge");
        QTest::keyClick(&view, Qt::Key_Right);
        QTest::keyClick(&view, Qt::Key_Up, Qt::ShiftModifier);
        QCOMPARE(f.scene().places().at("judge"), (GraphPoint{before.x + 10, before.y - 1}));
        QTest::keyClick(&view, Qt::Key_Delete);
        QVERIFY(!f.scene().node("judge"));
        QTest::keyClick(&view, Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(f.scene().node("judge"));
        f.scene().select({"judge"});
        QTest::keyClick(&view, Qt::Key_D);
        QCOMPARE(f.scene().selectedNodes(), std::vector<std::string>{"judge-2"});
    }

    void nodesAreCopiedToAnotherWorkflow()
    {
        Fixture f;
        f.scene().select({"judge", "count"});
        f.trigger("Copy selected");
        f.trigger("Paste nodes");
        QCOMPARE(f.scene().selectedNodes(), (std::vector<std::string>{"judge-2", "count-2"}));
        QCOMPARE(f.scene().graph().edges.back().from + f.scene().graph().edges.back().to,
                 std::string("judge-2count-2"));
        f.trigger("Undo");
        QCOMPARE(f.page.document()->text(), reviewText());
        f.trigger("New graph");
        f.trigger("Paste nodes");
        QVERIFY(f.scene().node("judge") && f.scene().node("count"));
        f.page.showWorkflow("workflows/review-and-pay.json");
        f.scene().select({"judge"});
        f.trigger("Cut selected");
        QVERIFY(!f.scene().node("judge"));
        f.trigger("Paste nodes");
        QCOMPARE(f.scene().selectedNodes(), std::vector<std::string>{"judge"});
        f.trigger("Select all nodes");
        QCOMPARE(f.scene().selectedNodes().size(), std::size_t(8));
    }

    void whatIsNoNodeIsNotPasted_data()
    {
        QTest::addColumn<QString>("text");
        for (const char* text : {"", "hello", "{}", "[]", "{\"nodes\":{}}", "{\"nodes\":[1]}",
                                 "{\"nodes\":{\"a\":7}}"})
            QTest::addRow("%s", *text ? text : "nothing") << QString::fromLatin1(text);
        QTest::addRow("deep") << QString(2000, u'[') + QString(2000, u']');
        QTest::addRow("long") << QStringLiteral("{\"nodes\":{\"a\":{\"kind\":\"")
                + QString((1 << 20) + 1, u'x') + QStringLiteral("\"}}}");
        QString many;
        for (int i = 0; i <= 500; ++i)
            many += QStringLiteral("%1\"n%2\":{}").arg(i ? QStringLiteral(",") : QString()).arg(i);
        QTest::addRow("many") << QStringLiteral("{\"nodes\":{") + many + QStringLiteral("}}");
    }
    void whatIsNoNodeIsNotPasted()
    {
        QFETCH(QString, text);
        Fixture f;
        QSignalSpy told(&f.page, &Page::messageShown);
        QGuiApplication::clipboard()->setText(text);
        f.trigger("Paste nodes");
        QCOMPARE(f.page.document()->text(), reviewText());
        QCOMPARE(told.size(), 1);
    }

    void oddNamesFromOutsideBecomeNames()
    {
        Fixture f;
        QGuiApplication::clipboard()->setText(
            QStringLiteral("{\"nodes\":{\"<b>x\":{\"kind\":\"end\"}},\"edges\":[7,{\"from\":\"<b>"
                           "x\",\"to\":\"<b>x\"}],"
                           "\"layout\":{\"<b>x\":[1e300,\"a\"]}}"));
        f.trigger("Paste nodes");
        QCOMPARE(f.scene().selectedNodes(), std::vector<std::string>{"node"});
        QCOMPARE(f.scene().graph().edges.back().from, std::string("node"));
    }

    void aFittedGraphShowsTheMarkOfItsStart()
    {
        Fixture f;
        f.page.resize(700, 820); // narrower than the graph is wide
        QCoreApplication::processEvents();
        auto& view = f.page.graphPanel().view();
        view.fit();
        const auto* start = f.scene().node("extract");
        const auto shown = view.mapFromScene(start->sceneBoundingRect()).boundingRect();
        QVERIFY(shown.left() >= 0);
    }

    void aLongGraphOpensWhereItCanBeRead()
    {
        OrderedJson nodes = OrderedJson::object();
        OrderedJson edges = OrderedJson::array();
        for (int i = 0; i < 60; ++i) {
            nodes["n" + std::to_string(i)] = {{"kind", "set"}};
            if (i > 0)
                edges.push_back(
                    {{"from", "n" + std::to_string(i - 1)}, {"to", "n" + std::to_string(i)}});
        }
        const OrderedJson document = {{"name", "long"},
                                      {"kind", "graph"},
                                      {"start", "n0"},
                                      {"nodes", nodes},
                                      {"edges", edges}};
        Fixture f(workspace(dumpJson(document)));
        auto& view = f.page.graphPanel().view();
        QTRY_COMPARE(view.zoomPercent(), 60);
        const auto shown =
            view.mapFromScene(f.scene().node("n0")->sceneBoundingRect()).boundingRect();
        QVERIFY(view.viewport()->rect().contains(shown));
        f.trigger("Fit"); // all of it, where it is asked for
        QVERIFY(view.zoomPercent() < 30);
    }

    void theOverviewIsThereWhenSomethingIsOutOfSight()
    {
        Fixture f;
        f.trigger("Tidy");
        QTRY_VERIFY(f.page.document()->isChanged());
        auto& panel = f.page.graphPanel();
        panel.view().fit();
        QTRY_VERIFY(!panel.minimap().isVisible());
        panel.view().zoomBy(4);
        QTRY_VERIFY(panel.minimap().isVisible());
        const auto* done = f.scene().node("done");
        const auto at = panel.minimap().fromScene(done->pos()).toPoint();
        QVERIFY(panel.minimap().rect().contains(at));
        QVERIFY(!panel.minimap().inSight().contains(done->pos()));
        QTest::mouseClick(&panel.minimap(), Qt::LeftButton, {}, at);
        QVERIFY(panel.minimap().inSight().contains(done->pos()));
        shoot(f.window, f.page, "workflow-overview");
        f.trigger("Show or hide the overview");
        QVERIFY(!panel.minimap().isVisible());
        QCOMPARE(f.window.settings.value(QStringLiteral("workflows/overview")).toBool(), false);
        f.scene().select({"judge"});
        f.trigger("Zoom to the selection");
        QVERIFY(panel.minimap().inSight().contains(f.scene().node("judge")->pos()));
    }

    void keysZoomAndMoveTheGraph()
    {
        Fixture f;
        f.trigger("Tidy");
        QTRY_VERIFY(f.page.document()->isChanged());
        auto& view = f.page.graphPanel().view();
        view.resetZoom();
        view.setFocus();
        QTest::keyClick(&view, Qt::Key_Plus);
        QCOMPARE(view.zoomPercent(), 125);
        QTest::keyClick(&view, Qt::Key_Minus);
        QCOMPARE(view.zoomPercent(), 100);
        const auto places = f.scene().places();
        const auto before = view.mapToScene(QPoint(0, 0));
        const auto at = f.on("judge");
        QTest::keyPress(&view, Qt::Key_Space);
        QTest::mousePress(view.viewport(), Qt::LeftButton, {}, at);
        QTest::mouseMove(view.viewport(), at + QPoint(-40, -30));
        QTest::mouseRelease(view.viewport(), Qt::LeftButton, {}, at + QPoint(-40, -30));
        QTest::keyRelease(&view, Qt::Key_Space);
        QCOMPARE(f.scene().places(), places); // the graph went, no node in it
        QCOMPARE(view.mapToScene(QPoint(0, 0)), before + QPointF(40, 30));
        f.scene().select({"judge"});
        QTest::keyClick(&view, Qt::Key_E);
        QCOMPARE(f.scene().selectedEdge(), std::optional<std::size_t>(2));
        QTest::keyClick(&view, Qt::Key_E);
        QTest::keyClick(&view, Qt::Key_E);
        QCOMPARE(f.scene().selectedEdge(), std::optional<std::size_t>(4));
        QTest::keyClick(&view, Qt::Key_E);
        QCOMPARE(f.scene().selectedNodes(), std::vector<std::string>{"judge"});
    }

    void aListenerFindsEveryNodeAndEdge()
    {
        installAccessibility();
        Fixture f;
        auto* graph = QAccessible::queryAccessibleInterface(&f.page.graphPanel().view());
        QVERIFY(graph);
        QCOMPARE(graph->text(QAccessible::Name), QStringLiteral("Workflow graph"));
        QCOMPARE(graph->childCount(), 8 + 9);
        QStringList names;
        for (int i = 0; i < graph->childCount(); ++i) {
            auto* child = graph->child(i);
            QVERIFY(child && child->isValid() && child->parent() == graph);
            QCOMPARE(graph->indexOfChild(child), i);
            names << child->text(QAccessible::Name).section(u',', 0, 1);
        }
        QVERIFY(names.contains(QStringLiteral("judge, agent")));
        QVERIFY(names.contains(QStringLiteral("edge from judge to ask, otherwise")));
        const int at = int(names.indexOf(QStringLiteral("judge, agent")));
        auto* judge = graph->child(at);
        QVERIFY(judge->state().selectable && !judge->state().selected);
        auto* acts = judge->actionInterface();
        for (const char* name : {"delete", "rename", "connect", "start", "copy"})
            QVERIFY(acts->actionNames().contains(QString::fromLatin1(name)));
        QCOMPARE(acts->localizedActionName(QStringLiteral("rename")),
                 QStringLiteral("Rename node"));
        acts->doAction(QAccessibleActionInterface::setFocusAction());
        QVERIFY(judge->state().selected);
        QCOMPARE(graph->focusChild(), judge);
        acts->doAction(QStringLiteral("start"));
        QCOMPARE(f.scene().graph().start, std::string("judge"));
        acts->doAction(QStringLiteral("delete"));
        QVERIFY(!f.scene().node("judge"));
        QVERIFY(!judge->isValid());
        QCOMPARE(judge->text(QAccessible::Name), QString());
        acts->doAction(QStringLiteral("delete")); // nothing is there any more
        QCOMPARE(graph->childCount(), 7 + 5);
        auto* edge = graph->child(7);
        QCOMPARE(edge->actionInterface()->actionNames().last(), QStringLiteral("delete"));
        edge->actionInterface()->doAction(QStringLiteral("delete"));
        QCOMPARE(graph->childCount(), 7 + 4);
    }

    void nothingOfAnotherWorkflowStaysPainted()
    {
        Fixture f;
        f.page.graphPanel().view().fit();
        QCoreApplication::processEvents();
        auto* viewport = f.page.graphPanel().view().viewport();
        PaintedRegion painted;
        viewport->installEventFilter(&painted);
        f.page.showWorkflow("workflows/research.json");
        QTRY_COMPARE(painted.region.boundingRect(), viewport->rect());
        viewport->removeEventFilter(&painted);
    }

    void aNodeIsRenamedWithItsEdges()
    {
        Fixture f;
        f.scene().select({"judge"});
        auto* name = named<QLineEdit>(f.page, "Name of the node");
        QCOMPARE(name->text(), QStringLiteral("judge"));
        name->setText(QStringLiteral("ask"));
        Q_EMIT name->editingFinished();
        QCOMPARE(named<QLabel>(f.page, "Problem of the selection")->text(),
                 QStringLiteral("There is a node of this name already."));
        name->setText(QStringLiteral("decide"));
        Q_EMIT name->editingFinished();
        QVERIFY(!f.scene().node("judge"));
        QCOMPARE(f.scene().selectedNodes(), std::vector<std::string>{"decide"});
        QCOMPARE(f.scene().graph().edges.size(), std::size_t(9));
    }

    void theFormOfANodeEditsItsMembers()
    {
        Fixture f;
        f.scene().select({"extract"});
        auto* task = named<QPlainTextEdit>(f.page, "Task");
        QCOMPARE(task->toPlainText(), QStringLiteral("Extract ${state.path}"));
        task->setPlainText(QStringLiteral("Read ${state.nothing}"));
        auto* problem = named<QLabel>(f.page, "Problem of Task");
        QVERIFY(problem);
        QVERIFY2(problem->text().contains(QStringLiteral("nothing")), qPrintable(problem->text()));
        task->setPlainText(QStringLiteral("Read ${state.path}"));
        QVERIFY(!named<QLabel>(f.page, "Problem of Task"));
        named<QComboBox>(f.page, "Agent")->setEditText(QStringLiteral("auditor"));
        QCOMPARE(f.document("nodes", "extract"),
                 QStringLiteral("{\"kind\":\"agent\",\"agent\":\"auditor\",\"task\":\"Read "
                                "${state.path}\",\"writes\":{\"invoice\":\"result\"}}"));
        f.scene().select({"pay"});
        named<QCheckBox>(f.page, "Requires approval")->click();
        QVERIFY(!f.document("nodes", "pay").contains(QStringLiteral("requires_approval")));
        f.scene().select({"judge"});
        QCOMPARE(named<QLineEdit>(f.page, "Fields to write")->text(), QStringLiteral("verdict"));
        f.scene().select({"count"});
        auto* expression = named<QPlainTextEdit>(f.page, "Set 1 expression");
        expression->setPlainText(QStringLiteral("state.rounds +"));
        QVERIFY(named<QLabel>(f.page, "Problem of Set 1 expression"));
    }

    void everyKindOfNodeHasAForm()
    {
        Fixture f;
        for (const auto& node : f.scene().graph().nodes) {
            f.scene().select({node.name});
            QCOMPARE(named<QLineEdit>(f.page, "Name of the node")->text(),
                     QString::fromStdString(node.name));
        }
        for (const char* kind : {"agent", "model", "tool", "map", "set", "gate", "workflow", "end"})
            f.trigger(kind);
        // to look at all of them changed nothing but what was added
        QCOMPARE(f.scene().graph().nodes.size(), std::size_t(16));
        for (int i = 0; i < 8; ++i)
            f.trigger("Undo");
        QCOMPARE(f.page.document()->text(), reviewText());
    }

    void typingAmidANameKeepsItsPlace()
    {
        Fixture f;
        f.page.showWorkflow("workflows/review-and-pay.json");
        auto* start = named<QComboBox>(f.page, "Start");
        QVERIFY(start);
        auto* line = start->lineEdit();
        QCOMPARE(line->text(), QStringLiteral("extract"));
        line->setCursorPosition(2);
        QTest::keyClicks(line, QStringLiteral("ab"));
        QCOMPARE(line->text(), QStringLiteral("exabtract"));
        QCOMPARE(QString::fromStdString(memberText(f.page.document()->value(), "start")),
                 QStringLiteral("exabtract"));
        QCOMPARE(line->cursorPosition(), 4);
    }

    void theFormOfAnEdgeChecksItsCondition()
    {
        Fixture f;
        f.scene().selectEdge(2);
        auto* when = named<QPlainTextEdit>(f.page, "Condition");
        QVERIFY(when);
        when->setPlainText(QStringLiteral("state.rounds"));
        auto* problem = named<QLabel>(f.page, "Problem of Condition");
        QVERIFY(problem);
        QCOMPARE(problem->text(), QStringLiteral("a condition is true or false, this is number"));
        QVERIFY(f.scene().edge(2)->description().contains(QStringLiteral("problem")));
        QCOMPARE(f.button("Problems")->text(), QStringLiteral("\u25b2 1 problem"));
        QVERIFY(!named<QLabel>(f.page, "Problem of the selection")); // said once
        when->setPlainText(QStringLiteral("state.rounds < 3"));
        QVERIFY(!named<QLabel>(f.page, "Problem of Condition"));
        QCOMPARE(named<QLabel>(f.page, "Order of the edge")->text(),
                 QStringLiteral("tried 1. of 3"));
        f.button("Try this edge later")->click();
        QCOMPARE(f.scene().selectedEdge(), std::optional<std::size_t>(3));
        QCOMPARE(f.scene().edge(3)->edge().when, std::string("state.rounds < 3"));
        f.button("Delete this edge")->click();
        QCOMPARE(f.scene().graph().edges.size(), std::size_t(8));
    }

    void returnTakesTheCompletionThatIsOffered()
    {
        Fixture f;
        f.scene().selectEdge(2);
        auto* when = named<QPlainTextEdit>(f.page, "Condition");
        f.page.activateWindow();
        when->setFocus();
        QTRY_VERIFY(when->hasFocus());
        for (const auto key : {Qt::Key_Return, Qt::Key_Tab}) {
            when->clear();
            QTest::keyClicks(when, QStringLiteral("state.ro"));
            auto* offered = f.page.findChild<QAbstractItemView*>(QStringLiteral("completions"));
            if (!offered) {
                for (auto* top : QApplication::topLevelWidgets()) {
                    if (top->objectName() == QStringLiteral("completions") && top->isVisible())
                        offered = qobject_cast<QAbstractItemView*>(top);
                }
            }
            QVERIFY(offered && offered->isVisible());
            QCOMPARE(offered->currentIndex().data().toString(), QStringLiteral("state.rounds"));
            QTest::keyClick(offered, key);
            QCOMPARE(when->toPlainText(), QStringLiteral("state.rounds"));
            QVERIFY(!offered->isVisible());
        }
    }

    void theStateIsEditedInRows()
    {
        Fixture f;
        auto* table = named<QTableWidget>(f.page, "State");
        QVERIFY(table);
        QCOMPARE(table->rowCount(), 5);
        table->item(3, 1)->setText(QStringLiteral("7"));
        QCOMPARE(f.document("state", "rounds"), QStringLiteral("{\"default\":7}"));
        table->item(3, 0)->setText(QStringLiteral("turns"));
        QCOMPARE(f.document("state", "turns"), QStringLiteral("{\"default\":7}"));
        table->item(3, 0)->setText(QStringLiteral("not a name"));
        QCOMPARE(table->item(3, 0)->text(), QStringLiteral("turns"));
        table->setCurrentCell(4, 0);
        f.button("Remove state key")->click();
        QCOMPARE(table->rowCount(), 4);
        f.button("Add state key")->click();
        QCOMPARE(f.document("state", "key"), QStringLiteral("{\"default\":null}"));
    }

    void problemsOfTheCheckStandAtTheirPlace()
    {
        auto opened = workspace();
        auto view = std::make_shared<WorkspaceView>(*opened.workspace);
        const std::string file = "workflows/review-and-pay.json";
        view->problems = {
            {file, "nodes.judge.agent", "the name of an agent", "'juge'", "did you mean 'judge'?"},
            {file, "edges[3].when", "an expression", "'x'", "correct it", Severity::Warning},
            {file, "state.notes", "a default", "nothing", "add one", Severity::Warning},
            {"workflows/other.json", "nodes.pay", "x", "y", "z"}};
        opened.workspace = view;
        Fixture f(opened);
        QVERIFY(f.scene().node("judge")->marks().isError);
        QVERIFY(f.scene().node("judge")->marks().problem.contains(QStringLiteral("juge")));
        QVERIFY(f.scene().edge(3)->description().contains(QStringLiteral("problem")));
        QVERIFY(f.scene().node("pay")->marks().problem.isEmpty());
        QCOMPARE(f.button("Problems")->text(), QStringLiteral("\u25b2 3 problems"));
        auto* table = named<QTableWidget>(f.page, "State");
        QCOMPARE(table->item(4, 0)->text(), QStringLiteral("! notes"));
        f.button("Problems")->menu()->actions().at(1)->trigger();
        QCOMPARE(f.scene().selectedEdge(), std::optional<std::size_t>(3));
        shoot(f.window, f.page, "workflow-problems");
    }

    void whatIsEditedIsCheckedAsAWhole()
    {
        Fixture f;
        const std::string file = "workflows/review-and-pay.json";
        QCOMPARE(f.button("Problems")->text(), QStringLiteral("\u2713 No problems"));
        f.trigger("gate");
        QTRY_COMPARE(f.window.issued<engine::CheckFile>().size(), std::size_t(1));
        const auto sent = f.window.issued<engine::CheckFile>().front();
        QCOMPARE(sent, (engine::CheckFile{file, f.page.document()->text()}));
        QCOMPARE(f.button("Problems")->text(), QStringLiteral("Checking\u2026"));
        const auto answer = [&](const std::string& text, std::vector<Problem> problems) {
            f.page.onNotice(engine::FileChecked{
                file, text, std::make_shared<const std::vector<Problem>>(std::move(problems))});
        };
        const Problem lost{file, "nodes.gate", "a way to it", "none & never", "connect it"};
        answer("{}", {lost}); // of a text that is no longer there
        QCOMPARE(f.button("Problems")->text(), QStringLiteral("Checking\u2026"));
        answer(sent.text, {lost});
        QCOMPARE(f.button("Problems")->text(), QStringLiteral("\u25b2 1 problem"));
        QVERIFY(f.scene().node("gate")->marks().isError);
        f.scene().select({});
        auto* action = f.button("Problems")->menu()->actions().front();
        QVERIFY(action->text().contains(QStringLiteral("none && never")));
        action->trigger();
        QCOMPARE(f.scene().selectedNodes(), std::vector<std::string>{"gate"});
        f.trigger("Undo"); // the file as it lies: the check of the workspace holds
        QCOMPARE(f.button("Problems")->text(), QStringLiteral("\u2713 No problems"));
    }

    void aNewNodeIsInSight()
    {
        Fixture f;
        auto& view = f.page.graphPanel().view();
        for (int i = 0; i < 12; ++i) {
            f.trigger("set");
            const auto name = f.scene().selectedNodes().at(0);
            const auto box = f.scene().node(name)->sceneBoundingRect();
            QVERIFY2(view.mapToScene(view.viewport()->rect()).boundingRect().contains(box.center()),
                     name.c_str());
        }
    }

    void copiesCoverNothing()
    {
        Fixture f;
        f.trigger("Select all nodes");
        f.trigger("Copy selected");
        for (int i = 0; i < 3; ++i)
            f.trigger("Paste nodes");
        f.scene().select({"judge"});
        f.trigger("Duplicate selected");
        const auto places = f.scene().places();
        QCOMPARE(places.size(), std::size_t(33));
        for (const auto& [name, place] : places) {
            for (const auto& [other, beside] : places) {
                const bool isApart =
                    std::abs(place.x - beside.x) > 60 || std::abs(place.y - beside.y) > 30;
                QVERIFY2(name == other || isApart, (name + " on " + other).c_str());
            }
        }
    }

    void newWorkflowsAreSavedUnderTheirName()
    {
        Fixture f;
        f.trigger("New graph");
        QCOMPARE(f.page.document()->file(), std::string("workflows/workflow.json"));
        named<QLineEdit>(f.page, "Workflow name")->setText(QStringLiteral("pay"));
        Q_EMIT named<QLineEdit>(f.page, "Workflow name")->textEdited(QStringLiteral("pay"));
        f.button("Save")->click();
        const auto saved = f.window.issued<engine::SaveFile>();
        QCOMPARE(saved.size(), std::size_t(1));
        QCOMPARE(saved[0].file, std::string("workflows/pay.json"));
        f.page.onNotice(engine::FileSaved{"workflows/pay.json"});
        QVERIFY(!f.page.document()->isChanged());
        f.trigger("Duplicate workflow");
        QCOMPARE(memberText(f.page.document()->value(), "name"), std::string("pay-2"));
        f.trigger("Delete workflow");
        f.button("Confirm deletion")->click();
        QVERIFY(f.window.issued<engine::DeleteFile>().empty()); // it was a draft
        f.page.showWorkflow("workflows/research.json");
        f.trigger("Delete workflow");
        f.button("Confirm deletion")->click();
        QCOMPARE(f.window.issued<engine::DeleteFile>().size(), std::size_t(1));
        f.trigger("New orchestrator");
        QVERIFY(f.scene().graph().isOrchestrator);
        QVERIFY(named<QListWidget>(f.page, "Agents"));
    }

    void drawsItself()
    {
        Fixture f;
        f.trigger("Tidy");
        QTRY_VERIFY(f.page.document()->isChanged());
        f.scene().select({"judge"});
        shoot(f.window, f.page, "workflow-edit");
    }
};

QTEST_MAIN(TestWorkflowPage)
#include "tst_workflowpage.moc"
