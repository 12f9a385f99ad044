// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/workflow/nodeitem.h"

#include "ui/format.h"
#include "ui/workflow/kindicon.h"

#include <QCursor>
#include <QFontMetricsF>
#include <QGraphicsSceneHoverEvent>
#include <QPainter>
#include <QStyleOptionGraphicsItem>

#include <algorithm>

namespace signalbox::ui {

namespace {
constexpr double wordsFrom = 0.45; // of the zoom: smaller words cannot be read
constexpr double titleFrom = 0.25;
constexpr double portRadius = 5;
constexpr double startWay = 46; // from the mark of the start to its node
constexpr double portReach = 10; // where a press begins an edge
} // namespace

NodeItem::NodeItem(const Theme& theme, const GraphNode& node)
    : m_theme(theme)
    , m_node(node)
{
    setFlags(ItemIsMovable | ItemIsSelectable | ItemSendsGeometryChanges);
    setAcceptHoverEvents(true);
    setCacheMode(DeviceCoordinateCache); // moving it then costs one blit
    setZValue(1);
    measure();
}

void NodeItem::setNode(const GraphNode& node)
{
    if (node == m_node)
        return;
    m_node = node;
    measure();
}

void NodeItem::setRun(const NodeRun& run, bool isRunShown)
{
    if (run == m_run && isRunShown == m_isRunShown)
        return;
    m_run = run;
    m_isRunShown = isRunShown;
    measure();
}

void NodeItem::setMarks(const NodeMarks& marks)
{
    if (marks == m_marks)
        return;
    prepareGeometryChange();
    m_marks = marks;
    setToolTip(description());
    update();
}

void NodeItem::setTarget(bool target)
{
    if (target == m_isTarget)
        return;
    m_isTarget = target;
    update();
}

void NodeItem::measure()
{
    prepareGeometryChange();
    const QFontMetricsF title(m_theme.titleFont());
    const QFontMetricsF small(m_theme.smallFont());
    const double least = m_theme.scaled(118);
    const double most = m_theme.scaled(210);
    const double around = m_theme.scaled(46);
    const QString kind = kindWord(m_node.kind);
    const QString file =
        m_node.line.empty() ? kind : kind + QStringLiteral(" · ") + format::line(m_node.line, 160);
    const QString line = m_isRunShown && !m_run.figures.isEmpty()
        ? kind + QStringLiteral(" · ") + m_run.figures
        : file;
    const QString name = format::line(m_node.name, 80);
    // as wide as it is without a run at least: a box does not shrink while its figures count
    const double words = std::max(small.horizontalAdvance(file), small.horizontalAdvance(line));
    const double wanted = std::max(title.horizontalAdvance(name), std::min(words, most));
    const double width = std::clamp(wanted + around, least, most);
    const double height = title.height() + small.height() + m_theme.scaled(12);
    m_box = QRectF(-width / 2, -height / 2, width, height);
    m_title = title.elidedText(name, Qt::ElideMiddle, width - around + 6);
    m_line = small.elidedText(line, Qt::ElideRight, width - around + 6);
    setToolTip(description());
    update();
}

QPointF NodeItem::inPort() const
{
    return pos() + QPointF(m_box.left(), 0);
}

QPointF NodeItem::outPort() const
{
    return pos() + QPointF(m_box.right(), 0);
}

bool NodeItem::isOnPort(QPointF at) const
{
    return m_node.kind != NodeKind::End && QLineF(at, outPort()).length() <= portReach;
}

QString NodeItem::description() const
{
    QStringList parts{format::line(m_node.name, 80), kindWord(m_node.kind)};
    if (!m_node.line.empty())
        parts << format::line(m_node.line, 200);
    if (m_marks.isStart)
        parts << tr("start");
    if (!m_node.join.empty())
        parts << tr("joins %1").arg(format::line(m_node.join, 10));
    if (m_node.asks)
        parts << tr("asks a person");
    if (m_marks.hasBreakpoint)
        parts << tr("breakpoint");
    if (m_isRunShown) {
        parts << (m_run.visits == 0       ? tr("not visited")
                      : m_run.visits == 1 ? tr("visited once")
                                          : tr("visited %1 times").arg(m_run.visits));
        if (m_run.state == NodeRun::State::Current)
            parts << tr("running");
        else if (m_run.state == NodeRun::State::Waiting)
            parts << tr("waiting");
        else if (m_run.state == NodeRun::State::Failed)
            parts << tr("failed");
        if (!m_run.figures.isEmpty())
            parts << m_run.figures;
    }
    if (!m_marks.problem.isEmpty())
        parts << tr("problem: %1").arg(m_marks.problem);
    return parts.join(QStringLiteral(", "));
}

QRectF NodeItem::boundingRect() const
{
    return m_box.adjusted(m_marks.isStart ? -startWay - 14 : -12, -14, 14, 14);
}

QPainterPath NodeItem::shape() const
{
    QPainterPath path;
    path.addRect(m_box.adjusted(-2, -2, portReach, 2));
    return path;
}

QVariant NodeItem::itemChange(GraphicsItemChange change, const QVariant& value)
{
    if (change == ItemPositionHasChanged)
        Q_EMIT movedByHand();
    return QGraphicsObject::itemChange(change, value);
}

void NodeItem::hoverEnterEvent(QGraphicsSceneHoverEvent* event)
{
    m_isHovered = true;
    update();
    QGraphicsObject::hoverEnterEvent(event);
}

void NodeItem::hoverLeaveEvent(QGraphicsSceneHoverEvent* event)
{
    m_isHovered = false;
    update();
    QGraphicsObject::hoverLeaveEvent(event);
}

QColor NodeItem::color() const
{
    return m_run.state == NodeRun::State::None ? m_theme.color(kindTint(m_node.kind)) : runColor();
}

QColor NodeItem::frame() const
{
    return isSelected() || m_isTarget ? m_theme.color(Tint::Accent) : runColor();
}

QColor NodeItem::runColor() const
{
    switch (m_run.state) {
    case NodeRun::State::Current:
        return m_theme.color(Tint::Accent);
    case NodeRun::State::Waiting:
        return m_theme.color(Tint::Warning);
    case NodeRun::State::Done:
        return m_theme.color(Tint::Ok);
    case NodeRun::State::Failed:
        return m_theme.color(Tint::Error);
    case NodeRun::State::None:
        break;
    }
    return m_theme.color(m_isHovered ? Tint::Faint : Tint::Border);
}

void NodeItem::paintBody(QPainter& painter) const
{
    const bool isRound = m_node.kind == NodeKind::End;
    const double radius = isRound ? m_box.height() / 2 : m_theme.scaled(7);
    const bool isStrong = isSelected() || m_isTarget || m_run.state != NodeRun::State::None;
    if (isSelected()) { // a halo tells it from a node that runs
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_theme.color(Tint::Selection));
        painter.drawRoundedRect(m_box.adjusted(-4, -4, 4, 4), radius + 4, radius + 4);
    }
    QPen pen(frame(), isStrong ? 2 : 1.2);
    if (m_run.state == NodeRun::State::Waiting)
        pen.setStyle(Qt::DashLine);
    painter.setPen(pen);
    painter.setBrush(m_theme.color(Tint::Raised));
    painter.drawRoundedRect(m_box, radius, radius);
    if (!isRound) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_theme.color(kindTint(m_node.kind)));
        painter.drawRoundedRect(
            QRectF(m_box.left() + 4, m_box.top() + m_box.height() * 0.2, 3.4, m_box.height() * 0.6),
            1.7, 1.7);
    }
}

void NodeItem::paintWords(QPainter& painter, double zoom) const
{
    if (zoom < titleFrom)
        return;
    const double size = m_theme.scaled(15);
    const double left = m_box.left() + m_theme.scaled(13);
    const double textLeft = left + size + m_theme.scaled(7);
    const QFontMetricsF title(m_theme.titleFont());
    const double textTop = m_box.top() + m_theme.scaled(5);
    painter.save();
    painter.translate(left, m_box.center().y() - size / 2);
    painter.scale(size / 16, size / 16);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(m_theme.color(kindTint(m_node.kind)), 1.4, Qt::SolidLine, Qt::RoundCap,
                        Qt::RoundJoin));
    painter.drawPath(kindStrokes(m_node.kind));
    painter.restore();
    painter.setFont(m_theme.titleFont());
    painter.setPen(m_theme.color(Tint::Text));
    painter.drawText(QPointF(textLeft, textTop + title.ascent()), m_title);
    if (zoom < wordsFrom)
        return;
    painter.setFont(m_theme.smallFont());
    painter.setPen(m_theme.color(Tint::Muted));
    const QFontMetricsF small(m_theme.smallFont());
    painter.drawText(
        QPointF(textLeft, textTop + title.height() + m_theme.scaled(1) + small.ascent()), m_line);
}

void NodeItem::paintBadge(QPainter& painter, QPointF middle, const QString& text,
                          const QColor& ground) const
{
    QFont font = m_theme.smallFont();
    font.setBold(true);
    const QFontMetricsF metrics(font);
    const double height = metrics.height() + 2;
    const double width = std::max(height, metrics.horizontalAdvance(text) + 9);
    const QRectF badge(middle.x() - width / 2, middle.y() - height / 2, width, height);
    painter.setPen(QPen(m_theme.color(Tint::Panel), 1.5));
    painter.setBrush(ground);
    painter.drawRoundedRect(badge, height / 2, height / 2);
    painter.setFont(font);
    painter.setPen(m_theme.color(Tint::Panel));
    painter.drawText(badge, Qt::AlignCenter, text);
}

void NodeItem::paintStart(QPainter& painter) const
{
    const bool isUsed = m_run.visits > 0;
    const auto color = m_theme.color(isUsed ? Tint::Accent : Tint::Faint);
    const QPointF tip(m_box.left(), 0);
    painter.setPen(QPen(color, isUsed ? 2 : 1.4));
    painter.setBrush(m_theme.color(Tint::Raised));
    painter.drawEllipse(tip - QPointF(startWay, 0), 8, 8);
    painter.drawLine(tip - QPointF(startWay - 8, 0), tip - QPointF(9, 0));
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawPolygon(QPolygonF{tip, tip + QPointF(-9, -3.5), tip + QPointF(-9, 3.5)});
}

void NodeItem::paintMarks(QPainter& painter) const
{
    if (m_run.visits > 0)
        paintBadge(painter, {m_box.right() - 2, m_box.top()}, format::count(m_run.visits),
                   frame() == m_theme.color(Tint::Border) ? m_theme.color(Tint::Muted) : frame());
    if (!m_node.join.empty())
        paintBadge(painter, {m_box.left() + 2, m_box.bottom()}, format::line(m_node.join, 6),
                   m_theme.color(Tint::Node));
    if (!m_marks.problem.isEmpty())
        paintBadge(painter, {m_box.left() + 4, m_box.top()}, QStringLiteral("!"),
                   m_theme.color(m_marks.isError ? Tint::Error : Tint::Warning));
    if (m_node.asks && m_node.kind != NodeKind::Gate) {
        painter.save();
        const double size = m_theme.scaled(12);
        painter.translate(m_box.right() - size - 6, m_box.bottom() - size - 5);
        painter.scale(size / 16, size / 16);
        painter.setPen(QPen(m_theme.color(Tint::Warning), 1.8));
        painter.setBrush(Qt::NoBrush);
        painter.drawPath(kindStrokes(NodeKind::Gate));
        painter.restore();
    }
    if (m_marks.hasBreakpoint) {
        painter.setPen(QPen(m_theme.color(Tint::Panel), 1.5));
        painter.setBrush(m_theme.color(Tint::Error));
        painter.drawEllipse(QPointF(m_box.left(), 0), 5.5, 5.5);
    }
    if ((m_isHovered || isSelected()) && m_node.kind != NodeKind::End) {
        painter.setPen(QPen(m_theme.color(Tint::Accent), 1.6));
        painter.setBrush(m_theme.color(Tint::Panel));
        painter.drawEllipse(QPointF(m_box.right(), 0), portRadius, portRadius);
    }
}

void NodeItem::paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget)
{
    Q_UNUSED(widget)
    painter->setRenderHint(QPainter::Antialiasing);
    if (m_marks.isStart)
        paintStart(*painter);
    paintBody(*painter);
    paintWords(*painter, option->levelOfDetailFromTransform(painter->worldTransform()));
    paintMarks(*painter);
}

} // namespace signalbox::ui
