// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "core/tools/callbench.h"

#include "base/hash.h"
#include "base/jsonvalue.h"
#include "core/tools/eventtext.h"

namespace signalbox::testing {

using namespace signalbox::tools;

Resolved FakeRunner::resolved(const Json& arguments, std::string identity)
{
    Resolved resolved;
    resolved.arguments = dumpJson(arguments);
    if (const auto path = stringAt(arguments, "path"); !path.empty())
        resolved.targets.push_back({"path", path, {}, std::move(identity), {}, path});
    return resolved;
}

Result<Resolved> FakeRunner::resolve(const ToolDefinition& tool, const Json& arguments) const
{
    return onResolve ? onResolve(tool, arguments) : resolved(arguments, "1");
}

RunnerResult FakeRunner::run(const ToolDefinition& tool, const Resolved& call,
                             const RunContext& context, std::stop_token stop) const
{
    ++m_runs;
    if (onRun)
        return onRun(tool, call, context, std::move(stop));
    RunnerResult result;
    result.result = quoteJson("ran " + tool.name);
    return result;
}

SpyWriter::SpyWriter(std::unique_ptr<journal::Writer> writer)
    : m_writer(std::move(writer))
{ }

Result<std::int64_t> SpyWriter::append(journal::Draft draft)
{
    {
        const std::lock_guard lock(m_mutex);
        m_order += " " + std::string(eventTypeName(draft.type));
    }
    auto appended = m_writer->append(draft);
    if (onAppend)
        onAppend(draft);
    return appended;
}

Result<> SpyWriter::barrier(std::stop_token stop)
{
    {
        const std::lock_guard lock(m_mutex);
        m_order += " barrier";
    }
    if (stop.stop_requested()) // as on a disk
        return fail(Errc::Cancelled, "stopped before the journal was on disk");
    return m_writer->barrier(std::move(stop));
}

std::string SpyWriter::order() const
{
    const std::lock_guard lock(m_mutex);
    return m_order;
}

Limits ofSteps(std::int64_t steps)
{
    return {steps, std::nullopt, std::nullopt, std::nullopt, std::nullopt};
}

Limits ofTokens(std::int64_t tokens)
{
    return {std::nullopt, tokens, std::nullopt, std::nullopt, std::nullopt};
}

Limits ofCost(Money cost)
{
    return {std::nullopt, std::nullopt, cost, std::nullopt, std::nullopt};
}

Limits ofSeconds(std::chrono::milliseconds time)
{
    return {std::nullopt, std::nullopt, std::nullopt, time, std::nullopt};
}

Limits ofCalls(std::int64_t calls)
{
    return {std::nullopt, std::nullopt, std::nullopt, std::nullopt, calls};
}

Policy policyOf(std::vector<PolicyRule> rules, std::vector<LabelRule> labels)
{
    Policy policy;
    policy.rules = std::move(rules);
    policy.labels = std::move(labels);
    return policy;
}

ToolDefinition definition(std::string name, Effects effects)
{
    ToolDefinition tool;
    tool.name = std::move(name);
    tool.kind = ToolKind::Command;
    tool.declaredEffects = effects;
    tool.parameters = R"({"type":"object","properties":{"path":{"type":"string"},"content":{},
        "to":{"type":"string"},"n":{"type":"integer","minimum":1},"note":{"type":"string"}},
        "additionalProperties":false})";
    tool.source = "tools/" + tool.name + ".json";
    tool.hash = sha256(tool.name).hex();
    return tool;
}

Registry plainTools(const FakeRunner& runner)
{
    Registry registry;
    const auto add = [&](ToolDefinition tool) {
        registry.add(std::make_shared<const ToolDefinition>(std::move(tool)), &runner, true);
    };
    add(definition("read", {Effect::Read}));
    add(definition("write", {Effect::Read, Effect::Write}));
    add(definition("erase", {Effect::Destroy}));
    add(definition("send", {Effect::Network}));
    auto ask = definition("ask_user", {});
    ask.kind = ToolKind::Builtin;
    ask.parameters = R"({"type":"object","required":["question"],
        "properties":{"question":{"type":"string"},"choices":{"type":"array"}}})";
    ask.source.clear();
    add(std::move(ask));
    return registry;
}

CallBench::CallBench(BenchSettings given)
    : settings(std::move(given))
    , registry(plainTools(runner))
    , policy(gate::Evaluator::compile({}, settings.policy, settings.trusted))
    , approvals(settings.gates)
    , ledger(settings.limits, clock)
    , secrets{settings.secrets}
{
    journal::Options options;
    options.clock = &clock;
    journal = std::move(*journal::Journal::open(options));
    if (!settings.replay) {
        writer = std::make_unique<SpyWriter>(std::move(*journal->create()));
        writer->onAppend = [this](const journal::Draft& draft) { answer(draft); };
    }
    seam = std::make_unique<journal::Seam>(writer.get(), settings.recording);
    if (settings.recording)
        seam->setOnTold([this](const Event& event) { m_told += eventText(event) + "\n"; });
    parts.registry = &registry;
    parts.policy = &policy;
    parts.grants = &grants;
    parts.approvals = &approvals;
    parts.ledger = &ledger;
    parts.seam = seam.get();
    parts.clock = &clock;
    parts.secrets = [this] { return secrets; };
    parts.root = "/nonexistent";
    parts.trash = "/nonexistent/.signalbox/trash";
    parts.trusted = settings.trusted;
}

void CallBench::answer(const journal::Draft& draft)
{
    if (draft.type != EventType::GateOpened || settings.gates != gate::Gates::Person)
        return;
    const auto data = parseJson(draft.data).value_or(Json::object());
    const auto gateId = stringAt(data, "gate_id");
    if (onGate)
        onGate(gateId);
    if (m_answered < answers.size())
        (void)approvals.answer(writer->run(), gateId, answers[m_answered++]);
}

CallSite CallBench::site(int n) const
{
    CallSite site;
    site.path = childPath("/agent:clerk:1/step:1", "tool", n);
    site.agent = "clerk";
    site.task = "sort";
    site.step = 1;
    return site;
}

CallOutcome CallBench::call(const std::string& tool, const std::string& arguments,
                            std::stop_token stop)
{
    ++calls;
    return call({"call_" + std::to_string(calls), tool, arguments}, site(calls), std::move(stop));
}

CallOutcome CallBench::call(const ToolCall& call, CallSite site, std::stop_token stop)
{
    return CallPipeline(parts).run(call, site, std::move(stop));
}

std::vector<Event> CallBench::events() const
{
    auto events = journal->events(writer->run());
    return events ? std::move(*events) : std::vector<Event>();
}

std::string CallBench::lines() const
{
    return eventLines(events());
}

std::string CallBench::told() const
{
    seam->tellRest();
    return m_told;
}

std::shared_ptr<const journal::Recording> CallBench::recording() const
{
    return std::make_shared<const journal::Recording>(events());
}

Event CallBench::event(EventType type, std::size_t n) const
{
    for (auto& event : events()) {
        if (event.type == type && n-- == 0)
            return event;
    }
    return {};
}

} // namespace signalbox::testing
