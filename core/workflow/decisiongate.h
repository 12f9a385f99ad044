// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "workflow/runscope.h"

#include <stop_token>
#include <string>
#include <vector>

namespace signalbox::workflow {

// A question to the person that is about no tool call: a limit, a plan, a node, an ambiguous branch.
struct GateQuestion
{
    // What is asked for, and so what happens where no person is.
    enum class Kind
    {
        Approval, // approved or denied as --gates says
        Choice, // takes `fallback`, denied without one
        Limit // never asked
    };

    Kind asks = Kind::Approval;
    GateKind kind = GateKind::Node;
    std::string path = {}; // of the gate
    std::string rule = {};
    std::string reason = {};
    std::vector<std::string> choices = {};
    std::string fallback = {}; // a choice
    std::string more = "{}"; // JSON members of gate.opened beside these
    Label label = {}; // of what the question shows
};

// Tells gate.opened and gate.decided and waits for the person between them. Answers from the record where it has one.
// Cancelled: stopped, or the record ends here.
[[nodiscard]] Result<GateAnswer> askAt(RunScope& scope, const GateQuestion& question,
                                       std::stop_token stop);

} // namespace signalbox::workflow
