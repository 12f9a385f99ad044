// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/engine.h"
#include "values/event.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace signalbox::app {

// `--gates ask`: shows each gate, and where the run is held, on stderr and reads the answer from the terminal, one after
// the other.
class TerminalGate
{
public:
    explicit TerminalGate(engine::Engine& engine);
    ~TerminalGate();
    void take(const std::vector<Event>& events); // any thread

private:
    void serve(std::stop_token stop);
    void ask(const Event& opened, std::stop_token stop);
    void askHeld(const Event& paused, const std::stop_token& stop);

    engine::Engine& m_engine;
    std::mutex m_mutex; // guards m_waiting
    std::condition_variable_any m_came;
    std::deque<Event> m_waiting;
    std::jthread m_thread;
};

} // namespace signalbox::app
