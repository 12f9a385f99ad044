// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "values/workspaceview.h"
#include "workspace/folder.h"

#include <set>
#include <string>
#include <vector>

namespace signalbox::workspace {

// Names that broken files probably mean to define: speaking of them is no mistake of its own.
struct DeclaredNames
{
    std::set<std::string> agents;
    std::set<std::string> tools;
    std::set<std::string> workflows;
    std::set<std::string> models; // all keys of "models", also of broken entries
};

// What could be read of definitions with errors.
struct UnloadedDefinitions
{
    std::vector<AgentDefinition> agents;
    std::vector<ToolDefinition> tools;
    std::vector<WorkflowFile> workflows;
};

// Adds what is wrong between the files of `view`: names that nothing has, scripts that are not there.
void checkReferences(const Folder& folder, DeclaredNames declared,
                     const UnloadedDefinitions& broken, bool settingsRead, WorkspaceView& view);

[[nodiscard]] const std::vector<std::string>& builtinToolNames();

} // namespace signalbox::workspace
