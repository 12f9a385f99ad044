// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "values/workflowtemplate.h"
#include "workspace/workspace.h"

namespace signalbox::workspace {

// How the workflows of a template come into a workspace with their agents, tools and data: what clashes with a file or a name
// that is there is renamed, with everything that speaks of it; what is there word for word is used as it is. Rules are not
// brought along. Reads the disk, writes nothing. NotFound where there is no such template.
[[nodiscard]] Result<TemplatePlan> planTemplate(const WorkspaceView& into, std::string_view name,
                                                bool isScripted);
// Writes the files of a plan, all or none. Exists where one that was to be new is there, Denied where a folder on the way is
// a link.
[[nodiscard]] Result<> writePlan(const std::filesystem::path& root, const TemplatePlan& plan);

} // namespace signalbox::workspace
