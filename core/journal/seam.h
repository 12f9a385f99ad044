// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "journal/journal.h"

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox::journal {

// The recorded events of a run by path and type: what the seam answers from.
class Recording
{
public:
    explicit Recording(std::vector<Event> events);

    // The n-th (from 0) event of this type at this path.
    [[nodiscard]] const Event* find(std::string_view path, EventType type, std::size_t n = 0) const;
    [[nodiscard]] std::size_t count(std::string_view path, EventType type) const;
    [[nodiscard]] const std::vector<Event>& events() const { return m_events; }

private:
    struct Key
    {
        std::string_view path; // into m_events
        EventType type;
        auto operator<=>(const Key&) const = default;
    };
    std::vector<Event> m_events;
    std::map<Key, std::vector<std::size_t>> m_index;
};

// The one passage of every outside effect. A run asks `recorded()` for the outcome at a place; found, it folds it exactly
// as a live one; not found, it makes the effect happen between the barriers. Everything that happens is told by emit():
// an event that the recording has at this place is checked against it, any other is appended. Thread safe.
class Seam
{
public:
    // `writer` nullptr: replay, nothing is written. `recording` nullptr: a live run.
    Seam(Writer* writer, std::shared_ptr<const Recording> recording = nullptr);

    // The next outcome of this type at this path, in the order they were recorded; nullptr where the record ends.
    [[nodiscard]] const Event* recorded(std::string_view path, EventType type) const;
    // Diverged (Errc::Invalid) where the recording has another event in its place; Io when the journal has failed.
    Result<> emit(std::string path, EventType type, std::string data);
    // Before an effect: everything told so far is on disk. At once where nothing was appended.
    [[nodiscard]] Result<> barrier(std::stop_token stop);
    void hurry();

    [[nodiscard]] bool isLive() const; // no recording, or it is exhausted
    [[nodiscard]] bool isReplay() const { return m_writer == nullptr; }
    [[nodiscard]] const std::string& run() const;

private:
    using Place = std::pair<std::string, EventType>;

    Writer* m_writer;
    std::shared_ptr<const Recording> m_recording;
    mutable std::mutex m_mutex; // guards m_told and m_left
    std::map<Place, std::size_t> m_told; // how many events of the recording were told at each place
    std::size_t m_left = 0; // events of the recording not told yet
};

} // namespace signalbox::journal
