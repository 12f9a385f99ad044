// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme.h"
#include "ui/workflow/edgerouter.h"
#include "ui/workflow/graph.h"

#include <QGraphicsItem>
#include <QPainterPath>
#include <QPolygonF>
#include <QString>

#include <cstdint>

namespace signalbox::ui {

// How often the run that is shown took an edge.
struct EdgeRun
{
    std::int64_t taken = 0;
    std::int64_t chosen = 0; // of them by a person, where several matched

    bool operator==(const EdgeRun&) const = default;
};

// An edge of the drawn graph: a curve with an arrow, and the words of its condition on it.
class EdgeItem final : public QGraphicsItem
{
public:
    EdgeItem(const Theme& theme, const GraphEdge& edge);

    void setWay(const EdgeEnds& ends, const EdgeWay& way);
    void shift(const EdgeEnds& ends, QPointF by); // the same way elsewhere
    [[nodiscard]] const EdgeEnds& ends() const { return m_ends; }
    [[nodiscard]] QSizeF labelSize() const; // room for the words; empty where there are none
    void setEdge(const GraphEdge& edge);
    void setRun(const EdgeRun& run, bool isRunShown);
    void setProblem(const QString& words, bool isError);
    void setQuick(bool quick); // while many move: drawn plainly
    [[nodiscard]] const GraphEdge& edge() const { return m_edge; }
    [[nodiscard]] const EdgeRun& run() const { return m_run; }
    [[nodiscard]] QString description() const;
    [[nodiscard]] const QPainterPath& way() const { return m_path; }
    void measure(); // after a change of fonts

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
    [[nodiscard]] QColor color() const;
    void paintWords(QPainter& painter) const;

    const Theme& m_theme;
    GraphEdge m_edge;
    EdgeEnds m_ends;
    EdgeRun m_run;
    QString m_problem;
    bool m_isError = false;
    bool m_isRunShown = false;
    bool m_isQuick = false;
    QString m_label; // elided
    QPainterPath m_path;
    QPolygonF m_arrow;
    QRectF m_labelBox;
};

} // namespace signalbox::ui
