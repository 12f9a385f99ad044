// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "core/tools/callwords.h"

#include <utility>

namespace signalbox::testing {

PolicyRule rule(std::string name, std::string tool, Verdict verdict, std::string reason,
                std::string when)
{
    return {std::move(name), std::move(tool), std::nullopt,
            std::move(when), verdict,         std::move(reason)};
}

GateAnswer decides(GateDecision decision, std::string reason)
{
    GateAnswer answer;
    answer.decision = decision;
    answer.reason = std::move(reason);
    return answer;
}

GateAnswer approves(GrantScope scope)
{
    auto answer = decides(GateDecision::Approve);
    answer.scope = scope;
    return answer;
}

GateAnswer edits(std::string arguments)
{
    auto answer = decides(GateDecision::Edit);
    answer.arguments = std::move(arguments);
    return answer;
}

GateAnswer answers(std::string result)
{
    auto answer = decides(GateDecision::Answer);
    answer.result = std::move(result);
    return answer;
}

tools::RunnerResult gives(std::string json, bool ok)
{
    tools::RunnerResult result;
    result.ok = ok;
    result.result = std::move(json);
    return result;
}

void add(CallBench& bench, ToolDefinition tool, bool confined)
{
    bench.registry.add(std::make_shared<const ToolDefinition>(std::move(tool)), &bench.runner,
                       confined);
}

Replayed replay(const CallBench& bench, const ToolCall& call,
                const std::function<void(CallBench&)>& prepare)
{
    CallBench again({.gates = bench.settings.gates,
                     .policy = bench.settings.policy,
                     .recording = bench.recording(),
                     .replay = true});
    if (prepare)
        prepare(again);
    const auto outcome = again.call(call, again.site());
    return {again.told(),    outcome.answer,      outcome.label,
            outcome.stopRun, again.runner.runs(), again.seam->divergence().has_value()};
}

} // namespace signalbox::testing
