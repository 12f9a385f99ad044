// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "values/event.h"

#include <string>
#include <string_view>
#include <vector>

// Events as one line of text each: what a test of a run or of a call compares.
namespace signalbox::testing {

// `tool.finished ok "text"`: the type and what matters of the data, without ids, hashes and times.
[[nodiscard]] std::string eventText(const Event& event);
// One line each; the events below `under` only.
[[nodiscard]] std::string eventLines(const std::vector<Event>& events, std::string_view under = {});
// The same with the path before each.
[[nodiscard]] std::string eventLinesWithPaths(const std::vector<Event>& events);
// A member of an event's data as JSON text; "" where there is none.
[[nodiscard]] std::string memberOf(const Event& event, std::string_view member);
// What is wrong with the pairs of tool.requested and tool.finished: nothing, or a line for each.
[[nodiscard]] std::string unpairedCalls(const std::vector<Event>& events);

} // namespace signalbox::testing
