// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/filedraft.h"

#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace signalbox {

namespace {
constexpr std::size_t bufferBytes = 256u << 10;

Result<> writeAt(int file, std::string_view bytes, std::uint64_t at, const std::string& path)
{
    while (!bytes.empty()) {
        const auto count = ::pwrite(file, bytes.data(), bytes.size(), off_t(at));
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return failErrno(count < 0 ? errno : ENOSPC, "cannot write", path);
        bytes.remove_prefix(std::size_t(count));
        at += std::uint64_t(count);
    }
    return {};
}
} // namespace

Result<FileDraft> FileDraft::begin(std::string path)
{
    // A rename would put a file in the place of a device, and of a link as well.
    struct stat info
    { };
    if (::lstat(path.c_str(), &info) == 0 && !S_ISREG(info.st_mode))
        return fail(Errc::Invalid,
                    S_ISLNK(info.st_mode) ? "is a link: name the file itself"
                                          : "is not a regular file",
                    path);
    std::string temporary = path + ".XXXXXX";
    FileHandle file(::mkostemp(temporary.data(), O_CLOEXEC));
    if (!file.isOpen())
        return failErrno(errno, "cannot create a file beside it", path);
    return FileDraft(std::move(file), std::move(path), std::move(temporary));
}

FileDraft::~FileDraft()
{
    if (m_file.isOpen() && !m_temporary.empty())
        ::unlink(m_temporary.c_str());
}

Result<> FileDraft::write(std::string_view bytes)
{
    m_buffer += bytes;
    return m_buffer.size() < bufferBytes ? Result<>() : flush();
}

Result<> FileDraft::writeHead(std::string_view bytes)
{
    if (auto flushed = flush(); !flushed)
        return flushed;
    if (bytes.size() > m_size)
        return fail(Errc::Internal, "the head is longer than the file", m_path);
    return writeAt(m_file.get(), bytes, 0, m_path);
}

Result<> FileDraft::flush()
{
    if (auto written = writeAt(m_file.get(), m_buffer, m_size, m_path); !written)
        return written;
    m_size += m_buffer.size();
    m_buffer.clear();
    return {};
}

Result<> FileDraft::finish(unsigned mode)
{
    if (auto flushed = flush(); !flushed)
        return flushed;
    if (::fchmod(m_file.get(), mode) != 0 || ::fsync(m_file.get()) != 0)
        return failErrno(errno, "cannot save", m_path);
    if (::rename(m_temporary.c_str(), m_path.c_str()) != 0)
        return failErrno(errno, "cannot replace", m_path);
    m_temporary.clear();
    const auto parent = std::filesystem::path(m_path).parent_path();
    const FileHandle folder(
        ::open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.isOpen())
        ::fsync(folder.get());
    return {};
}

} // namespace signalbox
