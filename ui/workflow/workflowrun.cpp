// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0

// The run that the window shows, drawn over the workflow of the Workflows mode.
#include "ui/workflow/workflowpage.h"

#include "base/text.h"
#include "ui/format.h"
#include "ui/run/runview.h"
#include "ui/workflow/graphpanel.h"
#include "ui/workflow/graphview.h"
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
    connect(m_run, &RunPanel::openWanted, this, &WorkflowPage::openVisit);
    connect(m_run, &RunPanel::forkWanted, this, &WorkflowPage::forkAt);
    m_runThis = act(tr("Run\u2026"), "Ctrl+Shift+Return", &WorkflowPage::runThis);
    act(tr("Show or hide the run"), "Ctrl+Shift+G", &WorkflowPage::toggleRun);
    act(tr("Next visit"), "Alt+Right", &WorkflowPage::nextVisit);
    act(tr("Previous visit"), "Alt+Left", &WorkflowPage::previousVisit);
    act(tr("Whole run"), "Alt+Up", &WorkflowPage::wholeRun);
    auto* breakpoint = act(tr("Breakpoint at node"), "Ctrl+B", &WorkflowPage::toggleBreakpoint);
    m_graph->view().addAction(breakpoint);
    auto* view = context().runView;
    if (!view)
        return;
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
Graph WorkflowPage::shownGraph() const
{
    auto graph = m_document ? graphOf(m_document->value()) : Graph();
    const auto* view = context().runView;
    if (!graph.isOrchestrator || !m_isRunShown || !view || !view->trace()
        || view->status().workflow != graph.name)
        return graph;
    const auto plan = overlayOf(*view->trace(), graph, view->now()).plan;
    if (plan.empty())
        return graph;
    auto steps = planGraph(plan);
    steps.name = graph.name;
    return steps;
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
    if (!overlay.plan.empty() && drawn.isOrchestrator)
        overlay.nodes = planRuns(overlay.plan, *trace, view->now());
    if (!overlay.isOfGraph && !workflow.empty()) {
        m_otherRun->setText(tr("Run of %1").arg(format::line(workflow, 64)));
        m_otherRun->show();
    }
    showRun(overlay.isOfGraph && m_isRunShown ? &overlay : nullptr);
}

void WorkflowPage::showRun(const RunOverlay* overlay)
{
    m_run->setVisible(overlay != nullptr);
    if (!overlay) {
        m_graph->scene().setRun({}, {}, false);
        return;
    }
    const auto* view = context().runView;
    m_graph->scene().setRun(overlay->nodes, overlay->edges, true);
    m_run->show(*overlay, view->trace(), format::runId(view->run()));
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

// The same again from this visit on, live; what came before is kept.
void WorkflowPage::forkAt(const QString& path)
{
    const auto* view = context().runView;
    if (!view || path.isEmpty())
        return;
    engine::ForkRun fork;
    fork.ticket = "workflow fork " + path.toStdString();
    fork.run = view->run();
    fork.at = path.toStdString();
    Q_EMIT commandIssued(fork);
    Q_EMIT messageShown(tr("A fork of the run goes on at %1.").arg(format::line(fork.at, 120)));
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
