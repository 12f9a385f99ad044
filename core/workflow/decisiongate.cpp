// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workflow/decisiongate.h"

#include "base/hash.h"
#include "base/jsonvalue.h"
#include "base/text.h"
#include "workflow/limitgate.h"
#include "workspace/definitions.h"

#include <algorithm>

namespace signalbox::workflow {

namespace {
Json openedOf(const GateQuestion& question, const std::string& gateId)
{
    Json opened = parseJson(question.more).value_or(Json::object());
    opened["gate_id"] = gateId;
    opened["kind"] = gateKindName(question.kind);
    opened["rule"] = question.rule;
    opened["reason"] = toUtf8(question.reason);
    opened["choices"] = question.choices;
    opened["labels"] = question.asks == GateQuestion::Kind::Limit
        ? Json::object()
        : Json{{"context",
                {{"integrity", integrityName(question.label.integrity)},
                 {"confidentiality", confidentialityName(question.label.confidentiality)}}}};
    if (!question.fallback.empty())
        opened["default"] = question.fallback;
    return opened;
}

GateAnswer answerFrom(const std::string& recorded)
{
    const auto data = parseJson(recorded).value_or(Json::object());
    GateAnswer answer;
    (void)gateDecisionFromName(stringAt(data, "decision"), answer.decision);
    answer.by = stringAt(data, "by");
    answer.reason = stringAt(data, "reason");
    answer.choice = stringAt(data, "choice");
    if (const auto* limits = find(data, "limits"))
        answer.limits = workspace::limitsFromJson(*limits);
    if (const auto* arguments = find(data, "arguments"))
        answer.arguments = dumpJson(*arguments);
    if (const auto* result = find(data, "result"))
        answer.result = dumpJson(*result);
    return answer;
}

std::string decidedData(const GateAnswer& answer, const GateQuestion& question,
                        const std::string& gateId)
{
    Json decided = {
        {"gate_id", gateId}, {"decision", gateDecisionName(answer.decision)}, {"by", answer.by}};
    if (question.asks == GateQuestion::Kind::Limit)
        decided["limits"] = limitsJson(answer.limits);
    if (!answer.reason.empty())
        decided["reason"] = toUtf8(answer.reason);
    if (!answer.choice.empty())
        decided["choice"] = toUtf8(answer.choice);
    if (!answer.arguments.empty())
        decided["arguments"] = parseJson(answer.arguments).value_or(Json(toUtf8(answer.arguments)));
    if (!answer.result.empty())
        decided["result"] = parseJson(answer.result).value_or(Json(toUtf8(answer.result)));
    return dumpJson(decided);
}

GateAnswer headless(const RunScope& scope, const GateQuestion& question)
{
    GateAnswer answer;
    answer.by = "headless";
    if (question.asks == GateQuestion::Kind::Choice) {
        if (!question.fallback.empty()) {
            answer.decision = GateDecision::Choose;
            answer.choice = question.fallback;
            return answer;
        }
        answer.reason = "no person is here to choose, and there is no default";
        return answer;
    }
    if (scope.approvals->gates() == gate::Gates::HeadlessApprove)
        answer.decision = GateDecision::Approve;
    else
        answer.reason = "no person is here to approve it";
    return answer;
}
} // namespace

Result<GateAnswer> askAt(RunScope& scope, const GateQuestion& question, std::stop_token stop)
{
    auto& seam = *scope.seam;
    const auto* opened = seam.recorded(question.path, EventType::GateOpened);
    const auto& run = opened ? opened->run : seam.run(); // a fork inherits gates of its parent
    const auto gateId = sha256(run + question.path).hex().substr(0, 16);
    if (scope.approvals->isPerson())
        scope.approvals->open(seam.run(), gateId);
    if (opened && !seam.isReplay())
        seam.emit(question.path, EventType::GateOpened, opened->data); // it opens again
    else
        seam.emit(question.path, EventType::GateOpened, dumpJson(openedOf(question, gateId)));
    if (const auto* recorded = seam.recorded(question.path, EventType::GateDecided)) {
        auto answer = answerFrom(recorded->data);
        seam.emit(question.path, EventType::GateDecided, recorded->data);
        return answer;
    }
    const bool isPerson = scope.approvals->isPerson();
    if (seam.isReplay() || (!isPerson && question.asks == GateQuestion::Kind::Limit))
        return fail(Errc::Cancelled, "the record ends at this gate");
    GateAnswer answer;
    if (isPerson) {
        if (auto written = seam.barrier(stop); !written)
            return tl::unexpected(written.error());
        scope.ledger->pauseClock();
        auto given = scope.approvals->wait(seam.run(), gateId, stop);
        scope.ledger->resumeClock();
        if (!given)
            return given;
        answer = std::move(*given);
    } else {
        answer = headless(scope, question);
    }
    seam.emit(question.path, EventType::GateDecided, decidedData(answer, question, gateId));
    if (auto written = seam.barrier(std::move(stop)); !written)
        return tl::unexpected(written.error());
    return answer;
}

} // namespace signalbox::workflow
