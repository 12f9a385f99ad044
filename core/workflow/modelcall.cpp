// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workflow/modelcall.h"

#include "base/blockingwait.h"
#include "base/jsonvalue.h"
#include "base/text.h"
#include "values/usage.h"

#include <algorithm>

namespace signalbox::workflow {

namespace {
constexpr int mostRequests = 5;
constexpr int requestsBeforeFallback = 2;
constexpr std::int64_t defaultMaxOutput = 4096; // tokens; never the model's maximum

struct Call
{
    RunScope& scope;
    Conversation& conversation;
    const std::string& path;
    int step;
    std::stop_token stop;
    const ModelEntry* entry = nullptr;
    const ModelEntry* asked = nullptr; // before any fallback
    budget::Grant grant{};
    std::optional<std::string> gaveUp{}; // why, by the record
    int attempts =
        0; // requests of the record that failed, none where it gave up: somebody wants it tried anew
    int onThisEntry = 0; // of them, to the entry that is asked now
};

Json costValue(const Cost& cost)
{
    return cost ? Json(cost->usd()) : Json(nullptr);
}

std::int64_t tokensAt(const Json& data, std::string_view key)
{
    return boundedTokens(intAt(data, key));
}

tl::expected<void, ModelProblem> reserve(Call& call)
{
    auto& scope = call.scope;
    if (const auto* recorded = scope.seam->recorded(call.path, EventType::ModelRequested)) {
        const auto data = parseJson(recorded->data).value_or(Json::object());
        if (const auto* reserved = find(data, "reserved")) {
            call.grant.input = tokensAt(*reserved, "input");
            call.grant.maxOutput = tokensAt(*reserved, "tokens") - call.grant.input;
            if (const auto cost = numberAt(*reserved, "cost_usd"))
                call.grant.cost = Money::fromUsd(*cost);
            scope.ledger->hold(call.grant);
            return {};
        }
    }
    const auto input = call.conversation.window().estimate();
    auto reserved = scope.ledger->reserve(input, call.entry->maxOutput.value_or(defaultMaxOutput),
                                          scope.models->worstCase(*call.entry, input), call.stop);
    if (!reserved)
        return tl::unexpected(ModelProblem(ModelStopped{}));
    if (!*reserved)
        return tl::unexpected(ModelProblem(reserved->error()));
    call.grant = **reserved;
    return {};
}

// Where a secret was taken out of the record on its way out, its hashes are still those of what was there before: the
// messages themselves are compared, and they say the same on both sides.
std::string requestHash(const Call& call)
{
    const auto* recorded = call.scope.seam->recorded(call.path, EventType::ModelRequested);
    if (recorded && (call.scope.isRedacted || call.conversation.isRedacted())) {
        const auto data = parseJson(recorded->data).value_or(Json::object());
        if (const auto* hash = find(data, "request_hash"))
            return dumpJson(*hash);
    }
    return quoteJson(call.conversation.window().hash().hex());
}

void tellRequest(Call& call)
{
    const auto& entry = *call.entry;
    std::string data = "{\"messages_added\":" + call.conversation.takeAdded();
    data += ",\"model\":" + quoteJson(entry.model.empty() ? entry.name : entry.model);
    data += ",\"provider\":" + quoteJson(protocolName(entry.protocol));
    data += ",\"request_hash\":" + requestHash(call);
    data += ",\"reserved\":"
        + dumpJson(Json{{"tokens", call.grant.input + call.grant.maxOutput},
                        {"input", call.grant.input},
                        {"cost_usd", costValue(call.grant.cost)}});
    data += ",\"tools\":" + call.conversation.toolNamesJson() + "}";
    call.scope.seam->emit(call.path, EventType::ModelRequested, std::move(data));
}

Json usageValue(const Usage& usage)
{
    Json value = {{"input", usage.input},
                  {"output", usage.output},
                  {"cache_read", usage.cacheRead},
                  {"cache_write", usage.cacheWrite},
                  {"reasoning", usage.reasoning}};
    if (usage.estimated)
        value["estimated"] = true;
    return value;
}

void tellFailure(Call& call, const llm::Failure& failure, int attempt,
                 std::optional<std::chrono::milliseconds> wait, const std::string& fallback)
{
    Json error = {{"type", failure.type}, {"message", toUtf8(failure.message)}};
    if (failure.status != 0)
        error["status"] = failure.status;
    Json data = {{"error", std::move(error)}, {"attempt", attempt}};
    if (!failure.requestId.empty())
        data["request_id"] = failure.requestId;
    if (!fallback.empty())
        data["fallback"] = fallback;
    else if (wait)
        data["retry_in_s"] = double(wait->count()) / 1000.0;
    if (failure.usage.total() > 0) {
        data["usage"] = usageValue(failure.usage);
        data["cost_usd"] = costValue(call.scope.models->cost(*call.entry, failure.usage));
    }
    call.scope.seam->emit(call.path, EventType::ModelFailed, dumpJson(data));
}

void tellReply(Call& call, const llm::Reply& reply, const Cost& cost)
{
    Json calls = Json::array();
    for (const auto& toolCall : reply.calls) {
        Json one = {{"id", toolCall.id}, {"name", toolCall.name}};
        auto arguments = toolCall.problem.empty() ? parseJson(toolCall.arguments)
                                                  : Result<Json>(Json(toUtf8(toolCall.arguments)));
        one["arguments"] = arguments ? std::move(*arguments) : Json(toUtf8(toolCall.arguments));
        if (!toolCall.problem.empty())
            one["problem"] = toolCall.problem;
        calls.push_back(std::move(one));
    }
    Json data = {{"text", toUtf8(reply.text)},
                 {"tool_calls", std::move(calls)},
                 {"usage", usageValue(reply.usage)},
                 {"cost_usd", costValue(cost)},
                 {"stop_reason", llm::stopReasonName(reply.stop)},
                 {"model_served", toUtf8(reply.modelServed)},
                 {"ms", reply.time.count()},
                 {"entry", call.entry->name}};
    if (!reply.rawStop.empty())
        data["raw_stop"] = toUtf8(reply.rawStop);
    if (!reply.content.empty())
        data["content"] = parseJson(reply.content).value_or(Json::array());
    if (!reply.thinking.empty())
        data["thinking"] = toUtf8(reply.thinking);
    if (!reply.requestId.empty())
        data["request_id"] = toUtf8(reply.requestId);
    if (!reply.notes.empty())
        data["notes"] = reply.notes; // what was mended or left out: nothing is silent
    if (reply.confidence)
        data["confidence"] = *reply.confidence;
    call.scope.seam->emit(call.path, EventType::ModelReplied, dumpJson(data));
    call.scope.seam->hurry();
}

llm::StopReason stopReasonFrom(std::string_view name)
{
    using enum llm::StopReason;
    for (const auto reason : {End, Tools, Length, StopSequence, Refusal, Context, Pause, Other}) {
        if (llm::stopReasonName(reason) == name)
            return reason;
    }
    return Other;
}

Usage usageFrom(const Json& data)
{
    Usage usage;
    usage.input = tokensAt(data, "input");
    usage.output = tokensAt(data, "output");
    usage.cacheRead = tokensAt(data, "cache_read");
    usage.cacheWrite = tokensAt(data, "cache_write");
    usage.reasoning = tokensAt(data, "reasoning");
    usage.estimated = boolAt(data, "estimated");
    return usage;
}

// A recorded reply, as the provider once gave it.
llm::Reply replyFrom(const Json& data)
{
    llm::Reply reply;
    reply.text = stringAt(data, "text");
    reply.thinking = stringAt(data, "thinking");
    reply.modelServed = stringAt(data, "model_served");
    reply.stop = stopReasonFrom(stringAt(data, "stop_reason"));
    reply.rawStop = stringAt(data, "raw_stop");
    reply.confidence = numberAt(data, "confidence");
    reply.requestId = stringAt(data, "request_id");
    if (const auto* content = find(data, "content"))
        reply.content = dumpJson(*content);
    if (const auto* usage = find(data, "usage"))
        reply.usage = usageFrom(*usage);
    if (const auto* calls = find(data, "tool_calls"); calls && calls->is_array()) {
        for (const auto& one : *calls) {
            ToolCall call{stringAt(one, "id"), stringAt(one, "name"), "{}",
                          stringAt(one, "problem")};
            if (const auto* arguments = find(one, "arguments"))
                call.arguments =
                    arguments->is_string() ? arguments->get<std::string>() : dumpJson(*arguments);
            reply.calls.push_back(std::move(call));
        }
    }
    return reply;
}

// What a failed attempt used, as a live one settles it.
void countRecorded(Call& call, const Json& failed)
{
    const auto* usage = find(failed, "usage");
    if (!usage)
        return;
    const auto cost = numberAt(failed, "cost_usd");
    call.scope.ledger->settle(call.grant, usageFrom(*usage),
                              cost ? Cost(Money::fromUsd(*cost)) : std::nullopt);
    call.scope.ledger->hold(call.grant);
}

// Failures and the reply as they were recorded; no value where the record has no reply.
std::optional<llm::Reply> foldRecorded(Call& call)
{
    auto& seam = *call.scope.seam;
    while (const auto* failed = seam.recorded(call.path, EventType::ModelFailed)) {
        const auto data = parseJson(failed->data).value_or(Json::object());
        countRecorded(call, data);
        const auto* error = find(data, "error");
        const bool isLast = !find(data, "retry_in_s") && !find(data, "fallback");
        call.gaveUp = isLast && error ? std::optional(stringAt(*error, "message")) : std::nullopt;
        call.attempts = isLast ? 0 : call.attempts + 1;
        call.onThisEntry = isLast ? 0 : call.onThisEntry + 1;
        const auto* fallback = call.scope.models->entry(stringAt(data, "fallback"));
        if (isLast) {
            call.entry = call.asked;
        } else if (fallback && find(data, "fallback")) {
            call.entry = fallback;
            call.onThisEntry = 0;
        }
        seam.emit(call.path, EventType::ModelFailed, failed->data);
    }
    if (seam.recorded(call.path, EventType::ModelRequested))
        return std::nullopt; // given up when time was over: the reply is that of the next request
    const auto* recorded = seam.recorded(call.path, EventType::ModelReplied);
    if (!recorded)
        return std::nullopt;
    const auto data = parseJson(recorded->data).value_or(Json::object());
    auto reply = replyFrom(data);
    const auto cost = numberAt(data, "cost_usd");
    call.scope.ledger->settle(call.grant, reply.usage,
                              cost ? Cost(Money::fromUsd(*cost)) : std::nullopt);
    if (const auto* entry = call.scope.models->entry(stringAt(data, "entry")))
        call.entry = entry;
    seam.emit(call.path, EventType::ModelReplied, recorded->data);
    return reply;
}

tl::expected<llm::Reply, llm::Failure> ask(Call& call)
{
    const auto client = call.scope.models->client(call.entry->name);
    if (!client) {
        llm::Failure failure;
        failure.type = client.error().code == Errc::Denied ? "permission" : "not_found";
        failure.message = client.error().text();
        return tl::unexpected(std::move(failure));
    }
    const auto request = call.conversation.requestFor(**client, call.step, call.grant.maxOutput);
    return (*client)->complete(
        request,
        [&call](const llm::Delta& delta) {
            if (call.scope.onStream)
                call.scope.onStream({call.path, delta});
        },
        call.stop);
}

// Behind a failure or a reply, before anything follows from it. False where the run was stopped meanwhile.
bool holdBehind(Call& call, HoldPoint::When when, std::string_view text)
{
    HoldPoint point{when, call.path};
    point.name = call.entry->name;
    point.text = text;
    return holdAt(call.scope, point, call.stop).has_value();
}

// Money and tokens of a request that broke are gone all the same.
void count(Call& call, const llm::Failure& failure)
{
    if (failure.usage.total() == 0)
        return;
    call.scope.ledger->settle(call.grant, failure.usage,
                              call.scope.models->cost(*call.entry, failure.usage));
    call.scope.ledger->hold(call.grant);
}

tl::expected<llm::Reply, ModelProblem> askUntilAnswered(Call& call)
{
    auto& scope = call.scope;
    int& onThisEntry = call.onThisEntry;
    for (int attempt = call.attempts + 1;; ++attempt) {
        auto reply = ask(call);
        if (reply)
            return std::move(*reply);
        const auto& failure = reply.error();
        if (call.stop.stop_requested() || failure.type == "cancelled")
            return tl::unexpected(ModelProblem(ModelStopped{}));
        if (scope.onStream)
            scope.onStream({call.path, {llm::Delta::Kind::Restart, {}}});
        count(call, failure);
        ++onThisEntry;
        const auto* fallback =
            call.entry->fallback.empty() ? nullptr : scope.models->entry(call.entry->fallback);
        const bool more = attempt < mostRequests;
        const auto stopped = [&] {
            return !holdBehind(call, HoldPoint::When::Failed, failure.message);
        };
        if (more && fallback && (!failure.retry || onThisEntry >= requestsBeforeFallback)) {
            tellFailure(call, failure, attempt, std::nullopt, fallback->name);
            if (stopped())
                return tl::unexpected(ModelProblem(ModelStopped{}));
            call.entry = fallback;
            onThisEntry = 0;
            continue;
        }
        if (!more || !failure.retry) {
            tellFailure(call, failure, attempt, std::nullopt, {});
            if (stopped())
                return tl::unexpected(ModelProblem(ModelStopped{}));
            return tl::unexpected(ModelProblem(ModelFailed{failure.message}));
        }
        const auto wait = llm::retryDelay(failure, attempt, scope.random ? scope.random() : 0.5);
        tellFailure(call, failure, attempt, wait, {});
        scope.seam->hurry();
        if (stopped() || !sleepFor(wait, call.stop))
            return tl::unexpected(ModelProblem(ModelStopped{}));
    }
}
} // namespace

tl::expected<ModelAnswer, ModelProblem> callModel(RunScope& scope, Conversation& conversation,
                                                  const std::string& model, const std::string& path,
                                                  int step, std::stop_token stop)
{
    Call call{scope, conversation, path, step, std::move(stop)};
    call.entry = call.asked = scope.models->entry(model);
    if (!call.entry)
        return tl::unexpected(ModelProblem(
            ModelFailed{"there is no model " + quoteJson(model) + " in signalbox.json"}));
    if (auto reserved = reserve(call); !reserved)
        return tl::unexpected(reserved.error());
    tellRequest(call);
    if (auto recorded = foldRecorded(call))
        return ModelAnswer{std::move(*recorded), call.entry};
    if (scope.seam->isReplay() || scope.seam->recorded(path, EventType::ModelRequested)) {
        scope.ledger->settle(call.grant, {}, Money{});
        if (call.gaveUp)
            return tl::unexpected(ModelProblem(ModelFailed{*call.gaveUp}));
        return tl::unexpected(ModelProblem(ModelStopped{}));
    }
    if (auto written = scope.seam->barrier(call.stop); !written) {
        scope.ledger->settle(call.grant, {}, Money{});
        if (written.error().code == Errc::Cancelled)
            return tl::unexpected(ModelProblem(ModelStopped{}));
        return tl::unexpected(ModelProblem(ModelFailed{written.error().text()}));
    }
    auto reply = askUntilAnswered(call);
    if (!reply) {
        scope.ledger->settle(call.grant, {}, Money{});
        return tl::unexpected(reply.error());
    }
    for (auto& one : reply->calls) { // as the record gives them back: a replay hashes the same text
        if (auto arguments = parseJson(one.arguments); arguments && one.problem.empty())
            one.arguments = dumpJson(*arguments);
    }
    const auto cost = scope.models->cost(*call.entry, reply->usage);
    scope.ledger->settle(call.grant, reply->usage, cost);
    tellReply(call, *reply, cost);
    if (!holdBehind(call, HoldPoint::When::Replied, reply->text))
        return tl::unexpected(ModelProblem(ModelStopped{}));
    return ModelAnswer{std::move(*reply), call.entry};
}

} // namespace signalbox::workflow
