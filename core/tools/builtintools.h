// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/commandtool.h"
#include "tools/fetchtool.h"
#include "tools/workspacefiles.h"

#include <vector>

namespace signalbox::tools {

// read_file write_file edit_file list_files search_files move_file delete_file run_command fetch_url ask_user.
// Pinned like any other tool; `hash` covers name, description, parameters and effects.
[[nodiscard]] const std::vector<ToolPtr>& builtinDefinitions();

// Runs them, but for ask_user, which the call pipeline answers. Thread safe; what it is given outlives it.
class BuiltinRunner final : public Runner
{
public:
    BuiltinRunner(const WorkspaceFiles& files, const CommandRunner& commands,
                  const FetchTool& fetch);

    [[nodiscard]] Result<Resolved> resolve(const ToolDefinition& tool,
                                           const Json& arguments) const override;
    [[nodiscard]] RunnerResult run(const ToolDefinition& tool, const Resolved& call,
                                   const RunContext& context, std::stop_token stop) const override;
    [[nodiscard]] bool isReversible(const ToolDefinition& tool) const override;
    [[nodiscard]] std::optional<std::string> before(const ToolDefinition& tool,
                                                    const Resolved& call) const override;

private:
    const WorkspaceFiles& m_files;
    const CommandRunner& m_commands;
    const FetchTool& m_fetch;
};

// One each, with the arguments and targets that resolve() gave.
[[nodiscard]] RunnerResult readFileTool(const WorkspaceFiles& files, const Json& arguments,
                                        const Target& path, std::stop_token stop);
[[nodiscard]] RunnerResult writeFileTool(const WorkspaceFiles& files, const Json& arguments,
                                         const Target& path, const RunContext& context);
[[nodiscard]] RunnerResult editFileTool(const WorkspaceFiles& files, const Json& arguments,
                                        const Target& path, const RunContext& context);
[[nodiscard]] RunnerResult moveFileTool(const WorkspaceFiles& files, const Target& from,
                                        const Target& to, const RunContext& context);
[[nodiscard]] RunnerResult deleteFileTool(const WorkspaceFiles& files, const Target& path,
                                          const RunContext& context);
[[nodiscard]] RunnerResult listFilesTool(const WorkspaceFiles& files, const Json& arguments,
                                         const Target& path, std::stop_token stop);
[[nodiscard]] RunnerResult searchFilesTool(const WorkspaceFiles& files, const Json& arguments,
                                           const Target& path, std::stop_token stop);

} // namespace signalbox::tools
