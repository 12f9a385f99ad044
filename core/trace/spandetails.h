// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "trace/spantable.h"
#include "values/event.h"
#include "values/message.h"
#include "values/usage.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace signalbox::trace {

// What a check of a call found.
struct Finding
{
    std::string check;
    std::string param;
    std::string message;

    bool operator==(const Finding&) const = default;
};

// Where the value of an argument was seen first: in the result of a call, in the task of the person, or nowhere, which
// means that the model made it, or the graph whose node made the call.
struct Origin
{
    enum class From
    {
        Model,
        Person,
        Tool,
        Graph
    };

    std::string param;
    From from = From::Model;
    std::string path; // of the call
    std::string tool;
    std::string label; // integrity and confidentiality of that result, "untrusted public"

    bool operator==(const Origin&) const = default;
};

// A message as the model saw it.
struct SeenMessage
{
    std::string role;
    std::string text;
    std::vector<ToolCall> calls;
    std::vector<ToolAnswer> answers;
    bool isNew = false; // added by this request
    bool isReply = false;

    bool operator==(const SeenMessage&) const = default;
};

// A gate that this row opened, and what was answered.
struct GateRecord
{
    std::string gateId;
    std::string kind;
    std::string reason;
    std::string decision; // empty: it waits
    std::string by;
    std::string answerReason;

    bool operator==(const GateRecord&) const = default;
};

// Everything that is known of one row, made when it is looked at. JSON members are texts.
struct SpanDetails
{
    SpanId id;
    SpanKind kind = SpanKind::Run;
    SpanStatus status = SpanStatus::Running;
    std::string path;
    std::string name;
    // of a tool call
    std::string arguments; // as asked for
    std::string executedArguments; // where it ran with others than were asked for
    std::string result;
    bool hasResult = false;
    bool ok = false;
    bool truncated = false;
    std::string resultLabel;
    bool isChecked = false;
    bool checksPassed = false;
    std::vector<Finding> findings;
    std::string verdict;
    std::string rule;
    std::string reason;
    std::string labels; // JSON of the decision
    std::vector<GateRecord> gates;
    std::vector<Origin> origins;
    // of a model call
    std::vector<SeenMessage> messages;
    std::string replyText;
    Usage usage;
    bool hasUsage = false;
    Cost cost;
    std::string stopReason;
    std::string modelServed;
    std::string provider;
    std::optional<double> confidence;
    std::int64_t reservedTokens = 0;
    std::vector<std::string> tools; // offered
    std::vector<std::string> failures; // attempts that failed
    std::vector<std::string> notes; // what was mended or left out, at most 100
    // of a node
    std::vector<std::string> edges; // it left by: "pay (state.ok)"
    // of a run or agent; of a node its kind
    std::string task;
    std::string output;
    std::string outcome;

    std::vector<Event> events; // in order, at most 1,000
    std::size_t eventCount = 0;

    [[nodiscard]] const GateRecord* openGate() const;
};

// Folds the events of one row, in order.
void foldDetails(SpanDetails& details, const Event& event, const Json& data);
// The messages that a model.requested added, appended.
void appendMessages(std::vector<SeenMessage>& messages, const Json& data, bool isNew);
// "untrusted public"
[[nodiscard]] std::string labelWords(const Json& label);

} // namespace signalbox::trace
