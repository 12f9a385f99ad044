// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/pathwalk.h"

#include "base/text.h"

#include <cerrno>
#include <deque>
#include <utility>
#include <vector>

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
                return fail(Errc::Unavailable, shownPath(m_path) + " changes too fast");
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
                    shownPath(m_path)
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
                return failErrno(errno, "cannot look at " + shownPath(m_path));
            m_missing.push_back(name);
            return {};
        }
        if (S_ISLNK(info.st_mode))
            return follow(here, name);
        if (S_ISDIR(info.st_mode))
            return enter(here, name);
        if (!S_ISREG(info.st_mode))
            return fail(Errc::Denied,
                        shownPath(m_path) + " is a device, FIFO or socket, not a file");
        m_isFile = true;
        m_names.push_back(name);
        m_identity = identityText(info);
        return {};
    }

    Result<> behindTheEnd(const std::string& name)
    {
        if (m_isFile)
            return fail(Errc::NotFound, shownPath(joined(m_names)) + " is a file, not a folder");
        if (name == "..")
            return fail(Errc::NotFound,
                        shownPath(m_path) + " goes up from a folder that does not exist");
        m_missing.push_back(name);
        return {};
    }

    Result<> follow(int here, const std::string& name)
    {
        if (++m_links > maxLinks)
            return fail(Errc::Denied, shownPath(m_path) + " is a circle of links");
        std::string link(maxPath + 1, '\0');
        const auto size = ::readlinkat(here, name.c_str(), link.data(), link.size());
        if (size < 0 && errno == EINVAL) { // no link any more: once more
            m_pending.push_front(name);
            return {};
        }
        if (size < 0)
            return failErrno(errno, "cannot read the link " + shownPath(m_path));
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
                return failErrno(errno, "cannot open " + shownPath(m_path));
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
                return failErrno(errno, "cannot look at " + shownPath(m_path));
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
} // namespace

FileHandle openInside(int folder, const std::string& name, int flags, unsigned mode)
{
    open_how how{};
    how.flags = std::uint64_t(unsigned(flags | O_CLOEXEC | O_NOFOLLOW));
    how.mode = mode;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
    return FileHandle(
        int(::syscall(SYS_openat2, folder, name.empty() ? "." : name.c_str(), &how, sizeof how)));
}

std::string shownPath(std::string_view path)
{
    return "'" + showInvisible(truncateUtf8(path, 300)) + "'";
}

std::string identityOf(int folder, const std::string& leaf)
{
    struct stat info
    { };
    const auto file = openInside(folder, leaf, O_PATH);
    if (!file.isOpen())
        return errno == ENOENT || errno == ENOTDIR ? "missing" : "unreadable";
    return ::fstat(file.get(), &info) == 0 ? identityText(info) : "unreadable";
}

Result<Target> walkTo(const std::string& root, std::string_view path)
{
    return Walk(root, path).go();
}

} // namespace signalbox::tools
