// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "values/message.h"

#include "base/json.h"

namespace signalbox {

namespace {
void appendMember(std::string& out, std::string_view key, std::string_view text)
{
    if (out.back() != '{')
        out += ',';
    appendQuotedJson(out, key);
    out += ':';
    appendQuotedJson(out, text);
}
} // namespace

std::string messageJson(const Message& message)
{
    std::string out = "{";
    if (message.role == Role::Tool) {
        out += "\"results\":[";
        for (const auto& answer : message.answers) {
            if (out.back() != '[')
                out += ',';
            out += "{";
            appendMember(out, "call_id", answer.callId);
            appendMember(out, "name", answer.name);
            out += answer.ok ? ",\"ok\":true" : ",\"ok\":false";
            appendMember(out, "text", answer.text);
            out += "}";
        }
        out += "]";
    }
    appendMember(out, "role",
                 message.role == Role::User            ? "user"
                     : message.role == Role::Assistant ? "assistant"
                                                       : "tool");
    if (message.role != Role::Tool)
        appendMember(out, "text", message.text);
    if (!message.calls.empty()) {
        out += ",\"tool_calls\":[";
        for (const auto& call : message.calls) {
            if (out.back() != '[')
                out += ',';
            out += "{\"arguments\":";
            if (call.problem.empty())
                out += call.arguments;
            else
                appendQuotedJson(out, call.arguments);
            appendMember(out, "id", call.id);
            appendMember(out, "name", call.name);
            out += "}";
        }
        out += "]";
    }
    out += "}";
    return out;
}

} // namespace signalbox
