// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/workspacefiles.h"

#include "base/text.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <deque>
#include <filesystem>

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace signalbox::tools {

namespace {
constexpr std::size_t maxPath = 4096;
constexpr std::size_t maxName = 255;
constexpr int maxLinks = 40; // as the kernel
constexpr std::size_t maxNames = 50'000; // of one folder

FileHandle openInside(int folder, const std::string& name, int flags, unsigned mode = 0)
{
    open_how how{};
    how.flags = std::uint64_t(unsigned(flags | O_CLOEXEC | O_NOFOLLOW));
    how.mode = mode;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
    return FileHandle(
        int(::syscall(SYS_openat2, folder, name.empty() ? "." : name.c_str(), &how, sizeof how)));
}

std::string identityText(const struct stat& info)
{
    const auto time = std::int64_t(info.st_mtim.tv_sec) * 1'000'000'000 + info.st_mtim.tv_nsec;
    return std::to_string(info.st_dev) + ":" + std::to_string(info.st_ino) + ":"
        + std::to_string(info.st_size) + ":" + std::to_string(time);
}

std::string joined(const std::vector<std::string>& names)
{
    std::string path;
    for (const auto& name : names)
        path += (path.empty() ? "" : "/") + name;
    return path;
}

std::string shown(std::string_view path)
{
    return "'" + showInvisible(truncateUtf8(path, 300)) + "'";
}

// One path on its way through the workspace.
class Walk
{
public:
    Walk(const std::string& root, std::string_view path)
        : m_root(root)
        , m_path(path)
    {
        m_folders.push_back(
            std::make_shared<FileHandle>(::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)));
    }

    Result<Target> go()
    {
        if (!m_folders.front()->isOpen())
            return failErrno(errno, "cannot open the workspace", m_root);
        if (auto accepted = accept(m_path); !accepted)
            return tl::unexpected(accepted.error());
        int steps = 0;
        while (!m_pending.empty()) {
            if (++steps > 10'000) // somebody changes the folders while they are walked
                return fail(Errc::Unavailable, shown(m_path) + " changes too fast");
            const auto name = std::move(m_pending.front());
            m_pending.pop_front();
            if (auto stepped = step(name); !stepped)
                return tl::unexpected(stepped.error());
        }
        return target();
    }

private:
    tl::unexpected<Error> leaves() const
    {
        return fail(Errc::Denied,
                    shown(m_path)
                        + " leads out of the workspace; only paths inside it can be used, "
                          "relative to its folder");
    }

    // Puts the components of a path before those that wait.
    Result<> accept(std::string_view path)
    {
        if (path.find('\0') != std::string_view::npos || !isUtf8(path))
            return fail(Errc::Invalid, "a path holds a NUL byte or is not UTF-8");
        if (path.size() > maxPath)
            return fail(Errc::Invalid, "a path is longer than 4096 bytes");
        if (path.starts_with('/')) {
            if (path != m_root && !path.starts_with(m_root + "/"))
                return leaves();
            path.remove_prefix(m_root.size());
            m_folders.resize(1);
            m_names.clear();
        }
        const auto names = split(path, '/');
        for (auto name = names.rbegin(); name != names.rend(); ++name) {
            if (name->size() > maxName)
                return fail(Errc::Invalid, "a name in a path is longer than 255 bytes");
            if (!name->empty() && *name != ".")
                m_pending.emplace_front(*name);
        }
        return {};
    }

    Result<> step(const std::string& name)
    {
        if (!m_missing.empty() || m_isFile)
            return behindTheEnd(name);
        if (name == "..") {
            if (m_names.empty())
                return leaves();
            m_names.pop_back();
            m_folders.pop_back();
            return {};
        }
        const int here = m_folders.back()->get();
        struct stat info
        { };
        if (::fstatat(here, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) {
            if (errno != ENOENT)
                return failErrno(errno, "cannot look at " + shown(m_path));
            m_missing.push_back(name);
            return {};
        }
        if (S_ISLNK(info.st_mode))
            return follow(here, name);
        if (S_ISDIR(info.st_mode))
            return enter(here, name);
        if (!S_ISREG(info.st_mode))
            return fail(Errc::Denied, shown(m_path) + " is a device, FIFO or socket, not a file");
        m_isFile = true;
        m_names.push_back(name);
        m_identity = identityText(info);
        return {};
    }

    Result<> behindTheEnd(const std::string& name)
    {
        if (m_isFile)
            return fail(Errc::NotFound, shown(joined(m_names)) + " is a file, not a folder");
        if (name == "..")
            return fail(Errc::NotFound,
                        shown(m_path) + " goes up from a folder that does not exist");
        m_missing.push_back(name);
        return {};
    }

    Result<> follow(int here, const std::string& name)
    {
        if (++m_links > maxLinks)
            return fail(Errc::Denied, shown(m_path) + " is a circle of links");
        std::string link(maxPath + 1, '\0');
        const auto size = ::readlinkat(here, name.c_str(), link.data(), link.size());
        if (size < 0 && errno == EINVAL) { // no link any more: once more
            m_pending.push_front(name);
            return {};
        }
        if (size < 0)
            return failErrno(errno, "cannot read the link " + shown(m_path));
        link.resize(std::size_t(size));
        return accept(link);
    }

    Result<> enter(int here, const std::string& name)
    {
        auto folder = std::make_shared<FileHandle>(openInside(here, name, O_PATH | O_DIRECTORY));
        if (!folder->isOpen()) {
            if (errno == ENOSYS)
                return fail(Errc::Unsupported,
                            "this kernel has no openat2; Linux 5.9 or newer is needed");
            if (errno != ELOOP && errno != ENOTDIR && errno != ENOENT)
                return failErrno(errno, "cannot open " + shown(m_path));
            m_pending.push_front(name); // became something else: look again
            return {};
        }
        m_folders.push_back(std::move(folder));
        m_names.push_back(name);
        return {};
    }

    Result<Target> target()
    {
        Target target;
        auto names = m_names;
        names.insert(names.end(), m_missing.begin(), m_missing.end());
        target.path = joined(names);
        target.folder = m_folders.back();
        if (!m_missing.empty()) {
            target.leaf = joined(m_missing);
            target.identity = "missing";
        } else if (m_isFile) {
            target.leaf = m_names.back();
            target.identity = m_identity;
        } else {
            struct stat info
            { };
            if (::fstat(m_folders.back()->get(), &info) != 0)
                return failErrno(errno, "cannot look at " + shown(m_path));
            target.identity = identityText(info);
            if (!m_names.empty()) {
                target.folder = m_folders[m_folders.size() - 2];
                target.leaf = m_names.back();
            }
        }
        return target;
    }

    const std::string& m_root;
    const std::string m_path;
    std::deque<std::string> m_pending;
    std::vector<std::shared_ptr<FileHandle>> m_folders; // the workspace and what was entered below
    std::vector<std::string> m_names; // of m_folders but the first, and of the file at the end
    std::vector<std::string> m_missing;
    std::string m_identity;
    bool m_isFile = false;
    int m_links = 0;
};

// "a/b" inside `folder`, made where it is missing.
Result<FileHandle> makeFolders(int folder, std::string_view path)
{
    auto here = openInside(folder, ".", O_PATH | O_DIRECTORY);
    for (const auto part : split(path, '/')) {
        if (part.empty())
            continue;
        const std::string name(part);
        if (::mkdirat(here.get(), name.c_str(), 0777) != 0 && errno != EEXIST)
            return failErrno(errno, "cannot make the folder " + shown(name));
        auto next = openInside(here.get(), name, O_PATH | O_DIRECTORY);
        if (!next.isOpen())
            return failErrno(errno, shown(name) + " is not a folder");
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
                shown(target.path)
                    + " has changed since this call was checked; look at it and call again");
}

Result<> writeTo(int file, std::string_view bytes, const std::string& path)
{
    while (!bytes.empty()) {
        const auto count = ::write(file, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return failErrno(errno, "cannot write " + shown(path));
        bytes.remove_prefix(std::size_t(count));
    }
    return ::fsync(file) == 0 ? Result<>() : failErrno(errno, "cannot save " + shown(path));
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

// Letters to change, add or drop to get from one name to the other; names are short.
std::size_t distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const auto above = row[j];
            row[j] =
                std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
            diagonal = above;
        }
    }
    return row[b.size()];
}
} // namespace

std::string identityOf(int folder, const std::string& leaf)
{
    struct stat info
    { };
    const auto file = openInside(folder, leaf, O_PATH);
    if (!file.isOpen())
        return errno == ENOENT || errno == ENOTDIR ? "missing" : "unreadable";
    return ::fstat(file.get(), &info) == 0 ? identityText(info) : "unreadable";
}

WorkspaceFiles::WorkspaceFiles(std::string root)
    : m_root(std::move(root))
{
    while (m_root.size() > 1 && m_root.ends_with('/'))
        m_root.pop_back();
}

Result<Target> WorkspaceFiles::locate(std::string_view path) const
{
    return Walk(m_root, path).go();
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
        return failErrno(errno, "cannot open " + shown(target.path));
    if (S_ISDIR(before.st_mode))
        return fail(Errc::Invalid,
                    shown(target.path) + " is a folder; list_files shows what is in it");
    if (!S_ISREG(before.st_mode))
        return fail(Errc::Denied,
                    shown(target.path) + " is a device, FIFO, link or socket, not a file");
    auto file = openInside(target.folder->get(), target.leaf, O_RDONLY | O_NONBLOCK | O_NOCTTY);
    struct stat after
    { };
    if (!file.isOpen() || ::fstat(file.get(), &after) != 0)
        return failErrno(errno, "cannot open " + shown(target.path));
    if (before.st_dev != after.st_dev || before.st_ino != after.st_ino)
        return fail(Errc::Unavailable,
                    shown(target.path) + " was replaced while it was opened; call again");
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
            return failErrno(errno, "cannot read " + shown(target.path));
        if (count == 0)
            return bytes;
        bytes.append(part, std::size_t(count));
        if (bytes.size() > limit)
            return fail(Errc::Limit,
                        shown(target.path) + " has more than " + std::to_string(limit) + " bytes");
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
        return fail(Errc::Invalid, shown(target.path) + " is a folder, not a file");
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
        return failErrno(errno, "cannot write beside " + shown(target.path));
    auto written = writeTo(file.get(), bytes, target.path);
    if (written && !isNew && ::fchmod(file.get(), info.st_mode & 07777) != 0)
        written = failErrno(errno, "cannot save " + shown(target.path));
    if (written && !isNew)
        written = unchanged(target);
    if (written
        && !(isNew
                 ? renameNew(folder->get(), temporary, folder->get(), name)
                 : ::renameat(folder->get(), temporary.c_str(), folder->get(), name.c_str()) == 0))
        written = failErrno(errno, "cannot save " + shown(target.path));
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
                    shown(to.path)
                        + " exists already and is never overwritten; choose another name");
    for (const auto* target : {&from, &to}) {
        if (auto same = unchanged(*target); !same)
            return same;
    }
    const auto folder = makeFolders(to.folder->get(), parentOf(to.leaf));
    if (!folder)
        return tl::unexpected(folder.error());
    if (!renameNew(from.folder->get(), from.leaf, folder->get(), nameOf(to.leaf)))
        return failErrno(errno, "cannot move " + shown(from.path) + " to " + shown(to.path));
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
            return failErrno(errno, "cannot move " + shown(target.path) + " to the trash");
    }
    return fail(Errc::Exists, shown(target.path) + " lies too often in the trash of this run");
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
            return failErrno(errno, shown(folder.path) + " cannot be listed");
        for (const auto& name : open.isOpen() ? namesIn(open, all) : std::vector<std::string>()) {
            auto entry = entryOf(open.get(), name);
            const auto inner = here.empty() ? name : here + "/" + name;
            entry.path = folder.path.empty() ? inner : folder.path + "/" + inner;
            if (!visit(entry))
                return {};
            if (entry.kind == EntryKind::Folder && inner.size() < maxPath && enter(entry))
                waiting.push_back(inner);
        }
    }
    return all ? Result<>() : fail(Errc::Limit, "a folder holds more than 50,000 names");
}

std::string WorkspaceFiles::missingWords(const Target& target) const
{
    std::string words = "there is no " + shown(target.path);
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
    std::vector<std::pair<std::size_t, std::string>> near;
    for (const auto& name : names)
        near.emplace_back(distance(lower(first), lower(name)), name);
    std::sort(near.begin(), near.end());
    if (near.empty())
        return words + "; " + (above.empty() ? "the workspace" : shown(above)) + " is empty";
    words +=
        "; in " + (above.empty() ? "the workspace" : shown(above)) + " there are, nearest first: ";
    for (std::size_t i = 0; i < near.size() && i < 5; ++i)
        words += (i == 0 ? "" : ", ") + showInvisible(truncateUtf8(toUtf8(near[i].second), 100));
    if (near.size() > 5)
        words += " and " + std::to_string(near.size() - 5) + " more";
    return words;
}

} // namespace signalbox::tools
