// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme.h"
#include "ui/workflow/graph.h"

#include <QGraphicsItem>
#include <QPainterPath>
#include <QString>

#include <cstdint>

namespace signalbox::ui {

struct EdgeRun
{
    std::int64_t taken = 0;
    bool isLatest = false; // the way to where the run is

    bool operator==(const EdgeRun&) const = default;
};

// An edge of the drawn graph: a curve with an arrow, and the words of its condition on it.
class EdgeItem final : public QGraphicsItem
{
public:
    EdgeItem(const Theme& theme, const GraphEdge& edge);

    // Ends and their boxes in scene coordinates.
    struct Ends
    {
        QPointF from; // at the right side of a box
        QPointF to; // at the left side of a box
        QRectF fromBox;
        QRectF toBox;
        double lift = 0; // moves one of several edges between the same nodes aside
    };
    void setEnds(const Ends& ends);
    void setEdge(const GraphEdge& edge);
    void setRun(const EdgeRun& run, bool isRunShown);
    void setProblem(const QString& words, bool isError);
    [[nodiscard]] const GraphEdge& edge() const { return m_edge; }
    [[nodiscard]] const EdgeRun& run() const { return m_run; }
    [[nodiscard]] QString description() const;
    [[nodiscard]] QPointF labelPlace() const { return m_labelBox.center(); }
    void measure();

    enum
    {
        Type = UserType + 2
    };
    int type() const override { return Type; }
    QRectF boundingRect() const override;
    QPainterPath shape() const override;
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

protected:
    QVariant itemChange(GraphicsItemChange change, const QVariant& value) override;

private:
    void route();
    [[nodiscard]] QColor color() const;

    const Theme& m_theme;
    GraphEdge m_edge;
    Ends m_ends;
    EdgeRun m_run;
    QString m_problem;
    bool m_isError = false;
    bool m_isRunShown = false;
    QString m_label; // elided
    QPainterPath m_path;
    QPolygonF m_arrow;
    QRectF m_labelBox;
};

} // namespace signalbox::ui
