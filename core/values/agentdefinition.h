// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "values/limits.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace signalbox {

// agents/NAME.json
struct AgentDefinition
{
    std::string name;
    std::string description;
    std::string model = "default";
    std::string instructions; // lines joined, or the text of the named file
    std::vector<std::string> tools; // names and globs
    Limits limits;
    std::optional<double> askBelow; // "confidence": {"ask_below"}
    std::optional<double> compactAt; // "context": {"compact_at"}
    std::optional<std::int64_t> toolResultTokens;
    std::string outputSchema; // JSON Schema, empty: none
    std::string source; // file, relative to the workspace
    std::string document; // the JSON text of that file
    std::string hash;

    bool operator==(const AgentDefinition&) const = default;
};

} // namespace signalbox
