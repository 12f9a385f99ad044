// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/worker.h"

#include <algorithm>

namespace signalbox::engine {

Worker::~Worker()
{
    clear();
}

void Worker::post(std::string key, Job job)
{
    {
        const std::lock_guard lock(m_mutex);
        if (!key.empty()) {
            std::erase_if(m_jobs, [&key](const Posted& posted) { return posted.key == key; });
            if (m_isBusy && m_key == key)
                m_atWork.request_stop();
        }
        m_jobs.push_back({std::move(key), std::move(job)});
        if (!m_thread.joinable())
            m_thread = std::jthread([this](const std::stop_token& own) { serve(own); });
    }
    m_changed.notify_all();
}

void Worker::clear()
{
    std::unique_lock lock(m_mutex);
    m_jobs.clear();
    if (m_isBusy)
        m_atWork.request_stop();
    m_changed.wait(lock, [this] { return !m_isBusy; });
}

void Worker::serve(const std::stop_token& stop)
{
    for (;;) {
        Posted next;
        std::stop_token stopped;
        {
            std::unique_lock lock(m_mutex);
            if (!m_changed.wait(lock, stop, [this] { return !m_jobs.empty(); }))
                return;
            next = std::move(m_jobs.front());
            m_jobs.pop_front();
            m_key = next.key;
            m_atWork = std::stop_source();
            stopped = m_atWork.get_token();
            m_isBusy = true;
        }
        next.job(stopped);
        next.job = nullptr; // what it holds goes before clear() returns
        {
            const std::lock_guard lock(m_mutex);
            m_isBusy = false;
        }
        m_changed.notify_all();
    }
}

} // namespace signalbox::engine
