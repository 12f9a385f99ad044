// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "core/workflow/flowbench.h"

#include "base/hash.h"
#include "base/jsonvalue.h"
#include "core/tools/eventtext.h"
#include "journal/openends.h"
#include "llm/scriptedclient.h"
#include "workflow/limitgate.h"

#include <thread>

namespace signalbox::testing {

using namespace signalbox::workflow;

namespace {
class ScriptModels final : public Models
{
public:
    explicit ScriptModels(const std::string& script)
        : m_client(entryOf(), llm::readScript(script).value())
    {
        m_entry = entryOf();
    }
    [[nodiscard]] const ModelEntry* entry(const std::string&) const override { return &m_entry; }
    [[nodiscard]] Result<const llm::ModelClient*> client(const std::string&) override
    {
        ++requests;
        return &m_client;
    }
    [[nodiscard]] Cost cost(const ModelEntry&, const Usage&) const override { return Money{0}; }
    [[nodiscard]] budget::WorstCase worstCase(const ModelEntry&, std::int64_t) const override
    {
        return {Money{0}, Money{0}};
    }
    std::atomic<int> requests{0};

private:
    static ModelEntry entryOf()
    {
        ModelEntry entry;
        entry.name = entry.model = "main";
        return entry;
    }
    ModelEntry m_entry;
    llm::ScriptedClient m_client;
};

PolicyRule allowWrites()
{
    PolicyRule rule;
    rule.name = "writes";
    rule.tool = "write";
    rule.verdict = Verdict::Allow;
    return rule;
}

BenchSettings settingsOf(const Flow& flow, std::shared_ptr<const journal::Recording> recording,
                         bool isReplay)
{
    BenchSettings settings;
    settings.gates = flow.gates;
    settings.limits = overlay(defaultLimits(), flow.limits);
    settings.policy = policyOf({allowWrites()});
    settings.recording = std::move(recording);
    settings.replay = isReplay;
    return settings;
}

// One run of a flow.
class FlowBench
{
public:
    FlowBench(const Flow& flow, std::shared_ptr<const journal::Recording> recording, bool isReplay)
        : m_flow(flow)
        , m_recording(recording)
        , m_bench(settingsOf(flow, std::move(recording), isReplay))
        , m_models(flow.script)
    {
        const auto script = parseJson(flow.script).value_or(Json::object());
        for (const auto& [name, turns] : script.items()) {
            m_workspace.agents[name].name = name;
            m_workspace.agents[name].tools = {"*"};
        }
        for (const auto& document : flow.workflows) {
            const auto json = parseJson(document).value_or(Json::object());
            const auto name = stringAt(json, "name");
            m_workspace.workflows[name] = {name, stringAt(json, "kind"), name + ".json", document};
        }
        setTools();
        auto parts = m_bench.parts;
        parts.onBreach = [this](const budget::Breach& breach, const std::string& path, int n,
                                std::stop_token stop) {
            return onBreach(scope, breach, path, childPath(path, "gate", n), std::move(stop));
        };
        parts.checkpoint = [this](const HoldPoint& point, std::stop_token stop) {
            return m_control.checkpoint(point, *m_bench.seam, m_bench.ledger, std::move(stop));
        };
        parts.inDoubt = [](const std::string&) {
            GateAnswer answer;
            answer.decision = GateDecision::Done;
            return answer;
        };
        m_pipeline.emplace(parts);
        setScope();
        if (!isReplay)
            m_bench.writer->onAppend = [this](const journal::Draft& draft) { look(draft); };
    }

    FlowRun run(RunRequest request = {})
    {
        const auto first = parseJson(m_flow.workflows.front()).value_or(Json::object());
        request.workflow = stringAt(first, "name");
        request.task = m_flow.task;
        answerOpenGates();
        FlowRun out;
        out.end = runWhole(scope, request, m_stop.get_token());
        out.requests = m_models.requests;
        out.ran = m_ran;
        return out;
    }

    [[nodiscard]] CallBench& bench() { return m_bench; }
    RunScope scope;

private:
    void setTools()
    {
        m_bench.runner.onRun = [this](const ToolDefinition& tool, const tools::Resolved& call,
                                      const tools::RunContext&, std::stop_token) {
            const auto arguments = parseJson(call.arguments).value_or(Json::object());
            {
                const std::lock_guard lock(m_mutex);
                m_ran.push_back(tool.name + " " + call.arguments);
            }
            tools::RunnerResult result;
            const auto note = stringAt(arguments, "note");
            result.ok = note.empty();
            result.result = !note.empty() ? dumpJson(Json{{"error", note}})
                : tool.name == "read" ? dumpJson(Json{{"v", 2 * intAt(arguments, "n").value_or(0)}})
                                      : "\"ok\"";
            return result;
        };
    }

    void setScope()
    {
        scope.workspace = &m_workspace;
        scope.registry = &m_bench.registry;
        scope.pipeline = &*m_pipeline;
        scope.models = &m_models;
        scope.seam = m_bench.seam.get();
        scope.ledger = &m_bench.ledger;
        scope.approvals = &m_bench.approvals;
        scope.control = &m_control;
        scope.deadlines = &m_deadlines;
        scope.clock = &m_bench.clock;
        scope.branches = &m_branches;
    }

    void look(const journal::Draft& draft)
    {
        if (m_flow.onEvent)
            m_flow.onEvent(draft, m_stop);
        if (draft.type != EventType::GateOpened || !m_flow.person)
            return;
        const auto data = parseJson(draft.data).value_or(Json::object());
        (void)m_bench.approvals.answer(m_bench.writer->run(), stringAt(data, "gate_id"),
                                       m_flow.person(draft.path, data));
    }

    // Gates that stand open in the record are not opened again: the person answers as soon as they are waited for.
    void answerOpenGates()
    {
        if (!m_recording || !m_flow.person || m_bench.seam->isReplay())
            return;
        for (const auto& event : m_recording->events()) {
            if (event.type != EventType::GateOpened
                || m_recording->first(event.path, EventType::GateDecided)
                    != journal::Recording::none)
                continue;
            const auto data = parseJson(event.data).value_or(Json::object());
            const auto& run = m_bench.writer->run(); // here not that of the record: other ids
            for (const char* const n : {"", "#1", "#2"}) {
                const auto made = sha256(run + event.path + n).hex().substr(0, 16);
                for (const auto& id : {stringAt(data, "gate_id"), made}) {
                    m_bench.approvals.open(run, id);
                    (void)m_bench.approvals.answer(run, id, m_flow.person(event.path, data));
                }
            }
        }
    }

    const Flow& m_flow;
    std::shared_ptr<const journal::Recording> m_recording;
    std::stop_source m_stop;
    CallBench m_bench;
    ScriptModels m_models;
    WorkspaceView m_workspace;
    Control m_control;
    Deadlines m_deadlines;
    std::atomic<int> m_branches{0};
    std::optional<tools::CallPipeline> m_pipeline;
    std::mutex m_mutex; // guards m_ran
    std::vector<std::string> m_ran;
};

std::optional<Change> changeOf(const journal::ForkPoint& point)
{
    if (point.key == "result" || point.key == "decision" || point.key == "limits")
        return std::nullopt;
    const auto value = parseJson(point.value);
    return Change{point.at, point.key,
                  value && value->is_string() ? value->get<std::string>() : point.value};
}

void append(FlowRun& run, const std::vector<Event>& more)
{
    for (auto event : more) {
        event.seq = std::int64_t(run.events.size()) + 1;
        run.events.push_back(std::move(event));
    }
}
} // namespace

std::string FlowRun::summary() const
{
    return std::string(outcomeName(end.outcome)) + ": " + end.output;
}

std::string FlowRun::lines() const
{
    return eventLinesWithPaths(events);
}

std::string FlowRun::of(EventType type, std::string_view member) const
{
    std::string text;
    for (const auto& event : events) {
        if (event.type == type)
            text += event.path + (member.empty() ? "" : " " + memberOf(event, member)) + "\n";
    }
    return text;
}

FlowRun runFlow(const Flow& flow)
{
    FlowBench bench(flow, nullptr, false);
    auto run = bench.run();
    run.events = bench.bench().events();
    return run;
}

FlowRun resumeFlow(const Flow& flow, const std::vector<Event>& events, std::size_t count)
{
    std::vector<Event> before(events.begin(), events.begin() + std::ptrdiff_t(count));
    auto record = before;
    journal::dropOpenEnds(record);
    FlowBench bench(flow, std::make_shared<const journal::Recording>(std::move(record)), false);
    bench.scope.resumedFrom = std::int64_t(count);
    auto run = bench.run();
    run.events = std::move(before);
    run.recorded = count;
    append(run, bench.bench().events());
    return run;
}

FlowRun forkFlow(const Flow& flow, const std::vector<Event>& events,
                 const journal::ForkPoint& point)
{
    auto kept = journal::keptEvents(events, point);
    if (!kept) {
        FlowRun refused;
        refused.end.output = kept.error().text();
        return refused;
    }
    std::vector<Event> inherited;
    for (const auto& event : *kept) {
        if (event.seq > 0)
            inherited.push_back(event);
    }
    FlowBench bench(flow, std::make_shared<const journal::Recording>(std::move(*kept)), false);
    if (auto change = changeOf(point))
        bench.scope.changes = {std::move(*change)};
    auto run = bench.run();
    run.recorded = inherited.size();
    append(run, inherited);
    append(run, bench.bench().events());
    return run;
}

std::string replayFlow(const Flow& flow, const std::vector<Event>& events,
                       const std::optional<journal::ForkPoint>& forkedAt)
{
    FlowBench bench(flow, std::make_shared<const journal::Recording>(events), true);
    if (auto change = forkedAt ? changeOf(*forkedAt) : std::nullopt)
        bench.scope.changes = {std::move(*change)};
    std::vector<Event> told;
    bench.bench().seam->setOnTold([&told](const Event& event) { told.push_back(event); });
    const auto run = bench.run();
    bench.bench().seam->tellRest();
    std::string wrong;
    if (const auto diverged = bench.bench().seam->divergence())
        wrong += "diverged at " + diverged->path + " " + std::string(eventTypeName(diverged->type))
            + " " + diverged->member + ": expected " + diverged->expected + ", found "
            + diverged->found + "\n";
    for (const auto& event : events) {
        if (std::find(told.begin(), told.end(), event) == told.end())
            wrong += "not told: " + event.path + " " + eventText(event).substr(0, 200) + "\n";
    }
    if (wrong.empty() && told != events)
        wrong += "told in another order\n";
    if (run.requests > 0)
        wrong += "a model was asked\n";
    if (!run.ran.empty())
        wrong += "a tool ran: " + run.ran.front() + "\n";
    return wrong;
}

std::string unsound(const std::vector<Event>& events)
{
    auto wrong = unpairedCalls(events);
    std::map<std::string, int> replies;
    std::map<std::string, int> starts; // of effects
    std::map<std::string, std::string> tools;
    for (const auto& event : events) {
        if (event.type == EventType::ToolRequested)
            tools[event.path] = memberOf(event, "tool");
        if (event.type == EventType::ModelReplied && ++replies[event.path] > 1)
            wrong += event.path + " was answered twice\n";
        if (event.type == EventType::ToolStarted && tools[event.path] != "\"read\""
            && ++starts[event.path] > 1)
            wrong += event.path + " began twice\n";
    }
    return wrong;
}

} // namespace signalbox::testing
