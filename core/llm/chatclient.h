// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "llm/streamingclient.h"

namespace signalbox::llm {

// OpenAI Chat Completions, and the many servers that speak it in their own way.
class ChatClient final : public StreamingClient
{
public:
    explicit ChatClient(Provider provider);

    [[nodiscard]] Preamble prepare(std::string_view instructions, const std::vector<ToolPtr>& tools,
                                   std::string_view outputSchema) const override;
    [[nodiscard]] net::Bytes wire(const Message& message) const override;
    [[nodiscard]] std::string_view protocol() const override { return "openai-chat"; }

private:
    [[nodiscard]] Fields tail(const Request& request) const override;
    [[nodiscard]] std::unique_ptr<ReplyReader> makeReader(const Request& request,
                                                          const OnDelta& onDelta) const override;
    void replaceField(Fields& fields, std::string_view left, const Request& request) const override;
};

} // namespace signalbox::llm
