// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "llm/modelclient.h"

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace re2 {
class RE2;
}

namespace signalbox::llm {

// One turn of a script, or one of its alternatives.
struct ScriptedTurn
{
    std::shared_ptr<const re2::RE2> when; // on the last user or tool text; null: always
    std::string text;
    std::string thinking;
    std::vector<ToolCall> calls;
    std::optional<Usage> usage;
    std::optional<double> confidence;
    std::chrono::milliseconds delay{0};
    double chunksPerSecond = 0; // 0: the text comes in one piece
    StopReason stop = StopReason::End;
    std::optional<Failure> failure;
};

// Turns by agent, chosen by the agent's step; each a list of alternatives. "*" speaks for agents that are not named.
using Script = std::map<std::string, std::vector<std::vector<ScriptedTurn>>>;

// Errors name agent and turn.
[[nodiscard]] Result<Script> readScript(std::string_view json);

// Plays a script of the workspace: no key, no network, the same every time.
class ScriptedClient final : public ModelClient
{
public:
    ScriptedClient(ModelEntry entry, Script script);

    [[nodiscard]] Preamble prepare(std::string_view instructions, const std::vector<ToolPtr>& tools,
                                   std::string_view outputSchema) const override;
    [[nodiscard]] net::Bytes wire(const Message& message) const override;
    [[nodiscard]] tl::expected<Reply, Failure>
    complete(const Request& request, const OnDelta& onDelta, std::stop_token stop) const override;
    [[nodiscard]] std::string_view protocol() const override { return "scripted"; }

private:
    [[nodiscard]] tl::expected<const ScriptedTurn*, Failure> choose(const Request& request) const;
    [[nodiscard]] Reply replyOf(const ScriptedTurn& turn, const Request& request) const;

    ModelEntry m_entry;
    Script m_script;
};

[[nodiscard]] Result<std::unique_ptr<ModelClient>> makeScriptedClient(const ModelEntry& entry,
                                                                      const ClientContext& context);

} // namespace signalbox::llm
