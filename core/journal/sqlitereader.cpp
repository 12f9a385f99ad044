// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/sqlitereader.h"

#include "base/json.h"
#include "base/text.h"
#include "journal/summary.h"
#include "journal/ulid.h"

#include <algorithm>
#include <unordered_map>

namespace signalbox::journal {

namespace {
// Bounds of what a file of somebody else can make us hold.
constexpr std::size_t mostDataBytes = 64u << 20; // of one event
constexpr std::size_t cacheBytes = 16u << 20;
constexpr std::size_t chunkBytes = 8u << 20;
constexpr std::size_t chunkEvents = 2000;

std::string upper(std::string_view text)
{
    std::string out(text);
    for (auto& c : out)
        c = c >= 'a' && c <= 'z' ? char(c - 'a' + 'A') : c;
    return out;
}
} // namespace

// Contents by their number, the last ones kept: neighbouring events refer to the same.
class SqliteReader::Contents
{
public:
    explicit Contents(const Database& database)
        : m_database(database)
    { }

    Result<const std::string*> find(std::int64_t id)
    {
        if (const auto found = m_cache.find(id); found != m_cache.end())
            return &found->second;
        if (!m_isPrepared) {
            auto statement =
                Statement::prepare(m_database, "SELECT compressed, bytes FROM content WHERE id=?");
            if (!statement)
                return tl::unexpected(statement.error());
            m_statement = std::move(*statement);
            m_isPrepared = true;
        }
        m_statement.bind(1, id);
        if (m_statement.step() != Statement::Step::Row) {
            m_statement.reset();
            return fail(Errc::Io, "a content of the journal is missing: the file is damaged");
        }
        auto bytes = unpackContent(m_statement.text(1), m_statement.number(0) != 0);
        m_statement.reset();
        if (!bytes)
            return tl::unexpected(bytes.error());
        if (m_bytes > cacheBytes) {
            m_cache.clear();
            m_bytes = 0;
        }
        m_bytes += bytes->size();
        return &(m_cache[id] = std::move(*bytes));
    }

    Result<std::string> fill(std::string_view text, std::string_view references)
    {
        if (references.empty())
            return std::string(text);
        auto places = readReferences(references, text.size());
        if (!places)
            return tl::unexpected(places.error());
        std::string data;
        std::size_t done = 0;
        for (const auto& place : *places) {
            auto content = find(place.content);
            if (!content)
                return tl::unexpected(content.error());
            data += text.substr(done, place.offset - done);
            done = place.offset;
            if (place.kind == PieceKind::String)
                appendQuotedJson(data, **content);
            else
                data += **content;
            if (data.size() > mostDataBytes)
                return fail(Errc::Limit, "an event of the journal is too big");
        }
        data += text.substr(done);
        return data;
    }

private:
    const Database& m_database;
    Statement m_statement;
    bool m_isPrepared = false;
    std::unordered_map<std::int64_t, std::string> m_cache;
    std::size_t m_bytes = 0;
};

Result<std::int64_t> SqliteReader::keyOf(const std::string& run) const
{
    auto statement = Statement::prepare(m_database, "SELECT id FROM run WHERE name=?");
    if (!statement)
        return tl::unexpected(statement.error());
    statement->bind(1, std::string_view(run));
    switch (statement->step()) {
    case Statement::Step::Row:
        return statement->number(0);
    case Statement::Step::Done:
        return fail(Errc::NotFound, "no such run", run);
    default:
        return tl::unexpected(m_database.error("cannot read the journal"));
    }
}

Result<RunEnd> SqliteReader::end(const std::string& run) const
{
    const std::lock_guard lock(m_mutex);
    auto key = keyOf(run);
    if (!key)
        return tl::unexpected(key.error());
    auto statement = Statement::prepare(
        m_database, "SELECT id, time FROM event WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1");
    if (!statement)
        return tl::unexpected(statement.error());
    statement->bind(1, rowKey(*key, 0));
    statement->bind(2, rowKey(*key, mostEvents));
    RunEnd end{*key, 0, {}};
    switch (statement->step()) {
    case Statement::Step::Row:
        end.seq = statement->number(0) & mostEvents;
        end.time = Timestamp(std::chrono::microseconds(statement->number(1)));
        return end;
    case Statement::Step::Done:
        return end;
    default:
        return tl::unexpected(m_database.error("cannot read the journal"));
    }
}

Result<std::vector<RunSummary>> SqliteReader::runs(std::size_t most) const
{
    const std::lock_guard lock(m_mutex);
    auto statement = Statement::prepare(
        m_database,
        "SELECT id, name, task, agent, workflow, started, outcome, forked_from, steps, tokens, "
        "cost,"
        " tool_calls, seconds, answer FROM run ORDER BY started DESC, id DESC LIMIT ?");
    if (!statement)
        return tl::unexpected(statement.error());
    statement->bind(1, std::int64_t(std::min<std::size_t>(most, 1'000'000'000)));
    auto origins = this->origins();
    if (!origins)
        return tl::unexpected(origins.error());
    std::vector<RunSummary> runs;
    Statement::Step step{};
    while ((step = statement->step()) == Statement::Step::Row) {
        const auto text = [&statement](int column) { return toUtf8(statement->text(column)); };
        RunSummary run;
        run.run = text(1);
        if (!isUlid(run.run)) // not ours: its name becomes a file name below
            continue;
        run.task = text(2);
        run.agent = text(3);
        run.workflow = text(4);
        run.started = Timestamp(std::chrono::microseconds(statement->number(5)));
        run.outcome = text(6);
        run.forkedFrom = text(7);
        run.steps = statement->number(8);
        run.tokens = statement->number(9);
        if (!statement->isNull(10))
            run.cost = Money{statement->number(10)};
        run.toolCalls = statement->number(11);
        run.seconds = statement->real(12);
        run.answer = text(13);
        if (const auto origin = origins->find(run.run); origin != origins->end())
            run.importedFrom = origin->second;
        if (run.outcome.empty()) {
            if (auto counted = countTotals(statement->number(0), run); !counted)
                return tl::unexpected(counted.error());
            run.runningPid = RunLock::owner(m_folder, run.run);
            if (run.runningPid == 0)
                run.outcome = "interrupted";
        }
        runs.push_back(std::move(run));
    }
    if (step == Statement::Step::Failed)
        return tl::unexpected(m_database.error("cannot read the journal"));
    return runs;
}

// A run without an end has no totals yet: they are in its events.
Result<> SqliteReader::countTotals(std::int64_t key, RunSummary& summary) const
{
    auto statement = Statement::prepare(
        m_database,
        "SELECT type, data, refs, time FROM event WHERE id BETWEEN ? AND ? AND type IN"
        " ('model.requested', 'model.replied', 'tool.started', 'run.finished')");
    if (!statement)
        return tl::unexpected(statement.error());
    statement->bind(1, rowKey(key, 0));
    statement->bind(2, rowKey(key, mostEvents));
    summary.steps = summary.tokens = summary.toolCalls = 0;
    summary.cost.reset();
    Contents contents(m_database);
    Statement::Step step{};
    while ((step = statement->step()) == Statement::Step::Row) {
        const auto type = eventTypeFromName(statement->text(0));
        const auto time = Timestamp(std::chrono::microseconds(statement->number(3)));
        summary.seconds = double((time - summary.started).count()) / 1e6;
        if (type != EventType::ModelReplied) {
            foldTotals(summary, type, {});
            continue;
        }
        if (const auto data = contents.fill(statement->text(1), statement->text(2)))
            foldTotals(summary, type, *data);
    }
    if (step == Statement::Step::Failed)
        return tl::unexpected(m_database.error("cannot read the journal"));
    return {};
}

Result<std::string> SqliteReader::resolve(std::string_view run) const
{
    const bool isLast = run == "last";
    const auto prefix = upper(run);
    const std::lock_guard lock(m_mutex);
    auto statement = Statement::prepare(
        m_database,
        isLast ? "SELECT name FROM run ORDER BY started DESC, id DESC LIMIT 1"
               : "SELECT name FROM run WHERE name >= ? AND name < ? ORDER BY name LIMIT 2");
    if (!statement)
        return tl::unexpected(statement.error());
    const auto behind = prefix + '~'; // above every character of an id
    if (!isLast) {
        statement->bind(1, std::string_view(prefix));
        statement->bind(2, std::string_view(behind));
    }
    std::vector<std::string> found;
    Statement::Step step{};
    while ((step = statement->step()) == Statement::Step::Row)
        found.emplace_back(statement->text(0));
    if (step == Statement::Step::Failed)
        return tl::unexpected(m_database.error("cannot read the journal"));
    if (found.empty() || run.empty() || !isUlid(found[0]))
        return fail(Errc::NotFound, isLast ? "there is no run yet" : "no such run",
                    isLast ? "" : std::string(truncateUtf8(run, 64)));
    if (found.size() > 1)
        return fail(Errc::Invalid, "several runs begin like that, " + found[0] + " and " + found[1],
                    std::string(run));
    return found[0];
}

Result<> SqliteReader::read(const std::string& run, std::int64_t fromSeq,
                            const std::function<bool(Event&&)>& take) const
{
    Result<std::int64_t> key;
    {
        const std::lock_guard lock(m_mutex);
        key = keyOf(run);
    }
    if (!key)
        return tl::unexpected(key.error());
    for (;;) {
        // The receiver is called without the lock: it may ask the journal for something else.
        auto events = chunk(run, *key, fromSeq);
        if (!events)
            return tl::unexpected(events.error());
        if (events->empty())
            return {};
        fromSeq = events->back().seq + 1;
        for (auto& event : *events) {
            if (!take(std::move(event)))
                return {};
        }
    }
}

Result<std::vector<Event>> SqliteReader::chunk(const std::string& run, std::int64_t key,
                                               std::int64_t fromSeq) const
{
    std::vector<Event> events;
    if (fromSeq > mostEvents)
        return events;
    const std::lock_guard lock(m_mutex);
    auto statement = Statement::prepare(
        m_database,
        "SELECT id, time, path, type, data, refs FROM event WHERE id BETWEEN ? AND ? ORDER BY id");
    if (!statement)
        return tl::unexpected(statement.error());
    statement->bind(1, rowKey(key, std::max<std::int64_t>(fromSeq, 0)));
    statement->bind(2, rowKey(key, mostEvents));
    Contents contents(m_database);
    std::size_t bytes = 0;
    Statement::Step step = Statement::Step::Done;
    while (events.size() < chunkEvents && bytes < chunkBytes
           && (step = statement->step()) == Statement::Step::Row) {
        auto data = contents.fill(statement->text(4), statement->text(5));
        if (!data)
            return tl::unexpected(data.error());
        if (!isCanonicalObject(*data))
            return fail(Errc::Io, "an event of the journal is not JSON: the file is damaged", run);
        Event event;
        event.seq = statement->number(0) & mostEvents;
        event.time = Timestamp(std::chrono::microseconds(statement->number(1)));
        event.run = run;
        event.path = toUtf8(statement->text(2));
        event.type = eventTypeFromName(statement->text(3));
        event.data = std::move(*data);
        if (event.type == EventType::Unknown)
            event.name = toUtf8(statement->text(3));
        bytes += event.data.size() + event.path.size();
        events.push_back(std::move(event));
    }
    if (step == Statement::Step::Failed)
        return tl::unexpected(m_database.error("cannot read the journal"));
    return events;
}

Result<std::string> SqliteReader::content(const Hash& hash) const
{
    const std::lock_guard lock(m_mutex);
    auto statement = Statement::prepare(
        m_database, "SELECT compressed, bytes FROM content WHERE substr(hash, 1, 8)=? AND hash=?");
    if (!statement)
        return tl::unexpected(statement.error());
    statement->bindBlob(1, hash.view().substr(0, 8));
    statement->bindBlob(2, hash.view());
    if (statement->step() != Statement::Step::Row)
        return fail(Errc::NotFound, "no such content", hash.hex());
    auto bytes = unpackContent(statement->text(1), statement->number(0) != 0);
    if (bytes && sha256(*bytes) != hash)
        return fail(Errc::Io, "a content of the journal is damaged", hash.hex());
    return bytes;
}

Result<std::int64_t> SqliteReader::version() const
{
    const std::lock_guard lock(m_mutex);
    return m_database.number("PRAGMA data_version");
}

} // namespace signalbox::journal
