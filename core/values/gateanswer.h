// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "values/limits.h"

#include <string>
#include <string_view>

namespace signalbox {

enum class GateKind
{
    Call,
    Limit,
    Plan,
    Node,
    Ambiguous,
    Confidence,
    InDoubt,
    Breaker,
    Trust
};
[[nodiscard]] std::string_view
gateKindName(GateKind kind); // call limit plan node ambiguous confidence in_doubt breaker trust

enum class GateDecision
{
    Approve,
    Edit,
    Deny,
    Answer,
    Skip,
    Stop,
    Choose,
    Extend,
    WrapUp,
    Done,
    Retry
};
[[nodiscard]] std::string_view gateDecisionName(
    GateDecision decision); // approve edit deny answer skip stop choose extend wrap_up done retry
[[nodiscard]] bool gateDecisionFromName(std::string_view name, GateDecision& out);

enum class GrantScope
{
    Once,
    TheseArguments,
    Run
};
[[nodiscard]] std::string_view grantScopeName(GrantScope scope); // once these_arguments run
[[nodiscard]] bool grantScopeFromName(std::string_view name, GrantScope& out);

// What was decided at a gate.
struct GateAnswer
{
    GateDecision decision = GateDecision::Deny;
    std::string by = "human"; // human grant policy timeout headless
    std::string reason = {}; // of a denial, for the model
    std::string arguments = {}; // JSON object, of Edit
    std::string result = {}; // JSON or text, of Answer and Done
    std::string choice = {}; // of Choose
    Limits limits = {}; // of Extend: what is added to each
    GrantScope scope = GrantScope::Once;

    bool operator==(const GateAnswer&) const = default;
};

} // namespace signalbox
