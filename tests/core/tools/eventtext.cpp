// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "core/tools/eventtext.h"

#include "base/jsonvalue.h"

#include <map>

namespace signalbox::testing {

namespace {
std::string jsonOf(const Json& data, std::string_view member)
{
    const auto* value = find(data, member);
    return value ? dumpJson(*value) : std::string();
}

// " NAME=text" where there is one.
std::string named(const Json& data, std::string_view member)
{
    const auto text = jsonOf(data, member);
    return text.empty() || text == "\"\"" ? "" : " " + std::string(member) + "=" + text;
}

std::string callText(const Json& call)
{
    return stringAt(call, "name") + jsonOf(call, "arguments");
}

std::string messageText(const Json& message)
{
    std::string text = " " + stringAt(message, "role");
    if (!stringAt(message, "text").empty())
        text += ":" + stringAt(message, "text");
    if (const auto* calls = find(message, "tool_calls")) {
        for (const auto& call : *calls)
            text += " " + callText(call);
    }
    if (const auto* results = find(message, "results")) {
        for (const auto& result : *results)
            text +=
                std::string(boolAt(result, "ok") ? " ok:" : " failed:") + stringAt(result, "text");
    }
    return text;
}

std::string modelText(const Event& event, const Json& data)
{
    std::string text;
    if (event.type == EventType::ModelRequested) {
        if (const auto* added = find(data, "messages_added")) {
            for (const auto& message : *added)
                text += (text.empty() ? "" : " |") + messageText(message);
        }
        return text;
    }
    if (event.type == EventType::ModelFailed) {
        const auto* error = find(data, "error");
        return " " + jsonOf(data, "attempt") + " " + (error ? stringAt(*error, "type") : "")
            + named(data, "retry_in_s") + named(data, "fallback");
    }
    text = " " + jsonOf(data, "text");
    if (const auto* calls = find(data, "tool_calls")) {
        for (const auto& call : *calls)
            text += " " + callText(call);
    }
    return text;
}

std::string checkText(const Json& data)
{
    std::string text = boolAt(data, "ok") ? " ok" : " not ok:";
    if (const auto* findings = find(data, "findings")) {
        for (const auto& finding : *findings)
            text += " " + stringAt(finding, "check")
                + (stringAt(finding, "param").empty() ? "" : " " + stringAt(finding, "param"));
    }
    return text;
}

std::string gateText(const Json& data)
{
    std::string text = " " + stringAt(data, "kind");
    if (const auto* tool = find(data, "tool"))
        text += " " + tool->get<std::string>() + jsonOf(data, "arguments");
    text += " (" + stringAt(data, "rule") + ")";
    const auto* choices = find(data, "choices");
    if (choices && choices->is_array() && !choices->empty() && choices->back() == "run")
        text += " grantable";
    return text;
}
} // namespace

std::string eventText(const Event& event)
{
    const auto data = parseJson(event.data).value_or(Json::object());
    std::string text(eventTypeName(event.type));
    switch (event.type) {
    case EventType::ToolRequested:
        return text + " " + stringAt(data, "tool") + jsonOf(data, "arguments");
    case EventType::ToolChecked:
        return text + checkText(data);
    case EventType::PolicyDecided:
        return text + " " + stringAt(data, "verdict") + " (" + stringAt(data, "rule") + ")";
    case EventType::GateOpened:
        return text + gateText(data);
    case EventType::GateDecided:
        return text + " " + stringAt(data, "decision") + " by " + stringAt(data, "by")
            + (stringAt(data, "scope") == "once" ? "" : named(data, "scope"))
            + named(data, "reason") + named(data, "arguments") + named(data, "result")
            + named(data, "limits");
    case EventType::GrantAdded:
        return text + " " + stringAt(data, "matcher");
    case EventType::ToolStarted:
        return text + " " + jsonOf(data, "arguments");
    case EventType::ToolFinished:
        return text + " " + (boolAt(data, "ok") ? "ok" : stringAt(data, "outcome", "failed")) + " "
            + jsonOf(data, "result") + jsonOf(data, "error")
            + (boolAt(data, "truncated") ? " truncated" : "");
    case EventType::SteerReceived:
    case EventType::SteerDelivered:
        return text + " " + jsonOf(data, "text") + named(data, "mode") + named(data, "when")
            + named(data, "agent");
    case EventType::SteerCancelled:
        return text;
    case EventType::TextSanitised:
        return text + " " + stringAt(data, "what");
    case EventType::BreakerTripped:
        return text + " " + stringAt(data, "action") + " " + stringAt(data, "evidence");
    case EventType::BudgetReached:
    case EventType::BudgetWarned:
        return text + " " + stringAt(data, "limit") + " " + jsonOf(data, "used") + " of "
            + jsonOf(data, "of");
    case EventType::ModelRequested:
    case EventType::ModelReplied:
    case EventType::ModelFailed:
        return text + modelText(event, data);
    case EventType::RunStarted:
    case EventType::AgentStarted:
        return text + " " + stringAt(data, "agent") + " " + jsonOf(data, "task");
    case EventType::AgentFinished:
    case EventType::RunFinished:
        return text + " " + stringAt(data, "outcome") + " " + jsonOf(data, "output");
    default:
        return text + (event.data == "{}" ? "" : " " + event.data);
    }
}

std::string eventLines(const std::vector<Event>& events, std::string_view under)
{
    std::string lines;
    for (const auto& event : events) {
        if (event.path.starts_with(under))
            lines += eventText(event) + "\n";
    }
    return lines;
}

std::string eventLinesWithPaths(const std::vector<Event>& events)
{
    std::string lines;
    for (const auto& event : events)
        lines += event.path + " " + eventText(event) + "\n";
    return lines;
}

std::string memberOf(const Event& event, std::string_view member)
{
    return jsonOf(parseJson(event.data).value_or(Json::object()), member);
}

std::string unpairedCalls(const std::vector<Event>& events)
{
    std::map<std::string, std::pair<int, int>> calls; // requested, finished
    std::string wrong;
    for (const auto& event : events) {
        auto& call = calls[event.path];
        call.first += event.type == EventType::ToolRequested ? 1 : 0;
        call.second += event.type == EventType::ToolFinished ? 1 : 0;
        if (call.second > call.first)
            wrong += event.path + " finished before it was requested\n";
    }
    for (const auto& [path, call] : calls) {
        if (call.first != call.second)
            wrong += path + " requested " + std::to_string(call.first) + ", finished "
                + std::to_string(call.second) + "\n";
    }
    return wrong;
}

} // namespace signalbox::testing
