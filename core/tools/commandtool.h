// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "process/process.h"
#include "tools/workspacefiles.h"
#include "values/workspaceview.h"

#include <memory>
#include <string>
#include <vector>

namespace signalbox::tools {

// How the commands of a run are started.
struct CommandSettings
{
    bool sandboxOff = false; // the person's own choice, never a workspace's
    std::string bubblewrap = std::string(process::bubblewrap);
};

// Runs tools of kind `command`, and run_command: a program and its arguments, never a shell line, in a sandbox that follows
// the tool's effects. Without bubblewrap it refuses. Thread safe; what it is given outlives it.
class CommandRunner final : public Runner
{
public:
    CommandRunner(process::Processes& processes, const WorkspaceFiles& files,
                  std::shared_ptr<const WorkspaceView> workspace, CommandSettings settings = {});

    // Paths are arguments with a check for paths, of "format": "path", or of a usual name (path, file, folder, ..._path).
    [[nodiscard]] Result<Resolved> resolve(const ToolDefinition& tool,
                                           const Json& arguments) const override;
    [[nodiscard]] RunnerResult run(const ToolDefinition& tool, const Resolved& call,
                                   const RunContext& context, std::stop_token stop) const override;

    // Outside the sandbox: the person said so, or the tool of a workspace that the person trusts does.
    [[nodiscard]] bool isConfined(const ToolDefinition& tool) const;
    // What the sandbox of the tool opens only once the workspace is trusted: "a run without a sandbox", "the network",
    // "folders outside the workspace"; empty: nothing.
    [[nodiscard]] std::string needsTrust(const ToolDefinition& tool) const;
    // run_command {"command": [...]}
    [[nodiscard]] RunnerResult runArguments(const ToolDefinition& tool, const Json& arguments,
                                            const RunContext& context, std::stop_token stop) const;

private:
    [[nodiscard]] SandboxSpec specOf(const ToolDefinition& tool) const;
    [[nodiscard]] Result<process::Outcome> start(const ToolDefinition& tool,
                                                 process::Command command,
                                                 const RunContext& context,
                                                 std::stop_token stop) const;

    process::Processes& m_processes;
    const WorkspaceFiles& m_files;
    const std::shared_ptr<const WorkspaceView> m_workspace;
    const CommandSettings m_settings;
};

// The argv of a call: `{param}` is replaced in place, never split; an element that names an absent one is left out. Braces
// that name no parameter of the tool stay.
[[nodiscard]] std::vector<std::string> fillArguments(const ToolDefinition& tool,
                                                     const Json& arguments);

} // namespace signalbox::tools
