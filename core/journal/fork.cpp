// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/fork.h"

#include "base/jsonvalue.h"
#include "base/text.h"
#include "journal/forkdecision.h"

#include <algorithm>
#include <map>
#include <set>

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

bool isParallelKind(std::string_view kind)
{
    return kind == "tool" || kind == "item";
}

// What follows a place of the run, and so cannot be kept when the place changes: in a graph the visits that its edges led
// to, in a plan the steps that depend on it. Elsewhere it is the order of the record.
class Followers
{
public:
    Followers(const std::vector<Event>& events, std::string_view at)
    {
        for (const auto& event : events) {
            if (event.type == EventType::EdgeTaken)
                addEdge(event);
            else if (event.type == EventType::PlanMade)
                addPlan(event);
        }
        const auto segments = pathSegments(at);
        for (std::size_t i = 0; i < segments.size(); ++i)
            follow(std::string(prefix(at, i)));
    }

    [[nodiscard]] bool contains(std::string_view path) const
    {
        return !m_after.empty() && m_after.contains(std::string(path));
    }

    // The path up to and with its i-th segment.
    static std::string_view prefix(std::string_view path, std::size_t i)
    {
        std::size_t end = 0;
        for (std::size_t n = 0; n <= i && end != std::string_view::npos; ++n)
            end = path.find('/', end + 1);
        return path.substr(0, end);
    }

private:
    static std::string below(std::string_view parent, const std::string& segment)
    {
        return parent == "/" ? '/' + segment : std::string(parent) + '/' + segment;
    }

    void addEdge(const Event& event)
    {
        const auto data = parseJson(event.data).value_or(Json::object());
        const auto to =
            "node:" + stringAt(data, "to") + ':' + std::to_string(intAt(data, "visit").value_or(1));
        m_next[event.path].push_back(below(parentPath(event.path), to));
    }

    void addPlan(const Event& event)
    {
        const auto data = parseJson(event.data).value_or(Json::object());
        const auto* steps = find(data, "steps");
        std::map<std::string, std::string> paths;
        int n = 0;
        for (const auto& step : steps && steps->is_array() ? *steps : Json::array())
            paths[stringAt(step, "id")] =
                childPath(event.path, "agent", stringAt(step, "agent"), ++n);
        for (const auto& step : steps && steps->is_array() ? *steps : Json::array()) {
            const auto* dependencies = find(step, "dependencies");
            for (const auto& id :
                 dependencies && dependencies->is_array() ? *dependencies : Json::array()) {
                const auto on = id.is_string() ? paths.find(id.get<std::string>()) : paths.end();
                if (on != paths.end())
                    m_next[on->second].push_back(paths[stringAt(step, "id")]);
            }
        }
    }

    void follow(const std::string& from)
    {
        std::vector<std::string> open = {from};
        while (!open.empty()) {
            const auto path = std::move(open.back());
            open.pop_back();
            const auto found = m_next.find(path);
            if (found == m_next.end())
                continue;
            for (const auto& next : found->second) {
                if (next != from && m_after.insert(next).second)
                    open.push_back(next);
            }
        }
    }

    std::map<std::string, std::vector<std::string>> m_next;
    std::set<std::string> m_after;
};

Order orderOf(const Event& event, const std::vector<PathSegment>& theirs, std::int64_t firstSeq,
              const Followers& followers)
{
    const auto mine = pathSegments(event.path);
    for (std::size_t i = 0; i < mine.size() && i < theirs.size(); ++i) {
        const auto& a = mine[i];
        const auto& b = theirs[i];
        if (a.kind == b.kind && a.name == b.name && a.n == b.n)
            continue;
        if (followers.contains(Followers::prefix(event.path, i)))
            return Order::After;
        const bool isInPlan = i > 0 && theirs[i - 1].kind == "plan";
        if (a.kind == b.kind && (isParallelKind(a.kind) || a.kind == "node" || isInPlan))
            return Order::Parallel; // or before: it is kept either way
        if (a.kind != b.kind) // one parent does one after the other
            return event.seq < firstSeq ? Order::Before : Order::After;
        return a.n < b.n ? Order::Before : Order::After;
    }
    if (mine.size() < theirs.size())
        return Order::Above;
    return Order::Here;
}

bool isEffect(std::string_view path)
{
    const auto segments = pathSegments(path);
    return !segments.empty()
        && (segments.back().kind == "model" || segments.back().kind == "tool"
            || segments.back().kind == "node");
}

bool isEnd(EventType type)
{
    return type == EventType::AgentFinished || type == EventType::RunFinished;
}

bool has(const Event& event, std::string_view member)
{
    return event.data.find(member) != std::string::npos;
}

// A branch beside the point that failed or was stopped goes on in the fork, as it does where a run is resumed.
bool isBroken(const Event& event)
{
    return isOpenEnd(event)
        && (event.type == EventType::NodeLeft
            || (event.type == EventType::AgentFinished && !has(event, "\"outcome\":\"done\"")));
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

// Where a run was held, and that it was resumed, is no outcome: a fork is not.
bool isHold(EventType type)
{
    return type == EventType::RunPaused || type == EventType::RunResumed;
}

// The call goes as it went, but brings another result.
Result<> changeResult(const std::vector<Event>& parent, const ForkPoint& point,
                      std::vector<Event>& kept)
{
    const auto* finished = findEvent(parent, point.at, EventType::ToolFinished);
    if (!finished)
        return fail(Errc::Invalid, "a result can be changed where a call has finished", point.at);
    for (const auto& event : parent) {
        if (event.path == point.at && event.type != EventType::ToolFinished && !isHold(event.type))
            kept.push_back(event);
    }
    auto data = parseJson(finished->data).value_or(Json::object());
    data.erase("error");
    data.erase("outcome");
    data.erase("text");
    data.erase("fallback"); // what it brings now needs no other tool
    data["ok"] = true;
    data["result"] = parseJson(point.value).value_or(Json(point.value));
    data["label"] = {{"integrity", "endorsed"}, {"confidentiality", "public"}};
    kept.push_back(fresh(*finished, dumpJson(data)));
    return {};
}

bool isOfGraph(const std::vector<PathSegment>& segments)
{
    return segments.size() > 1
        && (segments[segments.size() - 2].kind == "node"
            || segments[segments.size() - 2].kind == "item");
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
    if (found == kept.end() && isOfGraph(segments))
        return {}; // its node takes them
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
        if (isHold(event.type))
            continue;
        kept.push_back(event);
    }
    const auto* opened = findEvent(parent, point.at, EventType::GateOpened);
    const auto data =
        otherDecision(opened ? parseJson(opened->data).value_or(Json::object()) : Json::object(),
                      parseJson(decided->data).value_or(Json::object()),
                      parseJson(point.value).value_or(Json(point.value)));
    if (!data)
        return tl::unexpected(data.error());
    kept.push_back(fresh(*decided, dumpJson(*data)));
    return {};
}
} // namespace

bool isOpenEnd(const Event& event)
{
    const bool isFinal = has(event, "\"final\":true");
    if (event.type == EventType::NodeLeft)
        return has(event, "\"ok\":false") && !isFinal;
    return event.type == EventType::RunFinished || event.type == EventType::BudgetReached
        || (event.type == EventType::AgentFinished && !isFinal);
}

std::vector<bool> keptOf(const std::vector<Event>& events, std::string_view at)
{
    const auto first = std::find_if(events.begin(), events.end(),
                                    [&](const Event& event) { return event.path == at; });
    const auto firstSeq = first == events.end() ? 0 : first->seq;
    const Followers followers(events, at);
    const auto place = pathSegments(at);
    std::vector<bool> kept;
    for (const auto& event : events) {
        const auto order = orderOf(event, place, firstSeq, followers);
        kept.push_back(order == Order::Before || order == Order::Parallel || order == Order::Above);
    }
    return kept;
}

Result<std::vector<Event>> keptEvents(std::vector<Event> parent, const ForkPoint& point)
{
    const auto first = std::find_if(parent.begin(), parent.end(),
                                    [&](const Event& event) { return event.path == point.at; });
    if (first == parent.end())
        return fail(Errc::Invalid, "the run has nothing at " + point.at);
    if (pathSegments(point.at).empty())
        return fail(Errc::Invalid,
                    "a fork leaves its parent at a call, a model request or a node, not at "
                        + point.at);
    const Followers followers(parent, point.at);
    const auto place = pathSegments(point.at);
    const auto firstSeq = first->seq;
    std::vector<Event> kept;
    kept.reserve(parent.size());
    for (auto& event : parent) {
        if (event.type == EventType::RunStarted || isHold(event.type))
            continue;
        const auto order = orderOf(event, place, firstSeq, followers);
        if (isEnd(event.type) && order == Order::Above)
            continue;
        if ((order == Order::Before || order == Order::Parallel) && isBroken(event))
            continue;
        if (order == Order::Before || order == Order::Parallel
            || (order == Order::Above && event.seq < firstSeq))
            kept.push_back(
                std::move(event)); // what is at the point itself stays: a change looks at it
    }
    Result<> changed;
    if (point.key == "result")
        changed = changeResult(parent, point, kept);
    else if (point.key == "arguments")
        changed = changeArguments(point, kept);
    else if (point.key == "decision")
        changed = changeDecision(parent, point, kept);
    else if (!point.key.empty() && point.key != "model" && point.key != "instructions"
             && point.key != "message" && point.key != "limits" && point.key != "state")
        return fail(Errc::Invalid,
                    "there is no key " + point.key
                        + "; there are instructions, message, result, arguments, model, decision, "
                          "state and limits");
    else if (point.key == "state" && pathSegments(point.at).back().kind != "node")
        return fail(Errc::Invalid, "the state can be changed at the path of a node", point.at);
    else if (point.key == "state" && !parseJson(point.value).value_or(Json()).is_object())
        return fail(Errc::Invalid,
                    "state takes an object of keys and their values: {\"rounds\": 2}");
    else if (point.key.empty() && !isEffect(point.at))
        return fail(Errc::Invalid, "a model request or a call can be done again", point.at);
    else if (!point.key.empty() && point.key != "limits" && point.key != "state"
             && pathSegments(point.at).back().kind != "model")
        return fail(Errc::Invalid, point.key + " can be changed at the path of a model request",
                    point.at);
    if (!changed)
        return tl::unexpected(changed.error());
    return kept;
}

} // namespace signalbox::journal
