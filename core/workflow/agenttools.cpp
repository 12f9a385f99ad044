// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
// What an agent does with the calls of a reply.
#include "workflow/agentwork.h"

#include "base/hash.h"
#include "base/jsonvalue.h"
#include "base/text.h"
#include "workflow/provenance.h"

namespace signalbox::workflow {

namespace {
constexpr std::int64_t defaultResultTokens = 4000;
} // namespace

std::optional<AgentResult> AgentWork::takePlans(const llm::Reply& reply,
                                                const std::string& stepPath)
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

std::optional<AgentResult> AgentWork::runTools(const llm::Reply& reply, int step,
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

tools::CallSite AgentWork::siteOf(const ToolCall& call, const llm::Reply& reply, int step,
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

std::string AgentWork::argumentsHash(const ToolCall& call)
{
    return std::string(sha256(call.arguments).view());
}

std::optional<AgentResult> AgentWork::afterTools(const std::vector<tools::CallOutcome>& outcomes,
                                                 int step, const std::string& stepPath)
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

} // namespace signalbox::workflow
