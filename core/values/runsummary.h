// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/time.h"
#include "values/money.h"

#include <cstdint>
#include <string>

namespace signalbox {

// A line of the list of runs.
struct RunSummary
{
    std::string run;
    std::string task;
    std::string agent; // empty for a workflow
    std::string workflow;
    Timestamp started{};
    std::string outcome; // done, failed, limit, denied, stopped, interrupted; empty: it runs
    int runningPid = 0; // of the program that owns it, 0: nobody
    std::string forkedFrom;
    std::string importedFrom; // the file that brought it, empty: it ran here
    std::string forkedAt; // path; filled by the engine
    std::string changed; // what the fork changed there: model, arguments ...; empty: nothing
    std::string changedTo; // JSON, cut
    std::int64_t steps = 0;
    std::int64_t tokens = 0;
    Cost cost;
    std::int64_t toolCalls = 0;
    double seconds = 0;
    std::string answer;

    bool operator==(const RunSummary&) const = default;
};

} // namespace signalbox
