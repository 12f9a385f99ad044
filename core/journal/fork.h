// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "values/event.h"

#include <string>
#include <string_view>
#include <vector>

namespace signalbox::journal {

// Where a fork leaves its parent, and the one thing that is different from there on. Without a key nothing is: the step
// is done again.
struct ForkPoint
{
    std::string at; // path of a call, a model request, a gate or a visit of a node
    std::string key; // instructions message result arguments model decision state limits; or empty
    std::string value; // JSON text
};

// What a fork keeps of its parent: all outcomes before the point in program order, and all of branches parallel to it. What
// the change itself makes new has seq 0: it belongs to the fork. Invalid: there is no such place, or the key does not fit it.
[[nodiscard]] Result<std::vector<Event>> keptEvents(std::vector<Event> parent,
                                                    const ForkPoint& point);

// An end that a run goes on after and then writes its own: of the run, of an agent, of a limit, and of a node that failed or
// was stopped, unless the graph went on without it ("final").
[[nodiscard]] bool isOpenEnd(const Event& event);
// Which of these events lie before the place of a fork, beside it or above it. Needs of a run only those one asks for, the
// first at the place, edge.taken and plan.made.
[[nodiscard]] std::vector<bool> keptOf(const std::vector<Event>& events, std::string_view at);

} // namespace signalbox::journal
