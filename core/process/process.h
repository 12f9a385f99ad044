// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "values/effects.h"
#include "values/tooldefinition.h"

#include <chrono>
#include <cstddef>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace signalbox::process {

struct Command
{
    std::vector<std::string> argv; // argv[0] is looked up in PATH of `environment`; never a shell
    std::string folder; // working directory
    std::vector<std::pair<std::string, std::string>> environment; // all of it: nothing is inherited
    std::string input; // stdin, then end of file
    std::chrono::milliseconds timeout = std::chrono::seconds(30);
    std::size_t outputBytes = 4u << 20; // kept of stdout; of stderr its last 64 KiB are
    std::vector<std::pair<int, int>> descriptors; // own -> child's, besides 0 1 2; all others are closed
};

struct Outcome
{
    int exitCode = -1; // -1: ended by a signal
    int signal = 0;
    bool timedOut = false;
    bool outputCut = false;
    std::string output;
    std::string errors;
    std::chrono::milliseconds time{0};
};

// The only place that starts children. Its own thread forks, lives as long as the program, and owns the pipes: a
// parent-death signal follows the thread that forked. Thread safe.
class Processes
{
public:
    Processes();
    ~Processes(); // kills what still runs

    // Runs to the end. On stop or time-out: TERM to the process group, KILL after 300 ms; Cancelled on stop.
    [[nodiscard]] Result<Outcome> run(Command command, std::stop_token stop);
    [[nodiscard]] std::size_t running() const;

private:
    class Thread;
    std::unique_ptr<Thread> m_thread;
};

struct Sandbox
{
    std::string workspace; // absolute path, bound at the same place
    Effects effects; // without write and destroy: read-only; without network: none
    SandboxSpec spec;
    std::vector<std::string> protectedNames; // of the workspace, read-only, also those that do not exist yet
};

// Wraps a command into bubblewrap with seccomp and limits. Unsupported where bubblewrap is missing or does not work:
// there is no way around it but the person's own "--sandbox off".
[[nodiscard]] Result<Command> sandboxed(Command command, const Sandbox& sandbox);
// Whether bubblewrap works here; found out once.
[[nodiscard]] Result<> sandboxAvailable();

} // namespace signalbox::process
