// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "values/event.h"
#include "values/gateanswer.h"
#include "values/tooldefinition.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace signalbox::ui {

using ToolLookup = std::function<ToolPtr(const std::string& name)>;

// Where one argument came from.
struct ArgumentOrigin
{
    std::string param;
    std::string source; // "step 6 fetch_url", "the model"
    Label label;
    bool isLabelled = false; // else nobody said what it may be trusted with

    bool operator==(const ArgumentOrigin&) const = default;
};

// What waits for a person: the facts of one gate.opened, every text of it foreign.
struct PendingGate
{
    std::string run;
    std::string path;
    std::string gateId;
    GateKind kind = GateKind::Call;
    std::string tool;
    std::string arguments = "{}"; // canonical JSON, as it will run
    std::string rule;
    std::string reason;
    std::string says; // the model's own words
    std::string prompt; // of a node
    std::string agent;
    int step = 0;
    std::vector<std::string> choices;
    Effects effects = Effects::all();
    bool sandboxed = true;
    std::optional<bool> reversible; // whether the run can take it back; absent: of an older run
    Label context; // the worst of what the model had seen
    std::vector<ArgumentOrigin> origins;
    std::optional<std::string> before; // old content of the file that would be written
    std::string limit; // of a limit
    double used = 0;
    double of = 0;
    std::optional<double> confidence;
    std::string node; // of a graph
    std::string schema; // JSON Schema of the arguments where no tool has one: of a plan
    std::string evidence; // of a breaker, a node, an effect in doubt
    std::optional<std::int64_t> deadlineSeconds;
    Timestamp opened{};
    ToolPtr definition; // null where the workspace has none of this name
};

// Nothing where the event is no gate.opened or names no gate.
[[nodiscard]] std::optional<PendingGate> gateFromEvent(const Event& event);
// The decisions its window offers, in the order of its buttons.
[[nodiscard]] std::vector<GateDecision> decisionsOf(const PendingGate& gate);
// once, and what else an answer may cover: never for destroy and execute.
[[nodiscard]] std::vector<GrantScope> scopesOf(const PendingGate& gate);

} // namespace signalbox::ui
