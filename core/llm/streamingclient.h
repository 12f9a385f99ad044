// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "llm/exchange.h"
#include "llm/provider.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox::llm {

// A client of a protocol that streams its replies over HTTP: sends a request and reads its reply. What a request and an
// event say is each protocol's own.
class StreamingClient : public ModelClient
{
public:
    [[nodiscard]] tl::expected<Reply, Failure>
    complete(const Request& request, const OnDelta& onDelta, std::stop_token stop) const final;
    [[nodiscard]] std::string contentProvider() const final;

protected:
    // `optional`: fields that a server may not know; one that it names is left out when the request is sent again.
    StreamingClient(Provider provider, std::vector<std::string_view> optional);

    // What stands behind the messages: limits, options.
    [[nodiscard]] virtual Fields tail(const Request& request) const = 0;
    // Usually the preamble, the messages with commas between them and the tail; the key as a bearer token.
    [[nodiscard]] virtual net::HttpRequest httpRequest(const Request& request,
                                                       const Fields& tail) const;
    [[nodiscard]] virtual std::unique_ptr<ReplyReader> makeReader(const Request& request,
                                                                  const OnDelta& onDelta) const = 0;
    // A field was left out: what says it in other words.
    virtual void replaceField(Fields& fields, std::string_view left, const Request& request) const;

    const Provider m_provider;

private:
    const std::vector<std::string_view> m_optional;
    const std::vector<std::string> m_notSent; // options that the model does not take
};

} // namespace signalbox::llm
