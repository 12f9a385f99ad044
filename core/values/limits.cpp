// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "values/limits.h"

#include <algorithm>

namespace signalbox {

namespace {
template <class T>
std::optional<T> smaller(const std::optional<T>& a, const std::optional<T>& b)
{
    if (a && b)
        return std::min(*a, *b);
    return a ? a : b;
}
} // namespace

Limits defaultLimits()
{
    return {20, 100'000, std::nullopt, std::chrono::seconds(600), 100};
}

Limits overlay(const Limits& lower, const Limits& upper)
{
    return {upper.steps ? upper.steps : lower.steps, upper.tokens ? upper.tokens : lower.tokens,
            upper.cost ? upper.cost : lower.cost, upper.seconds ? upper.seconds : lower.seconds,
            upper.toolCalls ? upper.toolCalls : lower.toolCalls};
}

Limits tightest(const Limits& a, const Limits& b)
{
    return {smaller(a.steps, b.steps), smaller(a.tokens, b.tokens), smaller(a.cost, b.cost),
            smaller(a.seconds, b.seconds), smaller(a.toolCalls, b.toolCalls)};
}

std::string_view limitName(LimitKind kind)
{
    switch (kind) {
    case LimitKind::Steps:
        return "steps";
    case LimitKind::Tokens:
        return "tokens";
    case LimitKind::CostUsd:
        return "cost_usd";
    case LimitKind::Seconds:
        return "seconds";
    case LimitKind::ToolCalls:
        return "tool_calls";
    }
    return "steps";
}

} // namespace signalbox
