// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/tools/callbench.h"

#include <functional>
#include <string>

// Short words for what the tests of the call pipeline say.
namespace signalbox::testing {

[[nodiscard]] PolicyRule rule(std::string name, std::string tool, Verdict verdict,
                              std::string reason = {}, std::string when = {});
// A tool of this bench; `confined`: it runs in the sandbox.
void add(CallBench& bench, ToolDefinition tool, bool confined = true);
[[nodiscard]] tools::RunnerResult gives(std::string json, bool ok = true);

// What a person says at a gate.
[[nodiscard]] GateAnswer decides(GateDecision decision, std::string reason = {});
[[nodiscard]] GateAnswer approves(GrantScope scope = GrantScope::Once);
[[nodiscard]] GateAnswer edits(std::string arguments);
[[nodiscard]] GateAnswer answers(std::string result);

// What a replay of everything the bench has written tells and answers, compared with what was written.
struct Replayed
{
    std::string told;
    ToolAnswer answer;
    Label label;
    bool stopRun = false;
    int runs = 0;
    bool diverged = false;
};
[[nodiscard]] Replayed replay(const CallBench& bench, const ToolCall& call,
                              const std::function<void(CallBench&)>& prepare = {});

} // namespace signalbox::testing
