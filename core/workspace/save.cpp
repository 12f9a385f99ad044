// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workspace/workspace.h"

#include "base/file.h"
#include "base/jsonvalue.h"
#include "base/text.h"
#include "workspace/definitions.h"
#include "workspace/document.h"
#include "workspace/folder.h"

#include <cstdlib>
#include <system_error>

#include <pwd.h>
#include <sys/types.h>
#include <unistd.h>

namespace signalbox::workspace {

namespace {
std::filesystem::path homeFolder()
{
    if (const char* home = std::getenv("HOME"); home && *home == '/')
        return home;
    const passwd* entry = ::getpwuid(::getuid());
    return entry && entry->pw_dir ? entry->pw_dir : "/";
}

std::filesystem::path baseFolder(const char* variable, const char* belowHome)
{
    // the XDG rule: a value that is not absolute is ignored
    if (const char* value = std::getenv(variable); value && *value == '/')
        return value;
    return homeFolder() / belowHome;
}

Result<> makeParent(const Folder& folder, std::string_view file)
{
    const auto slash = file.find('/');
    if (slash == std::string_view::npos)
        return {};
    const auto sub = folder.root() / file.substr(0, slash);
    std::error_code error;
    std::filesystem::create_directory(sub, error);
    const auto status = std::filesystem::symlink_status(sub, error);
    if (std::filesystem::is_directory(status))
        return {};
    return fail(Errc::Denied, "is no folder of the workspace itself", sub.string());
}
} // namespace

UserFolders userFolders()
{
    return {baseFolder("XDG_CONFIG_HOME", ".config") / "signalbox",
            baseFolder("XDG_DATA_HOME", ".local/share") / "signalbox"};
}

Result<std::filesystem::path> findRoot(const std::filesystem::path& start)
{
    std::error_code error;
    const auto first = std::filesystem::canonical(start, error);
    if (error)
        return fail(Errc::NotFound, "there is no folder of this name", start.string());
    for (auto folder = first;; folder = folder.parent_path()) {
        if (std::filesystem::exists(folder / "signalbox.json", error))
            return folder;
        if (!folder.has_relative_path())
            break;
    }
    return fail(Errc::NotFound,
                "neither this folder nor one above it is a workspace: there is no signalbox.json",
                first.string());
}

std::vector<Problem> checkFile(std::string_view file, std::string_view json)
{
    std::vector<Problem> problems;
    const FileCheck check{std::string(file), &problems};
    const auto kind = fileKind(file);
    if (!kind) {
        check.error(
            {}, "signalbox.json, policy.json or a file of agents/, tools/, workflows/, scripts/",
            "another file", "choose one of these names");
        return problems;
    }
    if (*kind == FileKind::Tool) {
        (void)toolFromJson(json, file, problems);
    } else if (*kind == FileKind::Agent) {
        (void)agentFromJson(json, file, {}, problems);
    } else if (*kind == FileKind::Policy) {
        (void)policyFromJson(json, file, problems);
    } else {
        const auto document = readDocument(*kind, json, check);
        WorkspaceView view;
        if (document && *kind == FileKind::Settings)
            readSettings(*document, json, check, view);
    }
    return problems;
}

Result<> save(const std::filesystem::path& root, std::string_view file, std::string_view json)
{
    const auto folder = Folder::open(root);
    if (!folder)
        return tl::unexpected(folder.error());
    std::string findings;
    for (const auto& problem : checkFile(file, json)) {
        if (problem.severity == Severity::Error)
            findings += (findings.empty() ? "" : "\n") + problemText(problem);
    }
    if (!findings.empty())
        return fail(Errc::Invalid, std::move(findings));
    if (auto made = makeParent(*folder, file); !made)
        return made;
    return writeFileAtomically(folder->root() / file, json);
}

} // namespace signalbox::workspace
