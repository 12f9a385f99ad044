// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
// How the timeline is drawn.
#include "ui/run/timeline.h"

#include "ui/format.h"
#include "ui/run/stepdelegate.h"

#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <array>
#include <cmath>

namespace signalbox::ui {

using trace::SpanId;

namespace {
constexpr std::size_t crowd = 64; // bars on one pixel that are looked at
constexpr double thinnest = 3; // pixels of a bar that is drawn by itself
constexpr std::uint8_t noTint = 0xFF;
constexpr double leastWait = 2; // pixels of a wait that is drawn

// While it waits it keeps the colour of its kind: the wait has its own.
Tint barTint(const trace::Span& span)
{
    const bool waits = span.status == trace::SpanStatus::Waiting;
    return tintOf(span.kind, waits ? trace::SpanStatus::Running : span.status);
}
} // namespace

void Timeline::paintEvent(QPaintEvent*)
{
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), m_theme.color(Tint::Panel));
    if (m_lanes.empty()) {
        painter.setPen(m_theme.color(Tint::Faint));
        painter.drawText(viewport()->rect(), Qt::AlignCenter,
                         tr("A run shows here agent by agent"));
        return;
    }
    paintGrid(painter);
    const int first = std::max(0, verticalScrollBar()->value() / laneHeight());
    for (int lane = first; lane < int(m_lanes.size()); ++lane) {
        const int top = axisHeight() + lane * laneHeight() - verticalScrollBar()->value();
        if (top > viewport()->height())
            break;
        paintLane(painter, lane, top);
    }
    painter.fillRect(QRect(0, 0, labelWidth(), axisHeight()), m_theme.color(Tint::Panel));
}

void Timeline::paintGrid(QPainter& painter) const
{
    // The smallest round step that keeps labels apart.
    static constexpr std::array<double, 18> steps = {
        0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 20, 30, 60, 300};
    const double perSecond = xOf(1'000'000) - xOf(0);
    double step = 600;
    for (const double candidate : steps) {
        if (candidate * perSecond >= m_theme.scaled(76)) {
            step = candidate;
            break;
        }
    }
    while (step * perSecond < m_theme.scaled(76))
        step *= 2;
    painter.setFont(m_theme.smallFont());
    const double from =
        std::max(0.0, std::floor((labelWidth() - xOf(0)) / perSecond / step)) * step;
    for (double second = from;; second += step) {
        const double x = xOf(std::int64_t(second * 1e6));
        if (x > viewport()->width() || second * 1e6 > double(length()) * 1.2)
            break;
        painter.setPen(QPen(m_theme.color(Tint::Border), 1, Qt::DotLine));
        painter.drawLine(QPointF(x, axisHeight()), QPointF(x, viewport()->height()));
        painter.setPen(m_theme.color(Tint::Faint));
        const auto text = step < 0.1 ? tr("%1 ms").arg(std::lround(second * 1000))
            : second >= 100 ? format::clock(std::chrono::microseconds(std::int64_t(second * 1e6)))
                            : tr("%1 s").arg(QString::number(second, 'f', step < 1 ? 1 : 0));
        if (x + 3 + painter.fontMetrics().horizontalAdvance(text) <= viewport()->width())
            painter.drawText(QRectF(x + 3, 0, 90, axisHeight()), Qt::AlignLeft | Qt::AlignVCenter,
                             text);
    }
    painter.setFont(m_theme.font());
}

void Timeline::paintBar(QPainter& painter, const trace::Span& span, const QRectF& room) const
{
    const bool isSelected = span.id == m_view.selected();
    painter.setPen(isSelected ? QPen(m_theme.color(Tint::Text), 1.5) : QPen(Qt::NoPen));
    painter.setBrush(barColor(barTint(span)));
    painter.drawRoundedRect(
        QRectF(room.left(), room.center().y() - barHeight() / 2.0, room.width(), barHeight()), 2.5,
        2.5);
}

QColor Timeline::barColor(Tint tint) const
{
    auto color = m_theme.color(tint);
    color.setAlphaF(0.9F);
    return color;
}

// A run of a pixel column and the next ones of one colour.
void Timeline::paintThin(QPainter& painter, int top) const
{
    const int y = top + (laneHeight() - barHeight()) / 2;
    const int width = int(m_columns.size());
    for (int x = 0; x < width;) {
        int end = x + 1;
        while (end < width && m_columns[std::size_t(end)] == m_columns[std::size_t(x)])
            ++end;
        if (const auto tint = m_columns[std::size_t(x)]; tint != noTint)
            painter.fillRect(x, y, end - x, barHeight(), barColor(Tint(tint)));
        x = end;
    }
}

// What is thinner than a few pixels is gathered by column, where what failed or waits wins; so a lane costs as many strokes
// as it is wide, not as many as it has bars.
void Timeline::paintBars(QPainter& painter, const std::vector<SpanId>& bars, int top) const
{
    const auto& spans = m_view.trace()->spans();
    const auto now = m_view.now();
    const auto at = scale();
    const int width = viewport()->width();
    m_columns.assign(std::size_t(std::max(width, 0)), noTint);
    const auto isLoud = [](Tint tint) { return tint == Tint::Error || tint == Tint::Warning; };
    int column = -1;
    std::size_t inColumn = 0;
    for (auto i = firstInSight(bars); i < bars.size(); ++i) {
        const auto span = spans.span(bars[i]);
        const double left = at.x(span.start);
        if (left > width)
            break;
        const double right =
            std::max(at.x(span.duration ? span.start + *span.duration : now), left + 2);
        if (right >= labelWidth() && !leadsToLane(span)) {
            const auto tint = barTint(span);
            if (right - left >= thinnest) {
                paintBar(painter, span, QRectF(left, top, right - left, laneHeight()));
            } else {
                const int end = std::min(int(right), width);
                for (int x = std::max(int(left), 0); x < end; ++x) {
                    auto& known = m_columns[std::size_t(x)];
                    if (known == noTint || isLoud(tint) || !isLoud(Tint(known)))
                        known = std::uint8_t(tint);
                }
            }
        }
        inColumn = int(left) == column ? inColumn + 1 : 0;
        column = int(left);
        if (inColumn < crowd)
            continue;
        // Of the many that begin on one pixel only the last can reach beyond it.
        const auto next = firstFrom(bars, i + 1, m_view.begin() + timeAt(column + 1));
        i = std::max(i, next > crowd ? next - crowd : 0);
        inColumn = 0;
    }
    paintThin(painter, top);
}

// Upon the bars, so that what a person took is not taken for work.
void Timeline::paintWaits(QPainter& painter, const Lane& lane, int top) const
{
    const auto& spans = m_view.trace()->spans();
    const auto at = scale();
    const double y = top + (laneHeight() - barHeight()) / 2.0;
    double drawn = 0; // waits that end on the same pixel are drawn once
    for (const auto index : lane.waits) {
        const auto& wait = m_waits[index];
        if (wait.span.value >= spans.count())
            continue;
        const double left = std::max(at.x(wait.start), double(labelWidth()));
        const double right = std::min(at.x(endOf(wait)), double(viewport()->width()));
        if (left > viewport()->width())
            break;
        if (right - left < leastWait || right - drawn < 1)
            continue;
        drawn = right;
        paintWait(painter, m_theme, QRectF(left, y, right - left, barHeight()));
    }
}

void Timeline::paintLane(QPainter& painter, int lane, int top) const
{
    const auto& bars = m_lanes[std::size_t(lane)].bars;
    painter.setPen(m_theme.color(Tint::Border));
    painter.drawLine(0, top + laneHeight() - 1, viewport()->width(), top + laneHeight() - 1);
    painter.setRenderHint(QPainter::Antialiasing);
    paintBars(painter, bars, top);
    paintWaits(painter, m_lanes[std::size_t(lane)], top);
    if (const auto id = m_view.selected(); std::binary_search(bars.begin(), bars.end(), id)) {
        const auto span = m_view.trace()->spans().span(id);
        const auto at = scale();
        const double left = at.x(span.start);
        const auto end = span.duration ? span.start + *span.duration : m_view.now();
        const QRectF room(left, top, std::max(at.x(end) - left, 2.0), laneHeight());
        paintBar(painter, span, room);
        paintWaits(painter, m_lanes[std::size_t(lane)], top);
        painter.setPen(QPen(m_theme.color(Tint::Text), 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(
            QRectF(left, room.center().y() - barHeight() / 2.0, room.width(), barHeight()), 2.5,
            2.5);
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
    const QRect label(0, top, labelWidth(), laneHeight() - 1);
    painter.fillRect(label, m_theme.color(Tint::Panel));
    painter.setPen(m_theme.color(Tint::Muted));
    const auto name = laneName(lane);
    painter.drawText(
        label.adjusted(m_theme.scaled(10), 0, -4, 0), Qt::AlignLeft | Qt::AlignVCenter,
        painter.fontMetrics().elidedText(name, Qt::ElideRight, label.width() - m_theme.scaled(14)));
}

} // namespace signalbox::ui
