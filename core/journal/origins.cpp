// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
// Runs of elsewhere: two tables that are made with the first of them. A program that does not know them reads the rest.
#include "base/text.h"
#include "journal/splitcontent.h"
#include "journal/sqlitestore.h"
#include "journal/ulid.h"

namespace signalbox::journal {

namespace {
constexpr const char* tables = R"sql(
CREATE TABLE IF NOT EXISTS origin(
    run TEXT PRIMARY KEY, source TEXT NOT NULL, chain TEXT NOT NULL, at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS inherited(
    run TEXT NOT NULL, number INTEGER NOT NULL, -- of the fork; in its order, from 1
    parent TEXT NOT NULL, seq INTEGER NOT NULL, -- as the event was written
    time INTEGER NOT NULL, path TEXT NOT NULL, type TEXT NOT NULL,
    compressed INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY(run, number)) WITHOUT ROWID;
)sql";

Result<> writeOrigin(Database& database, const Origin& origin)
{
    auto insert = Statement::prepare(database, "INSERT OR REPLACE INTO origin VALUES(?, ?, ?, ?)");
    if (!insert)
        return tl::unexpected(insert.error());
    insert->bind(1, std::string_view(origin.run));
    insert->bind(2, std::string_view(origin.source));
    insert->bind(3, std::string_view(origin.chain));
    insert->bind(4, std::int64_t(origin.at.time_since_epoch().count()));
    if (!insert->done())
        return tl::unexpected(database.error("cannot keep where a run came from"));
    return {};
}

Result<> writeInherited(Database& database, const Origin& origin)
{
    auto insert = Statement::prepare(
        database, "INSERT OR REPLACE INTO inherited VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)");
    if (!insert)
        return tl::unexpected(insert.error());
    std::int64_t number = 0;
    for (const auto& event : origin.inherited) {
        Piece whole; // packed as a content is, but not shared
        whole.size = event.data.size();
        packContent(event.data, whole);
        insert->bind(1, std::string_view(origin.run));
        insert->bind(2, ++number);
        insert->bind(3, std::string_view(event.run));
        insert->bind(4, event.seq);
        insert->bind(5, std::int64_t(event.time.time_since_epoch().count()));
        insert->bind(6, std::string_view(event.path));
        insert->bind(7,
                     event.type == EventType::Unknown ? std::string_view(event.name)
                                                      : eventTypeName(event.type));
        insert->bind(8, std::int64_t(whole.isCompressed));
        insert->bindBlob(9, whole.packed);
        if (!insert->done())
            return tl::unexpected(database.error("cannot keep what a run inherited"));
    }
    return {};
}
} // namespace

Result<> SqliteStore::keepOrigin(const Origin& origin)
{
    if (!m_writing)
        return tl::unexpected(m_reason.value_or(Error{Errc::Denied, "read only", m_folder}));
    if (auto begun = m_writing->run("BEGIN IMMEDIATE"); !begun)
        return begun;
    auto kept = m_writing->run(tables);
    if (kept)
        kept = writeOrigin(*m_writing, origin);
    if (kept)
        kept = writeInherited(*m_writing, origin);
    if (kept)
        kept = m_writing->run("COMMIT");
    if (!kept)
        (void)m_writing->run("ROLLBACK");
    return kept;
}

bool SqliteReader::hasOrigins() const
{
    const auto found = m_database.number("SELECT count(*) FROM sqlite_schema WHERE type='table' "
                                         "AND name IN ('origin', 'inherited')");
    return found && *found == 2;
}

Result<std::map<std::string, std::string>> SqliteReader::origins() const
{
    std::map<std::string, std::string> origins;
    if (!hasOrigins())
        return origins;
    auto statement = Statement::prepare(m_database, "SELECT run, source FROM origin");
    if (!statement)
        return tl::unexpected(statement.error());
    while (statement->step() == Statement::Step::Row)
        origins[toUtf8(statement->text(0))] = toUtf8(statement->text(1));
    return origins;
}

Result<std::vector<Event>> SqliteReader::inherited(const std::string& run) const
{
    const std::lock_guard lock(m_mutex);
    std::vector<Event> events;
    if (!hasOrigins())
        return events;
    auto statement = Statement::prepare(m_database,
                                        "SELECT parent, seq, time, path, type, compressed, data"
                                        " FROM inherited WHERE run=? ORDER BY number");
    if (!statement)
        return tl::unexpected(statement.error());
    statement->bind(1, std::string_view(run));
    Statement::Step step{};
    while ((step = statement->step()) == Statement::Step::Row) {
        auto data = unpackContent(statement->text(6), statement->number(5) != 0);
        if (!data)
            return tl::unexpected(data.error());
        Event event;
        event.run = toUtf8(statement->text(0));
        event.seq = statement->number(1);
        event.time = Timestamp(std::chrono::microseconds(statement->number(2)));
        event.path = toUtf8(statement->text(3));
        event.type = eventTypeFromName(statement->text(4));
        event.data = std::move(*data);
        if (event.type == EventType::Unknown)
            event.name = toUtf8(statement->text(4));
        if (!isUlid(event.run) || event.seq < 1 || !isCanonicalObject(event.data))
            return fail(Errc::Io, "what the run inherited is damaged in the journal", run);
        events.push_back(std::move(event));
    }
    if (step == Statement::Step::Failed)
        return tl::unexpected(m_database.error("cannot read the journal"));
    return events;
}

} // namespace signalbox::journal
