// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "trace/meters.h"

#include "base/jsonvalue.h"
#include "values/usage.h"

#include <algorithm>
#include <cmath>

namespace signalbox::trace {

namespace {
template <class T>
void extend(std::optional<T>& limit, const std::optional<T>& more)
{
    if (limit && more)
        limit = *limit + *more;
}

void consider(std::optional<Forecast>& nearest, LimitKind kind, double used,
              std::optional<double> limit, double requests)
{
    if (!limit || used <= 0 || *limit <= used)
        return;
    const auto steps = std::int64_t(std::max(std::floor((*limit - used) / (used / requests)), 1.0));
    if (!nearest || steps < nearest->steps)
        nearest = Forecast{kind, steps};
}

template <class T>
std::optional<double> asDouble(const std::optional<T>& value)
{
    return value ? std::optional(double(*value)) : std::nullopt;
}
} // namespace

Limits limitsOf(const Json& object)
{
    Limits limits;
    limits.steps = intAt(object, "steps");
    limits.tokens = intAt(object, "tokens");
    limits.toolCalls = intAt(object, "tool_calls");
    if (const auto usd = numberAt(object, "cost_usd"); usd && *usd >= 0 && *usd < 1e9)
        limits.cost = Money::fromUsd(*usd);
    if (const auto seconds = numberAt(object, "seconds");
        seconds && *seconds >= 0 && *seconds < 1e9)
        limits.seconds = std::chrono::milliseconds(std::int64_t(*seconds * 1000));
    return limits;
}

std::chrono::microseconds Meters::activeAt(Timestamp now) const
{
    return activeSince && now > *activeSince ? active + (now - *activeSince) : active;
}

std::optional<Forecast> Meters::forecast() const
{
    if (requests < 2) // one request says nothing about a rate
        return std::nullopt;
    std::optional<Forecast> nearest;
    const auto rate = double(requests);
    if (cost && limits.cost)
        consider(nearest, LimitKind::CostUsd, cost->usd(), limits.cost->usd(), rate);
    consider(nearest, LimitKind::Tokens, double(tokens), asDouble(limits.tokens), rate);
    consider(nearest, LimitKind::ToolCalls, double(toolCalls), asDouble(limits.toolCalls), rate);
    consider(nearest, LimitKind::Steps, double(steps), asDouble(limits.steps), double(steps));
    if (limits.seconds)
        consider(nearest, LimitKind::Seconds, double(active.count()),
                 double(limits.seconds->count()) * 1000, rate);
    return nearest;
}

void MeterFold::stopClock(Timestamp time)
{
    m_meters.active = m_meters.activeAt(time);
    m_meters.activeSince.reset();
}

void MeterFold::runClock(Timestamp time)
{
    if (m_gates.empty() && m_held.empty() && !m_meters.activeSince)
        m_meters.activeSince = time;
}

void MeterFold::addReply(const Event& event, const Json& data)
{
    const auto* usage = find(data, "usage");
    if (usage) {
        const auto prompt = boundedTokens(intAt(*usage, "input"))
            + boundedTokens(intAt(*usage, "cache_read"))
            + boundedTokens(intAt(*usage, "cache_write"));
        m_meters.tokens += prompt + boundedTokens(intAt(*usage, "output"));
        m_meters.contextTokens = prompt;
    }
    const auto usd = numberAt(data, "cost_usd");
    if (usd && m_meters.cost && *usd >= 0 && *usd < 1e9)
        *m_meters.cost += Money::fromUsd(*usd);
    else if (!usd)
        m_meters.cost.reset();
    // So that a forecast of time needs no clock of its own.
    if (m_meters.activeSince) {
        m_meters.active = m_meters.activeAt(event.time);
        m_meters.activeSince = event.time;
    }
}

void MeterFold::takeTotals(const Json& data)
{
    const auto* totals = find(data, "totals");
    if (!totals)
        return;
    if (const auto calls = intAt(*totals, "tool_calls"))
        m_meters.toolCalls = *calls;
    if (const auto tokens = intAt(*totals, "tokens"))
        m_meters.tokens = *tokens;
    if (const auto seconds = numberAt(*totals, "seconds");
        seconds && *seconds >= 0 && *seconds < 1e9)
        m_meters.active = std::chrono::microseconds(std::int64_t(*seconds * 1e6));
}

void MeterFold::fold(const Event& event, const Json& data)
{
    switch (event.type) {
    case EventType::RunStarted:
        if (const auto* limits = find(data, "limits"))
            m_meters.limits = limitsOf(*limits);
        runClock(event.time);
        break;
    case EventType::ModelRequested: {
        auto agent = parentPath(event.path);
        if (pathSegments(agent).empty() || pathSegments(agent).back().kind == "step")
            agent = parentPath(agent);
        m_meters.steps = std::max(m_meters.steps, ++m_stepsOf[std::string(agent)]);
        ++m_meters.requests;
        m_meters.contextModel = stringAt(data, "model");
        break;
    }
    case EventType::ModelReplied:
        addReply(event, data);
        break;
    case EventType::ToolStarted:
        ++m_meters.toolCalls;
        break;
    case EventType::GateOpened:
        stopClock(event.time);
        m_gates.insert(stringAt(data, "gate_id"));
        break;
    case EventType::GateDecided:
        m_gates.erase(stringAt(data, "gate_id"));
        if (const auto* more = find(data, "limits");
            more && stringAt(data, "decision") == "extend") {
            const auto added = limitsOf(*more);
            extend(m_meters.limits.steps, added.steps);
            extend(m_meters.limits.tokens, added.tokens);
            extend(m_meters.limits.cost, added.cost);
            extend(m_meters.limits.seconds, added.seconds);
            extend(m_meters.limits.toolCalls, added.toolCalls);
        }
        runClock(event.time);
        break;
    case EventType::RunPaused:
        stopClock(event.time);
        m_held.insert(event.path);
        break;
    case EventType::RunResumed:
        if (event.path == "/") // an interrupted run goes on
            m_held.clear();
        else
            m_held.erase(event.path);
        runClock(event.time);
        break;
    case EventType::RunFinished:
        stopClock(event.time);
        m_gates.clear();
        m_held.clear();
        takeTotals(data);
        break;
    default:
        break;
    }
}

} // namespace signalbox::trace
