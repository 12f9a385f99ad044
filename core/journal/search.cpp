// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/search.h"

#include "base/file.h"
#include "base/jsonvalue.h"
#include "base/text.h"
#include "journal/ulid.h"

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

namespace signalbox::journal {

namespace {
constexpr std::int64_t formatVersion = 1;
constexpr std::size_t mostTextBytes = 256u << 10; // of one event
constexpr std::size_t mostQueryBytes = 1024;
constexpr std::size_t mostWords = 32;
constexpr std::size_t batchEvents = 2000; // a transaction

// What stands in a snippet around a match, and in no text: showInvisible draws them.
constexpr char opens = '\x01';
constexpr char closes = '\x02';

constexpr const char* schema = R"sql(
CREATE TABLE done(run TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE entry(id INTEGER PRIMARY KEY, run TEXT NOT NULL, seq INTEGER NOT NULL,
    path TEXT NOT NULL, type TEXT NOT NULL, time INTEGER NOT NULL);
CREATE VIRTUAL TABLE body USING fts5(text, tokenize='unicode61 remove_diacritics 2');
PRAGMA user_version=1;
)sql";

// The strings and numbers of a value, one a line; names of members too, since arguments are looked for by them.
void addTexts(const Json& value, std::string& out) // NOLINT(misc-no-recursion): depth is bounded
{
    if (out.size() > mostTextBytes)
        return;
    if (value.is_string()) {
        out += value.get_ref<const std::string&>();
        out += '\n';
    } else if (value.is_number()) {
        out += dumpJson(value) + '\n';
    } else if (value.is_array()) {
        for (const auto& element : value)
            addTexts(element, out);
    } else if (value.is_object()) {
        for (const auto& [key, member] : value.items()) {
            out += key + ": ";
            addTexts(member, out);
        }
    }
}

std::vector<std::string_view> searchedMembers(EventType type)
{
    switch (type) {
    case EventType::RunStarted:
    case EventType::AgentStarted:
        return {"task"};
    case EventType::ModelReplied:
    case EventType::SteerReceived:
        return {"text"};
    case EventType::ModelFailed:
        return {"error"};
    case EventType::ToolRequested:
        return {"tool", "arguments"};
    case EventType::ToolFinished:
        return {"result", "error"};
    case EventType::GateDecided:
        return {"decision", "reason", "result"};
    case EventType::PlanMade:
        return {"steps"};
    case EventType::AgentFinished:
    case EventType::RunFinished:
        return {"output"};
    default:
        return {};
    }
}

// Each word quoted, so that nothing of it is syntax of FTS5.
std::string queryOf(std::string_view query)
{
    std::string out;
    std::size_t words = 0;
    auto text = toUtf8(truncateUtf8(query, mostQueryBytes));
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c >= 0 && c <= ' '; }, ' ');
    for (const auto word : split(text, ' ')) {
        if (word.empty() || ++words > mostWords)
            continue;
        out += out.empty() ? "\"" : " \"";
        for (const char c : word) {
            out += c;
            if (c == '"')
                out += c;
        }
        out += "\"*";
    }
    return out;
}

void takeMarks(std::string_view marked, SearchHit& hit)
{
    std::string plain;
    std::size_t begin = 0;
    for (const auto c : marked) {
        if (c == opens) {
            begin = plain.size();
        } else if (c == closes) {
            if (plain.size() > begin)
                hit.marks.emplace_back(begin, plain.size() - begin);
        } else {
            plain += c == '\n' || c == '\t' ? ' ' : c;
        }
    }
    hit.snippet = std::move(plain);
}
} // namespace

std::string searchedText(const Event& event)
{
    const auto members = searchedMembers(event.type);
    if (members.empty())
        return {};
    const auto data = parseJson(event.data);
    if (!data)
        return {};
    std::string text;
    for (const auto member : members) {
        if (const auto* value = signalbox::find(*data, member))
            addTexts(*value, text);
    }
    return showInvisible(truncateUtf8(text, mostTextBytes));
}

Result<Database> SearchIndex::openFile(const std::string& file)
{
    if (!file.empty()) {
        struct stat info
        { };
        if (::lstat(file.c_str(), &info) == 0 && !S_ISREG(info.st_mode))
            return fail(Errc::Invalid, "is not a regular file", file);
        const FileHandle made(
            ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600));
        if (!made.isOpen())
            return failErrno(errno, "cannot write the index of the search", file);
    }
    auto database = Database::open(file.empty() ? ":memory:" : file, Database::Mode::ReadWrite);
    if (!database)
        return database;
    // what is lost is read from the journal again
    if (auto set = database->run("PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
                                 "PRAGMA temp_store=MEMORY");
        !set)
        return tl::unexpected(set.error());
    if (auto begun = database->run("BEGIN IMMEDIATE"); !begun)
        return tl::unexpected(begun.error());
    const auto version = database->number("PRAGMA user_version");
    Result<> made;
    if (!version || (*version != 0 && *version != formatVersion))
        made = fail(Errc::Unsupported, "the index is of another version", file);
    else if (*version == 0)
        made = database->run(schema);
    else if (auto looked = database->number("SELECT count(*) FROM body('\"a\"')"); !looked)
        made = tl::unexpected(looked.error());
    if (made)
        made = database->run("COMMIT");
    if (!made)
        return tl::unexpected(made.error());
    return database;
}

Result<std::unique_ptr<SearchIndex>> SearchIndex::open(const std::string& folder)
{
    const auto file = folder.empty() ? std::string() : folder + "/search.db";
    auto database = openFile(file);
    std::unique_ptr<SearchIndex> index(
        new SearchIndex(file, database ? std::move(*database) : Database()));
    if (!database) {
        if (database.error().code == Errc::Unavailable || database.error().code == Errc::Denied)
            return tl::unexpected(database.error());
        if (auto made = index->makeAnew(); !made)
            return tl::unexpected(made.error());
    }
    return index;
}

// Nothing in it is worth keeping: the journal has it all.
Result<> SearchIndex::makeAnew()
{
    m_database = Database();
    for (const auto* end : {"", "-wal", "-shm"}) {
        if (!m_file.empty())
            ::unlink((m_file + end).c_str());
    }
    auto database = openFile(m_file);
    if (!database)
        return tl::unexpected(database.error());
    m_database = std::move(*database);
    return {};
}

Result<std::int64_t> SearchIndex::update(const Journal& journal, std::stop_token stop)
{
    const std::lock_guard lock(m_mutex);
    auto done = updateOnce(journal, stop);
    if (done || done.error().code != Errc::Io)
        return done;
    if (auto made = makeAnew(); !made)
        return tl::unexpected(made.error());
    return updateOnce(journal, std::move(stop));
}

Result<std::int64_t> SearchIndex::updateOnce(const Journal& journal, std::stop_token stop)
{
    const auto runs = journal.runs();
    if (!runs)
        return tl::unexpected(Error{Errc::Unavailable, runs.error().message, runs.error().context});
    std::int64_t indexed = 0;
    for (const auto& run : *runs) {
        if (stop.stop_requested())
            return fail(Errc::Cancelled, "stopped");
        const auto done = updateRun(journal, run.run);
        if (!done && done.error().code == Errc::Invalid)
            continue; // one damaged run hides no other
        if (!done)
            return done;
        indexed += *done;
    }
    return indexed;
}

Result<std::int64_t> SearchIndex::updateRun(const Journal& journal, const std::string& run)
{
    std::int64_t indexed = 0;
    for (bool more = true; more;) {
        auto last = Statement::prepare(m_database, "SELECT seq FROM done WHERE run=?");
        if (!last)
            return tl::unexpected(last.error());
        last->bind(1, std::string_view(run));
        const auto from = (last->step() == Statement::Step::Row ? last->number(0) : 0) + 1;
        last->reset();
        std::vector<Event> events;
        const auto read = journal.read(run, from, [&events](Event&& event) {
            events.push_back(std::move(event));
            return events.size() < batchEvents;
        });
        if (!read) // the journal's trouble, not the index's
            return tl::unexpected(Error{Errc::Invalid, read.error().message, run});
        if (events.empty())
            return indexed;
        more = events.size() == batchEvents;
        if (auto begun = m_database.run("BEGIN IMMEDIATE"); !begun)
            return tl::unexpected(begun.error());
        const auto give = [this](Error error) -> Result<std::int64_t> {
            (void)m_database.run("ROLLBACK");
            return tl::unexpected(std::move(error));
        };
        // another program may have been here since
        last->bind(1, std::string_view(run));
        const auto now = (last->step() == Statement::Step::Row ? last->number(0) : 0) + 1;
        last->reset();
        if (now != from) {
            (void)m_database.run("ROLLBACK");
            more = true;
            continue;
        }
        auto entry = Statement::prepare(
            m_database, "INSERT INTO entry(run, seq, path, type, time) VALUES(?, ?, ?, ?, ?)");
        auto body = Statement::prepare(m_database, "INSERT INTO body(rowid, text) VALUES(?, ?)");
        auto done = Statement::prepare(m_database, "INSERT OR REPLACE INTO done VALUES(?, ?)");
        if (!entry || !body || !done)
            return give((entry ? body ? done.error() : body.error() : entry.error()));
        for (const auto& event : events) {
            const auto text = searchedText(event);
            if (text.empty())
                continue;
            entry->bind(1, std::string_view(run));
            entry->bind(2, event.seq);
            entry->bind(3, std::string_view(event.path));
            entry->bind(4, eventTypeName(event.type));
            entry->bind(5, std::int64_t(event.time.time_since_epoch().count()));
            if (!entry->done())
                return give(m_database.error("cannot write the index"));
            body->bind(1, std::int64_t(sqlite3_last_insert_rowid(m_database.handle())));
            body->bind(2, std::string_view(text));
            if (!body->done())
                return give(m_database.error("cannot write the index"));
            ++indexed;
        }
        done->bind(1, std::string_view(run));
        done->bind(2, events.back().seq);
        if (!done->done())
            return give(m_database.error("cannot write the index"));
        if (auto committed = m_database.run("COMMIT"); !committed)
            return give(committed.error());
    }
    return indexed;
}

Result<std::vector<SearchHit>> SearchIndex::find(std::string_view query, std::size_t most,
                                                 const std::string& run)
{
    const auto words = queryOf(query);
    if (words.empty())
        return std::vector<SearchHit>();
    const std::lock_guard lock(m_mutex);
    return findOnce(words, most, run);
}

Result<std::vector<SearchHit>> SearchIndex::findOnce(const std::string& words, std::size_t most,
                                                     const std::string& run)
{
    auto statement =
        Statement::prepare(m_database,
                           "SELECT entry.run, entry.path, entry.seq, entry.type, entry.time,"
                           " snippet(body, 0, char(1), char(2), '...', 24)"
                           " FROM body JOIN entry ON entry.id = body.rowid"
                           " WHERE body MATCH ?1 AND (?2 = '' OR entry.run = ?2) ORDER BY rank, "
                           "entry.id DESC LIMIT ?3");
    if (!statement)
        return tl::unexpected(statement.error());
    statement->bind(1, std::string_view(words));
    statement->bind(2, std::string_view(run));
    statement->bind(3, std::int64_t(std::min<std::size_t>(most, 10'000)));
    return hitsOf(*statement);
}

// Which row of a run is its best is found without its text: that is drawn of the few alone that are told.
Result<std::vector<SearchHit>> SearchIndex::findRuns(std::string_view query, std::size_t most)
{
    const auto words = queryOf(query);
    if (words.empty())
        return std::vector<SearchHit>();
    const std::lock_guard lock(m_mutex);
    auto statement = Statement::prepare(
        m_database,
        "WITH place AS (SELECT entry.run AS run, body.rowid AS id, rank AS score FROM body"
        " JOIN entry ON entry.id = body.rowid WHERE body MATCH ?1),"
        " best AS (SELECT id, min(score) AS score FROM place GROUP BY run"
        " ORDER BY score, id DESC LIMIT ?2)"
        " SELECT entry.run, entry.path, entry.seq, entry.type, entry.time,"
        " snippet(body, 0, char(1), char(2), '...', 24)"
        " FROM body JOIN entry ON entry.id = body.rowid"
        " WHERE body MATCH ?1 AND body.rowid IN (SELECT id FROM best)"
        " ORDER BY rank, entry.id DESC");
    if (!statement)
        return tl::unexpected(statement.error());
    statement->bind(1, std::string_view(words));
    statement->bind(2, std::int64_t(std::min<std::size_t>(most, 10'000)));
    return hitsOf(*statement);
}

Result<std::vector<SearchHit>> SearchIndex::hitsOf(Statement& statement)
{
    std::vector<SearchHit> hits;
    Statement::Step step{};
    while ((step = statement.step()) == Statement::Step::Row) {
        SearchHit hit;
        hit.run = toUtf8(statement.text(0));
        hit.path = toUtf8(statement.text(1));
        hit.seq = statement.number(2);
        hit.type = eventTypeFromName(statement.text(3));
        hit.time = Timestamp(std::chrono::microseconds(statement.number(4)));
        takeMarks(toUtf8(statement.text(5)), hit);
        if (isUlid(hit.run))
            hits.push_back(std::move(hit));
    }
    if (step == Statement::Step::Failed)
        return tl::unexpected(m_database.error("cannot search"));
    return hits;
}

} // namespace signalbox::journal
