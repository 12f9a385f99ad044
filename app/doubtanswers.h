// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/again.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace signalbox::app {

// What --in-doubt said beforehand of calls that began and have no result. Nothing: stop and name them.
struct DoubtAnswers
{
    std::optional<GateAnswer> all;
    std::map<std::string, std::optional<GateAnswer>> at; // by path; before `all`
};

// Adds a value of --in-doubt: [PATH=]ANSWER, where ANSWER is stop, done, done:RESULT, retry or skip. A RESULT is JSON; what
// is not is text. Invalid: it is none of these.
[[nodiscard]] Result<> addDoubtAnswer(DoubtAnswers& answers, const std::string& word);
// Whether the answers fit what is in doubt. Invalid, before anything is done: a path that is not in doubt, one result for
// several calls, or a result that the tool says it never has.
[[nodiscard]] Result<> checkDoubtAnswers(const std::vector<engine::Doubt>& doubts,
                                         const DoubtAnswers& answers);
// Names on stderr the calls in doubt that are to stop the run. How many.
int tellOpenDoubts(const std::vector<engine::Doubt>& doubts, const DoubtAnswers& answers);
// For the engine, once no call is open.
void takeAnswers(const DoubtAnswers& answers, engine::ResumeOptions& options);

} // namespace signalbox::app
