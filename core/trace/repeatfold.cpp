// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "trace/repeatfold.h"

#include "base/jsonvalue.h"
#include "base/text.h"
#include "values/usage.h"

#include <algorithm>
#include <set>

namespace signalbox::trace {

namespace {
constexpr std::size_t shownText = 2000; // bytes

Spread spreadOf(std::vector<std::int64_t> values)
{
    if (values.empty())
        return {};
    std::sort(values.begin(), values.end());
    return {values.front(), values[values.size() / 2], values.back()};
}

void takeReply(const Json& data, RepeatRow& row)
{
    row.hasReply = true;
    const auto text = stringAt(data, "text");
    row.text = std::string(truncateUtf8(text, shownText));
    row.length = std::int64_t(text.size());
    row.choice.clear();
    if (const auto* calls = find(data, "tool_calls"); calls && calls->is_array()) {
        for (const auto& call : *calls)
            row.choice += (row.choice.empty() ? "" : ", ") + stringAt(call, "name", "?");
        row.choice = std::string(truncateUtf8(row.choice, 400));
        row.arguments = std::string(truncateUtf8(dumpJson(*calls), shownText));
    }
    row.tokens = 0;
    if (const auto* usage = find(data, "usage")) {
        for (const auto* bucket : {"input", "output", "cache_read", "cache_write"})
            row.tokens += boundedTokens(intAt(*usage, bucket));
    }
    const auto usd = numberAt(data, "cost_usd");
    row.cost = usd && *usd >= 0 && *usd < 1e9 ? Cost(Money::fromUsd(*usd)) : Cost();
    row.ms = std::clamp(numberAt(data, "ms").value_or(0), 0.0, 1e12);
}
} // namespace

RepeatFold::RepeatFold(std::string at)
    : m_at(std::move(at))
{ }

void RepeatFold::addRun(const std::string& run)
{
    if (m_byRun.emplace(run, m_rows.size()).second) {
        m_rows.emplace_back();
        m_rows.back().run = run;
    }
}

void RepeatFold::fold(const Event& event)
{
    const bool isReply = event.type == EventType::ModelReplied && event.path == m_at;
    if (!isReply && event.type != EventType::RunFinished)
        return;
    const auto found = m_byRun.find(event.run);
    if (found == m_byRun.end())
        return;
    const auto data = parseJson(event.data).value_or(Json::object());
    auto& row = m_rows[found->second];
    if (isReply)
        takeReply(data, row);
    else
        row.outcome = stringAt(data, "outcome", "failed");
}

RepeatSpread RepeatFold::spread() const
{
    RepeatSpread spread;
    std::map<std::string, int> choices;
    std::set<std::string> texts;
    std::vector<std::int64_t> tokens;
    std::vector<std::int64_t> lengths;
    std::vector<std::int64_t> times;
    std::vector<std::int64_t> costs;
    for (const auto& row : m_rows) {
        if (!row.hasReply)
            continue;
        ++spread.replies;
        ++choices[row.choice];
        texts.insert(row.text);
        tokens.push_back(row.tokens);
        lengths.push_back(row.length);
        times.push_back(std::int64_t(row.ms));
        if (row.cost)
            costs.push_back(row.cost->nanoUsd);
        else
            ++spread.unpriced;
    }
    spread.choices.assign(choices.begin(), choices.end());
    std::stable_sort(spread.choices.begin(), spread.choices.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    spread.texts = int(texts.size());
    spread.tokens = spreadOf(std::move(tokens));
    spread.length = spreadOf(std::move(lengths));
    spread.milliseconds = spreadOf(std::move(times));
    spread.nanoUsd = spreadOf(std::move(costs));
    return spread;
}

} // namespace signalbox::trace
