// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "budget/ledger.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <stop_token>
#include <thread>

namespace signalbox::workflow {

// Ends what takes longer than a run's time limit. One thread for all runs; a limit whose clock stood still meanwhile is
// looked at again when its time is really over.
class Deadlines
{
public:
    Deadlines();

    // Stops `source` once `ledger` has no time left, until the returned number is removed.
    std::uint64_t add(const budget::Ledger& ledger, std::stop_source source);
    void remove(std::uint64_t id);

private:
    struct Entry
    {
        std::chrono::steady_clock::time_point when;
        const budget::Ledger* ledger;
        std::stop_source source;
    };
    void watch(std::stop_token stop);
    [[nodiscard]] bool hasSooner(std::chrono::steady_clock::time_point than) const; // m_mutex held

    std::mutex m_mutex; // guards all below
    std::condition_variable_any m_changed;
    std::map<std::uint64_t, Entry> m_entries;
    std::uint64_t m_next = 1;
    std::chrono::steady_clock::time_point m_wake = std::chrono::steady_clock::time_point::max();
    std::jthread m_thread; // last: it ends before what it uses goes
};

// The stop token of one step: used when the run is stopped or its time is over.
class StepStop
{
public:
    StepStop(Deadlines& deadlines, const budget::Ledger& ledger, std::stop_token run)
        : m_deadlines(deadlines)
        , m_onStop(std::move(run), [this] { m_source.request_stop(); })
        , m_id(ledger.limits().seconds ? deadlines.add(ledger, m_source) : 0)
    { }
    ~StepStop()
    {
        if (m_id != 0)
            m_deadlines.remove(m_id);
    }
    StepStop(const StepStop&) = delete;
    StepStop& operator=(const StepStop&) = delete;

    [[nodiscard]] std::stop_token token() const { return m_source.get_token(); }

private:
    Deadlines& m_deadlines;
    std::stop_source m_source;
    std::stop_callback<std::function<void()>> m_onStop;
    std::uint64_t m_id;
};

} // namespace signalbox::workflow
