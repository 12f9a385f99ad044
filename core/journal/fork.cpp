// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/fork.h"

#include "base/jsonvalue.h"
#include "base/text.h"

#include <algorithm>
#include <charconv>

namespace signalbox::journal {

namespace {
// Where an event stands to the point of a fork.
enum class Order
{
    Before,
    Parallel,
    Above,
    Here,
    After
};

// Of different kinds inside one parent the model speaks first, then its calls run.
int rankOf(std::string_view kind)
{
    return kind == "model" ? 0 : kind == "tool" ? 1 : 2;
}

bool isParallelKind(std::string_view kind)
{
    return kind == "tool" || kind == "item";
}

Order orderOf(std::string_view path, std::string_view at)
{
    const auto mine = pathSegments(path);
    const auto theirs = pathSegments(at);
    for (std::size_t i = 0; i < mine.size() && i < theirs.size(); ++i) {
        const auto& a = mine[i];
        const auto& b = theirs[i];
        if (a.kind != b.kind)
            return rankOf(a.kind) < rankOf(b.kind) ? Order::Before : Order::After;
        if (a.name == b.name && a.n == b.n)
            continue;
        if (isParallelKind(a.kind))
            return Order::Parallel;
        return a.n < b.n ? Order::Before : Order::After;
    }
    if (mine.size() < theirs.size())
        return Order::Above;
    return Order::Here;
}

bool isEnd(EventType type)
{
    return type == EventType::AgentFinished || type == EventType::RunFinished;
}

Event fresh(const Event& like, std::string data)
{
    Event event = like;
    event.seq = 0;
    event.data = std::move(data);
    return event;
}

const Event* findEvent(const std::vector<Event>& events, std::string_view path, EventType type)
{
    const auto found = std::find_if(events.begin(), events.end(), [&](const Event& event) {
        return event.path == path && event.type == type;
    });
    return found == events.end() ? nullptr : &*found;
}

// The call goes as it went, but brings another result.
Result<> changeResult(const std::vector<Event>& parent, const ForkPoint& point,
                      std::vector<Event>& kept)
{
    const auto* finished = findEvent(parent, point.at, EventType::ToolFinished);
    if (!finished)
        return fail(Errc::Invalid, "a result can be changed where a call has finished", point.at);
    for (const auto& event : parent) {
        if (event.path == point.at && event.type != EventType::ToolFinished)
            kept.push_back(event);
    }
    auto data = parseJson(finished->data).value_or(Json::object());
    data.erase("error");
    data.erase("text");
    data["ok"] = true;
    data["result"] = parseJson(point.value).value_or(Json(point.value));
    data["label"] = {{"integrity", "endorsed"}, {"confidentiality", "public"}};
    kept.push_back(fresh(*finished, dumpJson(data)));
    return {};
}

// The model's reply is kept with other arguments for this call; the call itself runs anew.
Result<> changeArguments(const ForkPoint& point, std::vector<Event>& kept)
{
    const auto segments = pathSegments(point.at);
    if (segments.empty() || segments.back().kind != "tool")
        return fail(Errc::Invalid, "arguments can be changed at the path of a call", point.at);
    const auto model = childPath(parentPath(point.at), "model", 1);
    const auto found = std::find_if(kept.begin(), kept.end(), [&](const Event& event) {
        return event.path == model && event.type == EventType::ModelReplied;
    });
    const auto arguments = parseJson(point.value);
    if (!arguments || !arguments->is_object())
        return fail(Errc::Invalid, "arguments must be a JSON object");
    if (found == kept.end())
        return fail(Errc::Invalid, "no model asked for this call", point.at);
    auto data = parseJson(found->data).value_or(Json::object());
    auto& calls = data["tool_calls"];
    const auto n = std::size_t(segments.back().n);
    if (!calls.is_array() || n < 1 || n > calls.size())
        return fail(Errc::Invalid, "the reply has no such call", point.at);
    calls[n - 1]["arguments"] = *arguments;
    data.erase("content"); // the provider's own blocks say something else now
    *found = fresh(*found, dumpJson(data));
    return {};
}

// The gate opens as it did and is decided otherwise.
Result<> changeDecision(const std::vector<Event>& parent, const ForkPoint& point,
                        std::vector<Event>& kept)
{
    const auto* decided = findEvent(parent, point.at, EventType::GateDecided);
    if (!decided)
        return fail(Errc::Invalid, "a decision can be changed where a gate was decided", point.at);
    for (const auto& event : parent) {
        if (event.path != point.at)
            continue;
        if (event.type == EventType::GateDecided)
            break;
        kept.push_back(event);
    }
    auto data = parseJson(decided->data).value_or(Json::object());
    const auto value = parseJson(point.value).value_or(Json(point.value));
    if (value.is_string())
        data["decision"] = value;
    else if (value.is_object())
        data.update(value);
    data["by"] = "human";
    kept.push_back(fresh(*decided, dumpJson(data)));
    return {};
}
} // namespace

Result<std::vector<Event>> keptEvents(const std::vector<Event>& parent, const ForkPoint& point)
{
    const auto first = std::find_if(parent.begin(), parent.end(),
                                    [&](const Event& event) { return event.path == point.at; });
    if (first == parent.end())
        return fail(Errc::Invalid, "the run has nothing at " + point.at);
    std::vector<Event> kept;
    for (const auto& event : parent) {
        if (isEnd(event.type) && orderOf(event.path, point.at) == Order::Above)
            continue;
        if (event.type == EventType::RunStarted || event.type == EventType::RunResumed)
            continue;
        const auto order = orderOf(event.path, point.at);
        if (order == Order::Before || order == Order::Parallel
            || (order == Order::Above && event.seq < first->seq))
            kept.push_back(event);
    }
    Result<> changed;
    if (point.key == "result")
        changed = changeResult(parent, point, kept);
    else if (point.key == "arguments")
        changed = changeArguments(point, kept);
    else if (point.key == "decision")
        changed = changeDecision(parent, point, kept);
    else if (point.key != "model" && point.key != "instructions" && point.key != "message"
             && point.key != "limits")
        return fail(Errc::Invalid,
                    "there is no key " + point.key
                        + "; there are instructions, message, result, arguments, model, decision "
                          "and limits");
    else if (point.key != "limits" && pathSegments(point.at).back().kind != "model")
        return fail(Errc::Invalid, point.key + " can be changed at the path of a model request",
                    point.at);
    if (!changed)
        return tl::unexpected(changed.error());
    return kept;
}

} // namespace signalbox::journal
