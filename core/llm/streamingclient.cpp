// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "llm/streamingclient.h"

#include "llm/abilities.h"

#include <algorithm>

namespace signalbox::llm {

namespace {
// Why nothing can be asked: no preamble, or no key for the provider's own address.
std::optional<Failure> missingParts(const Provider& provider, const Request& request)
{
    Failure failure;
    if (provider.ownHost && provider.to.key.empty()) {
        failure.type = "authentication";
        failure.message = provider.to.host + " wants a key; set " + provider.to.keyVariable
            + " in the environment or in the key store (Settings)";
        return failure;
    }
    if (request.preamble && request.preamble->bytes)
        return std::nullopt;
    failure.type = "invalid_request";
    failure.message = "the request was not prepared";
    return failure;
}

// What of a failed request was named as not understood, among `optional`; empty: nothing, or it is no such failure.
std::string refusedField(const Failure& failure, const ServerWords& words, const Fields& sent,
                         const std::vector<std::string_view>& optional)
{
    if (failure.status != 400 && failure.status != 422)
        return {};
    for (const auto key : optional) {
        const bool wasSent = std::any_of(sent.begin(), sent.end(),
                                         [key](const auto& field) { return field.first == key; });
        if (wasSent && (words.param == key || words.message.find(key) != std::string::npos))
            return std::string(key);
    }
    return {};
}
} // namespace

StreamingClient::StreamingClient(Provider provider, std::vector<std::string_view> optional)
    : m_provider(std::move(provider))
    , m_optional(std::move(optional))
    , m_notSent(optionsNotSent(m_provider.entry))
{ }

std::string StreamingClient::contentProvider() const
{
    return std::string(protocol()) + "/" + m_provider.entry.model;
}

net::HttpRequest StreamingClient::httpRequest(const Request& request, const Fields& tail) const
{
    static const auto comma = std::make_shared<const std::string>(",");
    net::Headers headers;
    if (!m_provider.to.key.empty())
        headers.emplace_back("Authorization", "Bearer " + m_provider.to.key);
    auto http = postRequest(m_provider, std::move(headers));
    http.body.reserve(request.messages.size() * 2 + 2);
    http.body.push_back(request.preamble->bytes);
    bool first = request.preamble->bytes->ends_with('[');
    for (const auto& message : request.messages) {
        auto bytes = message.bytes ? message.bytes : wire(*message.message);
        if (bytes->empty())
            continue;
        if (!first)
            http.body.push_back(comma);
        first = false;
        http.body.push_back(std::move(bytes));
    }
    std::string end = "]";
    appendFields(end, tail);
    http.body.push_back(std::make_shared<const std::string>(end + "}"));
    return http;
}

void StreamingClient::replaceField(Fields&, std::string_view, const Request&) const { }

tl::expected<Reply, Failure> StreamingClient::complete(const Request& request,
                                                       const OnDelta& onDelta,
                                                       std::stop_token stop) const
{
    if (auto missing = missingParts(m_provider, request))
        return tl::unexpected(std::move(*missing));
    auto fields = tail(request);
    std::vector<std::string> notes;
    for (;;) {
        auto http = httpRequest(request, fields);
        const auto size = sizeOf(http);
        const auto reader = makeReader(request, onDelta);
        const auto done = exchange(m_provider, std::move(http), *reader, stop);
        if (done) {
            auto reply = reader->takeReply(size);
            reply.notes.insert(reply.notes.begin(), notes.begin(), notes.end());
            if (request.step <= 1) // once for an agent, not at every step
                reply.notes.insert(reply.notes.begin(), m_notSent.begin(), m_notSent.end());
            return reply;
        }
        const auto field =
            refusedField(done.error().failure, done.error().words, fields, m_optional);
        if (field.empty() || !notes.empty())
            return tl::unexpected(done.error().failure);
        std::erase_if(fields, [&field](const auto& sent) { return sent.first == field; });
        replaceField(fields, field, request);
        notes.push_back(m_provider.to.host + " refused the field " + field
                        + "; the request was sent again without it");
    }
}

} // namespace signalbox::llm
