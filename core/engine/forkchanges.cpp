// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/forkchanges.h"

#include "base/jsonvalue.h"
#include "engine/begun.h"
#include "workspace/definitions.h"

#include <algorithm>

namespace signalbox::engine {

namespace {
std::string linesOf(const Json& list)
{
    std::string text;
    for (const auto& line : list)
        text += (text.empty() ? "" : "\n")
            + (line.is_string() ? line.get<std::string>() : dumpJson(line));
    return text;
}

// {at, changed}
Json changedAt(const journal::ForkPoint& point)
{
    Json value = {{"at", point.at}, {"changed", Json::object()}};
    if (!point.key.empty())
        value["changed"][point.key] = parseJson(point.value).value_or(Json(point.value));
    return value;
}

// What the parent, itself a fork, has different before this point: where what it changed is kept, or changed anew in
// another way.
Json changesBefore(const Json& parent, const std::vector<Event>& kept,
                   const journal::ForkPoint& point)
{
    Json earlier = Json::array();
    const auto* forkedFrom = find(parent, "forked_from");
    if (!forkedFrom)
        return earlier;
    for (const auto& change : changesOf(*forkedFrom)) {
        const bool isKept = std::any_of(kept.begin(), kept.end(), [&change](const Event& event) {
            return event.path == change.at;
        });
        if (changeOf(change) && (change.at == point.at ? change.key != point.key : isKept))
            earlier.push_back(changedAt(change));
    }
    return earlier;
}
} // namespace

Result<Limits> newLimits(const std::string& text)
{
    const auto value = parseJson(text);
    const auto wrong = [&] {
        return fail(Errc::Invalid,
                    "limits takes an object of steps, tokens, cost_usd, seconds and tool_calls, "
                    "each a number that is not negative: {\"steps\": 30}");
    };
    if (!value || !value->is_object() || value->empty())
        return wrong();
    for (const auto& [name, limit] : value->items()) {
        const auto one = workspace::limitsFromJson(Json{{name, limit}});
        if (one == Limits{} || limit.get<double>() < 0)
            return wrong();
    }
    return workspace::limitsFromJson(*value);
}

std::optional<workflow::Change> changeOf(const journal::ForkPoint& point)
{
    if (point.key != "model" && point.key != "instructions" && point.key != "message"
        && point.key != "state" && point.key != "arguments")
        return std::nullopt;
    const auto value = parseJson(point.value);
    if (point.key == "instructions" && value && value->is_array())
        return workflow::Change{point.at, point.key, linesOf(*value)};
    return workflow::Change{point.at, point.key,
                            value && value->is_string() ? value->get<std::string>() : point.value};
}

void bend(RunParts& parts, const Json& started)
{
    const auto* forkedFrom = find(started, "forked_from");
    if (!forkedFrom)
        return;
    parts.changes.clear();
    for (const auto& point : changesOf(*forkedFrom)) {
        if (auto change = changeOf(point))
            parts.changes.push_back(std::move(*change));
    }
    parts.stopAfter = stringAt(*forkedFrom, "stop_after");
}

std::string forkedFrom(const ForkOptions& options, const Begun& parent,
                       const std::vector<Event>& kept)
{
    Json value = changedAt(options.point);
    value["run"] = options.run;
    if (auto earlier = changesBefore(*parent.data, kept, options.point); !earlier.empty())
        value["earlier"] = std::move(earlier);
    if (!options.stopAfter.empty())
        value["stop_after"] = options.stopAfter;
    return dumpJson(value);
}

} // namespace signalbox::engine
