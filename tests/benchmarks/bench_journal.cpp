// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0

// Figures of the journal: what an append costs its caller, durable steps a second, bytes on disk.
// bench_journal [FOLDER [append|steps|size|read]]: a folder on the disk to measure, the current one otherwise.
#include "base/json.h"
#include "journal/journal.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <time.h>

using namespace signalbox;
using namespace signalbox::journal;

namespace {
using SteadyClock = std::chrono::steady_clock;
namespace fs = std::filesystem;

double secondsSince(SteadyClock::time_point start)
{
    return std::chrono::duration<double>(SteadyClock::now() - start).count();
}

[[noreturn]] void giveUp(const Error& error)
{
    std::fprintf(stderr, "bench_journal: %s\n", error.text().c_str());
    std::exit(1);
}

// What this thread has used itself: a busy machine does not show in it.
double threadSeconds()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) + double(time.tv_nsec) / 1e9;
}

std::unique_ptr<Journal> openJournal(const std::string& folder)
{
    auto journal = Journal::open({.folder = folder});
    if (!journal)
        giveUp(journal.error());
    return std::move(*journal);
}

std::unique_ptr<Writer> newRun(Journal& journal)
{
    auto writer = journal.create();
    if (!writer)
        giveUp(writer.error());
    return std::move(*writer);
}

const std::string smallData =
    R"({"call_id":"call_17","labels":{"confidentiality":"public","integrity":"trusted"},"reason":"reads only","rule":"defaults.read","verdict":"allow"})";

void add(Writer& writer, EventType type, const std::string& data)
{
    if (auto seq = writer.append({"/agent:clerk:1/step:3/tool:1", type, data}); !seq)
        giveUp(seq.error());
}

void wait(Writer& writer)
{
    if (auto done = writer.barrier({}); !done)
        giveUp(done.error());
}

// One step of an agent: a model request, its reply, one call; two barriers.
void step(Writer& writer)
{
    add(writer, EventType::ModelRequested, smallData);
    wait(writer);
    add(writer, EventType::ModelReplied, smallData);
    add(writer, EventType::ToolRequested, smallData);
    add(writer, EventType::ToolChecked, smallData);
    add(writer, EventType::PolicyDecided, smallData);
    add(writer, EventType::ToolStarted, smallData);
    wait(writer);
    add(writer, EventType::ToolFinished, smallData);
}

void measureAppend(const char* name, const std::string& folder)
{
    auto journal = openJournal(folder);
    auto writer = newRun(*journal);
    constexpr int rounds = 50;
    constexpr int each = 1000;
    std::vector<double> took; // microseconds an append, by round
    const double processorBefore = threadSeconds();
    for (int round = 0; round < rounds; ++round) {
        const auto start = SteadyClock::now();
        for (int i = 0; i < each; ++i)
            add(*writer, EventType::PolicyDecided, smallData);
        took.push_back(secondsSince(start) / each * 1e6);
        wait(*writer);
    }
    std::sort(took.begin(), took.end());
    const double processor = (threadSeconds() - processorBefore) / (rounds * each) * 1e6;
    std::printf("%-40s %8.2f us median, %.2f us worst, %.2f us of the processor\n", name,
                took[rounds / 2], took.back(), processor);
}

void measureSteps(int threads, int steps, const std::string& folder)
{
    auto journal = openJournal(folder);
    std::vector<std::unique_ptr<Writer>> writers;
    for (int i = 0; i < threads; ++i)
        writers.push_back(newRun(*journal));
    const auto start = SteadyClock::now();
    std::vector<std::jthread> running;
    for (auto& writer : writers) {
        running.emplace_back([&writer, steps] {
            for (int i = 0; i < steps; ++i)
                step(*writer);
        });
    }
    running.clear();
    const double took = secondsSince(start);
    std::printf("%3d threads, 7 events and 2 barriers a step %8.0f steps/s\n", threads,
                threads * steps / took);
}

std::uintmax_t bytesIn(const std::string& folder)
{
    std::uintmax_t bytes = 0;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().filename().string().starts_with("journal.db"))
            bytes += entry.file_size();
    }
    return bytes;
}

// Text that does not compress to nothing: words in an order that a small generator chooses.
std::string prose(std::uint64_t seed, std::size_t size)
{
    static const char* words[] = {"invoice", "vendor", "total", "ledger", "paid",   "the",
                                  "of",      "a",      "and",   "folder", "amount", "due",
                                  "4711",    "19.90",  "Acme",  "\n"};
    std::string text;
    while (text.size() < size) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        text += words[seed >> 33 & 15];
        text += std::to_string(seed >> 40 & 1023);
        text += ' ';
    }
    return text;
}

void measureSize(const char* name, std::size_t contentSize, const std::string& folder)
{
    std::uint64_t distinct = 0;
    int events = 0;
    {
        auto journal = openJournal(folder);
        auto writer = newRun(*journal);
        for (int i = 0; i < 2000; ++i) {
            const auto text = quoteJson(prose(std::uint64_t(i), contentSize));
            distinct += text.size() - 2;
            add(*writer, EventType::ToolFinished,
                R"({"call_id":"c","ms":12,"ok":true,"result":)" + text + "}");
            add(*writer, EventType::ModelRequested,
                R"({"messages_added":[{"results":[{"ok":true,"text":)" + text
                    + R"(}],"role":"tool"}]})");
            for (int small = 0; small < 5; ++small)
                add(*writer, EventType::PolicyDecided, smallData);
            events += 7;
        }
    }
    const auto bytes = bytesIn(folder);
    const auto allowed = 400.0 * events + 1.1 * double(distinct);
    std::printf("%-40s %8.0f bytes an event, %.2f of what is allowed\n", name,
                double(bytes) / events, double(bytes) / allowed);
}

void measureReading(const std::string& folder)
{
    auto journal = openJournal(folder);
    auto writer = newRun(*journal);
    for (int i = 0; i < 100'000; ++i)
        add(*writer, EventType::PolicyDecided, smallData);
    wait(*writer);
    const auto start = SteadyClock::now();
    const auto events = journal->events(writer->run());
    if (!events)
        giveUp(events.error());
    std::printf("%-40s %8.0f events/s\n", "reading a run of 100,000 events",
                double(events->size()) / secondsSince(start));
}

void measureListing(const std::string& folder)
{
    auto journal = openJournal(folder);
    for (int i = 0; i < 2000; ++i) {
        auto writer = newRun(*journal);
        add(*writer, EventType::RunStarted, R"({"agent":"clerk","task":"sort"})");
        add(*writer, EventType::RunFinished, R"({"outcome":"done","output":"ok"})");
    }
    const auto start = SteadyClock::now();
    const auto runs = journal->runs();
    if (!runs)
        giveUp(runs.error());
    std::printf("%-40s %8.2f ms\n", "listing 2,000 runs", secondsSince(start) * 1e3);
}
} // namespace

int main(int argc, char** argv)
{
    const fs::path base = fs::path(argc > 1 ? argv[1] : ".") / "bench_journal.d";
    int count = 0;
    const auto folder = [&base, &count] {
        const auto path = base / std::to_string(++count);
        fs::create_directories(path);
        return path.string();
    };
    const auto wants = [argc, argv](std::string_view part) { return argc < 3 || part == argv[2]; };
    if (wants("append")) {
        measureAppend("append, in memory", {});
        measureAppend("append, on disk", folder());
    }
    if (wants("steps")) {
        measureSteps(1, 300, folder());
        measureSteps(8, 300, folder());
        measureSteps(64, 400, folder());
    }
    if (wants("size")) {
        measureSize("contents of 300 bytes", 300, folder());
        measureSize("contents of 2,200 bytes", 2200, folder());
        measureSize("contents of 20,000 bytes", 20000, folder());
    }
    if (wants("read")) {
        measureReading(folder());
        measureListing(folder());
    }
    std::error_code ignored;
    fs::remove_all(base, ignored);
    return 0;
}
