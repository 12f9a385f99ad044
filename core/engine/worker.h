// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

namespace signalbox::engine {

// One thread that carries out jobs in turn, so that the engine's own stays free for a stop. It begins with the first job.
// Thread safe.
class Worker
{
public:
    using Job = std::function<void(std::stop_token)>;

    ~Worker(); // stops the job at hand, drops the others

    // A job of the same key that waits is dropped, one at work is stopped; an empty key replaces none.
    void post(std::string key, Job job);
    // Drops what waits, stops the job at hand and waits for its end.
    void clear();

private:
    struct Posted
    {
        std::string key;
        Job job;
    };
    void serve(const std::stop_token& stop);

    std::mutex m_mutex; // guards what follows
    std::condition_variable_any m_changed;
    std::deque<Posted> m_jobs;
    std::string m_key; // of the job at work
    std::stop_source m_atWork{std::nostopstate};
    bool m_isBusy = false;
    std::jthread m_thread; // last: it ends before what it uses goes
};

} // namespace signalbox::engine
