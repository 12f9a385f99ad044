// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/sqlite.h"

#include <chrono>
#include <thread>

#include <sqlite3.h>

namespace signalbox::journal {

namespace {
constexpr int busyWaitMs = 5000;

// SQLite's own handler sleeps up to 100 ms at a time, which lets a program that writes much starve the other.
int waitForOther(void*, int count)
{
    if (count >= busyWaitMs)
        return 0;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return 1;
}

std::string uriOf(const std::string& file)
{
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string uri = "file:";
    for (const char c : file) {
        if (c == '?' || c == '#' || c == '%') {
            uri += '%';
            uri += digits[c >> 4 & 15];
            uri += digits[c & 15];
        } else {
            uri += c;
        }
    }
    return uri + "?immutable=1";
}
} // namespace

Database::Database(Database&& other) noexcept
    : m_handle(std::exchange(other.m_handle, nullptr))
    , m_file(std::move(other.m_file))
{ }

Database& Database::operator=(Database&& other) noexcept
{
    std::swap(m_handle, other.m_handle);
    std::swap(m_file, other.m_file);
    return *this;
}

Database::~Database()
{
    sqlite3_close_v2(m_handle);
}

Result<Database> Database::open(const std::string& file, Mode mode)
{
    Database database;
    database.m_file = file;
    // One thread at a time uses a connection: SQLite need not lock it.
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE;
    flags |= mode == Mode::ReadWrite ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
    if (mode == Mode::Immutable)
        flags |= SQLITE_OPEN_URI;
    const auto name = mode == Mode::Immutable ? uriOf(file) : file;
    if (sqlite3_open_v2(name.c_str(), &database.m_handle, flags, nullptr) != SQLITE_OK)
        return tl::unexpected(database.error("cannot open the journal"));
    database.waitForOthers(true);
    // The file may come from somebody else: no SQL of its schema does more than name columns.
    sqlite3_db_config(database.m_handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(database.m_handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(database.m_handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_db_config(database.m_handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
    return database;
}

Result<> Database::run(const std::string& sql)
{
    if (sqlite3_exec(m_handle, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        return tl::unexpected(error("the journal refused a command"));
    return {};
}

Result<std::int64_t> Database::number(const std::string& sql)
{
    auto statement = Statement::prepare(*this, sql);
    if (!statement)
        return tl::unexpected(statement.error());
    if (statement->step() != Statement::Step::Row)
        return tl::unexpected(error("cannot read the journal"));
    return statement->number(0);
}

int Database::code() const
{
    return m_handle ? sqlite3_extended_errcode(m_handle) : SQLITE_NOMEM;
}

bool Database::isFull() const
{
    const int code = this->code();
    return (code & 0xff) == SQLITE_FULL || code == SQLITE_IOERR_SHMSIZE;
}

void Database::waitForOthers(bool waits)
{
    sqlite3_busy_handler(m_handle, waits ? waitForOther : nullptr, nullptr);
}

bool Database::isBusy() const
{
    return (code() & 0xff) == SQLITE_BUSY;
}

Error Database::error(std::string_view what) const
{
    const int code = this->code();
    const std::string words = m_handle ? sqlite3_errmsg(m_handle) : "out of memory";
    const auto with = [&](Errc errc, std::string advice) {
        return Error{errc, std::string(what) + ": " + words + std::move(advice), m_file};
    };
    switch (code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return with(
            Errc::Io,
            ". The file is damaged: move it away together with journal.db-wal to begin a new one; "
            "what can be read of it `sqlite3 journal.db .recover` prints");
    case SQLITE_FULL:
        return with(Errc::Io, ". Make room on the disk and resume the run");
    case SQLITE_BUSY:
        return with(Errc::Unavailable, ". Another program is writing: try again");
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return with(Errc::Denied, "");
    default:
        return with(Errc::Io, "");
    }
}

Statement::~Statement()
{
    sqlite3_finalize(m_statement);
}

Result<Statement> Statement::prepare(const Database& database, std::string_view sql)
{
    Statement statement;
    if (sqlite3_prepare_v3(database.handle(), sql.data(), int(sql.size()),
                           SQLITE_PREPARE_PERSISTENT, &statement.m_statement, nullptr)
        != SQLITE_OK)
        return tl::unexpected(database.error("the journal is not of this program's format"));
    return statement;
}

void Statement::bind(int index, std::int64_t number)
{
    sqlite3_bind_int64(m_statement, index, number);
}

void Statement::bind(int index, double number)
{
    sqlite3_bind_double(m_statement, index, number);
}

void Statement::bind(int index, std::string_view text)
{
    sqlite3_bind_text64(m_statement, index, text.data() ? text.data() : "", text.size(),
                        SQLITE_STATIC, SQLITE_UTF8);
}

void Statement::bindBlob(int index, std::string_view bytes)
{
    sqlite3_bind_blob64(m_statement, index, bytes.data() ? bytes.data() : "", bytes.size(),
                        SQLITE_STATIC);
}

void Statement::bindNull(int index)
{
    sqlite3_bind_null(m_statement, index);
}

Statement::Step Statement::step()
{
    switch (sqlite3_step(m_statement)) {
    case SQLITE_ROW:
        return Step::Row;
    case SQLITE_DONE:
        return Step::Done;
    default:
        return Step::Failed;
    }
}

bool Statement::done()
{
    const bool isDone = step() == Step::Done;
    // The connection keeps the error until its next call; sqlite3_reset would only repeat it.
    if (isDone)
        reset();
    return isDone;
}

void Statement::reset()
{
    sqlite3_reset(m_statement);
}

std::int64_t Statement::number(int column) const
{
    return sqlite3_column_int64(m_statement, column);
}

double Statement::real(int column) const
{
    return sqlite3_column_double(m_statement, column);
}

std::string_view Statement::text(int column) const
{
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(m_statement, column));
    return bytes ? std::string_view(bytes, std::size_t(sqlite3_column_bytes(m_statement, column)))
                 : std::string_view();
}

bool Statement::isNull(int column) const
{
    return sqlite3_column_type(m_statement, column) == SQLITE_NULL;
}

} // namespace signalbox::journal
