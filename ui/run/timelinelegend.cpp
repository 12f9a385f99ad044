// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/run/timelinelegend.h"

#include "ui/run/stepdelegate.h"

#include <QPainter>

#include <array>

namespace signalbox::ui {

namespace {
constexpr std::array tints = {Tint::Model, Tint::Tool, Tint::Error, Tint::Warning};
} // namespace

TimelineLegend::TimelineLegend(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_words({tr("model"), tr("tool"), tr("failed"), tr("waits for a person")})
{
    setAccessibleName(tr("Legend of the timeline"));
    setAccessibleDescription(m_words.join(QStringLiteral(", ")));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

QSize TimelineLegend::sizeHint() const
{
    const QFontMetrics metrics(m_theme.smallFont());
    int width = 0;
    for (const auto& word : m_words)
        width += m_theme.scaled(14 + 5 + 12) + metrics.horizontalAdvance(word);
    return {width, metrics.height() + m_theme.scaled(4)};
}

void TimelineLegend::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setFont(m_theme.smallFont());
    const auto metrics = painter.fontMetrics();
    const int side = m_theme.scaled(9);
    int x = 0;
    for (int i = 0; i < m_words.size(); ++i) {
        const int room = m_theme.scaled(14 + 5) + metrics.horizontalAdvance(m_words[i]);
        if (x + room > width())
            break; // a narrow dock shows whole words only
        const QRect swatch(x, (height() - side) / 2, m_theme.scaled(14), side);
        if (tints[std::size_t(i)] == Tint::Warning)
            paintWait(painter, m_theme, swatch);
        else
            painter.fillRect(swatch, m_theme.color(tints[std::size_t(i)]));
        painter.setPen(m_theme.color(Tint::Muted));
        painter.drawText(QRect(swatch.right() + m_theme.scaled(5), 0, room, height()),
                         Qt::AlignLeft | Qt::AlignVCenter, m_words[i]);
        x += room + m_theme.scaled(12);
    }
}

} // namespace signalbox::ui
