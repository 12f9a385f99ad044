// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/scrub/scrubslider.h"

#include "ui/format.h"

#include <QMouseEvent>
#include <QPainter>

namespace signalbox::ui {

ScrubSlider::ScrubSlider(const Theme& theme, Playback& playback, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_playback(playback)
{
    setAccessibleName(tr("Position"));
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&playback, &Playback::moved, this, qOverload<>(&QWidget::update));
    connect(&playback, &Playback::opened, this, &ScrubSlider::forgetMarks);
    connect(&playback, &Playback::closed, this, &ScrubSlider::forgetMarks);
    connect(&playback, &Playback::hitsFound, this, &ScrubSlider::forgetMarks);
    connect(&playback, &Playback::axisChanged, this, &ScrubSlider::forgetMarks);
    connect(&theme, &Theme::changed, this, &ScrubSlider::forgetMarks);
}

QSize ScrubSlider::sizeHint() const
{
    return {m_theme.scaled(300), m_theme.scaled(26)};
}

void ScrubSlider::forgetMarks()
{
    m_marks = {};
    update();
}

void ScrubSlider::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_marks = {};
}

// Steps below the line, failures and gates above it, hits across: shape and place tell them apart, not colour alone.
void ScrubSlider::drawMarks()
{
    const auto ratio = devicePixelRatioF();
    m_marks = QPixmap(size() * ratio);
    m_marks.setDevicePixelRatio(ratio);
    m_marks.fill(Qt::transparent);
    QPainter painter(&m_marks);
    const double middle = height() / 2.0;
    const auto draw = [&](const std::vector<std::uint32_t>& positions, Tint tint, double from,
                          double to, double thick) {
        double last = -10;
        for (const auto position : positions) {
            const double x = left() + m_playback.placeOf(position) * room();
            if (x - last < 1) // on the same pixel
                continue;
            last = x;
            painter.fillRect(QRectF(x - thick / 2, from, thick, to - from), m_theme.color(tint));
        }
    };
    painter.fillRect(QRectF(left(), middle - 1.5, room(), 3), m_theme.color(Tint::Border));
    draw(m_playback.marks().steps, Tint::Faint, middle + 3, middle + 6, 1);
    draw(m_playback.marks().gates, Tint::Warning, middle - 9, middle - 3, 2);
    draw(m_playback.marks().errors, Tint::Error, middle - 12, middle - 3, 2);
    draw(m_playback.hits(), Tint::Accent, middle - 6, middle + 6, 2);
}

void ScrubSlider::paintEvent(QPaintEvent*)
{
    if (m_marks.isNull())
        drawMarks();
    QPainter painter(this);
    painter.drawPixmap(0, 0, m_marks);
    if (!m_playback.isOpen())
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    const double middle = height() / 2.0;
    const double x = left() + m_playback.placeOf(m_playback.position()) * room();
    painter.fillRect(QRectF(left(), middle - 1.5, x - left(), 3), m_theme.color(Tint::Accent));
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.color(hasFocus() ? Tint::Text : Tint::Accent));
    const double size = m_theme.scaled(6);
    painter.drawEllipse(QPointF(x, middle), size, size);
}

void ScrubSlider::seekTo(double x)
{
    m_playback.pause();
    m_playback.seek(m_playback.positionAt(room() > 0 ? (x - left()) / room() : 0));
}

void ScrubSlider::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        seekTo(event->position().x());
}

void ScrubSlider::mouseMoveEvent(QMouseEvent* event)
{
    if (event->buttons() & Qt::LeftButton)
        seekTo(event->position().x());
}

} // namespace signalbox::ui
