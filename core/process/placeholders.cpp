// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "process/placeholders.h"

#include "base/file.h"

#include <atomic>
#include <cerrno>
#include <cstdio>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace signalbox::process {

namespace {
constexpr std::string_view emptyDocument = "{}";

bool isPlaceholder(const struct stat& info)
{
    return info.st_mtim.tv_sec == 0 && info.st_mtim.tv_nsec == 0 && (info.st_mode & 0222) == 0
        && (S_ISDIR(info.st_mode)
            || (S_ISREG(info.st_mode) && info.st_size == off_t(emptyDocument.size())));
}

// Made under another name and moved, so that nobody ever sees one without its mark.
bool createPlaceholder(int folder, const std::string& name)
{
    static std::atomic<unsigned> counter = 0;
    const auto temporary =
        ".signalbox-" + std::to_string(::getpid()) + "-" + std::to_string(++counter);
    const bool isFile = name.ends_with(".json");
    FileHandle made;
    if (isFile) {
        made = FileHandle(::openat(folder, temporary.c_str(),
                                   O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0444));
        if (made.isOpen()
            && ::write(made.get(), emptyDocument.data(), emptyDocument.size())
                != ssize_t(emptyDocument.size()))
            made.close();
    } else if (::mkdirat(folder, temporary.c_str(), 0555) == 0) {
        made = FileHandle(
            ::openat(folder, temporary.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    }
    const timespec times[2] = {{0, 0}, {0, 0}};
    if (made.isOpen() && ::fchmod(made.get(), isFile ? 0444 : 0555) == 0
        && ::futimens(made.get(), times) == 0
        && ::renameat2(folder, temporary.c_str(), folder, name.c_str(), RENAME_NOREPLACE) == 0)
        return true;
    const int error = errno;
    ::unlinkat(folder, temporary.c_str(), isFile ? 0 : AT_REMOVEDIR);
    errno = error;
    return error == EEXIST;
}

class Held
{
public:
    explicit Held(FileHandle folder)
        : m_folder(std::move(folder))
    { }
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;
    ~Held()
    {
        for (const auto& [name, file] : m_held)
            release(name, file);
    }

    Result<> hold(const std::string& name)
    {
        for (int attempt = 0; attempt < 100; ++attempt) {
            FileHandle file(::openat(m_folder.get(), name.c_str(),
                                     O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
            if (!file.isOpen() && errno == ENOENT) {
                if (createPlaceholder(m_folder.get(), name))
                    continue;
                // Where this program may not create it the sandbox cannot either.
                if (errno == EACCES || errno == EROFS || errno == EPERM)
                    return {};
                return failErrno(errno, "cannot protect a name in the workspace", name);
            }
            if (!file.isOpen() && errno == ELOOP)
                return fail(Errc::Denied,
                            "is a link; a protected name must be a file or folder of its own",
                            name);
            struct stat info
            { };
            if (!file.isOpen() || ::fstat(file.get(), &info) != 0 || !isPlaceholder(info))
                return {}; // exists: bound as it is
            if (::flock(file.get(), LOCK_SH) == 0 && isStill(name, info)) {
                m_held.emplace_back(name, std::move(file));
                return {};
            }
        }
        return fail(Errc::Unavailable, "cannot protect a name in the workspace", name);
    }

private:
    bool isStill(const std::string& name, const struct stat& held) const
    {
        struct stat now
        { };
        return ::fstatat(m_folder.get(), name.c_str(), &now, AT_SYMLINK_NOFOLLOW) == 0
            && now.st_dev == held.st_dev && now.st_ino == held.st_ino;
    }

    void release(const std::string& name, const FileHandle& file) const
    {
        struct stat info
        { };
        // Whoever else holds it will remove it.
        if (::flock(file.get(), LOCK_EX | LOCK_NB) == 0 && ::fstat(file.get(), &info) == 0
            && isPlaceholder(info) && isStill(name, info))
            ::unlinkat(m_folder.get(), name.c_str(), S_ISDIR(info.st_mode) ? AT_REMOVEDIR : 0);
        ::flock(file.get(), LOCK_UN); // a child between fork and exec may still share the lock
    }

    const FileHandle m_folder;
    std::vector<std::pair<std::string, FileHandle>> m_held;
};
} // namespace

Result<std::shared_ptr<const void>> holdNames(const std::string& folder,
                                              const std::vector<std::string>& names)
{
    FileHandle handle(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!handle.isOpen())
        return failErrno(errno, "cannot open the workspace", folder);
    const auto held = std::make_shared<Held>(std::move(handle));
    for (const auto& name : names) {
        if (auto result = held->hold(name); !result)
            return tl::unexpected(result.error());
    }
    return std::shared_ptr<const void>(held);
}

} // namespace signalbox::process
