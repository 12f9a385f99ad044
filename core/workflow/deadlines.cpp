// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workflow/deadlines.h"

#include <algorithm>

namespace signalbox::workflow {

using std::chrono::steady_clock;

Deadlines::Deadlines()
    : m_thread([this](std::stop_token stop) { watch(std::move(stop)); })
{ }

std::uint64_t Deadlines::add(const budget::Ledger& ledger, std::stop_source source)
{
    const auto left = ledger.timeLeft().value_or(std::chrono::hours(24));
    const auto when = steady_clock::now() + left;
    bool sooner = false;
    std::uint64_t id = 0;
    {
        const std::lock_guard lock(m_mutex);
        id = m_next++;
        m_entries.emplace(id, Entry{when, &ledger, std::move(source)});
        sooner = when < m_wake;
    }
    if (sooner)
        m_changed.notify_all();
    return id;
}

void Deadlines::remove(std::uint64_t id)
{
    const std::lock_guard lock(m_mutex);
    m_entries.erase(id);
}

void Deadlines::watch(std::stop_token stop)
{
    std::unique_lock lock(m_mutex);
    while (!stop.stop_requested()) {
        const auto now = steady_clock::now();
        m_wake = steady_clock::time_point::max();
        for (auto& [id, entry] : m_entries) {
            if (entry.when <= now) {
                const auto left = entry.ledger->timeLeft();
                if (left && left->count() == 0) {
                    entry.source.request_stop(); // callbacks only wake waiting threads
                    entry.when = steady_clock::time_point::max();
                    continue;
                }
                entry.when = now
                    + std::max(left.value_or(std::chrono::hours(24)),
                               std::chrono::milliseconds(10));
            }
            m_wake = std::min(m_wake, entry.when);
        }
        const auto until = m_wake;
        if (until == steady_clock::time_point::max())
            m_changed.wait_for(lock, stop, std::chrono::hours(1),
                               [this, until] { return hasSooner(until); });
        else
            m_changed.wait_until(lock, stop, until, [this, until] { return hasSooner(until); });
    }
}

bool Deadlines::hasSooner(steady_clock::time_point than) const
{
    return std::any_of(m_entries.begin(), m_entries.end(),
                       [than](const auto& entry) { return entry.second.when < than; });
}

} // namespace signalbox::workflow
