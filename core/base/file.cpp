// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace signalbox {

namespace {
Result<> writeAll(int descriptor, std::string_view bytes, const std::string& name)
{
    while (!bytes.empty()) {
        const auto written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0) {
            if (errno == EINTR)
                continue;
            return failErrno(errno, "cannot write", name);
        }
        bytes.remove_prefix(std::size_t(written));
    }
    return {};
}
} // namespace

FileHandle& FileHandle::operator=(FileHandle&& other) noexcept
{
    if (this != &other) {
        close();
        m_descriptor = other.release();
    }
    return *this;
}

FileHandle::~FileHandle()
{
    close();
}

int FileHandle::release()
{
    return std::exchange(m_descriptor, -1);
}

void FileHandle::close()
{
    if (m_descriptor >= 0)
        ::close(std::exchange(m_descriptor, -1));
}

Result<std::string> readFile(const std::filesystem::path& path, std::size_t limit)
{
    // O_NONBLOCK: opening a FIFO without a writer must not wait.
    const FileHandle file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!file.isOpen())
        return failErrno(errno, "cannot open", path.string());
    struct stat info
    { };
    if (::fstat(file.get(), &info) != 0)
        return failErrno(errno, "cannot read", path.string());
    if (!S_ISREG(info.st_mode))
        return fail(Errc::Invalid, "not a regular file", path.string());
    if (std::size_t(info.st_size) > limit)
        return fail(Errc::Limit,
                    "has " + std::to_string(info.st_size) + " bytes, at most "
                        + std::to_string(limit) + " are read",
                    path.string());
    std::string bytes;
    bytes.resize(std::size_t(info.st_size));
    std::size_t have = 0;
    for (;;) {
        if (have == bytes.size()) {
            if (have > limit)
                return fail(Errc::Limit, "grew beyond " + std::to_string(limit) + " bytes",
                            path.string());
            bytes.resize(std::min(have + 65536, limit + 1));
        }
        const auto count = ::read(file.get(), bytes.data() + have, bytes.size() - have);
        if (count < 0) {
            if (errno == EINTR)
                continue;
            return failErrno(errno, "cannot read", path.string());
        }
        if (count == 0)
            break;
        have += std::size_t(count);
    }
    bytes.resize(have);
    return bytes;
}

Result<> writeFileAtomically(const std::filesystem::path& path, std::string_view bytes,
                             unsigned mode)
{
    std::string temporary = path.string() + ".XXXXXX";
    FileHandle file(::mkostemp(temporary.data(), O_CLOEXEC));
    if (!file.isOpen())
        return failErrno(errno, "cannot create a file beside it", path.string());
    const auto clean = [&temporary](Result<> result) {
        ::unlink(temporary.c_str());
        return result;
    };
    if (auto written = writeAll(file.get(), bytes, path.string()); !written)
        return clean(written);
    if (::fchmod(file.get(), mode) != 0 || ::fsync(file.get()) != 0)
        return clean(failErrno(errno, "cannot save", path.string()));
    if (::rename(temporary.c_str(), path.c_str()) != 0)
        return clean(failErrno(errno, "cannot replace", path.string()));
    const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
    const FileHandle directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (directory.isOpen())
        ::fsync(directory.get());
    return {};
}

} // namespace signalbox
