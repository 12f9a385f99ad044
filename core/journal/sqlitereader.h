// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "journal/sqlite.h"
#include "journal/store.h"

#include <map>
#include <mutex>

namespace signalbox::journal {

// The reading side of journal.db, on a connection of its own: it never waits for a commit. Thread safe.
class SqliteReader
{
public:
    SqliteReader(Database database, std::string folder)
        : m_database(std::move(database))
        , m_folder(std::move(folder))
    { }

    [[nodiscard]] Result<RunEnd> end(const std::string& run) const;
    [[nodiscard]] Result<std::vector<RunSummary>> runs(std::size_t most) const;
    [[nodiscard]] Result<std::string> resolve(std::string_view run) const;
    [[nodiscard]] Result<> read(const std::string& run, std::int64_t fromSeq,
                                const std::function<bool(Event&&)>& take) const;
    [[nodiscard]] Result<std::string> content(const Hash& hash) const;
    [[nodiscard]] Result<std::vector<Event>> inherited(const std::string& run) const;
    [[nodiscard]] Result<std::int64_t> version() const;

private:
    class Contents;

    [[nodiscard]] Result<std::int64_t> keyOf(const std::string& run) const;
    [[nodiscard]] Result<std::vector<Event>> chunk(const std::string& run, std::int64_t key,
                                                   std::int64_t fromSeq) const;
    [[nodiscard]] bool hasOrigins() const;
    [[nodiscard]] Result<std::map<std::string, std::string>> origins() const; // run -> file
    [[nodiscard]] Result<> countTotals(std::int64_t key, RunSummary& summary) const;

    mutable std::mutex m_mutex; // guards the connection
    mutable Database m_database;
    const std::string m_folder; // of the locks
};

// The key of an event's row: the number of its run and its seq, so that a run lies together without a second index.
[[nodiscard]] constexpr std::int64_t rowKey(std::int64_t run, std::int64_t seq)
{
    return run << 32 | seq;
}
inline constexpr std::int64_t mostEvents = 0xffffffff; // in a run

} // namespace signalbox::journal
