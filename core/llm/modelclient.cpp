// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "llm/modelclient.h"

#include "llm/anthropicclient.h"
#include "llm/chatclient.h"
#include "llm/responsesclient.h"
#include "llm/scriptedclient.h"

#include <algorithm>
#include <cmath>

namespace signalbox::llm {

std::string_view stopReasonName(StopReason reason)
{
    switch (reason) {
    case StopReason::End:
        return "end";
    case StopReason::Tools:
        return "tools";
    case StopReason::Length:
        return "length";
    case StopReason::StopSequence:
        return "stop_sequence";
    case StopReason::Refusal:
        return "refusal";
    case StopReason::Context:
        return "context";
    case StopReason::Pause:
        return "pause";
    case StopReason::Other:
        return "other";
    }
    return "other";
}

Result<std::unique_ptr<ModelClient>> makeModelClient(const ModelEntry& entry, ClientContext context)
{
    if (entry.protocol == Protocol::Scripted)
        return makeScriptedClient(entry, context);
    if (entry.protocol == Protocol::Gemini || entry.protocol == Protocol::Ollama)
        return fail(Errc::Unsupported,
                    "the provider " + std::string(protocolName(entry.protocol))
                        + " is not spoken directly; use openai-chat with the address of its "
                          "compatible endpoint",
                    "model " + entry.name);
    auto provider = makeProvider(entry, std::move(context));
    if (!provider)
        return tl::unexpected(provider.error());
    if (entry.protocol == Protocol::Anthropic)
        return std::make_unique<AnthropicClient>(std::move(*provider));
    if (entry.protocol == Protocol::OpenAiResponses)
        return std::make_unique<ResponsesClient>(std::move(*provider));
    return std::make_unique<ChatClient>(std::move(*provider));
}

std::string_view providerAddress(Protocol protocol)
{
    switch (protocol) {
    case Protocol::Anthropic:
        return "https://api.anthropic.com";
    case Protocol::OpenAiResponses:
    case Protocol::OpenAiChat:
        return "https://api.openai.com/v1";
    case Protocol::Gemini:
        return "https://generativelanguage.googleapis.com";
    case Protocol::Ollama:
        return "http://127.0.0.1:11434";
    case Protocol::Scripted:
        return {};
    }
    return {};
}

std::chrono::milliseconds retryDelay(const Failure& failure, int attempt, double random)
{
    if (failure.retryAfter)
        return *failure.retryAfter;
    const double seconds = std::min(0.5 * std::exp2(std::clamp(attempt, 1, 10) - 1), 8.0);
    return std::chrono::milliseconds(std::int64_t(seconds * 1000 * (1 - 0.25 * random)));
}

std::int64_t estimateTokens(std::size_t bytes)
{
    return std::int64_t((bytes + 3) / 4);
}

} // namespace signalbox::llm
