// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workspace/workspace.h"

#include "base/file.h"
#include "base/jsonvalue.h"
#include "workspace/document.h"

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>

namespace signalbox::workspace {

namespace {
// {"signalbox": 1, "workspaces": {ROOT: {"items": {HASH: WHAT}}}}
Result<Json> readTrust(const std::filesystem::path& path)
{
    auto text = readFile(path);
    if (!text && text.error().code == Errc::NotFound)
        return Json{{"signalbox", formatVersion}, {"workspaces", Json::object()}};
    if (!text)
        return tl::unexpected(text.error());
    auto document = parseJson(*text);
    const auto* workspaces = document ? find(*document, "workspaces") : nullptr;
    if (!workspaces || !workspaces->is_object()
        || intAt(*document, "signalbox").value_or(formatVersion) > formatVersion)
        return fail(Errc::Invalid, "cannot be read as what you trust: move it away and trust again",
                    path.string());
    return document;
}

// One writer at a time; readers need no lock, the file is replaced whole.
Result<FileHandle> lockTrust(const std::filesystem::path& folder)
{
    const auto path = folder / "trust.lock";
    FileHandle lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!lock.isOpen())
        return failErrno(errno, "cannot open", path.string());
    while (::flock(lock.get(), LOCK_EX) != 0) {
        if (errno != EINTR)
            return failErrno(errno, "cannot lock", path.string());
    }
    return lock;
}

std::filesystem::path trustPath(const UserFolders& user)
{
    return user.config / "trust.json";
}

// The key of a workspace: where it really lies.
std::string canonicalRoot(const WorkspaceView& workspace)
{
    std::error_code error;
    const auto path = std::filesystem::canonical(workspace.root, error);
    return error ? workspace.root : path.string();
}
} // namespace

Result<> trust(const WorkspaceView& workspace, const UserFolders& user)
{
    std::error_code error;
    if (std::filesystem::create_directories(user.config, error))
        std::filesystem::permissions(user.config, std::filesystem::perms::owner_all, error);
    const auto lock = lockTrust(user.config);
    if (!lock)
        return tl::unexpected(lock.error());
    auto document = readTrust(trustPath(user));
    if (!document)
        return tl::unexpected(document.error());
    Json items = Json::object();
    for (const auto& item : trustItems(workspace))
        items[item.hash] = item.what + " (" + item.where + ")";
    (*document)["workspaces"][canonicalRoot(workspace)] = Json{{"items", std::move(items)}};
    return writeFileAtomically(trustPath(user), prettyJson(*document) + "\n", 0600);
}

bool isTrusted(const WorkspaceView& workspace, const UserFolders& user)
{
    const auto items = trustItems(workspace);
    if (items.empty())
        return true;
    const auto document = readTrust(trustPath(user));
    if (!document)
        return false;
    const auto* known = find((*document)["workspaces"], canonicalRoot(workspace));
    const auto* accepted = known ? find(*known, "items") : nullptr;
    return accepted && std::all_of(items.begin(), items.end(), [accepted](const TrustItem& item) {
               return find(*accepted, item.hash);
           });
}

} // namespace signalbox::workspace
