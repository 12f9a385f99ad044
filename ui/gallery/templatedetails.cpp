// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/gallery/templatedetails.h"

#include "ui/format.h"
#include "ui/gallery/graphpicture.h"
#include "ui/plainlabel.h"

#include <QFrame>
#include <QLabel>
#include <QVBoxLayout>

namespace signalbox::ui {

TemplateDetails::TemplateDetails(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_picture(new GraphPicture(theme))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme.scaled(6));
    auto* frame = new QFrame;
    frame->setProperty("surface", QStringLiteral("panel"));
    auto* inside = new QVBoxLayout(frame);
    inside->setContentsMargins(1, 1, 1, 1);
    m_picture->setMinimumHeight(theme.scaled(180));
    inside->addWidget(m_picture);
    column->addWidget(frame, 20);
    m_title = addLabel(tr("Template"), QStringLiteral("title"));
    m_kind = addLabel(tr("Kind of the workflow"), QStringLiteral("muted"));
    m_purpose = addLabel(tr("What it is for"), {});
    m_agents = addLabel(tr("Agents of the template"), QStringLiteral("muted"));
    m_task = addLabel(tr("Task to begin with"), {});
    frame->setMaximumHeight(theme.scaled(330));
    column->addStretch(1);
}

QLabel* TemplateDetails::addLabel(const QString& name, const QString& role)
{
    auto* label = plainLabel({}, role);
    label->setAccessibleName(name);
    label->setWordWrap(true);
    layout()->addWidget(label);
    return label;
}

void TemplateDetails::show(const WorkflowTemplate* one, const Graph& graph)
{
    m_picture->show(one ? graph : Graph());
    for (auto* label : {m_kind, m_purpose, m_agents, m_task})
        label->setVisible(one != nullptr);
    if (!one) {
        m_title->setText(tr("No template fits"));
        return;
    }
    m_title->setText(format::line(one->title));
    const auto workflow = format::line(one->workflow);
    QString kind = graph.isOrchestrator
        ? tr("Workflow %1, orchestrator with %2 agents").arg(workflow).arg(graph.nodes.size())
        : tr("Workflow %1, graph of %2 nodes").arg(workflow).arg(graph.nodes.size());
    for (std::size_t i = 1; i < one->workflows.size(); ++i)
        kind += tr(", uses %1").arg(format::line(one->workflows[i].name));
    m_kind->setText(kind);
    m_purpose->setText(format::text(one->purpose, 2000));
    QStringList lines;
    for (const auto& agent : one->agents)
        lines << tr("%1: %2").arg(format::line(agent.name), format::line(agent.description));
    m_agents->setText(lines.join(u'\n'));
    m_task->setText(tr("Begins with the task \u201c%1\u201d").arg(format::line(one->task, 400)));
    for (auto* label : {m_title, m_kind, m_purpose, m_agents, m_task})
        label->setAccessibleDescription(label->text());
}

} // namespace signalbox::ui
