// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/workflow/graphscene.h"

#include <QGraphicsView>

namespace signalbox::ui {

// The window on a graph: zoom (Ctrl and wheel), pan (wheel, middle button), fit; Tab walks the nodes, arrows nudge.
// Screen readers find the nodes and edges as its children.
class GraphView final : public QGraphicsView
{
    Q_OBJECT

public:
    GraphView(const Theme& theme, GraphScene& scene, QWidget* parent = nullptr);

    [[nodiscard]] GraphScene& graph() const { return m_graph; }
    void fit();
    void fitLater(); // at the next chance: its size may not be known yet
    void zoomBy(double factor);
    void zoomToSelection(); // to everything where nothing is selected
    void resetZoom();
    [[nodiscard]] int zoomPercent() const;
    void reveal(const NodeItem& node);
    // Between the nodes by Tab; false past the last: the focus goes on.
    bool walk(bool forward);

Q_SIGNALS:
    void zoomChanged();
    void editWanted();

protected:
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void drawBackground(QPainter* painter, const QRectF& rect) override;
    bool focusNextPrevChild(bool next) override;

private:
    void applyTheme();
    void fitIfDue();
    void setHand(bool hand);

    const Theme& m_theme;
    GraphScene& m_graph;
    bool m_isFitDue = true;
    bool m_isFitted = false; // and nobody has gone elsewhere since: stays so when the size changes
    bool m_isHand = false; // a drag moves the graph
    bool m_isPanning = false;
    QPoint m_panFrom;
};

} // namespace signalbox::ui
