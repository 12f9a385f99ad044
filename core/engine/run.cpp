// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/run.h"

#include "base/hash.h"
#include "base/jsonvalue.h"
#include "workflow/limitgate.h"

#include <random>

namespace signalbox::engine {

namespace {
// Of a call by hand: its tool, and what is called in its place.
Json definitionsOf(const Setup& setup, const std::string& name)
{
    auto value = parseJson(setup.definitions({}, {})).value_or(Json::object());
    auto& listed = value["tools"];
    for (const auto* tool = setup.registry().find(name);
         tool && !listed.contains(tool->definition->name);
         tool = setup.registry().find(tool->definition->fallback)) {
        const auto& definition = *tool->definition;
        listed[definition.name] = definition.source.empty()
            ? Json{{"builtin", definition.hash}}
            : parseJson(definition.document).value_or(Json::object());
    }
    return value;
}
} // namespace

Run::Run(RunParts parts)
    : m_parts(std::move(parts))
    , m_seam(m_parts.writer.get(), m_parts.recording)
    , m_ledger(m_parts.limits, *m_parts.clock)
    , m_approvals(m_parts.gates)
    , m_pipeline(pipelineParts())
{
    m_scope.workspace = &m_parts.setup->workspace();
    m_scope.registry = &m_parts.setup->registry();
    m_scope.pipeline = &m_pipeline;
    m_scope.models = &m_parts.setup->models();
    m_scope.seam = &m_seam;
    m_scope.ledger = &m_ledger;
    m_scope.approvals = &m_approvals;
    m_scope.grants = &m_grants;
    m_scope.control = &m_control;
    m_scope.steering = &m_steering;
    m_scope.deadlines = m_parts.deadlines;
    m_scope.clock = m_parts.clock;
    m_scope.onStream = m_parts.onStream;
    m_scope.branches = m_parts.branches;
    m_scope.interrupted = &m_interrupted;
    m_scope.changes = m_parts.changes;
    m_scope.stopAfter = m_parts.stopAfter;
    m_scope.baseline = m_parts.baseline;
    m_scope.alertRatio = m_parts.setup->workspace().costOverBaseline.value_or(0);
    m_scope.resumedFrom = m_parts.resumedFrom;
    if (m_parts.onTold)
        m_seam.setOnTold(m_parts.onTold);
    m_scope.file = [setup = m_parts.setup](const std::string& name) { return setup->file(name); };
    m_scope.random = [] {
        thread_local std::minstd_rand generator(std::random_device{}());
        return std::uniform_real_distribution<double>(0, 1)(generator);
    };
}

Run::~Run()
{
    m_stop.request_stop();
}

tools::PipelineParts Run::pipelineParts()
{
    auto& setup = *m_parts.setup;
    tools::PipelineParts parts;
    parts.registry = &setup.registry();
    parts.policy = &setup.policy();
    parts.grants = &m_grants;
    parts.approvals = &m_approvals;
    parts.ledger = &m_ledger;
    parts.seam = &m_seam;
    parts.clock = m_parts.clock;
    parts.secrets = [&setup] { return tools::Secrets{setup.models().keysInUse()}; };
    parts.root = setup.workspace().root;
    parts.trash = parts.root + "/.signalbox/trash/" + m_seam.run();
    parts.lock = parts.root + "/.signalbox/runs/" + m_seam.run() + ".lock";
    parts.trusted = setup.workspace().trusted;
    parts.file = [&setup](const std::string& name) { return setup.file(name); };
    parts.onBreach = [this](const budget::Breach& breach, const std::string& path, int n,
                            std::stop_token stop) {
        return workflow::onBreach(m_scope, breach, path, childPath(path, "gate", n),
                                  std::move(stop));
    };
    parts.inDoubt = m_parts.inDoubt;
    parts.checkpoint = [this](const HoldPoint& point, std::stop_token stop) {
        return m_control.checkpoint(point, m_seam, m_ledger, std::move(stop));
    };
    return parts;
}

void Run::startAgent(workflow::RunRequest request,
                     std::function<void(const workflow::RunEnd&)> onEnd)
{
    m_thread = std::jthread(
        [this, request = std::move(request), onEnd = std::move(onEnd), stop = m_stop.get_token()] {
            auto result = workflow::runWhole(m_scope, request, stop);
            if (onEnd)
                onEnd(result);
            end(std::move(result));
        });
}

void Run::startCall(ToolCall call,
                    std::function<void(const workflow::RunEnd&, const HandCall&)> onEnd)
{
    m_thread = std::jthread(
        [this, call = std::move(call), onEnd = std::move(onEnd), stop = m_stop.get_token()] {
            const auto definitions = definitionsOf(*m_parts.setup, call.name);
            const Json started = {{"task", "call " + call.name},
                                  {"agent", ""},
                                  {"tool", call.name},
                                  {"model", ""},
                                  {"limits", workflow::limitsJson(m_ledger.limits())},
                                  {"definition_hash", sha256(dumpJson(definitions)).hex()},
                                  {"definitions", definitions}};
            const auto* recorded = m_seam.recorded("/", EventType::RunStarted);
            m_seam.emit("/", EventType::RunStarted, recorded ? recorded->data : dumpJson(started));
            tools::CallSite site;
            site.path = "/tool:1";
            site.task = "call " + call.name;
            site.provenance = [](const Json& arguments) {
                Json origins = Json::array();
                for (const auto& [param, value] : arguments.items())
                    origins.push_back({{"param", param}, {"origin", "user"}});
                return origins;
            };
            const workflow::StepStop deadline(*m_parts.deadlines, m_ledger, stop);
            const auto outcome = m_pipeline.run(call, site, deadline.token());
            const auto how = outcome.breach || (outcome.cancelled && !stop.stop_requested())
                ? workflow::Outcome::Limit
                : outcome.cancelled || outcome.stopRun ? workflow::Outcome::Stopped
                : outcome.answer.ok                    ? workflow::Outcome::Done
                                                       : workflow::Outcome::Failed;
            auto result = workflow::finishRun(m_scope, how, outcome.answer.text);
            if (onEnd)
                onEnd(result,
                      {outcome.answer.ok, outcome.resultJson, outcome.answer.text, outcome.errors});
            end(std::move(result));
        });
}

void Run::end(workflow::RunEnd end)
{
    m_over = true;
    m_end.give(std::move(end));
}

Result<workflow::RunEnd> Run::wait(std::stop_token stop)
{
    return m_end.wait(std::move(stop));
}

} // namespace signalbox::engine
