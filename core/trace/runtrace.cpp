// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "trace/runtrace.h"

#include "base/jsonvalue.h"

#include <algorithm>

namespace signalbox::trace {

namespace {
constexpr std::uint32_t noEvent = 0xFFFFFFFF;
constexpr std::size_t foldedAtOnce = 64; // events, for which readers wait
constexpr std::size_t mostOfRow = 1000;
constexpr std::size_t earlierSteps = 400; // whose messages stand before those of a step
constexpr std::size_t searchedResults = 400; // of the latest before a call
constexpr std::size_t searchedBytes = 256 * 1024; // of each

Json parsed(const Event& event)
{
    auto data = parseJson(event.data);
    return data && data->is_object() ? std::move(*data) : Json::object();
}

// Short words are everywhere: finding one says nothing about where it came from.
bool isTelling(const std::string& value)
{
    return value.size() >= 4 && value.size() <= 4096;
}
} // namespace

void RunTrace::remember(const Event& event, SpanId id)
{
    const auto index = std::uint32_t(m_events.size());
    if (index == noEvent || !id.isValid())
        return;
    m_events.push_back(event);
    m_nextOfSpan.push_back(noEvent);
    if (m_ofSpan.size() <= id.value)
        m_ofSpan.resize(id.value + 1);
    auto& known = m_ofSpan[id.value];
    if (known.count == 0)
        known.first = index;
    else
        m_nextOfSpan[known.last] = index;
    known.last = index;
    ++known.count;
    if (event.type == EventType::ToolFinished)
        m_results.push_back(index);
}

// Parsed outside the lock and folded in pieces: readers get in between, and rarely.
void RunTrace::fold(const std::vector<Event>& events)
{
    std::vector<Json> data;
    data.reserve(std::min(events.size(), foldedAtOnce));
    for (std::size_t from = 0; from < events.size(); from += foldedAtOnce) {
        const auto end = std::min(events.size(), from + foldedAtOnce);
        data.clear();
        for (auto i = from; i < end; ++i)
            data.push_back(parsed(events[i]));
        const std::lock_guard lock(m_mutex);
        for (auto i = from; i < end; ++i)
            foldOne(events[i], data[i - from]);
    }
}

void RunTrace::foldOne(const Event& event, const Json& data)
{
    if (event.seq != 0 && event.seq <= m_lastSeq)
        return;
    keepCheckpoint(event);
    m_lastSeq = std::max(m_lastSeq, event.seq);
    const auto row = m_spans.fold(event, data);
    foldSmall(event, data);
    if (GraphTrace::isFolded(event.type)) {
        keepGraphCheckpoint();
        m_graph.fold(event, data);
    }
    remember(event, row);
    m_shown = m_events.size();
    m_graphShown = m_shown;
    if (m_keepsHistory)
        foldMarks(m_marks, event, data);
}

void RunTrace::interrupt()
{
    const std::lock_guard lock(m_mutex);
    if (!isLive(m_state.status().state))
        return;
    m_isInterrupted = true;
    m_state.interrupt();
    m_meters.stopClock(m_spans.lastTime());
    m_attention.closeGates();
    m_spans.closeOpen(SpanStatus::Interrupted);
}

Meters RunTrace::meters() const
{
    const std::lock_guard lock(m_mutex);
    return m_meters.meters();
}

RunStatus RunTrace::status() const
{
    const std::lock_guard lock(m_mutex);
    return m_state.status();
}

std::vector<AttentionItem> RunTrace::attention() const
{
    const std::lock_guard lock(m_mutex);
    return m_attention.items();
}

std::vector<SteerItem> RunTrace::steering() const
{
    const std::lock_guard lock(m_mutex);
    return m_steering.items();
}

std::vector<GrantItem> RunTrace::grants() const
{
    const std::lock_guard lock(m_mutex);
    return m_grants.items();
}

void RunTrace::readGraph(const std::function<void(const GraphTrace&)>& read) const
{
    const std::lock_guard lock(m_mutex);
    read(m_graph);
}

std::size_t RunTrace::eventCount(SpanId id) const
{
    const std::lock_guard lock(m_mutex);
    if (id.value >= m_ofSpan.size())
        return 0;
    const auto& known = m_ofSpan[id.value];
    if (known.count == 0 || known.last < m_shown)
        return known.count;
    std::size_t count = 0;
    for (auto at = known.first; at != noEvent && at < m_shown; at = m_nextOfSpan[at])
        ++count;
    return count;
}

std::vector<Event> RunTrace::eventsOf(const std::vector<EventType>& types) const
{
    std::vector<Event> events;
    const std::lock_guard lock(m_mutex);
    for (std::size_t i = 0; i < m_shown; ++i) {
        if (std::find(types.begin(), types.end(), m_events[i].type) == types.end())
            continue;
        events.push_back(m_events[i]);
        events.back().seq = std::int64_t(i) + 1;
    }
    return events;
}

std::vector<const Event*> RunTrace::eventsOf(SpanId id, std::size_t most) const
{
    std::vector<const Event*> events;
    const std::lock_guard lock(m_mutex);
    if (id.value >= m_ofSpan.size() || m_ofSpan[id.value].count == 0)
        return events;
    for (auto at = m_ofSpan[id.value].first; at != noEvent && at < m_shown && events.size() < most;
         at = m_nextOfSpan[at])
        events.push_back(&m_events[at]);
    return events;
}

void RunTrace::earlierMessages(SpanDetails& details) const
{
    const auto agent = m_spans.parent(details.id);
    if (!agent.isValid())
        return;
    std::vector<SpanId> steps; // the latest before this one
    for (auto step = m_spans.firstChild(agent); step.isValid() && step != details.id;
         step = m_spans.nextSibling(step)) {
        if (m_spans.kind(step) == SpanKind::Model)
            steps.push_back(step);
    }
    if (steps.size() > earlierSteps)
        steps.erase(steps.begin(), steps.end() - std::ptrdiff_t(earlierSteps));
    std::vector<SeenMessage> earlier;
    for (const auto step : steps) {
        for (const auto* event : eventsOf(step, mostOfRow)) {
            if (event->type == EventType::ModelRequested)
                appendMessages(earlier, parsed(*event), false);
        }
    }
    details.messages.insert(details.messages.begin(), std::make_move_iterator(earlier.begin()),
                            std::make_move_iterator(earlier.end()));
}

namespace {
// Of what is found nowhere: who made the call.
Origin::From callerOf(std::string_view path)
{
    auto from = Origin::From::Person; // by hand
    for (const auto& segment : pathSegments(path)) {
        if (segment.kind == "agent")
            from = Origin::From::Model;
        else if (segment.kind == "node")
            from = Origin::From::Graph;
    }
    return from;
}
} // namespace

void RunTrace::findOrigins(SpanDetails& details, SpanId id) const
{
    const auto arguments = parseJson(details.arguments);
    if (!arguments || !arguments->is_object())
        return;
    std::vector<const Event*> results; // latest first
    std::string task;
    {
        const std::lock_guard lock(m_mutex);
        const auto until = id.value < m_ofSpan.size() ? m_ofSpan[id.value].first : 0;
        for (auto at = m_results.rbegin();
             at != m_results.rend() && results.size() < searchedResults; ++at) {
            if (*at < until)
                results.push_back(&m_events[*at]);
        }
        task = m_state.status().task;
    }
    for (const auto& [param, value] : arguments->items()) {
        Origin origin;
        origin.param = param;
        origin.from = callerOf(details.path);
        const auto wanted =
            value.is_string() ? value.get_ref<const std::string&>() : dumpJson(value);
        if (isTelling(wanted)) {
            // In the journal the text stands as JSON: compare its escaped form.
            const auto quoted = quoteJson(wanted);
            const auto bare = std::string_view(quoted).substr(1, quoted.size() - 2);
            const auto from =
                std::find_if(results.begin(), results.end(), [bare](const Event* event) {
                    return std::string_view(event->data).substr(0, searchedBytes).find(bare)
                        != std::string_view::npos;
                });
            if (from != results.end()) {
                const auto span = m_spans.span(m_spans.find((*from)->path));
                origin.from = Origin::From::Tool;
                origin.path = (*from)->path;
                origin.tool = std::string(span.name);
                const auto data = parsed(**from);
                if (const auto* label = find(data, "label"))
                    origin.label = labelWords(*label);
            } else if (task.find(wanted) != std::string::npos) {
                origin.from = Origin::From::Person;
            }
        }
        details.origins.push_back(std::move(origin));
    }
}

SpanDetails RunTrace::details(SpanId id) const
{
    SpanDetails details;
    if (id.value >= m_spans.count())
        return details;
    const auto span = m_spans.span(id);
    details.id = id;
    details.kind = span.kind;
    details.status = span.status;
    details.path = std::string(span.path);
    details.name = std::string(span.name);
    details.eventCount = eventCount(id);
    for (const auto* event : eventsOf(id, mostOfRow)) {
        foldDetails(details, *event, parsed(*event));
        details.events.push_back(*event);
    }
    if (span.kind == SpanKind::Model)
        earlierMessages(details);
    if (span.kind == SpanKind::Tool)
        findOrigins(details, id);
    return details;
}

} // namespace signalbox::trace
