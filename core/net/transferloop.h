// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/transfer.h"

#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

namespace signalbox::net {

using TransferPtr = std::shared_ptr<Transfer>;

// All transfers of a client. One thread at a time drives curl: a caller that is alone, which spares two changes of thread at
// each turn of a lone agent, or the loop's own thread, where there are several or one that was left still runs. Thread safe. Shared with callers that are on their way out when the client ends.
class TransferLoop
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    TransferLoop();
    ~TransferLoop();
    TransferLoop(const TransferLoop&) = delete;
    TransferLoop& operator=(const TransferLoop&) = delete;

    // Ends every transfer with Cancelled. By the owner, once, before the last reference goes.
    void close();

    // False once the loop is closed.
    [[nodiscard]] bool start(TransferPtr transfer);
    // The caller of start() no longer waits. Where the transfer is not over: `abandon`, nothing more is read and the
    // connection is closed at once, or what still comes is read so that the connection can be kept.
    void leave(const TransferPtr& transfer, bool abandon);
    // Drives until this transfer has something for its caller, the time has come or the token is used. False, at once:
    // another thread drives.
    [[nodiscard]] bool drive(Transfer& own, TimePoint until, const std::stop_token& stop);

private:
    struct Left
    {
        TransferPtr transfer;
        bool abandon;
    };

    void prepare();
    void run();
    void wake();
    [[nodiscard]] bool isClosed();
    [[nodiscard]] bool takeDriving();
    void endDriving(const Transfer* own);

    // Only whoever drives.
    void round();
    void takeOrders();
    void add(TransferPtr transfer);
    void remove(Transfer* transfer);
    void collectFinished();
    void dropLingering();
    [[nodiscard]] bool runsOthers(const Transfer* own) const;

    std::mutex m_mutex; // guards what follows
    std::condition_variable m_changed;
    bool m_isReady = false; // the loop's thread has set curl up
    bool m_isClosed = false;
    bool m_isDriven = false;
    bool m_isWanted = false; // the loop's own thread is to drive
    int m_callers = 0; // between start() and leave()
    std::vector<TransferPtr> m_started;
    std::vector<Left> m_left;

    CURLM* m_multi = nullptr;
    CURLSH* m_share = nullptr; // TLS sessions
    std::map<Transfer*, TransferPtr> m_running;
    int m_lingering = 0;
    std::thread m_thread;
};

} // namespace signalbox::net
