// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/scrub/playback.h"

#include <algorithm>

namespace signalbox::ui {

namespace {
constexpr int frameMs = 16;
constexpr std::size_t eventsAtOnce = 1024; // copied under the lock of the trace
constexpr std::int64_t longestWait = 2'000'000; // microseconds of play
constexpr std::int64_t leastGap = 1000; // events of one instant follow each other visibly

// A trace of the same events that can be shown at any of them; null where it was stopped.
std::shared_ptr<trace::RunTrace> playable(const trace::RunTrace& source,
                                          const std::stop_token& stop)
{
    auto made = std::make_shared<trace::RunTrace>(trace::RunTrace::KeepHistory{});
    for (std::size_t from = 0;;) {
        if (stop.stop_requested())
            return nullptr;
        const auto events = source.events(from, eventsAtOnce);
        if (events.empty())
            break;
        made->fold(events);
        from += events.size();
    }
    if (source.status().state == trace::RunState::Interrupted)
        made->interrupt();
    return made;
}
} // namespace

Playback::Playback(RunView& view, QObject* parent)
    : QObject(parent)
    , m_view(view)
{
    m_frame.setInterval(frameMs);
    m_frame.setTimerType(Qt::PreciseTimer);
    connect(&m_frame, &QTimer::timeout, this, &Playback::tick);
    connect(&view, &RunView::playEnded, this, &Playback::close);
}

Playback::~Playback()
{
    m_maker.request_stop();
    m_searcher.request_stop();
}

void Playback::open()
{
    const auto source = m_view.trace();
    if (isOpen() || m_isPreparing || !source)
        return;
    m_isPreparing = true;
    m_maker = std::jthread([this, source, run = m_view.run()](const std::stop_token& stop) {
        auto made = playable(*source, stop);
        if (!made)
            return;
        QMetaObject::invokeMethod(
            this,
            [this, made = std::move(made), run] {
                m_isPreparing = false;
                if (run == m_view.run())
                    take(made);
                else
                    Q_EMIT closed();
            },
            Qt::QueuedConnection);
    });
}

void Playback::take(std::shared_ptr<trace::RunTrace> trace)
{
    m_trace = std::move(trace);
    m_total = std::uint32_t(m_trace->totalEvents());
    m_hits.clear();
    layAxis();
    m_position = m_total;
    m_clock = m_axis.empty() ? 0 : double(m_axis.back());
    m_view.play(m_trace);
    Q_EMIT opened();
    Q_EMIT moved();
}

void Playback::close()
{
    if (!isOpen())
        return;
    pause();
    m_trace.reset();
    m_axis.clear();
    m_hits.clear();
    ++m_searches;
    m_position = m_total = 0;
    m_view.play(nullptr);
    Q_EMIT closed();
}

void Playback::layAxis()
{
    m_axis.clear();
    const auto& times = marks().times;
    std::int64_t at = 0;
    for (std::size_t i = 0; i < times.size(); ++i) {
        if (i > 0) {
            const auto gap = std::max<std::int64_t>((times[i] - times[i - 1]).count(), leastGap);
            at += m_shortWaits ? std::min(gap, longestWait) : gap;
        }
        m_axis.push_back(at);
    }
}

const trace::PlayMarks& Playback::marks() const
{
    static const trace::PlayMarks none;
    return m_trace ? m_trace->marks() : none;
}

std::chrono::microseconds Playback::time() const
{
    const auto& times = marks().times;
    return m_position == 0 || times.empty() ? std::chrono::microseconds(0)
                                            : times[m_position - 1] - times.front();
}

std::chrono::microseconds Playback::length() const
{
    const auto& times = marks().times;
    return times.empty() ? std::chrono::microseconds(0) : times.back() - times.front();
}

double Playback::placeOf(std::uint32_t position) const
{
    if (m_axis.empty() || position == 0 || m_axis.back() <= 0)
        return 0;
    const auto at = std::min<std::size_t>(position, m_axis.size()) - 1;
    return double(m_axis[at]) / double(m_axis.back());
}

std::uint32_t Playback::positionAt(double place) const
{
    if (m_axis.empty())
        return 0;
    const auto time = std::int64_t(std::clamp(place, 0.0, 1.0) * double(m_axis.back()));
    const auto after = std::upper_bound(m_axis.begin(), m_axis.end(), time);
    return std::max<std::uint32_t>(1, std::uint32_t(after - m_axis.begin()));
}

void Playback::seek(std::uint32_t position)
{
    if (!isOpen() || m_total == 0)
        return;
    const auto wanted = std::clamp<std::uint32_t>(position, 1, m_total);
    if (wanted == m_position)
        return;
    m_position = wanted;
    if (!isRunning())
        m_clock = double(m_axis[wanted - 1]);
    m_trace->showUntil(wanted);
    m_view.playedOn();
    Q_EMIT moved();
}

void Playback::play()
{
    if (!isOpen() || isRunning())
        return;
    if (m_position >= m_total)
        seek(1);
    m_clock = m_position == 0 ? 0 : double(m_axis[m_position - 1]);
    m_sinceTick.start();
    m_frame.start();
    Q_EMIT runningChanged();
}

void Playback::pause()
{
    if (!isRunning())
        return;
    m_frame.stop();
    Q_EMIT runningChanged();
}

void Playback::tick()
{
    m_clock += double(m_sinceTick.nsecsElapsed()) / 1000.0 * m_speed;
    m_sinceTick.restart();
    const auto after = std::upper_bound(m_axis.begin(), m_axis.end(), std::int64_t(m_clock));
    seek(std::uint32_t(after - m_axis.begin()));
    if (m_position >= m_total)
        pause();
}

void Playback::setSpeed(double speed)
{
    m_speed = std::clamp(speed, slowest, fastest);
}

void Playback::setShortWaits(bool shortWaits)
{
    m_shortWaits = shortWaits;
    layAxis();
    if (m_position > 0 && !m_axis.empty())
        m_clock = double(m_axis[m_position - 1]);
    Q_EMIT axisChanged();
    Q_EMIT moved();
}

void Playback::moveBy(int events)
{
    pause();
    seek(std::uint32_t(std::max<std::int64_t>(1, std::int64_t(m_position) + events)));
}

bool Playback::jump(const std::vector<std::uint32_t>& positions, int direction)
{
    pause();
    if (direction > 0) {
        const auto next = std::upper_bound(positions.begin(), positions.end(), m_position);
        if (next == positions.end())
            return false;
        seek(*next);
        return true;
    }
    const auto here = std::lower_bound(positions.begin(), positions.end(), m_position);
    if (here == positions.begin())
        return false;
    seek(*(here - 1));
    return true;
}

void Playback::search(const QString& text)
{
    const int search = ++m_searches;
    if (!isOpen() || text.isEmpty()) {
        m_hits.clear();
        Q_EMIT hitsFound();
        return;
    }
    m_searcher = std::jthread([this, trace = m_trace, search, wanted = text.toStdString()] {
        auto hits = trace->search(wanted);
        QMetaObject::invokeMethod(
            this,
            [this, search, hits = std::move(hits)] {
                if (search != m_searches)
                    return;
                m_hits = hits;
                Q_EMIT hitsFound();
            },
            Qt::QueuedConnection);
    });
}

} // namespace signalbox::ui
