// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/file.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace signalbox {

// A file that is written piece by piece beside its place and takes it when it is whole: nobody sees a half. Given up, it
// leaves nothing. One thread.
class FileDraft
{
public:
    [[nodiscard]] static Result<FileDraft> begin(std::string path);
    FileDraft(FileDraft&& other) noexcept = default;
    FileDraft& operator=(FileDraft&&) = delete;
    ~FileDraft();

    [[nodiscard]] Result<> write(std::string_view bytes); // behind what is there
    // Over what is there, from the beginning: a head that is known at the end. Not longer than what was written.
    [[nodiscard]] Result<> writeHead(std::string_view bytes);
    // On disk, under its name; an older file of that name is gone.
    [[nodiscard]] Result<> finish(unsigned mode = 0644);
    [[nodiscard]] std::uint64_t size() const { return m_size + m_buffer.size(); } // bytes

private:
    FileDraft(FileHandle file, std::string path, std::string temporary)
        : m_file(std::move(file))
        , m_path(std::move(path))
        , m_temporary(std::move(temporary))
    { }
    [[nodiscard]] Result<> flush();

    FileHandle m_file;
    std::string m_path;
    std::string m_temporary; // empty once it took its place
    std::string m_buffer;
    std::uint64_t m_size = 0; // in the file
};

} // namespace signalbox
