// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "llm/anthropicclient.h"

#include "llm/anthropicreader.h"

#include "base/jsonvalue.h"
#include "base/text.h"

#include <algorithm>

namespace signalbox::llm {

namespace {
net::Bytes bytes(std::string text)
{
    return std::make_shared<const std::string>(std::move(text));
}

std::string textBlock(std::string_view text)
{
    return "{\"type\":\"text\",\"text\":" + quoteJson(text) + "}";
}

void append(std::string& list, const std::string& block)
{
    list += list.empty() ? "" : ",";
    list += block;
}

std::string assistantBlocks(const Message& message)
{
    std::string blocks;
    if (!trim(message.text).empty())
        append(blocks, textBlock(message.text));
    for (const auto& call : message.calls)
        append(blocks,
               "{\"type\":\"tool_use\",\"id\":" + quoteJson(call.id)
                   + ",\"name\":" + quoteJson(wireToolName(call.name))
                   + ",\"input\":" + argumentsObject(call) + "}");
    return blocks;
}

// The service wants every object closed.
void closeObjects(OrderedJson& schema)
{
    if (schema.is_object() && schema.contains("type") && schema["type"] == "object"
        && !schema.contains("additionalProperties"))
        schema["additionalProperties"] = false;
    if (schema.is_structured()) {
        for (auto& member : schema)
            closeObjects(member);
    }
}

std::string outputConfig(std::string_view outputSchema, const std::string& effort)
{
    std::string config;
    if (!effort.empty())
        append(config, "\"effort\":" + effort);
    if (auto schema = parseOrderedJson(outputSchema)) {
        closeObjects(*schema);
        append(config,
               "\"format\":{\"type\":\"json_schema\",\"schema\":" + dumpJson(*schema) + "}");
    }
    return config.empty() ? config : "{" + config + "}";
}

// "adaptive" or {"type":"adaptive",...}, where the model takes that type; else what it is given by default.
std::string thinkingField(const Abilities& abilities, const std::string& option)
{
    auto wanted = parseJson(option.empty() ? "null" : option).value_or(Json());
    if (wanted.is_string())
        wanted = Json{{"type", wanted}};
    const auto type = stringAt(wanted, "type");
    const auto& types = abilities.thinking;
    if (!type.empty() && std::find(types.begin(), types.end(), type) != types.end())
        return dumpJson(wanted);
    return abilities.thinkingDefault;
}

std::string toolChoice(const Abilities& abilities, const std::string& option, bool parallel)
{
    auto choice = parseJson(option.empty() ? "null" : option).value_or(Json());
    if (choice.is_string()) {
        const auto word = choice.get<std::string>();
        choice = Json{{"type", word == "required" ? "any" : word}};
    }
    const auto type = stringAt(choice, "type");
    const bool forced = type != "auto" && type != "none";
    if (type.empty() || (forced && !abilities.forcedTools))
        choice = Json{{"type", "auto"}};
    if (!parallel)
        choice["disable_parallel_tool_use"] = true;
    return parallel && (option.empty() || stringAt(choice, "type") == "auto") ? std::string()
                                                                              : dumpJson(choice);
}

std::string optionText(const Fields& options, std::string_view key)
{
    for (const auto& [name, json] : options) {
        if (name == key)
            return json;
    }
    return {};
}
} // namespace

AnthropicClient::AnthropicClient(Provider provider)
    : StreamingClient(std::move(provider),
                      {"thinking", "tool_choice", "temperature", "top_p", "top_k"})
{ }

Preamble AnthropicClient::prepare(std::string_view instructions, const std::vector<ToolPtr>& tools,
                                  std::string_view outputSchema) const
{
    Preamble preamble;
    preamble.toolNames = wireToolNames(tools);
    std::string out = "{\"model\":" + quoteJson(m_provider.entry.model) + ",\"stream\":true";
    if (m_provider.abilities.cacheMarks)
        out += ",\"cache_control\":{\"type\":\"ephemeral\"}";
    for (std::size_t i = 0; i < tools.size(); ++i)
        out += (i == 0 ? ",\"tools\":[" : ",") + std::string("{\"name\":")
            + quoteJson(preamble.toolNames[i].first) + ",\"description\":"
            + quoteJson(tools[i]->description) + ",\"input_schema\":" + toolSchema(*tools[i]) + "}";
    if (!tools.empty())
        out += ']';
    if (!trim(instructions).empty())
        out += ",\"system\":" + quoteJson(instructions);
    const auto options = optionFields(m_provider);
    auto effort = optionText(options, "effort");
    if (effort.empty())
        effort = optionText(options, "reasoning_effort");
    if (const auto config = outputConfig(outputSchema, effort); !config.empty())
        out += ",\"output_config\":" + config;
    preamble.bytes = bytes(out + ",\"messages\":[");
    return preamble;
}

// The blocks of the message; the role is put around them when messages of one role are merged.
net::Bytes AnthropicClient::wire(const Message& message) const
{
    std::string blocks;
    if (message.role == Role::User) {
        if (!trim(message.text).empty())
            blocks = textBlock(message.text);
    } else if (message.role == Role::Tool) {
        for (const auto& answer : message.answers)
            append(blocks,
                   "{\"type\":\"tool_result\",\"tool_use_id\":" + quoteJson(answer.callId)
                       + ",\"content\":" + quoteJson(answer.text)
                       + (answer.ok ? "}" : ",\"is_error\":true}"));
    } else {
        if (message.contentProvider == protocol() || message.contentProvider == contentProvider())
            blocks = insideArray(message.content);
        if (blocks.empty())
            blocks = assistantBlocks(message);
    }
    return bytes(std::move(blocks));
}

Fields AnthropicClient::tail(const Request& request) const
{
    const auto& abilities = m_provider.abilities;
    Fields fields = {{"max_tokens", std::to_string(request.maxOutput)}};
    const auto options = optionFields(m_provider);
    for (const auto& [key, json] : options) {
        if (key == "stop")
            fields.emplace_back("stop_sequences", json.starts_with('[') ? json : "[" + json + "]");
        else if (key != "effort" && key != "reasoning_effort" && key != "thinking"
                 && key != "tool_choice" && key != "parallel_tool_calls" && key != "seed"
                 && key != "verbosity" && key != "output_config")
            fields.emplace_back(key, json);
    }
    if (auto thinking = thinkingField(abilities, optionText(options, "thinking"));
        !thinking.empty())
        fields.emplace_back("thinking", std::move(thinking));
    if (!request.preamble->toolNames.empty()) {
        auto choice = toolChoice(abilities, optionText(options, "tool_choice"),
                                 optionText(options, "parallel_tool_calls") != "false");
        if (!choice.empty())
            fields.emplace_back("tool_choice", std::move(choice));
    }
    return fields;
}

net::HttpRequest AnthropicClient::httpRequest(const Request& request, const Fields& tail) const
{
    static const auto comma = bytes(",");
    static const auto user = bytes("{\"role\":\"user\",\"content\":[");
    static const auto assistant = bytes("{\"role\":\"assistant\",\"content\":[");
    static const auto next = bytes("]},");
    net::Headers headers = {{"anthropic-version", m_provider.abilities.apiVersion}};
    if (!m_provider.to.key.empty())
        headers.emplace_back("x-api-key", m_provider.to.key);
    auto http = postRequest(m_provider, std::move(headers));
    http.body.reserve(request.messages.size() * 3 + 3);
    http.body.push_back(request.preamble->bytes);
    const net::Bytes* open = nullptr; // the role of the message under way
    for (const auto& message : request.messages) {
        auto blocks = message.bytes ? message.bytes : wire(*message.message);
        if (blocks->empty())
            continue;
        const auto& role = message.message->role == Role::Assistant ? assistant : user;
        if (open == &role) {
            http.body.push_back(comma);
        } else {
            if (open)
                http.body.push_back(next);
            http.body.push_back(role);
            open = &role;
        }
        http.body.push_back(std::move(blocks));
    }
    std::string end = open ? "]}]" : "]";
    appendFields(end, tail);
    http.body.push_back(bytes(end + "}"));
    return http;
}

std::unique_ptr<ReplyReader> AnthropicClient::makeReader(const Request& request,
                                                         const OnDelta& onDelta) const
{
    return std::make_unique<AnthropicReader>(m_provider, request, onDelta);
}

} // namespace signalbox::llm
