// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "llm/modelclient.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox::llm {

// A call as it stands on the wire.
struct WireCall
{
    std::string id;
    std::string name;
    std::string arguments;

    bool operator==(const WireCall&) const = default;
};

// Puts the calls of a streamed Chat reply together, as tolerantly as servers need it: pieces with and without index and
// id, one index for all calls, names in pieces or repeated, arguments as text or object.
class CallAssembler
{
public:
    struct Piece
    {
        std::optional<std::int64_t> index;
        std::string id;
        std::string name;
        std::string arguments; // a piece of text, or a whole object
        bool wholeArguments = false;
    };

    // `toolNames`: wire names of the tools that were offered; they tell a new name from the rest of one.
    explicit CallAssembler(const std::vector<std::pair<std::string, std::string>>* toolNames);

    // The call it belongs to began with it.
    bool add(const Piece& piece);
    [[nodiscard]] const std::vector<WireCall>& calls() const { return m_calls; }

private:
    [[nodiscard]] std::optional<std::size_t> place(const Piece& piece) const;
    [[nodiscard]] bool beginsAnother(const WireCall& call, const Piece& piece) const;
    [[nodiscard]] bool isTool(std::string_view name) const;

    const std::vector<std::pair<std::string, std::string>>* m_toolNames;
    std::vector<WireCall> m_calls;
    std::vector<std::optional<std::int64_t>> m_indices; // of each call
};

// Full names, readable arguments and ids that are unique in the conversation; what was mended is told in reply.notes.
// A reply cut by the output limit leaves its last call with a problem.
[[nodiscard]] std::vector<ToolCall> finishCalls(std::vector<WireCall> calls, const Request& request,
                                                Reply& reply);

} // namespace signalbox::llm
