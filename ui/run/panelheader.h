// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme.h"

#include <QFrame>

class QHBoxLayout;
class QLabel;

namespace signalbox::ui {

// The title line of a panel, also the handle by which its dock is moved: title, badge, and what the panel adds at the end.
class PanelHeader : public QFrame
{
    Q_OBJECT

public:
    PanelHeader(const Theme& theme, const QString& title, QWidget* parent = nullptr);

    void setTitle(const QString& title);
    void setBadge(const QString& text, const QString& tone = {}); // empty: none
    void setNote(const QString& text); // at the end, muted
    void addControl(QWidget* control);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

private:
    const Theme& m_theme;
    QHBoxLayout* m_layout;
    QLabel* m_title;
    QLabel* m_badge;
    QLabel* m_note;
};

// Content under a PanelHeader, in one frame with it; of a dock the header becomes its title bar instead.
[[nodiscard]] QFrame* panelBody(QWidget* content, QWidget* parent = nullptr);

} // namespace signalbox::ui
