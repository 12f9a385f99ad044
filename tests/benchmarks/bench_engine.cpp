// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0

// What the engine itself costs: whole runs against a fake server that costs almost nothing. One scenario a process, so
// that memory is its own; one line of JSON on stdout.
//   bench_engine single PORT STEPS memory|durable FOLDER      one agent: each step's time, bytes of its journal
//   bench_engine many PORT STEPS memory|durable FOLDER N      N agents at once
//   bench_engine stop PORT 0 memory|durable FOLDER N          N agents in the middle of streams and tools are stopped
#include "base/jsonvalue.h"
#include "engine/engine.h"
#include "tests/benchmarks/benchworkspace.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <sqlite3.h>
#include <sys/resource.h>

using namespace signalbox;
using signalbox::benchmarks::BenchWorkspace;

namespace {
namespace fs = std::filesystem;
using SteadyClock = std::chrono::steady_clock;

struct Job
{
    std::string scenario;
    int port = 0;
    int steps = 0;
    bool memory = false;
    fs::path folder;
    int agents = 1;
};

[[noreturn]] void giveUp(const std::string& words)
{
    std::fprintf(stderr, "bench_engine: %s\n", words.c_str());
    std::exit(1);
}

double microsecondsSince(SteadyClock::time_point start)
{
    return std::chrono::duration<double, std::micro>(SteadyClock::now() - start).count();
}

double residentMb()
{
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    return double(used.ru_maxrss) / 1024;
}

engine::EngineOptions optionsFor(const Job& job, const BenchWorkspace& workspace)
{
    engine::EngineOptions options;
    options.user = {workspace.folder() / ".config", workspace.folder() / ".data"};
    options.gates = gate::Gates::HeadlessDeny;
    options.trust = true;
    options.memoryJournal = job.memory;
    return options;
}

void open(engine::Engine& engine, const BenchWorkspace& workspace)
{
    if (auto opened = engine.openWorkspace(workspace.folder().string()); !opened)
        giveUp(opened.error().text());
    for (const auto& problem : engine.setup()->workspace().problems) {
        if (problem.severity == Severity::Error)
            giveUp(workspace::problemText(problem));
    }
}

std::string start(engine::Engine& engine, const std::string& agent)
{
    const auto run = engine.start({agent, "go", {}, {}});
    if (!run)
        giveUp(run.error().text());
    return *run;
}

// All end well: what the journal says, since the engine forgets runs that ended long ago.
void requireDone(engine::Engine& engine, int agents, int steps)
{
    const auto runs = engine.journal()->runs();
    if (!runs)
        giveUp(runs.error().text());
    int done = 0;
    for (const auto& run : *runs)
        done += run.outcome == "done" && run.steps == steps + 1 ? 1 : 0;
    if (done != agents)
        giveUp(std::to_string(done) + " of " + std::to_string(agents) + " runs ended well");
}

double medianAround(const std::vector<double>& times, int at)
{
    const auto first = std::size_t(std::max(0, at - 10));
    const auto last = std::min(times.size(), std::size_t(at + 10));
    std::vector<double> part(times.begin() + std::ptrdiff_t(first),
                             times.begin() + std::ptrdiff_t(last));
    std::sort(part.begin(), part.end());
    return part.empty() ? 0 : part[part.size() / 2];
}

// From one request to the next: all that a step is made of.
std::vector<double> stepTimes(const engine::Engine& engine, const std::string& run)
{
    std::vector<double> times;
    std::optional<Timestamp> before;
    const auto read = engine.journal()->read(run, 1, [&](Event&& event) {
        if (event.type != EventType::ModelRequested && event.type != EventType::AgentFinished)
            return true;
        if (before)
            times.push_back(
                std::chrono::duration<double, std::micro>(event.time - *before).count());
        before = event.time;
        return true;
    });
    if (!read)
        giveUp(read.error().text());
    return times;
}

// Of a closed journal, once its write-ahead log is in the database.
std::uintmax_t databaseBytes(const fs::path& file)
{
    sqlite3* database = nullptr;
    if (::sqlite3_open(file.c_str(), &database) != SQLITE_OK
        || ::sqlite3_exec(database, "PRAGMA wal_checkpoint(TRUNCATE)", nullptr, nullptr, nullptr)
            != SQLITE_OK)
        giveUp("the journal cannot be read");
    ::sqlite3_close(database);
    return fs::file_size(file);
}

// What a call of the run put into its conversation.
std::size_t resultBytes(const engine::Engine& engine, const std::string& run)
{
    std::size_t bytes = 0;
    const auto read = engine.journal()->read(run, 1, [&](Event&& event) {
        if (event.type != EventType::ToolFinished)
            return true;
        const auto data = parseJson(event.data).value_or(Json::object());
        if (const auto* result = find(data, "result"))
            bytes = dumpJson(*result).size();
        return false;
    });
    if (!read)
        giveUp(read.error().text());
    return bytes;
}

Json single(const Job& job)
{
    const BenchWorkspace workspace(job.folder, job.port, "fake-" + std::to_string(job.steps));
    Json told;
    {
        engine::Engine engine(optionsFor(job, workspace));
        open(engine, workspace);
        const auto began = SteadyClock::now();
        const auto run = start(engine, "clerk");
        if (auto end = engine.wait(run, {}); !end)
            giveUp(end.error().text());
        const auto wall = microsecondsSince(began);
        requireDone(engine, 1, job.steps);
        const auto times = stepTimes(engine, run);
        told = {{"steps", job.steps + 1},
                {"us_step", wall / (job.steps + 1)},
                {"result_bytes", resultBytes(engine, run)}};
        for (const int at : {10, 50, 100, 500}) {
            if (at <= job.steps)
                told["at"][std::to_string(at)] = medianAround(times, at);
        }
    }
    if (!job.memory)
        told["journal_bytes"] = databaseBytes(workspace.folder() / ".signalbox/journal.db");
    told["rss_mb"] = residentMb();
    return told;
}

Json many(const Job& job)
{
    const BenchWorkspace workspace(job.folder, job.port, "fake-" + std::to_string(job.steps));
    engine::Engine engine(optionsFor(job, workspace));
    open(engine, workspace);
    const auto began = SteadyClock::now();
    std::vector<std::string> runs;
    for (int i = 0; i < job.agents; ++i)
        runs.push_back(start(engine, "clerk"));
    for (const auto& run : runs)
        (void)engine.wait(run, {}); // NotFound: it ended long ago
    const auto wall = microsecondsSince(began);
    requireDone(engine, job.agents, job.steps);
    const auto steps = double(job.agents) * (job.steps + 1);
    return {{"agents", job.agents},
            {"steps", steps},
            {"us_step", wall / steps},
            {"steps_s", steps * 1e6 / wall},
            {"rss_mb", residentMb()}};
}

// Counts the runs that are in the middle of something: text came, or a tool was started.
class Underway
{
public:
    void take(const engine::Notice& notice)
    {
        const std::lock_guard lock(m_mutex);
        if (const auto* delta = std::get_if<engine::TextDelta>(&notice))
            m_runs.insert(delta->run);
        if (const auto* batch = std::get_if<engine::JournalBatch>(&notice)) {
            for (const auto& event : batch->events) {
                if (event.type == EventType::ToolStarted)
                    m_runs.insert(event.run);
            }
        }
        m_changed.notify_all();
    }

    bool waitFor(std::size_t runs)
    {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, std::chrono::seconds(60),
                                  [&] { return m_runs.size() >= runs; });
    }

private:
    std::mutex m_mutex; // guards m_runs
    std::condition_variable m_changed;
    std::set<std::string> m_runs;
};

Json stop(const Job& job)
{
    const BenchWorkspace workspace(job.folder, job.port, "stall");
    Underway underway; // outlives the engine
    engine::Engine engine(optionsFor(job, workspace));
    open(engine, workspace);
    const auto subscription =
        engine.subscribe([&](const engine::Notice& notice) { underway.take(notice); });
    constexpr std::array agents = {"clerk", "teller", "clerk", "waiter"};
    std::vector<std::string> runs;
    for (int i = 0; i < job.agents; ++i)
        runs.push_back(start(engine, agents[std::size_t(i) % agents.size()]));
    if (!underway.waitFor(runs.size()))
        giveUp("not every agent came into the middle of its work");
    std::this_thread::sleep_for(std::chrono::milliseconds(300)); // the commands are running now
    const auto began = SteadyClock::now();
    for (const auto& run : runs)
        engine.stop(run);
    int stopped = 0;
    for (const auto& run : runs) {
        const auto end = engine.wait(run, {});
        stopped += end && end->outcome == workflow::Outcome::Stopped ? 1 : 0;
    }
    const auto wall = microsecondsSince(began);
    if (stopped != job.agents)
        giveUp(std::to_string(stopped) + " of " + std::to_string(job.agents) + " were stopped");
    return {{"agents", job.agents}, {"stop_ms", wall / 1000}, {"rss_mb", residentMb()}};
}

} // namespace

int main(int argc, char** argv)
{
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (words.size() < 5)
        giveUp("usage: bench_engine single|many|stop PORT STEPS memory|durable FOLDER [AGENTS]");
    const Job job{words[0],
                  std::atoi(words[1].c_str()),
                  std::atoi(words[2].c_str()),
                  words[3] == "memory",
                  words[4],
                  words.size() > 5 ? std::atoi(words[5].c_str()) : 1};
    const auto told = job.scenario == "single" ? single(job)
        : job.scenario == "many"               ? many(job)
                                               : stop(job);
    std::puts(dumpJson(told).c_str());
}
