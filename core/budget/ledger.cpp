// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "budget/ledger.h"

#include "base/jsonvalue.h"

#include <algorithm>

namespace signalbox::budget {

std::string breachJson(const Breach& breach)
{
    return dumpJson(
        Json{{"limit", limitName(breach.limit)}, {"used", breach.used}, {"of", breach.of}});
}

std::optional<Breach> breachFromJson(std::string_view data)
{
    const auto value = parseJson(data);
    if (!value)
        return std::nullopt;
    using enum LimitKind;
    for (const auto kind : {Steps, Tokens, CostUsd, Seconds, ToolCalls}) {
        if (limitName(kind) == stringAt(*value, "limit"))
            return Breach{kind, numberAt(*value, "used").value_or(0),
                          numberAt(*value, "of").value_or(0)};
    }
    return std::nullopt;
}

Ledger::Ledger(Limits limits, const Clock& clock)
    : m_clock(clock)
    , m_limits(limits)
    , m_started(clock.steady())
{ }

namespace {
// The output that fits beside `input` into what is left, or what stands in the way.
tl::expected<Grant, Breach> fit(std::int64_t input, std::int64_t maxOutput, const WorstCase& price,
                                const Limits& limits, const Totals& totals, std::int64_t heldTokens,
                                Money heldCost)
{
    const auto least = std::min(Ledger::leastOutput, maxOutput);
    Grant grant{input, maxOutput, std::nullopt};
    if (limits.tokens) {
        const auto room = *limits.tokens - totals.tokens - heldTokens - input;
        if (room < least)
            return tl::unexpected(
                Breach{LimitKind::Tokens, double(totals.tokens), double(*limits.tokens)});
        grant.maxOutput = std::min(grant.maxOutput, room);
    }
    if (!price.input || !price.outputToken)
        return grant;
    if (limits.cost) {
        const auto room =
            limits.cost->nanoUsd - totals.cost.nanoUsd - heldCost.nanoUsd - price.input->nanoUsd;
        const auto perToken = price.outputToken->nanoUsd;
        const auto affordable = perToken > 0 ? room / perToken : maxOutput;
        if (room < 0 || affordable < least)
            return tl::unexpected(
                Breach{LimitKind::CostUsd, totals.cost.usd(), limits.cost->usd()});
        grant.maxOutput = std::min(grant.maxOutput, affordable);
    }
    grant.cost = Money{price.input->nanoUsd + price.outputToken->nanoUsd * grant.maxOutput};
    return grant;
}
} // namespace

Result<tl::expected<Grant, Breach>> Ledger::reserve(std::int64_t input, std::int64_t maxOutput,
                                                    const WorstCase& price, std::stop_token stop)
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        if (stop.stop_requested())
            return fail(Errc::Cancelled, "stopped");
        auto grant = fit(input, maxOutput, price, m_limits, m_totals, m_heldTokens, m_heldCost);
        if (grant) {
            m_heldTokens += grant->input + grant->maxOutput;
            if (grant->cost)
                m_heldCost += *grant->cost;
            ++m_outstanding;
            return grant;
        }
        // alone it would not fit either: waiting cannot help
        const auto alone = fit(input, maxOutput, price, m_limits, m_totals, 0, {});
        if (!alone || m_outstanding == 0)
            return grant;
        const auto seen = m_outstanding;
        m_settled.wait(lock, stop, [this, seen] { return m_outstanding != seen; });
    }
}

void Ledger::hold(const Grant& grant)
{
    const std::lock_guard lock(m_mutex);
    m_heldTokens += grant.input + grant.maxOutput;
    if (grant.cost)
        m_heldCost += *grant.cost;
    ++m_outstanding;
}

void Ledger::settle(const Grant& grant, const Usage& usage, const Cost& cost)
{
    {
        const std::lock_guard lock(m_mutex);
        m_heldTokens -= grant.input + grant.maxOutput;
        if (grant.cost)
            m_heldCost = m_heldCost - *grant.cost;
        m_totals.tokens += usage.total();
        if (cost)
            m_totals.cost += *cost;
        else if (usage.total() > 0)
            m_totals.costKnown = false;
        --m_outstanding;
    }
    m_settled.notify_all();
}

void Ledger::countStep()
{
    const std::lock_guard lock(m_mutex);
    ++m_totals.steps;
}

tl::expected<void, Breach> Ledger::reserveToolCall()
{
    const std::lock_guard lock(m_mutex);
    if (m_limits.toolCalls && m_totals.toolCalls >= *m_limits.toolCalls)
        return tl::unexpected(
            Breach{LimitKind::ToolCalls, double(m_totals.toolCalls), double(*m_limits.toolCalls)});
    ++m_totals.toolCalls;
    return {};
}

void Ledger::pauseClock()
{
    const std::lock_guard lock(m_mutex);
    if (m_pauses++ == 0)
        m_pausedSince = m_clock.steady();
}

void Ledger::resumeClock()
{
    const std::lock_guard lock(m_mutex);
    if (--m_pauses == 0)
        m_paused += m_clock.steady() - m_pausedSince;
}

std::chrono::milliseconds Ledger::elapsed() const
{
    const auto end = m_pauses > 0 ? m_pausedSince : m_clock.steady();
    return std::chrono::duration_cast<std::chrono::milliseconds>(end - m_started - m_paused);
}

std::optional<Breach> Ledger::timeBreach() const
{
    const std::lock_guard lock(m_mutex);
    if (!m_limits.seconds || elapsed() < *m_limits.seconds)
        return std::nullopt;
    return Breach{LimitKind::Seconds, double(elapsed().count()) / 1000.0,
                  double(m_limits.seconds->count()) / 1000.0};
}

std::optional<std::chrono::milliseconds> Ledger::timeLeft() const
{
    const std::lock_guard lock(m_mutex);
    if (!m_limits.seconds)
        return std::nullopt;
    return std::max(std::chrono::milliseconds(0), *m_limits.seconds - elapsed());
}

void Ledger::extend(const Limits& more)
{
    {
        const std::lock_guard lock(m_mutex);
        if (more.steps && m_limits.steps)
            *m_limits.steps += *more.steps;
        if (more.tokens && m_limits.tokens)
            *m_limits.tokens += *more.tokens;
        if (more.cost && m_limits.cost)
            *m_limits.cost += *more.cost;
        if (more.seconds && m_limits.seconds)
            *m_limits.seconds += *more.seconds;
        if (more.toolCalls && m_limits.toolCalls)
            *m_limits.toolCalls += *more.toolCalls;
    }
    m_settled.notify_all();
}

Limits Ledger::limits() const
{
    const std::lock_guard lock(m_mutex);
    return m_limits;
}

Totals Ledger::totals() const
{
    const std::lock_guard lock(m_mutex);
    auto totals = m_totals;
    totals.seconds = double(elapsed().count()) / 1000.0;
    return totals;
}

} // namespace signalbox::budget
