// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
// What a node of a graph does, by its kind.
#include "base/text.h"
#include "workflow/branches.h"
#include "workflow/decisiongate.h"
#include "workflow/graphrun.h"
#include "workflow/provenance.h"

#include <algorithm>
#include <atomic>
#include <mutex>

namespace signalbox::workflow {

namespace {
// An answer is a value where it reads as one.
Json valueOf(const std::string& text)
{
    auto value = parseJson(text);
    return value ? std::move(*value) : Json(toUtf8(text));
}

// It has not failed: a limit kept it from running, or the end of what ran beside it cut it off.
bool isCutOff(tools::CallEnd end)
{
    return end == tools::CallEnd::Limit || end == tools::CallEnd::Cancelled;
}

// The state as a person at a gate sees it; a large one is not said twice in the record.
void addState(Json& more, const GraphState& state)
{
    constexpr std::size_t most = 16u << 10; // bytes
    if (!state.value().empty() && state.bytes() <= most)
        more["state"] = state.value();
}
} // namespace

GraphRun::Done GraphRun::perform(const Place& place) // NOLINT(misc-no-recursion)
{
    const auto& definition = *place.node.definition;
    const bool asks = definition.requiresApproval && definition.kind != NodeKind::Tool
        && definition.kind != NodeKind::Gate && definition.kind != NodeKind::End;
    if (asks) {
        if (auto refused = approve(place))
            return std::move(*refused);
    }
    switch (definition.kind) {
    case NodeKind::Agent:
        return performAgent(place);
    case NodeKind::Model:
        return performModel(place);
    case NodeKind::Tool:
        return performTool(place);
    case NodeKind::Map:
        return performMap(place);
    case NodeKind::Set:
        return performSet(place);
    case NodeKind::Gate:
        return performGate(place);
    case NodeKind::Workflow:
        return performWorkflow(place);
    case NodeKind::End:
        return performEnd(place);
    }
    return {failed(place.node, "is of a kind that this program does not know")};
}

std::optional<GraphRun::Done> GraphRun::approve(const Place& place)
{
    const auto& definition = *place.node.definition;
    GateQuestion question{GateQuestion::Kind::Approval, GateKind::Node,
                          childPath(place.path, "gate", 1)};
    question.rule = "requires_approval: " + definition.name;
    question.reason = "The node " + definition.name + " runs only when a person approves it.";
    question.choices = {"approve", "deny", "skip", "stop"};
    question.label = place.walk.label;
    Json more = {{"node", definition.name}, {"node_kind", nodeKindName(definition.kind)}};
    addState(more, place.walk.state);
    question.more = dumpJson(more);
    const auto answer = askAt(m_scope, question, place.stop);
    if (!answer || answer->decision == GateDecision::Stop)
        return Done{stopped()};
    switch (answer->decision) {
    case GateDecision::Approve:
        return std::nullopt;
    case GateDecision::Skip:
        return Done{.end = {}, .result = {}, .label = {}, .isSkipped = true};
    case GateDecision::Answer:
        return Done{.end = {}, .result = valueOf(answer->result), .label = {Integrity::Endorsed}};
    default:
        break;
    }
    auto end =
        failed(place.node,
               "denied" + (answer->reason.empty() ? std::string() : ": " + toUtf8(answer->reason)));
    end.outcome = Outcome::Denied;
    return Done{std::move(end)};
}

GraphRun::Done GraphRun::performAgent(const Place& place)
{
    const auto& name = place.node.definition->agent;
    const auto found = m_scope.workspace->agents.find(name);
    if (found == m_scope.workspace->agents.end())
        return {failed(place.node, "there is no agent " + quoteJson(name))};
    return runAgentAt(place, found->second, modelFor(m_scope, found->second, m_job.model));
}

// A model without tools is an agent that answers at once: the same limits, retries and schema hold.
GraphRun::Done GraphRun::performModel(const Place& place)
{
    const auto& definition = *place.node.definition;
    AgentDefinition agent;
    agent.name = definition.name;
    agent.model = definition.model.empty() ? "default" : definition.model;
    auto instructions = place.node.instructions.render(scopeOf(place.walk, place.item));
    if (!instructions)
        return {failed(place.node, "its instructions: " + instructions.error().text())};
    agent.instructions = std::move(*instructions);
    agent.outputSchema = definition.outputSchema;
    return runAgentAt(place, agent, modelFor(m_scope, agent, m_job.model));
}

GraphRun::Done GraphRun::runAgentAt(const Place& place, const AgentDefinition& agent,
                                    const std::string& model)
{
    const auto scope = scopeOf(place.walk, place.item);
    auto task = place.node.task.render(scope);
    if (!task)
        return {failed(place.node, "its task: " + task.error().text())};
    AgentJob job;
    job.agent = &agent;
    job.task = place.node.definition->task.empty() ? m_job.task : std::move(*task);
    job.model = model;
    job.path = childPath(place.path, "agent", agent.name, 1);
    job.warnings = m_job.warnings;
    job.label = place.walk.label;
    job.endHolds = place.failureHolds;
    job.share = {std::nullopt, agent.limits.tokens, agent.limits.cost, std::nullopt, std::nullopt};
    auto result = runAgent(m_scope, job, place.stop);
    if (result.outcome == Outcome::Stopped)
        return {stopped()};
    if (result.outcome != Outcome::Done) {
        auto end = failed(place.node, "agent " + agent.name + ": " + result.output);
        end.outcome = result.outcome;
        return {std::move(end)};
    }
    return {{}, valueOf(result.output), result.label};
}

GraphRun::Done GraphRun::performTool(const Place& place)
{
    const auto& definition = *place.node.definition;
    const auto arguments = place.node.arguments.evaluate(scopeOf(place.walk, place.item));
    if (!arguments)
        return {failed(place.node, arguments.error().text())};
    tools::CallSite site;
    site.task = m_job.task;
    site.state = &place.walk.state.value();
    site.context = place.walk.label;
    site.requiresApproval = definition.requiresApproval;
    site.provenance = [&](const Json& given) {
        return provenanceOfNode(given, definition.arguments, place.walk.label);
    };
    auto& seam = *m_scope.seam;
    for (int attempt = 1;; ++attempt) {
        site.path = childPath(place.path, "tool", attempt);
        auto asked = dumpJson(*arguments);
        for (const auto& change : m_scope.changes) {
            if (change.key == "arguments" && change.at == site.path)
                asked = change.value;
        }
        const bool wasRecorded = seam.recorded(site.path, EventType::ToolFinished) != nullptr;
        const StepStop deadline(*m_scope.deadlines, *m_scope.ledger, place.stop);
        const ToolCall call{
            "call_" + std::to_string(attempt), definition.tool, std::move(asked), {}};
        const auto outcome = m_scope.pipeline->run(call, site, deadline.token());
        // an item that failed by itself while another ended the map: the record has it as that
        const bool hasFailed = place.item && !outcome.answer.ok && !outcome.cancelled;
        if (outcome.stopRun || (place.stop.stop_requested() && !hasFailed))
            return {stopped()};
        if (outcome.answer.ok)
            return {{},
                    parseJson(outcome.resultJson).value_or(Json(outcome.answer.text)),
                    outcome.label};
        // A run that was resumed tries again what had failed, and what was cut off also where a failure holds; a replay
        // does what the record does.
        const auto next = childPath(place.path, "tool", attempt + 1);
        if (wasRecorded
            && (seam.isReplay() ? seam.recorded(next, EventType::ToolRequested) != nullptr
                                : (isCutOff(outcome.end) || !place.failureHolds)
                        && seam.recorded(place.path, EventType::NodeLeft) == nullptr))
            continue;
        // in a map the end of another item cut it off; elsewhere the visit itself says how it ended
        const bool wasCutOff = place.item && outcome.end == tools::CallEnd::Cancelled;
        if (seam.isReplay() && (outcome.cancelled || wasCutOff))
            return {stopped()};
        if (outcome.end == tools::CallEnd::Skipped)
            return {.end = {}, .result = {}, .label = {}, .isSkipped = true};
        auto end = failed(place.node, definition.tool + ": " + outcome.answer.text);
        if (outcome.breach || outcome.cancelled)
            end.outcome = Outcome::Limit; // its time was over
        else if (outcome.end == tools::CallEnd::Denied)
            end.outcome = Outcome::Denied;
        return {std::move(end)};
    }
}

GraphRun::Done GraphRun::performMap(const Place& place) // NOLINT(misc-no-recursion)
{
    const auto& definition = *place.node.definition;
    auto over = place.node.over.evaluate(scopeOf(place.walk, place.item));
    if (!over)
        return {failed(place.node, "over: " + over.error().text())};
    if (!over->is_array())
        return {
            failed(place.node, std::string("over gives a ") + over->type_name() + ", not a list")};
    std::stop_source group;
    const std::stop_callback onStop(place.stop, [&group] { group.request_stop(); });
    std::vector<Json> results(over->size());
    std::mutex mutex; // guards label, failure and changes of failedAt
    Label label;
    std::optional<End> failure;
    std::atomic<std::size_t> failedAt = results.size(); // the first item that failed
    const bool holds = definition.collectsErrors || place.failureHolds;
    runBranches(m_scope, results.size(), std::size_t(definition.maxParallel), [&](std::size_t i) {
        // Items before one that failed are looked at whatever the timing: the first that fails by itself is the one
        // that is told, live and in a replay.
        if (place.stop.stop_requested() || (i > failedAt && !m_scope.seam->isReplay()))
            return;
        const Item item{std::move((*over)[i]), Json(i)};
        auto done = perform({*place.node.inner, childPath(place.path, "item", int(i) + 1),
                             place.walk, &item, group.get_token(), holds});
        const std::lock_guard lock(mutex);
        label = join(label, done.label);
        results[i] = std::move(done.result);
        if (!done.end)
            return;
        const bool isFatal = done.end->outcome != Outcome::Failed;
        if (definition.collectsErrors && !isFatal) {
            results[i] = {{"error", toUtf8(done.end->output)}};
            return;
        }
        if (!m_scope.seam->isReplay()) // which ends where its record ends
            group.request_stop();
        const bool isCancelled = done.end->outcome == Outcome::Stopped;
        if (!failure || (!isCancelled && i < failedAt)) {
            failure = std::move(done.end);
            failedAt = isCancelled ? failedAt.load() : i;
        }
    });
    if (place.stop.stop_requested())
        return {stopped()};
    if (failure) {
        if (failure->outcome != Outcome::Stopped)
            failure->output += " (item " + std::to_string(failedAt + 1) + ")";
        return {std::move(failure)};
    }
    return {{}, Json(std::move(results)), label};
}

GraphRun::Done GraphRun::performSet(const Place& place)
{
    Json values = Json::object();
    const auto scope = scopeOf(place.walk, place.item);
    for (const auto& [key, expression] : place.node.set) {
        auto value = expression.evaluate(scope);
        if (!value)
            return {failed(place.node, "set " + key + ": " + value.error().text())};
        values[key] = std::move(*value);
    }
    return {{}, std::move(values), {}};
}

GraphRun::Done GraphRun::performGate(const Place& place)
{
    const auto& definition = *place.node.definition;
    auto prompt = place.node.prompt.render(scopeOf(place.walk, place.item));
    if (!prompt)
        return {failed(place.node, "its prompt: " + prompt.error().text())};
    GateQuestion question{GateQuestion::Kind::Choice, GateKind::Node,
                          childPath(place.path, "gate", 1)};
    question.rule = "gate: " + definition.name;
    question.reason = prompt->empty() ? "The graph waits at " + definition.name + "." : *prompt;
    question.choices = definition.choices;
    question.fallback = definition.defaultChoice;
    question.label = place.walk.label;
    Json more = {{"node", definition.name}, {"prompt", toUtf8(*prompt)}};
    addState(more, place.walk.state);
    question.more = dumpJson(more);
    const auto answer = askAt(m_scope, question, place.stop);
    if (!answer || answer->decision == GateDecision::Stop)
        return {stopped()};
    const Label endorsed{Integrity::Endorsed, Confidentiality::Public};
    switch (answer->decision) {
    case GateDecision::Choose:
    case GateDecision::Approve:
        return {
            {}, answer->choice.empty() ? Json("approve") : Json(toUtf8(answer->choice)), endorsed};
    case GateDecision::Answer:
    case GateDecision::Edit:
    case GateDecision::Done:
        return {{},
                answer->choice.empty()
                    ? valueOf(answer->result.empty() ? answer->arguments : answer->result)
                    : Json(toUtf8(answer->choice)),
                endorsed};
    case GateDecision::Skip:
        return {.end = {}, .result = {}, .label = {}, .isSkipped = true};
    default:
        break;
    }
    auto end = failed(
        place.node,
        "refused" + (answer->reason.empty() ? std::string() : ": " + toUtf8(answer->reason)));
    end.outcome = Outcome::Denied;
    return {std::move(end)};
}

GraphRun::Done GraphRun::performWorkflow(const Place& place) // NOLINT(misc-no-recursion)
{
    const auto& definition = *place.node.definition;
    auto task = place.node.task.render(scopeOf(place.walk, place.item));
    if (!task)
        return {failed(place.node, "its task: " + task.error().text())};
    WorkflowJob job{definition.workflow, definition.task.empty() ? m_job.task : std::move(*task),
                    place.path,          m_job.model,
                    place.walk.label,    m_job.warnings,
                    m_job.depth + 1,     place.failureHolds};
    auto work = runWorkflow(m_scope, job, place.stop);
    if (work.end.outcome == Outcome::Stopped)
        return {stopped()};
    if (work.end.outcome != Outcome::Done) {
        auto end = failed(place.node, "workflow " + definition.workflow + ": " + work.end.output);
        end.outcome = work.end.outcome;
        return {std::move(end)};
    }
    return {{}, parseJson(work.value).value_or(Json(toUtf8(work.end.output))), work.end.label};
}

GraphRun::Done GraphRun::performEnd(const Place& place)
{
    if (place.node.definition->output == "null")
        return {{}, place.walk.last, {}};
    auto output = place.node.output.evaluate(scopeOf(place.walk, place.item));
    if (!output)
        return {failed(place.node, output.error().text())};
    return {{}, std::move(*output), {}};
}

} // namespace signalbox::workflow
