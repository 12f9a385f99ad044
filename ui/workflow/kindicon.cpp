// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/workflow/kindicon.h"

#include <QPainter>
#include <QPixmap>

#include <array>

namespace signalbox::ui {

namespace {
void addLine(QPainterPath& path, QPointF from, QPointF to)
{
    path.moveTo(from);
    path.lineTo(to);
}

QPainterPath agentStrokes()
{
    QPainterPath path;
    path.addEllipse(QPointF(8, 5.2), 2.9, 2.9);
    path.moveTo(2.4, 14);
    path.cubicTo(2.8, 9.4, 13.2, 9.4, 13.6, 14);
    return path;
}

QPainterPath modelStrokes()
{
    QPainterPath path; // a star with four points
    path.moveTo(8, 1.6);
    path.quadTo(8.6, 7.4, 14.4, 8);
    path.quadTo(8.6, 8.6, 8, 14.4);
    path.quadTo(7.4, 8.6, 1.6, 8);
    path.quadTo(7.4, 7.4, 8, 1.6);
    return path;
}

QPainterPath toolStrokes()
{
    QPainterPath path; // a nut
    path.moveTo(5, 2.4);
    path.lineTo(11, 2.4);
    path.lineTo(14.2, 8);
    path.lineTo(11, 13.6);
    path.lineTo(5, 13.6);
    path.lineTo(1.8, 8);
    path.closeSubpath();
    path.addEllipse(QPointF(8, 8), 2.3, 2.3);
    return path;
}

QPainterPath mapStrokes()
{
    QPainterPath path;
    for (const double y : {2.2, 6.6, 11.0})
        path.addRoundedRect(QRectF(6.4, y, 7.8, 2.8), 1, 1);
    addLine(path, {1.6, 8}, {6.2, 3.6});
    addLine(path, {1.6, 8}, {6.2, 8});
    addLine(path, {1.6, 8}, {6.2, 12.4});
    return path;
}

QPainterPath setStrokes()
{
    QPainterPath path;
    path.addRoundedRect(QRectF(2, 2, 12, 12), 2.4, 2.4);
    addLine(path, {5, 6.6}, {11, 6.6});
    addLine(path, {5, 9.6}, {11, 9.6});
    return path;
}

QPainterPath gateStrokes()
{
    QPainterPath path;
    path.moveTo(8, 1.6);
    path.lineTo(13.4, 3.6);
    path.cubicTo(13.6, 9, 12, 12.2, 8, 14.4);
    path.cubicTo(4, 12.2, 2.4, 9, 2.6, 3.6);
    path.closeSubpath();
    return path;
}

QPainterPath workflowStrokes()
{
    QPainterPath path;
    path.addEllipse(QPointF(3.6, 4), 2, 2);
    path.addEllipse(QPointF(12.4, 4), 2, 2);
    path.addEllipse(QPointF(8, 12.4), 2, 2);
    addLine(path, {4.6, 5.8}, {7, 10.6});
    addLine(path, {11.4, 5.8}, {9, 10.6});
    return path;
}

QPainterPath endStrokes()
{
    QPainterPath path;
    path.addEllipse(QPointF(8, 8), 6, 6);
    path.addRect(QRectF(5.6, 5.6, 4.8, 4.8));
    return path;
}

QPainterPath leadStrokes()
{
    QPainterPath path = agentStrokes();
    addLine(path, {11.2, 2.4}, {14.6, 2.4});
    addLine(path, {12.9, 0.8}, {12.9, 4});
    return path;
}

QPainterPath unknownStrokes()
{
    QPainterPath path;
    path.addRoundedRect(QRectF(2.4, 2.4, 11.2, 11.2), 2.4, 2.4);
    return path;
}
} // namespace

const QPainterPath& kindStrokes(NodeKind kind)
{
    static const std::array<QPainterPath, std::size_t(NodeKind::Unknown) + 1> strokes = {
        agentStrokes(), modelStrokes(), toolStrokes(),     mapStrokes(),
        setStrokes(),   gateStrokes(),  workflowStrokes(), endStrokes(),
        leadStrokes(),  agentStrokes(), unknownStrokes()};
    return strokes[std::size_t(kind)];
}

Tint kindTint(NodeKind kind)
{
    switch (kind) {
    case NodeKind::Agent:
    case NodeKind::Lead:
    case NodeKind::Step:
        return Tint::Agent;
    case NodeKind::Model:
        return Tint::Model;
    case NodeKind::Tool:
        return Tint::Tool;
    case NodeKind::Gate:
        return Tint::Warning;
    case NodeKind::Map:
    case NodeKind::Workflow:
        return Tint::Node;
    case NodeKind::Set:
    case NodeKind::End:
        return Tint::Muted;
    case NodeKind::Unknown:
        break;
    }
    return Tint::Error;
}

QString kindWord(NodeKind kind)
{
    return kind == NodeKind::Unknown ? QStringLiteral("?")
                                     : QString::fromLatin1(nodeKindName(kind).data());
}

QIcon kindIcon(NodeKind kind, const Theme& theme)
{
    QPixmap pixmap(64, 64);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.scale(4, 4);
    painter.setPen(
        QPen(theme.color(kindTint(kind)), 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPath(kindStrokes(kind));
    return QIcon(pixmap);
}

} // namespace signalbox::ui
