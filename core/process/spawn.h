// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/file.h"
#include "process/process.h"

#include <optional>

#include <sys/types.h>

namespace signalbox::process {

// A child that was forked, with its keeper (process/keeper.h) between. Our ends of the pipes do not block.
struct Spawned
{
    pid_t keeper = -1;
    FileHandle keeperEnds; // its pidfd: readable when the child and all that it started have ended
    FileHandle report; // carries a KeeperReport
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
        Fork,
        Folder,
        Descriptors,
        Program
    };
    Stage stage = Stage::Program;
    int error = 0;
};

// Forks. The child and all below it die with the thread that calls this. Fails where the program is not found in PATH.
[[nodiscard]] Result<Spawned> spawn(const Command& command);
// What kept the child from becoming the program, once it has ended.
[[nodiscard]] std::optional<Error> startError(const Spawned& child, const Command& command);

} // namespace signalbox::process
