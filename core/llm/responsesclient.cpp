// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "llm/responsesclient.h"

#include "llm/responsesreader.h"

#include "base/jsonvalue.h"

#include <algorithm>

namespace signalbox::llm {

namespace {
net::Bytes bytes(std::string text)
{
    return std::make_shared<const std::string>(std::move(text));
}

void append(std::string& list, const std::string& item)
{
    list += list.empty() ? "" : ",";
    list += item;
}

std::string toolJson(const std::string& wireName, const ToolDefinition& tool)
{
    return "{\"type\":\"function\",\"name\":" + quoteJson(wireName)
        + ",\"description\":" + quoteJson(tool.description) + ",\"parameters\":" + toolSchema(tool)
        + ",\"strict\":false}";
}

std::string assistantItems(const Message& message)
{
    std::string items;
    if (!message.text.empty())
        append(items, "{\"role\":\"assistant\",\"content\":" + quoteJson(message.text) + "}");
    for (const auto& call : message.calls)
        append(items,
               "{\"type\":\"function_call\",\"call_id\":" + quoteJson(call.id)
                   + ",\"name\":" + quoteJson(wireToolName(call.name))
                   + ",\"arguments\":" + quoteJson(argumentsObject(call)) + "}");
    return items;
}

// {"type":"function","function":{"name":..}} of Chat, flat as it is here.
std::string flatChoice(const std::string& json)
{
    const auto choice = parseJson(json);
    const auto* function = choice ? find(*choice, "function") : nullptr;
    return function ? dumpJson(Json{{"type", "function"}, {"name", stringAt(*function, "name")}})
                    : json;
}
} // namespace

ResponsesClient::ResponsesClient(Provider provider)
    : StreamingClient(std::move(provider),
                      {"parallel_tool_calls", "reasoning", "include", "temperature", "top_p"})
{ }

Preamble ResponsesClient::prepare(std::string_view instructions, const std::vector<ToolPtr>& tools,
                                  std::string_view outputSchema) const
{
    Preamble preamble;
    preamble.toolNames = wireToolNames(tools);
    std::string out =
        "{\"model\":" + quoteJson(m_provider.entry.model) + ",\"stream\":true,\"store\":false";
    if (!instructions.empty())
        out += ",\"instructions\":" + quoteJson(instructions);
    for (std::size_t i = 0; i < tools.size(); ++i)
        out += (i == 0 ? ",\"tools\":[" : ",") + toolJson(preamble.toolNames[i].first, *tools[i]);
    if (!tools.empty())
        out += ']';
    std::string text;
    if (!outputSchema.empty())
        append(
            text,
            "\"format\":{\"type\":\"json_schema\",\"name\":\"answer\",\"strict\":false,\"schema\":"
                + std::string(outputSchema) + "}");
    for (const auto& [key, json] : optionFields(m_provider)) {
        if (key == "verbosity")
            append(text, "\"verbosity\":" + json);
    }
    if (!text.empty())
        out += ",\"text\":{" + text + "}";
    preamble.bytes = bytes(out + ",\"input\":[");
    return preamble;
}

net::Bytes ResponsesClient::wire(const Message& message) const
{
    std::string items;
    if (message.role == Role::User) {
        items = "{\"role\":\"user\",\"content\":" + quoteJson(message.text) + "}";
    } else if (message.role == Role::Tool) {
        for (const auto& answer : message.answers)
            append(items,
                   "{\"type\":\"function_call_output\",\"call_id\":" + quoteJson(answer.callId)
                       + ",\"output\":" + quoteJson(answerText(answer)) + "}");
    } else {
        if (message.contentProvider == protocol() || message.contentProvider == contentProvider())
            items = insideArray(message.content);
        if (items.empty())
            items = assistantItems(message);
    }
    return bytes(std::move(items));
}

Fields ResponsesClient::tail(const Request& request) const
{
    const auto& abilities = m_provider.abilities;
    const bool hasTools = !request.preamble->toolNames.empty();
    Fields fields = {{"max_output_tokens", std::to_string(request.maxOutput)}};
    std::string reasoning = abilities.reasoning ? "\"summary\":\"auto\"" : "";
    for (auto& [key, json] : optionFields(m_provider)) {
        if (key == "reasoning_effort" || key == "effort")
            append(reasoning, "\"effort\":" + json);
        else if (key == "reasoning")
            setField(fields, key, std::move(json));
        else if (key == "tool_choice" && hasTools)
            setField(fields, key, flatChoice(json));
        else if (key == "parallel_tool_calls" && hasTools)
            setField(fields, key, std::move(json));
        else if (key != "verbosity" && key != "stop" && key != "seed" && key != "top_k"
                 && key != "thinking" && key != "tool_choice" && key != "parallel_tool_calls"
                 && key != "text")
            setField(fields, key, std::move(json));
    }
    const bool own = fields.size() > 1
        && std::any_of(fields.begin(), fields.end(),
                       [](const auto& f) { return f.first == "reasoning"; });
    if (!reasoning.empty() && !own)
        setField(fields, "reasoning", "{" + reasoning + "}");
    setField(fields, "include", "[\"reasoning.encrypted_content\"]");
    return fields;
}

std::unique_ptr<ReplyReader> ResponsesClient::makeReader(const Request& request,
                                                         const OnDelta& onDelta) const
{
    return std::make_unique<ResponsesReader>(m_provider, request, onDelta);
}

} // namespace signalbox::llm
