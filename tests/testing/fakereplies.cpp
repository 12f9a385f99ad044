// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "testing/fakeprovider.h"

#include "base/jsonvalue.h"

namespace signalbox::testing {

namespace {
std::string named(const std::string& name, const Json& data)
{
    return "event: " + name + "\ndata: " + dumpJson(data) + "\n\n";
}

std::string named(const Json& data)
{
    return named(stringAt(data, "type"), data);
}

FakeReply stream(std::vector<std::string> pieces)
{
    return {
        200, {{"content-type", "text/event-stream"}, {"x-request-id", "req_1"}}, std::move(pieces)};
}

std::string idOf(const FakeCall& call, std::size_t index, const char* prefix)
{
    return call.id.empty() ? prefix + std::to_string(index + 1) : call.id;
}
} // namespace

FakeReply eventReply(const std::vector<std::string>& datas)
{
    std::vector<std::string> pieces;
    for (const auto& data : datas)
        pieces.push_back("data: " + data + "\n\n");
    return stream(std::move(pieces));
}

FakeReply jsonReply(int status, const std::string& body, FakeHeaders headers)
{
    headers.insert(headers.begin(), {"content-type", "application/json"});
    return {status, std::move(headers), {body}};
}

FakeReply recut(FakeReply reply, std::size_t bytes)
{
    std::string all;
    for (const auto& piece : reply.pieces)
        all += piece;
    reply.pieces.clear();
    for (std::size_t at = 0; at < all.size(); at += bytes)
        reply.pieces.push_back(all.substr(at, bytes));
    return reply;
}

FakeReply chatReply(const std::string& text, const std::vector<FakeCall>& calls, FakeUsage usage)
{
    std::vector<std::string> datas;
    const auto chunk = [&](Json delta, Json finish) {
        datas.push_back(dumpJson(Json{{"id", "chatcmpl-1"},
                                      {"object", "chat.completion.chunk"},
                                      {"model", "fake-1"},
                                      {"choices",
                                       Json::array({{{"index", 0},
                                                     {"delta", std::move(delta)},
                                                     {"finish_reason", std::move(finish)}}})}}));
    };
    chunk({{"role", "assistant"}, {"content", ""}}, nullptr);
    if (!text.empty())
        chunk({{"content", text}}, nullptr);
    for (std::size_t i = 0; i < calls.size(); ++i) {
        const Json head = {{"index", i},
                           {"id", idOf(calls[i], i, "call_")},
                           {"type", "function"},
                           {"function", {{"name", calls[i].name}, {"arguments", ""}}}};
        chunk({{"tool_calls", Json::array({head})}}, nullptr);
        const Json tail = {{"index", i}, {"function", {{"arguments", calls[i].arguments}}}};
        chunk({{"tool_calls", Json::array({tail})}}, nullptr);
    }
    chunk(Json::object(), calls.empty() ? "stop" : "tool_calls");
    datas.push_back(
        dumpJson(Json{{"id", "chatcmpl-1"},
                      {"choices", Json::array()},
                      {"usage",
                       {{"prompt_tokens", usage.input},
                        {"completion_tokens", usage.output},
                        {"prompt_tokens_details", {{"cached_tokens", usage.cached}}},
                        {"completion_tokens_details", {{"reasoning_tokens", usage.reasoning}}}}}}));
    datas.push_back("[DONE]");
    return eventReply(datas);
}

FakeReply anthropicReply(const std::string& text, const std::vector<FakeCall>& calls,
                         FakeUsage usage)
{
    const Json tokens = {{"input_tokens", usage.input - usage.cached},
                         {"cache_read_input_tokens", usage.cached},
                         {"cache_creation_input_tokens", 0},
                         {"output_tokens", usage.output}};
    std::vector<std::string> pieces = {named({{"type", "message_start"},
                                              {"message",
                                               {{"id", "msg_1"},
                                                {"model", "fake-1"},
                                                {"role", "assistant"},
                                                {"content", Json::array()},
                                                {"usage", tokens}}}})};
    std::size_t index = 0;
    const auto block = [&](Json start, Json delta) {
        pieces.push_back(named({{"type", "content_block_start"},
                                {"index", index},
                                {"content_block", std::move(start)}}));
        pieces.push_back(named(
            {{"type", "content_block_delta"}, {"index", index}, {"delta", std::move(delta)}}));
        pieces.push_back(named({{"type", "content_block_stop"}, {"index", index}}));
        ++index;
    };
    if (!text.empty())
        block({{"type", "text"}, {"text", ""}}, {{"type", "text_delta"}, {"text", text}});
    for (std::size_t i = 0; i < calls.size(); ++i)
        block({{"type", "tool_use"},
               {"id", idOf(calls[i], i, "toolu_")},
               {"name", calls[i].name},
               {"input", Json::object()}},
              {{"type", "input_json_delta"}, {"partial_json", calls[i].arguments}});
    pieces.push_back(named({{"type", "message_delta"},
                            {"delta", {{"stop_reason", calls.empty() ? "end_turn" : "tool_use"}}},
                            {"usage", tokens}}));
    pieces.push_back(named({{"type", "message_stop"}}));
    return stream(std::move(pieces));
}

FakeReply responsesReply(const std::string& text, const std::vector<FakeCall>& calls,
                         FakeUsage usage)
{
    std::vector<std::string> pieces;
    Json output = Json::array();
    const auto item = [&](const Json& whole, const std::string& deltaType,
                          const std::string& delta) {
        const auto index = output.size();
        Json added = whole;
        if (added.contains("arguments"))
            added["arguments"] = "";
        else
            added["content"] = Json::array();
        pieces.push_back(named(
            {{"type", "response.output_item.added"}, {"output_index", index}, {"item", added}}));
        pieces.push_back(named({{"type", deltaType}, {"output_index", index}, {"delta", delta}}));
        pieces.push_back(named(
            {{"type", "response.output_item.done"}, {"output_index", index}, {"item", whole}}));
        output.push_back(whole);
    };
    pieces.push_back(named(
        {{"type", "response.created"}, {"response", {{"id", "resp_1"}, {"model", "fake-1"}}}}));
    if (!text.empty())
        item({{"type", "message"},
              {"id", "msg_1"},
              {"role", "assistant"},
              {"content", Json::array({{{"type", "output_text"}, {"text", text}}})}},
             "response.output_text.delta", text);
    for (std::size_t i = 0; i < calls.size(); ++i)
        item({{"type", "function_call"},
              {"id", "fc_" + std::to_string(i + 1)},
              {"call_id", idOf(calls[i], i, "call_")},
              {"name", calls[i].name},
              {"arguments", calls[i].arguments}},
             "response.function_call_arguments.delta", calls[i].arguments);
    pieces.push_back(
        named({{"type", "response.completed"},
               {"response",
                {{"id", "resp_1"},
                 {"model", "fake-1"},
                 {"status", "completed"},
                 {"output", output},
                 {"usage",
                  {{"input_tokens", usage.input},
                   {"input_tokens_details", {{"cached_tokens", usage.cached}}},
                   {"output_tokens", usage.output},
                   {"output_tokens_details", {{"reasoning_tokens", usage.reasoning}}}}}}}}));
    return stream(std::move(pieces));
}

} // namespace signalbox::testing
