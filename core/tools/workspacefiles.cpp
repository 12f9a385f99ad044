// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/workspacefiles.h"

#include "base/text.h"
#include "tools/editdistance.h"
#include "tools/pathwalk.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <deque>
#include <filesystem>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace signalbox::tools {

namespace {
constexpr std::size_t longestPath = 4096;
constexpr std::size_t maxNames = 50'000; // of one folder

// "a/b" inside `folder`, made where it is missing.
Result<FileHandle> makeFolders(int folder, std::string_view path)
{
    auto here = openInside(folder, ".", O_PATH | O_DIRECTORY);
    for (const auto part : split(path, '/')) {
        if (part.empty())
            continue;
        const std::string name(part);
        if (::mkdirat(here.get(), name.c_str(), 0777) != 0 && errno != EEXIST)
            return failErrno(errno, "cannot make the folder " + shownPath(name));
        auto next = openInside(here.get(), name, O_PATH | O_DIRECTORY);
        if (!next.isOpen())
            return failErrno(errno, shownPath(name) + " is not a folder");
        here = std::move(next);
    }
    if (!here.isOpen())
        return failErrno(errno, "cannot open a folder");
    return here;
}

std::string_view parentOf(std::string_view path)
{
    const auto slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

std::string nameOf(std::string_view path)
{
    return std::string(path.substr(path.rfind('/') + 1));
}

// Renames and never replaces, also where the file system cannot do so in one step (files only, then).
bool renameNew(int from, const std::string& oldName, int to, const std::string& newName)
{
    if (::renameat2(from, oldName.c_str(), to, newName.c_str(), RENAME_NOREPLACE) == 0)
        return true;
    if (errno != EINVAL && errno != ENOSYS)
        return false;
    return ::linkat(from, oldName.c_str(), to, newName.c_str(), 0) == 0
        && ::unlinkat(from, oldName.c_str(), 0) == 0;
}

Result<> unchanged(const Target& target)
{
    if (target.folder && identityOf(target.folder->get(), target.leaf) == target.identity)
        return {};
    return fail(Errc::Unavailable,
                shownPath(target.path)
                    + " has changed since this call was checked; look at it and call again");
}

Result<> writeTo(int file, std::string_view bytes, const std::string& path)
{
    while (!bytes.empty()) {
        const auto count = ::write(file, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return failErrno(errno, "cannot write " + shownPath(path));
        bytes.remove_prefix(std::size_t(count));
    }
    return ::fsync(file) == 0 ? Result<>() : failErrno(errno, "cannot save " + shownPath(path));
}

std::vector<std::string> namesIn(const FileHandle& folder, bool& all)
{
    std::vector<std::string> names;
    DIR* const stream = ::fdopendir(::fcntl(folder.get(), F_DUPFD_CLOEXEC, 0));
    if (!stream)
        return names;
    while (const auto* entry = ::readdir(stream)) {
        const std::string_view name = entry->d_name;
        if (name == "." || name == "..")
            continue;
        if (names.size() == maxNames) {
            all = false;
            break;
        }
        names.emplace_back(name);
    }
    ::closedir(stream);
    std::sort(names.begin(), names.end());
    return names;
}

Entry entryOf(int folder, const std::string& name)
{
    Entry entry;
    struct stat info
    { };
    entry.kind = EntryKind::Other;
    if (::fstatat(folder, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0)
        return entry;
    if (S_ISREG(info.st_mode)) {
        entry.kind = EntryKind::File;
        entry.size = std::uint64_t(info.st_size);
    } else if (S_ISDIR(info.st_mode)) {
        entry.kind = EntryKind::Folder;
    } else if (S_ISLNK(info.st_mode)) {
        entry.kind = EntryKind::Link;
    }
    return entry;
}
} // namespace

WorkspaceFiles::WorkspaceFiles(std::string root)
    : m_root(std::move(root))
{
    while (m_root.size() > 1 && m_root.ends_with('/'))
        m_root.pop_back();
}

Result<Target> WorkspaceFiles::locate(std::string_view path) const
{
    return walkTo(m_root, path);
}

Result<FileHandle> WorkspaceFiles::openFile(const Target& target) const
{
    if (!target.folder)
        return fail(Errc::Internal, "the path was not resolved");
    // First without opening it: opening a device can already do something.
    const auto look = openInside(target.folder->get(), target.leaf, O_PATH);
    struct stat before
    { };
    if (!look.isOpen() && (errno == ENOENT || errno == ENOTDIR))
        return fail(Errc::NotFound, missingWords(target));
    if (!look.isOpen() || ::fstat(look.get(), &before) != 0)
        return failErrno(errno, "cannot open " + shownPath(target.path));
    if (S_ISDIR(before.st_mode))
        return fail(Errc::Invalid,
                    shownPath(target.path) + " is a folder; list_files shows what is in it");
    if (!S_ISREG(before.st_mode))
        return fail(Errc::Denied,
                    shownPath(target.path) + " is a device, FIFO, link or socket, not a file");
    auto file = openInside(target.folder->get(), target.leaf, O_RDONLY | O_NONBLOCK | O_NOCTTY);
    struct stat after
    { };
    if (!file.isOpen() || ::fstat(file.get(), &after) != 0)
        return failErrno(errno, "cannot open " + shownPath(target.path));
    if (before.st_dev != after.st_dev || before.st_ino != after.st_ino)
        return fail(Errc::Unavailable,
                    shownPath(target.path) + " was replaced while it was opened; call again");
    return file;
}

Result<std::string> WorkspaceFiles::readAll(const Target& target, std::size_t limit) const
{
    const auto file = openFile(target);
    if (!file)
        return tl::unexpected(file.error());
    std::string bytes;
    char part[64u << 10];
    for (;;) {
        const auto count = ::read(file->get(), part, sizeof part);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return failErrno(errno, "cannot read " + shownPath(target.path));
        if (count == 0)
            return bytes;
        bytes.append(part, std::size_t(count));
        if (bytes.size() > limit)
            return fail(Errc::Limit,
                        shownPath(target.path) + " has more than " + std::to_string(limit)
                            + " bytes");
    }
}

Result<> WorkspaceFiles::save(const Target& target, std::string_view bytes) const
{
    if (auto same = unchanged(target); !same)
        return same;
    if (target.leaf.empty())
        return fail(Errc::Invalid, "the workspace itself is a folder, not a file");
    const bool isNew = target.identity == "missing";
    struct stat info
    { };
    if (!isNew
        && (::fstatat(target.folder->get(), target.leaf.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0
            || !S_ISREG(info.st_mode)))
        return fail(Errc::Invalid, shownPath(target.path) + " is a folder, not a file");
    const auto folder = makeFolders(target.folder->get(), parentOf(target.leaf));
    if (!folder)
        return tl::unexpected(folder.error());
    static std::atomic<unsigned> counter = 0;
    const auto name = nameOf(target.leaf);
    const auto temporary =
        ".signalbox-" + std::to_string(::getpid()) + "-" + std::to_string(++counter);
    const auto file =
        openInside(folder->get(), temporary, O_WRONLY | O_CREAT | O_EXCL, isNew ? 0666 : 0600);
    if (!file.isOpen())
        return failErrno(errno, "cannot write beside " + shownPath(target.path));
    auto written = writeTo(file.get(), bytes, target.path);
    if (written && !isNew && ::fchmod(file.get(), info.st_mode & 07777) != 0)
        written = failErrno(errno, "cannot save " + shownPath(target.path));
    if (written && !isNew)
        written = unchanged(target);
    if (written
        && !(isNew
                 ? renameNew(folder->get(), temporary, folder->get(), name)
                 : ::renameat(folder->get(), temporary.c_str(), folder->get(), name.c_str()) == 0))
        written = failErrno(errno, "cannot save " + shownPath(target.path));
    if (!written)
        ::unlinkat(folder->get(), temporary.c_str(), 0);
    else if (const auto open = openInside(folder->get(), ".", O_RDONLY | O_DIRECTORY);
             open.isOpen())
        ::fsync(open.get());
    return written;
}

Result<> WorkspaceFiles::move(const Target& from, const Target& to) const
{
    if (from.leaf.empty() || to.leaf.empty())
        return fail(Errc::Denied, "the workspace itself cannot be moved or replaced");
    if (from.identity == "missing")
        return fail(Errc::NotFound, missingWords(from));
    if (to.identity != "missing")
        return fail(Errc::Exists,
                    shownPath(to.path)
                        + " exists already and is never overwritten; choose another name");
    for (const auto* target : {&from, &to}) {
        if (auto same = unchanged(*target); !same)
            return same;
    }
    const auto folder = makeFolders(to.folder->get(), parentOf(to.leaf));
    if (!folder)
        return tl::unexpected(folder.error());
    if (!renameNew(from.folder->get(), from.leaf, folder->get(), nameOf(to.leaf)))
        return failErrno(errno,
                         "cannot move " + shownPath(from.path) + " to " + shownPath(to.path));
    return {};
}

Result<std::string> WorkspaceFiles::discard(const Target& target, const std::string& trash) const
{
    if (target.leaf.empty())
        return fail(Errc::Denied, "the workspace itself cannot be deleted");
    if (target.identity == "missing")
        return fail(Errc::NotFound, missingWords(target));
    if (auto same = unchanged(target); !same)
        return tl::unexpected(same.error());
    const bool inside = trash.starts_with(m_root + "/");
    const std::string base = inside ? m_root : "/";
    const auto start = FileHandle(::open(base.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (trash.empty() || !start.isOpen())
        return fail(Errc::Internal, "this run has no trash");
    const auto trashPath = trash.substr(base.size());
    const auto folder =
        makeFolders(start.get(), trashPath + "/" + std::string(parentOf(target.path)));
    if (!folder)
        return tl::unexpected(folder.error());
    const auto shownTrash = inside ? trashPath.substr(trashPath.find_first_not_of('/')) : trash;
    for (int copy = 1; copy <= 1000; ++copy) {
        const auto suffix = copy == 1 ? std::string() : "~" + std::to_string(copy);
        if (renameNew(target.folder->get(), target.leaf, folder->get(),
                      nameOf(target.path) + suffix))
            return shownTrash + "/" + target.path + suffix;
        if (errno != EEXIST)
            return failErrno(errno, "cannot move " + shownPath(target.path) + " to the trash");
    }
    return fail(Errc::Exists, shownPath(target.path) + " lies too often in the trash of this run");
}

Result<> WorkspaceFiles::restore(std::string_view discarded, std::string_view path) const
{
    const auto from = locate(discarded);
    if (!from)
        return tl::unexpected(from.error());
    const auto to = locate(path);
    if (!to)
        return tl::unexpected(to.error());
    return move(*from, *to);
}

Result<> WorkspaceFiles::walk(const Target& folder, const std::function<bool(const Entry&)>& visit,
                              const std::function<bool(const Entry&)>& enter,
                              std::stop_token stop) const
{
    if (folder.identity == "missing")
        return fail(Errc::NotFound, missingWords(folder));
    const auto base = openInside(folder.folder->get(), folder.leaf, O_PATH);
    std::deque<std::string> waiting = {""}; // relative to base
    bool all = true;
    for (bool first = true; !waiting.empty(); first = false) {
        if (stop.stop_requested())
            return fail(Errc::Cancelled, "stopped");
        const auto here = std::move(waiting.front());
        waiting.pop_front();
        const auto open = openInside(base.get(), here, O_RDONLY | O_DIRECTORY);
        if (!open.isOpen() && first)
            return failErrno(errno, shownPath(folder.path) + " cannot be listed");
        for (const auto& name : open.isOpen() ? namesIn(open, all) : std::vector<std::string>()) {
            auto entry = entryOf(open.get(), name);
            const auto inner = here.empty() ? name : here + "/" + name;
            entry.path = folder.path.empty() ? inner : folder.path + "/" + inner;
            if (!visit(entry))
                return {};
            if (entry.kind == EntryKind::Folder && inner.size() < longestPath && enter(entry))
                waiting.push_back(inner);
        }
    }
    return all ? Result<>() : fail(Errc::Limit, "a folder holds more than 50,000 names");
}

std::string WorkspaceFiles::missingWords(const Target& target) const
{
    std::string words = "there is no " + shownPath(target.path);
    if (!target.folder)
        return words;
    const auto first = target.leaf.substr(0, target.leaf.find('/'));
    const auto above = target.path.substr(0, target.path.size() - target.leaf.size());
    bool all = true;
    const auto open = openInside(target.folder->get(), ".", O_RDONLY | O_DIRECTORY);
    auto names = open.isOpen() ? namesIn(open, all) : std::vector<std::string>();
    std::erase_if(names,
                  [](const std::string& name) { return name == ".git" || name == ".signalbox"; });
    if (names.size() > 2000)
        names.resize(2000);
    const auto wanted = lower(truncateUtf8(first, 255)); // no name is longer
    std::vector<std::pair<std::size_t, std::string>> near;
    for (const auto& name : names)
        near.emplace_back(editDistance(wanted, lower(name)), name);
    std::sort(near.begin(), near.end());
    if (near.empty())
        return words + "; " + (above.empty() ? "the workspace" : shownPath(above)) + " is empty";
    words += "; in " + (above.empty() ? "the workspace" : shownPath(above))
        + " there are, nearest first: ";
    for (std::size_t i = 0; i < near.size() && i < 5; ++i)
        words += (i == 0 ? "" : ", ") + showInvisible(truncateUtf8(toUtf8(near[i].second), 100));
    if (near.size() > 5)
        words += " and " + std::to_string(near.size() - 5) + " more";
    return words;
}

} // namespace signalbox::tools
