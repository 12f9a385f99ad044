// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/run/runpage.h"

#include "ui/format.h"
#include "ui/plainlabel.h"
#include "ui/record/recordactions.h"
#include "ui/record/recordbar.h"
#include "ui/run/attentionpanel.h"
#include "ui/run/benddialog.h"
#include "ui/run/breakpointpanel.h"
#include "ui/run/budgetpanel.h"
#include "ui/run/heldbar.h"
#include "ui/run/inspector.h"
#include "ui/run/loadbar.h"
#include "ui/run/panelheader.h"
#include "ui/run/steerpanel.h"
#include "ui/run/steptrace.h"
#include "ui/run/timeline.h"
#include "ui/run/timelinelegend.h"
#include "ui/scrub/scrubber.h"

#include <QAction>
#include <QDockWidget>
#include <QHBoxLayout>
#include <QLabel>
#include <QMainWindow>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

namespace signalbox::ui {

namespace {

constexpr int layoutVersion = 3;

}

RunPage::RunPage(UiContext& context, QWidget* parent)
    : Page(context, parent)
    , m_view(*context.runView)
    , m_docks(new QMainWindow)
    , m_record(new RecordActions(context, m_view, this))
    , m_recordBar(new RecordBar(context.theme, m_view))
    , m_scrubber(new Scrubber(context.theme, m_view, this))
    , m_breakpoints(new BreakpointList(context, this))
{
    setObjectName(QStringLiteral("runPage"));
    m_docks->setWindowFlags(Qt::Widget);
    m_docks->setDockNestingEnabled(true);
    makeDocks();
    makeDebugActions();
    connect(m_breakpoints, &BreakpointList::commandIssued, this, &Page::commandIssued);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(theme().scaled(4));
    layout->addWidget(m_recordBar);
    layout->addWidget(m_docks, 1);
    makeRecord();
    arrange();
    m_first = m_docks->saveState(layoutVersion);
    m_docks->restoreState(context.settings.value(QStringLiteral("run/docks")).toByteArray(),
                          layoutVersion);
    connect(&m_view, &RunView::advanced, this, &RunPage::showAnswer);
    connect(&m_view, &RunView::runChanged, this, &RunPage::showAnswer);
    showAnswer();
}

void RunPage::makeRecord()
{
    connect(m_record, &RecordActions::commandIssued, this, &Page::commandIssued);
    connect(m_record, &RecordActions::openRunRequested, this, &Page::openRunRequested);
    connect(m_record, &RecordActions::compareRequested, this, &Page::compareRequested);
    connect(m_record, &RecordActions::replayAsked, m_recordBar,
            [this](const QString& run) { m_recordBar->replaying(run.toStdString()); });
    connect(m_trace, &StepTrace::menuAboutToShow, this,
            [this](const trace::Span& span, QMenu* menu) {
                if (span.kind == trace::SpanKind::Tool)
                    menu->addAction(tr("Try this call in Tools"), this, &RunPage::trySelected);
                menu->addSeparator();
                menu->addActions(m_record->ofStep());
            });
    connect(m_recordBar, &RecordBar::openRunRequested, this, &Page::openRunRequested);
    connect(m_recordBar, &RecordBar::compareRequested, this, &Page::compareRequested);
    connect(m_recordBar, &RecordBar::resumeRequested, m_record, &RecordActions::resume);
    connect(m_recordBar, &RecordBar::commandIssued, this, &Page::commandIssued);
}

// The steps, and under them what came of it all.
QWidget* RunPage::makeTrace(PanelHeader& header)
{
    auto* centre = new QWidget;
    centre->setMinimumWidth(theme().scaled(340));
    auto* layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto* held = new HeldBar(theme(), m_view);
    connect(held, &HeldBar::bendRequested, this, [this](const QString& path, const QString& key) {
        bend(path.toStdString(), key.toStdString());
    });
    layout->addWidget(held);
    auto* loading = new LoadBar(theme(), m_view);
    connect(loading, &LoadBar::commandIssued, this, &Page::commandIssued);
    addAction(loading->stopAction());
    m_stopLoading = loading->stopAction();
    layout->addWidget(loading);
    m_trace = new StepTrace(theme(), m_view, *m_breakpoints, header);
    connect(m_trace, &StepTrace::commandIssued, this, &Page::commandIssued);
    connect(m_trace, &StepTrace::menuAboutToShow, this, &RunPage::offerBend);
    layout->addWidget(m_trace, 1);
    auto* steer = new QFrame;
    steer->setProperty("surface", QStringLiteral("foot"));
    auto* steerLayout = new QVBoxLayout(steer);
    steerLayout->setContentsMargins(0, 0, 0, 0);
    m_steering = new SteerPanel(theme(), m_view);
    connect(m_steering, &SteerPanel::commandIssued, this, &Page::commandIssued);
    steerLayout->addWidget(m_steering);
    layout->addWidget(steer);
    auto* bar = new QFrame;
    bar->setProperty("surface", QStringLiteral("foot"));
    auto* line = new QHBoxLayout(bar);
    line->setContentsMargins(theme().scaled(11), theme().scaled(6), theme().scaled(11),
                             theme().scaled(6));
    line->setSpacing(theme().scaled(10));
    auto* title = plainLabel(tr("Answer"), QStringLiteral("title"));
    title->setAccessibleName(tr("Heading of the answer")); // the name belongs to its text
    m_answer = plainLabel();
    m_answer->setObjectName(QStringLiteral("answer"));
    m_answer->setAccessibleName(QStringLiteral("Answer"));
    m_answer->setWordWrap(true);
    m_answer->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_answer->setMaximumHeight(theme().scaled(120));
    line->addWidget(title, 0, Qt::AlignTop);
    line->addWidget(m_answer, 1);
    layout->addWidget(bar);
    return centre;
}

QDockWidget* RunPage::addDock(const char* name, const QString& title, QWidget* header,
                              QWidget* content)
{
    auto* dock = new QDockWidget(title, m_docks);
    dock->setObjectName(QString::fromLatin1(name));
    dock->setTitleBarWidget(header);
    dock->setWidget(panelBody(content));
    m_all.push_back(dock);
    return dock;
}

void RunPage::makeDocks()
{
    const auto& style = context().theme;
    auto* traceHeader = new PanelHeader(style, tr("Step trace"));
    addDock("dockTrace", tr("Step trace"), traceHeader, makeTrace(*traceHeader));
    auto* inspectorHeader = new PanelHeader(style, tr("Inspector"));
    m_inspector = new Inspector(style, m_view, *inspectorHeader);
    addDock("dockInspector", tr("Inspector"), inspectorHeader, m_inspector);
    connect(m_inspector, &Inspector::reviewRequested, this, &RunPage::reviewRequested);

    auto* timelineHeader = new PanelHeader(style, tr("Timeline"));
    auto* timeline = new Timeline(style, m_view);
    addDock("dockTimeline", tr("Timeline"), timelineHeader, timeline);
    const auto zoomButton = [&](const QString& text, const QString& name, double factor) {
        auto* button = new QPushButton(text);
        button->setProperty("kind", QStringLiteral("flat"));
        button->setAccessibleName(name);
        connect(button, &QPushButton::clicked, timeline,
                [timeline, factor] { timeline->zoomBy(factor); });
        return button;
    };
    auto* percent = new QPushButton(tr("100 %"));
    percent->setProperty("kind", QStringLiteral("flat"));
    percent->setAccessibleName(tr("Whole run"));
    connect(percent, &QPushButton::clicked, timeline, &Timeline::resetZoom);
    connect(timeline, &Timeline::zoomChanged, percent,
            [percent, timeline] { percent->setText(tr("%1 %").arg(timeline->zoomPercent())); });
    timelineHeader->addControl(new TimelineLegend(style));
    timelineHeader->addControl(zoomButton(QStringLiteral("\u2212"), tr("Zoom out"), 0.8));
    timelineHeader->addControl(percent);
    timelineHeader->addControl(zoomButton(QStringLiteral("+"), tr("Zoom in"), 1.25));

    auto* budgetHeader = new PanelHeader(style, tr("Budget"));
    budgetHeader->setNote(tr("this run"));
    m_budget = new BudgetPanel(context(), m_view);
    addDock("dockBudget", tr("Budget"), budgetHeader, m_budget);
    auto* attentionHeader = new PanelHeader(style, tr("Attention"));
    auto* attention = new AttentionPanel(style, m_view, *attentionHeader);
    addDock("dockAttention", tr("Attention"), attentionHeader, attention);
    connect(attention, &AttentionPanel::reviewRequested, this, &RunPage::reviewRequested);
    auto* breakHeader = new PanelHeader(style, tr("Breakpoints"));
    m_breakpointPanel = new BreakpointPanel(style, *m_breakpoints, *breakHeader);
    addDock("dockBreakpoints", tr("Breakpoints"), breakHeader, m_breakpointPanel);
}

QAction* RunPage::addDebugAction(const QString& text, const QKeySequence& keys,
                                 void (RunPage::*slot)())
{
    auto* action = new QAction(text, this);
    action->setShortcut(keys);
    connect(action, &QAction::triggered, this, slot);
    m_debug.push_back(action);
    return action;
}

void RunPage::makeDebugActions()
{
    addDebugAction(tr("Run to the selected step"), QKeySequence(Qt::CTRL | Qt::Key_F10),
                   &RunPage::runToSelected);
    addDebugAction(tr("Change what is held and go on\u2026"), QKeySequence(Qt::Key_F4),
                   &RunPage::bendHeld);
    addDebugAction(tr("Break on the selected step"), QKeySequence(Qt::Key_F9),
                   &RunPage::toggleBreakpoint);
    addDebugAction(tr("Add a breakpoint"), QKeySequence(Qt::CTRL | Qt::Key_F9),
                   &RunPage::focusBreakpoints);
    addDebugAction(tr("Enable all breakpoints"), {}, &RunPage::enableAllBreakpoints);
    addDebugAction(tr("Disable all breakpoints"), {}, &RunPage::disableAllBreakpoints);
    addDebugAction(tr("Remove all breakpoints"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F9),
                   &RunPage::removeAllBreakpoints);
    addDebugAction(tr("Try the selected call in Tools"),
                   QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_T), &RunPage::trySelected);
    addDebugAction(tr("Tell the agent something"), QKeySequence(Qt::CTRL | Qt::Key_M),
                   &RunPage::focusSteering);
}

void RunPage::focusBreakpoints()
{
    auto* dock = m_docks->findChild<QDockWidget*>(QStringLiteral("dockBreakpoints"));
    dock->show();
    dock->raise();
    m_breakpointPanel->focusForm();
}

void RunPage::focusSteering()
{
    m_steering->focusText();
}

void RunPage::toggleBreakpoint()
{
    m_trace->toggleBreakpoint();
}

void RunPage::runToSelected()
{
    m_trace->runToSelected();
}

void RunPage::trySelected()
{
    const auto id = m_view.selected();
    if (!m_view.trace() || !id.isValid()
        || m_view.trace()->spans().span(id).kind != trace::SpanKind::Tool)
        return;
    const auto details = m_view.trace()->details(id);
    Q_EMIT tryRequested(QString::fromStdString(details.name),
                        QString::fromStdString(details.arguments));
}

void RunPage::bendHeld()
{
    if (m_view.holds().empty() || !m_view.trace())
        return;
    const auto path = m_view.holds().front().path;
    const auto offer = bendOfferAt(*m_view.trace(), path);
    if (!offer.key.empty())
        bend(path, offer.key);
}

void RunPage::bend(const std::string& path, const std::string& key)
{
    if (!m_bend) {
        m_bend = new BendDialog(context(), m_view, this);
        connect(m_bend, &BendDialog::commandIssued, this, &Page::commandIssued);
    }
    m_bend->open(path, key);
}

// A step where the run is held can be changed from its menu as well.
void RunPage::offerBend(const trace::Span& span, QMenu* menu)
{
    for (const auto& hold : m_view.holds()) {
        if (m_view.trace()->spans().find(hold.path) != span.id)
            continue;
        const auto offer = bendOfferAt(*m_view.trace(), hold.path);
        if (!offer.key.empty())
            menu->addAction(offer.words, this,
                            [this, path = hold.path, key = offer.key] { bend(path, key); });
        return;
    }
}

void RunPage::enableAllBreakpoints()
{
    m_breakpoints->setAllEnabled(true);
}

void RunPage::disableAllBreakpoints()
{
    m_breakpoints->setAllEnabled(false);
}

void RunPage::removeAllBreakpoints()
{
    m_breakpoints->clear();
}

// Trace and inspector over the timeline, budget and attention at their right.
void RunPage::arrange()
{
    enum
    {
        Trace,
        Details,
        Time,
        Budget,
        Attention,
        Breaks
    };
    m_docks->addDockWidget(Qt::LeftDockWidgetArea, m_all[Trace]);
    m_docks->splitDockWidget(m_all[Trace], m_all[Budget], Qt::Horizontal);
    m_docks->splitDockWidget(m_all[Budget], m_all[Attention], Qt::Vertical);
    m_docks->splitDockWidget(m_all[Attention], m_all[Breaks], Qt::Vertical);
    m_docks->splitDockWidget(m_all[Trace], m_all[Time], Qt::Vertical);
    m_docks->splitDockWidget(m_all[Trace], m_all[Details], Qt::Horizontal);
    m_docks->resizeDocks({m_all[Trace], m_all[Details], m_all[Budget]},
                         {theme().scaled(680), theme().scaled(400), theme().scaled(230)},
                         Qt::Horizontal);
    m_docks->resizeDocks({m_all[Trace], m_all[Time]}, {theme().scaled(560), theme().scaled(210)},
                         Qt::Vertical);
    m_docks->resizeDocks({m_all[Budget], m_all[Attention], m_all[Breaks]},
                         {theme().scaled(310), theme().scaled(250), theme().scaled(200)},
                         Qt::Vertical);
}

void RunPage::onNotice(const engine::Notice& notice)
{
    if (std::holds_alternative<engine::WorkspaceOpened>(notice)) {
        m_budget->refresh();
        m_breakpoints->load();
    } else if (const auto* set = std::get_if<engine::BreakpointsSet>(&notice)) {
        m_breakpoints->take(*set);
    } else if (const auto* failed = std::get_if<engine::CommandFailed>(&notice)) {
        if (failed->what == "send the text")
            m_steering->giveBack();
    }
    m_record->onNotice(notice);
    m_recordBar->onNotice(notice);
}

void RunPage::saveLayout()
{
    context().settings.setValue(QStringLiteral("run/docks"), m_docks->saveState(layoutVersion));
}

void RunPage::resetLayout()
{
    m_docks->restoreState(m_first, layoutVersion);
    for (auto* dock : m_all)
        dock->show();
}

QWidget* RunPage::home() const
{
    return &m_trace->table();
}

QList<QAction*> RunPage::dockActions() const
{
    QList<QAction*> actions;
    for (auto* dock : m_all)
        actions.push_back(dock->toggleViewAction());
    return actions;
}

void RunPage::showAnswer()
{
    const auto answer = format::text(m_view.status().answer, 16 * 1024);
    if (m_answer->accessibleDescription() == answer && !m_answer->text().isEmpty())
        return;
    m_answer->setAccessibleDescription(answer);
    m_answer->setText(answer.isEmpty() ? QStringLiteral("\u2014") : answer);
    m_answer->setProperty("role", answer.isEmpty() ? QStringLiteral("faint") : QString());
    Theme::repolish(m_answer);
}

} // namespace signalbox::ui
