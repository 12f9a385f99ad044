// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/groupcommit.h"

#include "base/text.h"

#include <algorithm>
#include <iterator>

namespace signalbox::journal {

namespace {
constexpr std::size_t mostQueuedBytes = 64u << 20; // then an append waits for the disk
constexpr std::size_t mostUntold =
    64; // commits whose subscribers are behind: then only the journal thread commits
constexpr std::size_t mostPathBytes = 16u << 10;
constexpr std::size_t mostNameBytes = 128;

// What may still be written when the disk is full: the ends of what was begun, and why.
bool isClosing(EventType type)
{
    switch (type) {
    case EventType::ModelReplied:
    case EventType::ModelFailed:
    case EventType::ToolFinished:
    case EventType::GateDecided:
    case EventType::NodeLeft:
    case EventType::AgentFinished:
    case EventType::RunPaused:
    case EventType::RunFinished:
        return true;
    default:
        return false;
    }
}

std::size_t weight(const Queued& queued)
{
    return sizeof(Queued) + queued.event.data.size() + queued.event.path.size();
}

Result<Queued> prepare(const Store& store, const std::shared_ptr<RunState>& run, Draft&& draft)
{
    if (draft.path.size() > mostPathBytes)
        return fail(Errc::Limit, "the path of an event is too long");
    if (draft.type == EventType::Unknown
        && (draft.name.empty() || draft.name.size() > mostNameBytes))
        return fail(Errc::Invalid, "an event without a type");
    auto split = splitContents(std::move(draft.data));
    if (!split)
        return tl::unexpected(split.error());
    for (auto& piece : split->pieces) {
        if (store.isNew(piece.hash))
            packContent(split->text, piece);
    }
    Queued queued;
    queued.run = run;
    queued.pieces = std::move(split->pieces);
    queued.event.run = run->id;
    queued.event.path = isUtf8(draft.path) ? std::move(draft.path) : toUtf8(draft.path);
    queued.event.type = draft.type;
    queued.event.data = std::move(split->text);
    if (draft.type == EventType::Unknown)
        queued.event.name = toUtf8(draft.name);
    return queued;
}
} // namespace

GroupCommit::GroupCommit(std::unique_ptr<Store> store, const Options& options)
    : m_store(std::move(store))
    , m_delay(options.commitDelay)
    , m_clock(options.clock ? options.clock : &m_systemClock)
    , m_thread([this] { work(); })
{ }

GroupCommit::~GroupCommit()
{
    close();
}

std::optional<Error> GroupCommit::refusal(const RunState& run, EventType type) const
{
    if (m_closing)
        return Error{Errc::Io, "the journal is closed", run.id};
    if (m_failure && (m_dead || !isClosing(type)))
        return m_failure;
    return std::nullopt;
}

Result<std::int64_t> GroupCommit::append(const std::shared_ptr<RunState>& run, Draft draft)
{
    auto prepared = prepare(*m_store, run, std::move(draft));
    if (!prepared)
        return tl::unexpected(prepared.error());
    auto& queued = *prepared;
    const auto size = weight(queued);
    std::int64_t seq = 0;
    bool wakes = false;
    {
        std::unique_lock lock(m_mutex);
        if (m_queuedBytes > mostQueuedBytes) {
            m_urgent = true;
            m_work.notify_one();
            m_settledMore.wait(lock,
                               [this] { return m_queuedBytes <= mostQueuedBytes || m_closing; });
        }
        if (auto error = refusal(*run, queued.event.type))
            return tl::unexpected(std::move(*error));
        seq = queued.event.seq = ++run->seq;
        queued.event.time = run->time = std::max(run->time, m_clock->now());
        run->finished = queued.event.type == EventType::RunFinished;
        queued.ticket = ++m_ticket;
        run->queued.store(m_ticket, std::memory_order_release);
        if (m_queue.empty())
            m_firstAt = std::chrono::steady_clock::now();
        wakes = m_isAsleep;
        m_queuedBytes += size;
        m_queue.push_back(std::move(queued));
    }
    if (wakes)
        m_work.notify_one();
    return seq;
}

void GroupCommit::hurry()
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_queue.empty() || m_urgent)
            return;
        m_urgent = true;
    }
    m_work.notify_one();
}

Result<> GroupCommit::barrier(RunState& run, std::stop_token stop)
{
    if (!m_store->isDurable())
        return {};
    const auto ticket = run.queued.load(std::memory_order_acquire);
    std::unique_lock lock(run.mutex);
    if (run.settled < ticket) {
        lock.unlock();
        if (stop.stop_requested() || !commitHere())
            hurry();
        lock.lock();
        if (!run.changed.wait(lock, stop, [&run, ticket] { return run.settled >= ticket; }))
            return fail(Errc::Cancelled, "stopped before the journal was on disk", run.id);
    }
    if (!run.lost)
        return {};
    lock.unlock();
    return tl::unexpected(failure().value_or(Error{Errc::Io, "events were not written", run.id}));
}

void GroupCommit::flush()
{
    if (std::this_thread::get_id() == m_thread.get_id()) // asked by a subscriber
        return;
    std::unique_lock lock(m_mutex);
    const auto ticket = m_ticket;
    if (m_settled >= ticket)
        return;
    if (!m_queue.empty()) {
        m_urgent = true;
        m_work.notify_one();
    }
    m_settledMore.wait(lock, [this, ticket] { return m_settled >= ticket; });
}

void GroupCommit::close()
{
    {
        const std::lock_guard lock(m_mutex);
        m_closing = true;
    }
    m_work.notify_all();
    m_settledMore.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

std::optional<Error> GroupCommit::failure() const
{
    const std::lock_guard lock(m_mutex);
    return m_failure;
}

bool GroupCommit::isDue(std::chrono::steady_clock::time_point now) const
{
    return !m_queue.empty() && !m_isCommitting
        && (m_urgent || m_closing || now >= m_firstAt + m_delay);
}

// Between two commits of a busy program the thread looks at the queue by itself: a wake-up for every first event would cost
// the appending thread ten times its append.
void GroupCommit::waitForWork(std::unique_lock<std::mutex>& lock)
{
    const auto isNeeded = [this] {
        const auto isOver = m_closing && m_queue.empty() && !m_isCommitting;
        return !m_untold.empty() || isOver || isDue(std::chrono::steady_clock::now());
    };
    if (isNeeded())
        return;
    if (!m_queue.empty() && !m_isCommitting)
        m_work.wait_until(lock, m_firstAt + m_delay, isNeeded);
    else if (!m_work.wait_for(lock, m_delay, isNeeded) && m_queue.empty()) {
        m_isAsleep = true;
        m_work.wait(lock, [&] { return !m_queue.empty() || isNeeded(); });
        m_isAsleep = false;
    }
}

void GroupCommit::work()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        waitForWork(lock);
        if (!m_untold.empty()) {
            const auto told = std::move(m_untold.front());
            m_untold.pop_front();
            lock.unlock();
            publish(told);
            lock.lock();
        } else if (isDue(std::chrono::steady_clock::now()))
            commitQueue(lock, Patience::Full);
        else if (m_closing && m_queue.empty() && !m_isCommitting)
            return;
        if (m_wantsRest && !m_isCommitting)
            rest(lock);
    }
}

// False where another thread is at it, or another program: then the journal thread has to.
bool GroupCommit::commitHere()
{
    std::unique_lock lock(m_mutex);
    if (m_isCommitting || m_queue.empty() || m_untold.size() >= mostUntold)
        return false;
    if (!commitQueue(lock, Patience::None))
        return false;
    // Awake it looks by itself, and tells many commits at once.
    const bool wakes = m_isAsleep || m_urgent || m_closing || m_wantsRest;
    lock.unlock();
    if (wakes)
        m_work.notify_one();
    return true;
}

// With the lock, which it gives up meanwhile. False: another program writes, the queue is as it was.
bool GroupCommit::commitQueue(std::unique_lock<std::mutex>& lock, Patience patience)
{
    std::vector<Queued> batch;
    batch.swap(m_queue);
    const auto bytes = std::exchange(m_queuedBytes, 0);
    m_urgent = false;
    m_isCommitting = true;
    const bool isDead = m_dead;
    lock.unlock();
    CommitOutcome outcome;
    outcome.committed = false;
    if (!isDead)
        outcome = m_store->commit(batch, patience);
    lock.lock();
    if (outcome.isBusy) {
        m_queue.insert(m_queue.begin(), std::make_move_iterator(batch.begin()),
                       std::make_move_iterator(batch.end()));
        m_queuedBytes += bytes;
        m_isCommitting = false;
        return false;
    }
    if (outcome.failure && !m_failure)
        m_failure = outcome.failure;
    m_dead = !outcome.committed;
    m_wantsRest = m_wantsRest || outcome.wantsRest;
    m_settled = batch.back().ticket;
    lock.unlock();
    settle(batch, outcome.committed);
    m_settledMore.notify_all();
    lock.lock();
    m_isCommitting = false;
    std::erase_if(m_subscribers, [](const auto& weak) { return weak.expired(); });
    if (!outcome.committed || m_subscribers.empty())
        return true;
    auto& told = m_untold.emplace_back();
    told.ticket = batch.back().ticket;
    told.events.reserve(batch.size());
    for (auto& queued : batch)
        told.events.push_back(std::move(queued.event));
    return true;
}

void GroupCommit::rest(std::unique_lock<std::mutex>& lock)
{
    m_isCommitting = true;
    m_wantsRest = false;
    lock.unlock();
    m_store->rest();
    lock.lock();
    m_isCommitting = false;
}

void GroupCommit::settle(std::vector<Queued>& batch, bool committed)
{
    std::vector<RunState*> runs;
    for (const auto& queued : batch) {
        if (queued.run->settling == 0)
            runs.push_back(queued.run.get());
        queued.run->settling = queued.ticket;
    }
    for (auto* run : runs) {
        {
            const std::lock_guard lock(run->mutex);
            run->settled = run->settling;
            run->lost = run->lost || !committed;
        }
        run->settling = 0;
        run->changed.notify_all();
    }
}

std::shared_ptr<void> GroupCommit::subscribe(OnCommitted onCommitted)
{
    auto subscriber = std::make_shared<Subscriber>();
    subscriber->onCommitted = std::move(onCommitted);
    {
        const std::lock_guard lock(m_mutex);
        std::erase_if(m_subscribers, [](const auto& other) { return other.expired(); });
        subscriber->since = m_settled;
        m_subscribers.push_back(subscriber);
    }
    // When this goes no call is under way, and none follows.
    return {subscriber.get(), [subscriber](void*) mutable {
                {
                    const std::lock_guard lock(subscriber->mutex);
                    subscriber->onCommitted = nullptr;
                }
                subscriber.reset();
            }};
}

void GroupCommit::publish(const Told& told)
{
    std::vector<std::shared_ptr<Subscriber>> subscribers;
    {
        const std::lock_guard lock(m_mutex);
        for (const auto& weak : m_subscribers) {
            if (auto subscriber = weak.lock(); subscriber && subscriber->since < told.ticket)
                subscribers.push_back(std::move(subscriber));
        }
    }
    for (const auto& subscriber : subscribers) {
        const std::lock_guard lock(subscriber->mutex);
        const auto onCommitted = subscriber->onCommitted; // it may end its own subscription
        if (onCommitted)
            onCommitted(told.events);
    }
}

} // namespace signalbox::journal
