// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"
#include "journal/sqlitestore.h"

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <filesystem>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

// How journal.db is found, made and brought to this program's format.
namespace signalbox::journal {

namespace {
constexpr std::int64_t formatVersion = 1; // PRAGMA user_version
constexpr off_t reserveBytes = 1 << 20;

constexpr const char* schema = R"sql(
CREATE TABLE run(
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    started INTEGER NOT NULL, -- microseconds since 1970
    task TEXT, agent TEXT, workflow TEXT, forked_from TEXT,
    outcome TEXT, -- NULL: it has no end
    steps INTEGER, tokens INTEGER, cost INTEGER, -- billionths of a US dollar
    tool_calls INTEGER, seconds REAL, answer TEXT);
CREATE INDEX run_started ON run(started);
CREATE TABLE event(
    id INTEGER PRIMARY KEY, -- run.id << 32 | seq
    time INTEGER NOT NULL,
    path TEXT NOT NULL,
    type TEXT NOT NULL,
    data TEXT NOT NULL, -- without its contents
    refs BLOB); -- where which content goes, see splitcontent.h
CREATE TABLE content(
    id INTEGER PRIMARY KEY,
    hash BLOB NOT NULL, -- SHA-256 of the bytes
    compressed INTEGER NOT NULL,
    bytes BLOB NOT NULL);
CREATE INDEX content_hash ON content(substr(hash, 1, 8));
)sql";

void syncFolder(const std::string& folder)
{
    const FileHandle handle(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (handle.isOpen())
        ::fsync(handle.get());
}

Result<> makeFolder(const std::string& folder)
{
    if (::mkdir(folder.c_str(), 0700) == 0)
        syncFolder(std::filesystem::path(folder).parent_path().string());
    else if (errno != EEXIST)
        return failErrno(errno, "cannot make the folder of the journal", folder);
    return {};
}

// The file is made by us and not by SQLite, for its mode; the log beside it takes the same.
Result<> makeFiles(const std::string& folder)
{
    const auto file = folder + "/journal.db";
    struct stat info
    { };
    const bool isThere = ::lstat(file.c_str(), &info) == 0;
    if (isThere && !S_ISREG(info.st_mode))
        return fail(Errc::Invalid, "is not a regular file", file);
    const FileHandle handle(
        ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600));
    if (!handle.isOpen())
        return failErrno(errno, "cannot write the journal", file);
    if (auto made = makeFolder(folder + "/runs"); !made)
        return made;
    if (!isThere)
        syncFolder(folder);
    return {};
}

void makeReserve(const std::string& folder)
{
    const auto file = folder + "/reserve";
    const FileHandle handle(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (handle.isOpen() && ::posix_fallocate(handle.get(), 0, reserveBytes) != 0)
        ::unlink(file.c_str()); // the disk is full already
}

Result<> makeSchema(Database& database)
{
    // Several programs may be here at once: the second finds the work done.
    if (auto begun = database.run("BEGIN IMMEDIATE"); !begun)
        return begun;
    auto version = database.number("PRAGMA user_version");
    Result<> made;
    if (version && *version == 0)
        made = database.run(schema + std::string("PRAGMA user_version=")
                            + std::to_string(formatVersion));
    if (made)
        return database.run("COMMIT");
    (void)database.run("ROLLBACK");
    return made;
}

// Turning the log on needs the file alone for a moment, and SQLite does not wait for that by itself.
Result<> turnLogOn(Database& database)
{
    Result<> result;
    for (int attempt = 0; attempt < 100; ++attempt) {
        result = database.run("PRAGMA journal_mode=WAL");
        if (result || !database.isBusy())
            return result;
        ::usleep(50'000);
    }
    return result;
}

Result<Database> openForWriting(const std::string& file)
{
    auto database = Database::open(file, Database::Mode::ReadWrite);
    if (!database)
        return database;
    auto version = database->number("PRAGMA user_version");
    if (!version)
        return tl::unexpected(version.error());
    if (*version > formatVersion || *version < 0)
        return fail(Errc::Unsupported,
                    "the journal was written by a newer Signalbox (format "
                        + std::to_string(*version) + ", this one knows "
                        + std::to_string(formatVersion)
                        + "): it can be read only. Update to run here",
                    file);
    if (auto on = turnLogOn(*database); !on)
        return tl::unexpected(on.error());
    if (*version == 0) {
        if (auto made = makeSchema(*database); !made)
            return tl::unexpected(made.error());
    }
    if (auto set = database->run("PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0;"
                                 "PRAGMA journal_size_limit=33554432; PRAGMA cache_size=-16384;"
                                 "PRAGMA temp_store=MEMORY");
        !set)
        return tl::unexpected(set.error());
    return database;
}

Result<Database> openForReading(const std::string& file, std::string& note)
{
    auto database = Database::open(file, Database::Mode::ReadOnly);
    if (database) {
        if (database->number("SELECT count(*) FROM sqlite_schema"))
            return database;
        const auto error = database->error("cannot read the journal");
        if (error.code == Errc::Io && error.message.find("damaged") != std::string::npos)
            return tl::unexpected(error);
    }
    // Reading beside a writer needs a file in memory beside the database, which a read-only file system has no room for.
    auto still = Database::open(file, Database::Mode::Immutable);
    if (!still)
        return database ? std::move(still) : std::move(database);
    if (auto tables = still->number("SELECT count(*) FROM sqlite_schema"); !tables)
        return tl::unexpected(tables.error());
    struct stat log
    { };
    if (::stat((file + "-wal").c_str(), &log) == 0 && log.st_size > 0)
        note = "; the last events stand in journal.db-wal and cannot be read here: copy the folder "
               "to a disk "
               "that can be written to";
    return still;
}

Result<std::unique_ptr<Store>> openReadOnly(const std::string& folder, Error reason)
{
    const auto file = folder + "/journal.db";
    struct stat info
    { };
    if (::lstat(file.c_str(), &info) != 0)
        return failErrno(errno, "there is no journal", file);
    if (!S_ISREG(info.st_mode))
        return fail(Errc::Invalid, "is not a regular file", file);
    auto reading = openForReading(file, reason.message);
    if (!reading)
        return tl::unexpected(reading.error());
    return std::make_unique<SqliteStore>(folder, std::move(*reading), std::nullopt,
                                         std::move(reason));
}

Result<std::unique_ptr<Store>> openBoth(const std::string& folder, Database writing)
{
    auto reading = Database::open(folder + "/journal.db", Database::Mode::ReadOnly);
    if (!reading)
        return tl::unexpected(reading.error());
    auto store = std::make_unique<SqliteStore>(folder, std::move(*reading), std::move(writing),
                                               std::nullopt);
    if (auto prepared = store->prepare(); !prepared)
        return tl::unexpected(prepared.error());
    makeReserve(folder);
    return store;
}
} // namespace

Result<std::unique_ptr<Store>> openSqliteStore(const Options& options)
{
    Result<> made;
    if (!options.readOnly)
        made = makeFolder(options.folder);
    char resolved[PATH_MAX];
    if (!::realpath(options.folder.c_str(), resolved))
        return made ? failErrno(errno, "no folder of a journal", options.folder)
                    : tl::unexpected(made.error());
    const std::string folder = resolved;
    if (options.readOnly)
        return openReadOnly(folder,
                            {Errc::Denied, "the journal was opened for reading only", folder});
    if (made = makeFiles(folder); !made) {
        auto store = openReadOnly(folder, made.error());
        return store ? std::move(store) : tl::unexpected(made.error());
    }
    auto writing = openForWriting(folder + "/journal.db");
    if (writing)
        return openBoth(folder, std::move(*writing));
    if (writing.error().code != Errc::Unsupported && writing.error().code != Errc::Denied)
        return tl::unexpected(writing.error());
    return openReadOnly(folder, writing.error());
}

} // namespace signalbox::journal
