// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/run/stepdelegate.h"

#include "ui/run/breakpointlist.h"
#include "ui/run/tracemodel.h"

#include <QPainter>

#include <algorithm>

namespace signalbox::ui {

using trace::SpanKind;
using trace::SpanStatus;

Tint tintOf(SpanKind kind, SpanStatus status)
{
    if (status == SpanStatus::Waiting)
        return Tint::Warning;
    if (status == SpanStatus::Failed || status == SpanStatus::Denied)
        return Tint::Error;
    switch (kind) {
    case SpanKind::Run:
        return Tint::Run;
    case SpanKind::Agent:
        return Tint::Agent;
    case SpanKind::Model:
        return Tint::Model;
    case SpanKind::Tool:
        return Tint::Tool;
    case SpanKind::Node:
        return Tint::Node;
    }
    return Tint::Run;
}

void paintWait(QPainter& painter, const Theme& theme, const QRectF& room)
{
    const auto color = theme.color(Tint::Warning);
    painter.save();
    painter.fillRect(room, theme.color(Tint::Panel));
    painter.setPen(QPen(color, 1));
    painter.setBrush(QBrush(color, Qt::BDiagPattern));
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.drawRect(room.adjusted(0, 0, -1, -1));
    painter.restore();
}

StepDelegate::StepDelegate(const Theme& theme, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{ }

QSize StepDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    return {100, option.fontMetrics.height() + m_theme.scaled(9)};
}

int StepDelegate::gutterWidth() const
{
    return m_theme.scaled(17);
}

QRect StepDelegate::expanderRect(const QRect& cell, int depth) const
{
    const int indent = gutterWidth() + std::min(depth, 40) * m_theme.scaled(15);
    return {cell.left() + indent, cell.top(), m_theme.scaled(14), cell.height()};
}

void StepDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                         const QModelIndex& index) const
{
    painter->save();
    painter->setClipRect(option.rect);
    if (option.state & QStyle::State_Selected)
        painter->fillRect(option.rect, m_theme.color(Tint::Selection));
    else if (index.siblingAtColumn(0).data(TraceModel::HeldRole).toBool())
        painter->fillRect(option.rect, m_theme.color(Tint::WarningBack));
    else if (option.state & QStyle::State_MouseOver)
        painter->fillRect(option.rect, m_theme.color(Tint::Hover));
    const auto column = TraceModel::Column(index.column());
    if (column == TraceModel::Column::Step) {
        paintStep(painter, option.rect, index);
    } else if (column == TraceModel::Column::Bar) {
        paintBar(painter, option.rect, index);
    } else {
        const bool open = trace::isOpen(SpanStatus(index.data(TraceModel::StatusRole).toInt()));
        painter->setPen(
            m_theme.color(open && column == TraceModel::Column::Time ? Tint::Faint : Tint::Muted));
        paintNumber(painter, option.rect.adjusted(0, 0, -m_theme.scaled(8), 0),
                    index.data().toString());
    }
    painter->restore();
}

void StepDelegate::paintStep(QPainter* painter, const QRect& cell, const QModelIndex& index) const
{
    const auto kind = SpanKind(index.data(TraceModel::KindRole).toInt());
    const auto status = SpanStatus(index.data(TraceModel::StatusRole).toInt());
    const auto expander = expanderRect(cell, index.data(TraceModel::DepthRole).toInt());
    painter->setRenderHint(QPainter::Antialiasing);
    paintMark(painter, cell, index);
    if (index.data(TraceModel::ExpandableRole).toBool()) {
        const QPointF middle = QRectF(expander).center();
        const qreal size = m_theme.scaled(3);
        const bool open = index.data(TraceModel::ExpandedRole).toBool();
        painter->setPen(Qt::NoPen);
        painter->setBrush(m_theme.color(Tint::Faint));
        painter->drawPolygon(
            open ? QPolygonF({middle + QPointF(-size, -size * 0.6),
                              middle + QPointF(size, -size * 0.6), middle + QPointF(0, size)})
                 : QPolygonF({middle + QPointF(-size * 0.6, -size),
                              middle + QPointF(-size * 0.6, size), middle + QPointF(size, 0)}));
    }
    const int side = m_theme.scaled(8);
    const QRectF square(expander.right() + m_theme.scaled(2), cell.center().y() - side / 2.0 + 1,
                        side, side);
    painter->setPen(Qt::NoPen);
    painter->setBrush(m_theme.color(tintOf(kind, status)));
    painter->drawRoundedRect(square, 1.5, 1.5);

    // "tool" stays quiet beside the name; what failed or waits is said in words, too.
    auto left = cell;
    left.setLeft(int(square.right()) + m_theme.scaled(7));
    left.setRight(cell.right() - m_theme.scaled(6));
    const auto metrics = painter->fontMetrics();
    const auto draw = [&](const QString& text, Tint tint) {
        if (text.isEmpty() || left.width() < m_theme.scaled(10))
            return;
        const auto shown = metrics.elidedText(text, Qt::ElideRight, left.width());
        painter->setPen(m_theme.color(tint));
        painter->drawText(left, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, shown);
        left.setLeft(left.left() + metrics.horizontalAdvance(shown)
                     + metrics.horizontalAdvance(u' '));
    };
    const auto title = index.data().toString();
    const auto space = kind == SpanKind::Run ? -1 : title.indexOf(u' ');
    if (space > 0)
        draw(title.left(space), Tint::Faint);
    draw(title.mid(space + 1), Tint::Text);
    if (index.data(TraceModel::HeldRole).toBool())
        draw(tr("held"), Tint::Warning);
    if (status == SpanStatus::Failed || status == SpanStatus::Denied)
        draw(index.siblingAtColumn(int(TraceModel::Column::Bar)).data().toString(), Tint::Error);
    else if (status == SpanStatus::Waiting)
        draw(tr("waiting for you"), Tint::Warning);
    else if (status == SpanStatus::Stopped || status == SpanStatus::Interrupted)
        draw(index.siblingAtColumn(int(TraceModel::Column::Bar)).data().toString(), Tint::Faint);
    draw(index.data(TraceModel::DetailRole).toString(), Tint::Muted);
}

// A disc for a breakpoint, a ring for one that is switched off, an arrow where the run stands.
void StepDelegate::paintMark(QPainter* painter, const QRect& cell, const QModelIndex& index) const
{
    using Mark = BreakpointList::Mark;
    const auto mark = Mark(index.data(TraceModel::MarkRole).toInt());
    const QPointF middle(cell.left() + gutterWidth() / 2.0, cell.center().y() + 0.5);
    if (mark != Mark::None) {
        const qreal radius = m_theme.scaled(9) / 2.0;
        painter->setPen(QPen(m_theme.color(Tint::Error), 1.4));
        painter->setBrush(mark == Mark::Enabled ? QBrush(m_theme.color(Tint::Error))
                                                : QBrush(Qt::NoBrush));
        painter->drawEllipse(middle, radius, radius);
    }
    if (!index.data(TraceModel::HeldRole).toBool())
        return;
    const qreal size = m_theme.scaled(mark == Mark::None ? 10 : 6) / 2.0;
    painter->setPen(Qt::NoPen);
    painter->setBrush(m_theme.color(mark == Mark::Enabled ? Tint::Panel : Tint::Warning));
    painter->drawPolygon(
        QPolygonF({middle + QPointF(-size * 0.7, -size), middle + QPointF(-size * 0.7, size),
                   middle + QPointF(size, 0)}));
}

// Digits of one width, so that columns of numbers stand in line whatever the font (Qt 6.4 cannot ask a font for them).
void StepDelegate::paintNumber(QPainter* painter, const QRect& cell, const QString& text) const
{
    const auto metrics = painter->fontMetrics();
    const int digit = metrics.horizontalAdvance(u'0');
    if (metrics.horizontalAdvance(u'1') == digit) {
        painter->drawText(cell, Qt::AlignRight | Qt::AlignVCenter, text);
        return;
    }
    const int baseline = cell.top() + (cell.height() + metrics.ascent() - metrics.descent()) / 2;
    int right = cell.right() + 1;
    for (auto at = text.size(); at-- > 0;) {
        const int own = metrics.horizontalAdvance(text[at]);
        const int width = text[at].isDigit() ? digit : own;
        painter->drawText(right - width + (width - own) / 2, baseline, QString(text[at]));
        right -= width;
    }
}

void StepDelegate::paintBar(QPainter* painter, const QRect& cell, const QModelIndex& index) const
{
    const auto* model = static_cast<const TraceModel*>(index.model());
    const auto whole = qreal(std::max<qint64>((model->end() - model->begin()).count(), 1));
    const auto start = qreal(index.data(TraceModel::StartRole).toLongLong());
    const auto end = qreal(index.data(TraceModel::EndRole).toLongLong());
    const QRectF lane = QRectF(cell).adjusted(m_theme.scaled(2), 0, -m_theme.scaled(12), 0);
    const qreal height = m_theme.scaled(6);
    const qreal x = lane.left() + lane.width() * std::clamp(start / whole, 0.0, 1.0);
    const qreal width = std::max(lane.width() * std::clamp((end - start) / whole, 0.0, 1.0), 2.0);
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    // the wait has a hatching of its own
    const auto status = SpanStatus(index.data(TraceModel::StatusRole).toInt());
    painter->setBrush(
        m_theme.color(tintOf(SpanKind(index.data(TraceModel::KindRole).toInt()),
                             status == SpanStatus::Waiting ? SpanStatus::Running : status)));
    painter->drawRoundedRect(
        QRectF(x, lane.center().y() - height / 2, std::min(width, lane.right() - x + 2), height),
        height / 2, height / 2);
    for (const auto& wait : model->waitsOf(index.row())) {
        const auto at = [&](Timestamp time) {
            const auto micros = qreal((time - model->begin()).count());
            return lane.left() + lane.width() * std::clamp(micros / whole, 0.0, 1.0);
        };
        if (const qreal left = at(wait.start); at(*wait.end) - left >= 3)
            paintWait(*painter, m_theme,
                      QRectF(left, lane.center().y() - height / 2, at(*wait.end) - left, height));
    }
}

} // namespace signalbox::ui
