// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "tools/registry.h"

#include <functional>
#include <string>
#include <vector>

namespace signalbox::tools {

// What is wrong with the arguments of a call, for the model.
struct CheckFinding
{
    std::string check; // "schema", "path_exists", "require", "unknown_tool"
    std::string param;
    std::string message;

    bool operator==(const CheckFinding&) const = default;
};

// What checks may look at.
struct CheckScope
{
    std::string root; // of the workspace
    const Json* run = nullptr;
    std::function<Result<Json>(const std::string& name)> file;
    const Json* state = nullptr; // of the graph that calls
};

// Names that "check" may have.
[[nodiscard]] const std::vector<std::string>& namedChecks();

[[nodiscard]] std::vector<CheckFinding> checkSchema(const Tool& tool, const Json& arguments);
// The checks the definition asks for, after the schema.
[[nodiscard]] std::vector<CheckFinding> checkMeaning(const Tool& tool, const Json& arguments,
                                                     const CheckScope& scope);
// One text of all findings: what the model is told.
[[nodiscard]] std::string findingsText(const std::vector<CheckFinding>& findings);

} // namespace signalbox::tools
