// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/gate/gatewords.h"

#include "base/jsonvalue.h"
#include "ui/format.h"

#include <QCoreApplication>

#include <algorithm>

namespace signalbox::ui {

namespace {
QString tr(const char* text, int n = -1)
{
    return QCoreApplication::translate("Gate", text, nullptr, n);
}

constexpr std::size_t longestPart = 80;

// An argument as it is named in a sentence; empty where the call has none of this name.
QString argument(const Json& arguments, const char* name)
{
    const Json* value = find(arguments, name);
    if (!value)
        return {};
    return format::line(
        value->is_string() ? value->get_ref<const std::string&>() : dumpJson(*value), longestPart);
}

QString commandLine(const Json& arguments)
{
    const Json* command = find(arguments, "command");
    if (!command || !command->is_array())
        return argument(arguments, "command");
    std::string out;
    for (const auto& part : *command)
        out += (out.empty() ? "" : " ")
            + (part.is_string() ? part.get<std::string>() : dumpJson(part));
    return format::line(out, longestPart);
}

// The short arguments name the call; the long ones stand below.
QString firstArguments(const Json& arguments)
{
    QString out;
    for (const auto& [name, value] : arguments.items()) {
        const std::string words = value.is_string() ? value.get<std::string>() : dumpJson(value);
        if (words.size() > 40)
            continue;
        const QString part = format::line(name, 30) + u' ' + format::line(words, 40);
        if (out.size() + part.size() > qsizetype(longestPart))
            return out + QStringLiteral(" …");
        out += (out.isEmpty() ? QString() : QStringLiteral(", ")) + part;
    }
    return out;
}

QString callTitle(const PendingGate& gate)
{
    const auto parsed = parseJson(gate.arguments);
    const Json arguments = parsed && parsed->is_object() ? *parsed : Json::object();
    const QString path = argument(arguments, "path");
    if (gate.tool == "delete_file" && !path.isEmpty())
        return tr("Delete %1?").arg(path);
    if (gate.tool == "write_file" && !path.isEmpty())
        return tr("Write %1?").arg(path);
    if (gate.tool == "edit_file" && !path.isEmpty())
        return tr("Change %1?").arg(path);
    if (gate.tool == "read_file" && !path.isEmpty())
        return tr("Read %1?").arg(path);
    if (gate.tool == "move_file")
        return tr("Move %1 to %2?").arg(argument(arguments, "from"), argument(arguments, "to"));
    if (gate.tool == "run_command")
        return tr("Run %1?").arg(commandLine(arguments));
    if (gate.tool == "fetch_url")
        return tr("Fetch %1?").arg(argument(arguments, "url"));
    const QString tool = format::line(gate.tool, longestPart);
    const QString with = firstArguments(arguments);
    return with.isEmpty() ? tr("Call %1?").arg(tool) : tr("Call %1 with %2?").arg(tool, with);
}
} // namespace

QString limitWord(const std::string& limit)
{
    if (limit == "cost_usd")
        return tr("cost");
    if (limit == "tool_calls")
        return tr("tool calls");
    if (limit == "max_steps")
        return tr("visits");
    return limit == "seconds" ? tr("time") : format::line(limit, 40);
}

QString limitWords(const PendingGate& gate)
{
    const auto amount = [&gate](double value) {
        const auto bounded = std::clamp(value, 0.0, 1e12);
        if (gate.limit == "cost_usd")
            return format::money(Money::fromUsd(std::min(bounded, 1e6)));
        if (gate.limit == "seconds")
            return format::clock(std::chrono::seconds(std::int64_t(bounded)));
        return format::count(std::int64_t(bounded));
    };
    QStringList words{tr("Used %1 of %2.").arg(amount(gate.used), amount(gate.of))};
    if (gate.used < gate.of)
        words << tr("What comes next may take more than the rest.");
    QStringList ways{tr("Extend raises the limit and goes on.")};
    const auto& offered = gate.choices;
    if (std::find(offered.begin(), offered.end(), "wrap_up") != offered.end())
        ways << tr("Wrap up asks the agent a last time, without tools, for what it has.");
    return words.join(u' ') + u'\n' + ways.join(u' ');
}

QString gateTitle(const PendingGate& gate)
{
    switch (gate.kind) {
    case GateKind::Limit:
        return tr("The limit of %1 is reached. Go on?").arg(limitWord(gate.limit));
    case GateKind::Plan:
        return tr("Carry out this plan?");
    case GateKind::Node:
        if (!gate.prompt.empty())
            return format::line(gate.prompt.substr(0, gate.prompt.find('\n')), longestQuestion);
        return gate.node.empty() ? tr("Let %1 begin?").arg(format::line(gate.agent, 64))
                                 : tr("Run %1?").arg(format::line(gate.node, 64));
    case GateKind::Ambiguous:
        return tr("More than one way is open. Which one?");
    case GateKind::InDoubt:
        return tr("Did this happen? %1").arg(callTitle(gate));
    case GateKind::Breaker:
        return tr("The agent goes in circles. %1").arg(callTitle(gate));
    case GateKind::Trust:
        return tr("Trust this?");
    case GateKind::Call:
    case GateKind::Confidence:
        break;
    }
    return callTitle(gate);
}

QString undoWords(const PendingGate& gate)
{
    if (!gate.effects.isEffectful())
        return tr("changes nothing");
    return gate.reversible.value_or(gate.tool == "delete_file") ? tr("can be undone")
                                                                : tr("cannot be undone");
}

QString gatePlace(const PendingGate& gate)
{
    QStringList parts;
    if (!gate.agent.empty())
        parts << format::line(gate.agent, 64);
    if (gate.step > 0)
        parts << tr("step %1").arg(gate.step);
    if (!gate.node.empty())
        parts << tr("node %1").arg(format::line(gate.node, 64));
    if (!gate.tool.empty()) {
        const auto slash = gate.tool.find('/');
        const QString name = format::line(gate.tool, 128);
        parts << (slash == std::string::npos
                      ? tr("tool %1").arg(name)
                      : tr("tool %1 (MCP server “%2”)")
                            .arg(name, format::line(gate.tool.substr(0, slash), 64)));
        parts << undoWords(gate);
        if (!gate.sandboxed)
            parts << tr("outside the sandbox");
    }
    return parts.join(QStringLiteral(" · "));
}

QString decisionWords(GateDecision decision)
{
    switch (decision) {
    case GateDecision::Approve:
        return tr("&Approve");
    case GateDecision::Edit:
        return tr("&Edit…");
    case GateDecision::Deny:
        return tr("&Deny");
    case GateDecision::Answer:
        return tr("Answer &instead…");
    case GateDecision::Skip:
        return tr("S&kip");
    case GateDecision::Stop:
        return tr("&Stop run");
    case GateDecision::Choose:
        return tr("&Choose");
    case GateDecision::Extend:
        return tr("E&xtend");
    case GateDecision::WrapUp:
        return tr("&Wrap up");
    case GateDecision::Done:
        return tr("&Mark done…");
    case GateDecision::Retry:
        return tr("&Retry");
    }
    return {};
}

QString decisionName(GateDecision decision)
{
    return decisionWords(decision).remove(u'&').remove(u'…');
}

QString scopeWords(GrantScope scope, int earlier)
{
    switch (scope) {
    case GrantScope::Once:
        return tr("once");
    case GrantScope::TheseArguments:
        return tr("these arguments · covers %1 earlier").arg(earlier);
    case GrantScope::Run:
        return tr("this run · covers %1 earlier").arg(earlier);
    }
    return {};
}

QString originWords(const ArgumentOrigin& origin)
{
    const QString param = format::line(origin.param, 60);
    return tr("%1 ← %2").arg(param.isEmpty() ? tr("call") : param,
                             origin.source.empty() ? tr("unknown")
                                                   : format::line(origin.source, 160));
}

namespace {
// "lines" holds "lines", "lines[0].total" and "lines.first".
bool isPartOf(const std::string& param, const std::string& argument)
{
    return param.starts_with(argument)
        && (param.size() == argument.size() || param[argument.size()] == '.'
            || param[argument.size()] == '[');
}

QString labelNote(Label label)
{
    QStringList words;
    if (label.integrity != Integrity::Trusted || label.confidentiality == Confidentiality::Public)
        words << format::line(integrityName(label.integrity));
    if (label.confidentiality != Confidentiality::Public)
        words << format::line(confidentialityName(label.confidentiality));
    return words.join(QStringLiteral(" \u00b7 "));
}

QString writerNote(const std::string& source)
{
    if (source == "user")
        return tr("from your task");
    if (source == "model")
        return tr("written by the model");
    if (source == "state")
        return tr("from the state");
    if (source == "workflow")
        return tr("from the workflow");
    return format::line(source, 40);
}
} // namespace

QString originNote(const PendingGate& gate, const std::string& argument)
{
    std::optional<Label> worst;
    QStringList writers;
    for (const auto& origin : gate.origins) {
        if (!isPartOf(origin.param, argument))
            continue;
        if (origin.isLabelled)
            worst = worst ? join(*worst, origin.label) : origin.label;
        else if (const auto words = writerNote(origin.source); !writers.contains(words))
            writers << words;
    }
    const bool isHarmless = worst == Label{} && !writers.isEmpty();
    if (worst && !isHarmless)
        return labelNote(*worst);
    return writers.size() > 1 ? tr("from several places") : writers.value(0);
}

} // namespace signalbox::ui
