// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "budget/breaker.h"

#include <algorithm>

namespace signalbox::budget {

namespace {
constexpr std::size_t memory = 64; // calls looked back at

std::string keyOf(std::string_view tool, std::string_view hash)
{
    std::string key(tool);
    key += '\n';
    key += hash;
    return key;
}
} // namespace

std::string_view breakerActionName(BreakerAction action)
{
    switch (action) {
    case BreakerAction::Tell:
        return "tell";
    case BreakerAction::Ask:
        return "ask";
    case BreakerAction::Stop:
        return "stop";
    }
    return "stop";
}

Breaker::Breaker(BreakerLimits limits)
    : m_limits(limits)
{ }

std::optional<Trip> Breaker::before(std::string_view tool, std::string_view argumentsHash) const
{
    if (!m_limits.enabled || m_seen.empty())
        return std::nullopt;
    const auto call = keyOf(tool, argumentsHash);
    const auto action = BreakerAction(std::min(m_trips, 2));
    int equal = 0; // the same call with the same result, right before this one
    for (auto seen = m_seen.rbegin();
         seen != m_seen.rend() && seen->call == call && seen->outcome == m_seen.back().outcome;
         ++seen)
        ++equal;
    if (equal > 0 && !m_seen.back().ok && equal >= m_limits.equalErrors)
        return Trip{std::string(tool),
                    "the same call failed the same way " + std::to_string(equal)
                        + " times in a row",
                    action};
    if (equal >= m_limits.equalCalls)
        return Trip{std::string(tool),
                    "the same call with the same result " + std::to_string(equal)
                        + " times in a row",
                    action};
    // A-B-A-B: this call is A, the last one B, and the pairs before are equal to them
    const auto size = m_seen.size();
    if (size < 2 || m_seen[size - 1].call == call || m_seen[size - 2].call != call)
        return std::nullopt;
    int cycles = 0;
    for (auto i = size; i >= 2; i -= 2) {
        const auto& b = m_seen[i - 1];
        const auto& a = m_seen[i - 2];
        if (a.call != call || b.call != m_seen[size - 1].call
            || a.outcome != m_seen[size - 2].outcome || b.outcome != m_seen[size - 1].outcome)
            break;
        ++cycles;
    }
    if (cycles >= m_limits.cycles)
        return Trip{std::string(tool),
                    "the same two calls took turns " + std::to_string(cycles) + " times", action};
    return std::nullopt;
}

void Breaker::tripped()
{
    ++m_trips;
}

void Breaker::again(std::string_view tool, std::string_view argumentsHash)
{
    const auto call = keyOf(tool, argumentsHash);
    const auto last = std::find_if(m_seen.rbegin(), m_seen.rend(),
                                   [&call](const Seen& seen) { return seen.call == call; });
    if (last != m_seen.rend())
        after(tool, argumentsHash, last->ok, std::string(last->outcome));
}

void Breaker::after(std::string_view tool, std::string_view argumentsHash, bool ok,
                    std::string_view resultHash)
{
    m_seen.push_back({keyOf(tool, argumentsHash), std::string(resultHash), ok});
    if (m_seen.size() > memory)
        m_seen.pop_front();
}

} // namespace signalbox::budget
