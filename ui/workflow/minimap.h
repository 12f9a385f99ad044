// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTimer>
#include <QWidget>

namespace signalbox::ui {

class GraphView;
class Theme;

// The whole graph in a corner and what of it is in sight; a press goes there. Seen only where something is out of sight.
class Minimap final : public QWidget
{
    Q_OBJECT

public:
    Minimap(const Theme& theme, GraphView& view, QWidget* parent);

    void setWanted(bool wanted); // by the person
    [[nodiscard]] bool isWanted() const { return m_isWanted; }
    [[nodiscard]] QRectF inSight() const; // of the scene
    // Where a point of the scene is drawn.
    [[nodiscard]] QPointF fromScene(QPointF at) const;

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    void look(); // whether it is needed, and draw
    void goTo(QPointF at); // of this widget
    [[nodiscard]] double zoom() const;
    [[nodiscard]] QRectF world() const; // what is drawn, of the scene

    const Theme& m_theme;
    GraphView& m_view;
    QTimer m_soon; // several changes are drawn at once
    QRectF m_bounds; // of the graph
    bool m_isWanted = true;
};

} // namespace signalbox::ui
