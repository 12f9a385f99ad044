// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/workflow/workflowpage.h"

#include "base/jsonvalue.h"
#include "ui/fakewindow.h"
#include "ui/jsonedit/codeedit.h"
#include "ui/workflow/graphpanel.h"
#include "ui/workflow/graphview.h"

#include <QAction>
#include <QComboBox>
#include <QFrame>
#include <QLabel>
#include <QPushButton>
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
    void trigger(const char* text)
    {
        for (auto* action : page.actions()) {
            if (action->text() == QString::fromLatin1(text))
                action->trigger();
        }
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
        f.button("Save")->click();
        const auto saved = f.window.issued<engine::SaveFile>();
        QCOMPARE(saved.size(), std::size_t(1));
        QCOMPARE(saved[0].file, std::string("workflows/review-and-pay.json"));
        // everything but the new member is as it was
        QVERIFY(saved[0].text.starts_with(reviewText().substr(0, reviewText().size() - 3)));
        f.page.onNotice(engine::FileSaved{"workflows/review-and-pay.json"});
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
