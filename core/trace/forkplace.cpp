// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "trace/forkplace.h"

#include "base/jsonvalue.h"
#include "journal/fork.h"

#include <algorithm>

namespace signalbox::trace {

namespace {
Json dataOf(const SpanDetails& details, EventType type)
{
    const auto found = std::find_if(details.events.rbegin(), details.events.rend(),
                                    [type](const Event& event) { return event.type == type; });
    if (found == details.events.rend())
        return Json::object();
    auto data = parseJson(found->data);
    return data && data->is_object() ? std::move(*data) : Json::object();
}

// The path of what the row shows and can be done again; empty: it shows nothing such.
std::string effectPath(const Span& span)
{
    if (span.kind == SpanKind::Tool || span.kind == SpanKind::Node)
        return std::string(span.path);
    if (span.kind != SpanKind::Model)
        return {};
    const auto segments = pathSegments(span.path);
    if (!segments.empty() && segments.back().kind == "model")
        return std::string(span.path);
    return childPath(span.path, "model", 1);
}

// The row of the agent that a row belongs to; invalid: it belongs to none.
SpanId agentOf(const SpanTable& spans, SpanId id)
{
    while (id.isValid() && spans.kind(id) != SpanKind::Agent)
        id = spans.parent(id);
    return id;
}

std::string instructionsOf(const Json& started, const std::string& agent)
{
    if (const auto* forkedFrom = find(started, "forked_from")) {
        const auto* changed = find(*forkedFrom, "changed");
        if (changed && find(*changed, "instructions"))
            return stringAt(*changed, "instructions");
    }
    const auto* definitions = find(started, "definitions");
    const auto* instructions = definitions ? find(*definitions, "instructions") : nullptr;
    return instructions ? stringAt(*instructions, agent) : std::string();
}

void divide(const RunTrace& trace, ForkPlace& place)
{
    const auto& spans = trace.spans();
    const auto events =
        trace.eventsOf({EventType::ToolStarted, EventType::ToolRequested, EventType::ModelRequested,
                        EventType::ModelReplied, EventType::NodeEntered, EventType::NodeLeft,
                        EventType::EdgeTaken, EventType::PlanMade});
    const auto kept = journal::keptOf(events, place.at);
    for (std::size_t i = 0; i < events.size(); ++i) {
        const auto& event = events[i];
        if (place.at.starts_with(event.path + '/'))
            continue; // around the place: begun before it, over after it
        if (kept[i]) {
            place.kept.visits += event.type == EventType::NodeLeft ? 1 : 0;
            place.kept.requests += event.type == EventType::ModelReplied ? 1 : 0;
            place.kept.calls += event.type == EventType::ToolStarted ? 1 : 0;
            continue;
        }
        const auto id = spans.find(event.path);
        if (event.type != EventType::ToolStarted || !id.isValid())
            continue;
        const auto span = spans.span(id);
        place.later.push_back({id, event.path, std::string(span.name), std::string(span.detail),
                               span.status == SpanStatus::Ok});
    }
}

void readCall(const SpanDetails& details, ForkPlace& place)
{
    place.tool = details.name;
    place.arguments = details.arguments;
    place.hasResult = details.hasResult;
    const auto finished = dataOf(details, EventType::ToolFinished);
    if (const auto* result = find(finished, boolAt(finished, "ok") ? "result" : "error"))
        place.result = dumpJson(*result);
    if (const auto decided = dataOf(details, EventType::GateDecided); !decided.empty())
        place.decision = dumpJson(decided);
}

void readNode(const RunTrace& trace, ForkPlace& place)
{
    std::shared_ptr<const Json> state;
    trace.readGraph([&](const GraphTrace& graph) {
        const auto visit = graph.find(place.at);
        if (visit == GraphTrace::noVisit)
            return;
        place.node = graph.visits()[visit].node;
        state = graph.statesOf(visit).before;
    });
    place.state = state ? dumpJson(*state) : "{}";
}
} // namespace

std::optional<ForkPlace> forkPlace(const RunTrace& trace, SpanId id)
{
    const auto& spans = trace.spans();
    if (!id.isValid() || id.value >= spans.count())
        return std::nullopt;
    ForkPlace place;
    place.at = effectPath(spans.span(id));
    if (place.at.empty())
        return std::nullopt;
    const auto details = trace.details(id);
    const auto started = dataOf(trace.details(SpanId{0}), EventType::RunStarted);
    if (const auto agent = agentOf(spans, id); agent.isValid()) {
        const auto begun = dataOf(trace.details(agent), EventType::AgentStarted);
        place.agent = stringAt(begun, "agent");
        place.model = stringAt(begun, "model");
    }
    place.instructions = instructionsOf(started, place.agent);
    if (const auto* limits = find(started, "limits"))
        place.limits = limitsOf(*limits);
    switch (details.kind) {
    case SpanKind::Tool:
        place.kind = ForkPlace::Kind::Call;
        readCall(details, place);
        break;
    case SpanKind::Node:
        place.kind = ForkPlace::Kind::Node;
        readNode(trace, place);
        break;
    default:
        place.model = stringAt(dataOf(details, EventType::ModelReplied), "entry", place.model);
        break;
    }
    divide(trace, place);
    return place;
}

} // namespace signalbox::trace
