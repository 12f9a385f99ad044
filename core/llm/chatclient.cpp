// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "llm/chatclient.h"

#include "llm/chatreader.h"

#include "base/jsonvalue.h"

namespace signalbox::llm {

namespace {
void appendCalls(std::string& out, const std::vector<ToolCall>& calls)
{
    out += ",\"tool_calls\":[";
    for (const auto& call : calls) {
        if (out.back() != '[')
            out += ',';
        out += "{\"id\":" + quoteJson(call.id)
            + ",\"type\":\"function\",\"function\":{\"name\":" + quoteJson(wireToolName(call.name))
            + ",\"arguments\":" + quoteJson(argumentsObject(call)) + "}}";
    }
    out += ']';
}

// The reasoning, under the key it came in.
void appendReasoning(std::string& out, const std::string& content)
{
    const auto blocks = parseJson(content);
    if (!blocks || !blocks->is_array())
        return;
    for (const auto& block : *blocks) {
        for (const char* key : {"reasoning_content", "reasoning"}) {
            if (const auto text = stringAt(block, key); !text.empty())
                out += ",\"" + std::string(key) + "\":" + quoteJson(text);
        }
    }
}

std::string toolJson(const std::string& wireName, const ToolDefinition& tool)
{
    return "{\"type\":\"function\",\"function\":{\"name\":" + quoteJson(wireName)
        + ",\"description\":" + quoteJson(tool.description) + ",\"parameters\":" + toolSchema(tool)
        + "}}";
}
} // namespace

ChatClient::ChatClient(Provider provider)
    : StreamingClient(std::move(provider),
                      {"stream_options", "parallel_tool_calls", "reasoning_effort",
                       "max_completion_tokens", "max_tokens"})
{ }

Preamble ChatClient::prepare(std::string_view instructions, const std::vector<ToolPtr>& tools,
                             std::string_view outputSchema) const
{
    Preamble preamble;
    preamble.toolNames = wireToolNames(tools);
    std::string out = "{\"model\":" + quoteJson(m_provider.entry.model) + ",\"stream\":true";
    for (std::size_t i = 0; i < tools.size(); ++i)
        out += (i == 0 ? ",\"tools\":[" : ",") + toolJson(preamble.toolNames[i].first, *tools[i]);
    if (!tools.empty())
        out += ']';
    if (!outputSchema.empty())
        out += ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":"
               "\"answer\",\"schema\":"
            + std::string(outputSchema) + "}}";
    out += ",\"messages\":[";
    if (!instructions.empty())
        out += "{\"role\":\"system\",\"content\":" + quoteJson(instructions) + "}";
    preamble.bytes = std::make_shared<const std::string>(std::move(out));
    return preamble;
}

net::Bytes ChatClient::wire(const Message& message) const
{
    std::string out;
    if (message.role == Role::User) {
        out = "{\"role\":\"user\",\"content\":" + quoteJson(message.text) + "}";
    } else if (message.role == Role::Tool) {
        for (const auto& answer : message.answers) {
            out += out.empty() ? "" : ",";
            out += "{\"role\":\"tool\",\"tool_call_id\":" + quoteJson(answer.callId)
                + ",\"content\":" + quoteJson(answerText(answer)) + "}";
        }
    } else {
        const bool silent = message.text.empty() && !message.calls.empty();
        out = "{\"role\":\"assistant\",\"content\":" + (silent ? "null" : quoteJson(message.text));
        if (message.contentProvider == protocol() || message.contentProvider == contentProvider())
            appendReasoning(out, message.content);
        if (!message.calls.empty())
            appendCalls(out, message.calls);
        out += '}';
    }
    return std::make_shared<const std::string>(std::move(out));
}

Fields ChatClient::tail(const Request& request) const
{
    const auto& abilities = m_provider.abilities;
    const bool hasTools = !request.preamble->toolNames.empty();
    Fields fields = {{"stream_options", "{\"include_usage\":true}"},
                     {abilities.maxTokensField, std::to_string(request.maxOutput)}};
    for (auto& [key, json] : optionFields(m_provider)) {
        if ((key == "tool_choice" || key == "parallel_tool_calls") && !hasTools)
            continue;
        if (key == "tool_choice" && !abilities.forcedTools && json != "\"auto\""
            && json != "\"none\"")
            continue;
        if (key == "reasoning_effort" && hasTools && !abilities.toolsWithEffort
            && json != "\"none\"")
            continue;
        setField(fields, key, std::move(json));
    }
    return fields;
}

std::unique_ptr<ReplyReader> ChatClient::makeReader(const Request& request,
                                                    const OnDelta& onDelta) const
{
    return std::make_unique<ChatReader>(m_provider, request, onDelta);
}

// The two names of one limit.
void ChatClient::replaceField(Fields& fields, std::string_view left, const Request& request) const
{
    if (left == "max_completion_tokens")
        fields.emplace_back("max_tokens", std::to_string(request.maxOutput));
    else if (left == "max_tokens")
        fields.emplace_back("max_completion_tokens", std::to_string(request.maxOutput));
}

} // namespace signalbox::llm
