// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/hash.h"
#include "base/json.h"
#include "base/time.h"
#include "values/event.h"
#include "values/runsummary.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox::journal {

// An event before it has its number.
struct Draft
{
    std::string path;
    EventType type = EventType::Unknown;
    std::string data; // text of a JSON object
    std::string name = {}; // only of an Unknown type
    // Big members of `data` are kept once for all events of the database: append() finds those over `contentBytes` itself.
};

// How a journal is opened.
struct Options
{
    std::string folder; // the workspace's .signalbox; empty: the journal lives in memory
    bool readOnly = false;
    bool writesSoon = false; // the log is made ready while it is opened, not by the first commit
    std::chrono::milliseconds commitDelay = std::chrono::milliseconds(20); // nothing waits longer
    const Clock* clock = nullptr; // nullptr: the system's
};

// Called on the journal thread after a commit with events in order of their commit, each run's in order of seq.
using OnCommitted = std::function<void(const std::vector<Event>& events)>;

class Writer;

// The store of all runs of a workspace: SQLite, WAL, synchronous=FULL, one writing thread with group commit. Several
// programs may have it open. Thread safe.
class Journal
{
public:
    [[nodiscard]] static Result<std::unique_ptr<Journal>> open(Options options);
    virtual ~Journal() = default; // commits what waits

    // A new run, owned by this program until the writer goes. The id is a ULID.
    [[nodiscard]] virtual Result<std::unique_ptr<Writer>> create() = 0;
    // Goes on with an interrupted run: Exists where another program runs it.
    [[nodiscard]] virtual Result<std::unique_ptr<Writer>> reopen(const std::string& run) = 0;

    // Newest first.
    [[nodiscard]] virtual Result<std::vector<RunSummary>> runs(std::size_t most = 10'000) const = 0;
    // An id, a unique prefix, or "last".
    [[nodiscard]] virtual Result<std::string> resolve(std::string_view run) const = 0;
    // All events of a run from `fromSeq` on, contents in place. What this program appended before the call is among them.
    [[nodiscard]] Result<std::vector<Event>> events(const std::string& run,
                                                    std::int64_t fromSeq = 1) const;
    // The same one by one, for runs of any length, until `take` returns false.
    [[nodiscard]] virtual Result<> read(const std::string& run, std::int64_t fromSeq,
                                        const std::function<bool(Event&&)>& take) const = 0;
    // What an imported fork took over from its parent, in order; empty where the parent itself has it.
    [[nodiscard]] virtual Result<std::vector<Event>> inherited(const std::string& run) const = 0;
    // A number that changes whenever another program (or this one) commits: what a follower polls.
    [[nodiscard]] virtual Result<std::int64_t> version() const = 0;

    // Subscriptions are told of every commit of this program until the returned object goes.
    [[nodiscard]] virtual std::shared_ptr<void> subscribe(OnCommitted onCommitted) = 0;

    // Bytes kept once by their hash (definitions, requests). The hash names them.
    [[nodiscard]] virtual Result<std::string> content(const Hash& hash) const = 0;

    [[nodiscard]] virtual bool isReadOnly() const = 0;
    // Why it is read-only, and what to do; empty where it is not.
    [[nodiscard]] virtual std::string readOnlyReason() const = 0;
    // What went wrong while writing (disk full, I/O), once it did. On a full disk the closing
    // events (tool.finished, run.finished ...) are still accepted as long as the reserve lasts; else no event is.
    [[nodiscard]] virtual std::optional<Error> failure() const = 0;
};

// One run's pen. Thread safe: parallel branches append at the same time.
class Writer
{
public:
    virtual ~Writer() = default; // gives the run up
    [[nodiscard]] virtual const std::string& run() const = 0;

    // Numbers the event and queues it; returns its seq. Fails once the journal has failed (Io).
    virtual Result<std::int64_t> append(Draft draft) = 0;
    // Asks for a commit at once, without waiting.
    virtual void hurry() = 0;
    // Waits until all that this run has appended is on disk. Cancelled on stop: then nothing may be done that relied on it.
    [[nodiscard]] virtual Result<> barrier(std::stop_token stop) = 0;
};

// Contents from this size are kept once and referred to by hash.
inline constexpr std::size_t contentBytes = 256;

} // namespace signalbox::journal
