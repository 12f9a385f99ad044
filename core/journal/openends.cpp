// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/openends.h"

#include "base/jsonvalue.h"
#include "journal/fork.h"

#include <algorithm>
#include <set>
#include <string>

namespace signalbox::journal {

void dropOpenEnds(std::vector<Event>& events)
{
    std::set<std::string> entered;
    for (const auto& event : events) {
        if (event.type == EventType::NodeEntered)
            entered.insert(event.path);
    }
    const auto isUndecided = [&entered](const Event& event) {
        if (event.type != EventType::NodeLeft
            || event.data.find("\"until\":[") == std::string::npos)
            return false;
        const auto data = parseJson(event.data).value_or(Json::object());
        const auto* joins = find(data, "until");
        return joins && joins->is_array()
            && std::none_of(joins->begin(), joins->end(), [&entered](const Json& join) {
                   return join.is_string() && entered.contains(join.get<std::string>());
               });
    };
    std::erase_if(events,
                  [&](const Event& event) { return isOpenEnd(event) || isUndecided(event); });
}

} // namespace signalbox::journal
