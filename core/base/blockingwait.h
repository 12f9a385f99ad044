// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>

namespace signalbox {

// A value that one thread waits for and another gives, once. The wait ends at once when the token is used.
template <class T>
class Promised
{
public:
    // False where a value was given before: the first one counts.
    bool give(T value)
    {
        {
            const std::lock_guard lock(m_mutex);
            if (m_value)
                return false;
            m_value.emplace(std::move(value));
        }
        m_changed.notify_all();
        return true;
    }

    [[nodiscard]] Result<T> wait(std::stop_token stop)
    {
        std::unique_lock lock(m_mutex);
        if (!m_changed.wait(lock, stop, [this] { return m_value.has_value(); }))
            return fail(Errc::Cancelled, "stopped");
        return *m_value;
    }

    // TimedOut after `patience`.
    [[nodiscard]] Result<T> waitFor(std::chrono::milliseconds patience, std::stop_token stop)
    {
        std::unique_lock lock(m_mutex);
        if (!m_changed.wait_for(lock, stop, patience, [this] { return m_value.has_value(); }))
            return stop.stop_requested() ? fail(Errc::Cancelled, "stopped")
                                         : fail(Errc::TimedOut, "no answer in time");
        return *m_value;
    }

private:
    std::mutex m_mutex; // guards m_value
    std::condition_variable_any m_changed;
    std::optional<T> m_value;
};

// Sleeps; false when the token was used before the time was over.
inline bool sleepFor(std::chrono::milliseconds time, std::stop_token stop)
{
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop, time, [] { return false; });
    return !stop.stop_requested();
}

} // namespace signalbox
