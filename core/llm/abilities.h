// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "values/modelentry.h"

#include <string>
#include <string_view>
#include <vector>

namespace signalbox::llm {

// What a model takes; data of resources/models/abilities.json, not code. All rules whose provider, prefix of the model's
// id and host fit are laid over each other, the longer prefix and the named host above.
struct Abilities
{
    bool sampling = true; // temperature, top_p, top_k
    bool forcedTools = true; // a tool_choice other than auto and none
    bool toolsWithEffort = true; // Chat: tools beside reasoning_effort
    bool reasoning = false; // Responses: takes "reasoning"
    bool cacheMarks = false; // Anthropic: takes cache_control
    std::vector<std::string> thinking; // Anthropic: types of "thinking" it takes; empty: none
    std::string thinkingDefault; // JSON, sent where no option says otherwise; empty: nothing
    std::string apiVersion; // Anthropic
    std::string maxTokensField = "max_tokens"; // Chat

    bool operator==(const Abilities&) const = default;
};

[[nodiscard]] Abilities abilitiesOf(Protocol protocol, std::string_view model,
                                    std::string_view host);

// The shipped data is readable and knows no unknown field: for a test.
[[nodiscard]] Result<> checkAbilities();
// What of an entry's options is not sent to its model, each with the reason: "temperature: claude-opus-5-5 does not take it".
[[nodiscard]] std::vector<std::string> optionsNotSent(const ModelEntry& entry);

} // namespace signalbox::llm
