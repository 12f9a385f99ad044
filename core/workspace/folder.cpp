// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workspace/folder.h"

#include "base/file.h"
#include "base/text.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace signalbox::workspace {

namespace {
// O_PATH opens nothing but the name: no FIFO waits and no device is touched before its type is known.
Result<FileHandle> openBelow(const std::filesystem::path& root, std::string_view file)
{
    const std::string name(file);
    if (!staysBelow(name))
        return fail(Errc::Denied, "the path leaves the workspace");
    const FileHandle folder(::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!folder.isOpen())
        return failErrno(errno, "cannot open the workspace");
    open_how how{};
    how.flags = O_PATH | O_CLOEXEC;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
    FileHandle handle(int(::syscall(SYS_openat2, folder.get(), name.c_str(), &how, sizeof how)));
    if (handle.isOpen())
        return handle;
    if (errno == EXDEV || errno == ELOOP)
        return fail(Errc::Denied, "a link leads out of the workspace");
    return failErrno(errno, "cannot open");
}

bool isRegular(const FileHandle& handle)
{
    struct stat info
    { };
    return ::fstat(handle.get(), &info) == 0 && S_ISREG(info.st_mode);
}
} // namespace

bool staysBelow(std::string_view path)
{
    if (path.empty() || path.front() == '/' || path.find('\0') != std::string_view::npos)
        return false;
    const auto parts = split(path, '/');
    return std::none_of(parts.begin(), parts.end(),
                        [](std::string_view part) { return part == ".." || part.empty(); });
}

Result<Folder> Folder::open(const std::filesystem::path& root)
{
    std::error_code error;
    Folder folder;
    folder.m_root = std::filesystem::canonical(root, error);
    if (error)
        return fail(Errc::NotFound, "there is no folder of this name", root.string());
    if (!std::filesystem::is_directory(folder.m_root, error))
        return fail(Errc::NotFound, "not a folder", root.string());
    return folder;
}

Result<std::string> Folder::read(std::string_view file, std::size_t limit) const
{
    auto handle = openBelow(m_root, file);
    if (!handle)
        return tl::unexpected(handle.error());
    if (!isRegular(*handle))
        return fail(Errc::Invalid, "not a regular file");
    auto bytes = readFile("/proc/self/fd/" + std::to_string(handle->get()), limit);
    if (!bytes)
        return fail(bytes.error().code, bytes.error().message);
    return bytes;
}

bool Folder::has(std::string_view file) const
{
    const auto handle = openBelow(m_root, file);
    return handle && isRegular(*handle);
}

Result<std::vector<std::string>> Folder::jsonFiles(std::string_view sub) const
{
    std::vector<std::string> files;
    const auto handle = openBelow(m_root, sub);
    if (!handle) {
        if (handle.error().code == Errc::NotFound)
            return files;
        return tl::unexpected(handle.error());
    }
    struct stat info
    { };
    if (::fstat(handle->get(), &info) != 0 || !S_ISDIR(info.st_mode))
        return fail(Errc::Invalid, "not a folder");
    std::error_code error;
    std::filesystem::directory_iterator entry("/proc/self/fd/" + std::to_string(handle->get()),
                                              error);
    for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
        const auto name = entry->path().filename().string();
        if (name.starts_with('.') || !name.ends_with(".json"))
            continue;
        if (files.size() == mostFiles)
            return fail(Errc::Limit, "more than " + std::to_string(mostFiles) + " files");
        files.push_back(std::string(sub) + "/" + name);
    }
    if (error)
        return fail(Errc::Io, "cannot be listed: " + error.message());
    std::sort(files.begin(), files.end());
    return files;
}

} // namespace signalbox::workspace
