// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "net/transferloop.h"

#include <csignal>

namespace signalbox::net {

namespace {
void prepareCurl()
{
    static const auto code = curl_global_init(CURL_GLOBAL_DEFAULT);
    (void)code;
}
} // namespace

bool TransferQueue::start(TransferPtr transfer)
{
    std::unique_lock lock(m_mutex);
    m_prepared.wait(lock, [this] { return m_isReady; });
    if (!m_multi)
        return false;
    m_started.push_back(std::move(transfer));
    curl_multi_wakeup(m_multi);
    return true;
}

void TransferQueue::leave(TransferPtr transfer, bool abandon)
{
    const std::lock_guard lock(m_mutex);
    if (!m_multi)
        return;
    m_left.push_back({std::move(transfer), abandon});
    curl_multi_wakeup(m_multi);
}

TransferLoop::TransferLoop()
    : m_queue(std::make_shared<TransferQueue>())
{
    m_thread = std::thread([this] {
        prepare();
        run();
    });
}

// Setting curl and its TLS library up takes milliseconds: the program reads its workspace meanwhile.
void TransferLoop::prepare()
{
    prepareCurl();
    m_multi = curl_multi_init();
    m_share = curl_share_init();
    curl_share_setopt(m_share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
    curl_multi_setopt(m_multi, CURLMOPT_MAXCONNECTS, 256L);
    {
        const std::lock_guard lock(m_queue->m_mutex);
        m_queue->m_multi = m_multi;
        m_queue->m_isReady = true;
    }
    m_queue->m_prepared.notify_all();
}

TransferLoop::~TransferLoop()
{
    {
        std::unique_lock lock(m_queue->m_mutex);
        m_queue->m_prepared.wait(lock, [this] { return m_queue->m_isReady; });
        curl_multi_wakeup(m_multi);
        m_queue->m_multi = nullptr;
    }
    m_thread.join();
    curl_multi_cleanup(m_multi);
    curl_share_cleanup(m_share);
}

void TransferLoop::run()
{
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);
    while (takeOrders()) {
        int running = 0;
        curl_multi_perform(m_multi, &running);
        collectFinished();
        if (m_lingering > 0)
            dropLingering();
        curl_multi_poll(m_multi, nullptr, 0, m_lingering > 0 ? 100 : 60'000, nullptr);
    }
    while (!m_running.empty()) {
        const auto transfer = m_running.begin()->second;
        transfer->end({Errc::Cancelled, "the program ends"});
        remove(transfer.get());
    }
}

bool TransferLoop::takeOrders()
{
    std::vector<TransferPtr> started;
    std::vector<TransferQueue::Left> left;
    bool open = false;
    {
        const std::lock_guard lock(m_queue->m_mutex);
        open = m_queue->m_multi != nullptr;
        started.swap(m_queue->m_started);
        left.swap(m_queue->m_left);
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
    return open;
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
