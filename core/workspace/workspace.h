// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "values/workflowtemplate.h"
#include "values/workspaceview.h"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox::workspace {

// Where the program keeps what belongs to the person and not to a workspace: trust, policy, prices, settings.
struct UserFolders
{
    std::filesystem::path config; // $XDG_CONFIG_HOME/signalbox
    std::filesystem::path data; // $XDG_DATA_HOME/signalbox
};
[[nodiscard]] UserFolders userFolders(); // from the environment, else below the home folder

// Reads a whole workspace. Fails only where `root` is no folder; what is wrong in its files stands in `problems`, and the
// files that are right are loaded. Reading starts nothing and connects to nothing.
[[nodiscard]] Result<std::shared_ptr<const WorkspaceView>> load(const std::filesystem::path& root,
                                                                const UserFolders& user);

// The problems of load() alone, for the command line. hasErrors: whether one of them is more than a warning.
[[nodiscard]] Result<std::vector<Problem>> check(const std::filesystem::path& root,
                                                 const UserFolders& user);
[[nodiscard]] bool hasErrors(const std::vector<Problem>& problems);

// The problems load() would find in `file` if it held `text`: for an editor, before it is saved. The other files are read
// as they lie; `file` itself is not touched and may not be there yet.
[[nodiscard]] Result<std::vector<Problem>>
checkEdited(const std::filesystem::path& root, std::string_view file, std::string_view text);

// `now` with what a run recorded of its definitions (run.started) in place of the files of today.
[[nodiscard]] std::shared_ptr<const WorkspaceView> recordedView(const WorkspaceView& now,
                                                                const Json& definitions);

// The folder itself or the nearest parent that holds signalbox.json.
[[nodiscard]] Result<std::filesystem::path> findRoot(const std::filesystem::path& start);

// Saves one file of the workspace ("tools/x.json"): refused (Invalid, with the findings in the message) where it does not
// follow its schema. The text is written as it is, so that a person's order and unknown fields stay.
[[nodiscard]] Result<> save(const std::filesystem::path& root, std::string_view file,
                            std::string_view json);

// Problems of the text of one file, as load() would find them, for an editor.
[[nodiscard]] std::vector<Problem> checkFile(std::string_view file, std::string_view json);

// "file: path: expected ..., found ...; mend" on one line.
[[nodiscard]] std::string problemText(const Problem& problem);

// What an untrusted workspace may not do until the person accepts it.
struct TrustItem
{
    std::string what; // "allow rule 'writes in out/'", "reach 127.0.0.5:8080", ...
    std::string where; // file and JSON path
    std::string hash; // of what would be accepted

    bool operator==(const TrustItem&) const = default;
};
[[nodiscard]] std::vector<TrustItem> trustItems(const WorkspaceView& workspace);
// Accepts the items as they stand now, by hash, in the person's folder.
[[nodiscard]] Result<> trust(const WorkspaceView& workspace, const UserFolders& user);
[[nodiscard]] bool isTrusted(const WorkspaceView& workspace, const UserFolders& user);

// The definition of one file. Errors are collected in `problems`.
[[nodiscard]] Result<ToolDefinition> toolFromJson(std::string_view json, std::string_view file,
                                                  std::vector<Problem>& problems);
[[nodiscard]] Result<AgentDefinition> agentFromJson(std::string_view json, std::string_view file,
                                                    const std::filesystem::path& root,
                                                    std::vector<Problem>& problems);
[[nodiscard]] Result<Policy> policyFromJson(std::string_view json, std::string_view file,
                                            std::vector<Problem>& problems);

// Copies an example or a template of the program's resources (":/examples/NAME", ":/templates/NAME") to `target` and
// trusts it. NotFound where there is none of this name, Exists where the target holds something.
[[nodiscard]] Result<> createFromExample(std::string_view name, const std::filesystem::path& target,
                                         const UserFolders& user);
[[nodiscard]] std::vector<std::string> exampleNames();

// The templates that the program brings, in the order they are shown. Read once; any thread.
[[nodiscard]] const std::vector<WorkflowTemplate>& templates();
[[nodiscard]] const WorkflowTemplate* findTemplate(std::string_view name); // null: there is none
// All files of a template by their names, relative and sorted; empty where there is none of this name.
[[nodiscard]] std::map<std::string, std::string> templateFiles(std::string_view name);

} // namespace signalbox::workspace
