// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/transfer.h"

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace signalbox::net {

using TransferPtr = std::shared_ptr<Transfer>;

// What callers tell the loop's thread. Outlives the loop for callers that are still on their way out.
class TransferQueue
{
public:
    // False once the loop is closed.
    [[nodiscard]] bool start(TransferPtr transfer);
    // The caller no longer waits. `abandon`: nothing more is read, the connection is closed at once.
    void leave(TransferPtr transfer, bool abandon);

private:
    friend class TransferLoop;
    struct Left
    {
        TransferPtr transfer;
        bool abandon;
    };

    std::mutex m_mutex; // guards all members
    std::condition_variable m_prepared;
    bool m_isReady = false; // the loop's thread has set curl up
    CURLM* m_multi = nullptr; // null: closed
    std::vector<TransferPtr> m_started;
    std::vector<Left> m_left;
};

// The thread of the curl multi handle. Owned by HttpClient.
class TransferLoop
{
public:
    TransferLoop();
    ~TransferLoop();

    [[nodiscard]] const std::shared_ptr<TransferQueue>& queue() const { return m_queue; }

private:
    void prepare();
    void run();
    // False when the loop is to end.
    [[nodiscard]] bool takeOrders();
    void add(TransferPtr transfer);
    void remove(Transfer* transfer);
    void collectFinished();
    void dropLingering();

    std::shared_ptr<TransferQueue> m_queue;
    CURLM* m_multi = nullptr;
    CURLSH* m_share = nullptr; // TLS sessions
    std::map<Transfer*, TransferPtr> m_running;
    int m_lingering = 0;
    std::thread m_thread;
};

} // namespace signalbox::net
