// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"
#include "journal/journal.h"

#include <array>
#include <cstdio>
#include <fstream>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace signalbox;
using namespace signalbox::journal;

namespace {
// What is appended as event `seq` of any run here: some with contents, some that share them.
std::string dataOf(std::int64_t seq)
{
    return "{\"n\":" + std::to_string(seq) + ",\"text\":\""
        + std::string(std::size_t(seq % 7) * 100, 'a') + "\"}";
}

// A program of its own that writes until it is killed and prints each seq once it is durable.
int writeUntilKilled(const std::string& folder, const std::string& run)
{
    auto journal = Journal::open({.folder = folder});
    if (!journal)
        return 1;
    auto writer = run.empty() ? (*journal)->create() : (*journal)->reopen(run);
    if (!writer)
        return 2;
    std::printf("%s\n", (*writer)->run().c_str());
    std::fflush(stdout);
    for (;;) {
        std::int64_t last = 0;
        for (int i = 0; i < 3; ++i) {
            const auto probe = last > 0 ? last + 1 : 0;
            auto seq =
                (*writer)->append({"/", EventType::StateChanged, probe > 0 ? dataOf(probe) : "{}"});
            if (!seq)
                return 3;
            last = *seq;
        }
        if (!(*writer)->barrier({}))
            return 4;
        std::printf("%lld\n", static_cast<long long>(last));
        std::fflush(stdout);
    }
}

// Writes `count` events with barriers, for two programs at a time.
int writeSome(const std::string& folder, int count)
{
    auto journal = Journal::open({.folder = folder});
    if (!journal)
        return 1;
    auto writer = (*journal)->create();
    if (!writer)
        return 2;
    for (int i = 1; i <= count; ++i) {
        if (!(*writer)->append({"/", EventType::StateChanged, dataOf(i)})
            || !(*writer)->barrier({}))
            return 3;
    }
    return (*writer)->append({"/", EventType::RunFinished, "{\"outcome\":\"done\"}"}) ? 0 : 4;
}

// In a mount namespace of its own a disk of 4 MB is filled; what follows is reported in the exit code.
int fillDisk(const std::string& folder)
{
    if (::unshare(CLONE_NEWNS | (::geteuid() == 0 ? 0 : CLONE_NEWUSER)) != 0
        || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0
        || ::mount("tmpfs", folder.c_str(), "tmpfs", 0, "size=4m") != 0)
        return 77; // not allowed here
    auto journal = Journal::open({.folder = folder + "/.signalbox"});
    if (!journal)
        return 1;
    auto writer = (*journal)->create();
    if (!writer || !(*writer)->append({"/", EventType::RunStarted, "{\"task\":\"t\"}"}))
        return 2;
    std::mt19937 chance(1);
    bool isRefused = false;
    for (int i = 0; i < 5000 && !isRefused; ++i) {
        std::string noise;
        for (int n = 0; n < 4000; ++n)
            noise += char('#' + chance() % 50);
        isRefused =
            !(*writer)->append({"/", EventType::StateChanged, "{\"text\":\"" + noise + "\"}"})
            || !(*writer)->barrier({});
    }
    if (!isRefused || !(*journal)->failure() || (*journal)->failure()->code != Errc::Io)
        return 3;
    if (::access((folder + "/.signalbox/reserve").c_str(), F_OK) == 0)
        return 4; // it was not released
    if ((*writer)->append({"/", EventType::ToolStarted, "{}"}))
        return 5; // nothing new begins
    if (!(*writer)->append({"/", EventType::RunFinished, "{\"outcome\":\"interrupted\"}"})
        || !(*writer)->barrier({}))
        return 6; // but it ends properly
    if ((*journal)->create())
        return 7;
    const auto runs = (*journal)->runs();
    if (!runs || runs->size() != 1 || (*runs)[0].outcome != "interrupted")
        return 8;
    return 0;
}

// No file of this process may grow beyond 300 kB: an I/O error that no reserve helps against.
int breakDisk(const std::string& folder)
{
    auto journal = Journal::open({.folder = folder});
    if (!journal)
        return 1;
    auto writer = (*journal)->create();
    const rlimit limit{300000, 300000};
    ::signal(SIGXFSZ, SIG_IGN);
    if (!writer || ::setrlimit(RLIMIT_FSIZE, &limit) != 0)
        return 2;
    bool isRefused = false;
    for (int i = 0; i < 5000 && !isRefused; ++i)
        isRefused =
            !(*writer)->append({"/", EventType::StateChanged, "{\"n\":" + std::to_string(i) + "}"})
            || !(*writer)->barrier({});
    if (!isRefused || !(*journal)->failure())
        return 3;
    if ((*writer)->append({"/", EventType::RunFinished, "{}"}) && (*writer)->barrier({}))
        return 4;
    if ((*writer)->append({"/", EventType::RunFinished, "{}"}))
        return 5;
    const auto events = (*journal)->events((*writer)->run());
    return events && !events->empty() ? 0 : 6; // what was written can be read
}

int readOnlyDisk(const std::string& folder)
{
    if (::unshare(CLONE_NEWNS | (::geteuid() == 0 ? 0 : CLONE_NEWUSER)) != 0
        || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0
        || ::mount(folder.c_str(), folder.c_str(), nullptr, MS_BIND, nullptr) != 0
        || ::mount(nullptr, folder.c_str(), nullptr, MS_BIND | MS_REMOUNT | MS_RDONLY, nullptr)
            != 0)
        return 77;
    auto journal = Journal::open({.folder = folder + "/.signalbox"});
    if (!journal)
        return 1;
    if (!(*journal)->isReadOnly() || (*journal)->readOnlyReason().empty())
        return 2;
    if ((*journal)->create())
        return 3;
    const auto run = (*journal)->resolve("last");
    if (!run)
        return 4;
    const auto events = (*journal)->events(*run);
    return events && events->size() == 2 ? 0 : 5;
}

int number(const std::string& file, const std::string& sql)
{
    sqlite3* database = nullptr;
    sqlite3_stmt* statement = nullptr;
    int value = -1;
    sqlite3_open(file.c_str(), &database);
    sqlite3_busy_timeout(database, 5000);
    sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr);
    if (sqlite3_step(statement) == SQLITE_ROW)
        value = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(database);
    return value;
}

bool isWhole(const std::string& file)
{
    sqlite3* database = nullptr;
    sqlite3_stmt* statement = nullptr;
    sqlite3_open(file.c_str(), &database);
    sqlite3_prepare_v2(database, "PRAGMA integrity_check", -1, &statement, nullptr);
    const bool isOk = sqlite3_step(statement) == SQLITE_ROW
        && std::string_view(reinterpret_cast<const char*>(sqlite3_column_text(statement, 0)))
            == "ok";
    sqlite3_finalize(statement);
    sqlite3_close(database);
    return isOk;
}

unsigned modeOf(const std::string& path)
{
    struct stat info
    { };
    return ::stat(path.c_str(), &info) == 0 ? info.st_mode & 0777u : 0;
}
} // namespace

// The journal as files that several programs share, on disks that fail.
class TestJournalFiles : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;

    std::string folder() const
    {
        return m_folder->filePath(QStringLiteral(".signalbox")).toStdString();
    }
    std::string file() const { return folder() + "/journal.db"; }
    std::unique_ptr<Journal> open(bool readOnly = false)
    {
        auto journal = Journal::open({.folder = folder(), .readOnly = readOnly});
        if (!journal)
            qWarning("%s", journal.error().text().c_str());
        return journal ? std::move(*journal) : nullptr;
    }
    std::string finishedRun()
    {
        auto journal = open();
        auto writer = std::move(journal->create().value());
        if (!writer->append({"/", EventType::RunStarted, "{\"task\":\"t\"}"})
            || !writer->append({"/", EventType::RunFinished, "{\"outcome\":\"done\"}"}))
            return {};
        return writer->run();
    }
    int runSelf(const QStringList& arguments)
    {
        QProcess process;
        process.setProcessChannelMode(QProcess::ForwardedChannels);
        process.start(QCoreApplication::applicationFilePath(), arguments);
        return process.waitForFinished(120000) && process.exitStatus() == QProcess::NormalExit
            ? process.exitCode()
            : -1;
    }
    void execute(const std::string& sql)
    {
        sqlite3* database = nullptr;
        sqlite3_open(file().c_str(), &database);
        char* error = nullptr;
        QVERIFY2(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &error) == SQLITE_OK, error);
        sqlite3_close(database);
    }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void cleanup() { m_folder.reset(); }

    void filesAreForTheirOwnerAlone()
    {
        auto journal = open();
        auto writer = std::move(journal->create().value());
        QVERIFY(writer->append({"/", EventType::RunStarted, "{}"}));
        QVERIFY(writer->barrier({}));
        const auto lock = folder() + "/runs/" + writer->run() + ".lock";
        QCOMPARE(modeOf(folder()), 0700u);
        QCOMPARE(modeOf(folder() + "/runs"), 0700u);
        for (const auto& name :
             {file(), file() + "-wal", file() + "-shm", folder() + "/reserve", lock})
            QCOMPARE(modeOf(name), 0600u);
        QCOMPARE(std::filesystem::file_size(folder() + "/reserve"), std::uintmax_t(1 << 20));
        QCOMPARE(readFile(lock).value(), std::to_string(::getpid()) + "\n");
        QCOMPARE(number(file(), "PRAGMA user_version"), 1);
        writer.reset();
        QVERIFY(std::filesystem::exists(lock)); // interrupted
        auto again = std::move(journal->reopen(journal->resolve("last").value()).value());
        QVERIFY(again->append({"/", EventType::RunFinished, "{}"}));
        again.reset();
        QVERIFY(!std::filesystem::exists(lock));
    }

    void losesNothingThatWasAcknowledgedWhenKilled()
    {
        std::mt19937 chance(42);
        std::string run;
        std::int64_t acknowledged = 0;
        for (int kill = 0; kill < 30; ++kill) {
            QProcess process;
            process.start(QCoreApplication::applicationFilePath(),
                          {QStringLiteral("--write-until-killed"), QString::fromStdString(folder()),
                           QString::fromStdString(run)});
            const int lines = 1 + int(chance() % 20);
            std::vector<std::string> read;
            while (int(read.size()) < lines) {
                QVERIFY(process.canReadLine() || process.waitForReadyRead(30000));
                while (process.canReadLine())
                    read.push_back(process.readLine().trimmed().toStdString());
            }
            process.kill(); // SIGKILL, wherever it stands
            QVERIFY(process.waitForFinished(30000));
            while (process.canReadLine())
                read.push_back(process.readLine().trimmed().toStdString());
            run = read[0];
            if (read.size() > 1)
                acknowledged = std::stoll(read.back());

            QVERIFY(isWhole(file()));
            auto journal = open();
            const auto events = journal->events(run);
            if (acknowledged > 0)
                QVERIFY(events.has_value());
            const auto count = events ? std::int64_t(events->size()) : 0;
            QVERIFY2(count >= acknowledged, std::to_string(acknowledged).c_str());
            for (std::int64_t i = 0; i < count; ++i) {
                const auto& event = (*events)[std::size_t(i)];
                QCOMPARE(event.seq, i + 1);
                QVERIFY(event.data == "{}" || event.data == dataOf(i + 1));
            }
            if (count > 0)
                QCOMPARE(journal->runs().value()[0].outcome, std::string("interrupted"));
            if (count == 0)
                run.clear();
        }
        QVERIFY(acknowledged > 100);
    }

    void twoProgramsWriteAtTheSameTime()
    {
        std::array<QProcess, 2> processes;
        for (auto& process : processes)
            process.start(QCoreApplication::applicationFilePath(),
                          {QStringLiteral("--write-some"), QString::fromStdString(folder()),
                           QStringLiteral("300")});
        QCOMPARE(writeSome(folder(), 300), 0);
        for (auto& process : processes) {
            QVERIFY(process.waitForFinished(120000));
            QCOMPARE(process.exitCode(), 0);
        }
        auto journal = open();
        const auto runs = journal->runs().value();
        QCOMPARE(runs.size(), std::size_t(3));
        for (const auto& run : runs) {
            QCOMPARE(run.outcome, std::string("done"));
            const auto events = journal->events(run.run).value();
            QCOMPARE(events.size(), std::size_t(301));
            for (std::size_t i = 0; i < 300; ++i)
                QCOMPARE(events[i].data, dataOf(std::int64_t(i + 1)));
        }
        QCOMPARE(number(file(), "SELECT count(*) FROM content"),
                 4); // 300, 400, 500, 600: shared by all runs
        QVERIFY(isWhole(file()));
    }

    void twoJournalsOfOneProgramSeeEachOther()
    {
        auto a = open();
        auto b = open();
        const auto before = b->version().value();
        auto writer = std::move(a->create().value());
        QVERIFY(writer->append(
            {"/", EventType::RunStarted, "{\"text\":\"" + std::string(500, 'x') + "\"}"}));
        QVERIFY(writer->barrier({}));
        QVERIFY(b->version().value() != before);
        QCOMPARE(b->events(writer->run()).value(), a->events(writer->run()).value());
        QCOMPARE(b->reopen(writer->run()).error().code, Errc::Exists);
        QCOMPARE(b->runs().value()[0].runningPid, int(::getpid()));
        const auto run = writer->run();
        writer.reset();
        auto other = std::move(b->reopen(run).value());
        QCOMPARE(other->append({"/", EventType::RunResumed, "{}"}).value(), std::int64_t(2));
        QVERIFY(other->append(
            {"/", EventType::StateChanged, "{\"text\":\"" + std::string(500, 'x') + "\"}"}));
        QCOMPARE(a->reopen(run).error().code, Errc::Exists);
        other.reset();
        QCOMPARE(a->events(run).value().size(), std::size_t(3));
        QCOMPARE(number(file(), "SELECT count(*) FROM content"), 1);
    }

    void waitsForAProgramThatHoldsTheDatabase()
    {
        auto journal = open();
        auto writer = std::move(journal->create().value());
        sqlite3* other = nullptr;
        sqlite3_open(file().c_str(), &other);
        QCOMPARE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
        QVERIFY(writer->append({"/", EventType::RunStarted, "{}"}));
        writer->hurry();
        std::stop_source stop;
        stop.request_stop();
        QCOMPARE(writer->barrier(stop.get_token()).error().code, Errc::Cancelled);
        QCOMPARE(sqlite3_exec(other, "COMMIT", nullptr, nullptr, nullptr), SQLITE_OK);
        QVERIFY(writer->barrier({}));
        sqlite3_close(other);
        QVERIFY(!journal->failure());
    }

    void aReaderNeverWaitsForAWriter()
    {
        const auto run = finishedRun();
        auto journal = open();
        sqlite3* other = nullptr;
        sqlite3_open(file().c_str(), &other);
        QCOMPARE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
        QCOMPARE(journal->events(run).value().size(), std::size_t(2));
        QCOMPARE(journal->runs().value().size(), std::size_t(1));
        sqlite3_close(other);
    }

    void bigContentsAreKeptOnceAndSmall()
    {
        auto journal = open();
        auto writer = std::move(journal->create().value());
        const std::string text(5u << 20, 'q');
        for (int i = 0; i < 20; ++i) {
            QVERIFY(
                writer->append({"/", EventType::ToolFinished, "{\"result\":\"" + text + "\"}"}));
            QVERIFY(writer->append({"/", EventType::ModelRequested,
                                    "{\"messages_added\":[{\"text\":\"" + text + "\"}]}"}));
        }
        const auto run = writer->run();
        const auto events = journal->events(run).value();
        QCOMPARE(events.size(), std::size_t(40));
        QVERIFY(events[39].data == "{\"messages_added\":[{\"text\":\"" + text + "\"}]}");
        QCOMPARE(number(file(), "SELECT count(*) FROM content"), 1);
        writer.reset();
        journal.reset();
        QVERIFY(std::filesystem::file_size(file()) < (6u << 20));
    }

    void anEventCostsFewBytes()
    {
        {
            auto journal = open();
            auto writer = std::move(journal->create().value());
            for (int i = 0; i < 5000; ++i)
                QVERIFY(writer->append(
                    {"/agent:clerk:1/step:3/tool:1", EventType::PolicyDecided, "{}"}));
        }
        const auto bytes = std::filesystem::file_size(file());
        QVERIFY2(bytes < 5000u * 90, std::to_string(bytes).c_str());
    }

    void aNewerJournalIsReadOnly()
    {
        const auto run = finishedRun();
        execute("PRAGMA user_version=2");
        auto journal = open();
        QVERIFY(journal);
        QVERIFY(journal->isReadOnly());
        QVERIFY2(journal->readOnlyReason().find("newer Signalbox") != std::string::npos,
                 journal->readOnlyReason().c_str());
        QCOMPARE(journal->create().error().code, Errc::Unsupported);
        QCOMPARE(journal->reopen(run).error().code, Errc::Unsupported);
        QCOMPARE(journal->events(run).value().size(), std::size_t(2));
    }

    void beginsItsLogWhileItIsOpenedForOneWhoWritesSoon()
    {
        const auto run = finishedRun();
        const auto before = number(file(), "SELECT count(*) FROM event");
        auto journal = Journal::open({.folder = folder()});
        QCOMPARE(std::filesystem::file_size(file() + "-wal"), std::uintmax_t(0));
        journal->reset();
        journal = Journal::open({.folder = folder(), .writesSoon = true});
        QVERIFY(std::filesystem::file_size(file() + "-wal") > 32);
        auto writer = std::move((*journal)->create().value());
        QVERIFY(writer->append({"/", EventType::RunStarted, "{}"}));
        QVERIFY(writer->barrier({}));
        writer.reset();
        journal->reset();
        QCOMPARE(number(file(), "PRAGMA user_version"), 1);
        QCOMPARE(number(file(), "SELECT count(*) FROM event"), before + 1);
    }

    void doesNotWaitForAnotherProgramToBeginItsLog()
    {
        (void)finishedRun();
        sqlite3* other = nullptr;
        sqlite3_open(file().c_str(), &other);
        QCOMPARE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
        const auto began = std::chrono::steady_clock::now();
        auto journal = Journal::open({.folder = folder(), .writesSoon = true});
        QVERIFY(std::chrono::steady_clock::now() - began < std::chrono::seconds(4)); // it has 5
        QVERIFY(journal.has_value());
        sqlite3_close(other);
        auto writer = std::move((*journal)->create().value());
        QVERIFY(writer->append({"/", EventType::RunStarted, "{}"}));
        QVERIFY(writer->barrier({}));
    }

    void opensForReadingOnlyWhenAsked()
    {
        QVERIFY(!Journal::open({.folder = folder(), .readOnly = true}));
        QVERIFY(!std::filesystem::exists(folder())); // and makes nothing
        const auto run = finishedRun();
        auto journal = open(true);
        QVERIFY(journal->isReadOnly());
        QCOMPARE(journal->create().error().code, Errc::Denied);
        QCOMPARE(journal->events(run).value().size(), std::size_t(2));
        QCOMPARE(journal->resolve("last").value(), run);
    }

    void keepsEventsOfANewerProgram()
    {
        const auto run = finishedRun();
        execute("INSERT INTO event(id, time, path, type, data) SELECT max(id) + 1, max(time), "
                "'/x', 'quantum.leapt', '{\"a\":1}' FROM event");
        auto journal = open();
        const auto events = journal->events(run).value();
        QCOMPARE(events.size(), std::size_t(3));
        QVERIFY(events[2].type == EventType::Unknown);
        QCOMPARE(events[2].name, std::string("quantum.leapt"));
        QCOMPARE(events[2].data, std::string("{\"a\":1}"));
    }

    void saysWhatToDoWithADamagedFile_data()
    {
        QTest::addColumn<int>("how");
        QTest::addRow("not a database") << 0;
        QTest::addRow("pages overwritten") << 1;
        QTest::addRow("data that is no JSON") << 2;
        QTest::addRow("a reference to nothing") << 3;
        QTest::addRow("a reference behind the text") << 4;
        QTest::addRow("a bomb") << 5;
        QTest::addRow("a table is missing") << 6;
    }
    void saysWhatToDoWithADamagedFile()
    {
        QFETCH(int, how);
        const auto run = finishedRun();
        if (how == 0)
            std::ofstream(file(), std::ios::trunc) << std::string(5000, 'x');
        if (how == 1) {
            std::fstream stream(file(), std::ios::in | std::ios::out | std::ios::binary);
            stream.seekp(4096);
            stream << std::string(4096 * 4, '\xee');
        }
        if (how == 2)
            execute("UPDATE event SET data='{\"a\":1}' || char(10) || '{}'");
        if (how == 3)
            execute("UPDATE event SET refs=x'0102'");
        if (how == 4)
            execute("UPDATE event SET refs=x'7f02'");
        if (how == 5)
            execute("INSERT INTO content VALUES(1, zeroblob(32), 1, x'ffffffff00'); UPDATE event "
                    "SET refs=x'0102'");
        if (how == 6)
            execute("DROP TABLE content");
        auto journal = Journal::open({.folder = folder()});
        Error error;
        if (!journal)
            error = journal.error();
        else if (auto events = (*journal)->events(run); !events)
            error = events.error();
        QCOMPARE(error.code, Errc::Io);
        QVERIFY2(error.message.find("damaged") != std::string::npos || how == 6,
                 error.text().c_str());
    }

    void touchesNothingBehindALink()
    {
        QVERIFY(::mkdir(folder().c_str(), 0700) == 0);
        const auto victim = m_folder->filePath(QStringLiteral("victim")).toStdString();
        std::ofstream(victim) << "precious";
        QVERIFY(::symlink(victim.c_str(), file().c_str()) == 0);
        QVERIFY(!Journal::open({.folder = folder()}));
        QCOMPARE(readFile(victim).value(), std::string("precious"));
        ::unlink(file().c_str());
        QVERIFY(::mkfifo(file().c_str(), 0600) == 0);
        QVERIFY(!Journal::open({.folder = folder()})); // and does not wait
    }

    void aFullDiskStillTakesTheEnd()
    {
        const int code = runSelf({QStringLiteral("--fill-disk"), m_folder->path()});
        QVERIFY2(code == 0 || code == 77, std::to_string(code).c_str()); // 77: no namespaces here
    }

    void aBrokenDiskEndsTheJournalNotTheProgram()
    {
        QCOMPARE(runSelf({QStringLiteral("--break-disk"), QString::fromStdString(folder())}), 0);
        QVERIFY(isWhole(file()));
    }

    void aReadOnlyDiskIsRead()
    {
        QVERIFY(!finishedRun().empty());
        const int code = runSelf({QStringLiteral("--read-only-disk"), m_folder->path()});
        QVERIFY2(code == 0 || code == 77, std::to_string(code).c_str());
    }

    void aReadersGlanceDoesNotTakeTheRun()
    {
        auto journal = open();
        auto writer = std::move(journal->create().value());
        QVERIFY(writer->append({"/", EventType::RunStarted, "{}"}));
        const auto run = writer->run();
        writer.reset();
        std::jthread glance([&journal](std::stop_token stop) {
            while (!stop.stop_requested())
                (void)journal->runs();
        });
        for (int i = 0; i < 50; ++i)
            QVERIFY(journal->reopen(run).has_value());
    }
};

int main(int argc, char** argv)
{
    const auto is = [argc, argv](std::string_view name) { return argc > 2 && name == argv[1]; };
    if (is("--write-until-killed"))
        return writeUntilKilled(argv[2], argc > 3 ? argv[3] : "");
    if (is("--write-some"))
        return writeSome(argv[2], std::atoi(argv[3]));
    if (is("--fill-disk"))
        return fillDisk(argv[2]);
    if (is("--break-disk"))
        return breakDisk(argv[2]);
    if (is("--read-only-disk"))
        return readOnlyDisk(argv[2]);
    QCoreApplication application(argc, argv);
    TestJournalFiles test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_journalfiles.moc"
