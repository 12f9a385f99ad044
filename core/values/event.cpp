// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "values/event.h"

#include "base/json.h"
#include "base/text.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace signalbox {

namespace {
constexpr std::array<std::string_view, std::size_t(EventType::Unknown)> names = {
    "run.started",    "agent.started",   "agent.finished",  "model.requested", "model.replied",
    "model.failed",   "tool.requested",  "tool.checked",    "policy.decided",  "gate.opened",
    "gate.decided",   "grant.added",     "grant.revoked",   "tool.started",    "tool.finished",
    "plan.made",      "node.entered",    "node.left",       "edge.taken",      "state.changed",
    "budget.warned",  "budget.reached",  "cost.alerted",    "breaker.tripped", "context.compacted",
    "text.sanitised", "steer.received",  "steer.delivered", "steer.cancelled", "run.paused",
    "run.resumed",    "replay.diverged", "run.finished"};
}

std::string_view eventTypeName(EventType type)
{
    return type == EventType::Unknown ? std::string_view() : names[std::size_t(type)];
}

EventType eventTypeFromName(std::string_view name)
{
    const auto found = std::find(names.begin(), names.end(), name);
    return EventType(found - names.begin());
}

std::string eventJson(const Event& event)
{
    std::string out = "{\"seq\":" + std::to_string(event.seq) + ",\"time\":\""
        + formatRfc3339(event.time) + "\",\"run\":";
    appendQuotedJson(out, event.run);
    out += ",\"path\":";
    appendQuotedJson(out, event.path);
    out += ",\"type\":";
    appendQuotedJson(out,
                     event.type == EventType::Unknown ? std::string_view(event.name)
                                                      : eventTypeName(event.type));
    out += ",\"data\":";
    out += event.data;
    out += '}';
    return out;
}

std::string childPath(std::string_view parent, std::string_view kind, int n)
{
    std::string path(parent == "/" ? std::string_view() : parent);
    path += '/';
    path += kind;
    path += ':';
    path += std::to_string(n);
    return path;
}

std::string childPath(std::string_view parent, std::string_view kind, std::string_view name, int n)
{
    std::string path(parent == "/" ? std::string_view() : parent);
    path += '/';
    path += kind;
    path += ':';
    path += name;
    path += ':';
    path += std::to_string(n);
    return path;
}

std::vector<PathSegment> pathSegments(std::string_view path)
{
    std::vector<PathSegment> segments;
    for (const auto part : split(path, '/')) {
        if (part.empty())
            continue;
        PathSegment segment;
        const auto first = part.find(':');
        const auto last = part.rfind(':');
        segment.kind = part.substr(0, first);
        if (last != std::string_view::npos)
            std::from_chars(part.data() + last + 1, part.data() + part.size(), segment.n);
        if (first != last)
            segment.name = part.substr(first + 1, last - first - 1);
        segments.push_back(segment);
    }
    return segments;
}

std::string_view parentPath(std::string_view path)
{
    const auto slash = path.rfind('/');
    return slash == 0 || slash == std::string_view::npos ? std::string_view("/")
                                                         : path.substr(0, slash);
}

} // namespace signalbox
