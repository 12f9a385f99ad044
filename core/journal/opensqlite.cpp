// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"
#include "journal/sqlitestore.h"

#include <cerrno>
#include <climits>
#include <cstdint>
#include <cstdlib>
#include <filesystem>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

// How journal.db is found, made and brought to this program's format.
namespace signalbox::journal {

namespace {
constexpr std::int64_t formatVersion = 1; // PRAGMA user_version
constexpr off_t reserveBytes = 1 << 20;
constexpr std::int64_t applicationId = 0x53676e62; // PRAGMA application_id, "Sgnb"

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

[[nodiscard]] Error damaged(const std::string& file, const std::string& what)
{
    return {Errc::Io,
            what
                + ": the file is damaged. Move it away together with journal.db-wal to begin a new "
                  "journal",
            file};
}

Result<> makeSchema(Database& database)
{
    if (auto begun = database.run("BEGIN IMMEDIATE"); !begun)
        return begun;
    auto made =
        database.run(schema + std::string("PRAGMA user_version=") + std::to_string(formatVersion)
                     + "; PRAGMA application_id=" + std::to_string(applicationId));
    if (made)
        return database.run("COMMIT");
    (void)database.run("ROLLBACK");
    return made;
}

// A new journal is made beside its place and put there whole: one sync instead of one for each step of SQLite, and no
// instant at which half of it stands there.
Result<> makeDatabase(const std::string& folder, const std::string& file)
{
    const FileHandle place(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!place.isOpen()
        || ::flock(place.get(), LOCK_EX) != 0) // several programs may be here at once
        return failErrno(errno, "cannot make the journal", file);
    struct stat info
    { };
    if (::lstat(file.c_str(), &info) == 0 && info.st_size > 0)
        return {};
    // The reserve is made when a journal is: it was more than this once.
    if (::access((folder + "/reserve").c_str(), F_OK) == 0 && ::access(file.c_str(), F_OK) == 0)
        return tl::unexpected(damaged(file, "the journal is empty"));
    const auto fresh = file + ".new";
    ::unlink(fresh.c_str());
    const FileHandle handle(
        ::open(fresh.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!handle.isOpen())
        return failErrno(errno, "cannot write the journal", file);
    {
        auto database = Database::open(fresh, Database::Mode::ReadWrite);
        if (!database)
            return tl::unexpected(database.error());
        auto made = database->run("PRAGMA synchronous=OFF; PRAGMA journal_mode=MEMORY");
        if (made)
            made = makeSchema(*database);
        if (made)
            made = database->run("PRAGMA journal_mode=WAL");
        if (!made)
            return made;
    }
    for (const char* old : {"-wal", "-shm"}) // of a database that is gone
        ::unlink((file + old).c_str());
    if (::fsync(handle.get()) != 0 || ::rename(fresh.c_str(), file.c_str()) != 0
        || ::fsync(place.get()) != 0)
        return failErrno(errno, "cannot write the journal", file);
    return {};
}

Result<> makeFiles(const std::string& folder)
{
    const auto file = folder + "/journal.db";
    struct stat info
    { };
    const bool isThere = ::lstat(file.c_str(), &info) == 0;
    if (isThere && !S_ISREG(info.st_mode))
        return fail(Errc::Invalid, "is not a regular file", file);
    if (auto made = makeFolder(folder + "/runs"); !made)
        return made;
    if (!isThere || info.st_size == 0)
        return makeDatabase(folder, file);
    const FileHandle handle(::open(file.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    return handle.isOpen() ? Result<>() : failErrno(errno, "cannot write the journal", file);
}

std::uint32_t bigEndian(const unsigned char* bytes)
{
    return std::uint32_t(bytes[0]) << 24 | std::uint32_t(bytes[1]) << 16
        | std::uint32_t(bytes[2]) << 8 | bytes[3];
}

// SQLite takes a log whose head is damaged for an empty one and writes over it: what was committed last would be gone
// without a word. Its head is synced before anything follows, so that no power cut leaves it like that.
[[nodiscard]] bool isLogHeadWhole(const std::string& file)
{
    constexpr std::size_t headBytes = 32;
    const FileHandle log(::open((file + "-wal").c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    unsigned char head[headBytes + 1];
    if (!log.isOpen() || ::pread(log.get(), head, sizeof head, 0) <= ssize_t(headBytes))
        return true; // nothing behind a head
    const auto magic = bigEndian(head); // its last bit: the byte order of the sums
    if ((magic & ~1u) != 0x377f0682)
        return false;
    std::uint32_t first = 0;
    std::uint32_t second = 0;
    for (std::size_t at = 0; at < 24; at += 8) {
        const auto word = [&](std::size_t i) {
            const auto big = bigEndian(head + i);
            return (magic & 1u) != 0 ? big : __builtin_bswap32(big);
        };
        first += word(at) + second;
        second += word(at + 4) + first;
    }
    return bigEndian(head + 24) == first && bigEndian(head + 28) == second;
}

void makeReserve(const std::string& folder)
{
    const auto file = folder + "/reserve";
    const FileHandle handle(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (handle.isOpen() && ::posix_fallocate(handle.get(), 0, reserveBytes) != 0)
        ::unlink(file.c_str()); // the disk is full already
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

// The head of a new log costs two syncs. Who is going to write begins the log with something that changes nothing, while
// other things are being made ready, so that the first commit waits for its own sync alone: below FULL nothing but the
// head is synced. Where that cannot be done now the first commit does it.
void beginLog(Database& database, const std::string& file)
{
    struct stat log
    { };
    if (::stat((file + "-wal").c_str(), &log) == 0 && log.st_size > 0)
        return;
    database.waitForOthers(false);
    (void)database.run("PRAGMA synchronous=NORMAL; PRAGMA application_id="
                       + std::to_string(applicationId));
    database.waitForOthers(true);
}

Result<Database> openForWriting(const std::string& file, bool writesSoon)
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
    if (*version == 0)
        return tl::unexpected(damaged(file, "the journal has no version"));
    if (writesSoon)
        beginLog(*database, file);
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
    if (!isLogHeadWhole(folder + "/journal.db"))
        return tl::unexpected(
            damaged(folder + "/journal.db-wal", "the last events of the journal cannot be read"));
    if (options.readOnly)
        return openReadOnly(folder,
                            {Errc::Denied, "the journal was opened for reading only", folder});
    if (made = makeFiles(folder); !made) {
        auto store = openReadOnly(folder, made.error());
        return store ? std::move(store) : tl::unexpected(made.error());
    }
    auto writing = openForWriting(folder + "/journal.db", options.writesSoon);
    if (writing)
        return openBoth(folder, std::move(*writing));
    if (writing.error().code != Errc::Unsupported && writing.error().code != Errc::Denied)
        return tl::unexpected(writing.error());
    return openReadOnly(folder, writing.error());
}

} // namespace signalbox::journal
