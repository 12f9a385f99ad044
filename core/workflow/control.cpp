// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workflow/control.h"

namespace signalbox::workflow {

void Control::pause()
{
    const std::lock_guard lock(m_mutex);
    m_paused = true;
    m_steps = 0;
}

void Control::resume()
{
    {
        const std::lock_guard lock(m_mutex);
        m_paused = false;
        m_steps = 0;
    }
    m_changed.notify_all();
}

void Control::step()
{
    {
        const std::lock_guard lock(m_mutex);
        m_paused = true;
        ++m_steps;
    }
    m_changed.notify_all();
}

Result<> Control::checkpoint(const std::string& path, journal::Seam& seam, budget::Ledger& ledger,
                             std::stop_token stop)
{
    while (const auto* paused =
               seam.recorded(path, EventType::RunPaused)) { // it was held here once
        seam.emit(path, EventType::RunPaused, paused->data);
        if (const auto* resumed = seam.recorded(path, EventType::RunResumed))
            seam.emit(path, EventType::RunResumed, resumed->data);
    }
    std::unique_lock lock(m_mutex);
    if (!m_paused)
        return {};
    if (m_steps > 0) {
        --m_steps;
        return {};
    }
    lock.unlock();
    seam.emit(path, EventType::RunPaused, "{}");
    seam.hurry();
    ledger.pauseClock();
    lock.lock();
    const bool open = m_changed.wait(lock, stop, [this] { return !m_paused || m_steps > 0; });
    const bool stepped = m_paused;
    if (open && stepped)
        --m_steps;
    lock.unlock();
    ledger.resumeClock();
    if (!open)
        return fail(Errc::Cancelled, "stopped");
    seam.emit(path, EventType::RunResumed,
              stepped ? R"({"by":"step","from":"pause"})" : R"({"by":"human","from":"pause"})");
    return {};
}

} // namespace signalbox::workflow
