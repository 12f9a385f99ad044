// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workflow/agentrun.h"

#include "base/hash.h"
#include "base/jsonvalue.h"
#include "base/text.h"

namespace signalbox::workflow {

RunEnd finishRun(RunScope& scope, Outcome outcome, std::string output)
{
    const auto totals = scope.ledger->totals();
    if (outcome == Outcome::Stopped && scope.interrupted && *scope.interrupted)
        outcome = Outcome::Interrupted;
    Json data = {{"outcome", outcomeName(outcome)}, {"output", toUtf8(output)}};
    data["totals"] = {{"steps", totals.steps},
                      {"tokens", totals.tokens},
                      {"cost_usd", totals.costKnown ? Json(totals.cost.usd()) : Json(nullptr)},
                      {"tool_calls", totals.toolCalls},
                      {"seconds", totals.seconds}};
    scope.seam->tellEarlier("/", EventType::RunFinished);
    scope.seam->emit("/", EventType::RunFinished, dumpJson(data));
    // the end is written even when the run was stopped: no token
    if (auto written = scope.seam->barrier({}); !written && outcome != Outcome::Stopped)
        return {Outcome::Interrupted, written.error().text(), totals};
    return {outcome, std::move(output), totals};
}

RunEnd runSingleAgent(RunScope& scope, const RunRequest& request, std::stop_token stop)
{
    const auto& agents = scope.workspace->agents;
    const auto found = agents.find(request.agent);
    Json started = {{"task", toUtf8(request.task)},
                    {"agent", request.agent},
                    {"limits", limitsJson(scope.ledger->limits())},
                    {"definition_hash", sha256(request.definitions).hex()},
                    {"definitions", parseJson(request.definitions).value_or(Json::object())}};
    const auto* entry = found == agents.end()
        ? nullptr
        : scope.models->entry(request.model.empty() ? found->second.model : request.model);
    started["model"] = entry ? entry->name : request.model;
    if (scope.baseline)
        started["baseline_usd"] = scope.baseline->usd();
    if (entry && entry->context)
        started["context"] = *entry->context;
    if (!request.forkedFrom.empty())
        started["forked_from"] = parseJson(request.forkedFrom).value_or(Json::object());
    if (const auto* recorded = scope.seam->recorded("/", EventType::RunStarted))
        scope.seam->emit("/", EventType::RunStarted, recorded->data);
    else
        scope.seam->emit("/", EventType::RunStarted, dumpJson(started));
    while (const auto* resumed = scope.seam->recorded("/", EventType::RunResumed))
        scope.seam->emit("/", EventType::RunResumed, resumed->data);
    if (scope.resumedFrom > 0)
        scope.seam->emit("/", EventType::RunResumed,
                         dumpJson(Json{{"from", scope.resumedFrom}, {"by", "human"}}));
    if (!entry)
        return finishRun(scope, Outcome::Failed,
                         found == agents.end() ? "there is no agent " + quoteJson(request.agent)
                                               : "there is no such model in signalbox.json");
    BudgetWarnings warnings;
    AgentJob job{&found->second, request.task, entry->name,
                 childPath("/", "agent", request.agent, 1), &warnings};
    auto result = runAgent(scope, job, std::move(stop));
    return finishRun(scope, result.outcome, std::move(result.output));
}

} // namespace signalbox::workflow
