// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/workflow/workflowpage.h"

#include "base/text.h"
#include "ui/format.h"
#include "ui/gallery/emptyworkflows.h"
#include "ui/jsonedit/changestrip.h"
#include "ui/jsonedit/codeedit.h"
#include "ui/jsonedit/jsonedit.h"
#include "ui/keytip.h"
#include "ui/plainlabel.h"
#include "ui/record/forkdialogs.h"
#include "ui/run/heldbar.h"
#include "ui/workflow/graphedits.h"
#include "ui/workflow/graphpanel.h"
#include "ui/workflow/graphview.h"
#include "ui/workflow/minimap.h"
#include "ui/workflow/runpanel.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QSignalBlocker>
#include <QSplitter>
#include <QTabWidget>
#include <QVBoxLayout>

#include <utility>

namespace signalbox::ui {

namespace {
const QString splitterKey = QStringLiteral("workflows/splitter");
const QString minimapKey = QStringLiteral("workflows/overview");
} // namespace

WorkflowPage::WorkflowPage(UiContext& context, QWidget* parent)
    : Page(context, parent)
    , m_list(new QComboBox(this))
    , m_kind(plainLabel({}, QStringLiteral("badge")))
    , m_state(plainLabel({}, QStringLiteral("warning")))
    , m_problem(plainLabel({}, QStringLiteral("error")))
    , m_conflict(new QFrame(this))
    , m_none(new EmptyWorkflows(context.theme, this))
    , m_splitter(new QSplitter(Qt::Horizontal, this))
    , m_tabs(new QTabWidget(this))
    , m_graph(new GraphPanel(context.theme, this))
    , m_json(new JsonEdit(this))
    , m_diff(new CodeEdit(this))
    , m_strip(new ChangeStrip(this))
    , m_inspector(new WorkflowInspector(context, this))
    , m_run(new RunPanel(context, this))
    , m_forks(new ForkDialogs(context, "workflow", this))
{
    setObjectName(QStringLiteral("workflowPage"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(theme().scaled(6));
    buildActions();
    buildEditActions();
    connectRun();
    buildBar();
    buildConflict();
    m_problem->setWordWrap(true);
    m_problem->setAccessibleName(tr("Problem of the workflow"));
    m_problem->hide();
    column->addWidget(m_problem);
    if (m_held)
        column->addWidget(m_held);
    buildMiddle();
    column->addWidget(m_splitter, 1);
    column->addWidget(m_none, 1);
    connect(m_none, &EmptyWorkflows::templateWanted, this, &Page::templateWanted);
    if (context.opened.workspace)
        onWorkspace(context.opened);
    refresh();
}

WorkflowPage::~WorkflowPage() = default;

QAction* WorkflowPage::act(const QString& text, const char* keys, void (WorkflowPage::*slot)())
{
    auto* action = new QAction(text, this);
    if (keys)
        action->setShortcut(QKeySequence(QString::fromLatin1(keys)));
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    action->setProperty("paletteText", tr("Workflow: %1").arg(text));
    connect(action, &QAction::triggered, this, slot);
    addAction(action);
    return action;
}

QPushButton* WorkflowPage::buttonFor(QAction* action, const QString& name, const char* kind)
{
    auto* button = new QPushButton(action->text(), this);
    button->setAccessibleName(name);
    button->setAutoDefault(false);
    if (kind)
        button->setProperty("kind", QString::fromLatin1(kind));
    setKeyTip(*button, *action, name);
    button->setEnabled(action->isEnabled());
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
    connect(action, &QAction::changed, button, [button, action] {
        button->setEnabled(action->isEnabled());
        button->setText(action->text());
    });
    return button;
}

void WorkflowPage::buildActions()
{
    m_save = act(tr("Save"), "Ctrl+S", &WorkflowPage::save);
    m_undo = act(tr("Undo"), "Ctrl+Z", &WorkflowPage::undo);
    m_redo = act(tr("Redo"), "Ctrl+Y", &WorkflowPage::redo);
    m_tidy = act(tr("Tidy"), "Ctrl+T", &WorkflowPage::tidy);
    act(tr("Fit"), "Ctrl+0", &WorkflowPage::fit)->setObjectName(QStringLiteral("fit"));
    act(tr("Zoom in"), "Ctrl+Alt++", &WorkflowPage::zoomIn);
    act(tr("Zoom out"), "Ctrl+Alt+-", &WorkflowPage::zoomOut);
    act(tr("Zoom 100 %"), "Ctrl+Alt+0", &WorkflowPage::resetZoom);
    act(tr("Zoom to the selection"), "Ctrl+Alt+S", &WorkflowPage::zoomToSelection);
    act(tr("Show or hide the overview"), "Ctrl+Alt+M", &WorkflowPage::toggleMinimap);
}

void WorkflowPage::buildBar()
{
    auto* row = new QHBoxLayout;
    row->setSpacing(theme().scaled(6));
    m_list->setAccessibleName(tr("Workflow"));
    m_list->setMinimumWidth(theme().scaled(190));
    m_list->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_state->setAccessibleName(tr("State of the workflow file"));
    row->addWidget(m_list);
    row->addWidget(m_kind, 0, Qt::AlignVCenter);
    buildMenus();
    row->addWidget(m_file);
    row->addWidget(m_addNode);
    row->addWidget(buttonFor(m_tidy, tr("Tidy layout")));
    row->addWidget(m_check);
    m_otherRun = new QPushButton(this);
    m_otherRun->setProperty("kind", QStringLiteral("flat"));
    m_otherRun->setAccessibleName(tr("Show the workflow of the run"));
    m_otherRun->setAutoDefault(false);
    m_otherRun->hide();
    connect(m_otherRun, &QPushButton::clicked, this, &WorkflowPage::showWorkflowOfRun);
    row->addWidget(m_otherRun);
    row->addStretch(1);
    row->addWidget(m_confirm);
    row->addWidget(m_state);
    row->addWidget(buttonFor(m_undo, tr("Undo"), "flat"));
    row->addWidget(buttonFor(m_redo, tr("Redo"), "flat"));
    row->addWidget(buttonFor(m_runThis, tr("Run this workflow")));
    row->addWidget(buttonFor(m_save, tr("Save"), "primary"));
    static_cast<QVBoxLayout*>(layout())->addLayout(row);
    connect(m_list, &QComboBox::activated, this,
            [this] { showWorkflow(m_list->currentData().toString().toStdString()); });
}

void WorkflowPage::buildConflict()
{
    m_conflict->setProperty("surface", QStringLiteral("warning"));
    m_conflict->setObjectName(QStringLiteral("changedOutside"));
    auto* row = new QHBoxLayout(m_conflict);
    row->setContentsMargins(10, 4, 10, 4);
    auto* mine = new QPushButton(tr("Keep mine"), m_conflict);
    auto* theirs = new QPushButton(tr("Take theirs"), m_conflict);
    row->addWidget(plainLabel(tr("This file was changed outside while it was edited here."), {}),
                   1);
    for (auto* button : {mine, theirs}) {
        button->setAccessibleName(button->text());
        button->setAutoDefault(false);
        row->addWidget(button);
    }
    m_conflict->hide();
    layout()->addWidget(m_conflict);
    connect(mine, &QPushButton::clicked, this, [this] { resolve(false); });
    connect(theirs, &QPushButton::clicked, this, [this] { resolve(true); });
}

void WorkflowPage::buildMiddle()
{
    auto* frame = new QFrame(this);
    frame->setProperty("surface", QStringLiteral("panel"));
    auto* column = new QVBoxLayout(frame);
    column->setContentsMargins(1, 1, 1, 1);
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_graph, tr("Graph"));
    m_tabs->addTab(m_json, tr("JSON"));
    m_tabs->addTab(m_diff, tr("Changes"));
    m_json->setName(tr("Workflow as JSON"));
    m_diff->setAccessibleName(tr("Unsaved changes"));
    auto* corner = new QWidget(m_tabs);
    auto* row = new QHBoxLayout(corner);
    row->setContentsMargins(0, 0, theme().scaled(6), 0);
    row->setSpacing(2);
    const auto small = [&](const QString& text, const QString& name, void (WorkflowPage::*slot)()) {
        auto* button = new QPushButton(text, corner);
        button->setProperty("kind", QStringLiteral("flat"));
        button->setAccessibleName(name);
        button->setAutoDefault(false);
        connect(button, &QPushButton::clicked, this, slot);
        row->addWidget(button);
        return button;
    };
    small(tr("Fit"), tr("Fit the graph"), &WorkflowPage::fit);
    small(QStringLiteral("\u2212"), tr("Zoom out"), &WorkflowPage::zoomOut);
    m_zoom = small(tr("100 %"), tr("Zoom 100 %"), &WorkflowPage::resetZoom);
    small(QStringLiteral("+"), tr("Zoom in"), &WorkflowPage::zoomIn);
    m_tabs->setCornerWidget(corner);
    column->addWidget(m_tabs, 1);
    column->addWidget(m_strip);
    connect(m_strip, &ChangeStrip::allWanted, this, [this] { m_tabs->setCurrentIndex(DiffTab); });
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(frame);
    auto* side = new QFrame(this);
    side->setProperty("surface", QStringLiteral("panel"));
    auto* sideColumn = new QVBoxLayout(side);
    sideColumn->setContentsMargins(1, 1, 1, 1);
    auto* both = new QSplitter(Qt::Vertical, side);
    both->setChildrenCollapsible(false);
    both->addWidget(m_inspector);
    both->addWidget(m_run);
    both->setSizes({theme().scaled(300), theme().scaled(460)});
    m_run->hide();
    sideColumn->addWidget(both);
    m_splitter->addWidget(side);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setSizes({theme().scaled(880), theme().scaled(430)});
    m_splitter->restoreState(context().settings.value(splitterKey).toByteArray());
    connect(m_splitter, &QSplitter::splitterMoved, this,
            [this] { context().settings.setValue(splitterKey, m_splitter->saveState()); });
    m_graph->minimap().setWanted(context().settings.value(minimapKey, true).toBool());
    connectGraph();
    connect(m_tabs, &QTabWidget::currentChanged, this, &WorkflowPage::showChanges);
    connect(&m_graph->view(), &GraphView::zoomChanged, this,
            [this] { m_zoom->setText(tr("%1 %").arg(m_graph->view().zoomPercent())); });
    connect(m_graph, &GraphPanel::placesChanged, this,
            [this](const Positions& places, bool tidied) {
                if (m_document)
                    m_document->edit(tidied ? tr("tidy") : tr("move"),
                                     [&](OrderedJson& value) { edits::setPlaces(value, places); });
            });
    connect(m_graph, &GraphPanel::failed, this, [this](const QString& why) {
        Q_EMIT messageShown(tr("The graph was not tidied: %1").arg(why));
    });
    connect(m_json, &JsonEdit::textChanged, this, [this] {
        // an editor out of sight is not filled, and tells of a change of its colours too
        if (m_document && !m_isShowing && m_tabs->currentIndex() == JsonTab)
            m_document->setText(m_json->text(), tr("edit JSON"), QStringLiteral("json"));
    });
}

void WorkflowPage::onNotice(const engine::Notice& notice)
{
    m_forks->onNotice(notice);
    if (const auto* opened = std::get_if<engine::WorkspaceOpened>(&notice)) {
        onWorkspace(*opened);
    } else if (const auto* saved = std::get_if<engine::FileSaved>(&notice)) {
        onSaved(saved->file);
    } else if (const auto* checked = std::get_if<engine::FileChecked>(&notice)) {
        onChecked(*checked);
    } else if (const auto* set = std::get_if<engine::BreakpointsSet>(&notice)) {
        onBreakpoints(*set);
    } else if (const auto* failed = std::get_if<engine::CommandFailed>(&notice)) {
        if (failed->verb == engine::Verb::SaveFile && m_saving.erase(failed->subject) > 0) {
            m_problem->setText(tr("Not saved: %1").arg(format::text(failed->error.text(), 4000)));
            m_problem->show();
        }
    }
}

void WorkflowPage::showWorkflow(const std::string& file)
{
    const auto found = m_documents.find(file);
    if (found == m_documents.end())
        return;
    m_document = found->second.get();
    rememberCurrent();
    m_problem->hide();
    m_confirm->hide();
    m_graph->scene().select({});
    showDocument(true);
    drawRun();
}

void WorkflowPage::onChanged()
{
    if (!m_isShowing)
        showDocument(false);
}

void WorkflowPage::showDocument(bool isOther)
{
    m_isShowing = true;
    const auto graph = shownGraph();
    m_graph->show(graph, isOther);
    m_graph->scene().setEditable(m_document && m_document->isJson());
    if (m_document && !m_document->isJson())
        m_graph->setNote(
            tr("The JSON is broken, this is its last good graph: %1").arg(m_document->error()),
            QStringLiteral("error"));
    else
        m_graph->setNote({}, QStringLiteral("muted"));
    m_isShowing = false;
    if (!m_selectNext.empty() && graph.node(m_selectNext)) {
        const auto name = std::exchange(m_selectNext, {});
        m_graph->scene().select({name});
        if (const auto* item = m_graph->scene().node(name))
            m_graph->view().reveal(*item);
    }
    showChanges();
    refreshProblems();
    markBreakpoints();
    showSelection();
    refresh();
}

// JSON and difference are filled when they are looked at: both cost with the length of the text.
void WorkflowPage::showChanges()
{
    if (m_document && m_tabs->currentIndex() == JsonTab && m_json->text() != m_document->text()) {
        m_isShowing = true;
        m_json->setText(m_document->text());
        m_isShowing = false;
    }
    if (m_document && m_tabs->currentIndex() == DiffTab)
        m_diff->setDiff(m_document->saved(), m_document->text());
    m_strip->setWanted(m_tabs->currentIndex() != DiffTab);
    m_strip->setTexts(m_document ? m_document->saved() : std::string(),
                      m_document ? m_document->text() : std::string());
}

void WorkflowPage::refresh()
{
    const bool isChanged = m_document && m_document->isChanged();
    fillList();
    m_list->setEnabled(m_list->count() > 0);
    m_none->setVisible(m_documents.empty());
    m_splitter->setVisible(!m_documents.empty());
    const auto& graph = m_graph->scene().graph();
    m_kind->setVisible(m_document != nullptr);
    m_kind->setText(
        !m_plan.graph.nodes.empty()
            ? tr("orchestrator · %1, %2 steps")
                  .arg(m_plan.plans.size() == 1 ? tr("1 plan")
                                                : tr("%1 plans").arg(m_plan.plans.size()))
                  .arg(m_plan.steps.size())
            : graph.isOrchestrator ? tr("orchestrator · %1 agents").arg(graph.nodes.size())
                                   : tr("graph · %1 nodes").arg(graph.nodes.size()));
    m_state->setText(isChanged ? tr("● unsaved") : QString());
    m_state->setAccessibleDescription(isChanged ? tr("unsaved") : tr("saved"));
    m_tabs->setTabText(DiffTab, isChanged ? tr("Changes ●") : tr("Changes"));
    m_save->setEnabled(isChanged);
    m_undo->setEnabled(m_document && m_document->undoStack().canUndo());
    m_redo->setEnabled(m_document && m_document->undoStack().canRedo());
    m_tidy->setEnabled(m_document && m_document->isJson() && !graph.nodes.empty());
    m_conflict->setVisible(m_document && m_theirs.contains(m_document->file()));
    const bool canEdit = m_document && m_document->isJson() && !graph.isOrchestrator;
    m_addNode->setEnabled(canEdit);
    m_paste->setEnabled(canEdit);
    const bool isVisit = !m_run->isHidden() && m_run->chosen();
    m_fork->setEnabled(isVisit);
    m_open->setEnabled(isVisit);
    const bool isSomething = !m_graph->scene().selectedItems().isEmpty();
    for (auto* action : m_edits)
        action->setEnabled(canEdit && isSomething);
}

QWidget* WorkflowPage::home() const
{
    return m_tabs->currentIndex() == GraphTab ? static_cast<QWidget*>(&m_graph->view()) : nullptr;
}

void WorkflowPage::undo()
{
    if (m_document)
        m_document->undoStack().undo();
}

void WorkflowPage::redo()
{
    if (m_document)
        m_document->undoStack().redo();
}

void WorkflowPage::tidy()
{
    m_graph->tidy();
}

void WorkflowPage::fit()
{
    m_graph->view().fit();
}

void WorkflowPage::zoomToSelection()
{
    m_graph->view().zoomToSelection();
}

void WorkflowPage::toggleMinimap()
{
    auto& minimap = m_graph->minimap();
    minimap.setWanted(!minimap.isWanted());
    context().settings.setValue(minimapKey, minimap.isWanted());
}

void WorkflowPage::zoomIn()
{
    m_graph->view().zoomBy(1.25);
}

void WorkflowPage::zoomOut()
{
    m_graph->view().zoomBy(0.8);
}

void WorkflowPage::resetZoom()
{
    m_graph->view().resetZoom();
}

} // namespace signalbox::ui
