// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "trace/attention.h"
#include "trace/grantlist.h"
#include "trace/graphtrace.h"
#include "trace/meters.h"
#include "trace/playmarks.h"
#include "trace/runstate.h"
#include "trace/spandetails.h"
#include "trace/spantable.h"
#include "trace/steerqueue.h"
#include "values/event.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox::trace {

// All projections of one run, driven by one fold: live, replayed and imported runs take the same way. fold() is called
// by the thread that brings the events, everything else by any thread.
class RunTrace
{
public:
    RunTrace() = default;
    // To be played back: keeps what each event changed.
    struct KeepHistory
    { };
    explicit RunTrace(KeepHistory keep);

    // In order of seq. An event that was seen already changes nothing.
    void fold(const std::vector<Event>& events);
    // The run has no end and nobody runs it.
    void interrupt();

    // Of one that keeps its history, when nothing is folded to it any more: all projections as they were after so many
    // events. By the thread that reads them.
    void showUntil(std::size_t events);
    [[nodiscard]] std::size_t shownEvents() const;
    [[nodiscard]] std::size_t totalEvents() const;
    // Copies of the events from `from` on, at most so many.
    [[nodiscard]] std::vector<Event> events(std::size_t from, std::size_t most) const;
    [[nodiscard]] const PlayMarks& marks() const
    {
        return m_marks;
    } // of one that keeps its history
    // After how many events one holds this text, letters folded; all where it is empty. May take a while.
    [[nodiscard]] std::vector<std::uint32_t> search(std::string_view text) const;
    // The path of the last event that is shown; empty: none is.
    [[nodiscard]] std::string shownPath() const;

    [[nodiscard]] const SpanTable& spans() const { return m_spans; } // lock-free
    [[nodiscard]] Meters meters() const;
    [[nodiscard]] RunStatus status() const;
    [[nodiscard]] std::vector<AttentionItem> attention() const;
    [[nodiscard]] std::vector<SteerItem> steering() const;
    [[nodiscard]] std::vector<GrantItem> grants() const;
    // `read` is called once, while nothing is folded: it copies what it needs.
    void readGraph(const std::function<void(const GraphTrace&)>& read) const;
    [[nodiscard]] SpanDetails details(SpanId id) const;
    // All events of these types, numbered (seq) by their place among all that were folded.
    [[nodiscard]] std::vector<Event> eventsOf(const std::vector<EventType>& types) const;
    // Grows when an event of this row comes.
    [[nodiscard]] std::size_t eventCount(SpanId id) const;

private:
    // The small projections at one event, from which others are folded.
    struct Checkpoint
    {
        std::size_t events = 0;
        MeterFold meters;
        RunStateFold state;
        Attention attention;
        SteerQueue steering;
        GrantList grants;
    };
    struct GraphCheckpoint
    {
        std::size_t events = 0;
        GraphTrace graph;
    };
    struct EventsOf
    {
        std::uint32_t first = 0;
        std::uint32_t last = 0;
        std::uint32_t count = 0;
    };

    void foldOne(const Event& event, const Json& data);
    void keepCheckpoint(const Event& event);
    void foldSmall(const Event& event, const Json& data);
    void showGraphUntil(std::size_t events);
    void keepGraphCheckpoint();
    void remember(const Event& event, SpanId id);
    [[nodiscard]] std::vector<const Event*> eventsOf(SpanId id, std::size_t most) const;
    void earlierMessages(SpanDetails& details) const;
    void findOrigins(SpanDetails& details, SpanId id) const;

    SpanTable m_spans;
    mutable std::mutex m_mutex; // guards all below
    MeterFold m_meters;
    RunStateFold m_state;
    Attention m_attention;
    GraphTrace m_graph;
    SteerQueue m_steering;
    GrantList m_grants;
    std::deque<Event> m_events; // grows only: elements stay where they are
    std::vector<std::uint32_t> m_nextOfSpan; // by index of the event, the next one of its row
    std::vector<EventsOf> m_ofSpan; // by row
    std::vector<std::uint32_t> m_results; // tool.finished, for origins
    std::int64_t m_lastSeq = 0;
    bool m_keepsHistory = false;
    bool m_isInterrupted = false;
    std::size_t m_shown = 0; // events
    std::size_t m_graphShown = 0; // events in m_graph
    std::vector<GraphCheckpoint> m_graphCheckpoints; // of one that keeps its history
    std::size_t m_graphEvery = 512; // events of the graph between two of them
    std::size_t m_graphVisits = 0; // in all of them
    std::size_t m_sinceGraphCheckpoint = 0; // events of the graph
    std::size_t m_sinceCheckpoint = 0; // bytes of events
    std::vector<Checkpoint> m_checkpoints;
    PlayMarks m_marks;
};

} // namespace signalbox::trace
