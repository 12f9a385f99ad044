// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "values/modelentry.h"

#include <array>
#include <utility>

namespace signalbox {

namespace {
constexpr std::array<std::pair<Protocol, std::string_view>, 6> protocols = {
    {{Protocol::Anthropic, "anthropic"},
     {Protocol::OpenAiResponses, "openai-responses"},
     {Protocol::OpenAiChat, "openai-chat"},
     {Protocol::Gemini, "gemini"},
     {Protocol::Ollama, "ollama"},
     {Protocol::Scripted, "scripted"}}};
}

std::string_view protocolName(Protocol protocol)
{
    for (const auto& [value, name] : protocols) {
        if (value == protocol)
            return name;
    }
    return {};
}

bool protocolFromName(std::string_view name, Protocol& out)
{
    for (const auto& [value, text] : protocols) {
        if (text == name) {
            out = value;
            return true;
        }
    }
    return false;
}

std::string keyVariable(const ModelEntry& entry)
{
    if (!entry.apiKeyEnv.empty())
        return entry.apiKeyEnv;
    switch (entry.protocol) {
    case Protocol::Anthropic:
        return "ANTHROPIC_API_KEY";
    case Protocol::OpenAiResponses:
    case Protocol::OpenAiChat:
        return "OPENAI_API_KEY";
    case Protocol::Gemini:
        return "GEMINI_API_KEY";
    case Protocol::Ollama:
    case Protocol::Scripted:
        return {};
    }
    return {};
}

} // namespace signalbox
