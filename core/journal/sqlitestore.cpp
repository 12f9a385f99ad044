// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/sqlitestore.h"

#include "journal/summary.h"

#include <sqlite3.h>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace signalbox::journal {

namespace {
constexpr int checkpointPages =
    1000; // 4 MB of log: a longer one grows its file, and each growth makes a commit slower
constexpr int closingPages = 250; // 1 MB: less is read in no time
constexpr int busyAttempts = 3; // of 5 s each
constexpr std::size_t mostKnown = 200'000; // hashes, about 20 MB

int noteLogSize(void* pages, sqlite3*, const char*, int count)
{
    *static_cast<int*>(pages) = count;
    return SQLITE_OK;
}
} // namespace

SqliteStore::SqliteStore(std::string folder, Database reading, std::optional<Database> writing,
                         std::optional<Error> reason)
    : m_folder(std::move(folder))
    , m_reader(std::move(reading), m_folder)
    , m_writing(std::move(writing))
    , m_reason(std::move(reason))
{ }

Result<> SqliteStore::prepare()
{
    if (!m_writing)
        return {};
    // The log is moved into the database by rest(), when nobody waits.
    sqlite3_wal_hook(m_writing->handle(), noteLogSize, &m_walPages);
    const std::pair<Statement*, std::string_view> statements[] = {
        {&m_begin, "BEGIN IMMEDIATE"},
        {&m_commit, "COMMIT"},
        {&m_rollback, "ROLLBACK"},
        {&m_insertEvent,
         "INSERT INTO event(id, time, path, type, data, refs) VALUES(?, ?, ?, ?, ?, ?)"},
        {&m_findContent, "SELECT id FROM content WHERE substr(hash, 1, 8)=? AND hash=?"},
        {&m_insertContent, "INSERT INTO content(hash, compressed, bytes) VALUES(?, ?, ?)"},
        {&m_insertRun, "INSERT INTO run(name, started) VALUES(?, ?)"},
        {&m_startRun,
         "UPDATE run SET task=?, agent=?, workflow=?, forked_from=?, started=? WHERE id=?"},
        {&m_finishRun,
         "UPDATE run SET outcome=?, steps=?, tokens=?, cost=?, tool_calls=?, seconds=?, answer=?"
         " WHERE id=?"},
        {&m_resumeRun, "UPDATE run SET outcome=NULL, answer=NULL WHERE id=?"},
    };
    for (const auto& [statement, sql] : statements) {
        auto prepared = Statement::prepare(*m_writing, sql);
        if (!prepared)
            return tl::unexpected(prepared.error());
        *statement = std::move(*prepared);
    }
    return {};
}

Result<> SqliteStore::own(const std::shared_ptr<RunState>& run)
{
    auto lock = RunLock::take(m_folder, run->id);
    if (!lock)
        return tl::unexpected(lock.error());
    run->lock = std::move(*lock);
    return {};
}

bool SqliteStore::isNew(const Hash& hash) const
{
    const std::lock_guard lock(m_mutex);
    return !m_known.contains(hash);
}

CommitOutcome SqliteStore::commit(std::vector<Queued>& batch, Patience patience)
{
    if (std::exchange(m_patience, patience) != patience)
        m_writing->waitForOthers(patience == Patience::Full);
    CommitOutcome outcome;
    if (isDeleted())
        return {
            false,
            Error{Errc::Io,
                  "the journal was deleted while it was written: what follows would not be kept",
                  m_folder + "/journal.db"},
            false, false};
    for (int busy = 0;;) {
        if (write(batch)) {
            hold();
            m_freshRuns.clear();
            m_freshContents.clear();
            outcome.wantsRest = m_walPages >= checkpointPages && !m_isFull;
            return outcome;
        }
        auto error = m_writing->error("cannot write the journal");
        const bool isFull = m_writing->isFull();
        const bool isBusy = m_writing->isBusy();
        undo();
        if (isBusy && patience == Patience::None)
            return {false, std::nullopt, true, false};
        if (isBusy && ++busy < busyAttempts)
            continue;
        if (isFull && !m_isFull && releaseReserve()) {
            m_isFull = true;
            outcome.failure = std::move(error);
            continue;
        }
        error.code = Errc::Io;
        return {false, std::move(error), false, false};
    }
}

bool SqliteStore::write(std::vector<Queued>& batch)
{
    if (!m_begin.done())
        return false;
    for (auto& queued : batch) {
        if (queued.run->key == 0 && !writeRun(*queued.run, queued.event))
            return false;
        if (!writeEvent(queued))
            return false;
        if (changesSummary(queued.event.type) && !writeSummary(*queued.run, queued.event))
            return false;
    }
    return m_commit.done();
}

bool SqliteStore::writeEvent(Queued& queued)
{
    const auto& event = queued.event;
    std::string_view text = event.data;
    if (!queued.pieces.empty()) {
        m_ids.resize(queued.pieces.size());
        for (std::size_t i = 0; i < queued.pieces.size(); ++i) {
            if (!contentId(event.data, queued.pieces[i], m_ids[i]))
                return false;
        }
        makeRow(event.data, queued.pieces, m_ids, m_row);
        text = m_row.text;
    }
    m_insertEvent.bind(1, rowKey(queued.run->key, event.seq));
    m_insertEvent.bind(2, std::int64_t(event.time.time_since_epoch().count()));
    m_insertEvent.bind(3, std::string_view(event.path));
    m_insertEvent.bind(4,
                       event.type == EventType::Unknown ? std::string_view(event.name)
                                                        : eventTypeName(event.type));
    m_insertEvent.bind(5, text);
    if (queued.pieces.empty())
        m_insertEvent.bindNull(6);
    else
        m_insertEvent.bindBlob(6, m_row.references);
    return m_insertEvent.done();
}

bool SqliteStore::contentId(std::string_view text, Piece& piece, std::int64_t& id)
{
    {
        const std::lock_guard lock(m_mutex);
        if (const auto found = m_known.find(piece.hash); found != m_known.end()) {
            id = found->second;
            return true;
        }
    }
    m_findContent.bindBlob(1, piece.hash.view().substr(0, 8));
    m_findContent.bindBlob(2, piece.hash.view());
    const auto step = m_findContent.step();
    if (step == Statement::Step::Failed)
        return false;
    if (step == Statement::Step::Row)
        id = m_findContent.number(0);
    m_findContent.reset();
    if (step == Statement::Step::Done) {
        if (piece.packed.empty())
            packContent(text, piece);
        m_insertContent.bindBlob(1, piece.hash.view());
        m_insertContent.bind(2, std::int64_t(piece.isCompressed));
        m_insertContent.bindBlob(3, piece.packed);
        if (!m_insertContent.done())
            return false;
        id = sqlite3_last_insert_rowid(m_writing->handle());
        m_freshContents.push_back(piece.hash);
    }
    const std::lock_guard lock(m_mutex);
    if (m_known.size() >= mostKnown)
        m_known.clear();
    m_known.emplace(piece.hash, id);
    return true;
}

bool SqliteStore::writeRun(RunState& run, const Event& event)
{
    m_insertRun.bind(1, std::string_view(run.id));
    m_insertRun.bind(2, std::int64_t(event.time.time_since_epoch().count()));
    if (!m_insertRun.done())
        return false;
    run.key = sqlite3_last_insert_rowid(m_writing->handle());
    m_freshRuns.push_back(&run);
    return true;
}

bool SqliteStore::writeSummary(const RunState& run, const Event& event)
{
    RunSummary summary;
    foldSummary(summary, event.type, event.data);
    if (event.type == EventType::RunResumed) {
        m_resumeRun.bind(1, run.key);
        return m_resumeRun.done();
    }
    if (event.type == EventType::RunStarted) {
        m_startRun.bind(1, std::string_view(summary.task));
        m_startRun.bind(2, std::string_view(summary.agent));
        m_startRun.bind(3, std::string_view(summary.workflow));
        m_startRun.bind(4, std::string_view(summary.forkedFrom));
        m_startRun.bind(5, std::int64_t(event.time.time_since_epoch().count()));
        m_startRun.bind(6, run.key);
        return m_startRun.done();
    }
    m_finishRun.bind(1, std::string_view(summary.outcome));
    m_finishRun.bind(2, summary.steps);
    m_finishRun.bind(3, summary.tokens);
    if (summary.cost)
        m_finishRun.bind(4, summary.cost->nanoUsd);
    else
        m_finishRun.bindNull(4);
    m_finishRun.bind(5, summary.toolCalls);
    m_finishRun.bind(6, summary.seconds);
    m_finishRun.bind(7, std::string_view(summary.answer));
    m_finishRun.bind(8, run.key);
    return m_finishRun.done();
}

void SqliteStore::undo()
{
    for (auto* statement : {&m_begin, &m_commit, &m_insertEvent, &m_findContent, &m_insertContent,
                            &m_insertRun, &m_startRun, &m_finishRun, &m_resumeRun})
        statement->reset();
    // SQLite has rolled back by itself where the disk was full.
    if (sqlite3_get_autocommit(m_writing->handle()) == 0 && !m_rollback.done())
        m_rollback.reset();
    for (auto* run : m_freshRuns)
        run->key = 0;
    m_freshRuns.clear();
    const std::lock_guard lock(m_mutex);
    for (const auto& hash : m_freshContents)
        m_known.erase(hash);
    m_freshContents.clear();
}

// After the first commit there is a log, too. O_PATH: to close any other descriptor of the database would give up the
// locks of SQLite.
void SqliteStore::hold()
{
    if (m_held[0].isOpen())
        return;
    std::size_t i = 0;
    for (const char* name : {"/journal.db", "/journal.db-wal"})
        m_held[i++] =
            FileHandle(::open((m_folder + name).c_str(), O_PATH | O_CLOEXEC | O_NOFOLLOW));
}

// Not where it was moved, with its folder: there it goes on. Only the links are asked for: whoever asks for the times of a
// file makes Linux write its inode with the next sync, once more for every commit.
bool SqliteStore::isDeleted() const
{
    struct statx info
    { };
    for (const auto& file : m_held) {
        if (file.isOpen() && ::statx(file.get(), "", AT_EMPTY_PATH, STATX_NLINK, &info) == 0
            && info.stx_nlink == 0)
            return true;
    }
    return false;
}

bool SqliteStore::releaseReserve()
{
    return ::unlink((m_folder + "/reserve").c_str()) == 0;
}

SqliteStore::~SqliteStore()
{
    if (!m_writing || m_walPages < closingPages || m_isFull)
        return;
    m_writing->waitForOthers(false); // another program that reads does it when it goes
    sqlite3_wal_checkpoint_v2(m_writing->handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr,
                              nullptr);
}

void SqliteStore::rest()
{
    // Passive: it waits for no reader. What is left is moved the next time.
    sqlite3_wal_checkpoint_v2(m_writing->handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr,
                              nullptr);
    m_walPages = 0;
}

} // namespace signalbox::journal
