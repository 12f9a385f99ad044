// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
// What an agent does where a limit is reached.
#include "workflow/agentwork.h"

namespace signalbox::workflow {

namespace {
constexpr std::int64_t lastOutput = 4096; // tokens of an answer that wraps up
constexpr std::int64_t extraInput = 128; // tokens of the words that ask for it
} // namespace

std::optional<AgentResult> AgentWork::checkLimits(int step, const std::string& stepPath)
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

std::optional<AgentResult> AgentWork::checkShare()
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
    auto ended =
        end(Outcome::Limit,
            "its share of the limit of " + std::string(limitName(breach->limit)) + " was reached");
    ended.isOwnLimit = true;
    return ended;
}

std::optional<AgentResult> AgentWork::foldLimit(const Event& reached, const std::string& stepPath)
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

std::optional<AgentResult> AgentWork::meet(const budget::Breach& breach,
                                           const std::string& stepPath)
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

void AgentWork::wrapUp(const budget::Breach& breach, const std::string& stepPath)
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

} // namespace signalbox::workflow
