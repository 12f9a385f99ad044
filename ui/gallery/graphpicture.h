// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme.h"
#include "ui/workflow/graph.h"
#include "values/workspaceview.h"

#include <QWidget>

class QPainter;

namespace signalbox::ui {

// The graph of a workflow where its file puts it, or in columns.
[[nodiscard]] Graph pictureOf(const WorkflowFile& file);
// Draws a whole graph into a rectangle; with the names of the nodes where there is room for them.
void paintGraph(QPainter& painter, const QRectF& into, const Graph& graph, const Theme& theme);

// A graph to look at, never to touch.
class GraphPicture final : public QWidget
{
    Q_OBJECT

public:
    explicit GraphPicture(const Theme& theme, QWidget* parent = nullptr);

    void show(const Graph& graph);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    Graph m_graph;
};

} // namespace signalbox::ui
