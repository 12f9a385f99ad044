// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/run/timeline.h"

#include "ui/format.h"
#include "ui/run/stepdelegate.h"
#include "ui/run/tracemodel.h"

#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>
#include <array>
#include <cmath>

namespace signalbox::ui {

using trace::SpanId;
using trace::SpanKind;

namespace {

constexpr std::size_t lookBack = 256; // bars before the sight that are looked at
constexpr std::size_t crowd = 64; // bars on one pixel that are looked at
constexpr double thinnest = 3; // pixels of a bar that is drawn by itself
constexpr std::uint8_t noTint = 0xFF;

} // namespace

Timeline::Timeline(const Theme& theme, RunView& view, QWidget* parent)
    : QAbstractScrollArea(parent)
    , m_theme(theme)
    , m_view(view)
{
    setObjectName(QStringLiteral("timeline"));
    setAccessibleName(tr("Timeline"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setMouseTracking(true);
    connect(&view, &RunView::runChanged, this, &Timeline::showRun);
    connect(&view, &RunView::advanced, this, &Timeline::advance);
    connect(&view, &RunView::ticked, viewport(), qOverload<>(&QWidget::update));
    connect(&view, &RunView::selectionChanged, viewport(), qOverload<>(&QWidget::update));
    connect(&theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
    showRun();
}

void Timeline::showRun()
{
    m_lanes.clear();
    m_laneOfAgent.clear();
    m_lanesOfName.clear();
    m_known = 0;
    advance();
}

int Timeline::laneOf(SpanId id)
{
    const auto& spans = m_view.trace()->spans();
    SpanId agent;
    for (auto at = id; at.isValid(); at = spans.parent(at)) {
        if (spans.kind(at) == SpanKind::Agent) {
            agent = at;
            break;
        }
    }
    const auto key = agent.isValid() ? agent.value : 0;
    const auto [found, isNew] = m_laneOfAgent.try_emplace(key, int(m_lanes.size()));
    if (isNew)
        addLane(SpanId{key});
    return found->second;
}

void Timeline::addLane(SpanId agent)
{
    const auto span = m_view.trace()->spans().span(agent);
    const auto name =
        span.kind == SpanKind::Agent ? pathSegments(span.path).back().name : std::string_view();
    m_lanes.push_back({agent, {}, ++m_lanesOfName[std::string(name)]});
}

QString Timeline::laneName(int lane) const
{
    const auto& known = m_lanes[std::size_t(lane)];
    const auto span = m_view.trace()->spans().span(known.agent);
    if (span.kind != SpanKind::Agent)
        return tr("run");
    const auto shared = m_lanesOfName.find(pathSegments(span.path).back().name);
    const auto name = format::line(span.name, 60);
    return shared != m_lanesOfName.end() && shared->second > 1
        ? name + u' ' + QString::number(known.number)
        : name;
}

void Timeline::advance()
{
    if (m_view.trace()) {
        const auto& spans = m_view.trace()->spans();
        if (spans.count() < m_known)
            shrink(spans.count());
        for (const auto count = spans.count(); m_known < count; ++m_known) {
            const auto kind = spans.kind(SpanId{m_known});
            if (kind == SpanKind::Model || kind == SpanKind::Tool)
                m_lanes[std::size_t(laneOf(SpanId{m_known}))].bars.push_back(SpanId{m_known});
        }
    }
    layoutBars();
    viewport()->update();
}

// A run that is played back has gone to an earlier event. Lanes stay where they are.
void Timeline::shrink(std::uint32_t count)
{
    for (auto& lane : m_lanes) {
        while (!lane.bars.empty() && lane.bars.back().value >= count)
            lane.bars.pop_back();
    }
    m_known = count;
}

void Timeline::layoutBars()
{
    const int lanes = axisHeight() + int(m_lanes.size()) * laneHeight();
    verticalScrollBar()->setRange(0, std::max(0, lanes - viewport()->height()));
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(laneHeight());
    const int width = std::max(viewport()->width() - labelWidth(), 1);
    const int whole = int(std::min(width * m_zoom, 1e8));
    horizontalScrollBar()->setRange(0, std::max(0, whole - width));
    horizontalScrollBar()->setPageStep(width);
    horizontalScrollBar()->setSingleStep(std::max(width / 10, 1));
}

std::int64_t Timeline::length() const
{
    return std::max<std::int64_t>((m_view.end() - m_view.begin()).count(), 1000);
}

double Timeline::xOf(std::int64_t micros) const
{
    const double width =
        std::max(viewport()->width() - labelWidth() - m_theme.scaled(10), 1) * m_zoom;
    return labelWidth() - horizontalScrollBar()->value()
        + width * (double(micros) / double(length()));
}

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

// The agent that a call started has a lane of its own.
bool Timeline::leadsToLane(const trace::Span& span) const
{
    const auto& spans = m_view.trace()->spans();
    const auto child = span.kind == SpanKind::Tool ? spans.firstChild(span.id) : SpanId();
    return child.isValid() && spans.kind(child) == SpanKind::Agent;
}

// Bars are in order of their start.
std::size_t Timeline::firstFrom(const std::vector<SpanId>& bars, std::size_t from,
                                Timestamp time) const
{
    const auto& spans = m_view.trace()->spans();
    const auto found = std::lower_bound(
        bars.begin() + std::ptrdiff_t(std::min(from, bars.size())), bars.end(), time,
        [&spans](SpanId id, Timestamp wanted) { return spans.start(id) < wanted; });
    return std::size_t(found - bars.begin());
}

// Some that began earlier may still reach into sight.
std::size_t Timeline::firstInSight(const std::vector<SpanId>& bars) const
{
    const auto first = firstFrom(bars, 0, m_view.begin() + timeAt(labelWidth()));
    return first > lookBack ? first - lookBack : 0;
}

std::chrono::microseconds Timeline::timeAt(double x) const
{
    const double perMicro = (xOf(1'000'000) - xOf(0)) / 1e6;
    return std::chrono::microseconds(std::int64_t((x - xOf(0)) / perMicro));
}

void Timeline::paintBar(QPainter& painter, const trace::Span& span, const QRectF& room) const
{
    const bool isSelected = span.id == m_view.selected();
    painter.setPen(isSelected ? QPen(m_theme.color(Tint::Text), 1.5) : QPen(Qt::NoPen));
    painter.setBrush(barColor(tintOf(span.kind, span.status)));
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

Timeline::Scale Timeline::scale() const
{
    const double origin = xOf(0);
    return {origin, (xOf(1'000'000) - origin) / 1e6, m_view.begin()};
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
            const auto tint = tintOf(span.kind, span.status);
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

void Timeline::paintLane(QPainter& painter, int lane, int top) const
{
    const auto& bars = m_lanes[std::size_t(lane)].bars;
    painter.setPen(m_theme.color(Tint::Border));
    painter.drawLine(0, top + laneHeight() - 1, viewport()->width(), top + laneHeight() - 1);
    painter.setRenderHint(QPainter::Antialiasing);
    paintBars(painter, bars, top);
    if (const auto id = m_view.selected(); std::binary_search(bars.begin(), bars.end(), id)) {
        const auto span = m_view.trace()->spans().span(id);
        const auto at = scale();
        const double left = at.x(span.start);
        const auto end = span.duration ? span.start + *span.duration : m_view.now();
        paintBar(painter, span, QRectF(left, top, std::max(at.x(end) - left, 2.0), laneHeight()));
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

SpanId Timeline::barAt(const QPoint& position) const
{
    const int lane = (position.y() - axisHeight() + verticalScrollBar()->value()) / laneHeight();
    if (position.y() < axisHeight() || position.x() < labelWidth() || lane < 0
        || lane >= int(m_lanes.size()))
        return {};
    const auto& spans = m_view.trace()->spans();
    const auto& bars = m_lanes[std::size_t(lane)].bars;
    const auto until = firstFrom(bars, 0, m_view.begin() + timeAt(position.x() + 2));
    const auto from = until > lookBack ? until - lookBack : 0;
    for (auto at = until; at-- > from;) { // what is painted last lies on top
        const auto span = spans.span(bars[at]);
        const auto end = span.duration ? span.start + *span.duration : m_view.now();
        if (position.x() <= xOf((end - m_view.begin()).count()) + 2)
            return bars[at];
    }
    return {};
}

void Timeline::resizeEvent(QResizeEvent* event)
{
    QAbstractScrollArea::resizeEvent(event);
    layoutBars();
}

void Timeline::mousePressEvent(QMouseEvent* event)
{
    if (const auto id = barAt(event->pos()); id.isValid())
        m_view.select(id);
}

void Timeline::mouseMoveEvent(QMouseEvent* event)
{
    const auto id = m_lanes.empty() ? SpanId() : barAt(event->pos());
    if (!id.isValid())
        return;
    const auto span = m_view.trace()->spans().span(id);
    const auto time = span.duration ? *span.duration : m_view.now() - span.start;
    viewport()->setToolTip(TraceModel::title(span).toHtmlEscaped() + QStringLiteral(" \u00b7 ")
                           + format::duration(time));
}

void Timeline::wheelEvent(QWheelEvent* event)
{
    if (!(event->modifiers() & Qt::ControlModifier)) {
        QAbstractScrollArea::wheelEvent(event);
        return;
    }
    // The instant under the pointer stays where it is.
    const double at = event->position().x() - labelWidth();
    const double ratio = (horizontalScrollBar()->value() + at) / m_zoom;
    zoomBy(event->angleDelta().y() > 0 ? 1.25 : 0.8);
    horizontalScrollBar()->setValue(int(ratio * m_zoom - at));
    event->accept();
}

void Timeline::zoomBy(double factor)
{
    m_zoom = std::clamp(m_zoom * factor, 1.0, 2000.0);
    layoutBars();
    viewport()->update();
    Q_EMIT zoomChanged();
}

void Timeline::resetZoom()
{
    zoomBy(1 / m_zoom);
}

int Timeline::zoomPercent() const
{
    return int(std::lround(m_zoom * 100));
}

void Timeline::selectBar(int lane, int step)
{
    if (lane < 0 || lane >= int(m_lanes.size()) || m_lanes[std::size_t(lane)].bars.empty())
        return;
    const auto& bars = m_lanes[std::size_t(lane)].bars;
    const auto selected = m_view.selected().isValid() ? m_view.selected() : bars.front();
    auto at = std::lower_bound(bars.begin(), bars.end(), selected);
    auto index = std::min<std::ptrdiff_t>(at - bars.begin(), std::ptrdiff_t(bars.size()) - 1);
    index = std::clamp<std::ptrdiff_t>(index + step, 0, std::ptrdiff_t(bars.size()) - 1);
    m_view.select(bars[std::size_t(index)]);
}

void Timeline::keyPressEvent(QKeyEvent* event)
{
    if (m_lanes.empty()) {
        QAbstractScrollArea::keyPressEvent(event);
        return;
    }
    const int lane = m_view.selected().isValid() ? laneOf(m_view.selected()) : 0;
    switch (event->key()) {
    case Qt::Key_Left:
        selectBar(lane, -1);
        break;
    case Qt::Key_Right:
        selectBar(lane, 1);
        break;
    case Qt::Key_Up:
        selectBar(lane - 1, 0);
        break;
    case Qt::Key_Down:
        selectBar(lane + 1, 0);
        break;
    case Qt::Key_Plus:
        zoomBy(1.25);
        break;
    case Qt::Key_Minus:
        zoomBy(0.8);
        break;
    case Qt::Key_0:
        resetZoom();
        break;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void Timeline::focusInEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

} // namespace signalbox::ui
