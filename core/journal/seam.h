// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "journal/journal.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox::journal {

// The recorded events of a run by path and type: what the seam answers from. Of a run of 100,000 events the index takes
// 2 MB and no allocation for each.
class Recording
{
public:
    explicit Recording(std::vector<Event> events);

    static constexpr std::uint32_t none = UINT32_MAX;
    // The first event of this type at this path by its place in events(), and the one of the same that follows a place.
    [[nodiscard]] std::uint32_t first(std::string_view path, EventType type) const;
    [[nodiscard]] std::uint32_t next(std::uint32_t place) const { return m_next[place]; }
    [[nodiscard]] const std::vector<Event>& events() const { return m_events; }

private:
    [[nodiscard]] std::size_t slotOf(std::string_view path, EventType type) const;

    std::vector<Event> m_events;
    std::vector<std::uint32_t> m_next;
    std::vector<std::uint32_t> m_slots; // open addressing: first events, none where it is free
};

// Where a run differs from its recording: what replay.diverged says.
struct Divergence
{
    std::string path;
    EventType type = EventType::Unknown;
    std::string member; // of the data, "arguments.path"; empty: the whole
    std::string expected; // JSON text, cut
    std::string found;

    bool operator==(const Divergence&) const = default;
};

// The first difference of two events' data; nullopt where they are the same but for what may differ between a run and its
// replay: ms, seconds, totals, request_id, retry_in_s, meta.
[[nodiscard]] std::optional<Divergence> findDivergence(const Event& recorded,
                                                       std::string_view data);

// The one passage of every outside effect. A run asks `recorded()` for the outcome at a place; found, it folds it exactly
// as a live one; not found, it makes the effect happen between the barriers. Everything that happens is told by emit():
// an event that the recording has at this place is not written again (a replay compares it), any other is appended, and so
// is one that a fork brings into its record (seq 0). Thread safe.
class Seam
{
public:
    // `writer` nullptr: replay, nothing is written. `recording` nullptr: a live run.
    Seam(Writer* writer, std::shared_ptr<const Recording> recording = nullptr);

    // The next outcome of this type at this path, in the order they were recorded; nullptr where the record ends.
    [[nodiscard]] const Event* recorded(std::string_view path, EventType type) const;
    // Diverged (Errc::Invalid) where the recording has another event in its place; Io when the journal has failed.
    Result<> emit(std::string path, EventType type, std::string data);
    // Tells all but the last recorded event of this type at this path: ends of a run that was resumed after them.
    void tellEarlier(const std::string& path, EventType type);
    // Before an effect: everything told so far is on disk. At once where nothing was appended.
    [[nodiscard]] Result<> barrier(std::stop_token stop);
    void hurry();

    // What it answers from; nullptr: a live run.
    [[nodiscard]] const Recording* recording() const { return m_recording.get(); }
    [[nodiscard]] bool isLive() const; // no recording, or it is exhausted
    [[nodiscard]] bool isReplay() const { return m_writer == nullptr; }
    [[nodiscard]] const std::string& run() const;

    // Called with each recorded event as it is matched, in the recorded order: what comes early is held back. Before the
    // first emit(); the callback runs under the seam's lock and must not call it.
    void setOnTold(std::function<void(const Event&)> onTold);
    // At the end of a replay: tells what was matched but held back behind events that never came.
    void tellRest();
    // The first emit() that differed from the recording.
    [[nodiscard]] std::optional<Divergence> divergence() const;

private:
    enum class Match
    {
        Same,
        Different,
        NotRecorded
    };

    [[nodiscard]] Match match(const std::string& path, EventType type, const std::string& data,
                              bool& fresh);
    void told(std::size_t index);

    Writer* m_writer;
    std::shared_ptr<const Recording> m_recording;
    std::atomic<std::size_t> m_left = 0; // events of the recording not told yet

    mutable std::mutex m_mutex; // guards what follows
    std::vector<std::uint32_t> m_open; // of each first event: which one of its kind is told next
    std::vector<bool> m_isTold; // by their place in the recording
    std::size_t m_next = 0; // the first event that was not given to m_onTold
    std::function<void(const Event&)> m_onTold;
    std::optional<Divergence> m_divergence;
};

} // namespace signalbox::journal
