// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/file.h"
#include "journal/sqlite.h"
#include "journal/sqlitereader.h"
#include "journal/store.h"

#include <array>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace signalbox::journal {

// journal.db. The writing connection belongs to whoever commits.
class SqliteStore final : public Store
{
public:
    // Without `writing` it is read-only, for `reason`.
    SqliteStore(std::string folder, Database reading, std::optional<Database> writing,
                std::optional<Error> reason);
    ~SqliteStore()
        override; // moves a long log into the database, so that the next start need not read it
    [[nodiscard]] Result<> prepare(); // once, before anything else, where it is written

    [[nodiscard]] CommitOutcome commit(std::vector<Queued>& batch, Patience patience) override;
    void rest() override;
    [[nodiscard]] bool isNew(const Hash& hash) const override;

    [[nodiscard]] Result<RunEnd> end(const std::string& run) const override
    {
        return m_reader.end(run);
    }
    [[nodiscard]] Result<std::vector<RunSummary>> runs(std::size_t most) const override
    {
        return m_reader.runs(most);
    }
    [[nodiscard]] Result<std::string> resolve(std::string_view run) const override
    {
        return m_reader.resolve(run);
    }
    [[nodiscard]] Result<> read(const std::string& run, std::int64_t fromSeq,
                                const std::function<bool(Event&&)>& take) const override
    {
        return m_reader.read(run, fromSeq, take);
    }
    [[nodiscard]] Result<std::string> content(const Hash& hash) const override
    {
        return m_reader.content(hash);
    }
    [[nodiscard]] Result<std::vector<Event>> inherited(const std::string& run) const override
    {
        return m_reader.inherited(run);
    }
    [[nodiscard]] Result<> keepOrigin(const Origin& origin) override;
    [[nodiscard]] Result<std::int64_t> version() const override { return m_reader.version(); }
    [[nodiscard]] std::optional<Error> readOnlyReason() const override { return m_reason; }
    [[nodiscard]] Result<> own(const std::shared_ptr<RunState>& run) override;
    [[nodiscard]] bool isDurable() const override { return true; }

private:
    [[nodiscard]] bool write(std::vector<Queued>& batch);
    [[nodiscard]] bool writeEvent(Queued& queued);
    [[nodiscard]] bool writeRun(RunState& run, const Event& event);
    [[nodiscard]] bool writeSummary(const RunState& run, const Event& event);
    [[nodiscard]] bool contentId(std::string_view text, Piece& piece, std::int64_t& id);
    void undo();
    [[nodiscard]] bool releaseReserve();
    void hold();
    [[nodiscard]] bool isDeleted() const;

    const std::string m_folder;
    SqliteReader m_reader;
    std::optional<Database> m_writing;
    std::optional<Error> m_reason;

    Statement m_begin, m_commit, m_rollback;
    Statement m_insertEvent, m_findContent, m_insertContent;
    Statement m_insertRun, m_startRun, m_finishRun, m_resumeRun;
    Patience m_patience = Patience::Full; // that the writing connection has
    int m_walPages = 0; // in the write-ahead log after the last commit
    std::array<FileHandle, 2> m_held; // the database and its log, by which a deletion is noticed
    bool m_isFull = false; // the disk was, and the reserve is used up

    Row m_row; // memory that every event uses again
    std::vector<std::int64_t> m_ids;
    std::vector<RunState*> m_freshRuns; // what this transaction would make known
    std::vector<Hash> m_freshContents;

    mutable std::mutex m_mutex; // guards m_known
    std::map<Hash, std::int64_t> m_known; // contents that are in the database
};

} // namespace signalbox::journal
