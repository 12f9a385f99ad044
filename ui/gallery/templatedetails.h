// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme.h"
#include "ui/workflow/graph.h"
#include "values/workflowtemplate.h"

#include <QWidget>

class QLabel;

namespace signalbox::ui {

class GraphPicture;

// One template at length: its graph, what it is for, its agents and the task it begins with.
class TemplateDetails final : public QWidget
{
    Q_OBJECT

public:
    explicit TemplateDetails(const Theme& theme, QWidget* parent = nullptr);

    void show(const WorkflowTemplate* one, const Graph& graph); // null: nothing fits

private:
    QLabel* addLabel(const QString& name, const QString& role);

    GraphPicture* m_picture;
    QLabel* m_title = nullptr;
    QLabel* m_kind = nullptr;
    QLabel* m_purpose = nullptr;
    QLabel* m_agents = nullptr;
    QLabel* m_task = nullptr;
};

} // namespace signalbox::ui
