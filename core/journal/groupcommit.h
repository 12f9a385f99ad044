// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "journal/store.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace signalbox::journal {

// The queue between the writers and the store: every event that waits goes into one commit, then the waiting threads go on,
// then the journal thread tells the subscribers. The journal thread commits what nobody waits for, and what came while a
// commit was under way; a thread that waits and finds nobody at it commits by itself, which saves two wake-ups a step.
// Shared by Journal and its Writers.
class GroupCommit
{
public:
    GroupCommit(std::unique_ptr<Store> store, const Options& options);
    ~GroupCommit();

    Result<std::int64_t> append(const std::shared_ptr<RunState>& run, Draft draft);
    void hurry();
    [[nodiscard]] Result<> barrier(RunState& run, std::stop_token stop);
    // Waits until all that was appended so far by anybody is settled.
    void flush();
    // Commits what waits and ends the thread; later appends fail.
    void close();

    [[nodiscard]] std::shared_ptr<void> subscribe(OnCommitted onCommitted);
    [[nodiscard]] std::optional<Error> failure() const;
    [[nodiscard]] Store& store() const { return *m_store; }
    [[nodiscard]] Timestamp now() const { return m_clock->now(); }

private:
    struct Subscriber
    {
        std::recursive_mutex mutex; // held while it is told; guards onCommitted
        OnCommitted onCommitted;
        std::uint64_t since =
            0; // the last ticket that was settled before: what comes later it is told
    };

    struct Told
    {
        std::uint64_t ticket = 0; // of the last event
        std::vector<Event> events;
    };

    [[nodiscard]] std::optional<Error> refusal(const RunState& run, EventType type) const;
    void work();
    void waitForWork(std::unique_lock<std::mutex>& lock);
    [[nodiscard]] bool isDue(std::chrono::steady_clock::time_point now) const;
    bool commitHere();
    bool commitQueue(std::unique_lock<std::mutex>& lock, Patience patience);
    void settle(std::vector<Queued>& batch, bool committed);
    void rest(std::unique_lock<std::mutex>& lock);
    void publish(const Told& told);

    const std::unique_ptr<Store> m_store;
    const std::chrono::milliseconds m_delay;
    SystemClock m_systemClock;
    const Clock* m_clock;

    mutable std::mutex m_mutex; // guards what follows up to m_thread
    std::condition_variable m_work; // the journal thread waits here
    std::condition_variable m_settledMore; // flush() and append() on a full queue wait here
    std::vector<Queued> m_queue;
    std::size_t m_queuedBytes = 0;
    std::chrono::steady_clock::time_point m_firstAt;
    std::uint64_t m_ticket = 0; // of the last event that was appended
    std::uint64_t m_settled = 0;
    bool m_urgent = false; // somebody waits for the next commit
    bool m_isCommitting = false; // a thread has the store
    bool m_wantsRest = false;
    std::deque<Told> m_untold; // committed, in order
    bool m_isAsleep = false; // the journal thread needs a call to see the next event
    bool m_closing = false;
    bool m_dead = false; // nothing can be written any more
    std::optional<Error> m_failure;
    std::vector<std::weak_ptr<Subscriber>> m_subscribers;

    std::thread m_thread;
};

} // namespace signalbox::journal
