// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "llm/scriptedclient.h"

#include "llm/failure.h"
#include "llm/toolcalls.h"

#include "base/blockingwait.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"

#include <filesystem>
#include <re2/re2.h>

namespace signalbox::llm {

namespace {
Failure scriptFailure(std::string message)
{
    Failure failure;
    failure.type = "script";
    failure.message = std::move(message);
    return failure;
}

Failure cancelled()
{
    Failure failure;
    failure.type = "cancelled";
    failure.message = "stopped";
    return failure;
}

// What `when` looks at: the last text of the user or of the tools.
std::string lastText(const Request& request)
{
    for (auto i = request.messages.size(); i-- > 0;) {
        const auto& message = request.messages[i].message;
        if (!message || message->role == Role::Assistant)
            continue;
        if (message->role == Role::User)
            return message->text;
        std::string text;
        for (const auto& answer : message->answers)
            text += (text.empty() ? "" : "\n") + answer.text;
        return text;
    }
    return {};
}

std::size_t bytesOf(const Request& request)
{
    std::size_t bytes =
        request.preamble && request.preamble->bytes ? request.preamble->bytes->size() : 0;
    for (const auto& entry : request.messages)
        bytes += entry.bytes ? entry.bytes->size() : 0;
    return bytes;
}

// Pieces of a text as a model would send them: words with what follows them.
std::vector<std::string_view> pieces(std::string_view text)
{
    std::vector<std::string_view> list;
    while (!text.empty()) {
        auto end = text.find(' ');
        end = end == std::string_view::npos ? text.size() : end + 1;
        list.push_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    return list;
}

bool play(Delta::Kind kind, std::string_view text, const ScriptedTurn& turn, const OnDelta& onDelta,
          const std::stop_token& stop)
{
    if (!onDelta || text.empty())
        return !stop.stop_requested();
    if (turn.chunksPerSecond <= 0) {
        onDelta({kind, text});
        return !stop.stop_requested();
    }
    const std::chrono::milliseconds pause(std::int64_t(1000 / turn.chunksPerSecond));
    for (const auto piece : pieces(text)) {
        if (!sleepFor(pause, stop))
            return false;
        onDelta({kind, piece});
    }
    return true;
}
} // namespace

ScriptedClient::ScriptedClient(ModelEntry entry, Script script)
    : m_entry(std::move(entry))
    , m_script(std::move(script))
{ }

Preamble ScriptedClient::prepare(std::string_view instructions, const std::vector<ToolPtr>& tools,
                                 std::string_view outputSchema) const
{
    Preamble preamble;
    std::string bytes = quoteJson(instructions) + std::string(outputSchema);
    for (const auto& tool : tools) {
        preamble.toolNames.emplace_back(wireName(tool->name), tool->name);
        bytes += tool->name + tool->description + tool->parameters;
    }
    preamble.bytes = std::make_shared<const std::string>(std::move(bytes));
    return preamble;
}

net::Bytes ScriptedClient::wire(const Message& message) const
{
    return std::make_shared<const std::string>(messageJson(message));
}

tl::expected<const ScriptedTurn*, Failure> ScriptedClient::choose(const Request& request) const
{
    auto agent = m_script.find(request.agent);
    if (agent == m_script.end())
        agent = m_script.find("*");
    const auto where = m_entry.script + ": agent \"" + oneLine(request.agent, 64) + "\"";
    if (agent == m_script.end())
        return tl::unexpected(scriptFailure(where + " is not in the script"));
    const auto& turns = agent->second;
    const auto turn = "turn " + std::to_string(request.step);
    if (request.step < 1 || std::size_t(request.step) > turns.size())
        return tl::unexpected(scriptFailure(where + ", " + turn + ": the script ends after turn "
                                            + std::to_string(turns.size())));
    const auto text = lastText(request);
    for (const auto& alternative : turns[std::size_t(request.step) - 1]) {
        if (!alternative.when || RE2::PartialMatch(text, *alternative.when))
            return &alternative;
    }
    return tl::unexpected(scriptFailure(where + ", " + turn
                                        + ": no alternative fits the last text \""
                                        + oneLine(text, 120) + "\""));
}

Reply ScriptedClient::replyOf(const ScriptedTurn& turn, const Request& request) const
{
    Reply reply;
    reply.text = turn.text;
    reply.thinking = turn.thinking;
    reply.confidence = turn.confidence;
    reply.modelServed = m_entry.model.empty() ? "scripted" : m_entry.model;
    reply.stop = turn.stop;
    if (turn.stop == StopReason::End && !turn.calls.empty())
        reply.stop = StopReason::Tools;
    reply.rawStop = stopReasonName(reply.stop);
    std::vector<WireCall> calls;
    std::size_t bytes = turn.text.size() + turn.thinking.size();
    for (const auto& call : turn.calls) {
        bytes += call.name.size() + call.arguments.size();
        calls.push_back({call.id, call.name, call.arguments});
    }
    reply.calls = finishCalls(std::move(calls), request, reply);
    if (turn.usage) {
        reply.usage = *turn.usage;
    } else {
        reply.usage.input = estimateTokens(bytesOf(request));
        reply.usage.output = estimateTokens(bytes);
        reply.usage.estimated = true;
    }
    return reply;
}

tl::expected<Reply, Failure>
ScriptedClient::complete(const Request& request, const OnDelta& onDelta, std::stop_token stop) const
{
    using std::chrono::duration_cast;
    using std::chrono::milliseconds;
    const auto begin = std::chrono::steady_clock::now();
    if (stop.stop_requested())
        return tl::unexpected(cancelled());
    const auto turn = choose(request);
    if (!turn)
        return tl::unexpected(turn.error());
    if ((*turn)->delay.count() > 0 && !sleepFor((*turn)->delay, stop))
        return tl::unexpected(cancelled());
    if ((*turn)->failure)
        return tl::unexpected(*(*turn)->failure);
    auto reply = replyOf(**turn, request);
    reply.firstToken = duration_cast<milliseconds>(std::chrono::steady_clock::now() - begin);
    if (!play(Delta::Kind::Thinking, reply.thinking, **turn, onDelta, stop)
        || !play(Delta::Kind::Text, reply.text, **turn, onDelta, stop))
        return tl::unexpected(cancelled());
    if (onDelta) {
        for (const auto& call : reply.calls) {
            onDelta({Delta::Kind::ToolName, call.name});
            onDelta({Delta::Kind::ToolArguments, call.arguments});
        }
    }
    reply.time = duration_cast<milliseconds>(std::chrono::steady_clock::now() - begin);
    return reply;
}

Result<std::unique_ptr<ModelClient>> makeScriptedClient(const ModelEntry& entry,
                                                        const ClientContext& context)
{
    const std::filesystem::path path(entry.script);
    const auto normal = path.lexically_normal();
    if (entry.script.empty() || path.is_absolute() || *normal.begin() == "..")
        return fail(Errc::Invalid, "a scripted model needs a \"script\" inside the workspace",
                    "model " + entry.name);
    const auto bytes = readFile(std::filesystem::path(context.workspaceRoot) / normal);
    if (!bytes)
        return tl::unexpected(bytes.error());
    auto script = readScript(*bytes);
    if (!script)
        return fail(script.error().code, script.error().message, entry.script);
    return std::make_unique<ScriptedClient>(entry, std::move(*script));
}

} // namespace signalbox::llm
