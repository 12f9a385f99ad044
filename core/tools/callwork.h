// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/jsonvalue.h"
#include "tools/callpipeline.h"

// Shared by the files of the pipeline, not for others.
namespace signalbox::tools {

// The JSON of a label, and back.
[[nodiscard]] Json labelValue(Label label);
[[nodiscard]] Label labelFrom(const Json* value);
// The value of a JSON text, or `fallback` where it is none.
[[nodiscard]] Json parsedOr(const std::string& text, Json fallback);
// Of what will run: definition, arguments and what they point at now.
[[nodiscard]] std::string hashOf(const Tool& tool, const Resolved& resolved);

// One call on its way.
struct CallPipeline::Work
{
    const ToolCall& call;
    const CallSite& site;
    std::stop_token stop;
    CallOutcome outcome{};
    const Tool* tool = nullptr;
    Json arguments{}; // as the model asked, without _confidence
    std::optional<double> confidence{};
    Resolved resolved{};
    Json resolvedArguments{};
    Json run{}; // for expressions
    std::string hash{}; // of what will run
    std::string note{}; // what the model is told besides the result
    int gates = 0;
    int limits = 0; // how often a limit was met
    bool grantable = false; // whether the answer of the open gate may cover later calls
    std::chrono::milliseconds took{0};
};

} // namespace signalbox::tools
