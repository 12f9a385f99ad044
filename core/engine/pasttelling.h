// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/command.h"

#include <functional>
#include <string>
#include <utility>

namespace signalbox::engine {

// Tells the events of a recorded run in batches: a small one first, so that a window has something to show at once. On the
// thread that reads them.
class PastTelling
{
public:
    using Tell = std::function<void(JournalBatch&&)>;

    PastTelling(std::string run, Tell tell)
        : m_tell(std::move(tell))
        , m_batch{std::move(run), true, {}}
    { }

    static constexpr std::size_t firstEvents = 512;
    static constexpr std::size_t batchEvents = 4096;

    void add(Event&& event)
    {
        if (m_batch.events.size() >= (m_batch.replaces ? firstEvents : batchEvents))
            flush(true);
        m_batch.events.push_back(std::move(event));
    }
    void end() { flush(false); } // that was all of it
    [[nodiscard]] bool hasTold() const { return !m_batch.replaces; }

private:
    void flush(bool more)
    {
        JournalBatch next{m_batch.run, false, {}};
        m_batch.more = more;
        m_tell(std::exchange(m_batch, std::move(next)));
    }

    Tell m_tell;
    JournalBatch m_batch;
};

} // namespace signalbox::engine
