// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "workflow/runscope.h"

#include <stop_token>
#include <string>
#include <vector>

namespace signalbox::workflow {

// The calls of one reply through the pipeline: independent ones at the same time on threads of their own, those that name
// the same thing one after the other. Outcomes in the order of the calls.
[[nodiscard]] std::vector<tools::CallOutcome> runCalls(RunScope& scope,
                                                       const std::vector<ToolCall>& calls,
                                                       const std::vector<tools::CallSite>& sites,
                                                       std::stop_token stop);

// Whether a call must wait for an earlier one of the same reply: one of them has effects and both name the same text.
[[nodiscard]] bool dependsOn(const tools::Registry& registry, const ToolCall& later,
                             const ToolCall& earlier);

} // namespace signalbox::workflow
