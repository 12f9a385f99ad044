// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "process/job.h"

#include "process/keeper.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace signalbox::process {

namespace {
using namespace std::chrono_literals;

constexpr std::size_t errorBytes = 64u << 10;
constexpr std::size_t unreadBytes = 4u << 20;
constexpr std::size_t unsentBytes = 16u << 20;
constexpr std::size_t drainBytes = 8u << 20; // read at most after the end: others may hold the pipe
constexpr auto patience = 300ms; // between TERM and KILL
constexpr auto killPatience = 2000ms; // then it is stuck in the kernel
constexpr auto leftPatience = 2000ms; // for what the child left behind and its keeper kills
constexpr auto countEvery = 50ms;

// Children of a process, as the kernel lists them; empty where it is gone.
std::vector<pid_t> childrenOf(pid_t pid)
{
    const auto number = std::to_string(pid);
    const FileHandle file(::open(("/proc/" + number + "/task/" + number + "/children").c_str(),
                                 O_RDONLY | O_CLOEXEC));
    std::vector<pid_t> children;
    char text[4096];
    const auto count = file.isOpen() ? ::read(file.get(), text, sizeof text) : 0;
    const char* at = text;
    const char* const end = text + std::max<ssize_t>(count, 0);
    while (at < end) {
        pid_t child = 0;
        const auto parsed = std::from_chars(at, end, child);
        if (parsed.ec == std::errc())
            children.push_back(child);
        at = std::max(parsed.ptr, at) + 1;
    }
    return children;
}
} // namespace

Job::Job(Command command, Kind kind, std::shared_ptr<FileHandle> wake)
    : m_command(std::move(command))
    , m_kind(kind)
    , m_wake(std::move(wake))
    , m_toChild(std::move(m_command.input))
    , m_inputEnds(kind == Kind::Collect)
{ }

void Job::wakeThread() const
{
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(m_wake->get(), &one, sizeof one);
}

void Job::requestEnd()
{
    m_endRequested = true;
    wakeThread();
}

Result<> Job::write(std::string_view bytes)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_silent || m_inputEnds)
            return m_failure ? Result<>(tl::unexpected(*m_failure))
                             : fail(Errc::Io, "the process has ended");
        if (m_toChild.size() + bytes.size() > unsentBytes)
            return fail(Errc::Limit, "the process does not read what is sent to it");
        m_toChild += bytes;
    }
    wakeThread();
    return {};
}

void Job::endInput()
{
    {
        const std::lock_guard lock(m_mutex);
        m_inputEnds = true;
    }
    wakeThread();
}

Result<std::string> Job::read(std::stop_token stop)
{
    std::string bytes;
    {
        std::unique_lock lock(m_mutex);
        if (!m_changed.wait(lock, stop, [this] { return m_silent || !m_fromChild.empty(); }))
            return fail(Errc::Cancelled, "stopped");
        if (m_fromChild.empty() && m_failure)
            return tl::unexpected(*m_failure);
        bytes.swap(m_fromChild);
    }
    if (bytes.size() >= unreadBytes)
        wakeThread(); // its output was not polled
    return bytes;
}

std::string Job::errors() const
{
    const std::lock_guard lock(m_mutex);
    return m_errors;
}

void Job::begin()
{
    m_started = std::chrono::steady_clock::now();
    m_next = m_kind == Kind::Collect ? m_started + m_command.timeout : TimePoint::max();
    m_nextCount = m_command.processes > 0 ? m_started + countEvery : TimePoint::max();
    if (m_endRequested) {
        m_wasEnded = true;
        finishWith(fail(Errc::Cancelled, "stopped"));
        return;
    }
    auto child = spawn(m_command);
    m_command.handed.clear();
    if (!child) {
        finishWith(tl::unexpected(child.error()));
        return;
    }
    m_child = std::move(*child);
    sendInput();
}

void Job::addPolls(std::vector<pollfd>& polls)
{
    const auto add = [&polls](const FileHandle& file, short events) {
        polls.push_back({file.get(), events, 0}); // a closed one is -1: poll leaves it out
    };
    if (m_phase == Phase::Leaderless) {
        add(m_child.keeperEnds, POLLIN);
        return;
    }
    const std::lock_guard lock(m_mutex);
    const bool waits = m_kind == Kind::Converse && m_fromChild.size() >= unreadBytes;
    add(m_child.report, POLLIN);
    add(m_child.errors, POLLIN);
    if (!waits)
        add(m_child.output, POLLIN);
    if (m_sent < m_toChild.size() || m_inputEnds)
        add(m_child.input, POLLOUT);
}

void Job::serve(const pollfd& ready)
{
    if (ready.fd < 0 || ready.revents == 0 || m_phase == Phase::Over)
        return;
    if (m_phase == Phase::Leaderless) {
        if (ready.fd == m_child.keeperEnds.get())
            finish();
    } else if (ready.fd == m_child.report.get()) {
        leaderEnded();
    } else if (ready.fd == m_child.output.get()) {
        takeOutput();
    } else if (ready.fd == m_child.errors.get()) {
        takeErrors();
    } else if (ready.fd == m_child.input.get()) {
        sendInput();
    }
}

void Job::sendInput()
{
    const std::lock_guard lock(m_mutex);
    while (m_child.input.isOpen() && m_sent < m_toChild.size()) {
        const auto count =
            ::write(m_child.input.get(), m_toChild.data() + m_sent, m_toChild.size() - m_sent);
        if (count < 0 && errno == EAGAIN)
            break;
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0) { // it does not read: its own matter
            m_child.input.close();
            break;
        }
        m_sent += std::size_t(count);
    }
    if (m_sent == m_toChild.size()) {
        m_toChild.clear();
        m_sent = 0;
        if (m_inputEnds)
            m_child.input.close();
    } else if (m_sent > (1u << 20)) {
        m_toChild.erase(0, m_sent);
        m_sent = 0;
    }
}

bool Job::takeOutput()
{
    char bytes[64u << 10];
    if (!m_child.output.isOpen())
        return false;
    const auto count = ::read(m_child.output.get(), bytes, sizeof bytes);
    if (count < 0)
        return errno == EINTR;
    if (count == 0) {
        m_child.output.close();
        return false;
    }
    {
        const std::lock_guard lock(m_mutex);
        auto keep = std::size_t(count);
        if (m_kind == Kind::Collect) {
            keep = std::min(keep, m_command.outputBytes - m_fromChild.size());
            m_outcome.outputCut = m_outcome.outputCut || keep < std::size_t(count);
        }
        m_fromChild.append(bytes, keep);
    }
    if (m_kind == Kind::Converse)
        m_changed.notify_all();
    return true;
}

bool Job::takeErrors()
{
    char bytes[16u << 10];
    if (!m_child.errors.isOpen())
        return false;
    const auto count = ::read(m_child.errors.get(), bytes, sizeof bytes);
    if (count < 0)
        return errno == EINTR;
    if (count == 0) {
        m_child.errors.close();
        return false;
    }
    const std::lock_guard lock(m_mutex);
    m_errors.append(bytes, std::size_t(count));
    if (m_errors.size() > errorBytes)
        m_errors.erase(0, m_errors.size() - errorBytes);
    return true;
}

void Job::tick(TimePoint now)
{
    if (m_phase == Phase::Runs && m_endRequested) {
        m_wasEnded = true;
        ask(now);
    } else if (now >= m_nextCount) {
        m_nextCount = now + countEvery;
        if (tooMany()) {
            m_outcome.tooManyProcesses = true;
            kill(now);
        }
    }
    if (now < m_next)
        return;
    switch (m_phase) {
    case Phase::Runs:
        m_outcome.timedOut = true;
        ask(now);
        break;
    case Phase::Asked:
        kill(now);
        break;
    case Phase::Killed: // a dead mount, most likely: its end is still awaited, but by nobody
        m_phase = Phase::Lost;
        m_next = TimePoint::max();
        ended.give(fail(Errc::TimedOut,
                        "a process below " + std::to_string(m_child.keeper)
                            + " does not end: the kernel holds it"));
        break;
    case Phase::Leaderless:
        finish();
        break;
    case Phase::Lost:
    case Phase::Over:
        break;
    }
}

Job::TimePoint Job::nextTick() const
{
    return std::min(m_next, m_nextCount);
}

void Job::ask(TimePoint now)
{
    tellKeeper(askChild);
    m_phase = Phase::Asked;
    m_next = now + patience;
}

void Job::kill(TimePoint now)
{
    tellKeeper(killAll);
    m_phase = Phase::Killed;
    m_next = now + killPatience;
    m_nextCount = TimePoint::max();
}

void Job::killNow()
{
    if (m_phase != Phase::Leaderless && m_phase != Phase::Over)
        kill(std::chrono::steady_clock::now());
}

void Job::tellKeeper(int number) const
{
    if (m_child.keeper > 0) // not reaped yet: its id is its own
        ::kill(m_child.keeper, number);
}

bool Job::tooMany() const
{
    const auto most = m_command.processes + 1; // the child itself
    std::vector<pid_t> family = childrenOf(m_child.keeper);
    for (std::size_t i = 0; i < family.size() && family.size() <= most; ++i) {
        const auto more = childrenOf(family[i]);
        family.insert(family.end(), more.begin(), more.end());
    }
    return family.size() > most;
}

void Job::leaderEnded()
{
    KeeperReport report;
    const auto count = ::read(m_child.report.get(), &report, sizeof report);
    if (count < 0)
        return;
    if (count != sizeof report) // the keeper was killed by somebody, and the child with it
        m_outcome.signal = SIGKILL;
    else if (report.code == CLD_EXITED)
        m_outcome.exitCode = report.status;
    else
        m_outcome.signal = report.status;
    m_nextCount = TimePoint::max();
    m_phase = Phase::Leaderless;
    m_next = std::chrono::steady_clock::now() + leftPatience;
}

void Job::finish()
{
    siginfo_t info{};
    ::waitid(P_PIDFD, id_t(m_child.keeperEnds.get()), &info, WEXITED | WNOHANG);
    for (std::size_t taken = 0; taken < drainBytes && takeOutput(); taken += 64u << 10) { }
    for (std::size_t taken = 0; taken < drainBytes && takeErrors(); taken += 16u << 10) { }
    if (const auto error = startError(m_child, m_command)) {
        finishWith(tl::unexpected(*error));
        return;
    }
    m_outcome.time = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - m_started);
    if (m_kind == Kind::Collect) {
        const std::lock_guard lock(m_mutex);
        m_outcome.output = std::move(m_fromChild);
    }
    m_outcome.errors = errors();
    finishWith(std::move(m_outcome));
}

void Job::finishWith(Result<Outcome> result)
{
    m_phase = Phase::Over;
    m_next = m_nextCount = TimePoint::max();
    m_child = {};
    m_command.handed.clear();
    m_command.keep.reset();
    {
        const std::lock_guard lock(m_mutex);
        m_silent = true;
        if (!result)
            m_failure = result.error();
    }
    m_changed.notify_all();
    ended.give(std::move(result));
}

} // namespace signalbox::process
