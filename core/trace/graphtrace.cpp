// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "trace/graphtrace.h"

#include "base/jsonpointer.h"
#include "base/jsonvalue.h"
#include "base/text.h"

#include <algorithm>
#include <charconv>

namespace signalbox::trace {

namespace {
constexpr std::size_t shownError = 4096; // bytes
constexpr std::size_t keptEvery = 32; // visits of a way between states that are kept
constexpr std::size_t mostEdges = 100'000;
constexpr std::size_t mostSteps = 1000; // of a plan
constexpr std::size_t mostPlans = 100;
constexpr std::size_t deepest =
    256; // levels of a state that a change reaches: copies of it recurse

std::optional<std::size_t> indexOf(const std::string& key, std::size_t size)
{
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), index);
    if (error != std::errc() || end != key.data() + key.size() || index >= size)
        return {};
    return index;
}

void applyAt(Json& parent, const std::string& key, const std::string& op, const Json* value)
{
    if (parent.is_object()) {
        if (op == "remove")
            parent.erase(key);
        else if (value && (op == "add" || parent.contains(key)))
            parent[key] = *value;
        return;
    }
    if (!parent.is_array())
        return;
    if (op == "add" && value && (key == "-" || key == std::to_string(parent.size()))) {
        parent.push_back(*value);
        return;
    }
    const auto index = indexOf(key, parent.size());
    if (!index)
        return;
    if (op == "remove")
        parent.erase(*index);
    else if (op == "add" && value)
        parent.insert(parent.begin() + std::ptrdiff_t(*index), *value);
    else if (op == "replace" && value)
        parent[*index] = *value;
}

void applyOne(Json& root, const Json& operation)
{
    const auto op = stringAt(operation, "op");
    const auto path = stringAt(operation, "path");
    const auto* value = signalbox::find(operation, "value");
    if (path.empty()) {
        if (value && op != "remove")
            root = *value;
        return;
    }
    Json* at = &root;
    const auto keys = split(std::string_view(path).substr(1), '/');
    if (keys.size() > deepest)
        return;
    for (std::size_t i = 0; i + 1 < keys.size(); ++i) {
        const auto key = keyOfSegment(keys[i]);
        if (at->is_object() && at->contains(key)) {
            at = &(*at)[key];
            continue;
        }
        const auto index = at->is_array() ? indexOf(key, at->size()) : std::nullopt;
        if (!index)
            return;
        at = &(*at)[*index];
    }
    applyAt(*at, keyOfSegment(keys.back()), op, value);
}

std::string keysOf(const Json& patch)
{
    std::vector<std::string> keys;
    for (const auto& operation : patch.is_array() ? patch : Json::array()) {
        const auto path = stringAt(operation, "path");
        if (path.size() < 2)
            continue;
        auto key = keyOfSegment(std::string_view(path).substr(1, path.find('/', 1) - 1));
        if (std::find(keys.begin(), keys.end(), key) == keys.end() && keys.size() < 20)
            keys.push_back(std::move(key));
    }
    std::string out;
    for (const auto& key : keys)
        out += (out.empty() ? "" : ", ") + key;
    return out;
}

std::string textOf(const Json* value)
{
    if (!value || value->is_null())
        return {};
    return std::string(truncateUtf8(
        value->is_string() ? value->get_ref<const std::string&>() : dumpJson(*value), shownError));
}

void addWords(std::string& list, const std::string& words)
{
    if (!words.empty() && list.size() < shownError)
        list += (list.empty() ? "" : ", ") + words;
}
} // namespace

void applyPatch(Json& value, const Json& patch)
{
    if (!patch.is_array())
        return;
    for (const auto& operation : patch) {
        if (operation.is_object())
            applyOne(value, operation);
    }
}

void GraphTrace::fold(const Event& event, const Json& data)
{
    switch (event.type) {
    case EventType::RunStarted:
        if (auto workflow = stringAt(data, "workflow"); !workflow.empty())
            m_workflows["/"] = std::move(workflow);
        break;
    case EventType::NodeEntered:
        enter(event, data);
        break;
    case EventType::NodeLeft:
        leave(event, data);
        break;
    case EventType::EdgeTaken:
        take(event, data);
        break;
    case EventType::StateChanged:
        change(event, data);
        break;
    case EventType::PlanMade:
        makePlan(event, data);
        break;
    case EventType::AgentStarted:
        startAgent(event, data);
        break;
    case EventType::AgentFinished:
        finishAgent(event, data);
        break;
    default:
        break;
    }
}

bool GraphTrace::isFolded(EventType type)
{
    switch (type) {
    case EventType::RunStarted:
    case EventType::NodeEntered:
    case EventType::NodeLeft:
    case EventType::EdgeTaken:
    case EventType::StateChanged:
    case EventType::PlanMade:
    case EventType::AgentStarted:
    case EventType::AgentFinished:
        return true;
    default:
        return false;
    }
}

std::uint32_t GraphTrace::find(std::string_view path) const
{
    const auto found = m_byPath.find(path);
    return found == m_byPath.end() ? noVisit : found->second;
}

std::string GraphTrace::workflowOf(const std::string& scope) const
{
    const auto found = m_workflows.find(scope);
    return found == m_workflows.end() ? std::string() : found->second;
}

void GraphTrace::enter(const Event& event, const Json& data)
{
    if (const auto again = find(event.path); again != noVisit) { // by a run that was resumed
        auto& visit = m_visits[again];
        visit.left.reset();
        visit.ok = true;
        visit.error.clear();
        return;
    }
    if (m_visits.size() >= mostVisits)
        return;
    const auto segments = pathSegments(event.path);
    NodeVisit visit;
    visit.path = event.path;
    visit.scope = std::string(parentPath(event.path));
    visit.node =
        stringAt(data, "node", segments.empty() ? std::string_view() : segments.back().name);
    visit.kind = stringAt(data, "kind");
    visit.n = segments.empty() ? 1 : segments.back().n;
    visit.entered = event.time;
    Way way;
    if (const auto from = m_arriving.find(event.path); from != m_arriving.end()) {
        way.from = from->second;
        m_arriving.erase(from);
    }
    m_byPath.emplace(visit.path, std::uint32_t(m_visits.size()));
    m_visits.push_back(std::move(visit));
    m_ways.push_back(std::move(way));
}

void GraphTrace::leave(const Event& event, const Json& data)
{
    const auto at = find(event.path);
    if (at == noVisit)
        return;
    auto& visit = m_visits[at];
    visit.left = event.time;
    visit.ok = boolAt(data, "ok", true);
    visit.error = textOf(signalbox::find(data, "error"));
}

void GraphTrace::take(const Event& event, const Json& data)
{
    const auto at = find(event.path);
    if (at == noVisit)
        return;
    auto& visit = m_visits[at];
    const auto to = stringAt(data, "to");
    const auto when = stringAt(data, "when");
    const auto why = stringAt(data, "why");
    addWords(visit.next, to);
    if (const auto n = intAt(data, "visit"); n && *n > 0 && *n < (1 << 30))
        m_arriving[childPath(visit.scope, "node", to, int(*n))] = at;
    const auto same = std::find_if(m_edges.begin(), m_edges.end(), [&](const TakenEdge& edge) {
        return edge.from == visit.node && edge.to == to && edge.when == when
            && edge.scope == visit.scope;
    });
    if (same != m_edges.end()) {
        ++same->count;
        same->chosen += why == "chosen" ? 1 : 0;
        same->why = why;
    } else if (m_edges.size() < mostEdges) {
        m_edges.push_back({visit.scope, visit.node, to, when, why, 1, why == "chosen" ? 1 : 0});
    }
}

void GraphTrace::change(const Event& event, const Json& data)
{
    const auto* patch = signalbox::find(data, "patch");
    if (!patch || !patch->is_array())
        return;
    if (stringAt(data, "node").empty()) { // what a graph begins with
        auto state = Json::object();
        applyPatch(state, *patch);
        m_initial[event.path] = std::make_shared<const Json>(std::move(state));
        if (auto workflow = stringAt(data, "workflow"); !workflow.empty())
            m_workflows[event.path] = std::move(workflow);
        return;
    }
    const auto at = find(event.path);
    if (at == noVisit)
        return;
    auto& way = m_ways[at];
    if (const auto since = stringAt(data, "since"); !since.empty()) {
        way.since = find(since);
        way.arrival = std::make_shared<const Json>(*patch);
        return;
    }
    if (stringAt(data, "why") == "fork") { // the node sees it already
        auto arrival = way.arrival ? *way.arrival : Json::array();
        for (const auto& operation : *patch)
            arrival.push_back(operation);
        way.arrival = std::make_shared<const Json>(std::move(arrival));
        m_visits[at].isBent = true;
        return;
    }
    if (!way.own)
        way.own = std::make_shared<Json>(Json::array());
    else if (way.own.use_count() > 1) // a copy of this trace shows it as it was
        way.own = std::make_shared<Json>(*way.own);
    for (const auto& operation : *patch)
        way.own->push_back(operation);
    m_visits[at].changed = keysOf(*way.own);
}

void GraphTrace::makePlan(const Event& event, const Json& data)
{
    MadePlan plan{event.path, boolAt(data, "edited"), {}};
    if (!m_plans.empty() && m_plans.back().path == event.path)
        m_plans.pop_back(); // a person changed it before it ran
    const auto* steps = signalbox::find(data, "steps");
    for (const auto& each : steps && steps->is_array() ? *steps : Json::array()) {
        if (plan.steps.size() >= mostSteps)
            break;
        PlannedStep step;
        step.id = stringAt(each, "id");
        step.agent = stringAt(each, "agent");
        step.task = stringAt(each, "task");
        const auto* dependencies = signalbox::find(each, "dependencies");
        for (const auto& id :
             dependencies && dependencies->is_array() ? *dependencies : Json::array()) {
            if (id.is_string())
                step.dependencies.push_back(id.get<std::string>());
        }
        if (const auto* done = doneStep(step.id)) { // a replan keeps what was done before
            step.path = done->path;
            step.state = done->state;
        }
        plan.steps.push_back(std::move(step));
    }
    if (m_plans.size() < mostPlans)
        m_plans.push_back(std::move(plan));
}

const PlannedStep* GraphTrace::doneStep(const std::string& id) const
{
    for (auto plan = m_plans.rbegin(); plan != m_plans.rend(); ++plan) {
        for (const auto& step : plan->steps) {
            if (step.id == id && step.state == PlannedStep::State::Done)
                return &step;
        }
    }
    return nullptr;
}

void GraphTrace::startAgent(const Event& event, const Json& data)
{
    const auto id = stringAt(data, "plan_step");
    if (id.empty() || m_plans.empty() || parentPath(event.path) != m_plans.back().path)
        return;
    for (auto& step : m_plans.back().steps) {
        if (step.id == id) {
            step.path = event.path;
            step.state = PlannedStep::State::Running;
        }
    }
}

void GraphTrace::finishAgent(const Event& event, const Json& data)
{
    for (auto& plan : m_plans) {
        for (auto& step : plan.steps) {
            if (step.path == event.path)
                step.state = stringAt(data, "outcome") == "done" ? PlannedStep::State::Done
                                                                 : PlannedStep::State::Failed;
        }
    }
}

std::shared_ptr<const Json> GraphTrace::initial(const std::string& scope) const
{
    const auto found = m_initial.find(scope);
    return found == m_initial.end() ? std::make_shared<const Json>(Json::object()) : found->second;
}

// Whose state this visit begins from. Always an earlier one: a way never runs in circles.
std::uint32_t GraphTrace::before(std::uint32_t visit) const
{
    const auto& way = m_ways[visit];
    const auto from = way.since != noVisit ? way.since : way.from;
    return from < visit ? from : noVisit;
}

std::shared_ptr<const Json> GraphTrace::stateAfter(std::uint32_t visit) const
{
    std::vector<std::uint32_t> way;
    std::shared_ptr<const Json> from;
    for (auto at = visit; at != noVisit; at = before(at)) {
        if (m_ways[at].after) {
            from = m_ways[at].after;
            break;
        }
        way.push_back(at);
    }
    Json state = from ? *from : *initial(m_visits[visit].scope);
    std::size_t walked = 0;
    for (auto at = way.rbegin(); at != way.rend(); ++at) {
        if (m_ways[*at].arrival)
            applyPatch(state, *m_ways[*at].arrival);
        if (m_ways[*at].own)
            applyPatch(state, *m_ways[*at].own);
        // only of a visit that is over: others still change
        if (++walked % keptEvery == 0 && m_visits[*at].left)
            m_ways[*at].after = std::make_shared<const Json>(state);
    }
    return std::make_shared<const Json>(std::move(state));
}

GraphTrace::States GraphTrace::statesOf(std::uint32_t visit) const
{
    const auto none = std::make_shared<const Json>(Json::object());
    if (visit >= m_visits.size())
        return {none, none};
    const auto from = before(visit);
    const auto& way = m_ways[visit];
    States states;
    states.before = from == noVisit ? initial(m_visits[visit].scope) : stateAfter(from);
    if (way.arrival) {
        Json arrived = *states.before;
        applyPatch(arrived, *way.arrival);
        states.before = std::make_shared<const Json>(std::move(arrived));
    }
    states.after = states.before;
    if (way.own) {
        Json left = *states.before;
        applyPatch(left, *way.own);
        states.after = std::make_shared<const Json>(std::move(left));
    }
    return states;
}

} // namespace signalbox::trace
