// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "values/event.h"
#include "values/money.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace signalbox::trace {

// What came of one repetition of a step.
struct RepeatRow
{
    std::string run;
    bool hasReply = false;
    std::string choice; // the tools it asked for, "read_file, pay"; empty: it answered
    std::string arguments; // of them, JSON, cut
    std::string text; // of the reply, cut
    std::int64_t tokens = 0; // of the reply
    Cost cost; // absent: the price is unknown
    std::int64_t length = 0; // of the reply's text, bytes
    double ms = 0;
    std::string outcome; // of the run, empty: it goes on

    bool operator==(const RepeatRow&) const = default;
};

// Least, middle and most of a figure.
struct Spread
{
    std::int64_t least = 0;
    std::int64_t median = 0;
    std::int64_t most = 0;

    bool operator==(const Spread&) const = default;
};

// How much the repetitions differ. Only those that have a reply are counted.
struct RepeatSpread
{
    std::size_t replies = 0;
    std::vector<std::pair<std::string, int>> choices; // with how often, most first
    int texts = 0; // different ones
    Spread tokens;
    Spread length;
    Spread milliseconds;
    Spread nanoUsd; // of those whose price is known
    std::size_t unpriced = 0;

    bool operator==(const RepeatSpread&) const = default;
};

// Folds the events of the forks that repeat one step.
class RepeatFold
{
public:
    explicit RepeatFold(std::string at = {}); // path of the model request
    void addRun(const std::string& run); // twice is once
    void fold(const Event& event); // of other runs and paths: nothing
    [[nodiscard]] const std::vector<RepeatRow>& rows() const { return m_rows; }
    [[nodiscard]] RepeatSpread spread() const;

private:
    std::string m_at;
    std::vector<RepeatRow> m_rows;
    std::map<std::string, std::size_t, std::less<>> m_byRun;
};

} // namespace signalbox::trace
