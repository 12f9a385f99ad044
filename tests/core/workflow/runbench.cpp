// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "core/workflow/runbench.h"

#include "core/tools/eventtext.h"
#include "workflow/limitgate.h"

#include <set>

namespace signalbox::testing {

using namespace signalbox::workflow;

FakeModel::FakeModel(std::string protocol)
    : m_protocol(std::move(protocol))
{ }

void FakeModel::add(ModelTurn turn)
{
    const std::lock_guard lock(m_mutex);
    m_turns.push_back(std::move(turn));
}

std::string FakeModel::complaints() const
{
    const std::lock_guard lock(m_mutex);
    return m_complaints;
}

std::size_t FakeModel::unused() const
{
    const std::lock_guard lock(m_mutex);
    return m_turns.size();
}

int FakeModel::requests() const
{
    const std::lock_guard lock(m_mutex);
    return m_requests;
}

llm::Preamble FakeModel::prepare(std::string_view, const std::vector<ToolPtr>&,
                                 std::string_view) const
{
    ++prepared;
    return {};
}

net::Bytes FakeModel::wire(const Message&) const
{
    ++wired;
    return {};
}

void FakeModel::check(const llm::Request& request) const
{
    const auto complain = [&](const std::string& words) {
        m_complaints += "request " + std::to_string(m_requests) + ": " + words + "\n";
    };
    std::vector<std::string> open;
    std::set<std::string> seen;
    for (const auto& entry : request.messages) {
        const auto& message = *entry.message;
        if (message.role == Role::Tool) {
            std::vector<std::string> answered;
            for (const auto& answer : message.answers)
                answered.push_back(answer.callId);
            if (answered != open)
                complain("the results are not those of the calls, in their order");
            open.clear();
            continue;
        }
        if (!open.empty())
            complain("a call has no result");
        open.clear();
        for (const auto& call : message.calls) {
            open.push_back(call.id);
            if (!seen.insert(call.id).second)
                complain("the id " + call.id + " twice");
        }
    }
    if (!open.empty())
        complain("the last calls have no results");
    if (request.messages.empty() || request.maxOutput <= 0)
        complain("nothing to answer");
}

tl::expected<llm::Reply, llm::Failure> FakeModel::complete(const llm::Request& request,
                                                           const llm::OnDelta& onDelta,
                                                           std::stop_token stop) const
{
    ModelTurn turn;
    {
        const std::lock_guard lock(m_mutex);
        ++m_requests;
        check(request);
        if (m_turns.empty()) {
            m_complaints += "an unexpected request\n";
            return tl::unexpected(failure("script"));
        }
        turn = std::move(m_turns.front());
        m_turns.pop_front();
    }
    return turn(request, onDelta, std::move(stop));
}

ModelTurn replies(llm::Reply reply)
{
    return [reply = std::move(reply)](
               const llm::Request&, const llm::OnDelta&,
               const std::stop_token&) -> tl::expected<llm::Reply, llm::Failure> { return reply; };
}

ModelTurn says(std::string text)
{
    llm::Reply reply;
    reply.text = std::move(text);
    reply.usage = {.input = 10, .output = 5};
    return replies(std::move(reply));
}

ModelTurn calls(std::vector<ToolCall> calls, std::string text)
{
    llm::Reply reply;
    reply.text = std::move(text);
    reply.calls = std::move(calls);
    reply.stop = llm::StopReason::Tools;
    reply.usage = {.input = 10, .output = 5};
    return replies(std::move(reply));
}

llm::Failure failure(std::string type)
{
    llm::Failure made;
    made.type = std::move(type);
    made.message = "it is " + made.type;
    made.retryAfter = std::chrono::milliseconds(0);
    return made;
}

ModelTurn fails(std::string type, bool retry)
{
    auto broken = failure(std::move(type));
    broken.retry = retry;
    return [broken](const llm::Request&, const llm::OnDelta&,
                    const std::stop_token&) -> tl::expected<llm::Reply, llm::Failure> {
        return tl::unexpected(broken);
    };
}

ToolCall toolCall(std::string id, std::string name, std::string arguments)
{
    return {std::move(id), std::move(name), std::move(arguments)};
}

FakeModels::FakeModels()
{
    entries["main"].name = entries["main"].model = "main";
    entries["spare"].name = entries["spare"].model = "spare";
}

const ModelEntry* FakeModels::entry(const std::string& name) const
{
    const auto found = entries.find(name == "default" ? "main" : name);
    return found == entries.end() ? nullptr : &found->second;
}

Result<const llm::ModelClient*> FakeModels::client(const std::string& name)
{
    if (name == "main" && refused)
        return tl::unexpected(*refused);
    return name == "main" ? &main : &spare;
}

Cost FakeModels::cost(const ModelEntry&, const Usage& usage) const
{
    return perToken ? Cost(Money{perToken->nanoUsd * usage.total()}) : std::nullopt;
}

budget::WorstCase FakeModels::worstCase(const ModelEntry&, std::int64_t input) const
{
    return perToken ? budget::WorstCase{Money{perToken->nanoUsd * input}, perToken}
                    : budget::WorstCase{};
}

RunBench::RunBench(BenchSettings settings)
    : bench([&] {
        if (!settings.limits.steps)
            settings.limits = overlay(defaultLimits(), settings.limits);
        return std::move(settings);
    }())
    , pipeline(parts())
    , agent(workspace.agents["clerk"])
{
    agent.name = "clerk";
    agent.tools = {"*"};
    agent.instructions = "You sort.";
    scope.workspace = &workspace;
    scope.registry = &bench.registry;
    scope.pipeline = &pipeline;
    scope.models = &models;
    scope.seam = bench.seam.get();
    scope.ledger = &bench.ledger;
    scope.approvals = &bench.approvals;
    scope.control = &control;
    scope.steering = &steering;
    scope.deadlines = &deadlines;
    scope.clock = &bench.clock;
    scope.branches = &branches;
}

tools::PipelineParts RunBench::parts()
{
    auto parts = bench.parts;
    parts.onBreach = [this](const budget::Breach& breach, const std::string& path, int n,
                            std::stop_token stop) {
        return onBreach(scope, breach, path, childPath(path, "gate", n), std::move(stop));
    };
    parts.checkpoint = [this](const HoldPoint& point, std::stop_token stop) {
        return control.checkpoint(point, *bench.seam, bench.ledger, std::move(stop));
    };
    return parts;
}

RunEnd RunBench::run(std::stop_token stop)
{
    return runWhole(scope, {.agent = "clerk", .task = task}, std::move(stop));
}

std::string RunBench::lines() const
{
    return eventLinesWithPaths(bench.events());
}

std::string RunBench::replayed(const std::function<void(RunBench&)>& prepare) const
{
    auto settings = bench.settings;
    settings.recording = bench.recording();
    settings.replay = true;
    RunBench again(std::move(settings));
    again.workspace.agents = workspace.agents;
    again.workspace.breakers = workspace.breakers;
    again.models.entries = models.entries;
    again.models.perToken = models.perToken;
    again.task = task;
    if (prepare)
        prepare(again);
    std::string told;
    again.bench.seam->setOnTold(
        [&told](const Event& event) { told += event.path + " " + eventText(event) + "\n"; });
    (void)again.run();
    again.bench.seam->tellRest();
    std::string wrong;
    if (const auto diverged = again.bench.seam->divergence())
        wrong += "diverged at " + diverged->path + " " + std::string(eventTypeName(diverged->type))
            + " " + diverged->member + ": expected " + diverged->expected + ", found "
            + diverged->found + "\n";
    if (told != lines())
        wrong += "told:\n" + told + "recorded:\n" + lines();
    if (again.models.main.requests() + again.models.spare.requests() > 0)
        wrong += "a model was asked\n";
    if (again.bench.runner.runs() > 0)
        wrong += "a tool ran\n";
    return wrong;
}

} // namespace signalbox::testing
