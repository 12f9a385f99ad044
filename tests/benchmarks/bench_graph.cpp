// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0

// What graphs and orchestrators cost. One scenario a process; one line of JSON on stdout.
//   bench_graph cycle STEPS memory|durable FOLDER     a cycle with a counter; durable: beside bare SQLite commits of its bytes
//   bench_graph fan ITEMS memory|durable FOLDER       a map over that many items, joined
//   bench_graph team AGENTS memory|durable FOLDER     an orchestrator with that many agents, beside as many runs of their own
#include "base/jsonvalue.h"
#include "engine/engine.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <sqlite3.h>
#include <sys/resource.h>

using namespace signalbox;

namespace {
namespace fs = std::filesystem;
using SteadyClock = std::chrono::steady_clock;

struct Job
{
    std::string scenario;
    int count = 0;
    bool memory = false;
    fs::path folder;
};

[[noreturn]] void giveUp(const std::string& words)
{
    std::fprintf(stderr, "bench_graph: %s\n", words.c_str());
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

void write(const fs::path& file, const Json& value)
{
    fs::create_directories(file.parent_path());
    std::ofstream(file) << dumpJson(value);
}

Json cycleGraph(int steps)
{
    return {{"name", "cycle"},
            {"kind", "graph"},
            {"state", {{"n", {{"default", 0}}}}},
            {"start", "add"},
            {"max_steps", steps + 10},
            {"nodes",
             {{"add", {{"kind", "set"}, {"set", {{"n", "state.n + 1"}}}}},
              {"end", {{"kind", "end"}, {"output", "${state.n}"}}}}},
            {"edges",
             {{{"from", "add"}, {"to", "add"}, {"when", "state.n < " + std::to_string(steps)}},
              {{"from", "add"}, {"to", "end"}, {"otherwise", true}}}}};
}

Json fanGraph(int items)
{
    Json source = Json::array();
    for (int i = 0; i < items; ++i)
        source.push_back(i);
    return {{"name", "fan"},
            {"kind", "graph"},
            {"state", {{"items", {{"default", source}}}, {"sum", {{"default", 0}}}}},
            {"start", "each"},
            {"nodes",
             {{"each",
               {{"kind", "map"},
                {"over", "state.items"},
                {"max_parallel", 8},
                {"node", {{"kind", "set"}, {"set", {{"v", "item + 1"}}}}},
                {"writes", {{"sum", "results[size(results) - 1].v"}}}}},
              {"end", {{"kind", "end"}, {"output", "${state.sum}"}}}}},
            {"edges", {{{"from", "each"}, {"to", "end"}}}}};
}

constexpr int stepsOfAgent = 20;

Json teamPlan(int agents)
{
    Json steps = Json::array();
    for (int i = 0; i < agents; ++i)
        steps.push_back({{"id", "s" + std::to_string(i)},
                         {"agent", "worker"},
                         {"task", "go"},
                         {"dependencies", Json::array()}});
    return {{"steps", steps}};
}

void makeTeam(const fs::path& folder, int agents)
{
    write(folder / "workflows/team.json",
          {{"name", "team"},
           {"kind", "orchestrator"},
           {"lead", "lead"},
           {"agents", {"worker"}},
           {"max_parallel", agents},
           {"plan_gate", "allow"}});
    for (const auto* name : {"lead", "worker"})
        write(folder / "agents" / (std::string(name) + ".json"),
              {{"name", name},
               {"description", "measures"},
               {"model", "default"},
               {"instructions", "You test."},
               {"tools", std::string(name) == "lead" ? Json::array() : Json{"list_files"}}});
    Json turns = Json::array();
    for (int i = 0; i < stepsOfAgent; ++i)
        turns.push_back(
            {{"tool_calls", {{{"name", "list_files"}, {"arguments", {{"path", "."}}}}}}});
    turns.push_back({{"text", "done"}});
    write(folder / "s.json",
          {{"worker", turns},
           {"lead",
            {{{"tool_calls", {{{"name", "plan"}, {"arguments", teamPlan(agents)}}}}},
             {{"text", "together"}}}}});
}

void makeWorkspace(const Job& job, const fs::path& folder)
{
    write(folder / "signalbox.json",
          {{"signalbox", 1},
           {"name", "bench"},
           {"models", {{"default", {{"provider", "scripted"}, {"script", "s.json"}}}}},
           {"breakers", false},
           {"limits",
            {{"steps", 1000000},
             {"tokens", 1000000000000},
             {"seconds", 86400},
             {"tool_calls", 1000000}}}});
    write(folder / "s.json", Json::object());
    if (job.scenario == "cycle")
        write(folder / "workflows/cycle.json", cycleGraph(job.count));
    else if (job.scenario == "fan")
        write(folder / "workflows/fan.json", fanGraph(job.count));
    else
        makeTeam(folder, job.count);
}

double run(engine::Engine& engine, const engine::StartRun& command)
{
    const auto began = SteadyClock::now();
    const auto id = engine.start(command);
    if (!id)
        giveUp(id.error().text());
    const auto end = engine.wait(*id, {});
    if (!end || end->outcome != workflow::Outcome::Done)
        giveUp(end ? end->output : end.error().text());
    return microsecondsSince(began);
}

engine::StartRun workflowNamed(const std::string& name)
{
    engine::StartRun command;
    command.workflow = name;
    command.task = "go";
    return command;
}

// Times between visits, and how many bytes a visit is.
struct Visits
{
    std::vector<double> times;
    std::size_t bytes = 0;
};

Visits visitsOf(const engine::Engine& engine)
{
    Visits visits;
    std::optional<Timestamp> before;
    const auto run = engine.journal()->resolve("last");
    const auto read = engine.journal()->read(run ? *run : std::string(), 1, [&](Event&& event) {
        visits.bytes += event.data.size() + event.path.size();
        if (event.type != EventType::NodeEntered)
            return true;
        if (before)
            visits.times.push_back(
                std::chrono::duration<double, std::micro>(event.time - *before).count());
        before = event.time;
        return true;
    });
    if (!read)
        giveUp(read.error().text());
    return visits;
}

double median(std::vector<double> times)
{
    std::sort(times.begin(), times.end());
    return times.empty() ? 0 : times[times.size() / 2];
}

// Commits of one row with as many bytes as a step has: what nobody can be faster than. Opened once, as a journal is.
class BareCommits
{
public:
    explicit BareCommits(const fs::path& folder)
    {
        if (::sqlite3_open((folder / "bare.db").c_str(), &m_database) != SQLITE_OK)
            giveUp("cannot make a database");
        for (const auto* sql : {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL",
                                "CREATE TABLE step(id INTEGER PRIMARY KEY, data BLOB)"}) {
            if (::sqlite3_exec(m_database, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
                giveUp(::sqlite3_errmsg(m_database));
        }
        ::sqlite3_prepare_v2(m_database, "INSERT INTO step(data) VALUES(?)", -1, &m_insert,
                             nullptr);
    }

    ~BareCommits()
    {
        ::sqlite3_finalize(m_insert);
        ::sqlite3_close(m_database);
    }

    // Microseconds for one.
    double run(int steps, std::size_t bytes)
    {
        const std::string data(bytes, 'x');
        const auto began = SteadyClock::now();
        for (int i = 0; i < steps; ++i) {
            ::sqlite3_bind_blob(m_insert, 1, data.data(), int(data.size()), SQLITE_STATIC);
            if (::sqlite3_step(m_insert) != SQLITE_DONE)
                giveUp(::sqlite3_errmsg(m_database));
            ::sqlite3_reset(m_insert);
        }
        return microsecondsSince(began) / steps;
    }

private:
    sqlite3* m_database = nullptr;
    sqlite3_stmt* m_insert = nullptr;
};

// Durable in turns with the bare commits, so that both meet the same disk; `first` and `last` are of the last turn.
Json cycle(const Job& job, engine::Engine& engine, const fs::path& folder)
{
    const int turns = job.memory ? 1 : 5;
    std::vector<double> ours;
    std::vector<double> bare;
    std::vector<double> ratios;
    std::optional<BareCommits> commits;
    Visits visits;
    for (int i = 0; i < turns; ++i) {
        ours.push_back(run(engine, workflowNamed("cycle")) / job.count);
        visits = visitsOf(engine);
        if (job.memory)
            continue;
        if (!commits)
            commits.emplace(folder);
        bare.push_back(commits->run(job.count, visits.bytes / std::size_t(job.count)));
        ratios.push_back(ours.back() / bare.back());
    }
    const auto part = std::max<std::size_t>(1, visits.times.size() / 10);
    Json told = {
        {"steps", job.count},
        {"us_step", median(ours)},
        {"bytes_step", visits.bytes / std::size_t(job.count)},
        {"first", median({visits.times.begin(), visits.times.begin() + std::ptrdiff_t(part)})},
        {"last", median({visits.times.end() - std::ptrdiff_t(part), visits.times.end()})},
        {"rss_mb", residentMb()}};
    if (!job.memory) {
        told["bare_us"] = median(bare);
        told["ratio"] = median(ratios);
    }
    return told;
}

double runAlone(const Job& job, engine::Engine& engine)
{
    const auto began = SteadyClock::now();
    std::vector<std::string> runs;
    for (int i = 0; i < job.count; ++i) {
        engine::StartRun command;
        command.agent = "worker";
        command.task = "go";
        const auto id = engine.start(command);
        if (!id)
            giveUp(id.error().text());
        runs.push_back(*id);
    }
    for (const auto& id : runs)
        (void)engine.wait(id, {}); // NotFound: it ended long ago
    return microsecondsSince(began);
}

// In turns, so that both meet the same machine; the first of each only warms up.
Json team(const Job& job, engine::Engine& engine)
{
    constexpr int rounds = 20;
    std::vector<double> together;
    std::vector<double> alone;
    for (int i = 0; i < rounds; ++i) {
        const auto one = run(engine, workflowNamed("team"));
        const auto other = runAlone(job, engine);
        if (i == 0)
            continue;
        together.push_back(one / 1000);
        alone.push_back(other / 1000);
    }
    return {{"agents", job.count}, {"together_ms", median(together)}, {"alone_ms", median(alone)}};
}
} // namespace

int main(int argc, char** argv)
{
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (words.size() < 4)
        giveUp("usage: bench_graph cycle|fan|team COUNT memory|durable FOLDER");
    const Job job{words[0], std::atoi(words[1].c_str()), words[2] == "memory", words[3]};
    std::string folder = (job.folder / "signalbox-graph.XXXXXX").string();
    if (!::mkdtemp(folder.data()))
        giveUp("cannot make a folder in " + job.folder.string());
    makeWorkspace(job, folder);
    Json told;
    {
        engine::EngineOptions options;
        options.user = {fs::path(folder) / ".config", fs::path(folder) / ".data"};
        options.gates = gate::Gates::HeadlessDeny;
        options.trust = true;
        options.memoryJournal = job.memory;
        engine::Engine engine(options);
        if (auto opened = engine.openWorkspace(folder); !opened)
            giveUp(opened.error().text());
        if (job.scenario == "cycle") {
            told = cycle(job, engine, folder);
        } else if (job.scenario == "fan") {
            const auto wall = run(engine, workflowNamed("fan"));
            told = {{"items", job.count}, {"us_item", wall / job.count}, {"rss_mb", residentMb()}};
        } else {
            told = team(job, engine);
        }
    }
    std::puts(dumpJson(told).c_str());
    std::error_code ignored;
    fs::remove_all(folder, ignored);
}
