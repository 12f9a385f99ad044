// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
// What stands between a call and its effect: policy, breaker, gate.
#include "tools/callwork.h"

#include "base/hash.h"
#include "base/text.h"

#include <algorithm>
#include <utility>

namespace signalbox::tools {

namespace {
// Whether a person can take the call back afterwards; what changes nothing need not be.
bool isReversible(const Tool& tool)
{
    return !tool.effects.isEffectful()
        || (tool.runner && tool.runner->isReversible(*tool.definition));
}
} // namespace

gate::Ruling CallPipeline::rule(Work& work) const
{
    gate::Question question;
    question.tool = work.tool->definition.get();
    question.effects = work.tool->effects;
    question.args = &work.resolvedArguments;
    question.run = &work.run;
    question.state = work.site.state;
    question.file = m_parts.file;
    question.argumentsHash = sha256(work.resolved.arguments).hex();
    question.context = work.site.context;
    question.sandboxed = work.tool->sandboxed;
    question.trusted = m_parts.trusted;
    question.touchesProtected = std::any_of(
        work.resolved.targets.begin(), work.resolved.targets.end(),
        [](const Target& target) { return target.host.empty() && isProtectedPath(target.path); });
    return m_parts.policy->decide(question, *m_parts.grants);
}

bool CallPipeline::admit(Work& work) const
{
    auto ruling = rule(work);
    work.hash = hashOf(*work.tool, work.resolved);
    if (const auto* recorded = m_parts.seam->recorded(work.site.path, EventType::PolicyDecided)) {
        const auto data =
            parsedOr(recorded->data, Json::object()); // decided once, when it was live
        (void)verdictFromName(stringAt(data, "verdict"), ruling.verdict);
        ruling.rule = stringAt(data, "rule");
        ruling.reason = stringAt(data, "reason");
    } else if (work.site.requiresApproval && ruling.verdict == Verdict::Allow) {
        ruling = {Verdict::Ask, "requires_approval",
                  "This step runs only when a person approves it.", false};
    }
    ruling.grantable = ruling.grantable && !work.site.requiresApproval;
    emit(work, EventType::PolicyDecided,
         {{"call_id", work.call.id},
          {"verdict", verdictName(ruling.verdict)},
          {"rule", ruling.rule},
          {"reason", ruling.reason},
          {"labels", {{"context", labelValue(work.site.context)}}}});
    if (ruling.verdict == Verdict::Deny) {
        refuse(work, "denied: " + (ruling.reason.empty() ? "rule " + ruling.rule : ruling.reason),
               CallEnd::Denied);
        return false;
    }
    const bool unsure = work.site.askBelow && work.confidence
        && *work.confidence < *work.site.askBelow && work.tool->effects.isEffectful();
    if (ruling.verdict == Verdict::Allow && unsure)
        return passGate(work,
                        {Verdict::Ask, "confidence",
                         "The model is not sure enough of this call ("
                             + dumpJson(Json(*work.confidence)) + " is below "
                             + dumpJson(Json(*work.site.askBelow)) + ").",
                         false},
                        GateKind::Confidence);
    return ruling.verdict == Verdict::Allow || passGate(work, ruling, GateKind::Call);
}

// Until the answer holds for what would run now: what changed meanwhile is asked again, twice changed is denied.
bool CallPipeline::passGate(Work& work, gate::Ruling ruling, GateKind kind) const
{
    constexpr int mostChanges = 2;
    work.grantable = ruling.grantable;
    for (int changes = 0;; ++changes) {
        const auto gateId =
            sha256(m_parts.seam->run() + work.site.path + "#" + std::to_string(++work.gates))
                .hex()
                .substr(0, 16);
        const auto answer = ask(work, ruling, kind, gateId);
        if (!answer) {
            work.outcome.cancelled = true;
            refuse(work, "cancelled: the run was stopped", CallEnd::Cancelled);
            return false;
        }
        if (!obey(work, *answer, gateId))
            return false;
        if (answer->decision == GateDecision::Edit)
            return true; // checked and hashed anew with what the person entered
        auto again = work.tool->runner
            ? work.tool->runner->resolve(*work.tool->definition, work.arguments)
            : Result<Resolved>(work.resolved);
        const auto before = std::exchange(work.hash, again ? hashOf(*work.tool, *again) : "");
        if (again && work.hash == before) {
            work.resolved = std::move(*again);
            return true;
        }
        if (!again || changes + 1 >= mostChanges) {
            refuse(
                work,
                "denied: unstable, what the call would touch kept changing while it was approved",
                CallEnd::Denied);
            return false;
        }
        work.resolved = std::move(*again);
        work.resolvedArguments = parsedOr(work.resolved.arguments, work.arguments);
        ruling.reason = "What the call would touch has changed since it was approved.";
    }
}

Result<GateAnswer> CallPipeline::ask(Work& work, const gate::Ruling& ruling, GateKind kind,
                                     const std::string& gateId) const
{
    Json choices = kind == GateKind::InDoubt ? Json{"done", "retry", "skip", "stop"}
        : ruling.grantable
        ? Json{"approve", "edit", "deny", "answer", "skip", "stop", "these_arguments", "run"}
        : Json{"approve", "edit", "deny", "answer", "skip", "stop"};
    Json opened = {{"gate_id", gateId},
                   {"kind", gateKindName(kind)},
                   {"call_id", work.call.id},
                   {"tool", work.tool->definition->name},
                   {"arguments", work.resolvedArguments},
                   {"hash", work.hash},
                   {"rule", ruling.rule},
                   {"reason", ruling.reason},
                   {"labels", {{"context", labelValue(work.site.context)}}},
                   {"choices", std::move(choices)},
                   {"effects", work.tool->effects.names()},
                   {"sandboxed", work.tool->sandboxed},
                   {"reversible", isReversible(*work.tool)},
                   {"agent", work.site.agent},
                   {"step", work.site.step},
                   {"says", work.site.says}};
    if (work.site.provenance)
        opened["provenance"] = work.site.provenance(work.arguments);
    auto& approvals = *m_parts.approvals;
    if (approvals.isPerson() && work.tool->runner) {
        if (auto before = work.tool->runner->before(*work.tool->definition, work.resolved))
            opened["preview"] = {{"before", std::move(*before)}};
    }
    if (approvals.isPerson())
        approvals.open(m_parts.seam->run(), gateId);
    if (const auto* before = m_parts.seam->recorded(work.site.path, EventType::GateOpened))
        (void)m_parts.seam->emit(work.site.path, EventType::GateOpened,
                                 before->data); // it opens again
    else
        emit(work, EventType::GateOpened, opened);
    GateAnswer answer;
    if (const auto* recorded = m_parts.seam->recorded(work.site.path, EventType::GateDecided)) {
        const auto data = parsedOr(recorded->data, Json::object());
        (void)gateDecisionFromName(stringAt(data, "decision"), answer.decision);
        answer.by = stringAt(data, "by");
        answer.reason = stringAt(data, "reason");
        (void)grantScopeFromName(stringAt(data, "scope"), answer.scope);
        if (const auto* arguments = find(data, "arguments"))
            answer.arguments = dumpJson(*arguments);
        if (const auto* result = find(data, "result"))
            answer.result = dumpJson(*result);
        m_parts.seam->emit(work.site.path, EventType::GateDecided, recorded->data);
        return answer;
    }
    if (m_parts.seam->isReplay())
        return fail(Errc::Cancelled, "the record ends at this gate");
    if (kind == GateKind::InDoubt && m_parts.inDoubt) {
        const auto said = m_parts.inDoubt(work.site.path);
        if (said)
            answer = *said;
        else
            answer.decision = GateDecision::Skip;
    } else if (approvals.isPerson()) {
        if (auto written = m_parts.seam->barrier(work.stop); !written)
            return tl::unexpected(written.error());
        m_parts.ledger->pauseClock();
        auto given = approvals.wait(m_parts.seam->run(), gateId, work.stop);
        m_parts.ledger->resumeClock();
        if (!given)
            return given;
        answer = std::move(*given);
    } else {
        answer.by = "headless";
        const bool approve = approvals.gates() == gate::Gates::HeadlessApprove;
        answer.decision = approve ? GateDecision::Approve : GateDecision::Deny;
        if (!approve)
            answer.reason = "no person is here to approve it (" + ruling.rule + ")";
    }
    Json decided = {{"gate_id", gateId},
                    {"decision", gateDecisionName(answer.decision)},
                    {"by", answer.by},
                    {"scope", grantScopeName(answer.scope)},
                    {"hash", work.hash}};
    if (!answer.reason.empty())
        decided["reason"] = toUtf8(answer.reason);
    if (!answer.arguments.empty())
        decided["arguments"] = parsedOr(answer.arguments, Json(toUtf8(answer.arguments)));
    if (!answer.result.empty())
        decided["result"] = parsedOr(answer.result, Json(toUtf8(answer.result)));
    if (!answer.choice.empty())
        decided["choice"] = toUtf8(answer.choice);
    emit(work, EventType::GateDecided, decided);
    if (auto written = m_parts.seam->barrier(work.stop); !written)
        return tl::unexpected(written.error());
    return answer;
}

// True: the call goes on. False: it has been answered.
bool CallPipeline::obey(Work& work, const GateAnswer& answer, const std::string& gateId) const
{
    switch (answer.decision) {
    case GateDecision::Approve:
    case GateDecision::Retry:
        if (answer.scope != GrantScope::Once && work.grantable
            && work.tool->definition->approval != Approval::Always) {
            const gate::Grant grant{answer.scope, work.tool->definition->name,
                                    sha256(work.resolved.arguments).hex(), gateId};
            emit(work, EventType::GrantAdded,
                 {{"scope", grantScopeName(grant.scope)},
                  {"matcher", grant.matcher()},
                  {"from_gate", gateId},
                  {"tool", grant.tool},
                  {"arguments_hash", grant.argumentsHash}});
            m_parts.grants->add(grant);
        }
        return true;
    case GateDecision::Edit:
        return edited(work, answer.arguments);
    case GateDecision::Answer:
    case GateDecision::Choose:
    case GateDecision::Done: {
        auto result = parsedOr(answer.result.empty() ? answer.choice : answer.result,
                               Json(toUtf8(answer.result.empty() ? answer.choice : answer.result)));
        if (answer.decision == GateDecision::Done && answer.result.empty())
            result = {{"note", "marked done by the person, output unknown"}};
        finish(work, {.ok = true, .result = dumpJson(result)},
               {Integrity::Endorsed, Confidentiality::Public});
        return false;
    }
    case GateDecision::Skip:
        refuse(work, "skipped: the person skipped this call; go on without it", CallEnd::Skipped);
        return false;
    case GateDecision::Stop:
        work.outcome.stopRun = true;
        refuse(work, "cancelled: the person stopped the run", CallEnd::Cancelled);
        return false;
    case GateDecision::Deny:
    case GateDecision::Extend:
    case GateDecision::WrapUp:
        break;
    }
    refuse(
        work,
        "denied: "
            + (answer.reason.empty() ? std::string("the person said no") : toUtf8(answer.reason)),
        CallEnd::Denied);
    return false;
}

// The person changed the arguments: they are held to the same checks and to the deny rules.
bool CallPipeline::edited(Work& work, const std::string& arguments) const
{
    auto entered = parseJson(arguments);
    if (!entered || !entered->is_object()) {
        refuse(work, "denied: the arguments that the person entered are no JSON object",
               CallEnd::Denied);
        return false;
    }
    work.arguments = std::move(*entered);
    if (!check(work))
        return false;
    const auto ruling = rule(work);
    work.hash = hashOf(*work.tool, work.resolved);
    if (ruling.verdict == Verdict::Deny) {
        refuse(work, "denied: " + (ruling.reason.empty() ? "rule " + ruling.rule : ruling.reason),
               CallEnd::Denied);
        return false;
    }
    work.note = "[the person edited the arguments; it ran with " + dumpJson(work.arguments) + "]";
    return true;
}

// ask_user has no effect of its own: the gate is the tool.
void CallPipeline::askPerson(Work& work) const
{
    const gate::Ruling ruling{Verdict::Ask, "ask_user", stringAt(work.arguments, "question"),
                              false};
    const auto ruled = rule(work);
    const bool denied = ruled.verdict == Verdict::Deny; // holds for questions too
    emit(work, EventType::PolicyDecided,
         {{"call_id", work.call.id},
          {"verdict", denied ? "deny" : "ask"},
          {"rule", denied ? ruled.rule : ruling.rule},
          {"reason", denied ? ruled.reason : "The agent asks a question."},
          {"labels", {{"context", labelValue(work.site.context)}}}});
    if (denied) {
        refuse(work, "denied: " + (ruled.reason.empty() ? "rule " + ruled.rule : ruled.reason),
               CallEnd::Denied);
        return;
    }
    work.hash = hashOf(*work.tool, work.resolved);
    const auto gateId = sha256(m_parts.seam->run() + work.site.path + "#1").hex().substr(0, 16);
    auto answer = ask(work, ruling, GateKind::Call, gateId);
    if (!answer) {
        work.outcome.cancelled = true;
        refuse(work, "cancelled: the run was stopped", CallEnd::Cancelled);
        return;
    }
    if (answer->by == "headless") {
        refuse(work, "no person is here: decide by yourself or say what you need to know");
        return;
    }
    using enum GateDecision; // a plain "go on" is an answer, and there is nothing to run or to edit
    if (answer->decision == Approve || answer->decision == Edit || answer->decision == Retry)
        answer->decision = Answer;
    (void)obey(work, *answer, gateId);
}

bool CallPipeline::passBreaker(Work& work) const
{
    if (!work.site.trip)
        return true;
    auto trip = *work.site.trip;
    if (!m_parts.approvals->isPerson())
        trip.action = budget::BreakerAction::Tell; // without a window it ends nothing
    emit(work, EventType::BreakerTripped,
         {{"tool", trip.tool},
          {"evidence", trip.evidence},
          {"action", budget::breakerActionName(trip.action)}});
    work.hash = hashOf(*work.tool, work.resolved);
    if (trip.action == budget::BreakerAction::Ask)
        return passGate(
            work,
            {Verdict::Ask, "breaker", "The agent goes in circles: " + trip.evidence + ".", false},
            GateKind::Breaker);
    work.outcome.stopRun = trip.action == budget::BreakerAction::Stop;
    refuse(work,
           "not run: " + trip.evidence
               + ". It will not get better by repeating it; change the arguments or do something "
                 "else.");
    return false;
}

// Its intent was written, its result was not: it may have happened. A person decides, nothing repeats it by itself.
bool CallPipeline::settleDoubt(Work& work, int began) const
{
    const gate::Ruling ruling{Verdict::Ask, "in doubt",
                              "The program ended while this call ran. It may have happened.",
                              false};
    const auto place = work.site.path + "#doubt" + (began == 1 ? "" : std::to_string(began));
    const auto gateId = sha256(m_parts.seam->run() + place).hex().substr(0, 16);
    const auto answer = ask(work, ruling, GateKind::InDoubt, gateId);
    if (!answer) {
        work.outcome.cancelled = true;
        refuse(work, "cancelled: the run was stopped", CallEnd::Cancelled);
        return false;
    }
    return obey(work, *answer, gateId);
}

} // namespace signalbox::tools
