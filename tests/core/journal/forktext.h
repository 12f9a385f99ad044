// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/text.h"
#include "values/event.h"

#include <string>
#include <string_view>
#include <vector>

// The record of a run as text, for the tests of forks.
namespace signalbox::testing {

// "path type data" a line; seq counts from 1. Data "~to:visit" is of an edge, "!outcome" of what was left badly.
inline std::vector<Event> eventsFrom(std::string_view text)
{
    std::vector<Event> events;
    for (const auto line : split(text, '\n')) {
        const auto words = split(trim(line), ' ');
        if (words.size() < 2)
            continue;
        Event event;
        event.seq = std::int64_t(events.size()) + 1;
        event.run = "parent";
        event.path = std::string(words[0]);
        event.type = eventTypeFromName(words[1]);
        if (words.size() > 2 && words[2].front() == '~') {
            const auto colon = words[2].find(':');
            event.data = "{\"to\":\"" + std::string(words[2].substr(1, colon - 1))
                + "\",\"visit\":" + std::string(words[2].substr(colon + 1)) + "}";
        } else if (words.size() > 2 && words[2].front() == '!') {
            event.data = "{\"ok\":false,\"outcome\":\"" + std::string(words[2].substr(1)) + "\"}";
        } else if (words.size() > 2) {
            event.data = std::string(words[2]);
        }
        events.push_back(event);
    }
    return events;
}

} // namespace signalbox::testing
