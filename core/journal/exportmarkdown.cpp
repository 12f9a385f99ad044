// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/jsonvalue.h"
#include "base/text.h"
#include "journal/export.h"

#include <algorithm>

namespace signalbox::journal {

namespace {
constexpr std::size_t inlineBytes = 300;

std::size_t longestRun(std::string_view text, char of)
{
    std::size_t longest = 0;
    std::size_t run = 0;
    for (const char c : text) {
        run = c == of ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    return longest;
}

// One line in the font of code: nothing in it is markup.
std::string code(std::string_view text)
{
    auto line = showInvisible(truncateUtf8(text, inlineBytes));
    std::replace_if(
        line.begin(), line.end(), [](char c) { return c == '\n' || c == '\t'; }, ' ');
    if (text.size() > inlineBytes)
        line += "...";
    const std::string fence(longestRun(line, '`') + 1, '`');
    const bool needsRoom = line.empty() || line.front() == '`' || line.back() == '`';
    return needsRoom ? fence + ' ' + line + ' ' + fence : fence + line + fence;
}

std::string block(std::string_view text, std::string_view language = "text")
{
    auto shown = showInvisible(truncateUtf8(text, reportTextBytes));
    if (text.size() > reportTextBytes)
        shown += "\n... " + std::to_string(text.size() - reportTextBytes) + " bytes more";
    const std::string fence(std::max<std::size_t>(3, longestRun(shown, '`') + 1), '`');
    return '\n' + fence + std::string(language) + '\n' + shown + '\n' + fence + "\n\n";
}

// A text as text, anything else as JSON.
std::string blockOf(const Json& value)
{
    if (value.is_string())
        return block(value.get_ref<const std::string&>());
    return block(prettyJson(value), "json");
}

std::string labelled(std::string_view label, const Json& data, std::string_view member)
{
    const auto* value = find(data, member);
    if (!value || value->is_null() || *value == "")
        return {};
    return std::string(label) + ":\n" + blockOf(*value);
}

// ", name `value`" for members that are short.
std::string facts(const Json& data, std::initializer_list<std::string_view> members)
{
    std::string out;
    for (const auto member : members) {
        const auto* value = find(data, member);
        if (!value || value->is_null() || *value == "")
            continue;
        out += out.empty() ? "" : ", ";
        out += std::string(member) + ' '
            + code(value->is_string() ? value->get_ref<const std::string&>() : dumpJson(*value));
    }
    return out;
}

std::string title(int depth, std::string_view words, const Event& event)
{
    return std::string(std::size_t(depth), '#') + ' ' + std::string(words) + ' ' + code(event.path)
        + "\n\n";
}

std::string item(std::string_view words, const std::string& text)
{
    return "- " + std::string(words) + (text.empty() ? "" : ": " + text) + "\n\n";
}

std::string runPart(const Event& event, const Json& data)
{
    if (event.type == EventType::RunStarted)
        return "# Run " + code(event.run) + "\n\n" + item("Started", formatRfc3339(event.time))
            + item("With", facts(data, {"agent", "workflow", "model", "limits", "forked_from"}))
            + labelled("Task", data, "task");
    return title(2, "End", event) + item("Finished", formatRfc3339(event.time))
        + item("Outcome", facts(data, {"outcome"})) + item("Totals", facts(data, {"totals"}))
        + labelled("Answer", data, "output");
}

std::string modelPart(const Event& event, const Json& data)
{
    if (event.type == EventType::ModelRequested) {
        std::string tools;
        if (const auto* offered = find(data, "tools"); offered && offered->is_array())
            tools = ", " + std::to_string(offered->size()) + " tools offered";
        return title(3, "Step", event)
            + item("Asked", facts(data, {"provider", "model", "reserved"}) + tools)
            + labelled("New messages", data, "messages_added");
    }
    if (event.type == EventType::ModelFailed)
        return item("Model failed", facts(data, {"attempt", "error", "retry_in_s", "fallback"}));
    return item("Replied",
                facts(data,
                      {"model_served", "stop_reason", "usage", "cost_usd", "ms", "confidence"}))
        + labelled("Reply", data, "text");
}

std::string toolPart(const Event& event, const Json& data)
{
    switch (event.type) {
    case EventType::ToolRequested:
        return title(4, "Call " + code(stringAt(data, "tool")), event)
            + labelled("Arguments", data, "arguments");
    case EventType::ToolStarted:
        return item("Ran", facts(data, {"key"})) + labelled("With", data, "arguments");
    case EventType::ToolFinished:
        return item(boolAt(data, "ok") ? "Done" : "Failed",
                    facts(data, {"ms", "label", "truncated", "fallback"}))
            + labelled("Result", data, "result") + labelled("Error", data, "error");
    default:
        return item("Checked", facts(data, {"ok", "findings"}));
    }
}

std::string part(const Event& event, const Json& data)
{
    switch (event.type) {
    case EventType::RunStarted:
    case EventType::RunFinished:
        return runPart(event, data);
    case EventType::AgentStarted:
        return title(2, "Agent", event) + item("Began", facts(data, {"agent", "model"}))
            + labelled("Task", data, "task");
    case EventType::AgentFinished:
        return item("Agent " + code(event.path) + " ended", facts(data, {"outcome"}))
            + labelled("Output", data, "output");
    case EventType::ModelRequested:
    case EventType::ModelReplied:
    case EventType::ModelFailed:
        return modelPart(event, data);
    case EventType::ToolRequested:
    case EventType::ToolChecked:
    case EventType::ToolStarted:
    case EventType::ToolFinished:
        return toolPart(event, data);
    case EventType::PolicyDecided:
        return item("Policy", facts(data, {"verdict", "rule", "reason", "labels"}));
    case EventType::GateOpened:
        return item("Gate opened", facts(data, {"kind", "tool", "rule", "reason", "choices"}));
    case EventType::GateDecided:
        return item("Gate decided", facts(data, {"decision", "by", "choice", "scope", "reason"}))
            + labelled("Answered", data, "result") + labelled("Changed to", data, "arguments");
    default:
        return item(code(event.type == EventType::Unknown ? std::string_view(event.name)
                                                          : eventTypeName(event.type))
                        + " at " + code(event.path),
                    data.empty() ? std::string() : code(dumpJson(data)));
    }
}
} // namespace

std::string markdownOf(const Event& event)
{
    const auto data = parseJson(event.data);
    return part(event, data && data->is_object() ? *data : Json::object());
}

} // namespace signalbox::journal
