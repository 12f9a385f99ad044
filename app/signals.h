// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <thread>

namespace signalbox::app {

// Catches SIGINT, SIGTERM and SIGHUP (not below nohup) on a thread of its own. Make it before any other thread: they inherit the mask.
class Signals
{
public:
    // `onSignal` is called with the signal, on that thread; a third one ends the program at once.
    explicit Signals(std::function<void(int)> onSignal);
    ~Signals();

private:
    int m_descriptor = -1;
    int m_wake = -1;
    std::jthread m_thread;
};

// The signals are kept from every thread that starts after this.
void blockSignals();

} // namespace signalbox::app
