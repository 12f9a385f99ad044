// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "llm/anthropicreader.h"

#include "llm/toolcalls.h"

#include "base/text.h"
#include "values/usage.h"

#include <algorithm>

namespace signalbox::llm {

namespace {
constexpr std::size_t maxBlocks = 4096;
}

std::optional<Failure> AnthropicReader::event(std::string_view name, const Json& data)
{
    const auto type = stringAt(data, "type", name);
    if (type == "error" || (type.empty() && find(data, "error")))
        return failureFrom(data);
    if (type == "message_start") {
        if (const auto* message = find(data, "message")) {
            m_reply.modelServed = oneLine(stringAt(*message, "model"), 100);
            readUsage(find(*message, "usage"));
        }
    } else if (type == "content_block_start") {
        if (const auto* block = find(data, "content_block"))
            begin(intAt(data, "index").value_or(std::int64_t(m_blocks.size())), *block);
    } else if (type == "content_block_delta") {
        if (const auto* delta = find(data, "delta"))
            add(intAt(data, "index").value_or(std::int64_t(m_blocks.size()) - 1), *delta);
    } else if (type == "message_delta") {
        if (const auto* delta = find(data, "delta"))
            readStop(*delta);
        readUsage(find(data, "usage"));
    } else if (type == "message_stop") {
        m_ended = true;
    }
    return std::nullopt;
}

std::optional<Failure> AnthropicReader::whole(const Json& body)
{
    const auto* content = find(body, "content");
    if (!content || !content->is_array())
        return streamFailure(m_provider.to, "the reply has no content");
    m_reply.modelServed = oneLine(stringAt(body, "model"), 100);
    for (const auto& block : *content)
        begin(std::int64_t(m_blocks.size()), block);
    readStop(body);
    readUsage(find(body, "usage"));
    m_ended = true;
    return std::nullopt;
}

void AnthropicReader::begin(std::int64_t index, const Json& value)
{
    if (!value.is_object() || m_blocks.size() >= maxBlocks || m_blocks.contains(index))
        return;
    auto& block = m_blocks[index];
    block.value = value;
    const auto type = stringAt(value, "type");
    if (type == "text") {
        block.text = stringAt(value, "text");
        addText(block.text);
    } else if (type == "thinking") {
        block.text = stringAt(value, "thinking");
        addThinking(block.text);
    } else if (type == "tool_use") {
        const auto* input = find(value, "input");
        if (input && input->is_string()) // malformed, of a reply that did not stream
            block.arguments = input->get<std::string>();
        else if (input && input->is_object() && !input->empty())
            block.arguments = dumpJson(*input);
        show(Delta::Kind::ToolName, stringAt(value, "name"));
        show(Delta::Kind::ToolArguments, block.arguments);
        m_outputBytes += block.arguments.size();
    }
}

void AnthropicReader::add(std::int64_t index, const Json& delta)
{
    const auto found = m_blocks.find(index);
    if (found == m_blocks.end())
        return;
    auto& block = found->second;
    const auto type = stringAt(delta, "type");
    if (type == "text_delta") {
        const auto text = stringAt(delta, "text");
        block.text += text;
        addText(text);
    } else if (type == "thinking_delta") {
        const auto text = stringAt(delta, "thinking");
        block.text += text;
        addThinking(text);
    } else if (type == "signature_delta") {
        block.value["signature"] = stringAt(delta, "signature"); // the whole of it
    } else if (type == "input_json_delta") {
        const auto text = stringAt(delta, "partial_json");
        block.arguments += text;
        m_outputBytes += text.size();
        show(Delta::Kind::ToolArguments, text);
    } else if (type == "citations_delta") {
        auto& citations = block.value["citations"];
        if (!citations.is_array())
            citations = Json::array();
        if (const auto* citation = find(delta, "citation"))
            citations.push_back(*citation);
    }
}

void AnthropicReader::readStop(const Json& from)
{
    if (const auto reason = stringAt(from, "stop_reason"); !reason.empty())
        m_reply.rawStop = reason.substr(0, 64);
    if (const auto* details = find(from, "stop_details"); details && details->is_object())
        m_refusal = oneLine(stringAt(*details, "explanation"), 1000);
}

// Cumulative: what is said later stands for the whole, what is null stays.
void AnthropicReader::readUsage(const Json* usage)
{
    if (!usage || !usage->is_object())
        return;
    const auto take = [usage](const char* key, std::int64_t& into) {
        if (const auto count = intAt(*usage, key); count && *count >= 0)
            into = boundedTokens(count);
    };
    auto& known = m_reply.usage;
    take("input_tokens", known.input);
    take("cache_creation_input_tokens", known.cacheWrite);
    take("cache_read_input_tokens", known.cacheRead);
    take("output_tokens", known.output);
    if (const auto* details = find(*usage, "output_tokens_details"))
        known.reasoning = std::clamp<std::int64_t>(intAt(*details, "thinking_tokens").value_or(0),
                                                   0, known.output);
    m_usageKnown = known.prompt() > 0 && (m_ended || !m_reply.rawStop.empty() || known.output > 1);
}

StopReason AnthropicReader::stopReason(bool hasCalls) const
{
    const auto& raw = m_reply.rawStop;
    if (raw == "max_tokens")
        return StopReason::Length;
    if (raw == "model_context_window_exceeded")
        return StopReason::Context;
    if (raw == "refusal")
        return StopReason::Refusal;
    if (raw == "pause_turn")
        return StopReason::Pause;
    if (hasCalls)
        return StopReason::Tools;
    if (raw == "stop_sequence")
        return StopReason::StopSequence;
    return raw == "end_turn" || raw.empty() ? StopReason::End : StopReason::Other;
}

std::optional<Failure> AnthropicReader::finish()
{
    std::vector<WireCall> wire;
    for (const auto& [index, block] : m_blocks) {
        if (stringAt(block.value, "type") == "tool_use")
            wire.push_back(
                {stringAt(block.value, "id"), stringAt(block.value, "name"), block.arguments});
    }
    m_reply.stop = stopReason(!wire.empty());
    m_reply.calls = finishCalls(std::move(wire), m_request, m_reply);
    if (m_reply.stop == StopReason::Context && !m_reply.calls.empty())
        m_reply.calls.back().problem = "the reply was cut where the context of the model ended";
    Json content = Json::array();
    std::size_t call = 0;
    for (auto& [index, block] : m_blocks) {
        const auto type = stringAt(block.value, "type");
        if (type == "text")
            block.value["text"] = block.text;
        else if (type == "thinking")
            block.value["thinking"] = block.text;
        if ((type == "text" && trim(block.text).empty())
            || (type == "thinking" && stringAt(block.value, "signature").empty()))
            continue; // would be refused when it comes back
        if (type == "tool_use") {
            const auto& finished = m_reply.calls[call++];
            block.value["id"] = finished.id;
            block.value["input"] = parseJson(argumentsObject(finished)).value_or(Json::object());
        }
        content.push_back(std::move(block.value));
    }
    m_blocks.clear();
    if (m_reply.stop == StopReason::Refusal && m_reply.text.empty())
        m_reply.text = m_refusal;
    else if (!content.empty())
        m_reply.content = dumpJson(content);
    return std::nullopt;
}

} // namespace signalbox::llm
