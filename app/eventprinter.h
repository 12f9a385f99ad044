// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/blockingwait.h"
#include "values/event.h"

#include <mutex>
#include <string>
#include <vector>

namespace signalbox::app {

// Writes committed events to stdout, one JSON object a line, as they come. On the journal's thread.
class EventPrinter
{
public:
    explicit EventPrinter(bool print)
        : m_print(print)
    { }

    void take(const std::vector<Event>& events);
    // Until the end of a run was seen.
    void waitForEnd();

private:
    const bool m_print;
    Promised<bool> m_ended;
};

} // namespace signalbox::app
