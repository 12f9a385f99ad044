// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/callpipeline.h"

#include "base/hash.h"
#include "base/text.h"
#include "tools/callwork.h"

#include <algorithm>

namespace signalbox::tools {

namespace {
constexpr std::string_view askUser = "ask_user";
constexpr std::size_t bytesPerToken = 4;
constexpr std::string_view callEnds[] = {"", "denied", "skipped", "cancelled", "limit"};
} // namespace

std::string_view callEndName(CallEnd end)
{
    return callEnds[std::size_t(end)];
}

CallEnd callEndFromName(std::string_view name)
{
    const auto* const found = std::find(std::begin(callEnds), std::end(callEnds), name);
    return found == std::end(callEnds) ? CallEnd::Ran : CallEnd(found - std::begin(callEnds));
}

Json labelValue(Label label)
{
    return {{"integrity", integrityName(label.integrity)},
            {"confidentiality", confidentialityName(label.confidentiality)}};
}

Label labelFrom(const Json* value)
{
    Label label{Integrity::Untrusted, Confidentiality::Public};
    if (value) {
        (void)integrityFromName(stringAt(*value, "integrity"), label.integrity);
        (void)confidentialityFromName(stringAt(*value, "confidentiality"), label.confidentiality);
    }
    return label;
}

Json parsedOr(const std::string& text, Json fallback)
{
    auto parsed = parseJson(text);
    return parsed ? std::move(*parsed) : std::move(fallback);
}

std::string hashOf(const Tool& tool, const Resolved& resolved)
{
    std::string text = tool.definition->hash + "\n" + resolved.arguments;
    for (const auto& target : resolved.targets)
        text += "\n" + target.param + "=" + target.path + target.host + "@" + target.identity;
    return sha256(text).hex();
}

CallPipeline::CallPipeline(PipelineParts parts)
    : m_parts(std::move(parts))
{ }

CallOutcome CallPipeline::run(const ToolCall& call, const CallSite& site,
                              std::stop_token stop) const
{
    auto outcome = runOne(call, site, stop);
    return outcome.fallback.empty() ? outcome : fallBack(call, site, std::move(outcome), stop);
}

CallOutcome CallPipeline::runOne(const ToolCall& call, const CallSite& site,
                                 std::stop_token stop) const
{
    Work work{call, site, std::move(stop)};
    work.outcome.answer.callId = call.id;
    work.outcome.answer.name = call.name;
    auto arguments = parseJson(call.arguments);
    Json requested = {{"call_id", call.id}, {"tool", call.name}};
    requested["arguments"] = arguments ? *arguments : Json(call.arguments);
    emit(work, EventType::ToolRequested, requested);
    if (foldRecorded(work))
        return std::move(work.outcome);
    if (!call.problem.empty() || !arguments || !arguments->is_object()) {
        refuse(work,
               !call.problem.empty() ? call.problem : "the arguments must be one JSON object");
    } else if (prepare(work, *arguments)) {
        execute(work);
    }
    holdBehind(work);
    return std::move(work.outcome);
}

// A call that the record brings to its end is told as it was and answered with what it brought.
bool CallPipeline::foldRecorded(Work& work) const
{
    auto& seam = *m_parts.seam;
    const bool isComplete = seam.recorded(work.site.path, EventType::ToolFinished) != nullptr;
    if (!isComplete && !seam.isReplay())
        return false;
    static constexpr EventType told[] = {EventType::ToolChecked,   EventType::BreakerTripped,
                                         EventType::PolicyDecided, EventType::GateOpened,
                                         EventType::GateDecided,   EventType::GrantAdded,
                                         EventType::RunPaused,     EventType::RunResumed,
                                         EventType::ToolStarted,   EventType::TextSanitised};
    bool started = false;
    for (const auto type : told) {
        while (const auto* event = seam.recorded(work.site.path, type)) {
            const auto data = parsedOr(event->data, Json::object());
            if (type == EventType::ToolStarted) {
                started = true;
                work.resolvedArguments = data.value("arguments", Json());
            }
            GrantScope scope{};
            if (type == EventType::GrantAdded && grantScopeFromName(stringAt(data, "scope"), scope))
                m_parts.grants->add({scope, stringAt(data, "tool"),
                                     stringAt(data, "arguments_hash"),
                                     stringAt(data, "from_gate")});
            if (type == EventType::GateDecided && stringAt(data, "decision") == "stop")
                work.outcome.stopRun = true;
            seam.emit(work.site.path, type, event->data);
        }
    }
    foldLimits(work);
    if (started)
        (void)m_parts.ledger->reserveToolCall();
    if (!isComplete) { // the record ends here, and a replay does nothing by itself
        work.outcome.cancelled = true;
        work.outcome.answer.ok = false;
        return true;
    }
    const auto* finished = seam.recorded(work.site.path, EventType::ToolFinished);
    const auto data = parsedOr(finished->data, Json::object());
    seam.emit(work.site.path, EventType::ToolFinished, finished->data);
    work.outcome.answer.ok = boolAt(data, "ok");
    work.outcome.end =
        work.outcome.answer.ok ? CallEnd::Ran : callEndFromName(stringAt(data, "outcome"));
    const auto* result = find(data, work.outcome.answer.ok ? "result" : "error");
    work.outcome.resultJson = result ? dumpJson(*result) : "null";
    work.outcome.answer.text = stringAt(data, "text");
    if (!find(data, "text") && result)
        work.outcome.answer.text =
            result->is_string() ? result->get<std::string>() : dumpJson(*result);
    work.outcome.label = labelFrom(find(data, "label"));
    work.outcome.fallback = stringAt(data, "fallback");
    if (!work.outcome.fallback.empty())
        work.outcome.fallbackArguments = work.resolvedArguments.is_object()
            ? dumpJson(work.resolvedArguments)
            : work.call.arguments;
    return true;
}

void CallPipeline::foldLimits(Work& work) const
{
    auto& seam = *m_parts.seam;
    while (const auto* reached = seam.recorded(work.site.path, EventType::BudgetReached)) {
        work.outcome.breach.reset();
        if (const auto breach = budget::breachFromJson(reached->data))
            meetLimit(work, *breach);
        if (seam.recorded(work.site.path, EventType::BudgetReached) == reached)
            seam.emit(work.site.path, EventType::BudgetReached, reached->data);
    }
    if (!seam.isReplay() && !work.outcome.wrapUp) // a run that goes on was given more
        work.outcome.breach.reset();
}

// A breach stays in the outcome unless a person extended the limit.
void CallPipeline::meetLimit(Work& work, const budget::Breach& breach) const
{
    const auto after = m_parts.onBreach
        ? m_parts.onBreach(breach, work.site.path, ++work.limits, work.stop)
        : AfterLimit::End;
    if (after == AfterLimit::Retry)
        return;
    work.outcome.breach = breach;
    work.outcome.wrapUp = after == AfterLimit::WrapUp;
}

// Look up, schema, meaning, resolve.
bool CallPipeline::prepare(Work& work, const Json& arguments) const
{
    work.arguments = arguments;
    if (const auto* confidence = find(work.arguments, "_confidence")) {
        if (confidence->is_number())
            work.confidence = confidence->get<double>();
        work.arguments.erase("_confidence");
    }
    work.run = {{"agent", work.site.agent}, {"task", work.site.task}, {"step", work.site.step}};
    work.tool = m_parts.registry->find(work.call.name);
    return check(work);
}

bool CallPipeline::check(Work& work) const
{
    std::vector<CheckFinding> findings;
    std::string words;
    if (!work.tool) {
        const auto similar = m_parts.registry->similar(work.call.name);
        words = "there is no tool " + quoteJson(truncateUtf8(work.call.name, 80));
        for (std::size_t i = 0; i < similar.size(); ++i)
            words += (i == 0 ? "; did you mean " : " or ") + similar[i];
        findings.push_back({"unknown_tool", {}, words});
    } else if (!work.tool->problem.empty()) {
        words = "the tool cannot be called: " + work.tool->problem;
        chooseFallback(work);
        findings.push_back({"definition", {}, words});
    } else {
        findings = checkSchema(*work.tool, work.arguments);
        if (findings.empty())
            findings = checkMeaning(*work.tool, work.arguments,
                                    {m_parts.root, &work.run, m_parts.file, work.site.state});
        if (findings.empty() && work.tool->runner) {
            auto resolved = work.tool->runner->resolve(*work.tool->definition, work.arguments);
            if (resolved) {
                work.resolved = std::move(*resolved);
                work.resolvedArguments = parsedOr(work.resolved.arguments, work.arguments);
            } else {
                words = resolved.error().text();
                findings.push_back({"resolve", {}, words});
            }
        }
        if (!findings.empty() && words.empty())
            words = findingsText(findings);
    }
    Json list = Json::array();
    for (const auto& finding : findings)
        list.push_back(
            {{"check", finding.check}, {"param", finding.param}, {"message", finding.message}});
    emit(work, EventType::ToolChecked,
         {{"call_id", work.call.id}, {"ok", findings.empty()}, {"findings", std::move(list)}});
    if (findings.empty())
        return true;
    refuse(work, words);
    return false;
}

void CallPipeline::execute(Work& work) const
{
    if (!passHold(work, HoldPoint::When::Call))
        return;
    if (work.tool->definition->name == askUser && work.tool->definition->source.empty()) {
        askPerson(work);
        return;
    }
    if (passBreaker(work) && admit(work) && reserve(work))
        start(work);
}

bool CallPipeline::passHold(Work& work, HoldPoint::When when) const
{
    if (!m_parts.checkpoint)
        return true;
    HoldPoint point{when, work.site.path, work.site.agent, work.call.name};
    point.text = work.call.arguments;
    if (m_parts.checkpoint(point, work.stop))
        return true;
    work.outcome.cancelled = true;
    refuse(work, "cancelled: the run was stopped", CallEnd::Cancelled);
    return false;
}

// The result stands in the journal and nothing has followed from it yet.
void CallPipeline::holdBehind(Work& work) const
{
    auto& outcome = work.outcome;
    if (!m_parts.checkpoint || outcome.cancelled || outcome.stopRun || m_parts.seam->isReplay())
        return;
    HoldPoint point{HoldPoint::When::Result, work.site.path, work.site.agent, work.call.name};
    point.text = outcome.answer.text;
    point.ok = outcome.answer.ok;
    if (!m_parts.checkpoint(point, work.stop))
        outcome.cancelled = true;
}

bool CallPipeline::reserve(Work& work) const
{
    if (!passHold(work, HoldPoint::When::Effect))
        return false;
    for (;;) {
        const auto reserved = m_parts.ledger->reserveToolCall();
        if (reserved)
            return true;
        meetLimit(work, reserved.error());
        if (!work.outcome.breach)
            continue;
        refuse(work, "not run: the limit of tool calls of this run is reached", CallEnd::Limit);
        return false;
    }
}

void CallPipeline::start(Work& work) const
{
    const auto& definition = *work.tool->definition;
    const bool effectful = work.tool->effects.isEffectful();
    if (m_parts.seam->isReplay()) { // the record ends in the middle of this call
        work.outcome.cancelled = true;
        refuse(work, "the record has no result of this call", CallEnd::Cancelled);
        return;
    }
    // As often as it began and was killed: each time somebody decided whether it begins again.
    for (int began = 1;; ++began) {
        const auto* begun = m_parts.seam->recorded(work.site.path, EventType::ToolStarted);
        if (!begun)
            break;
        (void)m_parts.seam->emit(work.site.path, EventType::ToolStarted, begun->data);
        if (effectful && !definition.idempotent && !settleDoubt(work, began))
            return;
    }
    RunContext context;
    context.key = sha256(m_parts.seam->run() + work.site.path).hex().substr(0, 32);
    context.trash = m_parts.trash;
    context.lock = m_parts.lock;
    emit(work, EventType::ToolStarted,
         {{"call_id", work.call.id}, {"arguments", work.resolvedArguments}, {"key", context.key}});
    if (effectful) {
        if (auto written = m_parts.seam->barrier(work.stop); !written) {
            work.outcome.cancelled = true;
            refuse(work, "cancelled before it began: " + written.error().text(),
                   CallEnd::Cancelled);
            return;
        }
    }
    if (!work.tool->runner) {
        refuse(work, "the tool cannot be called here");
        return;
    }
    const auto began = m_parts.clock->steady();
    RunnerResult result;
    const int tries =
        1 + (effectful && !definition.idempotent ? 0 : std::clamp(definition.retries, 0, 5));
    for (int attempt = 0; attempt < tries; ++attempt) {
        result = work.tool->runner->run(definition, work.resolved, context, work.stop);
        if (result.ok || work.stop.stop_requested())
            break;
    }
    work.outcome.cancelled = work.stop.stop_requested() && !result.ok;
    if (work.outcome.cancelled)
        work.outcome.end = CallEnd::Cancelled;
    Label label =
        definition.resultLabel.value_or(Label{Integrity::Untrusted, Confidentiality::Public});
    for (const auto& target : work.resolved.targets) {
        if (target.host.empty() && !target.path.empty()) {
            const auto found = m_parts.policy->labelOf(target.path, label);
            label.confidentiality = std::max(label.confidentiality, found.confidentiality);
            if (work.resolved.targets.size() == 1)
                label.integrity = found.integrity;
        }
    }
    if (!result.ok)
        chooseFallback(work);
    work.outcome.answer.ok = result.ok;
    work.outcome.errors = withoutSecrets(toUtf8(result.errors), m_parts.secrets());
    work.took =
        std::chrono::duration_cast<std::chrono::milliseconds>(m_parts.clock->steady() - began);
    finish(work, std::move(result), label);
}

void CallPipeline::finish(Work& work, RunnerResult result, Label label) const
{
    const auto tokens = std::min<std::int64_t>(
        work.site.resultTokens, work.tool ? work.tool->definition->resultTokens : 4000);
    auto shaped = shape(result, std::size_t(std::max<std::int64_t>(tokens, 64)) * bytesPerToken,
                        m_parts.secrets());
    if (shaped.tagsRemoved + shaped.redacted > 0)
        emit(work, EventType::TextSanitised,
             {{"where", "result of " + work.call.name},
              {"what",
               std::to_string(shaped.tagsRemoved) + " hidden characters, "
                   + std::to_string(shaped.redacted) + " secrets"}});
    auto& outcome = work.outcome;
    outcome.answer.ok = shaped.ok;
    outcome.answer.text = std::move(shaped.modelText);
    if (!work.note.empty())
        outcome.answer.text += "\n" + work.note;
    outcome.resultJson = shaped.json;
    outcome.label = label;
    Json data = {{"call_id", work.call.id},
                 {"ok", shaped.ok},
                 {"label", labelValue(label)},
                 {"ms", work.took.count()}};
    auto value = parsedOr(shaped.json, Json(shaped.json));
    const auto* error = value.is_object() && value.size() == 1 ? find(value, "error") : nullptr;
    Json told = shaped.ok || !error ? std::move(value) : Json(*error);
    if (outcome.answer.text != (told.is_string() ? told.get<std::string>() : dumpJson(told)))
        data["text"] =
            outcome.answer.text; // what the model read is not what follows from the result
    data[shaped.ok ? "result" : "error"] = std::move(told);
    if (outcome.end != CallEnd::Ran)
        data["outcome"] = callEndName(outcome.end);
    if (!outcome.fallback.empty())
        data["fallback"] = outcome.fallback; // is called in its place
    if (!result.undo.empty())
        data["undo"] = parsedOr(result.undo, Json::object());
    if (shaped.truncated)
        data["truncated"] = true;
    if (!outcome.errors.empty())
        data["meta"] = {{"stderr", truncateUtf8(outcome.errors, 4096)}};
    emit(work, EventType::ToolFinished, data);
    if (work.tool && work.tool->effects.isEffectful())
        m_parts.seam->hurry();
}

void CallPipeline::refuse(Work& work, const std::string& words, CallEnd end) const
{
    work.outcome.end = end;
    finish(work, failedResult(words), Label{Integrity::Trusted, Confidentiality::Public});
}

void CallPipeline::emit(Work& work, EventType type, const Json& data) const
{
    (void)m_parts.seam->emit(work.site.path, type, dumpJson(data));
}

} // namespace signalbox::tools
