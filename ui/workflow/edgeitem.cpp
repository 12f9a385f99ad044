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
constexpr double wordsFrom = 0.45; // of the zoom: smaller words cannot be read
constexpr double dashesFrom = 0.3;
constexpr double arrowsFrom = 0.12;
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

void EdgeItem::setQuick(bool quick)
{
    if (quick == m_isQuick)
        return;
    m_isQuick = quick;
    update();
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
    const auto middle = m_labelBox.center();
    m_labelBox.setSize(labelSize());
    m_labelBox.moveCenter(middle);
    setToolTip(description());
    update();
}

QSizeF EdgeItem::labelSize() const
{
    if (m_label.isEmpty())
        return {};
    const QFontMetricsF metrics(m_theme.smallFont());
    return {metrics.horizontalAdvance(m_label) + 10, metrics.height() + 2};
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

void EdgeItem::setWay(const EdgeEnds& ends, const EdgeWay& way)
{
    prepareGeometryChange();
    m_ends = ends;
    m_path = way.path;
    m_labelBox = way.label;
    const QPointF end = m_path.currentPosition();
    const QPointF across(-way.arriving.y(), way.arriving.x());
    m_arrow = QPolygonF{end + way.arriving * arrowLength, end + across * (arrowWidth / 2),
                        end - across * (arrowWidth / 2)};
    update();
}

void EdgeItem::shift(const EdgeEnds& ends, QPointF by)
{
    prepareGeometryChange();
    m_ends = ends;
    m_path.translate(by);
    m_labelBox.translate(by);
    m_arrow.translate(by);
    update();
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
    return m_theme.color(Tint::Faint);
}

void EdgeItem::paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget)
{
    Q_UNUSED(widget)
    const double zoom = option->levelOfDetailFromTransform(painter->worldTransform());
    const bool isTaken = m_isRunShown && m_run.taken > 0;
    // wider the more often it was taken, as far as that can be told apart
    double width = isTaken ? 2 + std::min(std::log2(double(m_run.taken)), 3.0) * 0.6 : 1.4;
    width += isSelected() ? 1 : 0;
    QPen pen(color(), width);
    if (m_isQuick || width * zoom < 1) { // thinner than a pixel it would fade, and take longer
        pen.setWidthF(1);
        pen.setCosmetic(true);
    }
    if (m_edge.kind == EdgeKind::Otherwise && zoom >= dashesFrom && !m_isQuick)
        pen.setDashPattern({5, 3});
    painter->setRenderHint(QPainter::Antialiasing, !m_isQuick);
    painter->setBrush(Qt::NoBrush);
    painter->setPen(pen);
    painter->drawPath(m_path);
    if (zoom >= arrowsFrom) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(color());
        painter->drawPolygon(m_arrow);
    }
    if (!m_label.isEmpty() && zoom >= wordsFrom)
        paintWords(*painter);
}

void EdgeItem::paintWords(QPainter& painter) const
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.color(Tint::Panel));
    painter.drawRoundedRect(m_labelBox, 4, 4);
    painter.setFont(m_theme.smallFont());
    const bool isTaken = m_isRunShown && m_run.taken > 0;
    const bool isPlain = m_problem.isEmpty() && !isSelected() && !isTaken;
    painter.setPen(isPlain ? m_theme.color(Tint::Muted) : color());
    painter.drawText(m_labelBox, Qt::AlignCenter, m_label);
}

} // namespace signalbox::ui
