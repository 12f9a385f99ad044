// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "llm/chatreader.h"

#include "base/jsonvalue.h"
#include "values/usage.h"

#include <algorithm>

namespace signalbox::llm {

ChatReader::ChatReader(const Provider& provider, const Request& request, const OnDelta& onDelta)
    : ReplyReader(provider, request, onDelta)
    , m_splitter({[this](std::string_view text) { show(Delta::Kind::Text, text); },
                  [this](std::string_view text) { show(Delta::Kind::Thinking, text); },
                  [this] { show(Delta::Kind::Restart, {}); }})
    , m_assembler(request.preamble ? &request.preamble->toolNames : nullptr)
{ }

std::optional<Failure> ChatReader::event(std::string_view name, const Json& data)
{
    const auto* error = find(data, "error");
    if ((error && !error->is_null()) || name == "error")
        return failureFrom(data);
    if (m_reply.modelServed.empty())
        m_reply.modelServed = oneLine(stringAt(data, "model"), 100);
    if (const auto* usage = find(data, "usage"); usage && usage->is_object())
        readUsage(*usage);
    const auto* choices = find(data, "choices");
    if (!choices || !choices->is_array())
        return std::nullopt;
    for (const auto& choice : *choices) {
        if (intAt(choice, "index").value_or(0) != 0)
            continue;
        if (const auto* chosen = find(choice, "error"); chosen && !chosen->is_null())
            return failureFrom(choice);
        const auto* delta = find(choice, "delta");
        if (!delta || !delta->is_object())
            delta = find(choice, "message");
        if (delta && delta->is_object())
            readDelta(*delta);
        if (const auto finish = stringAt(choice, "finish_reason"); !finish.empty())
            m_finish = finish.substr(0, 64);
    }
    if (m_finish == "error")
        return streamFailure(m_provider.to, "the server ended the reply with an error");
    return std::nullopt;
}

std::optional<Failure> ChatReader::whole(const Json& body)
{
    const auto* choices = find(body, "choices");
    if (!choices || !choices->is_array())
        return streamFailure(m_provider.to, "the reply has no choices");
    if (auto failure = event({}, body))
        return failure;
    m_marked = true;
    return std::nullopt;
}

void ChatReader::readDelta(const Json& delta)
{
    readReasoning(delta);
    if (const auto* content = find(delta, "content"))
        readContent(*content);
    if (const auto text = stringAt(delta, "refusal"); !text.empty()) {
        m_refusal += text;
        m_outputBytes += text.size();
        show(Delta::Kind::Text, text);
    }
    if (const auto* calls = find(delta, "tool_calls"); calls && calls->is_array()) {
        for (const auto& call : *calls)
            readCall(call);
    }
    if (const auto* call = find(delta, "function_call"); call && call->is_object())
        readCall({{"index", 0}, {"function", *call}});
}

void ChatReader::readContent(const Json& content)
{
    const auto take = [this](const std::string& text) {
        m_outputBytes += text.size();
        m_splitter.feed(text);
    };
    if (content.is_string())
        take(content.get_ref<const std::string&>());
    if (!content.is_array())
        return;
    for (const auto& part : content) {
        if (part.is_string())
            take(part.get_ref<const std::string&>());
        else
            take(stringAt(part, "text"));
    }
}

void ChatReader::readReasoning(const Json& delta)
{
    for (const char* key : {"reasoning_content", "reasoning"}) {
        const auto text = stringAt(delta, key);
        if (text.empty())
            continue;
        if (m_reasoningKey.empty())
            m_reasoningKey = key;
        if (m_reasoningKey != key)
            continue; // the same once more
        m_fieldReasoning += text;
        m_outputBytes += text.size();
        show(Delta::Kind::Thinking, text);
    }
}

void ChatReader::readCall(const Json& call)
{
    const auto* function = find(call, "function");
    if (!function || !function->is_object())
        function = &call;
    CallAssembler::Piece piece;
    piece.index = intAt(call, "index");
    piece.id = stringAt(call, "id").substr(0, 256);
    piece.name = stringAt(*function, "name").substr(0, 256);
    if (const auto* arguments = find(*function, "arguments")) {
        if (arguments->is_string()) {
            piece.arguments = arguments->get_ref<const std::string&>();
        } else if (!arguments->is_null()) {
            piece.arguments = dumpJson(*arguments);
            piece.wholeArguments = true;
        }
    }
    m_outputBytes += piece.name.size() + piece.arguments.size();
    m_assembler.add(piece);
    show(Delta::Kind::ToolName, piece.name);
    show(Delta::Kind::ToolArguments, piece.arguments);
}

void ChatReader::readUsage(const Json& usage)
{
    const auto count = [](const Json* object, const char* key) -> std::int64_t {
        return object ? boundedTokens(intAt(*object, key)) : 0;
    };
    const auto* prompt = find(usage, "prompt_tokens_details");
    const auto* output = find(usage, "completion_tokens_details");
    const auto total = count(&usage, "prompt_tokens");
    auto& known = m_reply.usage;
    known.cacheRead = std::min(total, count(prompt, "cached_tokens"));
    known.cacheWrite = std::min(total - known.cacheRead, count(prompt, "cache_write_tokens"));
    known.input = total - known.cacheRead - known.cacheWrite;
    known.output = count(&usage, "completion_tokens");
    known.reasoning = std::min(known.output, count(output, "reasoning_tokens"));
    m_usageKnown = total > 0 || known.output > 0;
}

StopReason ChatReader::stopReason() const
{
    if (m_finish == "length")
        return StopReason::Length;
    if (!m_assembler.calls().empty())
        return StopReason::Tools;
    if (m_finish == "content_filter" || !m_refusal.empty())
        return StopReason::Refusal;
    if (m_finish == "stop" || m_finish.empty() || m_finish == "tool_calls"
        || m_finish == "function_call" || m_finish == "eos" || m_finish == "end_turn")
        return StopReason::End;
    return StopReason::Other;
}

std::optional<Failure> ChatReader::finish()
{
    m_splitter.finish();
    m_reply.text = m_splitter.text() + m_refusal;
    m_reply.thinking = m_fieldReasoning + m_splitter.thinking();
    m_reply.rawStop = m_finish;
    m_reply.stop = stopReason();
    if (m_finish.empty() && m_reply.text.empty() && m_reply.thinking.empty()
        && m_assembler.calls().empty())
        return streamFailure(
            m_provider.to,
            "the reply is empty; the conversation may be longer than the context of "
                + oneLine(m_provider.entry.model, 100));
    m_reply.calls = finishCalls(m_assembler.calls(), m_request, m_reply);
    if (!m_fieldReasoning.empty())
        m_reply.content = dumpJson(Json::array({{{m_reasoningKey, m_fieldReasoning}}}));
    return std::nullopt;
}

} // namespace signalbox::llm
