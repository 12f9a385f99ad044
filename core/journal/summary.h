// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "values/event.h"
#include "values/runsummary.h"

namespace signalbox::journal {

// What the list of runs keeps of a task and of an answer.
inline constexpr std::size_t summaryTaskBytes = 4096;
inline constexpr std::size_t summaryAnswerBytes = 16384;

// Events whose data stands in the line of the list: the others are counted where a run has no end.
[[nodiscard]] bool changesSummary(EventType type);
void foldSummary(RunSummary& summary, EventType type, const std::string& data);

// Of a run without run.finished: steps, tokens, cost and calls from its events.
[[nodiscard]] bool countsInTotals(EventType type);
void foldTotals(RunSummary& summary, EventType type, const std::string& data);

} // namespace signalbox::journal
