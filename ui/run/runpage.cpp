// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/run/runpage.h"

#include "ui/format.h"
#include "ui/run/attentionpanel.h"
#include "ui/run/budgetpanel.h"
#include "ui/run/inspector.h"
#include "ui/run/panelheader.h"
#include "ui/run/steptrace.h"
#include "ui/run/timeline.h"

#include <QAction>
#include <QDockWidget>
#include <QHBoxLayout>
#include <QLabel>
#include <QMainWindow>
#include <QPushButton>
#include <QVBoxLayout>

namespace signalbox::ui {

namespace {

constexpr int layoutVersion = 1;

}

RunPage::RunPage(UiContext& context, QWidget* parent)
    : Page(context, parent)
    , m_view(*context.runView)
    , m_docks(new QMainWindow)
    , m_trace(new StepTrace(context.theme, *context.runView))
{
    setObjectName(QStringLiteral("runPage"));
    m_docks->setWindowFlags(Qt::Widget);
    m_docks->setDockNestingEnabled(true);
    m_docks->setCentralWidget(makeCentre());
    makeDocks();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_docks);
    arrange();
    m_first = m_docks->saveState(layoutVersion);
    m_docks->restoreState(context.settings.value(QStringLiteral("run/docks")).toByteArray(),
                          layoutVersion);
    connect(&m_view, &RunView::advanced, this, &RunPage::showAnswer);
    connect(&m_view, &RunView::runChanged, this, &RunPage::showAnswer);
    showAnswer();
}

QWidget* RunPage::makeCentre()
{
    auto* centre = new QWidget;
    auto* layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(theme().scaled(6));
    layout->addWidget(m_trace, 1);
    auto* bar = new QFrame;
    bar->setProperty("surface", QStringLiteral("panel"));
    auto* line = new QHBoxLayout(bar);
    line->setContentsMargins(theme().scaled(11), theme().scaled(6), theme().scaled(11),
                             theme().scaled(6));
    line->setSpacing(theme().scaled(10));
    auto* title = plainLabel(tr("Answer"), QStringLiteral("title"));
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
}

void RunPage::arrange()
{
    m_docks->setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    m_docks->addDockWidget(Qt::RightDockWidgetArea, m_all[0]);
    m_docks->addDockWidget(Qt::BottomDockWidgetArea, m_all[1]);
    m_docks->addDockWidget(Qt::RightDockWidgetArea, m_all[2]);
    m_docks->splitDockWidget(m_all[0], m_all[2], Qt::Horizontal);
    m_docks->splitDockWidget(m_all[2], m_all[3], Qt::Vertical);
    m_docks->resizeDocks({m_all[0], m_all[2]}, {theme().scaled(390), theme().scaled(225)},
                         Qt::Horizontal);
    m_docks->resizeDocks({m_all[1]}, {theme().scaled(190)}, Qt::Vertical);
    m_docks->resizeDocks({m_all[2], m_all[3]}, {theme().scaled(350), theme().scaled(300)},
                         Qt::Vertical);
}

void RunPage::onNotice(const engine::Notice& notice)
{
    if (std::holds_alternative<engine::WorkspaceOpened>(notice))
        m_budget->refresh();
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
