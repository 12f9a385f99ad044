// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace signalbox {

// What a breakpoint looks at, and what its pattern is.
enum class BreakKind : std::uint8_t
{
    Tool, // glob on the full name, before the call is decided
    Agent, // glob on the name, before its first request
    Node, // glob on the name of a graph's node, when it is entered
    Error, // a failed request or a call with ok:false; the pattern is a glob on the tool or model, empty for any
    CostReached, // US dollars that the run has cost, before the next effect
    Text, // regular expression on what a model says, on arguments and on results
};
[[nodiscard]] std::string_view breakKindName(BreakKind kind); // tool agent node error cost text
[[nodiscard]] bool breakKindFromName(std::string_view name, BreakKind& kind);

// Where a person wants runs held.
struct Breakpoint
{
    BreakKind kind = BreakKind::Tool;
    std::string pattern;
    bool enabled = true;
    std::int64_t hits = 0; // of all runs since it was set

    bool operator==(const Breakpoint&) const = default;
};
// Whether both hold at the same: all but `enabled` and `hits`.
[[nodiscard]] bool isSameBreak(const Breakpoint& a, const Breakpoint& b);
// "tool delete_file", "error", "cost 0.5"
[[nodiscard]] std::string breakText(const Breakpoint& breakpoint);

// A place in a run where it may be held, and what a breakpoint sees there. Texts are borrowed.
struct HoldPoint
{
    enum class When : std::uint8_t
    {
        Model, // before a request
        Replied, // the reply came, its calls have not begun
        Failed, // a request failed
        Call, // before a call is decided
        Effect, // it was decided: before it runs
        Result, // it has ended
        Node // a node was entered
    };
    When when = When::Effect;
    std::string_view path;
    std::string_view agent = {};
    std::string_view name = {}; // of the tool, model or node
    std::string_view text = {}; // reply, arguments (JSON) or result
    bool first = false; // request of its agent
    bool ok = true; // the result
};

} // namespace signalbox
