// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/ids.h"
#include "base/json.h"
#include "base/time.h"
#include "values/event.h"
#include "values/money.h"

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace signalbox::trace {

using SpanId = StrongId<struct SpanTag>;

enum class SpanKind : std::uint8_t
{
    Run,
    Agent,
    Model,
    Tool,
    Node
};
enum class SpanStatus : std::uint8_t
{
    Running,
    Waiting,
    Ok,
    Failed,
    Denied,
    Stopped,
    Interrupted
};

[[nodiscard]] std::string_view spanKindName(SpanKind kind); // run agent chat tool node
[[nodiscard]] std::string_view spanStatusName(SpanStatus status);
[[nodiscard]] inline bool isOpen(SpanStatus status)
{
    return status == SpanStatus::Running || status == SpanStatus::Waiting;
}

// A row at one instant. A step of an agent and its model call are one row of kind Model; the calls of tools it asked for
// are its children. The texts live as long as the table.
struct Span
{
    SpanId id;
    SpanId parent; // invalid for the run
    SpanKind kind = SpanKind::Run;
    SpanStatus status = SpanStatus::Running;
    std::uint16_t depth = 0;
    Timestamp start{};
    std::optional<std::chrono::microseconds> duration; // absent while it is open
    std::int64_t tokens = 0;
    Cost cost = Money{}; // absent: a price in it is unknown
    std::uint32_t replies = 0; // model replies that tokens and cost add up
    bool isSum = false; // of more than the row's own call
    std::string_view path;
    std::string_view name; // tool, agent, model or node; of the run: its task
    std::string_view detail; // what a tool was called on, one line
};

// A row waited for a person, from when a gate opened until it was decided.
struct Wait
{
    SpanId span;
    Timestamp start{};
    std::optional<Timestamp> end; // absent while it waits

    bool operator==(const Wait&) const = default;
};

// The steps of a run as rows, append-only. One thread folds events; any thread reads the rows below count() meanwhile
// without a lock. Sums roll up to the parents.
class SpanTable
{
public:
    SpanTable();
    ~SpanTable();
    SpanTable(const SpanTable&) = delete;
    SpanTable& operator=(const SpanTable&) = delete;

    static constexpr std::uint32_t chunkSize = 4096;
    static constexpr std::uint32_t maxSpans = chunkSize * 4096; // rows past it are not kept

    // data: the parsed event.data.
    SpanId fold(const Event& event, const Json& data); // the row it belongs to
    // The program that ran it is gone: what is open was interrupted.
    void closeOpen(SpanStatus status);

    // Before the first event: every change is kept, so that the table can be shown as it was after any of its events.
    void keepHistory();
    // As it was after so many events, at most all. Of a table that keeps its history and to which nothing is folded any
    // more, by the one thread that reads it then. Takes as long as there are changes between.
    void showUntil(std::uint32_t events);

    [[nodiscard]] std::uint32_t count() const { return m_count.load(std::memory_order_acquire); }
    [[nodiscard]] Span span(SpanId id) const; // id below count()
    [[nodiscard]] Timestamp start(SpanId id) const;
    [[nodiscard]] SpanKind kind(SpanId id) const;
    [[nodiscard]] std::uint16_t depth(SpanId id) const;
    [[nodiscard]] SpanId firstChild(SpanId id) const;
    [[nodiscard]] SpanId nextSibling(SpanId id) const;
    [[nodiscard]] SpanId parent(SpanId id) const;
    [[nodiscard]] bool hasChildren(SpanId id) const { return firstChild(id).isValid(); }
    // The row that shows this place: a check, a gate or the call of a step belong to the row above them.
    [[nodiscard]] SpanId find(std::string_view path) const;
    // The waits from this one on, in the order they began. Of all events, also while fewer are shown.
    [[nodiscard]] std::vector<Wait> waits(std::size_t from = 0) const;
    [[nodiscard]] Timestamp firstTime() const { return at(m_firstTime); }
    [[nodiscard]] Timestamp lastTime() const { return at(m_lastTime); }

private:
    struct Row;
    struct Chunk;
    struct History;

    [[nodiscard]] static Timestamp at(const std::atomic<std::int64_t>& micros)
    {
        return Timestamp(std::chrono::microseconds(micros.load(std::memory_order_relaxed)));
    }
    [[nodiscard]] Row& row(std::uint32_t index) const;
    // Links of rows lead to rows that are not shown: of a history beyond what is shown.
    [[nodiscard]] SpanId shown(SpanId id) const { return id.value < count() ? id : SpanId(); }
    void touch(std::uint32_t index);
    void recordHistory(SpanId id); // of the event that was folded into this row
    void amendHistory(); // of what changed since without an event
    void foldInto(SpanId id, const Event& event, const Json& data);
    [[nodiscard]] SpanId spanOf(std::string_view path, Timestamp time);
    [[nodiscard]] SpanId append(SpanId parent, std::string_view path, SpanKind kind,
                                Timestamp time);
    void foldModel(Row& row, const Event& event, const Json& data);
    void foldTool(Row& row, const Event& event, const Json& data);
    void foldRun(Row& row, const Event& event, const Json& data);
    void addReply(SpanId id, std::int64_t tokens, Cost cost);
    [[nodiscard]] Row* itemAbove(const Row& below); // nullptr: it is not in an item of a map
    void close(Row& row, SpanStatus status, Timestamp time);
    void reopen(Row& row);
    void beginWait(std::uint32_t index, Timestamp time);
    void endWait(std::uint32_t index, Timestamp time); // nothing where it does not wait
    const std::string* intern(std::string_view text);
    const std::string* keep(std::string_view text);

    std::array<std::atomic<Chunk*>, maxSpans / chunkSize> m_chunks{};
    std::atomic<std::uint32_t> m_count = 0;
    std::atomic<std::int64_t> m_firstTime = 0;
    std::atomic<std::int64_t> m_lastTime = 0;
    mutable std::mutex m_mutex; // guards m_byPath, m_waits
    std::unordered_map<std::string_view, std::uint32_t> m_byPath;
    std::vector<Wait> m_waits;
    // of the folding thread
    std::deque<std::string> m_texts;
    std::unordered_map<std::string_view, const std::string*> m_interned;
    std::unordered_map<std::uint32_t, std::size_t> m_waiting; // row -> the wait that goes on
    std::vector<std::uint32_t> m_open;
    std::unique_ptr<History> m_history; // null: none is kept
    bool m_isFolding = false;
};

} // namespace signalbox::trace
