// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox::workspace {

// The files of a workspace, read so that a hostile one does no harm: nothing outside the folder, no device, no FIFO,
// never more than a bound. Holds no descriptor; thread safe.
class Folder
{
public:
    // NotFound where it is no folder.
    [[nodiscard]] static Result<Folder> open(const std::filesystem::path& root);

    [[nodiscard]] const std::filesystem::path& root() const { return m_root; } // canonical
    // A regular file below the folder; `file` relative, links followed as long as they stay inside.
    [[nodiscard]] Result<std::string> read(std::string_view file,
                                           std::size_t limit = fileLimit) const;
    [[nodiscard]] bool has(std::string_view file) const; // a regular file below the folder
    // Names "sub/x.json", sorted; empty where there is no such folder.
    [[nodiscard]] Result<std::vector<std::string>> jsonFiles(std::string_view sub) const;

    static constexpr std::size_t fileLimit = 8u << 20; // bytes of one file
    static constexpr std::size_t mostFiles = 10'000; // of one folder

private:
    std::filesystem::path m_root;
};

// A path that names something below a folder by its words alone: relative, without "..", NUL or an empty name.
[[nodiscard]] bool staysBelow(std::string_view path);

} // namespace signalbox::workspace
