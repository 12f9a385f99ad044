// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "llm/provider.h"

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

namespace signalbox::llm {

// What went wrong, with the server's own words for those who look for a field it did not know.
struct ExchangeError
{
    Failure failure;
    ServerWords words;
};

// Reads the reply of one protocol, one JSON value per event; one for each request. Its thread is the caller's.
class ReplyReader
{
public:
    ReplyReader(const Provider& provider, const Request& request, const OnDelta& onDelta);
    virtual ~ReplyReader() = default;
    ReplyReader(const ReplyReader&) = delete;
    ReplyReader& operator=(const ReplyReader&) = delete;

    // An event of the stream. A Failure ends it.
    virtual std::optional<Failure> event(std::string_view name, const Json& data) = 0;
    // A whole reply of a server that does not stream.
    virtual std::optional<Failure> whole(const Json& body) = 0;
    // [DONE]
    virtual void endMarker() { }
    // What comes after the last event: calls, content, the reason it ended.
    virtual std::optional<Failure> finish() = 0;
    // The mark came without which a stream was broken off.
    [[nodiscard]] virtual bool isComplete() const = 0;
    // Nothing of the reply comes after this.
    [[nodiscard]] virtual bool isOver() const = 0;

    // The tokens of what came so far, estimated where the server said none.
    [[nodiscard]] Usage usage(std::size_t requestBytes) const;
    [[nodiscard]] Reply takeReply(std::size_t requestBytes);
    void setRequestId(std::string id) { m_reply.requestId = std::move(id); }

protected:
    void show(Delta::Kind kind, std::string_view text);
    void addText(std::string_view text);
    void addThinking(std::string_view text);
    [[nodiscard]] Failure failureFrom(const Json& error) const;

    const Provider& m_provider;
    const Request& m_request;
    const OnDelta& m_onDelta;
    Reply m_reply;
    bool m_usageKnown = false;
    std::size_t m_outputBytes = 0;

private:
    std::chrono::steady_clock::time_point m_begin = std::chrono::steady_clock::now();
    std::optional<std::chrono::steady_clock::time_point> m_firstToken;
};

// Sends the request and feeds the reader until the reply is over: as events, or as one JSON value where the server
// sends that. Success is the reader's mark of the end, never the end of the connection.
[[nodiscard]] tl::expected<void, ExchangeError> exchange(const Provider& provider,
                                                         net::HttpRequest request,
                                                         ReplyReader& reader, std::stop_token stop);

[[nodiscard]] std::size_t sizeOf(const net::HttpRequest& request);

} // namespace signalbox::llm
