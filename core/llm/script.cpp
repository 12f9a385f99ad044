// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "llm/scriptedclient.h"

#include "base/jsonvalue.h"
#include "base/text.h"
#include "values/usage.h"

#include <re2/re2.h>

namespace signalbox::llm {

namespace {
Result<std::shared_ptr<const re2::RE2>> readWhen(const Json& turn)
{
    const auto* when = find(turn, "when");
    if (!when || when->is_null())
        return nullptr;
    if (!when->is_string())
        return fail(Errc::Invalid, "\"when\" is not a text");
    RE2::Options options;
    options.set_log_errors(false);
    options.set_dot_nl(true);
    auto pattern = std::make_shared<const RE2>(when->get_ref<const std::string&>(), options);
    if (!pattern->ok())
        return fail(Errc::Invalid, "\"when\" is not a regular expression: " + pattern->error());
    return pattern;
}

Result<std::vector<ToolCall>> readCalls(const Json& turn)
{
    std::vector<ToolCall> calls;
    const auto* list = find(turn, "tool_calls");
    if (!list || list->is_null())
        return calls;
    if (!list->is_array())
        return fail(Errc::Invalid, "\"tool_calls\" is not a list");
    for (const auto& item : *list) {
        ToolCall call;
        call.id = stringAt(item, "id");
        call.name = stringAt(item, "name");
        if (call.name.empty())
            return fail(Errc::Invalid, "a tool call has no \"name\"");
        const auto* arguments = find(item, "arguments");
        if (arguments && arguments->is_string()) // as a model sends it, perhaps broken
            call.arguments = arguments->get_ref<const std::string&>();
        else if (arguments && !arguments->is_null())
            call.arguments = dumpJson(*arguments);
        calls.push_back(std::move(call));
    }
    return calls;
}

std::optional<Usage> readUsage(const Json& turn)
{
    const auto* object = find(turn, "usage");
    if (!object || !object->is_object())
        return std::nullopt;
    const auto count = [object](const char* key) { return boundedTokens(intAt(*object, key)); };
    Usage usage;
    usage.input = count("input");
    usage.output = count("output");
    usage.cacheRead = count("cache_read");
    usage.cacheWrite = count("cache_write");
    usage.reasoning = count("reasoning");
    return usage;
}

// A text, or {"message", "type"?, "status"?, "retry"?, "retry_after_ms"?}.
std::optional<Failure> readFailure(const Json& turn)
{
    const auto* error = find(turn, "error");
    if (!error || error->is_null())
        return std::nullopt;
    Failure failure;
    failure.type = stringAt(*error, "type", "script");
    failure.message = error->is_string() ? error->get<std::string>()
                                         : stringAt(*error, "message", "the script says so");
    failure.status = int(intAt(*error, "status").value_or(0));
    failure.retry = boolAt(*error, "retry");
    if (const auto wait = intAt(*error, "retry_after_ms"); wait && *wait > 0)
        failure.retryAfter = std::chrono::milliseconds(std::min<std::int64_t>(*wait, 86'400'000));
    return failure;
}

StopReason readStop(const Json& turn)
{
    const auto name = stringAt(turn, "stop");
    for (const auto reason : {StopReason::Length, StopReason::StopSequence, StopReason::Refusal,
                              StopReason::Context, StopReason::Pause, StopReason::Other}) {
        if (stopReasonName(reason) == name)
            return reason;
    }
    return StopReason::End;
}

Result<ScriptedTurn> readTurn(const Json& json)
{
    if (!json.is_object())
        return fail(Errc::Invalid, "a turn is an object or a list of objects");
    ScriptedTurn turn;
    auto when = readWhen(json);
    if (!when)
        return tl::unexpected(when.error());
    turn.when = std::move(*when);
    auto calls = readCalls(json);
    if (!calls)
        return tl::unexpected(calls.error());
    turn.calls = std::move(*calls);
    turn.text = stringAt(json, "text");
    turn.thinking = stringAt(json, "thinking");
    turn.usage = readUsage(json);
    turn.confidence = numberAt(json, "confidence");
    const auto delay = std::clamp(numberAt(json, "delay_ms").value_or(0), 0.0, 3'600'000.0);
    turn.delay = std::chrono::milliseconds(std::int64_t(delay));
    turn.chunksPerSecond = std::clamp(numberAt(json, "chunks_per_second").value_or(0), 0.0, 1000.0);
    turn.stop = readStop(json);
    turn.failure = readFailure(json);
    return turn;
}
} // namespace

Result<Script> readScript(std::string_view text)
{
    const auto document = parseJson(text);
    if (!document)
        return tl::unexpected(document.error());
    if (!document->is_object())
        return fail(Errc::Invalid, "a script is an object with a list of turns for each agent");
    Script script;
    for (const auto& [agent, turns] : document->items()) {
        if (agent == "signalbox" || (agent == "description" && turns.is_string()))
            continue;
        if (!turns.is_array())
            return fail(Errc::Invalid, "agent \"" + agent + "\": its turns are a list");
        auto& list = script[agent];
        for (const auto& item : turns) {
            std::vector<ScriptedTurn> alternatives;
            const Json one = item.is_array() ? item : Json::array({item});
            for (const auto& alternative : one) {
                auto turn = readTurn(alternative);
                if (!turn)
                    return fail(Errc::Invalid,
                                "agent \"" + agent + "\", turn " + std::to_string(list.size() + 1)
                                    + ": " + turn.error().message);
                alternatives.push_back(std::move(*turn));
            }
            list.push_back(std::move(alternatives));
        }
    }
    return script;
}

} // namespace signalbox::llm
