// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "llm/toolcalls.h"

#include "llm/arguments.h"
#include "llm/failure.h"

#include <algorithm>

namespace signalbox::llm {

namespace {
constexpr std::size_t maxCalls = 256;

std::string fullName(const Request& request, const std::string& wire)
{
    if (request.preamble) {
        for (const auto& [wireName, name] : request.preamble->toolNames) {
            if (wireName == wire)
                return name;
        }
    }
    return wire;
}

// Whether a call of the conversation or of this reply has the id.
bool isTaken(std::string_view id, const Request& request, const std::vector<ToolCall>& others)
{
    return (request.callIds && request.callIds->contains(id))
        || std::any_of(others.begin(), others.end(),
                       [id](const ToolCall& call) { return call.id == id; });
}

// Derived from step and place, never random: a replay finds the same.
std::string freeId(std::string id, const Request& request, const std::vector<ToolCall>& others)
{
    const auto step = request.step;
    const auto index = others.size() + 1;
    if (id.empty())
        id = "call_" + std::to_string(step) + "_" + std::to_string(index);
    if (!isTaken(id, request, others))
        return id;
    const auto base = id + "_" + std::to_string(step) + "_" + std::to_string(index);
    id = base;
    for (int i = 2; isTaken(id, request, others); ++i)
        id = base + "_" + std::to_string(i);
    return id;
}
} // namespace

CallAssembler::CallAssembler(const std::vector<std::pair<std::string, std::string>>* toolNames)
    : m_toolNames(toolNames)
{ }

bool CallAssembler::isTool(std::string_view name) const
{
    return m_toolNames
        && std::any_of(m_toolNames->begin(), m_toolNames->end(), [name](const auto& tool) {
               return tool.first == name || tool.second == name;
           });
}

// A name for a call that has its own: another call, unless it is the rest of that name or said again.
bool CallAssembler::beginsAnother(const WireCall& call, const Piece& piece) const
{
    if (piece.name.empty() || call.name.empty())
        return false;
    if (!piece.id.empty() && piece.id == call.id)
        return false;
    if (piece.name == call.name)
        return isCompleteObject(call.arguments) && !piece.arguments.empty();
    if (!call.arguments.empty())
        return true;
    return isTool(call.name) && !isTool(call.name + piece.name);
}

std::optional<std::size_t> CallAssembler::place(const Piece& piece) const
{
    std::optional<std::size_t> found;
    if (piece.index) {
        for (std::size_t i = m_calls.size(); i-- > 0 && !found;) {
            if (m_indices[i] == piece.index)
                found = i;
        }
        if (found && !piece.id.empty() && !m_calls[*found].id.empty()
            && m_calls[*found].id != piece.id) {
            // Some proxies give all calls one index.
            for (std::size_t i = 0; i < m_calls.size(); ++i) {
                if (m_calls[i].id == piece.id)
                    return i;
            }
            return std::nullopt;
        }
    } else if (!piece.id.empty()) {
        for (std::size_t i = 0; i < m_calls.size(); ++i) {
            if (m_calls[i].id == piece.id)
                return i;
        }
        const bool last = !m_calls.empty() && m_calls.back().id.empty();
        found = last ? std::optional(m_calls.size() - 1) : std::nullopt;
    } else if (!m_calls.empty()) {
        found = m_calls.size() - 1;
    }
    if (found && beginsAnother(m_calls[*found], piece))
        return std::nullopt;
    return found;
}

bool CallAssembler::add(const Piece& piece)
{
    const auto at = place(piece);
    if (!at) {
        if (m_calls.size() >= maxCalls)
            return false;
        m_calls.push_back({piece.id, piece.name, piece.arguments});
        m_indices.push_back(piece.index);
        return true;
    }
    auto& call = m_calls[*at];
    if (call.id.empty())
        call.id = piece.id;
    if (piece.name != call.name && call.name.size() < 1024)
        call.name += piece.name;
    if (piece.wholeArguments)
        call.arguments = piece.arguments;
    else
        call.arguments += piece.arguments;
    return false;
}

std::vector<ToolCall> finishCalls(std::vector<WireCall> calls, const Request& request, Reply& reply)
{
    std::vector<ToolCall> finished;
    if (calls.empty())
        return finished;
    for (auto& wire : calls) {
        const auto index = finished.size() + 1;
        ToolCall call;
        call.id = freeId(std::move(wire.id), request, finished);
        call.name = wire.name.empty() ? "unnamed" : fullName(request, wire.name);
        auto read = readArguments(wire.arguments);
        call.arguments = std::move(read.text);
        call.problem = wire.name.empty() ? "the call names no tool" : std::move(read.problem);
        if (read.repaired)
            reply.notes.push_back("the arguments of call " + std::to_string(index) + " ("
                                  + oneLine(call.name, 80) + ") were broken JSON and were mended");
        finished.push_back(std::move(call));
    }
    if (reply.stop == StopReason::Length)
        finished.back().problem =
            "the reply was cut at the output limit inside this call; make it shorter "
            "or do it in several calls";
    return finished;
}

} // namespace signalbox::llm
