// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workflow/orchestrator.h"

#include "base/jsonvalue.h"
#include "base/text.h"
#include "workflow/branches.h"
#include "workflow/decisiongate.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>

namespace signalbox::workflow {

namespace {
constexpr std::size_t mostResultBytes = 64u << 10; // of one step, as others see it

PlanTaken refused(std::string words)
{
    PlanTaken taken;
    taken.answer.ok = false;
    taken.answer.text = std::move(words);
    return taken;
}

PlanTaken ended(Outcome outcome, const std::string& words)
{
    auto taken = refused(words);
    taken.end = AgentResult{outcome, words, {}};
    return taken;
}
} // namespace

// The steps of one plan while they run; what its mutex guards is all below.
struct Orchestrator::Batch
{
    const std::vector<PlanStep>& steps;
    std::string path; // of the plan
    std::stop_token stop;
    std::mutex mutex;
    std::condition_variable_any changed;
    std::map<std::string, StepResult> results;
    std::size_t waiting = 0; // steps that have not begun
    bool isReplay = false;
    std::optional<AgentResult> end; // nothing more is begun
    std::size_t endAt = 0; // the step that brought it

    // A replay goes through all that the record has, however early it meets the end.
    [[nodiscard]] bool isOver() const { return end && !isReplay; }
    // A limit counts more than a stop, and then the first in the plan: not what came first in time.
    void takeEnd(const AgentResult& result, std::size_t index)
    {
        const bool isLimit = result.outcome == Outcome::Limit;
        const bool isMore = end && isLimit && end->outcome != Outcome::Limit;
        const bool isEarlier = end && isLimit == (end->outcome == Outcome::Limit) && index < endAt;
        if (end && !isMore && !isEarlier)
            return;
        end = AgentResult{result.outcome, result.output, result.label};
        endAt = index;
    }

    [[nodiscard]] bool isSettled(const std::string& id) const
    {
        const auto found = results.find(id);
        return found == results.end()
            || (found->second.status != StepResult::Status::Waiting
                && found->second.status != StepResult::Status::Running);
    }
    // The next step that may begin; nullptr: wait, or all is settled. Steps that cannot run any more are settled on the way.
    const PlanStep* next(std::size_t& index)
    {
        for (index = 0; index < steps.size(); ++index) {
            const auto& step = steps[index];
            auto& result = results[step.id];
            if (result.status != StepResult::Status::Waiting)
                continue;
            std::string missing;
            bool isReady = true;
            for (const auto& id : step.dependencies) {
                isReady = isReady && isSettled(id);
                const auto found = results.find(id);
                if (found != results.end() && found->second.status != StepResult::Status::Done)
                    missing = id;
            }
            if (!isReady)
                continue;
            if (missing.empty())
                return &step;
            result.status = StepResult::Status::Skipped;
            result.output = "not run: it depends on " + missing + ", which did not succeed";
            --waiting;
            index = std::size_t(-1); // others may have waited for this one
        }
        return nullptr;
    }
};

Orchestrator::Orchestrator(RunScope& scope, OrchestratorDefinition definition,
                           const WorkflowJob& job)
    : m_scope(scope)
    , m_definition(std::move(definition))
    , m_job(job)
{ }

WorkResult Orchestrator::run(std::stop_token stop)
{
    const auto& agents = m_scope.workspace->agents;
    const auto lead = agents.find(m_definition.lead);
    if (lead == agents.end())
        return {{Outcome::Failed, "there is no agent " + quoteJson(m_definition.lead), {}}};
    PlanTool plan;
    plan.definition = planTool(m_definition.agents);
    plan.take = [this](const ToolCall& call, const std::string& path, std::stop_token token) {
        return take(call, path, std::move(token));
    };
    AgentDefinition leading = lead->second;
    std::string team = "You lead these agents and do no work yourself; you give it to them with "
                       "the tool plan:";
    for (const auto& name : m_definition.agents) {
        const auto found = agents.find(name);
        team += "\n- " + name;
        if (found != agents.end() && !found->second.description.empty())
            team += ": " + found->second.description;
    }
    leading.instructions += (leading.instructions.empty() ? "" : "\n\n") + team;
    AgentJob job;
    job.agent = &leading;
    job.task = m_job.task;
    job.model = modelFor(m_scope, leading, m_job.model);
    job.path = childPath(m_job.path, "agent", leading.name, 1);
    job.warnings = m_job.warnings;
    job.label = m_job.label;
    job.plan = &plan;
    auto result = runAgent(m_scope, job, std::move(stop));
    const auto value = parseJson(result.output);
    return {result, value ? dumpJson(*value) : quoteJson(toUtf8(result.output))};
}

std::set<std::string> Orchestrator::doneIds() const
{
    std::set<std::string> ids;
    for (const auto& [id, result] : m_results) {
        if (result.status == StepResult::Status::Done)
            ids.insert(id);
    }
    return ids;
}

PlanTaken Orchestrator::take(const ToolCall& call, const std::string& path, std::stop_token stop)
{
    const auto most = m_definition.replans;
    if (m_plans > most)
        return refused("not run: the plan "
                       + (most == 0       ? std::string("cannot be replaced")
                              : most == 1 ? "was replaced once, which is all that is allowed"
                                          : "was replaced " + std::to_string(most)
                                  + " times, which is all that is allowed")
                       + "; answer now in plain text with what you have");
    const auto arguments = parseJson(call.arguments);
    if (!arguments)
        return refused("the plan was not run: " + arguments.error().text());
    auto steps = readPlan(*arguments, m_definition.agents, doneIds());
    if (!steps)
        return refused(steps.error().message);
    tellPlan(*steps, path, false);
    if (m_definition.asksForPlan) {
        if (auto taken = approve(*steps, path, stop))
            return std::move(*taken);
    }
    ++m_plans;
    return runSteps(*steps, path, stop);
}

void Orchestrator::tellPlan(const std::vector<PlanStep>& steps, const std::string& path,
                            bool isEdited)
{
    auto data = planJson(steps);
    if (isEdited)
        data["edited"] = true;
    m_scope.seam->emit(path, EventType::PlanMade, dumpJson(data));
}

// The person sees the plan before it runs, and may change it. Nothing: it runs.
std::optional<PlanTaken> Orchestrator::approve(std::vector<PlanStep>& steps,
                                               const std::string& path, const std::stop_token& stop)
{
    GateQuestion question{GateQuestion::Kind::Approval, GateKind::Plan, childPath(path, "gate", 1)};
    question.rule = "plan_gate: ask";
    question.reason = m_definition.lead + " has made a plan of " + std::to_string(steps.size())
        + (steps.size() == 1 ? " step." : " steps.");
    question.choices = {"approve", "edit", "deny", "stop"};
    question.label = m_job.label;
    const auto schema = parseJson(planTool(m_definition.agents)->parameters);
    question.more = dumpJson(Json{{"arguments", planJson(steps)},
                                  {"agent", m_definition.lead},
                                  {"schema", schema.value_or(Json::object())}});
    const auto answer = askAt(m_scope, question, stop);
    if (!answer || answer->decision == GateDecision::Stop)
        return ended(Outcome::Stopped, "stopped");
    if (answer->decision == GateDecision::Approve)
        return std::nullopt;
    if (answer->decision == GateDecision::Edit) {
        const auto entered = parseJson(answer->arguments);
        auto edited = entered ? readPlan(*entered, m_definition.agents, doneIds())
                              : Result<std::vector<PlanStep>>(tl::unexpected(entered.error()));
        if (!edited)
            return refused("denied: the plan that the person entered cannot run: "
                           + edited.error().message);
        steps = std::move(*edited);
        tellPlan(steps, path, true);
        return std::nullopt;
    }
    const auto words = "denied: "
        + (answer->reason.empty() ? "the person refused the plan" : toUtf8(answer->reason));
    if (answer->by == "headless")
        return ended(Outcome::Denied, words); // any other plan would be refused as well
    ++m_plans;
    return refused(words);
}

PlanTaken Orchestrator::runSteps(const std::vector<PlanStep>& steps, const std::string& path,
                                 const std::stop_token& stop)
{
    Batch batch{steps, path, stop, {}, {}, m_results, 0, m_scope.seam->isReplay(), {}, 0};
    for (const auto& step : steps) {
        auto& result = batch.results[step.id];
        if (result.status == StepResult::Status::Done)
            continue; // only what is new or failed runs again
        result = {StepResult::Status::Waiting, step.agent, {}, {}};
        ++batch.waiting;
    }
    const auto workers = std::min(steps.size(), std::size_t(m_definition.maxParallel));
    runBranches(m_scope, workers, workers, [&](std::size_t) { work(batch); });
    m_results = std::move(batch.results);
    PlanTaken taken;
    taken.end = std::move(batch.end);
    if (!taken.end && stop.stop_requested())
        taken.end = AgentResult{Outcome::Stopped, "stopped", {}};
    Json results = Json::array();
    for (const auto& step : steps) {
        using enum StepResult::Status;
        const auto& result = m_results[step.id];
        const char* status = result.status == Done ? "done"
            : result.status == Skipped             ? "skipped"
                                                   : "failed";
        results.push_back({{"id", step.id},
                           {"agent", step.agent},
                           {"status", status},
                           {"output", truncateUtf8(toUtf8(result.output), mostResultBytes)}});
        taken.label = join(taken.label, result.label);
    }
    taken.answer.text =
        dumpJson(Json{{"results", std::move(results)},
                      {"replans_left", std::max(0, m_definition.replans + 1 - m_plans)}});
    return taken;
}

// One worker: begins what may begin until all have begun. Who ends a step looks himself for what it let begin; who begins
// one wakes another where there is more, so that a wide plan does not wake all its workers at each end.
void Orchestrator::work(Batch& batch)
{
    std::unique_lock lock(batch.mutex);
    for (;;) {
        std::size_t index = 0;
        const PlanStep* step = nullptr;
        const bool goesOn = batch.changed.wait(lock, batch.stop, [&] {
            step = batch.isOver() ? nullptr : batch.next(index);
            return step || batch.isOver() || batch.waiting == 0;
        });
        if (!goesOn || !step)
            break;
        auto& result = batch.results[step->id];
        result.status = StepResult::Status::Running;
        --batch.waiting;
        if (std::size_t other = 0; batch.next(other))
            batch.changed.notify_one();
        else if (batch.waiting == 0)
            batch.changed.notify_all();
        Label label = m_job.label;
        const auto task = taskOf(*step, batch, label);
        const auto path = childPath(batch.path, "agent", step->agent, int(index) + 1);
        lock.unlock();
        auto end = runStep(*step, path, task, label, batch.stop);
        lock.lock();
        result.status =
            end.outcome == Outcome::Done ? StepResult::Status::Done : StepResult::Status::Failed;
        if (end.outcome == Outcome::Stopped || (end.outcome == Outcome::Limit && !end.isOwnLimit))
            batch.takeEnd(end, index);
        result.output = std::move(end.output);
        result.label = end.label;
    }
    batch.changed.notify_all();
}

// A step sees its task and the results it depends on, and nothing else.
std::string Orchestrator::taskOf(const PlanStep& step, const Batch& batch, Label& label) const
{
    auto task = step.task;
    bool isFirst = true;
    for (const auto& id : step.dependencies) {
        const auto found = batch.results.find(id);
        if (found == batch.results.end())
            continue;
        if (std::exchange(isFirst, false))
            task += "\n\nResults of the steps this builds on:";
        task += "\n\n## " + id + " (" + found->second.agent + ")\n"
            + std::string(truncateUtf8(found->second.output, mostResultBytes));
        label = join(label, found->second.label);
    }
    return task;
}

AgentResult Orchestrator::runStep(const PlanStep& step, const std::string& path,
                                  const std::string& task, Label label, std::stop_token stop)
{
    const auto found = m_scope.workspace->agents.find(step.agent);
    if (found == m_scope.workspace->agents.end())
        return {Outcome::Failed, "there is no agent " + quoteJson(step.agent), {}};
    if (step.requiresApproval) {
        GateQuestion question{GateQuestion::Kind::Approval, GateKind::Node,
                              childPath(path, "gate", 1)};
        question.rule = "requires_approval: " + step.id;
        question.reason = "The step " + step.id + " runs only when a person approves it.";
        question.choices = {"approve", "deny", "stop"};
        question.label = label;
        question.more = dumpJson(Json{{"agent", step.agent}, {"task", toUtf8(task)}});
        const auto answer = askAt(m_scope, question, stop);
        if (!answer || answer->decision == GateDecision::Stop)
            return {Outcome::Stopped, "stopped", {}};
        if (answer->decision != GateDecision::Approve)
            return {Outcome::Failed,
                    "denied: "
                        + (answer->reason.empty() ? "the person said no" : toUtf8(answer->reason)),
                    {}};
    }
    AgentJob job;
    job.agent = &found->second;
    job.task = task;
    job.model = modelFor(m_scope, found->second, m_job.model);
    job.path = path;
    job.warnings = m_job.warnings;
    job.label = label;
    job.planStep = step.id;
    job.endHolds = true; // what a step failed with is the lead's to know
    job.share = shareOf(found->second);
    return runAgent(m_scope, job, std::move(stop));
}

// Children draw on what the run has; a share holds each of them to a part of it.
Limits Orchestrator::shareOf(const AgentDefinition& agent) const
{
    Limits own{std::nullopt, agent.limits.tokens, agent.limits.cost, std::nullopt, std::nullopt};
    const auto share = std::find_if(m_definition.shares.begin(), m_definition.shares.end(),
                                    [&](const auto& one) { return one.first == agent.name; });
    if (share == m_definition.shares.end())
        return own;
    const auto all = m_scope.ledger->limits();
    Limits part;
    if (all.tokens)
        part.tokens = std::int64_t(double(*all.tokens) * share->second);
    if (all.cost)
        part.cost = Money{std::int64_t(double(all.cost->nanoUsd) * share->second)};
    return tightest(own, part);
}

} // namespace signalbox::workflow
