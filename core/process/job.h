// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/blockingwait.h"
#include "process/process.h"
#include "process/spawn.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

struct pollfd;

namespace signalbox::process {

// One child between the fork and its end. Made by a caller, driven by the process thread, which alone calls what stands
// under "process thread".
class Job
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;
    enum class Kind
    {
        Collect, // output is gathered until the end
        Converse, // output is taken piece by piece; no time-out
    };

    Job(Command command, Kind kind, std::shared_ptr<FileHandle> wake);

    // Any thread.
    void requestEnd();
    [[nodiscard]] bool wasEnded() const { return m_wasEnded; } // by requestEnd, not of its own
    [[nodiscard]] Result<> write(std::string_view bytes);
    void endInput();
    [[nodiscard]] Result<std::string> read(std::stop_token stop);
    [[nodiscard]] std::string errors() const;
    Promised<Result<Outcome>> ended;

    // Process thread.
    void begin();
    void addPolls(std::vector<pollfd>& polls);
    void serve(const pollfd& ready);
    void tick(TimePoint now); // stop, time-outs, counts
    [[nodiscard]] TimePoint nextTick() const;
    void killNow();
    [[nodiscard]] bool isOver() const { return m_phase == Phase::Over; }

private:
    enum class Phase
    {
        Runs,
        Asked,
        Killed,
        Lost,
        Leaderless,
        Over
    };

    void wakeThread() const;
    void ask(TimePoint now); // TERM
    void kill(TimePoint now);
    void sendInput();
    bool takeOutput(); // false: nothing more for now
    bool takeErrors();
    void leaderEnded();
    void finish();
    void finishWith(Result<Outcome> result);
    void tellKeeper(int number) const;
    [[nodiscard]] bool tooMany() const;

    Command m_command;
    const Kind m_kind;
    const std::shared_ptr<FileHandle> m_wake;
    std::atomic<bool> m_endRequested = false;
    std::atomic<bool> m_wasEnded = false;

    mutable std::mutex m_mutex; // guards the five below
    std::condition_variable_any m_changed;
    std::string m_toChild;
    bool m_inputEnds = false;
    std::string m_fromChild;
    std::string m_errors;
    bool m_silent = false; // nothing more comes: it has ended or could not start
    std::optional<Error> m_failure;

    Spawned m_child;
    Phase m_phase = Phase::Runs;
    Outcome m_outcome;
    std::size_t m_sent = 0; // of m_toChild
    TimePoint m_started;
    TimePoint m_next; // of the phase: time-out, KILL, giving up
    TimePoint m_nextCount;
};

} // namespace signalbox::process
