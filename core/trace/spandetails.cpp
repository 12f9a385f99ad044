// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "trace/spandetails.h"

#include "base/jsonvalue.h"
#include "values/usage.h"

#include <algorithm>

namespace signalbox::trace {

namespace {
std::string textOf(const Json* value)
{
    if (!value || value->is_null())
        return {};
    return value->is_string() ? value->get_ref<const std::string&>() : dumpJson(*value);
}

// Empty where they are those that were asked for; _confidence is for the gate and reaches no tool.
std::string otherArguments(const std::string& asked, const Json* executed)
{
    auto before = parseJson(asked);
    if (before && before->is_object())
        before->erase("_confidence");
    return executed && before && *before == *executed ? std::string() : textOf(executed);
}

ToolCall callOf(const Json& value)
{
    ToolCall call;
    call.id = stringAt(value, "id");
    call.name = stringAt(value, "name");
    call.arguments = textOf(find(value, "arguments"));
    return call;
}

void foldReply(SpanDetails& details, const Json& data)
{
    details.replyText = stringAt(data, "text");
    details.stopReason = stringAt(data, "stop_reason");
    details.modelServed = stringAt(data, "model_served");
    details.confidence = numberAt(data, "confidence");
    details.notes.clear();
    if (const auto* notes = find(data, "notes"); notes && notes->is_array()) {
        for (std::size_t i = 0; i < std::min<std::size_t>(notes->size(), 100); ++i)
            details.notes.push_back(textOf(&(*notes)[i]));
    }
    if (const auto usd = numberAt(data, "cost_usd"); usd && *usd >= 0 && *usd < 1e9)
        details.cost = Money::fromUsd(*usd);
    if (const auto* usage = find(data, "usage"); usage && usage->is_object()) {
        details.hasUsage = true;
        details.usage.input = boundedTokens(intAt(*usage, "input"));
        details.usage.output = boundedTokens(intAt(*usage, "output"));
        details.usage.cacheRead = boundedTokens(intAt(*usage, "cache_read"));
        details.usage.cacheWrite = boundedTokens(intAt(*usage, "cache_write"));
        details.usage.reasoning = boundedTokens(intAt(*usage, "reasoning"));
        details.usage.estimated = boolAt(*usage, "estimated");
    }
    SeenMessage reply;
    reply.role = "assistant";
    reply.text = details.replyText;
    reply.isNew = true;
    reply.isReply = true;
    if (const auto* calls = find(data, "tool_calls"); calls && calls->is_array()) {
        for (const auto& call : *calls)
            reply.calls.push_back(callOf(call));
    }
    details.messages.push_back(std::move(reply));
}

void foldModel(SpanDetails& details, const Event& event, const Json& data)
{
    if (event.type == EventType::ModelReplied) {
        foldReply(details, data);
        return;
    }
    if (event.type == EventType::ModelFailed) {
        const auto* error = find(data, "error");
        details.failures.push_back(error && error->is_object() ? stringAt(*error, "type") + ": "
                                           + stringAt(*error, "message")
                                                               : textOf(error));
        return;
    }
    details.provider = stringAt(data, "provider");
    appendMessages(details.messages, data, true);
    if (const auto* reserved = find(data, "reserved"))
        details.reservedTokens = intAt(*reserved, "tokens").value_or(0);
    if (const auto* tools = find(data, "tools"); tools && tools->is_array()) {
        details.tools.clear();
        for (const auto& tool : *tools)
            details.tools.push_back(tool.is_string() ? tool.get_ref<const std::string&>()
                                                     : stringAt(tool, "name"));
    }
}

void foldGate(SpanDetails& details, const Event& event, const Json& data)
{
    const auto id = stringAt(data, "gate_id");
    if (event.type == EventType::GateOpened) {
        details.gates.push_back(
            {id, stringAt(data, "kind", "call"), stringAt(data, "reason"), {}, {}, {}});
        return;
    }
    for (auto& gate : details.gates) {
        if (gate.gateId == id) {
            gate.decision = stringAt(data, "decision");
            gate.by = stringAt(data, "by");
            gate.answerReason = stringAt(data, "reason");
        }
    }
}

// Where a visit of a node led; the words of a person are those of the window.
void foldNode(SpanDetails& details, const Event& event, const Json& data)
{
    switch (event.type) {
    case EventType::NodeEntered:
        details.task = stringAt(data, "kind");
        break;
    case EventType::NodeLeft:
        details.outcome = boolAt(data, "ok", true) ? "done" : stringAt(data, "outcome", "failed");
        if (const auto error = textOf(find(data, "error")); !error.empty())
            details.output = error;
        break;
    case EventType::EdgeTaken: {
        const auto when = stringAt(data, "when");
        details.edges.push_back(stringAt(data, "to") + " ("
                                + (when.empty() ? stringAt(data, "why") : when) + ")");
        break;
    }
    default:
        break;
    }
}

void foldTool(SpanDetails& details, const Event& event, const Json& data)
{
    switch (event.type) {
    case EventType::ToolRequested:
        details.arguments = textOf(find(data, "arguments"));
        break;
    case EventType::ToolChecked:
        details.isChecked = true;
        details.checksPassed = boolAt(data, "ok");
        details.findings.clear();
        if (const auto* findings = find(data, "findings"); findings && findings->is_array()) {
            for (const auto& finding : *findings)
                details.findings.push_back({stringAt(finding, "check"), stringAt(finding, "param"),
                                            stringAt(finding, "message")});
        }
        break;
    case EventType::PolicyDecided:
        details.verdict = stringAt(data, "verdict");
        details.rule = stringAt(data, "rule");
        details.reason = stringAt(data, "reason");
        details.labels = textOf(find(data, "labels"));
        break;
    case EventType::ToolStarted:
        details.executedArguments = otherArguments(details.arguments, find(data, "arguments"));
        break;
    case EventType::ToolFinished: {
        details.hasResult = true;
        details.ok = boolAt(data, "ok");
        details.truncated = find(data, "truncated") != nullptr;
        const auto* result = find(data, "result");
        details.result = textOf(result && !result->is_null() ? result : find(data, "error"));
        if (const auto* label = find(data, "label"))
            details.resultLabel = labelWords(*label);
        break;
    }
    default:
        break;
    }
}
} // namespace

const GateRecord* SpanDetails::openGate() const
{
    const auto open = std::find_if(gates.begin(), gates.end(),
                                   [](const auto& gate) { return gate.decision.empty(); });
    return open == gates.end() ? nullptr : &*open;
}

std::string labelWords(const Json& label)
{
    const auto integrity = stringAt(label, "integrity");
    const auto confidentiality = stringAt(label, "confidentiality");
    return integrity.empty() || confidentiality.empty() ? integrity + confidentiality
                                                        : integrity + " " + confidentiality;
}

void appendMessages(std::vector<SeenMessage>& messages, const Json& data, bool isNew)
{
    const auto* added = find(data, "messages_added");
    if (!added || !added->is_array())
        return;
    for (const auto& value : *added) {
        SeenMessage message;
        message.isNew = isNew;
        message.role = stringAt(value, "role");
        message.text = stringAt(value, "text", stringAt(value, "content"));
        if (const auto* calls = find(value, "tool_calls"); calls && calls->is_array()) {
            for (const auto& call : *calls)
                message.calls.push_back(callOf(call));
        }
        if (const auto* results = find(value, "results"); results && results->is_array()) {
            for (const auto& result : *results)
                message.answers.push_back({stringAt(result, "call_id"), stringAt(result, "name"),
                                           textOf(find(result, "text")),
                                           boolAt(result, "ok", true)});
        }
        messages.push_back(std::move(message));
    }
}

void foldDetails(SpanDetails& details, const Event& event, const Json& data)
{
    switch (event.type) {
    case EventType::ModelRequested:
    case EventType::ModelReplied:
    case EventType::ModelFailed:
        foldModel(details, event, data);
        break;
    case EventType::GateOpened:
    case EventType::GateDecided:
        foldGate(details, event, data);
        break;
    case EventType::RunStarted:
    case EventType::AgentStarted:
        details.task = stringAt(data, "task");
        break;
    case EventType::RunFinished:
    case EventType::AgentFinished:
        details.outcome = stringAt(data, "outcome");
        details.output = textOf(find(data, "output"));
        break;
    case EventType::NodeEntered:
    case EventType::NodeLeft:
    case EventType::EdgeTaken:
    case EventType::StateChanged:
        foldNode(details, event, data);
        break;
    default:
        foldTool(details, event, data);
        break;
    }
}

} // namespace signalbox::trace
