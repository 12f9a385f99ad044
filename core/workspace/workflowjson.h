// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "values/workflowdefinition.h"

#include <string_view>

namespace signalbox::workspace {

// From workflows/NAME.json that follows its schema. Tolerant: what has the wrong type is left at its default. Errors are
// those of JSON, or the other kind of workflow.
[[nodiscard]] Result<GraphDefinition> graphFromJson(std::string_view document);
[[nodiscard]] Result<OrchestratorDefinition> orchestratorFromJson(std::string_view document);

} // namespace signalbox::workspace
