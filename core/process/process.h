// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/file.h"
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

// A program to start, with everything it gets.
struct Command
{
    std::vector<std::string> argv; // argv[0] is looked up in PATH of `environment`; never a shell
    std::string folder; // working directory
    std::vector<std::pair<std::string, std::string>> environment; // all of it: nothing is inherited
    std::string input; // stdin, then end of file
    std::chrono::milliseconds timeout = std::chrono::seconds(30);
    std::size_t outputBytes = 4u << 20; // kept of stdout; of stderr its last 64 KiB are
    std::vector<std::pair<int, int>>
        descriptors; // own -> child's (3..63), besides 0 1 2; all others are closed
    std::vector<std::shared_ptr<FileHandle>>
        handed; // own ends, closed as soon as the child has them
    // A file that keeps a read lock (fcntl) until the child and all that it started have ended; empty: none.
    std::string lockFile;
    std::shared_ptr<const void> keep; // let go when the child and what it started have ended
    std::size_t processes =
        0; // more than so many at once below the child: they are killed. 0: not watched
};

// What became of a child that has ended.
struct Outcome
{
    int exitCode = -1; // -1: ended by a signal
    int signal = 0;
    bool timedOut = false;
    bool outputCut = false;
    bool tooManyProcesses = false;
    std::string output;
    std::string errors;
    std::chrono::milliseconds time{0};
};

// A child that stays, with a conversation over its pipes (an MCP server). Any number of threads may write, one reads.
// It must not outlive its Processes.
class Child
{
public:
    virtual ~Child() = default; // ends it: TERM to its group, KILL after 300 ms; does not wait

    // Queued, sent in order. Limit where the child has left more than 16 MiB unread, Io when it has ended.
    [[nodiscard]] virtual Result<> write(std::string_view bytes) = 0;
    virtual void endInput() = 0; // end of file on its stdin once what is queued is sent
    // The next bytes of its stdout, as they came; empty at its end. The child waits while 4 MiB are unread.
    [[nodiscard]] virtual Result<std::string> read(std::stop_token stop) = 0;
    [[nodiscard]] virtual std::string errors() const = 0; // end of its stderr so far, 64 KiB
    virtual void end() = 0; // TERM to the group, KILL after 300 ms
    // Until it has ended. Cancelled: the wait was stopped, the child goes on. Once.
    [[nodiscard]] virtual Result<Outcome> wait(std::stop_token stop) = 0;
};

// The only place that starts children. Its own thread forks, lives as long as the program, and owns the pipes: a
// parent-death signal follows the thread that forked. When a child has ended, or the program has, however that came, all
// that the child started ends too. Thread safe.
class Processes
{
public:
    Processes();
    ~Processes(); // kills what still runs

    // Runs to the end. On stop or time-out: TERM to the process group, KILL after 300 ms; Cancelled on stop.
    [[nodiscard]] Result<Outcome> run(Command command, std::stop_token stop);
    // Starts a child and returns; `timeout`, `input` and `outputBytes` of the command do not count. That the program
    // cannot be started is said by read() and wait().
    [[nodiscard]] Result<std::unique_ptr<Child>> start(Command command);
    [[nodiscard]] std::size_t running() const;

private:
    class Thread;
    std::unique_ptr<Thread> m_thread;
};

inline constexpr std::string_view bubblewrap = "/usr/bin/bwrap";

// What a sandboxed command may touch.
struct Sandbox
{
    std::string workspace; // absolute path, bound at the same place
    Effects effects; // without write and destroy: read-only; without network: none
    SandboxSpec spec;
    std::vector<std::string>
        protectedNames; // of the workspace, read-only, also those that do not exist yet
    std::string program = std::string(bubblewrap);
};

// Wraps a command into bubblewrap with seccomp and limits. Unsupported where bubblewrap is missing or does not work:
// there is no way around it but the person's own "--sandbox off".
// `command.folder` empty: the workspace. PATH, HOME and LANG of its environment are the sandbox's own.
[[nodiscard]] Result<Command> sandboxed(Command command, const Sandbox& sandbox);
// Whether bubblewrap works here; found out once for each program.
[[nodiscard]] Result<> sandboxAvailable(std::string_view program = bubblewrap);

} // namespace signalbox::process
