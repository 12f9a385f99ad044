// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "process/process.h"

#include "testing/pace.h"

#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <thread>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace signalbox;
using namespace signalbox::process;
using namespace signalbox::testing;
using namespace std::chrono_literals;

namespace {
Command command(std::vector<std::string> argv)
{
    Command made;
    made.argv = std::move(argv);
    made.folder = "/tmp";
    made.environment = {{"PATH", "/usr/bin:/bin"}};
    return made;
}

Command shell(const std::string& script)
{
    return command({"sh", "-c", script});
}

std::string contentOf(const std::string& path)
{
    return readFile(path).value_or("");
}

int openDescriptors()
{
    int count = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd"))
        ++count;
    return count;
}

bool isAlive(pid_t pid)
{
    const auto status = contentOf("/proc/" + std::to_string(pid) + "/stat");
    return !status.empty() && status.find(") Z ") == std::string::npos;
}
} // namespace

class TestProcesses : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void givesOutputErrorsAndCode_data()
    {
        QTest::addColumn<QString>("script");
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<QByteArray>("output");
        QTest::addColumn<QByteArray>("errors");
        QTest::addColumn<int>("code");
        QTest::addColumn<int>("signal");
        const auto row = [](const char* name, const char* script, const char* input,
                            const char* output, const char* errors, int code, int signal) {
            QTest::newRow(name) << QString::fromUtf8(script) << QByteArray(input)
                                << QByteArray(output) << QByteArray(errors) << code << signal;
        };
        row("output", "echo hello", "", "hello\n", "", 0, 0);
        row("errors", "echo oops >&2; exit 3", "", "", "oops\n", 3, 0);
        row("input comes back", "cat", "a\nb", "a\nb", "", 0, 0);
        row("input left unread", "true", "nobody reads this", "", "", 0, 0);
        row("ended by a signal", "kill -9 $$", "", "", "", -1, 9);
        row("a pipe broken in the child kills it", "yes | head -1", "", "y\n", "", 0, 0);
        row("nothing is inherited", "env | grep -v -e ^PWD -e ^_ -e SHLVL", "",
            "PATH=/usr/bin:/bin\n", "", 0, 0);
        row("no other descriptor is open", "ls /proc/self/fd | tr '\\n' ' '", "", "0 1 2 3 ", "", 0,
            0);
        row("signals are as they should be", "grep -E 'SigBlk|SigIgn' /proc/self/status | cut -f2",
            "", "0000000000000000\n0000000000000000\n", "", 0, 0);
        row("a core is not written", "ulimit -c", "", "0\n", "", 0, 0);
    }
    void givesOutputErrorsAndCode()
    {
        QFETCH(QString, script);
        QFETCH(QByteArray, input);
        Processes processes;
        auto made = shell(script.toStdString());
        made.input = input.toStdString();
        const auto outcome = processes.run(std::move(made), {});
        QVERIFY2(outcome, outcome ? "" : outcome.error().text().c_str());
        QTEST(QByteArray::fromStdString(outcome->output), "output");
        QTEST(QByteArray::fromStdString(outcome->errors), "errors");
        QTEST(outcome->exitCode, "code");
        QTEST(outcome->signal, "signal");
        QTRY_COMPARE(processes.running(), std::size_t(0));
    }

    void refusesWhatCannotBeStarted_data()
    {
        QTest::addColumn<QList<QByteArray>>("argv");
        QTest::addColumn<QString>("folder");
        QTest::addColumn<int>("code");
        const auto row = [](const char* name, const QList<QByteArray>& argv, const char* folder,
                            Errc code) {
            QTest::newRow(name) << argv << QString::fromUtf8(folder) << int(code);
        };
        row("no argument", {}, "/tmp", Errc::Invalid);
        row("an empty program", {""}, "/tmp", Errc::Invalid);
        row("not in PATH", {"no-such-program-here"}, "/tmp", Errc::NotFound);
        row("a path that is not there", {"/no/such/program"}, "/tmp", Errc::NotFound);
        row("a folder", {"/usr"}, "/tmp", Errc::Denied);
        row("no such working folder", {"true"}, "/no/such/folder", Errc::NotFound);
        row("a NUL byte", {"echo", QByteArray("a\0b", 3)}, "/tmp", Errc::Invalid);
        row("a shell line is one name", {"echo hello"}, "/tmp", Errc::NotFound);
        row("an argument beyond the kernel's bound", {"echo", QByteArray(200'000, 'x')}, "/tmp",
            Errc::Limit);
    }
    void refusesWhatCannotBeStarted()
    {
        QFETCH(QList<QByteArray>, argv);
        QFETCH(QString, folder);
        Processes processes;
        auto made = command({});
        for (const auto& argument : argv)
            made.argv.push_back(argument.toStdString());
        made.folder = folder.toStdString();
        const auto outcome = processes.run(std::move(made), {});
        QVERIFY(!outcome);
        QTEST(int(outcome.error().code), "code");
    }

    void boundsOutputAndKeepsTheEndOfErrors()
    {
        Processes processes;
        auto made = shell(
            "head -c 3000000 /dev/zero; head -c 100000 /dev/zero | tr '\\0' a >&2; echo end >&2");
        made.outputBytes = 1000;
        const auto outcome = processes.run(std::move(made), {});
        QVERIFY(outcome);
        QCOMPARE(outcome->output.size(), std::size_t(1000));
        QVERIFY(outcome->outputCut);
        QCOMPARE(outcome->errors.size(), std::size_t(64u << 10));
        QVERIFY(outcome->errors.ends_with("aend\n"));
        QCOMPARE(outcome->exitCode, 0);
    }

    void passesMuchThroughBothPipesAtOnce()
    {
        Processes processes;
        auto made = command({"cat"});
        for (int i = 0; made.input.size() < 8u << 20; ++i)
            made.input += std::to_string(i) + "\n";
        made.outputBytes = 16u << 20;
        const auto input = made.input;
        const auto outcome = processes.run(std::move(made), {});
        QVERIFY(outcome);
        QVERIFY(outcome->output == input);
    }

    void endsAtItsTime()
    {
        Processes processes;
        auto made = shell("echo first; exec sleep 60");
        made.timeout = 500ms;
        Result<Outcome> outcome = fail(Errc::Internal, "not run");
        QVERIFY(staysWithin(750ms, [&] {
            outcome = processes.run(made, {});
            return outcome ? outcome->time : 1h;
        }));
        QVERIFY(outcome->timedOut);
        QCOMPARE(outcome->output, std::string("first\n"));
        QCOMPARE(outcome->signal, SIGTERM);
    }

    void stopsWithinASecond_data()
    {
        QTest::addColumn<QString>("script");
        QTest::newRow("one that obeys") << "echo $$ > pid; exec sleep 60";
        QTest::newRow("one that ignores TERM")
            << "trap '' TERM; echo $$ > pid; while :; do sleep 60; done";
        QTest::newRow("one with children") << "sleep 60 & sleep 60 & echo $! > pid; wait";
        QTest::newRow("one that floods its output") << "echo $$ > pid; exec yes";
    }
    void stopsWithinASecond()
    {
        QFETCH(QString, script);
        Processes processes;
        QVERIFY(staysWithin(1s, [&] {
            QTemporaryDir folder;
            std::stop_source source;
            auto made = shell(script.toStdString());
            made.folder = folder.path().toStdString();
            const auto pidFile = made.folder + "/pid";
            Result<Outcome> outcome = fail(Errc::Internal, "not run");
            std::jthread runner(
                [&] { outcome = processes.run(std::move(made), source.get_token()); });
            [&] { QTRY_VERIFY(contentOf(pidFile).ends_with("\n")); }();
            const auto before = std::chrono::steady_clock::now();
            source.request_stop();
            runner.join();
            const auto took = std::chrono::steady_clock::now() - before;
            [&] {
                QVERIFY(!outcome);
                QCOMPARE(outcome.error().code, Errc::Cancelled);
                QTRY_VERIFY(!isAlive(std::stoi(contentOf(pidFile))));
            }();
            return took;
        }));
    }

    void startsNothingAfterAStop()
    {
        QTemporaryDir folder;
        Processes processes;
        std::stop_source source;
        source.request_stop();
        auto made = shell("touch ran");
        made.folder = folder.path().toStdString();
        const auto outcome = processes.run(std::move(made), source.get_token());
        QVERIFY(!outcome && outcome.error().code == Errc::Cancelled);
        QVERIFY(!std::filesystem::exists(folder.path().toStdString() + "/ran"));
    }

    void leavesNothingOfTheGroupBehind()
    {
        Processes processes;
        const auto outcome = processes.run(shell("sleep 60 & echo $!"), {});
        QVERIFY(outcome);
        QVERIFY(outcome->time < 5s); // the pipe that the other one holds is not awaited
        QTRY_VERIFY(!isAlive(std::stoi(outcome->output)));
    }

    void killsWhatRunsWhenItIsDestroyed()
    {
        std::unique_ptr<Child> child;
        std::string pid;
        {
            Processes processes;
            auto started =
                processes.start(shell("trap '' TERM; echo $$; while :; do sleep 60; done"));
            QVERIFY(started);
            child = std::move(*started);
            pid = child->read({}).value_or("");
            QVERIFY(isAlive(std::stoi(pid)));
        }
        QVERIFY(!isAlive(std::stoi(pid)));
        const auto outcome = child->wait({});
        QVERIFY(outcome && outcome->signal == SIGKILL);
    }

    void diesWithTheProgramAlsoBySigkill()
    {
        QTemporaryDir folder;
        const auto pidFile = folder.path().toStdString() + "/pid";
        const pid_t program = ::fork(); // a program of its own that is killed
        if (program == 0) {
            Processes processes;
            auto made = shell("echo $$ > pid; exec sleep 60");
            made.folder = folder.path().toStdString();
            (void)processes.run(std::move(made), {});
            ::_exit(0);
        }
        QTRY_VERIFY(contentOf(pidFile).ends_with("\n"));
        const auto child = std::stoi(contentOf(pidFile));
        QVERIFY(isAlive(child));
        ::kill(program, SIGKILL);
        ::waitpid(program, nullptr, 0);
        QTRY_VERIFY(!isAlive(child));
    }

    void leavesNoDaemonBehind()
    {
        Processes processes;
        const auto outcome = processes.run(
            shell("setsid sleep 60 <&- >&- 2>&- & echo $!; setsid setsid sleep 60 & echo $!"), {});
        QVERIFY(outcome);
        const auto lines = QString::fromStdString(outcome->output).split(u'\n');
        QCOMPARE(lines.size(), 3);
        QVERIFY(!isAlive(lines[0].toInt()));
        QVERIFY(!isAlive(lines[1].toInt()));
    }

    void daemonsDieWithTheProgramAlsoBySigkill()
    {
        QTemporaryDir folder;
        const auto pidFile = folder.path().toStdString() + "/pid";
        const pid_t program = ::fork();
        if (program == 0) {
            Processes processes;
            auto made = shell("trap '' TERM; setsid sh -c 'trap \"\" TERM HUP; echo $$ > new; "
                              "mv new pid; while :; do sleep 60; done' <&- >&- 2>&- & wait");
            made.folder = folder.path().toStdString();
            (void)processes.run(std::move(made), {});
            ::_exit(0);
        }
        QTRY_VERIFY(contentOf(pidFile).ends_with("\n"));
        const auto daemon = std::stoi(contentOf(pidFile));
        QVERIFY(isAlive(daemon));
        ::kill(program, SIGKILL);
        ::waitpid(program, nullptr, 0);
        QTRY_VERIFY(!isAlive(daemon));
    }

    void holdsALockUntilAllHasEnded()
    {
        QTemporaryDir folder;
        const auto file = folder.path().toStdString() + "/lock";
        const FileHandle own(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
        const auto isHeld = [&own] {
            struct flock asked
            { };
            asked.l_type = F_WRLCK;
            return ::fcntl(own.get(), F_OFD_GETLK, &asked) == 0 && asked.l_type != F_UNLCK;
        };
        Processes processes;
        auto made = shell("echo ready; read line");
        made.lockFile = file;
        const auto child = processes.start(std::move(made));
        QVERIFY(child);
        QCOMPARE((*child)->read({}).value_or(""), "ready\n");
        QVERIFY(isHeld());
        (*child)->endInput();
        QVERIFY((*child)->wait({}));
        QVERIFY(!isHeld());
    }

    void passesListedDescriptorsOn()
    {
        Processes processes;
        int ends[2];
        QVERIFY(::pipe2(ends, O_CLOEXEC) == 0);
        const FileHandle reads(ends[0]);
        auto made = shell("echo through >&5; ls /proc/self/fd | tr '\\n' ' '");
        made.handed.push_back(std::make_shared<FileHandle>(ends[1]));
        made.descriptors = {{ends[1], 5}};
        const auto outcome = processes.run(std::move(made), {});
        QVERIFY(outcome);
        QCOMPARE(outcome->output, std::string("0 1 2 3 5 "));
        char text[16] = {};
        QCOMPARE(::read(reads.get(), text, sizeof text), ssize_t(8));
        QCOMPARE(::read(reads.get(), text, sizeof text), ssize_t(0)); // the own end was closed
    }

    void talksWithAChildThatStays()
    {
        Processes processes;
        auto started = processes.start(
            command({"sh", "-c", "while read line; do echo got $line; done; echo bye >&2"}));
        QVERIFY(started);
        auto& child = **started;
        for (const std::string word : {"one", "two"}) {
            QVERIFY(child.write(word + "\n"));
            QCOMPARE(child.read({}).value_or("failed"), "got " + word + "\n");
        }
        child.endInput();
        QCOMPARE(child.read({}).value_or("failed"), std::string());
        const auto outcome = child.wait({});
        QVERIFY(outcome);
        QCOMPARE(outcome->exitCode, 0);
        QCOMPARE(outcome->errors, std::string("bye\n"));
        QCOMPARE(child.write("late").error().code, Errc::Io);
    }

    void saysWhyAChildThatStaysDidNotStart()
    {
        Processes processes;
        auto started = processes.start(command({"no-such-server"}));
        QVERIFY(started);
        QCOMPARE((*started)->read({}).error().code, Errc::NotFound);
        QCOMPARE((*started)->wait({}).error().code, Errc::NotFound);
    }

    void aChildThatFloodsWaitsForItsReader()
    {
        Processes processes;
        auto started = processes.start(command({"yes"}));
        QVERIFY(started);
        std::size_t total = 0;
        while (total < 64u << 20) {
            const auto bytes = (*started)->read({});
            QVERIFY(bytes && !bytes->empty());
            QVERIFY(bytes->size() <= (4u << 20) + (64u << 10));
            total += bytes->size();
        }
        (*started)->end();
        QCOMPARE((*started)->wait({}).value_or(Outcome{}).signal, SIGTERM);
    }

    void aWaitForAChildCanBeStopped()
    {
        Processes processes;
        auto started = processes.start(command({"sleep", "60"}));
        std::stop_source source;
        source.request_stop();
        QCOMPARE((*started)->read(source.get_token()).error().code, Errc::Cancelled);
        QCOMPARE((*started)->wait(source.get_token()).error().code, Errc::Cancelled);
        QCOMPARE(processes.running(), std::size_t(1));
        started->reset();
        QTRY_COMPARE(processes.running(), std::size_t(0));
    }

    void runsManyAtOnceOnOneThread()
    {
        Processes processes;
        const int before = openDescriptors();
        std::atomic<int> right = 0;
        std::vector<std::thread> callers;
        const auto start = std::chrono::steady_clock::now();
        for (int i = 0; i < 64; ++i) {
            callers.emplace_back([&, i] {
                auto made = shell("sleep 0.2; cat");
                made.input = "input " + std::to_string(i);
                const auto outcome = processes.run(made, {});
                right += outcome && outcome->output == made.input;
            });
        }
        for (auto& caller : callers)
            caller.join();
        QCOMPARE(right.load(), 64);
        QVERIFY(std::chrono::steady_clock::now() - start < 10s); // one after the other: 12.8 s
        QTRY_COMPARE(openDescriptors(), before);
    }

    void countsWhatRunsBelowAChild()
    {
        Processes processes;
        auto made = shell("for i in 1 2 3 4 5 6 7 8; do sleep 60 & done; wait");
        made.processes = 4;
        const auto outcome = processes.run(std::move(made), {});
        QVERIFY(outcome);
        QVERIFY(outcome->tooManyProcesses);
        QCOMPARE(outcome->signal, SIGKILL);
        QVERIFY(outcome->time < 5s);
    }
};

QTEST_GUILESS_MAIN(TestProcesses)
#include "tst_processes.moc"
