// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPainterPath>
#include <QPointF>
#include <QRectF>

#include <cstddef>
#include <vector>

namespace signalbox::ui {

// Ends of an edge and their boxes, in scene coordinates.
struct EdgeEnds
{
    QPointF from; // at the right side of a box
    QPointF to; // at the left side of a box
    QRectF fromBox;
    QRectF toBox;
    double lift = 0; // moves one of several edges between the same nodes aside

    // The same as `other` but for where it stands.
    [[nodiscard]] bool isShifted(const EdgeEnds& other) const;
};

inline constexpr double arrowLength = 9; // between the end of a way and the node

// How an edge is drawn, in coordinates of the scene.
struct EdgeWay
{
    QPainterPath path; // up to the arrow
    QPointF arriving; // direction of the arrow
    QRectF label; // free of nodes and other labels where there is room; as large as was asked for
};

// Finds ways for edges around the nodes that stand between. Ways that have to run beside each other get lanes of their
// own, in the order they are asked for. A value, for one arrangement of the nodes.
class EdgeRouter
{
public:
    explicit EdgeRouter(std::vector<QRectF> boxes); // of the nodes

    [[nodiscard]] EdgeWay route(const EdgeEnds& ends, QSizeF label);

private:
    struct Lane
    {
        double left = 0;
        double right = 0;
        double y = 0;
    };
    struct Way
    {
        std::vector<QPointF> points; // start, then three of each cubic curve
        QPointF arriving;
        Lane lane;
        bool hasLane = false;
    };
    using Boxes = std::vector<QRectF>;

    [[nodiscard]] Boxes between(const EdgeEnds& ends) const;
    [[nodiscard]] Way forward(const EdgeEnds& ends) const;
    [[nodiscard]] Way stacked(const EdgeEnds& ends) const;
    [[nodiscard]] Way backward(const EdgeEnds& ends) const;
    [[nodiscard]] Way best(const std::vector<Way>& ways, const Boxes& boxes) const;
    [[nodiscard]] bool isTaken(const Lane& lane) const;
    [[nodiscard]] QRectF placeLabel(const QPainterPath& path, QSizeF size) const;

    std::vector<QRectF> m_boxes;
    std::vector<Lane> m_lanes;
    std::vector<QRectF> m_labels;
};

} // namespace signalbox::ui
