// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/again.h"

#include "base/jsonvalue.h"

#include <set>

namespace signalbox::engine {

namespace {
// What run.started says of a run.
struct Begun
{
    std::vector<Event> events; // of the run itself
    std::vector<Event> inherited; // of the run it was forked from
    Json data;
    workflow::RunRequest request;
};

Limits limitsFrom(const Json& value)
{
    Limits limits;
    limits.steps = intAt(value, "steps");
    limits.tokens = intAt(value, "tokens");
    limits.toolCalls = intAt(value, "tool_calls");
    if (const auto cost = numberAt(value, "cost_usd"))
        limits.cost = Money::fromUsd(*cost);
    if (const auto seconds = numberAt(value, "seconds"))
        limits.seconds = std::chrono::milliseconds(std::int64_t(*seconds * 1000));
    return limits;
}

std::optional<workflow::Change> changeOf(const journal::ForkPoint& point)
{
    if (point.key != "model" && point.key != "instructions" && point.key != "message"
        && point.key != "state" && point.key != "arguments")
        return std::nullopt;
    const auto value = parseJson(point.value);
    return workflow::Change{point.at, point.key,
                            value && value->is_string() ? value->get<std::string>() : point.value};
}

journal::ForkPoint pointOf(const Json& forkedFrom)
{
    journal::ForkPoint point{stringAt(forkedFrom, "at"), {}, {}};
    if (const auto* changed = find(forkedFrom, "changed");
        changed && changed->is_object() && !changed->empty()) {
        point.key = changed->begin().key();
        point.value = dumpJson(changed->begin().value());
    }
    return point;
}

constexpr int mostGenerations = 64; // a fork of a fork of a fork

Result<Begun> begun(const journal::Journal& journal, const std::string& run, int generation = 0)
{
    if (generation > mostGenerations)
        return fail(Errc::Limit, "too many forks of forks", run);
    auto events = journal.events(run);
    if (!events)
        return tl::unexpected(events.error());
    if (events->empty() || events->front().type != EventType::RunStarted)
        return fail(Errc::Invalid, "the run has no beginning", run);
    Begun begun;
    begun.events = std::move(*events);
    auto data = parseJson(begun.events.front().data);
    if (!data)
        return tl::unexpected(data.error());
    begun.data = std::move(*data);
    begun.request.agent = stringAt(begun.data, "agent");
    begun.request.workflow = stringAt(begun.data, "workflow");
    begun.request.task = stringAt(begun.data, "task");
    begun.request.model = stringAt(begun.data, "model");
    if (const auto* definitions = find(begun.data, "definitions"))
        begun.request.definitions = dumpJson(*definitions);
    const auto* forkedFrom = find(begun.data, "forked_from");
    if (!forkedFrom)
        return begun;
    auto copied = journal.inherited(run); // an imported fork brought it along
    if (!copied)
        return tl::unexpected(copied.error());
    if (!copied->empty()) {
        begun.inherited = std::move(*copied);
        return begun;
    }
    auto parent = signalbox::engine::begun(journal, stringAt(*forkedFrom, "run"), generation + 1);
    if (!parent)
        return tl::unexpected(parent.error());
    auto all = std::move(parent->inherited);
    all.insert(all.end(), parent->events.begin(), parent->events.end());
    auto kept = journal::keptEvents(all, pointOf(*forkedFrom));
    if (!kept)
        return tl::unexpected(kept.error());
    for (auto& event : *kept) {
        if (event.seq > 0) // what the change made new stands in the fork's own journal
            begun.inherited.push_back(std::move(event));
    }
    return begun;
}

// Everything that stands in the record of a run, in the order in which it was told.
std::vector<Event> record(const Begun& begun)
{
    auto events = begun.inherited;
    events.insert(events.end(), begun.events.begin(), begun.events.end());
    return events;
}

gate::Gates gatesOf(const std::vector<Event>& events)
{
    for (const auto& event : events) {
        if (event.type == EventType::GateDecided
            && event.data.find("\"by\":\"human\"") != std::string::npos)
            return gate::Gates::Person;
    }
    return gate::Gates::HeadlessDeny;
}

Result<std::shared_ptr<Setup>> setupOf(Engine& engine, const Begun& begun, Definitions definitions)
{
    const auto current = engine.setup();
    const auto* recorded = find(begun.data, "definitions");
    if (!current && (!recorded || definitions == Definitions::Present))
        return fail(Errc::NotFound, "no workspace is open");
    if (!recorded || definitions == Definitions::Present)
        return current;
    return engine.setupFor(
        workspace::recordedView(current ? current->workspace() : WorkspaceView(), *recorded));
}

void start(Run& run, const Begun& begun, std::function<void(const workflow::RunEnd&)> onEnd)
{
    const auto tool = stringAt(begun.data, "tool");
    if (tool.empty())
        return run.startAgent(begun.request, std::move(onEnd));
    ToolCall call{"call_1", tool, "{}"};
    for (const auto& event : begun.events) {
        if (event.type == EventType::ToolRequested) {
            const auto data = parseJson(event.data).value_or(Json::object());
            call.id = stringAt(data, "call_id");
            if (const auto* arguments = find(data, "arguments"))
                call.arguments = dumpJson(*arguments);
        }
    }
    run.startCall(std::move(call),
                  [onEnd = std::move(onEnd)](const workflow::RunEnd& end, const HandCall&) {
                      if (onEnd)
                          onEnd(end);
                  });
}
} // namespace

Result<ReplayEnd> replay(Engine& engine, const std::string& run, Definitions definitions,
                         std::function<void(const Event&)> onTold)
{
    const auto* journal = engine.journal();
    if (!journal)
        return fail(Errc::NotFound, "no workspace is open");
    return replay(engine, *journal, run, definitions, std::move(onTold));
}

Result<ReplayEnd> replay(Engine& engine, const journal::Journal& journal, const std::string& run,
                         Definitions definitions, std::function<void(const Event&)> onTold)
{
    const auto begun = signalbox::engine::begun(journal, run);
    if (!begun)
        return tl::unexpected(begun.error());
    auto setup = setupOf(engine, *begun, definitions);
    if (!setup)
        return tl::unexpected(setup.error());
    auto parts = engine.partsFor(*setup, limitsFrom(begun->data.value("limits", Json::object())));
    parts.gates = gatesOf(begun->events);
    parts.onStream = nullptr;
    if (const auto baseline = numberAt(begun->data, "baseline_usd"))
        parts.baseline = Money::fromUsd(*baseline);
    const auto inherited = begun->inherited.size();
    std::size_t told = 0;
    parts.onTold = [&](const Event& event) {
        if (told++ >= inherited && onTold)
            onTold(event);
    };
    auto events = record(*begun);
    // the run's own beginning comes first, before what it inherited
    parts.recording = std::make_shared<const journal::Recording>(events);
    if (const auto* forkedFrom = find(begun->data, "forked_from"))
        parts.change = changeOf(pointOf(*forkedFrom));
    Run again(std::move(parts));
    start(again, *begun, nullptr);
    auto end = again.wait({});
    if (!end)
        return tl::unexpected(end.error());
    again.tellRest();
    ReplayEnd result{std::move(*end), again.divergence()};
    const auto& last = begun->events.back();
    if (!result.divergence) {
        const auto data = parseJson(last.data).value_or(Json::object());
        result.end.outcome = last.type == EventType::RunFinished
            ? workflow::outcomeFromName(stringAt(data, "outcome"))
            : workflow::Outcome::Interrupted;
        result.end.output = stringAt(data, "output");
    }
    return result;
}

Result<std::vector<Doubt>> doubtsOf(Engine& engine, const std::string& run)
{
    auto* journal = engine.journal();
    if (!journal)
        return fail(Errc::NotFound, "no workspace is open");
    const auto begun = signalbox::engine::begun(*journal, run);
    if (!begun)
        return tl::unexpected(begun.error());
    const auto setup = setupOf(engine, *begun, Definitions::Recorded);
    if (!setup)
        return tl::unexpected(setup.error());
    std::map<std::string, Doubt> open;
    std::map<std::string, std::string> tools;
    const auto parsed = [](const Event& event) {
        return parseJson(event.data).value_or(Json::object());
    };
    for (const auto& event : record(*begun)) {
        if (event.type == EventType::ToolRequested)
            tools[event.path] = stringAt(parsed(event), "tool");
        else if (event.type == EventType::ToolFinished || event.type == EventType::GateDecided)
            open.erase(event.path); // once it was decided it is not in doubt until it begins again
        else if (event.type == EventType::ToolStarted)
            open[event.path] = {event.path, tools[event.path],
                                dumpJson(parsed(event).value("arguments", Json::object()))};
    }
    std::vector<Doubt> doubts;
    for (auto& [path, doubt] : open) {
        const auto* tool = (*setup)->registry().find(doubt.tool);
        if (!tool || (tool->effects.isEffectful() && !tool->definition->idempotent))
            doubts.push_back(std::move(doubt));
    }
    return doubts;
}

Result<std::string> resume(Engine& engine, const ResumeOptions& options)
{
    auto* journal = engine.journal();
    if (!journal)
        return fail(Errc::NotFound, "no workspace is open");
    auto begun = signalbox::engine::begun(*journal, options.run);
    if (!begun)
        return tl::unexpected(begun.error());
    auto setup = setupOf(engine, *begun, Definitions::Recorded);
    if (!setup)
        return tl::unexpected(setup.error());
    auto writer = journal->reopen(options.run);
    if (!writer)
        return tl::unexpected(writer.error());
    auto limits = limitsFrom(begun->data.value("limits", Json::object()));
    auto parts = engine.partsFor(*setup, overlay(limits, options.limits));
    parts.resumedFrom = begun->events.back().seq;
    if (const auto baseline = numberAt(begun->data, "baseline_usd"))
        parts.baseline = Money::fromUsd(*baseline);
    parts.writer = std::move(*writer);
    auto events = record(*begun);
    std::erase_if(events, journal::isOpenEnd);
    parts.recording = std::make_shared<const journal::Recording>(std::move(events));
    if (const auto* forkedFrom = find(begun->data, "forked_from"))
        parts.change = changeOf(pointOf(*forkedFrom));
    if (parts.gates != gate::Gates::Person || options.doubts || !options.doubtsAt.empty())
        parts.inDoubt = [options](const std::string& path) -> std::optional<GateAnswer> {
            const auto found = options.doubtsAt.find(path);
            return found == options.doubtsAt.end() ? options.doubts : found->second;
        };
    auto run = engine.adopt(std::move(parts));
    start(*run, *begun, nullptr);
    return run->id();
}

Result<std::string> fork(Engine& engine, const ForkOptions& options)
{
    auto* journal = engine.journal();
    if (!journal)
        return fail(Errc::NotFound, "no workspace is open");
    auto begun = signalbox::engine::begun(*journal, options.run);
    if (!begun)
        return tl::unexpected(begun.error());
    auto kept = journal::keptEvents(record(*begun), options.point);
    if (!kept)
        return tl::unexpected(kept.error());
    auto setup = setupOf(engine, *begun, Definitions::Recorded);
    if (!setup)
        return tl::unexpected(setup.error());
    auto limits = limitsFrom(begun->data.value("limits", Json::object()));
    if (options.point.key == "limits")
        limits =
            overlay(limits, limitsFrom(parseJson(options.point.value).value_or(Json::object())));
    const auto change = changeOf(options.point);
    if (change && change->key == "model" && !(*setup)->models().entry(change->value))
        return fail(Errc::NotFound,
                    "there is no model \"" + change->value + "\" in signalbox.json");
    auto writer = journal->create();
    if (!writer)
        return tl::unexpected(writer.error());
    auto parts = engine.partsFor(*setup, limits);
    parts.writer = std::move(*writer);
    parts.recording = std::make_shared<const journal::Recording>(std::move(*kept));
    parts.change = change;
    begun->request.forkedFrom =
        dumpJson(Json{{"run", options.run},
                      {"at", options.point.at},
                      {"changed",
                       {{options.point.key,
                         parseJson(options.point.value).value_or(Json(options.point.value))}}}});
    auto run = engine.adopt(std::move(parts));
    start(*run, *begun, nullptr);
    return run->id();
}

Result<> readWhole(const journal::Journal& journal, const std::string& run,
                   const std::function<bool(const Event& event, bool inherited)>& take)
{
    // only a fork needs more than its own events
    bool isFork = false;
    auto peeked = journal.read(run, 1, [&](Event&& event) {
        isFork = event.data.find("\"forked_from\"") != std::string::npos;
        return false;
    });
    if (!peeked)
        return peeked;
    if (isFork) {
        const auto begun = signalbox::engine::begun(journal, run);
        if (!begun)
            return tl::unexpected(begun.error());
        for (const auto& event : begun->inherited) {
            if (!take(event, true))
                return {};
        }
    }
    return journal.read(run, 1, [&](Event&& event) { return take(event, false); });
}

} // namespace signalbox::engine
