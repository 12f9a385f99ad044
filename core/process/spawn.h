// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/file.h"
#include "process/process.h"

#include <optional>

#include <sys/types.h>

namespace signalbox::process {

// A child that was forked. Its ends of the pipes do not block.
struct Spawned
{
    pid_t pid = -1; // leader of its own process group
    FileHandle pidfd;
    FileHandle input;
    FileHandle output;
    FileHandle errors;
    FileHandle failure; // carries a StartFailure where the program could not be started
};

// Written by the child when it cannot become the program.
struct StartFailure
{
    enum class Stage : int
    {
        Folder,
        Descriptors,
        Program
    };
    Stage stage = Stage::Program;
    int error = 0;
};

// Forks. The child dies with the thread that calls this. Fails where the program is not found in PATH.
[[nodiscard]] Result<Spawned> spawn(const Command& command);
// What kept the child from becoming the program, once it has ended.
[[nodiscard]] std::optional<Error> startError(const Spawned& child, const Command& command);

} // namespace signalbox::process
