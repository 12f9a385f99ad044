// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/workflow/edgeitem.h"

#include "ui/format.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <QStyleOptionGraphicsItem>

#include <algorithm>
#include <cmath>

namespace signalbox::ui {

namespace {
constexpr double wordsFrom = 0.35; // of the zoom
constexpr double arrowLength = 9;
constexpr double arrowWidth = 7;

QString tr(const char* text)
{
    return QCoreApplication::translate("EdgeItem", text);
}
} // namespace

EdgeItem::EdgeItem(const Theme& theme, const GraphEdge& edge)
    : m_theme(theme)
    , m_edge(edge)
{
    setFlag(ItemIsSelectable);
    measure();
}

void EdgeItem::setEdge(const GraphEdge& edge)
{
    if (edge == m_edge)
        return;
    m_edge = edge;
    measure();
}

void EdgeItem::setRun(const EdgeRun& run, bool isRunShown)
{
    if (run == m_run && isRunShown == m_isRunShown)
        return;
    m_run = run;
    m_isRunShown = isRunShown;
    measure();
}

void EdgeItem::setProblem(const QString& words, bool isError)
{
    if (words == m_problem && isError == m_isError)
        return;
    m_problem = words;
    m_isError = isError;
    measure();
}

void EdgeItem::measure()
{
    prepareGeometryChange();
    QString words = format::line(m_edge.shownLabel(), 200);
    if (m_isRunShown && m_run.taken > 1)
        words += (words.isEmpty() ? QString() : QStringLiteral("  "))
            + QStringLiteral("×%1").arg(m_run.taken);
    if (!m_problem.isEmpty())
        words.prepend(QStringLiteral("! "));
    const QFontMetricsF metrics(m_theme.smallFont());
    m_label = metrics.elidedText(words, Qt::ElideRight, m_theme.scaled(150));
    setToolTip(description());
    route();
    update();
}

QString EdgeItem::description() const
{
    QStringList parts{
        tr("edge from %1 to %2").arg(format::line(m_edge.from, 80), format::line(m_edge.to, 80))};
    if (m_edge.kind == EdgeKind::When)
        parts << tr("when %1").arg(format::line(m_edge.when, 400));
    else if (m_edge.kind == EdgeKind::Otherwise)
        parts << tr("otherwise");
    if (m_isRunShown)
        parts << (m_run.taken == 0       ? tr("not taken")
                      : m_run.taken == 1 ? tr("taken once")
                                         : tr("taken %1 times").arg(m_run.taken));
    if (!m_problem.isEmpty())
        parts << tr("problem: %1").arg(m_problem);
    return parts.join(QStringLiteral(", "));
}

void EdgeItem::setEnds(const Ends& ends)
{
    m_ends = ends;
    prepareGeometryChange();
    route();
    update();
}

// Forward edges run from side to side; those that lead back arch over or under everything between.
void EdgeItem::route()
{
    const QPointF from = m_ends.from;
    const QPointF to = m_ends.to;
    m_path.clear();
    double at = 0.5; // where the words stand
    QPointF arriving;
    if (to.x() - from.x() > -8) {
        const double reach = std::clamp((to.x() - from.x()) * 0.5, 24.0, 160.0);
        const QPointF end = to - QPointF(arrowLength, 0);
        const QPointF bend(0, m_ends.lift);
        m_path.moveTo(from);
        m_path.cubicTo(from + QPointF(reach, 0) + bend, end - QPointF(reach, 0) + bend, end);
        arriving = QPointF(1, 0);
    } else {
        const QRectF& a = m_ends.fromBox;
        const QRectF& b = m_ends.toBox;
        const double away = 34 + std::min(std::abs(from.x() - to.x()) * 0.12, 90.0) + m_ends.lift;
        const bool above = a.center().y() <= b.bottom() + 60;
        const double side = above ? -1 : 1;
        const QPointF begin(a.center().x() + a.width() * 0.2, above ? a.top() : a.bottom());
        const QPointF tip(b.center().x() - b.width() * (m_edge.from == m_edge.to ? 0.25 : 0.2),
                          above ? b.top() : b.bottom());
        const QPointF end = tip + QPointF(0, side * arrowLength);
        const double height =
            (above ? std::min(a.top(), b.top()) : std::max(a.bottom(), b.bottom())) + side * away;
        m_path.moveTo(begin);
        m_path.cubicTo(QPointF(begin.x(), height + side * 12), QPointF(end.x(), height + side * 12),
                       end);
        arriving = QPointF(0, -side);
    }
    const QPointF end = m_path.currentPosition();
    const QPointF across(-arriving.y(), arriving.x());
    m_arrow = QPolygonF{end + arriving * arrowLength, end + across * (arrowWidth / 2),
                        end - across * (arrowWidth / 2)};
    const QFontMetricsF metrics(m_theme.smallFont());
    const double width = m_label.isEmpty() ? 0 : metrics.horizontalAdvance(m_label) + 10;
    const QPointF middle = m_path.pointAtPercent(at);
    m_labelBox = QRectF(middle.x() - width / 2, middle.y() - metrics.height() / 2 - 1, width,
                        metrics.height() + 2);
}

QRectF EdgeItem::boundingRect() const
{
    return m_path.controlPointRect().united(m_labelBox).adjusted(-12, -12, 12, 12);
}

QPainterPath EdgeItem::shape() const
{
    QPainterPathStroker stroker;
    stroker.setWidth(12);
    QPainterPath path = stroker.createStroke(m_path);
    if (!m_label.isEmpty())
        path.addRect(m_labelBox);
    return path;
}

QVariant EdgeItem::itemChange(GraphicsItemChange change, const QVariant& value)
{
    if (change == ItemSelectedHasChanged)
        setZValue(value.toBool() ? 0.5 : 0);
    return QGraphicsItem::itemChange(change, value);
}

QColor EdgeItem::color() const
{
    if (isSelected() || (m_isRunShown && m_run.taken > 0))
        return m_theme.color(Tint::Accent);
    if (!m_problem.isEmpty())
        return m_theme.color(m_isError ? Tint::Error : Tint::Warning);
    return m_theme.color(m_isRunShown ? Tint::Border : Tint::Faint);
}

void EdgeItem::paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget)
{
    Q_UNUSED(widget)
    painter->setRenderHint(QPainter::Antialiasing);
    const bool isTaken = m_isRunShown && m_run.taken > 0;
    // wider the more often it was taken, as far as that can be told apart
    const double width = isTaken ? 2 + std::min(std::log2(double(m_run.taken)), 3.0) * 0.6 : 1.4;
    QPen pen(color(), isSelected() ? width + 1 : width);
    if (m_edge.kind == EdgeKind::Otherwise)
        pen.setDashPattern({5, 3});
    painter->setBrush(Qt::NoBrush);
    painter->setPen(pen);
    painter->drawPath(m_path);
    painter->setPen(QPen(color(), 1));
    painter->setBrush(color());
    painter->drawPolygon(m_arrow);
    const double zoom = option->levelOfDetailFromTransform(painter->worldTransform());
    if (m_label.isEmpty() || zoom < wordsFrom)
        return;
    painter->setPen(Qt::NoPen);
    painter->setBrush(m_theme.color(Tint::Panel));
    painter->drawRoundedRect(m_labelBox, 4, 4);
    painter->setFont(m_theme.smallFont());
    const bool isPlain = m_problem.isEmpty() && !isSelected() && !isTaken;
    painter->setPen(isPlain ? m_theme.color(Tint::Muted) : color());
    painter->drawText(m_labelBox, Qt::AlignCenter, m_label);
}

} // namespace signalbox::ui
