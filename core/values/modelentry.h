// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "values/money.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace signalbox {

enum class Protocol
{
    Anthropic,
    OpenAiResponses,
    OpenAiChat,
    Gemini,
    Ollama,
    Scripted
};

[[nodiscard]] std::string_view
protocolName(Protocol protocol); // "anthropic", "openai-responses", ...
[[nodiscard]] bool protocolFromName(std::string_view name, Protocol& out);

// USD per million tokens, as nano-USD per token. Absent: unknown.
struct Price
{
    std::optional<Money> input; // of one token, in nanoUsd
    std::optional<Money> output;
    std::optional<Money> cacheRead;
    std::optional<Money> cacheWrite;

    bool operator==(const Price&) const = default;
};

// An entry of "models" in signalbox.json.
struct ModelEntry
{
    std::string name; // "sonnet"
    Protocol protocol = Protocol::Scripted;
    std::string model; // the provider's id
    std::string baseUrl; // empty: the provider's own
    std::string apiKeyEnv; // empty: the provider's usual variable
    std::string fallback; // name of another entry, empty: none
    std::string script; // of a scripted model: file in the workspace
    std::optional<std::int64_t> context; // tokens
    std::optional<std::int64_t> maxOutput;
    std::optional<Price> price; // stands before the price table
    std::string options = "{}"; // JSON object: temperature, top_p, reasoning_effort, thinking, ...

    bool operator==(const ModelEntry&) const = default;
};

// The environment variable the key of an entry is in: its own, else its provider's ("ANTHROPIC_API_KEY"). Empty: it needs
// none (a script, a server of Ollama).
[[nodiscard]] std::string keyVariable(const ModelEntry& entry);

} // namespace signalbox
