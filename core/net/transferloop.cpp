// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "net/transferloop.h"

#include <algorithm>
#include <csignal>
#include <ctime>

namespace signalbox::net {

namespace {
constexpr int longestPoll = 60'000; // milliseconds
constexpr int lingeringPoll = 100;

void prepareCurl()
{
    static const auto code = curl_global_init(CURL_GLOBAL_DEFAULT);
    (void)code;
}

// A connection that breaks while a TLS library writes to it must not end the program, whatever it does with SIGPIPE.
class WithoutPipeSignal
{
public:
    WithoutPipeSignal()
    {
        sigset_t pending;
        ::sigpending(&pending);
        m_wasPending = ::sigismember(&pending, SIGPIPE) == 1;
        ::sigemptyset(&m_pipe);
        ::sigaddset(&m_pipe, SIGPIPE);
        ::pthread_sigmask(SIG_BLOCK, &m_pipe, &m_before);
    }
    ~WithoutPipeSignal()
    {
        const timespec now{};
        if (!m_wasPending)
            ::sigtimedwait(&m_pipe, nullptr, &now);
        ::pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
    }
    WithoutPipeSignal(const WithoutPipeSignal&) = delete;
    WithoutPipeSignal& operator=(const WithoutPipeSignal&) = delete;

private:
    sigset_t m_pipe;
    sigset_t m_before;
    bool m_wasPending = false;
};
} // namespace

TransferLoop::TransferLoop()
    : m_thread([this] {
        prepare();
        run();
    })
{ }

TransferLoop::~TransferLoop()
{
    curl_multi_cleanup(m_multi);
    curl_share_cleanup(m_share);
}

// Setting curl and its TLS library up takes milliseconds: the program reads its workspace meanwhile.
void TransferLoop::prepare()
{
    prepareCurl();
    auto* const multi = curl_multi_init();
    auto* const share = curl_share_init();
    curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, 256L);
    {
        const std::lock_guard lock(m_mutex);
        m_multi = multi;
        m_share = share;
        m_isReady = true;
    }
    m_changed.notify_all();
}

void TransferLoop::close()
{
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_isReady; });
        m_isClosed = true;
        curl_multi_wakeup(m_multi);
        m_changed.notify_all();
        m_changed.wait(lock, [this] { return !m_isDriven; });
    }
    m_thread.join();
    takeOrders();
    while (!m_running.empty()) {
        const auto transfer = m_running.begin()->second;
        transfer->end({Errc::Cancelled, "the program ends"});
        remove(transfer.get());
    }
}

bool TransferLoop::start(TransferPtr transfer)
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_isReady; });
    if (m_isClosed)
        return false;
    m_started.push_back(std::move(transfer));
    ++m_callers;
    if (m_isDriven)
        curl_multi_wakeup(m_multi);
    return true;
}

void TransferLoop::leave(const TransferPtr& transfer, bool abandon)
{
    const bool isOver = transfer->isOver();
    {
        const std::lock_guard lock(m_mutex);
        --m_callers;
        if (isOver || m_isClosed)
            return;
        m_left.push_back({transfer, abandon});
        if (m_isDriven) {
            curl_multi_wakeup(m_multi);
            return;
        }
        m_isDriven = true;
    }
    const WithoutPipeSignal quiet;
    round(); // what still comes is there already, as a rule
    endDriving(nullptr);
}

bool TransferLoop::drive(Transfer& own, TimePoint until, const std::stop_token& stop)
{
    if (!takeDriving())
        return false;
    {
        const WithoutPipeSignal quiet;
        const std::stop_callback onStop(stop, [this] { wake(); });
        for (;;) {
            round();
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(
                until - std::chrono::steady_clock::now());
            if (own.hasNews() || stop.stop_requested() || isClosed() || left.count() <= 0)
                break;
            const auto most = m_lingering > 0 ? lingeringPoll : longestPoll;
            curl_multi_poll(m_multi, nullptr, 0, int(std::min<std::int64_t>(left.count(), most)),
                            nullptr);
        }
    }
    endDriving(&own);
    return true;
}

void TransferLoop::wake()
{
    const std::lock_guard lock(m_mutex);
    if (!m_isClosed)
        curl_multi_wakeup(m_multi);
}

bool TransferLoop::isClosed()
{
    const std::lock_guard lock(m_mutex);
    return m_isClosed;
}

bool TransferLoop::takeDriving()
{
    const std::lock_guard lock(m_mutex);
    if (m_isClosed || m_isDriven)
        return false;
    if (m_callers > 1) {
        m_isWanted = true;
        m_changed.notify_all();
        return false;
    }
    m_isDriven = true;
    return true;
}

void TransferLoop::endDriving(const Transfer* own)
{
    {
        const std::lock_guard lock(m_mutex);
        m_isDriven = false;
        m_isWanted = !m_started.empty() || !m_left.empty() || runsOthers(own);
        if (!m_isWanted && !m_isClosed)
            return;
    }
    m_changed.notify_all();
}

bool TransferLoop::runsOthers(const Transfer* own) const
{
    return std::any_of(m_running.begin(), m_running.end(),
                       [own](const auto& entry) { return entry.first != own; });
}

void TransferLoop::run()
{
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_changed.wait(lock, [this] { return m_isClosed || (m_isWanted && !m_isDriven); });
        if (m_isClosed)
            return;
        m_isWanted = false;
        m_isDriven = true;
        while (!m_isClosed) {
            lock.unlock();
            round();
            const bool idle = m_running.empty();
            if (!idle)
                curl_multi_poll(m_multi, nullptr, 0, m_lingering > 0 ? lingeringPoll : longestPoll,
                                nullptr);
            lock.lock();
            if (idle && m_started.empty() && m_left.empty())
                break;
        }
        m_isDriven = false;
        m_changed.notify_all();
    }
}

void TransferLoop::round()
{
    takeOrders();
    int running = 0;
    curl_multi_perform(m_multi, &running);
    collectFinished();
    if (m_lingering > 0)
        dropLingering();
}

void TransferLoop::takeOrders()
{
    std::vector<TransferPtr> started;
    std::vector<Left> left;
    {
        const std::lock_guard lock(m_mutex);
        started.swap(m_started);
        left.swap(m_left);
    }
    for (auto& transfer : started)
        add(std::move(transfer));
    for (const auto& [transfer, abandon] : left) {
        if (!m_running.contains(transfer.get()))
            continue;
        if (abandon) {
            remove(transfer.get());
        } else {
            transfer->detach();
            ++m_lingering;
        }
    }
}

void TransferLoop::add(TransferPtr transfer)
{
    auto* easy = transfer->open(m_share);
    if (!easy || curl_multi_add_handle(m_multi, easy) != CURLM_OK) {
        transfer->end({Errc::Internal, "curl did not take the request"});
        return;
    }
    auto* key = transfer.get();
    m_running.emplace(key, std::move(transfer));
}

void TransferLoop::remove(Transfer* transfer)
{
    const auto found = m_running.find(transfer);
    if (found == m_running.end())
        return;
    curl_multi_remove_handle(m_multi, transfer->handle());
    transfer->close();
    if (transfer->isDetached())
        --m_lingering;
    m_running.erase(found);
}

void TransferLoop::collectFinished()
{
    int left = 0;
    while (const auto* message = curl_multi_info_read(m_multi, &left)) {
        if (message->msg != CURLMSG_DONE)
            continue;
        void* self = nullptr;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &self);
        const auto code = message->data.result;
        const auto transfer = m_running.at(static_cast<Transfer*>(self));
        remove(transfer.get());
        transfer->finish(code);
    }
}

void TransferLoop::dropLingering()
{
    const auto now = std::chrono::steady_clock::now();
    std::vector<Transfer*> late;
    for (const auto& [transfer, keep] : m_running) {
        if (transfer->hasLingered(now))
            late.push_back(transfer);
    }
    for (auto* transfer : late)
        remove(transfer);
}

} // namespace signalbox::net
