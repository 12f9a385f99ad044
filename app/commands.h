// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/arguments.h"

#include <string>
#include <string_view>
#include <vector>

// The sub-commands: each takes its words and gives the exit code of the program.
namespace signalbox::app {

// What an exit code says: done, failed, usage or invalid workspace, limit, denied, stopped, interrupted, diverged.
enum ExitCode
{
    Done = 0,
    Failed = 1,
    Usage = 2,
    LimitReached = 3,
    Denied = 4,
    Stopped = 5,
    Interrupted = 6,
    Diverged = 7
};

int runCommand(const std::vector<std::string>& words);
int runsCommand(const std::vector<std::string>& words);
int showCommand(const std::vector<std::string>& words);
int replayCommand(const std::vector<std::string>& words);
int resumeCommand(const std::vector<std::string>& words);
int forkCommand(const std::vector<std::string>& words);
int compareCommand(const std::vector<std::string>& words);
int checkCommand(const std::vector<std::string>& words);
int toolsCommand(const std::vector<std::string>& words);
int exportCommand(const std::vector<std::string>& words);
int importCommand(const std::vector<std::string>& words);
int undoCommand(const std::vector<std::string>& words);
int searchCommand(const std::vector<std::string>& words);
int exampleCommand(const std::vector<std::string>& words);
int newCommand(const std::vector<std::string>& words);
int trustCommand(const std::vector<std::string>& words);
int windowCommand(int& argc, char** argv, const std::vector<std::string>& words);

// Says on stderr what went wrong, with the usage of the command, and gives Usage.
int usage(std::string_view command, const std::string& what);
// Says on stderr what failed and gives `code`.
int complain(const Error& error, int code = Failed);
// An answer or a result on a line of stdout: every byte into a pipe or a file; on a terminal what would steer it is drawn.
void printAnswer(const std::string& text);

} // namespace signalbox::app
