// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme.h"

#include <QStyledItemDelegate>

namespace signalbox::ui {

// A dot in the colour of the state before its word.
class StateDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const override;
};

// The task of a run: indented below the run it was forked from, with where that was, and its letter in a comparison.
class RunTitleDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit RunTitleDelegate(const Theme& theme, QObject* parent = nullptr);
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    [[nodiscard]] QRect expanderRect(const QRect& cell, int depth) const;

private:
    [[nodiscard]] int indent(int depth) const;
    const Theme& m_theme;
};

} // namespace signalbox::ui
