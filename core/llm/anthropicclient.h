// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "llm/provider.h"

namespace signalbox::llm {

// Anthropic Messages.
class AnthropicClient final : public ModelClient
{
public:
    explicit AnthropicClient(Provider provider);

    [[nodiscard]] Preamble prepare(std::string_view instructions, const std::vector<ToolPtr>& tools,
                                   std::string_view outputSchema) const override;
    [[nodiscard]] net::Bytes wire(const Message& message) const override;
    [[nodiscard]] tl::expected<Reply, Failure>
    complete(const Request& request, const OnDelta& onDelta, std::stop_token stop) const override;
    [[nodiscard]] std::string_view protocol() const override { return "anthropic"; }
    [[nodiscard]] std::string contentProvider() const override;

private:
    [[nodiscard]] Fields tail(const Request& request) const;
    [[nodiscard]] net::HttpRequest httpRequest(const Request& request, const Fields& tail) const;

    Provider m_provider;
};

} // namespace signalbox::llm
