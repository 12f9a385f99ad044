// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "trace/spantable.h"

#include <limits>

// How the span table keeps its rows; for the files of the table alone.
namespace signalbox::trace {

inline const std::string noText;
inline constexpr std::uint32_t noRow = SpanId::invalid;

struct SpanTable::Row
{
    const std::string* path = &noText;
    std::int64_t start = 0; // microseconds
    std::uint32_t index = noRow;
    std::uint32_t parent = noRow;
    std::uint32_t lastChild = noRow; // of the folding thread
    std::uint16_t depth = 0;
    SpanKind kind = SpanKind::Run;
    bool isItem = false; // of a map: no event tells its end, it is that of what it holds
    std::atomic<SpanStatus> status = SpanStatus::Running;
    std::atomic<bool> summed = false;
    std::atomic<std::uint32_t> firstChild = noRow;
    std::atomic<std::uint32_t> nextSibling = noRow;
    std::atomic<const std::string*> name = &noText;
    std::atomic<const std::string*> detail = &noText;
    std::atomic<std::int64_t> duration = -1;
    std::atomic<std::int64_t> tokens = 0;
    std::atomic<std::int64_t> nanoUsd = 0;
    std::atomic<std::uint32_t> replies = 0;
    std::atomic<std::uint32_t> unpriced = 0;
};

struct SpanTable::Chunk
{
    std::array<Row, chunkSize> rows;
};

// What of each row was when: one change for each row that an event touched.
struct SpanTable::History
{
    // All of a row that changes after it was made.
    struct State
    {
        const std::string* name = &noText;
        const std::string* detail = &noText;
        std::int64_t duration = -1;
        std::int64_t tokens = 0;
        std::int64_t nanoUsd = 0;
        std::uint32_t replies = 0;
        std::uint32_t unpriced = 0;
        SpanStatus status = SpanStatus::Running;
        bool summed = false;

        bool operator==(const State&) const = default;
    };
    struct Change
    {
        std::uint32_t row = noRow;
        std::uint32_t previous = noRow; // change of the same row
        State state;
    };
    // After an event.
    struct Moment
    {
        std::uint32_t changes = 0;
        std::uint32_t rows = 0;
        std::int64_t lastTime = 0;
    };

    std::vector<Change> changes;
    std::vector<std::uint32_t> lastOfRow; // index into changes
    std::vector<Moment> moments; // by event
    std::vector<std::uint32_t> touched; // by the event at hand
    std::uint32_t shown = 0; // events

    [[nodiscard]] static State stateOf(const Row& row);
    static void apply(Row& row, const State& state);
};

} // namespace signalbox::trace
