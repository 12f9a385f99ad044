// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/summary.h"

#include "base/jsonvalue.h"
#include "base/text.h"
#include "values/usage.h"

namespace signalbox::journal {

namespace {
Cost costAt(const Json& object)
{
    const auto usd = numberAt(object, "cost_usd");
    // Beyond this a billionth of a dollar no longer fits: nobody's bill, but a file may say it.
    if (!usd || *usd < -1e9 || *usd > 1e9)
        return std::nullopt;
    return Money::fromUsd(*usd);
}

std::string shortText(const Json& data, std::string_view member, std::size_t most)
{
    const auto* value = find(data, member);
    if (!value || value->is_null())
        return {};
    const auto text = value->is_string() ? value->get<std::string>() : dumpJson(*value);
    return std::string(truncateUtf8(text, most));
}

void foldStarted(RunSummary& summary, const Json& data)
{
    summary.task = shortText(data, "task", summaryTaskBytes);
    summary.agent = shortText(data, "agent", 256);
    summary.workflow = shortText(data, "workflow", 256);
    const auto* forked = find(data, "forked_from");
    summary.forkedFrom = forked ? shortText(*forked, "run", 64) : std::string();
}

void foldFinished(RunSummary& summary, const Json& data)
{
    summary.outcome = shortText(data, "outcome", 64);
    if (summary.outcome.empty())
        summary.outcome = "failed";
    summary.answer = shortText(data, "output", summaryAnswerBytes);
    const auto* totals = find(data, "totals");
    if (!totals)
        return;
    summary.steps = intAt(*totals, "steps").value_or(0);
    summary.tokens = intAt(*totals, "tokens").value_or(0);
    summary.toolCalls = intAt(*totals, "tool_calls").value_or(0);
    summary.seconds = numberAt(*totals, "seconds").value_or(0);
    summary.cost = costAt(*totals);
}
} // namespace

bool changesSummary(EventType type)
{
    return type == EventType::RunStarted || type == EventType::RunFinished
        || type == EventType::RunResumed;
}

void foldSummary(RunSummary& summary, EventType type, const std::string& data)
{
    if (type == EventType::RunResumed) { // it runs again
        summary.outcome.clear();
        summary.answer.clear();
        return;
    }
    const auto value = parseJson(data);
    if (!value)
        return;
    if (type == EventType::RunStarted)
        foldStarted(summary, *value);
    else if (type == EventType::RunFinished)
        foldFinished(summary, *value);
}

bool countsInTotals(EventType type)
{
    return type == EventType::ModelRequested || type == EventType::ModelReplied
        || type == EventType::ToolStarted;
}

void foldTotals(RunSummary& summary, EventType type, const std::string& data)
{
    if (type == EventType::ModelRequested) {
        ++summary.steps;
    } else if (type == EventType::ToolStarted) {
        ++summary.toolCalls;
    } else if (const auto value = parseJson(data)) {
        if (const auto* usage = find(*value, "usage")) {
            for (const auto bucket : {"input", "output", "cache_read", "cache_write"})
                summary.tokens += boundedTokens(intAt(*usage, bucket));
        }
        if (const auto cost = costAt(*value))
            summary.cost = summary.cost.value_or(Money()) + *cost;
    }
}

} // namespace signalbox::journal
