// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <concepts>
#include <ctime>

// How long things take, measured so that a busy machine changes nothing in the answer.
namespace signalbox::testing {

// Processor time that this program, all its threads, has spent: what work costs, however long it waits for its turn.
inline std::chrono::milliseconds processorTime()
{
    timespec spent{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
    return std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::seconds(spent.tv_sec) + std::chrono::nanoseconds(spent.tv_nsec));
}

// What the work of an action costs in processor time.
template <std::invocable Action>
std::chrono::milliseconds processorTimeOf(Action&& action)
{
    const auto before = processorTime();
    action();
    return processorTime() - before;
}

// For what must answer within a bound of real time: the calmest of some tries does, as others may be disturbed. An action
// gives how long it took.
template <typename Action>
bool staysWithin(std::chrono::milliseconds bound, Action&& action)
{
    for (int i = 0; i < 8; ++i) {
        if (action() < bound)
            return true;
    }
    return false;
}

} // namespace signalbox::testing
