// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workflow/agentwork.h"

#include "base/jsonvalue.h"
#include "base/text.h"
#include "schema/schema.h"

namespace signalbox::workflow {

namespace {
std::vector<ToolPtr> definitionsOf(const std::vector<const tools::Tool*>& tools, bool confidence)
{
    std::vector<ToolPtr> definitions;
    for (const auto* tool : tools) {
        if (!tool->problem.empty())
            continue;
        if (!confidence || !tool->effects.isEffectful()) {
            definitions.push_back(tool->definition);
            continue;
        }
        // an effectful tool of an agent with a confidence threshold is asked how sure the model is
        auto changed = std::make_shared<ToolDefinition>(*tool->definition);
        auto schema = parseJson(changed->parameters).value_or(Json::object());
        schema["properties"]["_confidence"] = {
            {"type", "number"},
            {"minimum", 0},
            {"maximum", 1},
            {"description", "How sure you are that this call is right, from 0 to 1."}};
        changed->parameters = dumpJson(schema);
        definitions.push_back(std::move(changed));
    }
    return definitions;
}
} // namespace

AgentWork::AgentWork(RunScope& scope, const AgentJob& job, std::stop_token stop)
    : m_scope(scope)
    , m_job(job)
    , m_model(job.model)
    , m_stop(std::move(stop))
    , m_conversation(job.agent->name, job.agent->instructions,
                     job.plan ? std::vector<ToolPtr>{job.plan->definition}
                              : definitionsOf(scope.registry->choose(job.agent->tools),
                                              job.agent->askBelow.has_value()),
                     job.agent->outputSchema)
    , m_breaker({scope.workspace->breakers.enabled, scope.workspace->breakers.equalCalls,
                 scope.workspace->breakers.equalErrors, scope.workspace->breakers.cycles})
{
    append({.role = Role::User, .text = job.task, .label = job.label}, {});
}

AgentResult AgentWork::run()
{
    for (int step = 1;; ++step) {
        const auto stepPath = childPath(m_job.path, "step", step);
        if (m_stop.stop_requested() && !recordedRequest(stepPath))
            return end(Outcome::Stopped, "stopped");
        if (auto ended = checkLimits(step, stepPath))
            return *ended;
        auto reply = ask(step, stepPath);
        if (!reply)
            return reply.error();
        if (m_scope.stopAfter == childPath(stepPath, "model", 1))
            return end(Outcome::Stopped, reply->reply.text);
        if (auto ended = take(*reply, step, stepPath))
            return *ended;
    }
}

void AgentWork::append(Message message, std::string path)
{
    m_conversation.append(std::move(message));
    m_paths.push_back(std::move(path));
}

AgentResult AgentWork::end(Outcome outcome, std::string output)
{
    return {outcome, std::move(output), m_conversation.window().label()};
}

const Event* AgentWork::recordedRequest(const std::string& stepPath) const
{
    return m_scope.seam->recorded(childPath(stepPath, "model", 1), EventType::ModelRequested);
}

void AgentWork::takeChange(const std::string& path, const std::string& stepPath)
{
    for (const auto& change : m_scope.changes) {
        if (change.at != path)
            continue;
        if (change.key == "model")
            m_model = change.value;
        else if (change.key == "instructions")
            m_conversation.instruct(change.value);
        else if (change.key == "message")
            append({.role = Role::User, .text = change.value}, stepPath);
    }
}

bool AgentWork::takeSteering(const std::string& stepPath, std::string_view when)
{
    auto& seam = *m_scope.seam;
    bool taken = false;
    const auto deliver = [&](const Json& data) {
        seam.emit(stepPath, EventType::SteerDelivered, dumpJson(data));
        append({.role = Role::User,
                .text = stringAt(data, "text"),
                .label = {Integrity::Endorsed, Confidentiality::Public}},
               stepPath);
        taken = true;
    };
    while (const auto* recorded = seam.recorded(stepPath, EventType::SteerDelivered)) {
        const auto data = parseJson(recorded->data).value_or(Json::object());
        if (stringAt(data, "when") != when)
            break;
        deliver(data);
    }
    if (!m_scope.steering || seam.isReplay() || recordedRequest(stepPath))
        return taken;
    for (const auto& text : m_scope.steering->take(m_job.path, when == "answer"))
        deliver({{"id", text.id}, {"text", text.text}, {"when", when}});
    return taken;
}

tl::expected<ModelAnswer, AgentResult> AgentWork::ask(int step, const std::string& stepPath)
{
    const auto path = childPath(stepPath, "model", 1);
    takeChange(path, stepPath);
    for (bool isFirst = true;; isFirst = false) {
        HoldPoint point{HoldPoint::When::Model, path, m_job.agent->name, m_model};
        point.first = step == 1;
        if (!holdAt(m_scope, point, m_stop))
            return tl::unexpected(end(Outcome::Stopped, "stopped"));
        if (isFirst && !m_wrappingUp)
            takeSteering(stepPath, "step");
        const StepStop deadline(*m_scope.deadlines, *m_scope.ledger, m_stop);
        auto reply = callModel(m_scope, m_conversation, m_model, path, step, deadline.token());
        if (reply) {
            m_scope.ledger->countStep();
            if (m_job.warnings)
                m_job.warnings->look(m_scope, stepPath);
            return std::move(*reply);
        }
        if (const auto* failed = std::get_if<ModelFailed>(&reply.error()))
            return tl::unexpected(end(Outcome::Failed, failed->message));
        if (const auto* told = m_scope.seam->recorded(stepPath, EventType::BudgetReached)) {
            if (auto ended = foldLimit(*told, stepPath))
                return tl::unexpected(*ended);
            continue;
        }
        auto breach = m_scope.ledger->timeBreach();
        if (const auto* reached = std::get_if<budget::Breach>(&reply.error()))
            breach = *reached;
        if (m_stop.stop_requested() || !breach)
            return tl::unexpected(end(Outcome::Stopped, "stopped"));
        if (m_wrappingUp)
            return tl::unexpected(end(Outcome::Limit, "no room was left for a last answer"));
        if (auto ended = meet(*breach, stepPath))
            return tl::unexpected(*ended);
    }
}

std::optional<AgentResult> AgentWork::take(const ModelAnswer& answered, int step,
                                           const std::string& stepPath)
{
    const auto& reply = answered.reply;
    m_conversation.window().calibrate(reply.usage.prompt());
    m_usedTokens += reply.usage.total();
    if (m_job.share.cost)
        m_usedCost.nanoUsd +=
            m_scope.models->cost(*answered.entry, reply.usage).value_or(Money{}).nanoUsd;
    Message said{.role = Role::Assistant, .text = reply.text, .calls = reply.calls};
    said.content = reply.content;
    if (!reply.content.empty()) // the blocks of a model hold for that model alone
        said.contentProvider = providerOf(*answered.entry);
    said.label = m_conversation.window().label();
    if (reply.stop == llm::StopReason::Refusal)
        return end(Outcome::Failed,
                   "the model refused: " + (reply.text.empty() ? reply.rawStop : reply.text));
    if (reply.stop == llm::StopReason::Context)
        return end(Outcome::Failed, "the conversation no longer fits the model's context window");
    append(std::move(said), stepPath);
    if (reply.calls.empty())
        return answer(reply, step, stepPath);
    if (m_wrappingUp)
        return end(Outcome::Limit, reply.text);
    return runTools(reply, step, stepPath);
}

std::string AgentWork::providerOf(const ModelEntry& entry) const
{
    const auto client = m_scope.models->client(entry.name);
    return client ? (*client)->contentProvider() : std::string(protocolName(entry.protocol));
}

std::optional<AgentResult> AgentWork::answer(const llm::Reply& reply, int step,
                                             const std::string& stepPath)
{
    if (reply.stop == llm::StopReason::Pause)
        return std::nullopt; // the provider wants to be asked again
    const auto complaint = m_wrappingUp ? std::string() : schemaComplaint(reply.text);
    if (complaint.empty() && !m_wrappingUp
        && takeSteering(childPath(m_job.path, "step", step + 1), "answer"))
        return std::nullopt;
    if (complaint.empty())
        return end(Outcome::Done, reply.text);
    append({.role = Role::User, .text = complaint}, stepPath);
    return std::nullopt;
}

std::string AgentWork::schemaComplaint(const std::string& text) const
{
    if (m_job.agent->outputSchema.empty())
        return {};
    const auto schema = schema::Schema::compileText(m_job.agent->outputSchema);
    if (!schema)
        return {}; // the workspace check says so
    const auto value = parseJson(text);
    if (!value)
        return "Answer with one JSON value that follows the output schema and nothing else: "
            + value.error().text();
    const auto findings = schema->validate(*value);
    if (!findings || findings->empty())
        return {};
    std::string words = "Your answer does not follow the output schema. Answer again.";
    for (const auto& finding : *findings)
        words += "\n- " + finding.text();
    return words;
}

std::string_view outcomeName(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Done:
        return "done";
    case Outcome::Failed:
        return "failed";
    case Outcome::Limit:
        return "limit";
    case Outcome::Denied:
        return "denied";
    case Outcome::Stopped:
        return "stopped";
    case Outcome::Interrupted:
        return "interrupted";
    }
    return "failed";
}

Outcome outcomeFromName(std::string_view name)
{
    using enum Outcome;
    for (const auto outcome : {Done, Failed, Limit, Denied, Stopped, Interrupted}) {
        if (outcomeName(outcome) == name)
            return outcome;
    }
    return Failed;
}

namespace {
bool isCutShort(Outcome outcome)
{
    return outcome == Outcome::Stopped || outcome == Outcome::Limit;
}
} // namespace

AgentResult runAgent(RunScope& scope, const AgentJob& job, std::stop_token stop)
{
    const auto* entry = scope.models->entry(job.model);
    Json started = {{"agent", job.agent->name},
                    {"model", entry ? entry->name : job.model},
                    {"task", toUtf8(job.task)}};
    if (!job.planStep.empty())
        started["plan_step"] = job.planStep;
    scope.seam->emit(job.path, EventType::AgentStarted, dumpJson(started));
    scope.seam->tellEarlier(job.path, EventType::AgentFinished);
    const auto* told = scope.seam->recorded(job.path, EventType::AgentFinished);
    const auto* over = scope.seam->isReplay() ? nullptr : told;
    std::stop_source noMore;
    noMore.request_stop(); // what the record has is folded, and nothing is begun
    AgentWork work(scope, job, over ? noMore.get_token() : std::move(stop));
    auto result = work.run();
    if (over) {
        const auto data = parseJson(over->data).value_or(Json::object());
        result.outcome = outcomeFromName(stringAt(data, "outcome"));
        result.output = stringAt(data, "output");
        result.isOwnLimit = result.outcome == Outcome::Limit;
    } else if (told && isCutShort(result.outcome)) {
        // whether a limit or the end of what ran beside it came first is told by the record
        const auto data = parseJson(told->data).value_or(Json::object());
        if (const auto outcome = outcomeFromName(stringAt(data, "outcome")); isCutShort(outcome)) {
            result.outcome = outcome;
            result.output = stringAt(data, "output");
        }
    }
    Json finished = {{"outcome", outcomeName(result.outcome)}, {"output", toUtf8(result.output)}};
    // whether a race beside it was decided by then is told by the record
    const bool isFinal = told && scope.seam->isReplay()
        ? boolAt(parseJson(told->data).value_or(Json::object()), "final")
        : job.endHolds
            && (result.outcome == Outcome::Failed
                || (result.outcome == Outcome::Limit && result.isOwnLimit
                    && !job.planStep.empty()));
    if (isFinal)
        finished["final"] = true; // the run goes on without it
    scope.seam->emit(job.path, EventType::AgentFinished, dumpJson(finished));
    return result;
}

} // namespace signalbox::workflow
