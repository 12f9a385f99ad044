// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "values/limits.h"
#include "values/tooldefinition.h"
#include "values/workspaceview.h"
#include "workspace/problems.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// From the JSON of a file that was checked to plain structs. Tolerant: what has the wrong type was reported already and
// is left at its default.
namespace signalbox::workspace {

[[nodiscard]] Limits limitsFromJson(const Json& object);
// `value`: an object, false or "off".
[[nodiscard]] SandboxSpec sandboxFromJson(const Json& value);
[[nodiscard]] std::vector<std::string> stringsFromJson(const Json& array);
[[nodiscard]] std::vector<std::pair<std::string, std::string>> pairsFromJson(const Json& object);
[[nodiscard]] std::optional<Effects> effectsFromJson(const Json& object); // of its "effects"

[[nodiscard]] ToolDefinition toolFromDocument(const Json& document, std::string_view text,
                                              const FileCheck& check);
[[nodiscard]] Policy policyFromDocument(const Json& document, std::string_view text,
                                        const FileCheck& check);
// All but agents, tools, workflows and policy.
void readSettings(const Json& document, std::string_view text, const FileCheck& check,
                  WorkspaceView& view);

// SHA-256 hex of the canonical JSON of a definition; what does not change what it does (cases, "$schema", "signalbox") is
// left out.
[[nodiscard]] std::string definitionHash(Json document);

// An error with the column where an expression does not compile. `names` are in scope; empty: any.
void checkExpression(std::string_view source, const std::vector<std::string>& names,
                     const std::string& path, const FileCheck& check);

} // namespace signalbox::workspace
