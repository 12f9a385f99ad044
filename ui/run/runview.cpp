// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/run/runview.h"

#include <algorithm>

namespace signalbox::ui {

RunView::RunView(EngineBridge& bridge, QObject* parent)
    : QObject(parent)
    , m_bridge(bridge)
{
    m_tick.setInterval(200);
    connect(&m_tick, &QTimer::timeout, this, &RunView::ticked);
    connect(&m_bridge, &EngineBridge::frameDrained, this, &RunView::refresh);
}

void RunView::show(const std::string& run)
{
    if (m_played) {
        m_played.reset();
        m_run.clear();
        Q_EMIT playEnded();
    }
    m_run = run;
    m_trace = m_bridge.trace(run);
    takeStatus();
    m_selected = wantedSpan();
    keepTime();
    Q_EMIT runChanged();
    findHolds();
    Q_EMIT selectionChanged();
}

void RunView::play(std::shared_ptr<trace::RunTrace> played)
{
    if (!played && !m_played)
        return;
    const auto path = trace() && m_selected.isValid() && m_selected.value < trace()->spans().count()
        ? std::string(trace()->spans().span(m_selected).path)
        : std::string();
    m_played = std::move(played);
    m_playedEnd = m_played ? m_played->spans().lastTime() : Timestamp{};
    takeStatus();
    m_selected = trace() && !path.empty() ? trace()->spans().find(path) : trace::SpanId{};
    keepTime();
    Q_EMIT runChanged();
    findHolds();
    Q_EMIT selectionChanged();
}

void RunView::playedOn()
{
    if (!m_played)
        return;
    takeStatus();
    const auto count = m_played->spans().count();
    const bool isGone = m_selected.isValid() && m_selected.value >= count;
    if (isGone)
        m_selected = count > 0 ? trace::SpanId{count - 1} : trace::SpanId{};
    Q_EMIT advanced();
    if (isGone)
        Q_EMIT selectionChanged();
}

// Half of a recorded run has no end and yet does not run.
void RunView::takeStatus()
{
    m_status = trace() ? trace()->status() : trace::RunStatus{};
    if (!m_played && trace::isLive(m_status.state) && m_bridge.isLoading(m_run))
        m_status.state = trace::RunState::Idle;
}

void RunView::keepTime()
{
    if (isLive() && !m_tick.isActive())
        m_tick.start();
    else if (!isLive())
        m_tick.stop();
}

void RunView::findHolds()
{
    std::vector<Hold> holds;
    if (m_trace && isLive()) {
        for (const auto& item : m_trace->attention()) {
            if (item.kind == trace::AttentionKind::Held)
                holds.push_back({item.path, item.subject, item.text});
        }
        // the place that holds the others comes first
        std::ranges::stable_partition(holds, [](const Hold& hold) { return hold.by != "beside"; });
    }
    if (holds == m_holds)
        return;
    m_holds = std::move(holds);
    Q_EMIT heldChanged();
}

// The row that was asked for before it came; asked for once.
trace::SpanId RunView::wantedSpan()
{
    if (m_wanted.empty() || !m_trace)
        return {};
    const auto id = m_trace->spans().find(m_wanted);
    if (id.isValid())
        m_wanted.clear();
    return id;
}

void RunView::refresh()
{
    if (m_run.empty())
        return;
    const auto trace = m_bridge.trace(m_run);
    if (trace != m_trace) { // the run was opened again
        show(m_run);
        return;
    }
    if (!m_trace || m_played)
        return;
    takeStatus();
    keepTime();
    const auto wanted = wantedSpan();
    Q_EMIT advanced();
    findHolds();
    if (wanted.isValid()) {
        Q_EMIT placeFound();
        select(wanted);
    }
}

void RunView::select(trace::SpanId id)
{
    if (id == m_selected)
        return;
    m_selected = id;
    Q_EMIT selectionChanged();
}

void RunView::selectPath(const std::string& path)
{
    if (trace())
        select(trace()->spans().find(path));
}

Timestamp RunView::now() const
{
    if (!trace())
        return {};
    const auto last = trace()->spans().lastTime();
    return isLive() ? std::max(last, SystemClock().now()) : last;
}

Timestamp RunView::begin() const
{
    return trace() ? trace()->spans().firstTime() : Timestamp{};
}

} // namespace signalbox::ui
