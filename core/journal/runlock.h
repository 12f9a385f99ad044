// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/file.h"
#include "base/result.h"

#include <string>

namespace signalbox::journal {

// Ownership of a run: flock on .signalbox/runs/ID.lock, which holds the owner's process id. It ends with the process.
class RunLock
{
public:
    RunLock() = default;
    // Exists where another program, or another Writer of this one, holds it.
    [[nodiscard]] static Result<RunLock> take(const std::string& folder, const std::string& run);
    // The process id of the owner; 0: nobody.
    [[nodiscard]] static int owner(const std::string& folder, const std::string& run);

    // Removes the file and gives the run up.
    void remove();

private:
    FileHandle m_file;
    std::string m_path;
};

} // namespace signalbox::journal
