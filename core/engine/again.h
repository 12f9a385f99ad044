// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/engine.h"
#include "journal/fork.h"

#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

// The verbs that start from a record: replay, resume, fork.
namespace signalbox::engine {

enum class Definitions
{
    Recorded,
    Present
};

struct ReplayEnd
{
    workflow::RunEnd end; // as it was recorded
    std::optional<journal::Divergence> divergence;
};

// A call that began and has no result.
struct Doubt
{
    std::string path;
    std::string tool;
    std::string arguments; // JSON
    std::string resultSchema = {}; // what the tool says of its results; empty: nothing
};

// What a client hears of a run that starts from a record.
struct AgainListener
{
    // Before its first new event: the id, and what it has before its own events, in the order it was told.
    std::function<void(const std::string& run, const std::string& task,
                       const std::vector<Event>& before)>
        onReady;
    std::function<void()> onEnd; // on the thread of the run
};

struct ResumeOptions
{
    std::string run;
    Limits limits; // replace those of the run
    std::optional<GateAnswer> doubts; // for every call in doubt
    std::map<std::string, GateAnswer> doubtsAt; // by path
    AgainListener listener = {};
};

struct ForkOptions
{
    std::string run;
    journal::ForkPoint point;
    std::string stopAfter = {}; // path of a model request: the fork ends when its reply is there
    AgainListener listener = {};
};

// Runs the recorded run through the engine again: nothing outside is asked or done. `onTold` gets its events in the
// recorded order. Waits for the end. Cancelled: it was stopped.
[[nodiscard]] Result<ReplayEnd> replay(Engine& engine, const std::string& run,
                                       Definitions definitions,
                                       std::function<void(const Event&)> onTold,
                                       std::stop_token stop = {});
// The same of a run in another journal, a run file. Needs no open workspace where the record has its definitions.
[[nodiscard]] Result<ReplayEnd> replay(Engine& engine, const journal::Journal& journal,
                                       const std::string& run, Definitions definitions,
                                       std::function<void(const Event&)> onTold,
                                       std::stop_token stop = {});
// What of the definitions a run recorded is different now: "agent clerk", "tool read_file", "policy.json", one each.
[[nodiscard]] Result<std::vector<std::string>> changedSince(Engine& engine, const std::string& run);
// Calls of a run that began and have no result, by the tools as they were recorded.
[[nodiscard]] Result<std::vector<Doubt>> doubtsOf(Engine& engine, const std::string& run);
// Goes on where the journal of the run ends. The id of the run.
[[nodiscard]] Result<std::string> resume(Engine& engine, const ResumeOptions& options);
// A new run that keeps its parent's outcomes up to the point and goes on live from there. The id of the new run.
[[nodiscard]] Result<std::string> fork(Engine& engine, const ForkOptions& options);

// All events of a run as a reader sees it: of a fork first what it inherited, each with `inherited`. False from `take` ends it.
[[nodiscard]] Result<>
readWhole(const journal::Journal& journal, const std::string& run,
          const std::function<bool(const Event& event, bool inherited)>& take);

// The same as a window shows it: what a fork inherited belongs to the fork, has no number (seq 0), and its times end where
// the fork began.
[[nodiscard]] Result<> readShown(const journal::Journal& journal, const std::string& run,
                                 const std::function<bool(Event&& event)>& take);

} // namespace signalbox::engine
