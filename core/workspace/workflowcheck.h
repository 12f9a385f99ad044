// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "values/workflowdefinition.h"
#include "workspace/problems.h"

namespace signalbox::workspace {

class ArgumentCheck;

// What can be told of a graph before anything runs: nodes that are unknown or never reached, ways that end nowhere, parallel
// regions, keys of the state, types in expressions and templates, cycles without a limit. Names of agents, tools, models
// and workflows are the business of the references.
// With `arguments`, those of its tool nodes are held against the parameters of their tools.
void checkGraph(const GraphDefinition& graph, const FileCheck& check,
                ArgumentCheck* arguments = nullptr);
void checkOrchestrator(const OrchestratorDefinition& orchestrator, const FileCheck& check);

} // namespace signalbox::workspace
