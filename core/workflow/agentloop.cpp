// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workflow/agentloop.h"

#include "base/hash.h"
#include "base/jsonvalue.h"
#include "base/text.h"
#include "schema/schema.h"
#include "workflow/modelcall.h"
#include "workflow/provenance.h"
#include "workflow/toolbatch.h"

namespace signalbox::workflow {

namespace {
constexpr std::int64_t defaultResultTokens = 4000;
constexpr std::int64_t lastOutput = 4096; // tokens of an answer that wraps up
constexpr std::int64_t extraInput = 128; // tokens of the words that ask for it

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

// The state of one agent between its steps.
class Loop
{
public:
    Loop(RunScope& scope, const AgentJob& job, std::stop_token stop)
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

    AgentResult run()
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

private:
    void append(Message message, std::string path)
    {
        m_conversation.append(std::move(message));
        m_paths.push_back(std::move(path));
    }

    AgentResult end(Outcome outcome, std::string output)
    {
        return {outcome, std::move(output), m_conversation.window().label()};
    }

    // Steps and time, before anything of the step is done. What was reached and decided in the record holds.
    std::optional<AgentResult> checkLimits(int step, const std::string& stepPath)
    {
        for (;;) {
            const auto* asked = recordedRequest(stepPath);
            const auto* reached = m_scope.seam->recorded(stepPath, EventType::BudgetReached);
            if (reached && (!asked || reached->seq < asked->seq)) {
                if (auto ended = foldLimit(*reached, stepPath))
                    return ended;
                continue;
            }
            if (m_wrappingUp)
                return std::nullopt;
            if (auto ended = checkShare())
                return ended;
            if (asked)
                return std::nullopt;
            std::optional<budget::Breach> breach;
            auto own = m_job.agent->limits;
            if (own.steps)
                *own.steps += m_moreSteps;
            const auto allowed = tightest(m_scope.ledger->limits(), own).steps;
            if (allowed && step > *allowed)
                breach = budget::Breach{LimitKind::Steps, double(step - 1), double(*allowed)};
            else
                breach = m_scope.ledger->timeBreach();
            if (!breach)
                return std::nullopt;
            if (auto ended = meet(*breach, stepPath))
                return ended;
        }
    }

    // The part of the run's budget that is this agent's own. Follows from what was recorded: told again in a replay.
    std::optional<AgentResult> checkShare()
    {
        std::optional<budget::Breach> breach;
        const auto& share = m_job.share;
        const auto next = m_conversation.window().estimate() + budget::Ledger::leastOutput;
        if (share.tokens && m_usedTokens + next > *share.tokens)
            breach = {LimitKind::Tokens, double(m_usedTokens), double(*share.tokens)};
        else if (share.cost && m_usedCost.nanoUsd >= share.cost->nanoUsd)
            breach = {LimitKind::CostUsd, m_usedCost.usd(), share.cost->usd()};
        if (!breach)
            return std::nullopt;
        m_scope.seam->emit(m_job.path, EventType::BudgetReached, budget::breachJson(*breach));
        auto ended = end(Outcome::Limit,
                         "its share of the limit of " + std::string(limitName(breach->limit))
                             + " was reached");
        ended.isOwnLimit = true;
        return ended;
    }

    // The next request of this step in the record.
    const Event* recordedRequest(const std::string& stepPath) const
    {
        return m_scope.seam->recorded(childPath(stepPath, "model", 1), EventType::ModelRequested);
    }

    // A limit that the record says was reached here. An end that the run was resumed from is only told.
    std::optional<AgentResult> foldLimit(const Event& reached, const std::string& stepPath)
    {
        const auto& seam = *m_scope.seam;
        const auto gate = childPath(stepPath, "gate", m_gates[stepPath] + 1);
        const bool goesOn = !seam.isReplay() || recordedRequest(stepPath);
        const bool isDecided = seam.recorded(gate, EventType::GateDecided) != nullptr;
        const auto breach = budget::breachFromJson(reached.data);
        if (!breach || (goesOn && !seam.recorded(gate, EventType::GateOpened))) {
            m_scope.seam->emit(stepPath, EventType::BudgetReached, reached.data);
            return std::nullopt;
        }
        auto ended = meet(*breach, stepPath);
        return goesOn && isDecided ? std::nullopt : ended;
    }

    // A person extends, asks for a last answer, or it ends here.
    std::optional<AgentResult> meet(const budget::Breach& breach, const std::string& stepPath)
    {
        const auto before = m_scope.ledger->limits().steps.value_or(0);
        const auto gate = childPath(stepPath, "gate", ++m_gates[stepPath]);
        switch (onBreach(m_scope, breach, stepPath, gate, m_stop)) {
        case AfterBreach::Retry:
            // the agent's own limit grows with the run's
            m_moreSteps +=
                m_job.agent->limits.steps ? m_scope.ledger->limits().steps.value_or(0) - before : 0;
            return std::nullopt;
        case AfterBreach::WrapUp:
            wrapUp(breach, stepPath);
            return std::nullopt;
        case AfterBreach::End:
            break;
        }
        if (m_stop.stop_requested())
            return end(Outcome::Stopped, "stopped");
        auto ended = end(Outcome::Limit,
                         "the limit of " + std::string(limitName(breach.limit)) + " was reached");
        ended.isOwnLimit = breach.limit == LimitKind::Steps; // counted for each agent
        return ended;
    }

    void wrapUp(const budget::Breach& breach, const std::string& stepPath)
    {
        m_wrappingUp = true;
        Limits room;
        room.tokens = m_conversation.window().estimate() + extraInput + lastOutput;
        room.seconds = std::chrono::minutes(2);
        if (const auto* entry = m_scope.models->entry(m_model)) {
            const auto price =
                m_scope.models->worstCase(*entry, m_conversation.window().estimate() + extraInput);
            if (price.input && price.outputToken)
                room.cost = Money{price.input->nanoUsd + lastOutput * price.outputToken->nanoUsd};
        }
        m_scope.ledger->extend(room);
        append({.role = Role::User,
                .text = "The limit of " + std::string(limitName(breach.limit))
                    + " is reached. Call no more tools: give your final answer now, from what you "
                      "have."},
               stepPath);
    }

    // A fork bends the run here: what came before is the record's.
    void takeChange(const std::string& path, const std::string& stepPath)
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

    // What the person told the agent meanwhile, before its next request: never between a call and its result. `when` is
    // "step", or "answer" where the agent would have ended its turn.
    bool takeSteering(const std::string& stepPath, std::string_view when)
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

    tl::expected<ModelAnswer, AgentResult> ask(int step, const std::string& stepPath)
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

    // What a reply leads to: an end, or the next step.
    std::optional<AgentResult> take(const ModelAnswer& answered, int step,
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
            said.contentProvider =
                reply.content.empty() ? std::string() : providerOf(*answered.entry);
        said.label = m_conversation.window().label();
        if (reply.stop == llm::StopReason::Refusal)
            return end(Outcome::Failed,
                       "the model refused: " + (reply.text.empty() ? reply.rawStop : reply.text));
        if (reply.stop == llm::StopReason::Context)
            return end(Outcome::Failed,
                       "the conversation no longer fits the model's context window");
        append(std::move(said), stepPath);
        if (reply.calls.empty())
            return answer(reply, step, stepPath);
        if (m_wrappingUp)
            return end(Outcome::Limit, reply.text);
        return runTools(reply, step, stepPath);
    }

    // Whose the opaque blocks of a reply are: they are bound to the model that made them.
    std::string providerOf(const ModelEntry& entry) const
    {
        const auto client = m_scope.models->client(entry.name);
        return client ? (*client)->contentProvider() : std::string(protocolName(entry.protocol));
    }

    std::optional<AgentResult> answer(const llm::Reply& reply, int step,
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

    // Empty where the answer follows the agent's output schema, or there is none.
    std::string schemaComplaint(const std::string& text) const
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

    // A lead's only tool.
    std::optional<AgentResult> takePlans(const llm::Reply& reply, const std::string& stepPath)
    {
        Message told{.role = Role::Tool};
        std::optional<AgentResult> ended;
        int plans = 0;
        for (const auto& call : reply.calls) {
            PlanTaken taken;
            taken.answer.ok = false;
            if (!call.problem.empty())
                taken.answer.text = call.problem;
            else if (reply.stop == llm::StopReason::Length)
                taken.answer.text = "not run: the reply was cut by the output limit; plan fewer or "
                                    "shorter steps";
            else if (call.name != m_job.plan->definition->name)
                taken.answer.text = "there is no tool " + quoteJson(truncateUtf8(call.name, 80))
                    + "; your only tool is " + m_job.plan->definition->name;
            else if (plans > 0)
                taken.answer.text = "not run: one plan at a time; put all steps into one plan";
            else
                taken = m_job.plan->take(call, childPath(stepPath, "plan", ++plans), m_stop);
            taken.answer.callId = call.id;
            taken.answer.name = call.name;
            told.label = join(told.label, taken.label);
            told.answers.push_back(std::move(taken.answer));
            if (taken.end && !ended)
                ended = std::move(taken.end);
        }
        append(std::move(told), stepPath);
        return ended;
    }

    std::optional<AgentResult> runTools(const llm::Reply& reply, int step,
                                        const std::string& stepPath)
    {
        if (m_job.plan)
            return takePlans(reply, stepPath);
        const StepStop deadline(*m_scope.deadlines, *m_scope.ledger, m_stop);
        auto calls = reply.calls;
        std::vector<tools::CallSite> sites;
        bool tripped =
            false; // once a reply, however many of its calls: the agent has been told nothing between them
        for (std::size_t i = 0; i < calls.size(); ++i) {
            if (reply.stop == llm::StopReason::Length)
                calls[i].problem =
                    "not run: the reply was cut by the output limit in the middle of its "
                    "calls; make fewer or smaller calls at once";
            sites.push_back(siteOf(calls[i], reply, step, stepPath, int(i) + 1));
            tripped = tripped || sites.back().trip;
        }
        if (tripped)
            m_breaker.tripped();
        auto outcomes = runCalls(m_scope, calls, sites, deadline.token());
        Message told{.role = Role::Tool};
        for (std::size_t i = 0; i < outcomes.size(); ++i) {
            told.label = join(told.label, outcomes[i].label);
            if (sites[i].trip)
                m_breaker.again(calls[i].name, argumentsHash(calls[i]));
            else
                m_breaker.after(calls[i].name, argumentsHash(calls[i]), outcomes[i].answer.ok,
                                sha256(outcomes[i].answer.text).view());
            told.answers.push_back(outcomes[i].answer);
        }
        append(std::move(told), stepPath);
        return afterTools(outcomes, step, stepPath);
    }

    tools::CallSite siteOf(const ToolCall& call, const llm::Reply& reply, int step,
                           const std::string& stepPath, int n)
    {
        tools::CallSite site;
        site.path = childPath(stepPath, "tool", n);
        site.agent = m_job.agent->name;
        site.task = m_job.task;
        site.step = step;
        site.context = m_conversation.window().label();
        site.says = reply.text;
        site.askBelow = m_job.agent->askBelow;
        site.trip = m_breaker.before(call.name, argumentsHash(call));
        site.resultTokens = m_job.agent->toolResultTokens.value_or(defaultResultTokens);
        site.provenance = [this](const Json& arguments) {
            return provenance(arguments, m_conversation.window().messages(), m_paths);
        };
        return site;
    }

    static std::string argumentsHash(const ToolCall& call)
    {
        return std::string(sha256(call.arguments).view());
    }

    std::optional<AgentResult> afterTools(const std::vector<tools::CallOutcome>& outcomes, int step,
                                          const std::string& stepPath)
    {
        for (const auto& outcome : outcomes) {
            if (outcome.stopRun || (outcome.cancelled && m_stop.stop_requested()))
                return end(Outcome::Stopped, "stopped");
        }
        for (const auto& outcome : outcomes) {
            if (outcome.wrapUp && !m_wrappingUp)
                wrapUp(*outcome.breach, stepPath);
        }
        // resumed behind its limit: the record goes on
        if (m_wrappingUp || recordedRequest(childPath(m_job.path, "step", step + 1)))
            return std::nullopt;
        for (const auto& outcome : outcomes) {
            if (outcome.breach)
                return end(Outcome::Limit,
                           "the limit of " + std::string(limitName(outcome.breach->limit))
                               + " was reached");
        }
        return std::nullopt;
    }

    RunScope& m_scope;
    const AgentJob& m_job;
    std::string m_model; // name of an entry
    std::stop_token m_stop;
    Conversation m_conversation;
    std::vector<std::string> m_paths; // the step that brought each message
    budget::Breaker m_breaker;
    std::map<std::string, int> m_gates; // limit gates opened at each step
    std::int64_t m_moreSteps = 0; // what a person added to the agent's own limit
    std::int64_t m_usedTokens = 0; // by this agent alone
    Money m_usedCost{};
    bool m_wrappingUp = false;
};
} // namespace

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
    const auto* over =
        scope.seam->isReplay() ? nullptr : scope.seam->recorded(job.path, EventType::AgentFinished);
    std::stop_source noMore;
    noMore.request_stop(); // what the record has is folded, and nothing is begun
    Loop loop(scope, job, over ? noMore.get_token() : std::move(stop));
    auto result = loop.run();
    if (over) {
        const auto data = parseJson(over->data).value_or(Json::object());
        result.outcome = outcomeFromName(stringAt(data, "outcome"));
        result.output = stringAt(data, "output");
        result.isOwnLimit = result.outcome == Outcome::Limit;
    }
    Json finished = {{"outcome", outcomeName(result.outcome)}, {"output", toUtf8(result.output)}};
    if (job.endHolds
        && (result.outcome == Outcome::Failed
            || (result.outcome == Outcome::Limit && result.isOwnLimit && !job.planStep.empty())))
        finished["final"] = true; // the run goes on without it
    scope.seam->emit(job.path, EventType::AgentFinished, dumpJson(finished));
    return result;
}

} // namespace signalbox::workflow
