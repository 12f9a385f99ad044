// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workflow/agentrun.h"

#include "base/hash.h"
#include "base/jsonvalue.h"
#include "base/text.h"
#include "workflow/workflowrun.h"
#include "workspace/secretscan.h"

namespace signalbox::workflow {

namespace {
// Whether the one who stopped it was the program itself, which leaves: a replay stops where its record did.
bool isInterrupted(const RunScope& scope)
{
    if (!scope.seam->isReplay())
        return scope.interrupted && *scope.interrupted;
    const auto* recorded = scope.seam->recorded("/", EventType::RunFinished);
    const auto data = recorded ? parseJson(recorded->data) : Result<Json>(Json());
    return data && stringAt(*data, "outcome") == outcomeName(Outcome::Interrupted);
}
} // namespace

RunEnd finishRun(RunScope& scope, Outcome outcome, std::string output)
{
    if (scope.steering)
        scope.steering->close();
    if (scope.grants)
        scope.grants->close();
    const auto totals = scope.ledger->totals();
    scope.seam->tellEarlier("/", EventType::RunFinished);
    if (outcome == Outcome::Stopped && isInterrupted(scope))
        outcome = Outcome::Interrupted;
    Json data = {{"outcome", outcomeName(outcome)}, {"output", toUtf8(output)}};
    data["totals"] = {{"steps", totals.steps},
                      {"tokens", totals.tokens},
                      {"cost_usd", totals.costKnown ? Json(totals.cost.usd()) : Json(nullptr)},
                      {"tool_calls", totals.toolCalls},
                      {"seconds", totals.seconds}};
    scope.seam->emit("/", EventType::RunFinished, dumpJson(data));
    // the end is written even when the run was stopped: no token
    if (auto written = scope.seam->barrier({}); !written && outcome != Outcome::Stopped)
        return {Outcome::Interrupted, written.error().text(), totals};
    return {outcome, std::move(output), totals};
}

namespace {
// run.started, and what a resumed run says of itself.
void tellStart(RunScope& scope, const RunRequest& request, const std::string& model)
{
    auto& seam = *scope.seam;
    Json started = {{"task", toUtf8(request.task)},
                    {"model", model},
                    {"limits", limitsJson(scope.ledger->limits())},
                    {"definition_hash", sha256(request.definitions).hex()},
                    {"definitions", parseJson(request.definitions).value_or(Json::object())}};
    if (request.workflow.empty())
        started["agent"] = request.agent;
    else
        started["workflow"] = request.workflow;
    if (scope.baseline)
        started["baseline_usd"] = scope.baseline->usd();
    if (const auto* entry = scope.models->entry(model); entry && entry->context)
        started["context"] = *entry->context;
    if (!request.forkedFrom.empty())
        started["forked_from"] = parseJson(request.forkedFrom).value_or(Json::object());
    if (const auto* recorded = seam.recorded("/", EventType::RunStarted)) {
        scope.isRedacted = recorded->data.find(workspace::redactedWord) != std::string::npos;
        seam.emit("/", EventType::RunStarted, recorded->data);
    } else {
        seam.emit("/", EventType::RunStarted, dumpJson(started));
    }
    while (const auto* resumed = seam.recorded("/", EventType::RunResumed))
        seam.emit("/", EventType::RunResumed, resumed->data);
    if (scope.resumedFrom > 0)
        seam.emit("/", EventType::RunResumed,
                  dumpJson(Json{{"from", scope.resumedFrom}, {"by", "human"}}));
    if (scope.steering)
        scope.steering->open(seam);
    if (scope.grants)
        scope.grants->open(seam);
}

AgentResult runAlone(RunScope& scope, const RunRequest& request, const AgentDefinition& agent,
                     const std::string& model, BudgetWarnings& warnings, std::stop_token stop)
{
    AgentJob job;
    job.agent = &agent;
    job.task = request.task;
    job.model = model;
    job.path = childPath("/", "agent", request.agent, 1);
    job.warnings = &warnings;
    return runAgent(scope, job, std::move(stop));
}
} // namespace

RunEnd runWhole(RunScope& scope, const RunRequest& request, std::stop_token stop)
{
    BudgetWarnings warnings;
    if (!request.workflow.empty()) {
        const auto* entry = request.model.empty() ? nullptr : scope.models->entry(request.model);
        tellStart(scope, request, entry ? entry->name : request.model);
        WorkflowJob job;
        job.name = request.workflow;
        job.task = request.task;
        job.model = request.model;
        job.warnings = &warnings;
        auto work = runWorkflow(scope, job, std::move(stop));
        return finishRun(scope, work.end.outcome, std::move(work.end.output));
    }
    const auto& agents = scope.workspace->agents;
    const auto found = agents.find(request.agent);
    const auto* entry = found == agents.end()
        ? nullptr
        : scope.models->entry(request.model.empty() ? found->second.model : request.model);
    tellStart(scope, request, entry ? entry->name : request.model);
    if (!entry)
        return finishRun(scope, Outcome::Failed,
                         found == agents.end() ? "there is no agent " + quoteJson(request.agent)
                                               : "there is no such model in signalbox.json");
    auto result = runAlone(scope, request, found->second, entry->name, warnings, std::move(stop));
    return finishRun(scope, result.outcome, std::move(result.output));
}

} // namespace signalbox::workflow
