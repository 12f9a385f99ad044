// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/run/detailtext.h"

#include "base/jsonvalue.h"
#include "ui/format.h"

#include <QCoreApplication>

#include <algorithm>

namespace signalbox::ui::detailtext {

namespace {

constexpr std::size_t rawLimit = 512 * 1024; // bytes of events shown at once

std::string tr(const char* source)
{
    return QCoreApplication::translate("DetailText", source).toStdString();
}

void field(std::string& out, const std::string& name, const std::string& value)
{
    if (value.empty())
        return;
    out += name + std::string(name.size() < 16 ? 16 - name.size() : 1, ' ') + value + "\n";
}

void appendMessage(std::string& out, const trace::SeenMessage& message)
{
    out += "\u2500\u2500 " + message.role;
    if (message.isReply)
        out += " \u00b7 " + tr("reply");
    else if (!message.isNew)
        out += " \u00b7 " + tr("seen before");
    out += "\n";
    if (!message.text.empty())
        out += message.text + "\n";
    for (const auto& call : message.calls)
        out += "\u2192 " + call.name + " " + call.arguments + "\n";
    for (const auto& answer : message.answers)
        out += (answer.ok ? "\u2190 " : "\u2190 (" + tr("failed") + ") ") + answer.name + "\n"
            + answer.text + "\n";
    out += "\n";
}

} // namespace

std::string pretty(const std::string& json)
{
    const auto value = parseOrderedJson(json);
    return value && value->is_structured() ? prettyJson(*value) : json;
}

std::string originWord(trace::Origin::From from)
{
    switch (from) {
    case trace::Origin::From::Person:
        return tr("you");
    case trace::Origin::From::Graph:
        return tr("the workflow");
    case trace::Origin::From::Model:
    case trace::Origin::From::Tool:
        break;
    }
    return tr("model");
}

std::string stepOf(const std::string& path)
{
    std::string step;
    for (const auto& segment : pathSegments(path)) {
        if (segment.kind == "step")
            step = tr("step") + " " + std::to_string(segment.n);
    }
    return step;
}

Messages messages(const trace::SpanDetails& details, const Stream* stream)
{
    Messages all;
    auto& out = all.text;
    for (const auto& message : details.messages) {
        if (all.firstNewLine < 0 && (message.isNew || message.isReply))
            all.firstNewLine = int(std::count(out.begin(), out.end(), '\n'));
        appendMessage(out, message);
    }
    if (stream && !stream->thinking.empty())
        out += "\u2500\u2500 " + tr("thinking") + "\n" + stream->thinking + "\n\n";
    if (stream && !stream->text.empty())
        out += "\u2500\u2500 " + tr("assistant, streaming") + "\n" + stream->text;
    if (out.empty() && !details.task.empty())
        out = "\u2500\u2500 " + tr("task") + "\n" + details.task + "\n";
    for (const auto& failure : details.failures)
        out += "\u2500\u2500 " + tr("failed") + "\n" + failure + "\n\n";
    if (!details.output.empty())
        out += "\n\u2500\u2500 " + tr("output") + " (" + details.outcome + ")\n" + details.output
            + "\n";
    return all;
}

std::string usage(const trace::SpanDetails& details)
{
    std::string out;
    const auto count = [](std::int64_t value) { return format::count(value).toStdString(); };
    field(out, tr("Model"), details.kind == trace::SpanKind::Model ? details.name : std::string());
    field(out, tr("Served by"), details.modelServed);
    field(out, tr("Provider"), details.provider);
    if (details.hasUsage) {
        field(out, tr("Input"), count(details.usage.input));
        field(out, tr("Cache read"), count(details.usage.cacheRead));
        field(out, tr("Cache write"), count(details.usage.cacheWrite));
        field(out, tr("Output"), count(details.usage.output));
        field(out, tr("of it reasoning"), count(details.usage.reasoning));
        field(out, tr("Total"),
              count(details.usage.total())
                  + (details.usage.estimated ? " " + tr("(estimated)") : ""));
        field(out, tr("Cost"), format::money(details.cost).toStdString());
    }
    if (details.reservedTokens > 0)
        field(out, tr("Reserved"), count(details.reservedTokens) + " " + tr("tokens"));
    field(out, tr("Stopped by"), details.stopReason);
    if (details.confidence)
        field(out, tr("Confidence"), std::to_string(*details.confidence).substr(0, 4));
    for (const auto& failure : details.failures)
        field(out, tr("Failed"), failure);
    for (const auto& note : details.notes)
        field(out, tr("Note"), note);
    std::string tools;
    for (const auto& tool : details.tools)
        tools += (tools.empty() ? "" : ", ") + tool;
    field(out, tr("Tools offered"), tools);
    return out;
}

std::string provenance(const trace::SpanDetails& details)
{
    std::string out;
    for (const auto& origin : details.origins) {
        out += origin.param + " \u2190 ";
        if (origin.from == trace::Origin::From::Tool)
            out += stepOf(origin.path) + " " + origin.tool
                + (origin.label.empty() ? "" : " \u00b7 " + origin.label);
        else
            out += originWord(origin.from);
        out += "\n";
    }
    if (!details.resultLabel.empty())
        out += "\n" + tr("The result is") + " " + details.resultLabel + ".\n";
    if (!details.labels.empty())
        out += "\n" + tr("Labels at the decision") + "\n" + pretty(details.labels) + "\n";
    return out;
}

std::string raw(const trace::SpanDetails& details)
{
    std::string out;
    std::size_t shown = 0;
    for (const auto& event : details.events) {
        if (out.size() > rawLimit)
            break;
        out += "// " + std::to_string(event.seq) + " " + formatRfc3339(event.time) + " "
            + event.path + "\n// "
            + (event.type == EventType::Unknown ? event.name
                                                : std::string(eventTypeName(event.type)))
            + "\n" + pretty(event.data) + "\n\n";
        ++shown;
    }
    if (shown < details.eventCount)
        out += "// \u2026 " + std::to_string(details.eventCount - shown) + " " + tr("more") + "\n";
    return out;
}

} // namespace signalbox::ui::detailtext
