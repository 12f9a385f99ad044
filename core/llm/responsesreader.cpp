// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "llm/responsesreader.h"

#include "llm/toolcalls.h"
#include "values/usage.h"

#include <algorithm>

namespace signalbox::llm {

namespace {
constexpr std::size_t maxItems = 4096;

std::int64_t indexOf(const Json& data, std::size_t fallback)
{
    return intAt(data, "output_index").value_or(std::int64_t(fallback));
}
} // namespace

std::optional<Failure> ResponsesReader::event(std::string_view name, const Json& data)
{
    const auto type = stringAt(data, "type", name);
    const auto* response = find(data, "response");
    if (type == "error" || (type.empty() && find(data, "error")))
        return failureFrom(data);
    if (type == "response.created" && response)
        m_reply.modelServed = oneLine(stringAt(*response, "model"), 100);
    else if (type == "response.output_item.added")
        beginItem(data);
    else if (type == "response.output_item.done")
        endItem(data);
    else if (type.ends_with(".delta"))
        readDelta(type, data);
    else if ((type == "response.completed" || type == "response.incomplete"
              || type == "response.failed" || type == "response.cancelled")
             && response)
        return end(*response);
    return std::nullopt;
}

std::optional<Failure> ResponsesReader::whole(const Json& body)
{
    if (!find(body, "output"))
        return streamFailure(m_provider.to, "the reply has no output");
    return end(body);
}

void ResponsesReader::beginItem(const Json& data)
{
    const auto* item = find(data, "item");
    const auto index = indexOf(data, m_items.size());
    if (!item || !item->is_object() || m_items.size() >= maxItems || m_items.contains(index))
        return;
    m_items[index].value = *item;
    if (stringAt(*item, "type") == "function_call")
        show(Delta::Kind::ToolName, stringAt(*item, "name"));
}

void ResponsesReader::endItem(const Json& data)
{
    const auto* item = find(data, "item");
    if (!item || !item->is_object() || m_items.size() >= maxItems)
        return;
    auto& slot = m_items[indexOf(data, m_items.size())];
    slot.value = *item;
    slot.done = true;
}

void ResponsesReader::readDelta(std::string_view type, const Json& data)
{
    const auto text = stringAt(data, "delta");
    if (type == "response.output_text.delta" || type == "response.refusal.delta") {
        m_streamedText += text;
        m_outputBytes += text.size();
        show(Delta::Kind::Text, text);
    } else if (type == "response.reasoning_summary_text.delta"
               || type == "response.reasoning_text.delta") {
        addThinking(text);
    } else if (type == "response.function_call_arguments.delta") {
        m_outputBytes += text.size();
        show(Delta::Kind::ToolArguments, text);
        const auto found = m_items.find(indexOf(data, m_items.size() - 1));
        if (found != m_items.end())
            found->second.arguments += text;
    }
}

std::optional<Failure> ResponsesReader::end(const Json& response)
{
    const auto status = stringAt(response, "status");
    if (const auto* usage = find(response, "usage"); usage && usage->is_object())
        readUsage(*usage);
    if (const auto model = stringAt(response, "model"); !model.empty())
        m_reply.modelServed = oneLine(model, 100);
    if (status == "failed" || status == "cancelled")
        return failureFrom(response);
    takeMissingItems(response);
    m_reply.rawStop = status;
    if (const auto* details = find(response, "incomplete_details"); details && details->is_object())
        m_reply.rawStop = stringAt(*details, "reason", status).substr(0, 64);
    m_ended = true;
    return std::nullopt;
}

// Servers that stream deltas alone, or that did not stream at all.
void ResponsesReader::takeMissingItems(const Json& response)
{
    const auto* output = find(response, "output");
    if (!output || !output->is_array())
        return;
    for (std::size_t i = 0; i < output->size() && i < maxItems; ++i) {
        auto& slot = m_items[std::int64_t(i)];
        if (!slot.done && (*output)[i].is_object())
            slot.value = (*output)[i];
        slot.done = true;
    }
}

void ResponsesReader::readUsage(const Json& usage)
{
    const auto count = [](const Json* object, const char* key) -> std::int64_t {
        return object ? boundedTokens(intAt(*object, key)) : 0;
    };
    const auto* input = find(usage, "input_tokens_details");
    const auto total = count(&usage, "input_tokens");
    auto& known = m_reply.usage;
    known.cacheRead = std::min(total, count(input, "cached_tokens"));
    known.cacheWrite = std::min(total - known.cacheRead, count(input, "cache_write_tokens"));
    known.input = total - known.cacheRead - known.cacheWrite;
    known.output = count(&usage, "output_tokens");
    known.reasoning =
        std::min(known.output, count(find(usage, "output_tokens_details"), "reasoning_tokens"));
    m_usageKnown = total > 0 || known.output > 0;
}

// The text of the items, which stands above what was streamed.
void ResponsesReader::collectText()
{
    std::string text;
    std::string thinking;
    for (const auto& [index, item] : m_items) {
        const auto type = stringAt(item.value, "type");
        const auto* parts = find(item.value, type == "reasoning" ? "summary" : "content");
        if (!parts || !parts->is_array())
            continue;
        for (const auto& part : *parts) {
            if (type == "reasoning")
                thinking += stringAt(part, "text");
            else if (type == "message")
                text += stringAt(part, "text") + stringAt(part, "refusal");
            m_refused = m_refused || stringAt(part, "type") == "refusal";
        }
    }
    m_reply.text = text.empty() ? m_streamedText : text;
    if (m_reply.thinking.empty())
        m_reply.thinking = thinking;
}

StopReason ResponsesReader::stopReason(bool hasCalls) const
{
    const auto& raw = m_reply.rawStop;
    if (raw == "max_output_tokens")
        return StopReason::Length;
    if (raw == "content_filter")
        return StopReason::Refusal;
    if (hasCalls)
        return StopReason::Tools;
    if (m_refused)
        return StopReason::Refusal;
    return raw == "completed" || raw.empty() ? StopReason::End : StopReason::Other;
}

std::optional<Failure> ResponsesReader::finish()
{
    collectText();
    std::vector<WireCall> wire;
    for (const auto& [index, item] : m_items) {
        if (stringAt(item.value, "type") != "function_call")
            continue;
        const auto* given = find(item.value, "arguments");
        auto arguments =
            given && given->is_object() ? dumpJson(*given) : stringAt(item.value, "arguments");
        if (arguments.empty())
            arguments = item.arguments;
        const auto id = stringAt(item.value, "call_id", stringAt(item.value, "id"));
        wire.push_back({id, stringAt(item.value, "name"), std::move(arguments)});
    }
    m_reply.stop = stopReason(!wire.empty());
    m_reply.calls = finishCalls(std::move(wire), m_request, m_reply);
    Json content = Json::array();
    std::size_t call = 0;
    for (auto& [index, item] : m_items) {
        const auto type = stringAt(item.value, "type");
        if (type == "function_call") {
            const auto& finished = m_reply.calls[call++];
            item.value["call_id"] = finished.id;
            item.value["arguments"] = argumentsObject(finished);
        }
        // Nothing is stored there: reasoning without its encrypted text would not be found again.
        if (type == "reasoning" && stringAt(item.value, "encrypted_content").empty())
            continue;
        if (item.value.is_object())
            content.push_back(std::move(item.value));
    }
    m_items.clear();
    if (!content.empty())
        m_reply.content = dumpJson(content);
    return std::nullopt;
}

} // namespace signalbox::llm
