// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workflow/limitgate.h"

#include "base/jsonvalue.h"
#include "workflow/decisiongate.h"

namespace signalbox::workflow {

namespace {
constexpr double warnAt = 0.8;
constexpr unsigned unknownPrice = 1u << 5;
constexpr unsigned costAlerted = 1u << 6;

} // namespace

Json limitsJson(const Limits& limits)
{
    Json value = Json::object();
    if (limits.steps)
        value["steps"] = *limits.steps;
    if (limits.tokens)
        value["tokens"] = *limits.tokens;
    if (limits.cost)
        value["cost_usd"] = limits.cost->usd();
    if (limits.seconds)
        value["seconds"] = double(limits.seconds->count()) / 1000.0;
    if (limits.toolCalls)
        value["tool_calls"] = *limits.toolCalls;
    return value;
}

AfterBreach onBreach(RunScope& scope, const budget::Breach& breach, const std::string& path,
                     const std::string& gatePath, std::stop_token stop)
{
    scope.seam->emit(path, EventType::BudgetReached, budget::breachJson(breach));
    if (!scope.approvals->isPerson() && !scope.seam->recorded(gatePath, EventType::GateOpened))
        return AfterBreach::End;
    GateQuestion question{GateQuestion::Kind::Limit, GateKind::Limit, gatePath};
    question.rule = "limit: " + std::string(limitName(breach.limit));
    question.reason = "The run has reached a limit. What was done is kept.";
    question.choices = {"extend", "wrap_up", "stop"};
    question.more = budget::breachJson(breach);
    auto answer = askAt(scope, question, std::move(stop));
    if (!answer)
        return AfterBreach::End;
    if (answer->decision == GateDecision::WrapUp)
        return AfterBreach::WrapUp;
    if (answer->decision != GateDecision::Extend)
        return AfterBreach::End;
    scope.ledger->extend(answer->limits);
    return AfterBreach::Retry;
}

// Once, when a run costs more than runs of its kind do.
void BudgetWarnings::lookAtBaseline(RunScope& scope, const budget::Totals& totals,
                                    const std::string& path)
{
    if (!scope.baseline || scope.alertRatio <= 0 || scope.baseline->nanoUsd <= 0)
        return;
    const auto ratio = totals.cost.usd() / scope.baseline->usd();
    if (ratio < scope.alertRatio)
        return;
    {
        const std::lock_guard lock(m_mutex);
        if ((m_told & costAlerted) != 0)
            return;
        m_told |= costAlerted;
    }
    scope.seam->emit(path, EventType::CostAlerted,
                     dumpJson(Json{{"cost_usd", totals.cost.usd()},
                                   {"baseline_usd", scope.baseline->usd()},
                                   {"ratio", ratio}}));
}

// Which of several agents side by side was the first to see four fifths used is told by the record.
void BudgetWarnings::fold(RunScope& scope, const std::string& path)
{
    auto& seam = *scope.seam;
    for (const auto type : {EventType::BudgetWarned, EventType::CostAlerted}) {
        while (const auto* told = seam.recorded(path, type)) {
            const auto data = parseJson(told->data).value_or(Json::object());
            unsigned bit = type == EventType::CostAlerted ? costAlerted : 0;
            if (const auto breach = budget::breachFromJson(told->data); breach && bit == 0)
                bit = find(data, "reason") ? unknownPrice : 1u << unsigned(breach->limit);
            {
                const std::lock_guard lock(m_mutex);
                m_told |= bit;
            }
            if (!seam.emit(path, type, told->data))
                break;
        }
    }
}

void BudgetWarnings::look(RunScope& scope, const std::string& path)
{
    fold(scope, path);
    if (scope.seam->isReplay())
        return;
    const auto limits = scope.ledger->limits();
    const auto totals = scope.ledger->totals();
    const auto tell = [&](unsigned bit, LimitKind kind, double used, double of, const char* why) {
        {
            const std::lock_guard lock(m_mutex);
            if ((m_told & bit) != 0)
                return;
            m_told |= bit;
        }
        Json data = {{"limit", limitName(kind)}, {"used", used}, {"of", of}};
        if (why)
            data["reason"] = why;
        scope.seam->emit(path, EventType::BudgetWarned, dumpJson(data));
    };
    const auto look = [&](LimitKind kind, double used, double of) {
        if (of > 0 && used >= warnAt * of)
            tell(1u << unsigned(kind), kind, used, of, nullptr);
    };
    if (limits.tokens)
        look(LimitKind::Tokens, double(totals.tokens), double(*limits.tokens));
    if (limits.toolCalls)
        look(LimitKind::ToolCalls, double(totals.toolCalls), double(*limits.toolCalls));
    lookAtBaseline(scope, totals, path);
    if (!limits.cost)
        return;
    if (!totals.costKnown)
        tell(unknownPrice, LimitKind::CostUsd, totals.cost.usd(), limits.cost->usd(),
             "the price of the model is unknown: this limit cannot hold, the others do");
    look(LimitKind::CostUsd, totals.cost.usd(), limits.cost->usd());
}

} // namespace signalbox::workflow
