// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "values/gateanswer.h"

#include <algorithm>
#include <array>

namespace signalbox {

namespace {
constexpr std::array<std::string_view, 9> kindNames = {
    "call", "limit", "plan", "node", "ambiguous", "confidence", "in_doubt", "breaker", "trust"};
constexpr std::array<std::string_view, 11> decisionNames = {"approve", "edit", "deny",   "answer",
                                                            "skip",    "stop", "choose", "extend",
                                                            "wrap_up", "done", "retry"};
constexpr std::array<std::string_view, 3> scopeNames = {"once", "these_arguments", "run"};

template <class Enum, std::size_t size>
bool fromName(const std::array<std::string_view, size>& names, std::string_view name, Enum& out)
{
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end())
        return false;
    out = Enum(found - names.begin());
    return true;
}
} // namespace

std::string_view gateKindName(GateKind kind)
{
    return kindNames[std::size_t(kind)];
}

std::string_view gateDecisionName(GateDecision decision)
{
    return decisionNames[std::size_t(decision)];
}

bool gateDecisionFromName(std::string_view name, GateDecision& out)
{
    return fromName(decisionNames, name, out);
}

std::string_view grantScopeName(GrantScope scope)
{
    return scopeNames[std::size_t(scope)];
}

bool grantScopeFromName(std::string_view name, GrantScope& out)
{
    return fromName(scopeNames, name, out);
}

} // namespace signalbox
