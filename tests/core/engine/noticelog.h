// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/engine.h"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace signalbox::testing {

// Everything an engine says, in order; waits for what a test looks for.
class NoticeLog
{
public:
    explicit NoticeLog(engine::Engine& engine)
        : m_subscription(engine.subscribe([this](const engine::Notice& notice) {
            {
                const std::lock_guard lock(m_mutex);
                m_notices.push_back(notice);
            }
            m_changed.notify_all();
        }))
    { }

    // The first notice of this kind, from `from` on, that `fits`; nullptr where none came in time.
    template <class Kind>
    std::shared_ptr<const Kind> wait(const std::function<bool(const Kind&)>& fits = {},
                                     std::chrono::milliseconds patience = std::chrono::seconds(30))
    {
        std::unique_lock lock(m_mutex);
        std::shared_ptr<const Kind> found;
        m_changed.wait_for(lock, patience, [&] {
            for (; m_next < m_notices.size(); ++m_next) {
                const auto* notice = std::get_if<Kind>(&m_notices[m_next]);
                if (notice && (!fits || fits(*notice))) {
                    found = std::make_shared<const Kind>(*notice);
                    ++m_next;
                    return true;
                }
            }
            return false;
        });
        return found;
    }
    // The event of this type of a run; waited for from the beginning of the log.
    Event waitForEvent(const std::string& run, EventType type)
    {
        rewind();
        Event found;
        (void)wait<engine::JournalBatch>([&](const engine::JournalBatch& batch) {
            for (const auto& event : batch.events) {
                if (batch.run == run && event.type == type) {
                    found = event;
                    return true;
                }
            }
            return false;
        });
        return found;
    }
    void rewind()
    {
        const std::lock_guard lock(m_mutex);
        m_next = 0;
    }
    [[nodiscard]] std::vector<engine::Notice> all() const
    {
        const std::lock_guard lock(m_mutex);
        return m_notices;
    }

private:
    mutable std::mutex m_mutex; // guards m_notices and m_next
    std::condition_variable m_changed;
    std::vector<engine::Notice> m_notices;
    std::size_t m_next = 0; // the first that was not looked at
    std::shared_ptr<void> m_subscription; // last: it ends before what it uses goes
};

} // namespace signalbox::testing
