// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme.h"

#include "trace/spantable.h"

#include <QStyledItemDelegate>

namespace signalbox::ui {

[[nodiscard]] Tint tintOf(trace::SpanKind kind, trace::SpanStatus status);

// How time that waited for a person is drawn upon a bar: hollow and hatched.
void paintWait(QPainter& painter, const Theme& theme, const QRectF& room);

// Paints rows of a TraceModel: indent, expander, square of the kind, bar of the time.
class StepDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit StepDelegate(const Theme& theme, QObject* parent = nullptr);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const override;
    // Where the expander of a row is painted, in the coordinates of `cell`.
    [[nodiscard]] int gutterWidth() const; // of the marks at the left
    [[nodiscard]] QRect expanderRect(const QRect& cell, int depth) const;

private:
    void paintStep(QPainter* painter, const QRect& cell, const QModelIndex& index) const;
    void paintMark(QPainter* painter, const QRect& cell, const QModelIndex& index) const;
    void paintNumber(QPainter* painter, const QRect& cell, const QString& text) const;
    void paintBar(QPainter* painter, const QRect& cell, const QModelIndex& index) const;

    const Theme& m_theme;
};

} // namespace signalbox::ui
