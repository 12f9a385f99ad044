// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "values/effects.h"
#include "values/label.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox {

enum class Verdict
{
    Allow,
    Ask,
    Deny
};
[[nodiscard]] std::string_view verdictName(Verdict verdict);
[[nodiscard]] bool verdictFromName(std::string_view name, Verdict& out);

// A rule of policy.json; it speaks where all of its conditions hold.
struct PolicyRule
{
    std::string name;
    std::string tool; // glob, empty: any
    std::optional<Effects> effects; // absent: any
    std::string when; // expression, empty: always
    Verdict verdict = Verdict::Ask;
    std::string reason;

    bool operator==(const PolicyRule&) const = default;
};

// "labels": what files of this glob carry.
struct LabelRule
{
    std::string files;
    std::optional<Integrity> integrity;
    std::optional<Confidentiality> confidentiality;

    bool operator==(const LabelRule&) const = default;
};

// policy.json. Defaults: read is allowed, everything else asks.
struct Policy
{
    std::vector<PolicyRule> rules;
    std::vector<LabelRule> labels;
    std::array<Verdict, effectCount> defaults = {Verdict::Allow, Verdict::Ask, Verdict::Ask,
                                                 Verdict::Ask,   Verdict::Ask, Verdict::Ask,
                                                 Verdict::Ask};
    std::string document; // the JSON text of the file, empty: there is none

    bool operator==(const Policy&) const = default;
};

// policy.json, signalbox.json, agents/, tools/, workflows/, .signalbox/, .git/: always ask, never granted.
// `path` is relative to the workspace and resolved.
[[nodiscard]] bool isProtectedPath(std::string_view path);
[[nodiscard]] const std::vector<std::string>& protectedNames(); // first components

} // namespace signalbox
