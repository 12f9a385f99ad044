// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "app/eventprinter.h"

#include <cstdio>

namespace signalbox::app {

void EventPrinter::take(const std::vector<Event>& events)
{
    bool ended = false;
    std::string lines;
    for (const auto& event : events) {
        if (m_print) {
            lines += eventJson(event);
            lines += '\n';
        }
        ended = ended || event.type == EventType::RunFinished;
    }
    if (!lines.empty()) {
        std::fwrite(lines.data(), 1, lines.size(), stdout);
        std::fflush(stdout);
    }
    if (ended)
        m_ended.give(true);
}

void EventPrinter::waitForEnd()
{
    // committed before the run reported its end; only a journal that failed never tells
    (void)m_ended.waitFor(std::chrono::seconds(2), {});
}

} // namespace signalbox::app
