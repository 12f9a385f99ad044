// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "process/job.h"
#include "process/process.h"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <thread>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace signalbox::process {

namespace {
using JobPtr = std::shared_ptr<Job>;

int pollTimeout(Job::TimePoint next)
{
    if (next == Job::TimePoint::max())
        return -1;
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(next - std::chrono::steady_clock::now());
    return int(std::clamp<std::int64_t>(left.count(), 0, 60'000));
}

class RunningChild final : public Child
{
public:
    explicit RunningChild(JobPtr job)
        : m_job(std::move(job))
    { }
    ~RunningChild() override { m_job->requestEnd(); }

    Result<> write(std::string_view bytes) override { return m_job->write(bytes); }
    void endInput() override { m_job->endInput(); }
    Result<std::string> read(std::stop_token stop) override { return m_job->read(stop); }
    std::string errors() const override { return m_job->errors(); }
    void end() override { m_job->requestEnd(); }
    Result<Outcome> wait(std::stop_token stop) override
    {
        auto ended = m_job->ended.wait(stop);
        return ended ? std::move(*ended) : tl::unexpected(ended.error());
    }

private:
    const JobPtr m_job;
};
} // namespace

class Processes::Thread
{
public:
    Thread()
        : m_wake(std::make_shared<FileHandle>(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)))
        , m_thread([this] { loop(); })
    { }
    ~Thread()
    {
        m_ending = true;
        wake();
        m_thread.join();
    }

    JobPtr add(Command command, Job::Kind kind)
    {
        auto job = std::make_shared<Job>(std::move(command), kind, m_wake);
        {
            const std::lock_guard lock(m_mutex);
            m_incoming.push_back(job);
        }
        ++m_running;
        wake();
        return job;
    }

    std::size_t running() const { return m_running; }

private:
    void wake() const
    {
        const std::uint64_t one = 1;
        [[maybe_unused]] const auto written = ::write(m_wake->get(), &one, sizeof one);
    }

    void loop()
    {
        sigset_t pipeSignal; // a child that does not read its input is no reason to die
        ::sigemptyset(&pipeSignal);
        ::sigaddset(&pipeSignal, SIGPIPE);
        ::pthread_sigmask(SIG_BLOCK, &pipeSignal, nullptr);
        while (!m_ending) {
            beginIncoming();
            round();
        }
        beginIncoming();
        for (const auto& job : m_jobs)
            job->killNow();
        const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(2);
        while (!m_jobs.empty() && std::chrono::steady_clock::now() < patience)
            round();
    }

    void beginIncoming()
    {
        std::vector<JobPtr> incoming;
        {
            const std::lock_guard lock(m_mutex);
            incoming.swap(m_incoming);
        }
        for (auto& job : incoming) {
            if (m_ending)
                job->requestEnd();
            job->begin();
            m_jobs.push_back(std::move(job));
        }
    }

    // Waits once and serves what is ready.
    void round()
    {
        dropEnded();
        m_polls.clear();
        m_polls.push_back({m_wake->get(), POLLIN, 0});
        std::vector<std::size_t> firstPoll;
        auto next = Job::TimePoint::max();
        for (const auto& job : m_jobs) {
            firstPoll.push_back(m_polls.size());
            job->addPolls(m_polls);
            next = std::min(next, job->nextTick());
        }
        firstPoll.push_back(m_polls.size());
        const int timeout = m_ending ? 50 : pollTimeout(next);
        if (::poll(m_polls.data(), nfds_t(m_polls.size()), timeout) > 0
            && m_polls[0].revents != 0) {
            std::uint64_t count = 0;
            [[maybe_unused]] const auto drained = ::read(m_wake->get(), &count, sizeof count);
        }
        const auto now = std::chrono::steady_clock::now();
        for (std::size_t i = 0; i < m_jobs.size(); ++i) {
            for (auto at = firstPoll[i]; at < firstPoll[i + 1]; ++at)
                m_jobs[i]->serve(m_polls[at]);
            m_jobs[i]->tick(now);
        }
        dropEnded();
    }

    void dropEnded()
    {
        m_running -= std::erase_if(m_jobs, [](const JobPtr& job) { return job->isOver(); });
    }

    const std::shared_ptr<FileHandle> m_wake;
    std::atomic<bool> m_ending = false;
    std::atomic<std::size_t> m_running = 0;
    mutable std::mutex m_mutex; // guards m_incoming
    std::vector<JobPtr> m_incoming;
    std::vector<JobPtr> m_jobs; // process thread
    std::vector<pollfd> m_polls; // process thread
    std::thread m_thread; // last: it uses all of the above
};

Processes::Processes()
    : m_thread(std::make_unique<Thread>())
{ }

Processes::~Processes() = default;

Result<Outcome> Processes::run(Command command, std::stop_token stop)
{
    if (stop.stop_requested())
        return fail(Errc::Cancelled, "stopped");
    const auto job = m_thread->add(std::move(command), Job::Kind::Collect);
    const std::stop_callback onStop(stop, [&job] { job->requestEnd(); });
    // Not with the token: the process must be dead, not only asked, when this returns.
    auto ended = job->ended.wait({});
    if (!ended)
        return tl::unexpected(ended.error());
    if (job->wasEnded())
        return fail(Errc::Cancelled, *ended ? "stopped" : ended->error().message);
    return std::move(*ended);
}

Result<std::unique_ptr<Child>> Processes::start(Command command)
{
    return std::unique_ptr<Child>(
        std::make_unique<RunningChild>(m_thread->add(std::move(command), Job::Kind::Converse)));
}

std::size_t Processes::running() const
{
    return m_thread->running();
}

} // namespace signalbox::process
