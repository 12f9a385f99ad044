// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0

// The run that the window shows, drawn over the workflow of the Workflows mode.
#include "ui/workflow/workflowpage.h"

#include "base/jsonvalue.h"
#include "base/text.h"
#include "ui/format.h"
#include "ui/record/forkdialog.h"
#include "ui/record/forkdialogs.h"
#include "ui/run/benddialog.h"
#include "ui/run/heldbar.h"
#include "ui/run/runview.h"
#include "ui/workflow/graphpanel.h"
#include "ui/workflow/graphview.h"
#include "ui/workflow/plangraph.h"
#include "ui/workflow/runoverlay.h"
#include "ui/workflow/runpanel.h"

#include <QAction>
#include <QPushButton>

#include <algorithm>
#include <set>

namespace signalbox::ui {

namespace {
constexpr int overlayMs = 80; // between drawings of a live run: more cannot be followed by an eye
}

void WorkflowPage::connectRun()
{
    m_overlayTimer.setSingleShot(true);
    m_overlayTimer.setInterval(overlayMs);
    connect(&m_overlayTimer, &QTimer::timeout, this, &WorkflowPage::drawRun);
    connect(m_run, &RunPanel::chosenChanged, this, &WorkflowPage::drawRun);
    connect(m_run, &RunPanel::chosenChanged, this, &WorkflowPage::refresh);
    connect(m_run, &RunPanel::openWanted, this, &WorkflowPage::openVisit);
    connect(m_run, &RunPanel::forkWanted, this, &WorkflowPage::forkAt);
    m_runThis = act(tr("Run\u2026"), "Ctrl+Shift+Return", &WorkflowPage::runThis);
    act(tr("Show or hide the run"), "Ctrl+Shift+G", &WorkflowPage::toggleRun);
    act(tr("Next visit"), "Alt+Right", &WorkflowPage::nextVisit);
    act(tr("Previous visit"), "Alt+Left", &WorkflowPage::previousVisit);
    act(tr("Whole run"), "Alt+Up", &WorkflowPage::wholeRun);
    auto* breakpoint = act(tr("Breakpoint at node"), "Alt+F9", &WorkflowPage::toggleBreakpoint);
    m_fork = act(tr("Fork at the visit\u2026"), "Ctrl+Alt+F", &WorkflowPage::forkChosen);
    m_open = act(tr("Open the step of the visit"), "Ctrl+Alt+O", &WorkflowPage::openChosen);
    m_graph->view().addActions({breakpoint, m_fork, m_open});
    connect(m_forks, &ForkDialogs::commandIssued, this, &Page::commandIssued);
    auto* view = context().runView;
    if (!view)
        return;
    act(tr("Change the state where it is held\u2026"), "Ctrl+Alt+B", &WorkflowPage::bendHeld);
    m_held = new HeldBar(theme(), *view, this);
    connect(m_held, &HeldBar::bendRequested, this, &WorkflowPage::bend);
    connect(m_held, &HeldBar::showRequested, this, &WorkflowPage::showHeld);
    const auto later = [this] {
        if (!m_overlayTimer.isActive())
            m_overlayTimer.start();
    };
    connect(view, &RunView::advanced, this, later);
    connect(view, &RunView::ticked, this, later);
    connect(view, &RunView::runChanged, this, &WorkflowPage::drawRun);
}

void WorkflowPage::onShown()
{
    drawRun();
}

// What is drawn: the file, or of an orchestrator at work the steps of its plan.
Graph WorkflowPage::shownGraph()
{
    m_plan = {};
    auto graph = m_document ? graphOf(m_document->value()) : Graph();
    const auto* view = context().runView;
    if (!graph.isOrchestrator || !m_isRunShown || !view || !view->trace()
        || view->status().workflow != graph.name)
        return graph;
    std::vector<trace::MadePlan> plans;
    view->trace()->readGraph([&](const trace::GraphTrace& trace) { plans = trace.plans(); });
    if (plans.empty())
        return graph;
    m_plan = planGraph(plans);
    m_plan.graph.name = graph.name;
    return m_plan.graph;
}

void WorkflowPage::drawRun()
{
    if (!isVisible())
        return;
    const auto* view = context().runView;
    const auto trace = view ? view->trace() : nullptr;
    const auto& drawn = m_graph->scene().graph();
    m_otherRun->hide();
    if (!trace || !m_document) {
        showRun(nullptr);
        return;
    }
    const auto& workflow = view->status().workflow;
    if (drawn.isOrchestrator && m_isRunShown && workflow == drawn.name) {
        const auto graph = shownGraph();
        if (!(graph == drawn)) // a plan was made
            showDocument(true);
    }
    auto overlay = overlayOf(*trace, drawn, view->now(), m_run->until());
    if (!overlay.plans.empty() && drawn.isOrchestrator) {
        overlay.nodes = planRuns(m_plan, overlay.plans, *trace, view->now());
        overlay.edges = planEdges(m_plan, overlay.nodes);
    }
    if (!overlay.isOfGraph && !workflow.empty()) {
        m_otherRun->setText(tr("Run of %1").arg(format::line(workflow, 64)));
        m_otherRun->show();
    }
    showRun(overlay.isOfGraph && m_isRunShown ? &overlay : nullptr);
}

void WorkflowPage::showRun(const RunOverlay* overlay)
{
    m_run->setVisible(overlay && m_plan.graph.nodes.empty()); // a plan has no visits
    if (!overlay) {
        m_graph->scene().setRun({}, {}, false);
        m_inspector->showRun({});
        return;
    }
    const auto* view = context().runView;
    m_graph->scene().setRun(overlay->nodes, overlay->edges, true);
    m_inspector->showRun(overlay->edges);
    m_run->show(*overlay, view->trace(), view->status());
}

void WorkflowPage::toggleRun()
{
    m_isRunShown = !m_isRunShown;
    showDocument(m_graph->scene().graph().isOrchestrator);
    drawRun();
}

// As it was saved: the engine reads the file.
void WorkflowPage::runThis()
{
    const auto name = QString::fromStdString(m_graph->scene().graph().name);
    if (m_document && m_document->isChanged())
        Q_EMIT messageShown(tr("Save the workflow first: a run takes what the file says."));
    else if (m_document)
        Q_EMIT runWanted(name);
}

void WorkflowPage::nextVisit()
{
    if (m_run->isVisible())
        m_run->step(1);
}

void WorkflowPage::previousVisit()
{
    if (m_run->isVisible())
        m_run->step(-1);
}

void WorkflowPage::wholeRun()
{
    m_run->choose({});
}

// In the step trace, where the run can be forked too.
void WorkflowPage::openVisit(const QString& path)
{
    if (const auto* view = context().runView; view && !path.isEmpty())
        Q_EMIT openRunRequested(QString::fromStdString(view->run()), path);
}

// Where it is held the state is changed in place; of a visit that is over a fork is prepared.
void WorkflowPage::forkAt(const QString& path)
{
    const auto* view = context().runView;
    if (!view || !view->trace() || path.isEmpty())
        return;
    const auto at = path.toStdString();
    const auto& holds = view->holds();
    const bool isHeld =
        std::any_of(holds.begin(), holds.end(), [&](const auto& hold) { return hold.path == at; });
    const auto span = view->trace()->spans().find(at);
    const bool isOpen = span.isValid() && trace::isOpen(view->trace()->spans().span(span).status);
    if (isHeld)
        bend(path, QStringLiteral("state"));
    else if (isOpen && view->isLive())
        Q_EMIT messageShown(tr("This visit is not over yet: pause the run, or wait for its end."));
    else
        (void)m_forks->open(view->run(), *view->trace(), at);
}

void WorkflowPage::forkChosen()
{
    forkAt(QString::fromStdString(m_run->chosenPath()));
}

void WorkflowPage::openChosen()
{
    openVisit(QString::fromStdString(m_run->chosenPath()));
}

void WorkflowPage::bendHeld()
{
    const auto* view = context().runView;
    if (!view || !view->trace() || view->holds().empty())
        return;
    const auto& path = view->holds().front().path;
    const auto offer = bendOfferAt(*view->trace(), path);
    if (!offer.key.empty())
        bend(QString::fromStdString(path), QString::fromStdString(offer.key));
}

void WorkflowPage::bend(const QString& path, const QString& key)
{
    if (!m_bend) {
        m_bend = new BendDialog(context(), *context().runView, this);
        connect(m_bend, &BendDialog::commandIssued, this, &Page::commandIssued);
    }
    m_bend->open(path.toStdString(), key.toStdString());
}

// The node whose visit holds the path.
void WorkflowPage::showHeld(const QString& path)
{
    for (const auto& segment : pathSegments(path.toStdString())) {
        const std::string name(segment.name);
        if (segment.kind != "node" || !m_graph->scene().node(name))
            continue;
        m_graph->scene().select({name});
        m_graph->view().reveal(*m_graph->scene().node(name));
        return;
    }
}

// What a step of a plan was asked for; nothing where no single step is selected.
const PlanGraph::Step* WorkflowPage::selectedStep() const
{
    const auto nodes = m_graph->scene().selectedNodes();
    const auto found = nodes.size() == 1 ? m_plan.steps.find(nodes[0]) : m_plan.steps.end();
    return found == m_plan.steps.end() ? nullptr : &found->second;
}

QString WorkflowPage::stepWords(const PlanGraph::Step& step) const
{
    const auto& planned = step.step;
    QString words = tr("Agent: %1").arg(format::line(planned.agent, 64));
    if (!planned.dependencies.empty()) {
        QStringList ids;
        for (const auto& id : planned.dependencies)
            ids << format::line(id, 64);
        words += u'\n' + tr("Waits for: %1").arg(ids.join(QStringLiteral(", ")));
    }
    words += QStringLiteral("\n\n") + format::text(planned.task, 4000);
    const auto& trace = context().runView->trace();
    const auto id =
        planned.path.empty() || !trace ? trace::SpanId() : trace->spans().find(planned.path);
    if (!id.isValid())
        return words + QStringLiteral("\n\n") + tr("It has not begun.");
    for (const auto& event : trace->details(id).events) {
        if (event.type == EventType::AgentFinished)
            words += QStringLiteral("\n\n") + tr("What came of it:") + u'\n'
                + format::text(stringAt(parseJson(event.data).value_or(Json::object()), "output"),
                               8000);
    }
    return words;
}

void WorkflowPage::showWorkflowOfRun()
{
    const auto* view = context().runView;
    for (const auto& [file, open] : m_documents) {
        if (view && memberText(open->value(), "name") == view->status().workflow) {
            m_isRunShown = true;
            showWorkflow(file);
            drawRun();
            return;
        }
    }
    Q_EMIT messageShown(tr("The workspace has no workflow of this name any more."));
}

void WorkflowPage::onBreakpoints(const engine::BreakpointsSet& set)
{
    m_breakpoints = set.breakpoints;
    markBreakpoints();
}

void WorkflowPage::markBreakpoints()
{
    std::set<std::string> nodes;
    for (const auto& breakpoint : m_breakpoints) {
        if (breakpoint.kind != BreakKind::Node || !breakpoint.enabled)
            continue;
        for (const auto& node : m_graph->scene().graph().nodes) {
            if (matchesGlob(breakpoint.pattern, node.name))
                nodes.insert(node.name);
        }
    }
    m_graph->scene().setBreakpoints(nodes);
}

void WorkflowPage::toggleBreakpoint()
{
    for (const auto& name : m_graph->scene().selectedNodes()) {
        Breakpoint wanted;
        wanted.kind = BreakKind::Node;
        wanted.pattern = name;
        const auto same = std::find_if(m_breakpoints.begin(), m_breakpoints.end(),
                                       [&](const auto& one) { return isSameBreak(one, wanted); });
        if (same == m_breakpoints.end())
            m_breakpoints.push_back(wanted);
        else
            m_breakpoints.erase(same);
    }
    markBreakpoints();
    Q_EMIT commandIssued(engine::SetBreakpoints{m_breakpoints});
}

} // namespace signalbox::ui
