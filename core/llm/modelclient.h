// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "net/httpclient.h"
#include "values/message.h"
#include "values/modelentry.h"
#include "values/tooldefinition.h"
#include "values/usage.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox::llm {

// A message with its bytes on the wire of one protocol, made once when it enters a conversation and spliced into every
// request after that.
struct WireMessage
{
    MessagePtr message;
    net::Bytes bytes; // of ModelClient::wire; only that client knows their form
};

// The part of a request that does not change from step to step, serialised once by ModelClient::prepare.
struct Preamble
{
    net::Bytes bytes; // opaque to all but the client that made it
    std::vector<std::pair<std::string, std::string>> toolNames; // wire name -> full name
};

// The ids of the calls that a conversation has.
using CallIds = std::set<std::string, std::less<>>;

// One request to a model. What it points to outlives the call.
struct Request
{
    const Preamble* preamble = nullptr;
    std::span<const WireMessage>
        messages; // borrowed for the call: a long history is not copied at every step
    const CallIds* callIds =
        nullptr; // of its messages, borrowed like them; a new call gets none of them
    std::int64_t maxOutput = 4096; // tokens
    std::string agent; // for the scripted model
    int step = 1; // of the agent, from 1; for the scripted model
};

enum class StopReason
{
    End,
    Tools,
    Length,
    StopSequence,
    Refusal,
    Context,
    Pause,
    Other
};
[[nodiscard]] std::string_view
stopReasonName(StopReason reason); // end tools length stop_sequence refusal context pause other

// A whole reply of a model, in no provider's words.
struct Reply
{
    std::string text;
    std::string thinking; // shown, never sent back as text
    std::vector<ToolCall> calls; // full names; ids never empty, unique in the conversation
    std::string
        content; // JSON array of the provider's blocks as they came, "" where there are none
    Usage usage;
    StopReason stop = StopReason::End;
    std::string rawStop; // the provider's word
    std::string modelServed;
    std::string requestId;
    std::optional<double> confidence; // scripted model only
    std::vector<std::string> notes; // what was mended or left out on the way; nothing is silent
    std::chrono::milliseconds time{0};
    std::chrono::milliseconds firstToken{0};
};

// A piece of a reply as it streams in; transient, never journaled.
struct Delta
{
    enum class Kind
    {
        Text,
        Thinking,
        ToolName,
        ToolArguments,
        Restart
    };
    Kind kind = Kind::Text; // Restart: the stream broke, what was shown of this reply is dropped
    std::string_view text;
};
using OnDelta = std::function<void(const Delta&)>;

// Why one request failed.
struct Failure
{
    std::string
        type; // authentication, permission, not_found, invalid_request, context, rate_limit, quota, overloaded,
    // server, network, timeout, stream, content_type, cancelled, script
    std::string message; // for a person: what failed, on what, what to do
    int status = 0; // HTTP, 0: none
    bool retry = false; // may go well if sent again
    std::optional<std::chrono::milliseconds> retryAfter; // as the server said
    std::string requestId;
    Usage usage; // of what was streamed before it broke, where known
};

// One model of one provider. Immutable after construction, thread safe. complete() sends exactly one request: retries and
// fallbacks belong to the caller, who journals each. A 400 that names an optional field may be sent again without it, once.
class ModelClient
{
public:
    virtual ~ModelClient() = default;

    [[nodiscard]] virtual Preamble prepare(std::string_view instructions,
                                           const std::vector<ToolPtr>& tools,
                                           std::string_view outputSchema) const = 0;
    [[nodiscard]] virtual net::Bytes wire(const Message& message) const = 0;
    // Cancelled within 100 ms of the token's use, as Failure::type "cancelled".
    [[nodiscard]] virtual tl::expected<Reply, Failure>
    complete(const Request& request, const OnDelta& onDelta, std::stop_token stop) const = 0;
    [[nodiscard]] virtual std::string_view protocol() const = 0; // "anthropic", ...
    // What belongs into Message::contentProvider of a reply: protocol and model ("anthropic/claude-opus-5-5"), since a
    // provider's blocks hold for the model that made them. A bare protocol is understood as well.
    [[nodiscard]] virtual std::string contentProvider() const { return std::string(protocol()); }
};

// What the outside gives a client.
struct ClientContext
{
    net::HttpClient* http = nullptr;
    std::string apiKey; // empty: none is sent
    std::string workspaceRoot; // the scripted model reads its script below it
    std::chrono::milliseconds idleTimeout = std::chrono::minutes(5);
    std::chrono::milliseconds wallTimeout = std::chrono::minutes(30);
};

[[nodiscard]] Result<std::unique_ptr<ModelClient>> makeModelClient(const ModelEntry& entry,
                                                                   ClientContext context);

// The provider's own address, used where an entry has no base_url; empty for a scripted model.
[[nodiscard]] std::string_view providerAddress(Protocol protocol);
// How long to wait before attempt `attempt` (1 is the first retry): the server's word, else back-off with jitter up to
// 8 s. `random` is in [0, 1).
[[nodiscard]] std::chrono::milliseconds retryDelay(const Failure& failure, int attempt,
                                                   double random);
// Rough tokens of a text: characters / 4.
[[nodiscard]] std::int64_t estimateTokens(std::size_t bytes);

} // namespace signalbox::llm
