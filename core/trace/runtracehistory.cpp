// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
// A run as it was after any of its events: the table goes back by its changes, the small projections by checkpoints.
#include "base/jsonvalue.h"
#include "trace/runtrace.h"

#include <algorithm>

namespace signalbox::trace {

namespace {
constexpr std::size_t checkpointEvents = 256; // at most so many are folded for a position
constexpr std::size_t checkpointBytes = 256 * 1024;
constexpr std::size_t mostCheckpointVisits = 200'000; // of a graph, in all its checkpoints

Json parsed(const Event& event)
{
    auto data = parseJson(event.data);
    return data && data->is_object() ? std::move(*data) : Json::object();
}

char folded(char c)
{
    return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
}
} // namespace

RunTrace::RunTrace(KeepHistory)
    : m_keepsHistory(true)
{
    m_spans.keepHistory();
}

void RunTrace::foldSmall(const Event& event, const Json& data)
{
    m_meters.fold(event, data);
    m_state.fold(event, data);
    m_attention.fold(event, data);
    m_steering.fold(event, data);
    m_grants.fold(event, data);
}

void RunTrace::keepCheckpoint(const Event& event)
{
    if (!m_keepsHistory)
        return;
    const auto since = m_checkpoints.empty() ? m_events.size() + checkpointEvents
                                             : m_events.size() - m_checkpoints.back().events;
    if (since >= checkpointEvents || m_sinceCheckpoint >= checkpointBytes) {
        m_checkpoints.push_back(
            {m_events.size(), m_meters, m_state, m_attention, m_steering, m_grants});
        m_sinceCheckpoint = 0;
    }
    m_sinceCheckpoint += event.data.size();
}

void RunTrace::showUntil(std::size_t events)
{
    const std::lock_guard lock(m_mutex);
    if (!m_keepsHistory || m_checkpoints.empty())
        return;
    const auto wanted = std::min(events, m_events.size());
    m_spans.showUntil(std::uint32_t(wanted));
    const auto after = std::upper_bound(
        m_checkpoints.begin(), m_checkpoints.end(), wanted,
        [](std::size_t count, const Checkpoint& point) { return count < point.events; });
    const auto& point = *(after - 1);
    if (wanted < m_shown || point.events > m_shown) {
        m_meters = point.meters;
        m_state = point.state;
        m_attention = point.attention;
        m_steering = point.steering;
        m_grants = point.grants;
        m_shown = point.events;
    }
    for (; m_shown < wanted; ++m_shown)
        foldSmall(m_events[m_shown], parsed(m_events[m_shown]));
    showGraphUntil(wanted);
    if (m_isInterrupted && m_shown == m_events.size()) {
        m_state.interrupt();
        m_meters.stopClock(m_spans.lastTime());
        m_attention.closeGates();
    }
}

// Forward from where it is, back from the last checkpoint before: a graph of 10,000 steps goes back within a frame.
void RunTrace::showGraphUntil(std::size_t events)
{
    if (events < m_graphShown) {
        const auto after = std::upper_bound(
            m_graphCheckpoints.begin(), m_graphCheckpoints.end(), events,
            [](std::size_t count, const GraphCheckpoint& point) { return count < point.events; });
        const bool isFirst = after == m_graphCheckpoints.begin();
        m_graph = isFirst ? GraphTrace() : (after - 1)->graph;
        m_graphShown = isFirst ? 0 : (after - 1)->events;
    }
    for (; m_graphShown < events; ++m_graphShown) {
        const auto& event = m_events[m_graphShown];
        if (GraphTrace::isFolded(event.type))
            m_graph.fold(event, parsed(event));
    }
}

// Of a long graph every second one goes, so that all of them together stay small.
void RunTrace::keepGraphCheckpoint()
{
    if (!m_keepsHistory || ++m_sinceGraphCheckpoint < m_graphEvery)
        return;
    m_sinceGraphCheckpoint = 0;
    m_graphCheckpoints.push_back({m_graphShown, m_graph});
    m_graphVisits += m_graph.visits().size();
    if (m_graphVisits <= mostCheckpointVisits)
        return;
    m_graphEvery *= 2;
    m_graphVisits = 0;
    std::vector<GraphCheckpoint> kept;
    for (std::size_t i = 1; i < m_graphCheckpoints.size(); i += 2) {
        m_graphVisits += m_graphCheckpoints[i].graph.visits().size();
        kept.push_back(std::move(m_graphCheckpoints[i]));
    }
    m_graphCheckpoints = std::move(kept);
}

std::size_t RunTrace::shownEvents() const
{
    const std::lock_guard lock(m_mutex);
    return m_shown;
}

std::size_t RunTrace::totalEvents() const
{
    const std::lock_guard lock(m_mutex);
    return m_events.size();
}

std::vector<Event> RunTrace::events(std::size_t from, std::size_t most) const
{
    const std::lock_guard lock(m_mutex);
    std::vector<Event> copied;
    for (auto i = from; i < m_events.size() && copied.size() < most; ++i)
        copied.push_back(m_events[i]);
    return copied;
}

std::string RunTrace::shownPath() const
{
    const std::lock_guard lock(m_mutex);
    return m_shown == 0 ? std::string() : m_events[m_shown - 1].path;
}

std::vector<std::uint32_t> RunTrace::search(std::string_view text) const
{
    std::vector<std::uint32_t> found;
    const auto quoted = quoteJson(text);
    auto needle = quoted.substr(1, quoted.size() - 2); // as it stands inside the data
    std::transform(needle.begin(), needle.end(), needle.begin(), folded);
    const auto total = totalEvents();
    for (std::size_t i = 0; i < total && !needle.empty(); ++i) {
        const Event* event = nullptr;
        {
            const std::lock_guard lock(m_mutex);
            event = &m_events[i]; // stays where it is
        }
        const auto hit = std::search(event->data.begin(), event->data.end(), needle.begin(),
                                     needle.end(), [](char a, char b) { return folded(a) == b; });
        if (hit != event->data.end())
            found.push_back(std::uint32_t(i) + 1);
    }
    return found;
}

} // namespace signalbox::trace
