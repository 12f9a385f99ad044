// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
// The commands that start from recorded runs. They read whole runs, so they have a thread of their own.
#include "base/jsonvalue.h"
#include "base/text.h"
#include "engine/again.h"
#include "engine/begun.h"
#include "engine/engine.h"
#include "journal/compare.h"
#include "journal/summary.h"

#include <algorithm>

namespace signalbox::engine {

namespace {
constexpr int mostRepeats = 50;
constexpr std::size_t shownValue = 400; // bytes of what a fork changed, in the list
constexpr std::size_t mostHits = 1000; // runs that a search names

ReplayDifference differenceOf(const journal::Divergence& divergence)
{
    return {divergence.path, std::string(eventTypeName(divergence.type)), divergence.member,
            divergence.expected, divergence.found};
}

// A run as a whole, of its own events and of what it inherited.
struct WholeRun
{
    RunSummary summary;
    std::vector<Event> events;
};

Result<WholeRun> wholeRun(const journal::Journal& store, const std::string& word)
{
    auto id = store.resolve(word);
    if (!id)
        return tl::unexpected(id.error());
    WholeRun whole;
    whole.summary.run = *id;
    bool isFinished = false;
    const auto read = readWhole(store, *id, [&](const Event& event, bool inherited) {
        if (!inherited && journal::changesSummary(event.type))
            journal::foldSummary(whole.summary, event.type, event.data);
        if (!inherited && event.type == EventType::RunStarted)
            whole.summary.started = event.time;
        isFinished = event.type == EventType::RunFinished;
        whole.events.push_back(event);
        return true;
    });
    if (!read)
        return tl::unexpected(read.error());
    if (isFinished)
        return whole;
    for (const auto& event : whole.events) {
        if (journal::countsInTotals(event.type))
            journal::foldTotals(whole.summary, event.type, event.data);
    }
    if (!whole.events.empty())
        whole.summary.seconds =
            double((whole.events.back().time - whole.summary.started).count()) / 1e6;
    return whole;
}

// The run that a command means.
Result<std::string> runNamed(const std::shared_ptr<journal::Journal>& store,
                             const std::string& word)
{
    if (!store)
        return fail(Errc::NotFound, "no workspace is open");
    return store->resolve(word);
}
} // namespace

// Where each fork left its parent: read once from its beginning, a run's never changes.
void Engine::tellForks(const journal::Journal& store, std::vector<RunSummary>& runs)
{
    for (auto& run : runs) {
        if (run.forkedFrom.empty())
            continue;
        {
            const std::lock_guard lock(m_forksMutex);
            if (const auto known = m_forks.find(run.run); known != m_forks.end()) {
                run.forkedAt = known->second.at;
                run.changed = known->second.changed;
                run.changedTo = known->second.changedTo;
                continue;
            }
        }
        const auto read = store.read(run.run, 1, [&run](Event&& event) {
            const auto data = parseJson(event.data).value_or(Json::object());
            if (const auto* forkedFrom = signalbox::find(data, "forked_from")) {
                const auto point = pointOf(*forkedFrom);
                run.forkedAt = point.at;
                run.changed = point.key;
                run.changedTo = std::string(truncateUtf8(point.value, shownValue));
            }
            return false;
        });
        if (!read || run.forkedAt.empty())
            continue;
        const std::lock_guard lock(m_forksMutex);
        m_forks[run.run] = {run.forkedAt, run.changed, run.changedTo};
    }
}

void Engine::letGo(const std::string& run)
{
    std::shared_ptr<Run> ended; // outside the lock: its end waits for its thread
    const std::lock_guard lock(m_mutex);
    if (const auto found = m_runs.find(run); found != m_runs.end() && found->second->isOver()) {
        ended = std::move(found->second);
        m_runs.erase(found);
    }
}

void Engine::resumeRun(const ResumeRun& command)
{
    m_records.post({}, [this, command](const std::stop_token&) {
        const auto failed = [&](Error error) {
            complain("resume the run " + command.run, std::move(error), Verb::ResumeRun,
                     command.run);
        };
        const auto id = runNamed(heldJournal(), command.run);
        if (!id)
            return failed(id.error());
        if (const auto running = find(*id); running && !running->isOver())
            return failed({Errc::Exists, "it is running"});
        letGo(*id); // what ended here still holds the run
        ResumeOptions options{*id, command.limits, {}, {}};
        options.listener.onReady = [this](const std::string& run, const std::string& task,
                                          const std::vector<Event>& before) {
            publish(JournalBatch{run, true, before, true});
            publish(RunStarted{run, task});
        };
        options.listener.onEnd = [this] { listRuns(); };
        if (auto resumed = resume(*this, options); !resumed)
            return failed(resumed.error());
        listRuns();
    });
}

void Engine::replayRun(const ReplayRun& command)
{
    m_records.post("replay", [this, command](const std::stop_token& stop) {
        const auto failed = [&](Error error) {
            complain("replay the run " + command.run, std::move(error), Verb::ReplayRun,
                     command.run);
        };
        const auto id = runNamed(heldJournal(), command.run);
        if (!id)
            return failed(id.error());
        if (const auto running = find(*id); running && !running->isOver())
            return failed({Errc::Exists, "it is running; replay it when it is over"});
        RunReplayed told{*id, command.withPresentFiles, 0, {}, {}, {}};
        const auto ended = replay(
            *this, *id, command.withPresentFiles ? Definitions::Present : Definitions::Recorded,
            [&told](const Event&) { ++told.events; }, stop);
        if (!ended)
            return failed(ended.error());
        told.outcome = std::string(workflow::outcomeName(ended->end.outcome));
        if (ended->divergence)
            told.difference = differenceOf(*ended->divergence);
        told.changedFiles = changedSince(*this, *id).value_or(std::vector<std::string>());
        publish(told);
    });
}

void Engine::forkRun(const ForkRun& command)
{
    m_records.post({}, [this, command](const std::stop_token&) {
        const auto failed = [&](Error error) {
            complain("fork the run " + command.run, std::move(error), Verb::ForkRun,
                     command.ticket);
        };
        const auto id = runNamed(heldJournal(), command.run);
        if (!id)
            return failed(id.error());
        forgetEnded();
        ForkOptions options{*id, {command.at, command.key, command.value}};
        options.listener.onReady = [this, &command](const std::string& run, const std::string& task,
                                                    const std::vector<Event>& before) {
            publish(JournalBatch{run, true, before, true});
            publish(RunStarted{run, task, command.ticket});
        };
        options.listener.onEnd = [this] { listRuns(); };
        if (auto forked = fork(*this, options); !forked)
            return failed(forked.error());
        listRuns();
    });
}

void Engine::repeatStep(const RepeatStep& command)
{
    m_records.post({}, [this, command](const std::stop_token& stop) {
        const auto failed = [&](Error error) {
            complain("repeat the step", std::move(error), Verb::RepeatStep, command.ticket);
        };
        const auto id = runNamed(heldJournal(), command.run);
        if (!id)
            return failed(id.error());
        if (command.times < 1 || command.times > mostRepeats)
            return failed({Errc::Invalid, "a step is repeated 1 to 50 times"});
        forgetEnded();
        StepRepeated told{command.ticket, *id, command.at, {}};
        ForkOptions options{*id, {command.at, {}, {}}};
        if (!command.toTheEnd)
            options.stopAfter = command.at;
        options.listener.onReady = [this, &told](const std::string& run, const std::string&,
                                                 const std::vector<Event>& before) {
            told.runs.push_back(run);
            publish(JournalBatch{run, true, before, true});
            publish(told); // a client knows whose the run is before its first event
        };
        options.listener.onEnd = [this] { listRuns(); };
        for (int n = 0; n < command.times && !stop.stop_requested(); ++n) {
            if (auto forked = fork(*this, options); !forked)
                return failed(forked.error());
        }
        listRuns();
    });
}

void Engine::compareRuns(const CompareRuns& command)
{
    m_records.post("compare", [this, command](const std::stop_token& stop) {
        const auto failed = [&](const std::string& run, Error error) {
            complain("compare the runs", std::move(error), Verb::CompareRuns, run);
        };
        const auto store = heldJournal();
        if (!store)
            return failed({}, {Errc::NotFound, "no workspace is open"});
        auto a = wholeRun(*store, command.a);
        if (!a)
            return failed(command.a, a.error());
        auto b = wholeRun(*store, command.b);
        if (!b)
            return failed(command.b, b.error());
        if (stop.stop_requested())
            return;
        RunsCompared told;
        told.comparison =
            std::make_shared<const Comparison>(journal::compareRuns(a->events, b->events));
        std::vector<RunSummary> both = {std::move(a->summary), std::move(b->summary)};
        tellForks(*store, both);
        told.a = std::move(both[0]);
        told.b = std::move(both[1]);
        publish(told);
    });
}

void Engine::searchRuns(const SearchRuns& command)
{
    m_search.post("search", [this, command](const std::stop_token& stop) {
        const auto store = heldJournal();
        if (store && !command.text.empty())
            findIn(store, command, stop);
        else
            publish(RunsFound{command.ticket, {}, true});
    });
}

// The index of this journal; on a disk that cannot be written one in memory. On the thread of searches.
journal::SearchIndex* Engine::indexOf(const std::shared_ptr<journal::Journal>& store)
{
    if (m_index && m_indexed.lock() == store)
        return m_index.get();
    m_index.reset();
    const auto current = setup();
    const auto folder = m_options.memoryJournal || !current
        ? std::string()
        : current->workspace().root + "/.signalbox";
    auto index = journal::SearchIndex::open(folder);
    if (!index)
        index = journal::SearchIndex::open({});
    if (index)
        m_index = std::move(*index);
    m_indexed = store;
    return m_index.get();
}

void Engine::findIn(const std::shared_ptr<journal::Journal>& store, const SearchRuns& command,
                    const std::stop_token& stop)
{
    const auto failed = [&](const Error& error) {
        if (!stop.stop_requested()) // else a newer one tells
            complain("search the runs", error, Verb::SearchRuns, command.ticket);
    };
    auto* index = indexOf(store);
    if (!index)
        return failed({Errc::Io, "the index of the search cannot be made", {}});
    if (const auto updated = index->update(*store, stop); !updated)
        return failed(updated.error());
    const auto hits = index->findRuns(command.text, mostHits);
    if (!hits)
        return failed(hits.error());
    if (stop.stop_requested())
        return;
    RunsFound found{command.ticket, {}, true};
    for (const auto& hit : *hits)
        found.hits.push_back({hit.run, hit.path, hit.snippet});
    publish(found);
}

} // namespace signalbox::engine
