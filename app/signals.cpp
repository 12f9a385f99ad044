// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "app/signals.h"

#include <csignal>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace signalbox::app {

namespace {
sigset_t caught()
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    struct sigaction hangUp
    { };
    if (::sigaction(SIGHUP, nullptr, &hangUp) == 0 && hangUp.sa_handler != SIG_IGN)
        sigaddset(&set, SIGHUP); // nohup: it goes on when its terminal is closed
    return set;
}
} // namespace

void blockSignals()
{
    const auto set = caught();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
}

Signals::Signals(std::function<void(int)> onSignal)
{
    const auto set = caught();
    m_descriptor = ::signalfd(-1, &set, SFD_CLOEXEC);
    m_wake = ::eventfd(0, EFD_CLOEXEC);
    m_thread = std::jthread([this, onSignal = std::move(onSignal)](std::stop_token stop) {
        for (int count = 0; !stop.stop_requested();) {
            pollfd waits[] = {{m_descriptor, POLLIN, 0}, {m_wake, POLLIN, 0}};
            if (::poll(waits, 2, -1) < 0 || (waits[0].revents & POLLIN) == 0)
                continue;
            signalfd_siginfo info{};
            if (::read(m_descriptor, &info, sizeof info) != sizeof info)
                continue;
            if (++count == 3)
                _exit(128 + int(info.ssi_signo));
            onSignal(int(info.ssi_signo));
        }
    });
}

Signals::~Signals()
{
    m_thread.request_stop();
    const std::uint64_t one = 1;
    (void)!::write(m_wake, &one, sizeof one);
    m_thread.join();
    ::close(m_descriptor);
    ::close(m_wake);
}

} // namespace signalbox::app
