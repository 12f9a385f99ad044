// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "llm/modelclient.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

// Replies, failures and deltas as text, so that a test compares them whole.
namespace signalbox::llm {

// JSON in single quotes: moc does not read raw strings.
inline std::string q(std::string json)
{
    std::replace(json.begin(), json.end(), '\'', '"');
    return json;
}

inline std::string replyText(const tl::expected<Reply, Failure>& result)
{
    if (!result)
        return "failed " + result.error().type
            + (result.error().status ? " " + std::to_string(result.error().status) : "")
            + (result.error().retry ? " retry" : "");
    const auto& reply = *result;
    std::string out;
    if (!reply.thinking.empty())
        out += "thinking " + reply.thinking + "\n";
    if (!reply.text.empty())
        out += "text " + reply.text + "\n";
    for (const auto& call : reply.calls)
        out += "call " + call.id + " " + call.name + " " + call.arguments
            + (call.problem.empty() ? "" : " !") + "\n";
    out += std::string(stopReasonName(reply.stop));
    const auto& usage = reply.usage;
    if (usage.estimated)
        return out + " ~";
    return out + " " + std::to_string(usage.input) + "/" + std::to_string(usage.output) + " "
        + std::to_string(usage.cacheRead) + "+" + std::to_string(usage.cacheWrite) + " "
        + std::to_string(usage.reasoning);
}

// What a window would show at the end of the stream.
struct Shown
{
    std::string text;
    std::string thinking;
    std::string tools;
    int deltas = 0;

    OnDelta sink()
    {
        return [this](const Delta& delta) {
            ++deltas;
            if (delta.kind == Delta::Kind::Restart)
                *this = {};
            else if (delta.kind == Delta::Kind::Text)
                text.append(delta.text);
            else if (delta.kind == Delta::Kind::Thinking)
                thinking.append(delta.text);
            else
                tools.append(delta.text).append(";");
        };
    }
};

inline ToolPtr
tool(std::string name,
     std::string parameters = R"({"type":"object","properties":{"a":{"type":"string"}}})")
{
    ToolDefinition definition;
    definition.name = std::move(name);
    definition.description = "does \"it\"";
    definition.parameters = std::move(parameters);
    return std::make_shared<const ToolDefinition>(std::move(definition));
}

inline Message user(std::string text)
{
    Message message;
    message.text = std::move(text);
    return message;
}

inline Message assistant(const Reply& reply, const ModelClient& client)
{
    Message message;
    message.role = Role::Assistant;
    message.text = reply.text;
    message.calls = reply.calls;
    message.content = reply.content;
    message.contentProvider = client.contentProvider();
    return message;
}

inline Message answers(std::vector<ToolAnswer> list)
{
    Message message;
    message.role = Role::Tool;
    message.answers = std::move(list);
    return message;
}

// A client of this protocol at this address. A server that says nothing is given up after `idle`.
inline std::unique_ptr<ModelClient>
clientAt(net::HttpClient& http, Protocol protocol, const std::string& url, const std::string& model,
         const std::string& options = "{}", const std::string& key = "sk-test",
         std::chrono::milliseconds idle = std::chrono::seconds(30))
{
    ModelEntry entry;
    entry.name = "entry";
    entry.protocol = protocol;
    entry.model = model;
    entry.baseUrl = url;
    entry.options = options;
    ClientContext context;
    context.http = &http;
    context.apiKey = key;
    context.idleTimeout = idle;
    return std::move(makeModelClient(entry, std::move(context)).value());
}

// A conversation with one client.
class Talk
{
public:
    explicit Talk(const ModelClient& client, const std::vector<ToolPtr>& tools = {},
                  const std::string& instructions = "be brief", const std::string& schema = {})
        : m_client(client)
        , m_preamble(client.prepare(instructions, tools, schema))
    {
        m_request.preamble = &m_preamble;
        m_request.agent = "clerk";
    }
    Talk(const Talk&) = delete;
    Talk& operator=(const Talk&) = delete;

    void add(const Message& message)
    {
        for (const auto& call : message.calls)
            m_callIds.insert(call.id);
        m_messages.push_back({std::make_shared<const Message>(message), m_client.wire(message)});
    }
    tl::expected<Reply, Failure> ask(const OnDelta& onDelta = {}, std::stop_token stop = {})
    {
        m_request.messages = m_messages;
        m_request.callIds = &m_callIds;
        return m_client.complete(m_request, onDelta, std::move(stop));
    }
    Request& request() { return m_request; }

private:
    const ModelClient& m_client;
    Preamble m_preamble;
    std::vector<WireMessage> m_messages;
    CallIds m_callIds;
    Request m_request;
};

} // namespace signalbox::llm
