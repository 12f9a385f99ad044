// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/scrub/playback.h"
#include "ui/theme.h"

#include <QPixmap>
#include <QWidget>

namespace signalbox::ui {

// The run as a line of time with its steps, gates, failures and hits, and the place of the clock on it; dragged by mouse,
// moved by keys.
class ScrubSlider final : public QWidget
{
    Q_OBJECT

public:
    ScrubSlider(const Theme& theme, Playback& playback, QWidget* parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void forgetMarks();
    void drawMarks();
    void seekTo(double x);
    [[nodiscard]] double left() const { return m_theme.scaled(8); }
    [[nodiscard]] double room() const { return width() - 2 * left(); }

    const Theme& m_theme;
    Playback& m_playback;
    QPixmap m_marks; // thousands of them are drawn once
};

} // namespace signalbox::ui
