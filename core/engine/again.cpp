// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/again.h"

#include "base/jsonvalue.h"
#include "engine/begun.h"
#include "engine/forkchanges.h"
#include "journal/openends.h"
#include "workspace/definitions.h"

#include <algorithm>
#include <iterator>

namespace signalbox::engine {

namespace {
bool isDone(const Event& last)
{
    return last.type == EventType::RunFinished
        && stringAt(parseJson(last.data).value_or(Json::object()), "outcome") == "done";
}

std::string argumentsOf(const Json& data)
{
    const auto* arguments = find(data, "arguments");
    return arguments ? dumpJson(*arguments) : "{}";
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
    const auto* recorded = find(*begun.data, "definitions");
    if (!current && (!recorded || definitions == Definitions::Present))
        return fail(Errc::NotFound, "no workspace is open");
    if (!recorded || definitions == Definitions::Present)
        return current;
    return engine.setupFor(
        workspace::recordedView(current ? current->workspace() : WorkspaceView(), *recorded));
}

// The one call of a run by hand; nullopt: an agent or a workflow ran.
std::optional<ToolCall> handCallOf(const Begun& begun)
{
    const auto tool = stringAt(*begun.data, "tool");
    if (tool.empty())
        return std::nullopt;
    ToolCall call{"call_1", tool, "{}"};
    for (const auto& event : begun.events) {
        if (event.type == EventType::ToolRequested) {
            const auto data = parseJson(event.data).value_or(Json::object());
            call.id = stringAt(data, "call_id");
            if (const auto* arguments = find(data, "arguments"))
                call.arguments = dumpJson(*arguments);
        }
    }
    return call;
}

void start(Run& run, workflow::RunRequest request, std::optional<ToolCall> call,
           std::function<void(const workflow::RunEnd&)> onEnd)
{
    if (!call)
        return run.startAgent(std::move(request), std::move(onEnd));
    run.startCall(std::move(*call),
                  [onEnd = std::move(onEnd)](const workflow::RunEnd& end, const HandCall&) {
                      if (onEnd)
                          onEnd(end);
                  });
}

std::function<void(const workflow::RunEnd&)> ending(const AgainListener& listener)
{
    return [onEnd = listener.onEnd](const workflow::RunEnd&) {
        if (onEnd)
            onEnd();
    };
}

// A recorded run of the workspace. NotFound: no workspace is open, or it has no such run.
Result<Begun> begunOf(const journal::Journal* journal, const std::string& run)
{
    if (!journal)
        return fail(Errc::NotFound, "no workspace is open");
    return readBegun(*journal, run);
}

// What an undo did follows from the files of its time, and from nothing that runs: its record is told.
Result<Begun> begunToGoOn(const journal::Journal* journal, const std::string& run)
{
    auto begun = begunOf(journal, run);
    if (begun && find(*begun->data, "undoes"))
        return fail(Errc::Invalid,
                    "the run took back what another one did: that is done with signalbox undo",
                    run);
    return begun;
}

ReplayEnd endOf(const Event& last)
{
    const auto data = parseJson(last.data).value_or(Json::object());
    ReplayEnd result{};
    result.end.outcome = last.type == EventType::RunFinished
        ? workflow::outcomeFromName(stringAt(data, "outcome"))
        : workflow::Outcome::Interrupted;
    result.end.output = stringAt(data, "output");
    return result;
}

// The members of `b` that are not the same in `a`, as "WORD NAME".
void nameChanges(const Json& a, const Json& b, const char* member, const std::string& word,
                 std::vector<std::string>& changes)
{
    const auto before = a.value(member, Json::object());
    const auto now = b.value(member, Json::object());
    if (!before.is_object() || !now.is_object())
        return;
    for (const auto& [name, value] : before.items()) {
        const auto* same = find(now, name);
        if (!same)
            changes.push_back(word + name + " is gone");
        else if (*same != value)
            changes.push_back(word + name);
    }
    for (const auto& [name, value] : now.items()) {
        if (!find(before, name))
            changes.push_back(word + name + " is new");
    }
}
} // namespace

Result<ReplayEnd> replay(Engine& engine, const std::string& run, Definitions definitions,
                         std::function<void(const Event&)> onTold, std::stop_token stop)
{
    const auto* journal = engine.journal();
    if (!journal)
        return fail(Errc::NotFound, "no workspace is open");
    return replay(engine, *journal, run, definitions, std::move(onTold), std::move(stop));
}

Result<ReplayEnd> replay(Engine& engine, const journal::Journal& journal, const std::string& run,
                         Definitions definitions, std::function<void(const Event&)> onTold,
                         std::stop_token stop)
{
    auto begun = readBegun(journal, run);
    if (!begun)
        return tl::unexpected(begun.error());
    if (find(*begun->data, "undoes")) {
        for (const auto& event : begun->events)
            onTold ? onTold(event) : void();
        return endOf(begun->events.back());
    }
    auto setup = setupOf(engine, *begun, definitions);
    if (!setup)
        return tl::unexpected(setup.error());
    auto parts = engine.partsFor(
        *setup, workspace::limitsFromJson(begun->data->value("limits", Json::object())));
    parts.gates = gatesOf(begun->events);
    parts.onStream = nullptr;
    if (const auto baseline = numberAt(*begun->data, "baseline_usd"))
        parts.baseline = Money::fromUsd(*baseline);
    const auto inherited = begun->inherited.size();
    std::size_t told = 0;
    parts.onTold = [&](const Event& event) {
        if (told++ >= inherited && onTold)
            onTold(event);
    };
    const auto call = handCallOf(*begun);
    const auto last = begun->events.back();
    // the run's own beginning comes first, before what it inherited
    parts.recording = std::make_shared<const journal::Recording>(takeRecord(*begun));
    bend(parts, *begun->data);
    Run again(std::move(parts));
    start(again, std::move(begun->request), call, nullptr);
    auto end = again.wait(std::move(stop));
    if (!end)
        return tl::unexpected(end.error());
    again.tellRest();
    if (auto divergence = again.divergence())
        return ReplayEnd{std::move(*end), std::move(divergence)};
    return endOf(last);
}

Result<std::vector<std::string>> changedSince(Engine& engine, const std::string& run)
{
    const auto current = engine.setup();
    const auto begun = begunOf(current ? engine.journal() : nullptr, run);
    if (!begun)
        return tl::unexpected(begun.error());
    std::vector<std::string> changes;
    const auto* recorded = find(*begun->data, "definitions");
    if (!recorded || !recorded->is_object())
        return changes;
    const auto now = parseJson(current->definitions(begun->request.agent, begun->request.workflow))
                         .value_or(Json::object());
    nameChanges(*recorded, now, "agents", "agent ", changes);
    nameChanges(*recorded, now, "instructions", "instructions of ", changes);
    nameChanges(*recorded, now, "tools", "tool ", changes);
    nameChanges(*recorded, now, "workflows", "workflow ", changes);
    for (const auto& [member, file] :
         {std::pair{"policy", "policy.json"}, {"workspace", "signalbox.json"}}) {
        if (recorded->value(member, Json::object()) != now.value(member, Json::object()))
            changes.emplace_back(file);
    }
    return changes;
}

Result<std::vector<Doubt>> doubtsOf(Engine& engine, const std::string& run)
{
    auto begun = begunOf(engine.journal(), run);
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
    for (const auto& event : takeRecord(*begun)) {
        if (event.type == EventType::ToolRequested)
            tools[event.path] = stringAt(parsed(event), "tool");
        else if (event.type == EventType::ToolFinished || event.type == EventType::GateDecided)
            open.erase(event.path); // once it was decided it is not in doubt until it begins again
        else if (event.type == EventType::ToolStarted)
            open[event.path] = {event.path, tools[event.path], argumentsOf(parsed(event))};
    }
    std::vector<Doubt> doubts;
    for (auto& [path, doubt] : open) {
        const auto* tool = (*setup)->registry().find(doubt.tool);
        if (tool && (!tool->effects.isEffectful() || tool->definition->idempotent))
            continue;
        if (tool)
            doubt.resultSchema = tool->definition->resultSchema;
        doubts.push_back(std::move(doubt));
    }
    return doubts;
}

Result<std::string> resume(Engine& engine, const ResumeOptions& options)
{
    auto begun = begunToGoOn(engine.journal(), options.run);
    if (!begun)
        return tl::unexpected(begun.error());
    if (isDone(begun->events.back()))
        return fail(Errc::Invalid, "the run is done; fork it to go on in another way", options.run);
    auto setup = setupOf(engine, *begun, Definitions::Recorded);
    if (!setup)
        return tl::unexpected(setup.error());
    auto writer = engine.journal()->reopen(options.run);
    if (!writer)
        return tl::unexpected(writer.error());
    auto limits = workspace::limitsFromJson(begun->data->value("limits", Json::object()));
    auto parts = engine.partsFor(*setup, overlay(limits, options.limits));
    parts.resumedFrom = begun->events.back().seq;
    if (const auto baseline = numberAt(*begun->data, "baseline_usd"))
        parts.baseline = Money::fromUsd(*baseline);
    parts.writer = std::move(*writer);
    std::vector<Event> before;
    if (options.listener.onReady) {
        before = shownBefore(begun->inherited, options.run, begun->events.front().time);
        before.insert(before.end(), begun->events.begin(), begun->events.end());
    }
    auto call = handCallOf(*begun);
    auto events = takeRecord(*begun);
    journal::dropOpenEnds(events);
    parts.recording = std::make_shared<const journal::Recording>(std::move(events));
    bend(parts, *begun->data);
    if (parts.gates != gate::Gates::Person || options.doubts || !options.doubtsAt.empty())
        parts.inDoubt = [options](const std::string& path) -> std::optional<GateAnswer> {
            const auto found = options.doubtsAt.find(path);
            return found == options.doubtsAt.end() ? options.doubts : found->second;
        };
    auto run = engine.adopt(std::move(parts));
    if (options.listener.onReady)
        options.listener.onReady(run->id(), begun->request.task, before);
    start(*run, std::move(begun->request), std::move(call), ending(options.listener));
    return run->id();
}

Result<std::string> fork(Engine& engine, const ForkOptions& options)
{
    auto begun = begunToGoOn(engine.journal(), options.run);
    if (!begun)
        return tl::unexpected(begun.error());
    auto call = handCallOf(*begun);
    auto kept = journal::keptEvents(takeRecord(*begun), options.point);
    if (!kept)
        return tl::unexpected(kept.error());
    auto setup = setupOf(engine, *begun, Definitions::Recorded);
    if (!setup)
        return tl::unexpected(setup.error());
    auto limits = workspace::limitsFromJson(begun->data->value("limits", Json::object()));
    if (options.point.key == "limits") {
        const auto changed = newLimits(options.point.value);
        if (!changed)
            return tl::unexpected(changed.error());
        limits = overlay(limits, *changed);
    }
    const auto change = changeOf(options.point);
    if (change && change->key == "model" && !(*setup)->models().entry(change->value))
        return fail(Errc::NotFound,
                    "there is no model \"" + change->value + "\" in signalbox.json");
    auto writer = engine.journal()->create();
    if (!writer)
        return tl::unexpected(writer.error());
    auto parts = engine.partsFor(*setup, limits);
    parts.writer = std::move(*writer);
    std::vector<Event> before;
    if (options.listener.onReady)
        std::copy_if(kept->begin(), kept->end(), std::back_inserter(before),
                     [](const Event& event) { return event.seq > 0; });
    begun->request.forkedFrom = forkedFrom(options, *begun, *kept);
    parts.recording = std::make_shared<const journal::Recording>(std::move(*kept));
    bend(parts, Json{{"forked_from", parseJson(begun->request.forkedFrom).value_or(Json())}});
    const auto began = parts.clock->now();
    auto run = engine.adopt(std::move(parts));
    if (options.listener.onReady)
        options.listener.onReady(run->id(), begun->request.task,
                                 shownBefore(std::move(before), run->id(), began));
    start(*run, std::move(begun->request), std::move(call), ending(options.listener));
    return run->id();
}

} // namespace signalbox::engine
