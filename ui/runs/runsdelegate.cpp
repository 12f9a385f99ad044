// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/runs/runsdelegate.h"

#include "ui/runs/runstable.h"

#include <QPainter>
#include <QWidget>

#include <algorithm>

namespace signalbox::ui {

namespace {
constexpr int deepest = 12; // levels that are indented

// The cell without its text: selection, focus, background.
void paintGround(QPainter* painter, const QStyleOptionViewItem& option)
{
    QStyleOptionViewItem bare = option;
    bare.text.clear();
    option.widget->style()->drawControl(QStyle::CE_ItemViewItem, &bare, painter, option.widget);
}
} // namespace

void StateDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                          const QModelIndex& index) const
{
    QStyleOptionViewItem styled = option;
    initStyleOption(&styled, index);
    const QString text = styled.text;
    paintGround(painter, styled);
    const QColor colour = index.data(RunsModel::StateColourRole).value<QColor>();
    const qreal size = option.fontMetrics.height() * 0.5;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(colour);
    painter->drawEllipse(
        QRectF(option.rect.left() + 8, option.rect.center().y() - size / 2 + 0.5, size, size));
    painter->setPen(colour);
    painter->drawText(option.rect.adjusted(int(size) + 16, 0, 0, 0),
                      Qt::AlignVCenter | Qt::AlignLeft, text);
    painter->restore();
}

QSize StateDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    return QStyledItemDelegate::sizeHint(option, index) + QSize(option.fontMetrics.height() + 8, 0);
}

RunTitleDelegate::RunTitleDelegate(const Theme& theme, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{ }

int RunTitleDelegate::indent(int depth) const
{
    return m_theme.scaled(8) + std::min(depth, deepest) * m_theme.scaled(16);
}

QRect RunTitleDelegate::expanderRect(const QRect& cell, int depth) const
{
    return {cell.left() + indent(depth), cell.top(), m_theme.scaled(16), cell.height()};
}

void RunTitleDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                             const QModelIndex& index) const
{
    QStyleOptionViewItem styled = option;
    initStyleOption(&styled, index);
    const QString text = styled.text;
    paintGround(painter, styled);
    painter->save();
    painter->setClipRect(option.rect);
    painter->setFont(styled.font);
    const auto arrow = expanderRect(option.rect, index.data(RunsModel::DepthRole).toInt());
    if (index.data(RunsModel::ExpandableRole).toBool()) {
        painter->setPen(m_theme.color(Tint::Muted));
        painter->drawText(arrow, Qt::AlignCenter,
                          index.data(RunsModel::ExpandedRole).toBool() ? QStringLiteral("\u25be")
                                                                       : QStringLiteral("\u25b8"));
    }
    auto room = option.rect;
    room.setLeft(arrow.right() + m_theme.scaled(2));
    room.setRight(room.right() - m_theme.scaled(6));
    const QString badge = index.data(RunsModel::BadgeRole).toString();
    if (!badge.isEmpty()) {
        const QRect box(room.right() - m_theme.scaled(18), room.center().y() - m_theme.scaled(8),
                        m_theme.scaled(18), m_theme.scaled(17));
        painter->setPen(m_theme.color(Tint::Accent));
        painter->drawRoundedRect(box, 3, 3);
        painter->drawText(box, Qt::AlignCenter, badge);
        room.setRight(box.left() - m_theme.scaled(6));
    }
    const QString branch = index.data(RunsModel::BranchRole).toString();
    const int full = styled.fontMetrics.horizontalAdvance(text);
    const int forTask = branch.isEmpty() ? room.width() : std::min(full, room.width() * 6 / 10);
    painter->setPen(m_theme.color(Tint::Text));
    painter->drawText(room, Qt::AlignVCenter | Qt::AlignLeft,
                      styled.fontMetrics.elidedText(text, Qt::ElideRight, forTask));
    if (!branch.isEmpty()) {
        room.setLeft(room.left() + forTask + m_theme.scaled(10));
        painter->setPen(m_theme.color(Tint::Muted));
        painter->drawText(
            room, Qt::AlignVCenter | Qt::AlignLeft,
            styled.fontMetrics.elidedText(branch, Qt::ElideRight, std::max(room.width(), 0)));
    }
    painter->restore();
}

} // namespace signalbox::ui
