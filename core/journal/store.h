// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "journal/journal.h"
#include "journal/runlock.h"
#include "journal/splitcontent.h"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace signalbox::journal {

// One run that a Writer of this program has open. Shared by the writer and the events of it that wait.
struct RunState
{
    std::string id;
    RunLock lock;
    std::atomic<bool> isOpen = true; // until its Writer goes

    // Guarded by the mutex of GroupCommit.
    std::int64_t seq = 0;
    Timestamp time{}; // of the last event: a run's time never goes back
    bool finished = false; // the last event is run.finished

    std::atomic<std::uint64_t> queued = 0; // ticket of the last event that was appended

    std::mutex mutex; // guards settled and lost
    std::condition_variable_any changed;
    std::uint64_t settled = 0; // up to this ticket every event is written, or lost
    bool lost = false;

    // Of the thread that commits.
    std::int64_t key = 0; // the number of the run in the database, 0: not there yet
    std::uint64_t settling = 0;
};

// An event on its way to the store.
struct Queued
{
    std::shared_ptr<RunState> run;
    Event event;
    std::vector<Piece> pieces;
    std::uint64_t ticket = 0;
};

// What came of a batch.
struct CommitOutcome
{
    bool committed = true;
    // Committed with a failure: it was the last that fitted, only closing events are worth trying.
    std::optional<Error> failure;
    bool isBusy =
        false; // not committed: another program writes at this moment; the batch is as it was
    bool wantsRest = false;
};

enum class Patience
{
    None, // isBusy where another program writes
    Full
};

// Where a reopened run goes on.
struct RunEnd
{
    std::int64_t key = 0;
    std::int64_t seq = 0;
    Timestamp time{};
};

// That a run came from elsewhere, with what it had inherited there.
struct Origin
{
    std::string run;
    std::string source; // the file
    std::string chain; // hex, of its events
    Timestamp at{};
    std::vector<Event> inherited;
};

// Keeps the events: a database, or vectors. commit() and rest() are called by one thread at a time, the rest is thread safe.
class Store
{
public:
    virtual ~Store() = default;
    [[nodiscard]] virtual CommitOutcome commit(std::vector<Queued>& batch, Patience patience) = 0;
    // After a commit that wants it: what may take time without anybody waiting for it.
    virtual void rest() = 0;
    // Whether the bytes of this piece are worth preparing on the appending thread.
    [[nodiscard]] virtual bool isNew(const Hash& hash) const = 0;

    [[nodiscard]] virtual Result<RunEnd> end(const std::string& run) const = 0;
    [[nodiscard]] virtual Result<std::vector<RunSummary>> runs(std::size_t most) const = 0;
    [[nodiscard]] virtual Result<std::string> resolve(std::string_view run) const = 0;
    [[nodiscard]] virtual Result<> read(const std::string& run, std::int64_t fromSeq,
                                        const std::function<bool(Event&&)>& take) const = 0;
    [[nodiscard]] virtual Result<std::vector<Event>> inherited(const std::string& run) const = 0;
    [[nodiscard]] virtual Result<std::string> content(const Hash& hash) const = 0;
    [[nodiscard]] virtual Result<std::int64_t> version() const = 0;

    // nullopt where it may be written to.
    [[nodiscard]] virtual std::optional<Error> readOnlyReason() const = 0;
    // Makes the run this Writer's own. Exists where it is somebody else's.
    [[nodiscard]] virtual Result<> own(const std::shared_ptr<RunState>& run) = 0;
    // Before the first event of the run is committed. Journal thread, or nobody else's store.
    [[nodiscard]] virtual Result<> keepOrigin(const Origin& origin) = 0;
    // In memory nothing can be lost: a barrier need not wait.
    [[nodiscard]] virtual bool isDurable() const = 0;
};

[[nodiscard]] std::unique_ptr<Store> makeMemoryStore();
[[nodiscard]] Result<std::unique_ptr<Store>> openSqliteStore(const Options& options);

} // namespace signalbox::journal
