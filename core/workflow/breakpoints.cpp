// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workflow/breakpoints.h"

#include "base/jsonvalue.h"
#include "base/text.h"

#include <algorithm>
#include <charconv>

namespace signalbox::workflow {

namespace {
constexpr double mostDollars = 1e6;

Result<Money> moneyFrom(const std::string& text)
{
    const auto digits = text.starts_with('$') ? std::string_view(text).substr(1) : text;
    double dollars = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), dollars);
    if (error != std::errc() || end != digits.data() + digits.size() || !(dollars > 0)
        || dollars > mostDollars)
        return fail(Errc::Invalid, "a cost is a number of US dollars above 0, as 0.25");
    return Money::fromUsd(dollars);
}

// The words of a JSON value as a person reads them, without quotes and escapes.
bool holdsText(const Json& value, const schema::Pattern& pattern)
{
    if (value.is_string())
        return pattern.matches(value.get_ref<const std::string&>());
    return value.is_structured()
        && std::any_of(value.begin(), value.end(),
                       [&](const Json& member) { return holdsText(member, pattern); });
}

bool holdsText(const HoldPoint& point, const schema::Pattern& pattern)
{
    if (pattern.matches(point.text))
        return true;
    if (point.when != HoldPoint::When::Call)
        return false;
    const auto arguments = parseJson(point.text);
    return arguments && holdsText(*arguments, pattern);
}
} // namespace

Result<Breakpoints::Ready> Breakpoints::ready(const Breakpoint& breakpoint)
{
    Ready made{breakpoint, std::nullopt, {}};
    if (breakpoint.pattern.size() > longestPattern || !isUtf8(breakpoint.pattern))
        return fail(Errc::Invalid,
                    "the pattern of a breakpoint has at most " + std::to_string(longestPattern)
                        + " bytes of UTF-8");
    if (breakpoint.kind != BreakKind::Error && trim(breakpoint.pattern).empty())
        return fail(Errc::Invalid,
                    "a breakpoint on " + std::string(breakKindName(breakpoint.kind))
                        + " needs a pattern");
    if (breakpoint.kind == BreakKind::CostReached) {
        const auto cost = moneyFrom(breakpoint.pattern);
        if (!cost)
            return tl::unexpected(cost.error());
        made.cost = *cost;
    } else if (breakpoint.kind == BreakKind::Text) {
        auto pattern = schema::Pattern::compile(breakpoint.pattern);
        if (!pattern)
            return tl::unexpected(pattern.error());
        made.text = std::move(*pattern);
    }
    return made;
}

Result<Breakpoints> Breakpoints::compile(const std::vector<Breakpoint>& breakpoints)
{
    if (breakpoints.size() > most)
        return fail(Errc::Limit, "at most " + std::to_string(most) + " breakpoints");
    Breakpoints made;
    for (const auto& breakpoint : breakpoints) {
        auto one = ready(breakpoint);
        if (!one) {
            auto error = one.error();
            error.context = "breakpoint " + showInvisible(breakText(breakpoint));
            return tl::unexpected(std::move(error));
        }
        if (breakpoint.enabled)
            made.m_all.push_back(std::move(*one));
    }
    return made;
}

bool Breakpoints::holds(const Ready& ready, const HoldPoint& point, const budget::Totals& totals)
{
    using When = HoldPoint::When;
    const auto named = [&](std::string_view name) {
        return matchesGlob(ready.breakpoint.pattern, name);
    };
    switch (ready.breakpoint.kind) {
    case BreakKind::Tool:
        return point.when == When::Call && named(point.name);
    case BreakKind::Agent:
        return point.when == When::Model && point.first && named(point.agent);
    case BreakKind::Node:
        return point.when == When::Node && named(point.name);
    case BreakKind::Error:
        return (point.when == When::Failed || (point.when == When::Result && !point.ok))
            && (ready.breakpoint.pattern.empty() || named(point.name));
    case BreakKind::CostReached:
        return (point.when == When::Model || point.when == When::Call) && totals.cost >= ready.cost;
    case BreakKind::Text:
        return (point.when == When::Replied || point.when == When::Call
                || point.when == When::Result)
            && holdsText(point, *ready.text);
    }
    return false;
}

std::vector<const Breakpoint*> Breakpoints::at(const HoldPoint& point,
                                               const budget::Totals& totals) const
{
    std::vector<const Breakpoint*> found;
    for (const auto& one : m_all) {
        if (holds(one, point, totals))
            found.push_back(&one.breakpoint);
    }
    return found;
}

} // namespace signalbox::workflow
