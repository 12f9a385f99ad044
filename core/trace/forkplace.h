// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "trace/runtrace.h"
#include "values/limits.h"

#include <optional>
#include <string>
#include <vector>

namespace signalbox::trace {

// A call that ran behind the place of a fork: the fork begins without it, but what it did stays done.
struct LaterCall
{
    SpanId id;
    std::string path;
    std::string tool;
    std::string detail; // what it was called on
    bool ok = false;

    bool operator==(const LaterCall&) const = default;
};

// A step where a run can be forked, and what was recorded there: what a fork may change. JSON members are texts.
struct ForkPlace
{
    enum class Kind
    {
        Request,
        Call,
        Node
    };
    // What a fork takes over as it was recorded.
    struct Kept
    {
        std::size_t visits = 0; // of nodes
        std::size_t requests = 0; // that a model answered
        std::size_t calls = 0; // that ran

        bool operator==(const Kept&) const = default;
    };
    std::string at; // path of the model request, the call or the visit of a node
    Kind kind = Kind::Request;
    std::string node; // of a visit
    std::string state; // that the node saw; JSON object
    std::string agent;
    std::string instructions; // of that agent
    std::string model; // name of the entry
    std::string tool; // of a call
    std::string arguments;
    bool hasResult = false;
    std::string result; // JSON
    std::string decision; // data of the last gate.decided; empty: no gate was decided here
    Limits limits; // of the run
    Kept kept;
    std::vector<LaterCall> later; // in order
};

// Nothing where the row is no model request, no call and no visit of a node.
[[nodiscard]] std::optional<ForkPlace> forkPlace(const RunTrace& trace, SpanId id);

} // namespace signalbox::trace
