// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "app/doubtanswers.h"

#include "base/jsonvalue.h"
#include "base/text.h"
#include "schema/schema.h"

#include <algorithm>
#include <cstdio>

namespace signalbox::app {

namespace {
constexpr std::string_view doneWith = "done:";

// Nothing: stop.
Result<std::optional<GateAnswer>> answerOf(const std::string& word)
{
    if (word == "stop")
        return std::nullopt;
    GateAnswer answer;
    answer.by = "human";
    if (word.starts_with(doneWith)) {
        auto result = word.substr(doneWith.size());
        if (result.empty())
            return fail(Errc::Invalid, "done: needs a result, JSON or text; done alone is unknown");
        answer.decision = GateDecision::Done;
        answer.result = parseJson(result) ? std::move(result) : quoteJson(result);
    } else if (word == "done") {
        answer.decision = GateDecision::Done;
    } else if (word == "retry") {
        answer.decision = GateDecision::Retry;
    } else if (word == "skip") {
        answer.decision = GateDecision::Skip;
    } else {
        return fail(Errc::Invalid,
                    "--in-doubt takes stop, done, done:RESULT, retry, skip, or PATH=one of them");
    }
    return answer;
}

Result<> checkResult(const engine::Doubt& doubt, const GateAnswer& answer)
{
    if (answer.result.empty() || doubt.resultSchema.empty())
        return {};
    const auto schema = schema::Schema::compileText(doubt.resultSchema);
    if (!schema) // told when the workspace was checked
        return {};
    const auto found = schema->validate(parseJson(answer.result).value_or(Json(answer.result)));
    if (!found)
        return tl::unexpected(found.error());
    if (found->empty())
        return {};
    std::string words = "this is no result of " + doubt.tool + ": ";
    for (std::size_t i = 0; i < found->size(); ++i)
        words += (i == 0 ? "" : "; ") + (*found)[i].text();
    return fail(Errc::Invalid, words, doubt.path);
}

const std::optional<GateAnswer>& answerTo(const DoubtAnswers& answers, const std::string& path)
{
    const auto found = answers.at.find(path);
    return found == answers.at.end() ? answers.all : found->second;
}
} // namespace

Result<> addDoubtAnswer(DoubtAnswers& answers, const std::string& word)
{
    const auto equals = word.starts_with('/') ? word.find('=') : std::string::npos;
    const bool isAt = equals != std::string::npos;
    auto answer = answerOf(isAt ? word.substr(equals + 1) : word);
    if (!answer)
        return tl::unexpected(answer.error());
    if (isAt)
        answers.at[word.substr(0, equals)] = std::move(*answer);
    else
        answers.all = std::move(*answer);
    return {};
}

Result<> checkDoubtAnswers(const std::vector<engine::Doubt>& doubts, const DoubtAnswers& answers)
{
    for (const auto& [path, answer] : answers.at) {
        const bool isInDoubt =
            std::any_of(doubts.begin(), doubts.end(),
                        [&path = path](const auto& doubt) { return doubt.path == path; });
        if (!isInDoubt)
            return fail(Errc::Invalid, "nothing is in doubt at " + path);
    }
    int shared = 0;
    for (const auto& doubt : doubts) {
        const auto& answer = answerTo(answers, doubt.path);
        if (!answer)
            continue;
        if (auto fits = checkResult(doubt, *answer); !fits)
            return fits;
        if (!answers.at.contains(doubt.path) && !answer->result.empty() && ++shared > 1)
            return fail(Errc::Invalid,
                        "several calls are in doubt: say the result of each, PATH=done:RESULT");
    }
    return {};
}

int tellOpenDoubts(const std::vector<engine::Doubt>& doubts, const DoubtAnswers& answers)
{
    int open = 0;
    for (const auto& doubt : doubts) {
        if (answerTo(answers, doubt.path))
            continue;
        ++open;
        std::fprintf(stderr, "in doubt: %s %s %s\n", showInvisible(doubt.path).c_str(),
                     showInvisible(doubt.tool).c_str(), showInvisible(doubt.arguments).c_str());
    }
    if (open > 0)
        std::fputs("signalbox: it began and has no result, so it may have happened; look, then "
                   "resume with --in-doubt done, done:RESULT, retry or skip (or PATH=done for "
                   "each)\n",
                   stderr);
    return open;
}

void takeAnswers(const DoubtAnswers& answers, engine::ResumeOptions& options)
{
    options.doubts = answers.all;
    for (const auto& [path, answer] : answers.at) {
        if (answer)
            options.doubtsAt[path] = *answer;
    }
}

} // namespace signalbox::app
