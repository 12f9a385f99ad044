// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/run/timeline.h"

#include "ui/format.h"
#include "ui/run/tracemodel.h"

#include <QKeyEvent>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace signalbox::ui {

using trace::SpanId;
using trace::SpanKind;

namespace {

constexpr std::size_t lookBack = 256; // bars before the sight that are looked at

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
    m_waits.clear();
    m_settled = 0;
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
    m_lanes.push_back({agent, {}, {}, ++m_lanesOfName[std::string(name)]});
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
        advanceWaits();
    }
    layoutBars();
    viewport()->update();
}

void Timeline::advanceWaits()
{
    const auto& spans = m_view.trace()->spans();
    const auto fresh = spans.waits(m_settled);
    for (std::size_t i = 0; i < fresh.size(); ++i) {
        if (fresh[i].span.value >= spans.count())
            break; // the run is played back and has not come there
        const auto at = m_settled + i;
        if (at < m_waits.size()) {
            m_waits[at] = fresh[i];
            continue;
        }
        m_waits.push_back(fresh[i]);
        m_lanes[std::size_t(laneOf(fresh[i].span))].waits.push_back(at);
    }
    while (m_settled < m_waits.size() && m_waits[m_settled].end)
        ++m_settled;
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

Timeline::Scale Timeline::scale() const
{
    const double origin = xOf(0);
    return {origin, (xOf(1'000'000) - origin) / 1e6, m_view.begin()};
}

int Timeline::laneAt(const QPoint& position) const
{
    const int lane = (position.y() - axisHeight() + verticalScrollBar()->value()) / laneHeight();
    const bool isLane = position.y() >= axisHeight() && position.x() >= labelWidth() && lane >= 0
        && lane < int(m_lanes.size());
    return isLane ? lane : -1;
}

Timestamp Timeline::endOf(const trace::Wait& wait) const
{
    return std::min(wait.end.value_or(m_view.now()), m_view.now());
}

SpanId Timeline::waitAt(const QPoint& position) const
{
    const int lane = laneAt(position);
    if (lane < 0)
        return {};
    const auto time = m_view.begin() + timeAt(position.x());
    for (const auto at : m_lanes[std::size_t(lane)].waits) {
        const auto& wait = m_waits[at];
        if (wait.start <= time && time <= endOf(wait)
            && wait.span.value < m_view.trace()->spans().count())
            return wait.span;
    }
    return {};
}

std::chrono::microseconds Timeline::waited(int lane, SpanId id) const
{
    std::chrono::microseconds sum{};
    for (const auto at : m_lanes[std::size_t(lane)].waits) {
        const auto& wait = m_waits[at];
        if (wait.span == id && endOf(wait) > wait.start)
            sum += std::chrono::duration_cast<std::chrono::microseconds>(endOf(wait) - wait.start);
    }
    return sum;
}

SpanId Timeline::barAt(const QPoint& position) const
{
    const int lane = laneAt(position);
    if (lane < 0)
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
    const auto bar = m_lanes.empty() ? SpanId() : barAt(event->pos());
    const auto id = bar.isValid() || m_lanes.empty() ? bar : waitAt(event->pos());
    if (id.isValid())
        m_view.select(id);
}

void Timeline::mouseMoveEvent(QMouseEvent* event)
{
    const auto words = m_lanes.empty() ? QString() : tip(event->pos());
    if (!words.isEmpty())
        viewport()->setToolTip(words.toHtmlEscaped());
}

QString Timeline::tip(const QPoint& position) const
{
    const auto bar = barAt(position);
    const auto id = bar.isValid() ? bar : waitAt(position);
    if (!id.isValid())
        return {};
    const auto span = m_view.trace()->spans().span(id);
    const auto time = span.duration ? *span.duration : m_view.now() - span.start;
    const auto waitTime = waited(laneAt(position), id);
    const auto words = TraceModel::title(span) + QStringLiteral(" \u00b7 ")
        + format::duration(std::chrono::duration_cast<std::chrono::microseconds>(time));
    return waitTime.count() == 0
        ? words
        : tr("%1, %2 of it waiting for a person").arg(words, format::duration(waitTime));
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
