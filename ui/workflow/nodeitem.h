// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme.h"
#include "ui/workflow/graph.h"

#include <QGraphicsObject>

#include <cstdint>

namespace signalbox::ui {

// What a run did at a node, as it is drawn.
struct NodeRun
{
    enum class State
    {
        None, // never entered
        Current,
        Waiting, // for a person
        Done,
        Failed
    };
    State state = State::None;
    std::int64_t visits = 0;
    QString figures; // "3.1 s · $0.002"

    bool operator==(const NodeRun&) const = default;
};

// What a node shows beside its name.
struct NodeMarks
{
    QString problem; // words of the worst finding of the check; empty: none
    bool isError = false; // of the problem
    bool isStart = false;
    bool hasBreakpoint = false;

    bool operator==(const NodeMarks&) const = default;
};

// A node of the drawn graph. Its position is its middle.
class NodeItem final : public QGraphicsObject
{
    Q_OBJECT

public:
    NodeItem(const Theme& theme, const GraphNode& node);

    [[nodiscard]] const GraphNode& node() const { return m_node; }
    void setNode(const GraphNode& node);
    void setRun(const NodeRun& run, bool isRunShown);
    void setMarks(const NodeMarks& marks);
    [[nodiscard]] const NodeRun& run() const { return m_run; }
    [[nodiscard]] const NodeMarks& marks() const { return m_marks; }
    void setTarget(bool target); // an edge would end here
    void measure(); // after a change of fonts

    [[nodiscard]] QRectF box() const { return m_box; } // around the middle
    [[nodiscard]] QPointF inPort() const;
    [[nodiscard]] QPointF outPort() const;
    [[nodiscard]] QColor color() const; // by what a run did there, else by its kind
    [[nodiscard]] bool isOnPort(QPointF at) const; // scene coordinates
    // "judge, agent, visited 2 times, 1 problem: …"
    [[nodiscard]] QString description() const;

    enum
    {
        Type = UserType + 1
    };
    int type() const override { return Type; }
    QRectF boundingRect() const override;
    QPainterPath shape() const override;
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

Q_SIGNALS:
    void movedByHand(); // while it is dragged

protected:
    QVariant itemChange(GraphicsItemChange change, const QVariant& value) override;
    void hoverEnterEvent(QGraphicsSceneHoverEvent* event) override;
    void hoverLeaveEvent(QGraphicsSceneHoverEvent* event) override;

private:
    [[nodiscard]] QColor frame() const;
    [[nodiscard]] QColor runColor() const;
    void paintBody(QPainter& painter) const;
    void paintWords(QPainter& painter, double zoom) const;
    void paintStart(QPainter& painter) const;
    void paintMarks(QPainter& painter) const;
    void paintBadge(QPainter& painter, QPointF middle, const QString& text,
                    const QColor& ground) const;

    const Theme& m_theme;
    GraphNode m_node;
    NodeRun m_run;
    NodeMarks m_marks;
    QString m_title; // elided
    QString m_line;
    QRectF m_box;
    bool m_isRunShown = false;
    bool m_isHovered = false;
    bool m_isTarget = false;
};

} // namespace signalbox::ui
