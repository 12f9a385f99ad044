// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace signalbox {

// A regular file of at most `limit` bytes; never a device, FIFO or directory.
[[nodiscard]] Result<std::string> readFile(const std::filesystem::path& path,
                                           std::size_t limit = 16u << 20);
// Temporary file, fsync, rename, fsync of the folder: a reader sees the old or the new one.
[[nodiscard]] Result<> writeFileAtomically(const std::filesystem::path& path,
                                           std::string_view bytes, unsigned mode = 0644);

// Owns a file descriptor.
class FileHandle
{
public:
    FileHandle() = default;
    explicit FileHandle(int descriptor)
        : m_descriptor(descriptor)
    { }
    FileHandle(FileHandle&& other) noexcept
        : m_descriptor(other.release())
    { }
    FileHandle& operator=(FileHandle&& other) noexcept;
    ~FileHandle();

    [[nodiscard]] int get() const { return m_descriptor; }
    [[nodiscard]] bool isOpen() const { return m_descriptor >= 0; }
    [[nodiscard]] int release();
    void close();

private:
    int m_descriptor = -1;
};

} // namespace signalbox
