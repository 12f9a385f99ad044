// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "journal/fork.h"
#include "journal/journal.h"
#include "workflow/agentrun.h"

#include <memory>
#include <string>
#include <vector>

// A recorded run as the verbs that start from it find it.
namespace signalbox::engine {

// What run.started says of a run.
struct Begun
{
    std::vector<Event> events; // of the run itself
    std::vector<Event> inherited; // of the run it was forked from
    std::shared_ptr<const Json> data; // an object
    workflow::RunRequest request;
};

// Invalid: the run has no beginning; Limit: too many forks of forks.
[[nodiscard]] Result<Begun> readBegun(const journal::Journal& journal, const std::string& run);
// Everything that stands in the record of a run, in the order in which it was told; `begun` has no events any more.
[[nodiscard]] std::vector<Event> takeRecord(Begun& begun);
// What a fork inherited as it is shown before its own events: as a part of this run, ending when it began.
[[nodiscard]] std::vector<Event> shownBefore(std::vector<Event> inherited, const std::string& run,
                                             Timestamp began);
// What is different in a run since the first of its forks: what its parents changed before its point, then its own.
[[nodiscard]] std::vector<journal::ForkPoint> changesOf(const Json& forkedFrom);
// Reads {run, at, changed}.
[[nodiscard]] journal::ForkPoint pointOf(const Json& forkedFrom);

} // namespace signalbox::engine
