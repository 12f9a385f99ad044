// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "process/process.h"

#include "testing/pace.h"

#include <QCoreApplication>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace signalbox;
using namespace signalbox::process;
using namespace signalbox::testing;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {
const std::vector<std::string> protectedNames = {"policy.json", "signalbox.json", "agents", "tools",
                                                 "workflows",   ".signalbox",     ".git"};

// A workspace beside a folder that nobody inside may see.
struct House
{
    House()
    {
        fs::create_directories(workspace + "/agents");
        fs::create_directories(workspace + "/out");
        fs::create_directories(outside);
        write(workspace + "/signalbox.json", "{\"signalbox\": 1}");
        write(workspace + "/agents/clerk.json", "{}");
        write(workspace + "/inbox.txt", "invoice\n");
        write(outside + "/secret", "hidden\n");
        fs::create_symlink("../outside/secret", workspace + "/link");
    }
    static void write(const std::string& path, const std::string& text)
    {
        std::ofstream(path) << text;
    }

    const QTemporaryDir folder;
    const std::string workspace = folder.path().toStdString() + "/workspace";
    const std::string outside = folder.path().toStdString() + "/outside";
};

// Names and contents of a folder, one line each.
std::string printFolder(const std::string& folder)
{
    std::vector<std::string> lines;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        auto line = entry.path().string().substr(folder.size());
        if (entry.is_regular_file() && !entry.is_symlink())
            line += " " + readFile(entry.path()).value_or("?");
        lines.push_back(line);
    }
    std::sort(lines.begin(), lines.end());
    std::string all;
    for (const auto& line : lines)
        all += line + "\n";
    return all;
}

Sandbox sandboxOf(const House& house, Effects effects = {Effect::Read, Effect::Write})
{
    Sandbox sandbox;
    sandbox.workspace = house.workspace;
    sandbox.effects = effects;
    sandbox.protectedNames = protectedNames;
    return sandbox;
}

Result<Outcome> runIn(const Sandbox& sandbox, const std::string& script,
                      std::chrono::milliseconds timeout = 20s)
{
    Processes processes;
    Command command;
    command.argv = {"sh", "-c", script};
    command.timeout = timeout;
    auto wrapped = sandboxed(std::move(command), sandbox);
    if (!wrapped)
        return tl::unexpected(wrapped.error());
    return processes.run(std::move(*wrapped), {});
}

std::string outputIn(const Sandbox& sandbox, const std::string& script)
{
    const auto outcome = runIn(sandbox, script);
    return outcome ? outcome->output + outcome->errors : outcome.error().text();
}

bool replace(std::string& text, const std::string& what, const std::string& with)
{
    const auto at = text.find(what);
    if (at == std::string::npos)
        return false;
    text.replace(at, what.size(), with);
    return true;
}
} // namespace

class TestSandbox : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void works()
    {
        const auto available = sandboxAvailable();
        QVERIFY2(available, available ? "" : available.error().text().c_str());
    }

    void refusesWithoutBubblewrap()
    {
        const House house;
        auto sandbox = sandboxOf(house);
        sandbox.program = "/no/such/bwrap";
        QCOMPARE(sandboxAvailable(sandbox.program).error().code, Errc::Unsupported);
        const auto outcome = runIn(sandbox, "touch ran");
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().code, Errc::Unsupported);
        QVERIFY(outcome.error().message.find("bubblewrap is not installed") != std::string::npos);
        QVERIFY(!fs::exists(house.workspace + "/ran"));
        sandbox.program = "/usr/bin/false"; // there, but does not work
        QCOMPARE(runIn(sandbox, "true").error().code, Errc::Unsupported);
    }

    void letsThroughWhatItShould_data()
    {
        QTest::addColumn<QString>("script");
        QTest::addColumn<QString>("output");
        const auto row = [](const char* name, const char* script, const char* output) {
            QTest::newRow(name) << QString::fromUtf8(script) << QString::fromUtf8(output);
        };
        row("reads the workspace", "cat inbox.txt", "invoice\n");
        row("writes the workspace", "echo new > out/a && cat out/a", "new\n");
        row("creates a file at the top", "echo new > report.txt && mv report.txt r2 && cat r2",
            "new\n");
        row("its environment",
            "env | grep -v -e ^_ -e SHLVL | sed s/$(basename \"$(dirname $PWD)\")/X/ | grep -v PWD "
            "| sort",
            "HOME=/tmp\nLANG=C.UTF-8\nPATH=/usr/local/bin:/usr/bin:/bin\n");
        row("a private /tmp", "echo x > /tmp/x && ls /tmp/x", "/tmp/x\n");
        row("/dev/null", "echo x > /dev/null && echo ok", "ok\n");
        row("names of users", "id -un >/dev/null && echo ok", "ok\n");
        row("alternatives", "awk 'BEGIN { print 6 * 7 }'", "42\n");
        row("perl", "perl -e 'print 6 * 7'", "42");
        row("pipes between programs", "seq 3 | tac | tr '\\n' ' '", "3 2 1 ");
        row("its own loopback",
            "perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(Listen => 1, LocalAddr => "
            "\"127.0.0.1\") or die; print IO::Socket::INET->new(PeerAddr => \"127.0.0.1\", "
            "PeerPort => "
            "$s->sockport) ? \"ok\" : \"no\"'",
            "ok");
        row("a pair of stream sockets",
            "perl -MSocket -e 'print socketpair(A, B, AF_UNIX, SOCK_STREAM, 0) ? \"ok\" : \"no\"'",
            "ok");
        row("no new privileges", "grep NoNewPrivs /proc/self/status", "NoNewPrivs:\t1\n");
        row("no capability",
            "grep -c -E 'Cap(Eff|Prm|Inh|Amb|Bnd):\t0000000000000000' /proc/self/status", "5\n");
        row("a filter", "grep '^Seccomp:' /proc/self/status", "Seccomp:\t2\n");
        row("only its own descriptors", "ls /proc/self/fd | tr '\\n' ' '", "0 1 2 3 ");
        row("only its own processes", "ls /proc | grep -c '^[0-9]' | sed 's/^[1-6]$/few/'",
            "few\n");
    }
    void letsThroughWhatItShould()
    {
        const House house;
        QFETCH(QString, script);
        QTEST(QString::fromStdString(outputIn(sandboxOf(house), script.toStdString())), "output");
    }

    // Each row tries something that must fail: it prints "escaped" where it worked. SECRET is a file outside of the
    // workspace, PORT a listener of the host's loopback, SOCKET one in the workspace.
    void holdsAgainst_data();
    void holdsAgainst()
    {
        House house;
        const auto socketPath = house.workspace + "/s";
        const FileHandle pathListener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_un path{};
        path.sun_family = AF_UNIX;
        socketPath.copy(path.sun_path, sizeof path.sun_path - 1);
        QCOMPARE(::bind(pathListener.get(), reinterpret_cast<sockaddr*>(&path), sizeof path), 0);
        QCOMPARE(::listen(pathListener.get(), 1), 0);
        const FileHandle listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        QCOMPARE(::bind(listener.get(), reinterpret_cast<sockaddr*>(&address), size), 0);
        QCOMPARE(::listen(listener.get(), 1), 0);
        ::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &size);

        QFETCH(QString, script);
        auto text = script.toStdString();
        while (replace(text, "SECRET", house.outside + "/secret")) { }
        while (replace(text, "PORT", std::to_string(ntohs(address.sin_port)))) { }
        while (replace(text, "HOSTPID", std::to_string(::getpid()))) { }
        const auto before = printFolder(house.workspace);
        const auto outcome = runIn(sandboxOf(house), text);
        QVERIFY2(outcome, outcome ? "" : outcome.error().text().c_str());
        QVERIFY2(outcome->output.find("escaped") == std::string::npos, outcome->output.c_str());
        QCOMPARE(readFile(house.outside + "/secret").value_or("gone"), std::string("hidden\n"));
        QCOMPARE(printFolder(house.workspace), before);
    }

    void followsTheEffects_data()
    {
        QTest::addColumn<QStringList>("effects");
        QTest::addColumn<bool>("network");
        QTest::addColumn<QString>("files");
        QTest::addColumn<bool>("writes");
        QTest::addColumn<bool>("reads");
        QTest::addColumn<bool>("connects");
        const auto row = [](const char* name, const QStringList& effects, bool network,
                            const char* files, bool writes, bool reads, bool connects) {
            QTest::newRow(name) << effects << network << QString::fromUtf8(files) << writes << reads
                                << connects;
        };
        const auto list = [](const char* names) { return QString::fromUtf8(names).split(u' '); };
        row("read", list("read"), false, "workspace", false, true, false);
        row("write", list("read write"), false, "workspace", true, true, false);
        row("destroy", list("destroy"), false, "workspace", true, true, false);
        row("execute alone", list("execute"), false, "workspace", false, true, false);
        row("network, not allowed", list("read network"), false, "workspace", false, true, false);
        row("network, no effect", list("read"), true, "workspace", false, true, false);
        row("network", list("read network"), true, "workspace", false, true, true);
        row("no files", list("read write"), false, "none", false, false, false);
    }
    void followsTheEffects()
    {
        const House house;
        QFETCH(QStringList, effects);
        QFETCH(bool, network);
        QFETCH(QString, files);
        auto sandbox = sandboxOf(house, {});
        for (const auto& name : effects) {
            Effect effect{};
            QVERIFY(effectFromName(name.toStdString(), effect));
            sandbox.effects.add(effect);
        }
        sandbox.spec.network = network;
        sandbox.spec.files = files.toStdString();
        const FileHandle listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        QCOMPARE(::bind(listener.get(), reinterpret_cast<sockaddr*>(&address), size), 0);
        QCOMPARE(::listen(listener.get(), 1), 0);
        ::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &size);
        const auto output = outputIn(
            sandbox,
            "(touch " + house.workspace + "/t) 2>/dev/null && echo writes; cat " + house.workspace
                + "/inbox.txt 2>/dev/null; perl -MIO::Socket::INET -e 'print \"connects\" if "
                  "IO::Socket::INET->new(PeerAddr => \"127.0.0.1\", PeerPort => "
                + std::to_string(ntohs(address.sin_port)) + ")'");
        QTEST(output.find("writes") != std::string::npos && fs::exists(house.workspace + "/t"),
              "writes");
        QTEST(output.find("invoice") != std::string::npos, "reads");
        QTEST(output.find("connects") != std::string::npos, "connects");
    }

    void bindsMoreFoldersReadOnly()
    {
        const House house;
        auto sandbox = sandboxOf(house);
        sandbox.spec.readOnly = {house.outside};
        QCOMPARE(outputIn(sandbox,
                          "cat ../outside/secret; echo x 2>/dev/null > ../outside/x || echo held"),
                 std::string("hidden\nheld\n"));
        sandbox.spec.readOnly = {"/no/such/folder"};
        QCOMPARE(runIn(sandbox, "true").error().code, Errc::NotFound);
        sandbox.spec.readOnly = {"/"};
        QCOMPARE(runIn(sandbox, "true").error().code, Errc::NotFound);
    }

    void refusesTheWholeDiskAsAWorkspace_data()
    {
        QTest::addColumn<QString>("workspace");
        for (const auto* path : {"/", "/usr/..", "", "relative", "/no/such/folder", "//"})
            QTest::newRow(path) << QString::fromUtf8(path);
    }
    void refusesTheWholeDiskAsAWorkspace()
    {
        const House house;
        auto sandbox = sandboxOf(house);
        QFETCH(QString, workspace);
        sandbox.workspace = workspace.toStdString();
        QCOMPARE(runIn(sandbox, "true").error().code, Errc::Invalid);
    }

    void passesVariablesOnButNotThoseOfTheLoader()
    {
        const House house;
        Processes processes;
        Command command;
        command.argv = {"sh", "-c", "echo $TOKEN $LD_PRELOAD $PATH"};
        command.environment = {{"TOKEN", "t0"}, {"LD_PRELOAD", "/evil.so"}, {"PATH", "/evil"}};
        auto wrapped = sandboxed(std::move(command), sandboxOf(house));
        QVERIFY(wrapped);
        for (const auto& argument : wrapped->argv) // every user can read the arguments of a process
            QVERIFY(argument.find("t0") == std::string::npos);
        const auto outcome = processes.run(std::move(*wrapped), {});
        QCOMPARE(outcome.value_or(Outcome{}).output,
                 std::string("t0 /usr/local/bin:/usr/bin:/bin\n"));
    }

    void limits_data()
    {
        QTest::addColumn<QString>("script");
        const auto row = [](const char* name, const char* script) {
            QTest::newRow(name) << QString::fromUtf8(script);
        };
        row("memory", "perl -e '$x = \"a\" x (400 << 20); print \"escaped\"'");
        row("the size of a file",
            "head -c 2000000000 /dev/zero > out/big; [ $(stat -c %s out/big) -gt 1073741824 ] && "
            "echo escaped");
        row("private memory files", "head -c 400000000 /dev/zero > /tmp/big && echo escaped");
        row("open files",
            "perl -e 'for (1..2000) { open($f[$_], \"<\", \"/dev/null\") or exit } print "
            "\"escaped\"'");
        row("processes", "for i in $(seq 60); do sleep 30 & done; sleep 1; echo escaped");
        // at most 2^9 processes: a bomb that a busy machine is late to stop must not take it down
        row("a fork bomb",
            "bomb() { [ $1 -gt 9 ] && sleep 30; bomb $(($1 + 1)) & bomb $(($1 + 1)) & wait; }; "
            "bomb 1; sleep 5; echo escaped");
    }
    void limits()
    {
        const House house;
        auto sandbox = sandboxOf(house);
        sandbox.spec.memoryMb = 200;
        sandbox.spec.processes = 32;
        QFETCH(QString, script);
        const auto outcome = runIn(sandbox, script.toStdString());
        QVERIFY(outcome);
        const bool counted = outcome->output.find("escaped") != std::string::npos
            && outcome->errors.find("fork") != std::string::npos;
        QVERIFY2(counted || outcome->output.find("escaped") == std::string::npos,
                 outcome->output.c_str());
    }

    // A name that did not exist when the sandbox began could be created inside and be believed afterwards.
    void protectedNamesCannotBeMadeAndNothingIsLeft()
    {
        const House house;
        const auto before = printFolder(house.workspace);
        QVERIFY(before.find(".git") == std::string::npos);
        const auto output = outputIn(
            sandboxOf(house),
            "for n in policy.json signalbox.json agents tools workflows .signalbox .git; do\n"
            "  (echo x > $n) 2>/dev/null && echo escaped $n; (echo x > $n/f) 2>/dev/null && echo "
            "escaped $n/f\n"
            "  mkdir $n 2>/dev/null && echo escaped mkdir $n; rm -rf $n 2>/dev/null; [ -e $n ] || "
            "echo escaped rm $n\n"
            "  mv $n moved 2>/dev/null && echo escaped mv $n; mv inbox.txt $n 2>/dev/null && echo "
            "escaped onto $n\n"
            "  ln -sfn out $n 2>/dev/null && [ -L $n ] && echo escaped link $n; chmod 777 $n "
            "2>/dev/null && echo escaped chmod $n\n"
            "  umount $n 2>/dev/null && echo escaped umount $n\n"
            "done; echo end");
        QCOMPARE(output, std::string("end\n"));
        QCOMPARE(printFolder(house.workspace), before);
    }

    void removesWhatAKilledProgramLeft()
    {
        const House house;
        const auto before = printFolder(house.workspace);
        const pid_t program = ::fork();
        if (program == 0) {
            (void)runIn(sandboxOf(house), "touch out/ready; sleep 60", 100s);
            ::_exit(0);
        }
        QTRY_VERIFY(fs::exists(house.workspace + "/out/ready"));
        ::kill(program, SIGKILL);
        ::waitpid(program, nullptr, 0);
        QVERIFY(fs::exists(house.workspace + "/.git"));
        QCOMPARE(outputIn(sandboxOf(house),
                          "rm out/ready; echo x 2>/dev/null > .git/config || echo held"),
                 std::string("held\n"));
        QCOMPARE(printFolder(house.workspace), before);
    }

    void keepsNamesUntilTheLastOfManyHasEnded()
    {
        const House house;
        const auto before = printFolder(house.workspace);
        std::atomic<int> held = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < 8; ++i) {
            threads.emplace_back([&, i] {
                for (int round = 0; round < 5; ++round)
                    held +=
                        outputIn(
                            sandboxOf(house),
                            "sleep 0.0" + std::to_string(i)
                                + "; mkdir .git/hooks tools/x 2>/dev/null; (echo {} > policy.json) "
                                  "2>/dev/null || echo held")
                        == "held\n";
            });
        }
        for (auto& thread : threads)
            thread.join();
        QCOMPARE(held.load(), 40);
        QCOMPARE(printFolder(house.workspace), before);
    }

    void refusesALinkAsAProtectedName()
    {
        const House house;
        fs::create_symlink("out", house.workspace + "/tools");
        const auto outcome = runIn(sandboxOf(house), "true");
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().code, Errc::Denied);
        QCOMPARE(runIn(sandboxOf(house, {Effect::Read}), "true").value_or(Outcome{}).exitCode, 0);
    }

    void stopsWithinASecond()
    {
        Processes processes;
        QVERIFY(staysWithin(1s, [&processes] {
            const House house;
            std::stop_source source;
            Command command;
            command.argv = {
                "sh", "-c",
                "trap '' TERM; setsid sh -c 'touch out/ready; while :; do sleep 1; touch "
                "out/again; done' & wait"};
            auto wrapped = sandboxed(std::move(command), sandboxOf(house)).value();
            Result<Outcome> outcome = fail(Errc::Internal, "not run");
            std::jthread runner(
                [&] { outcome = processes.run(std::move(wrapped), source.get_token()); });
            [&] { QTRY_VERIFY(fs::exists(house.workspace + "/out/ready")); }();
            const auto before = std::chrono::steady_clock::now();
            source.request_stop();
            runner.join();
            const auto took = std::chrono::steady_clock::now() - before;
            [&] { QCOMPARE(outcome.error().code, Errc::Cancelled); }();
            return took;
        }));
    }

    void diesWithTheProgramAlsoBySigkill()
    {
        const House house;
        const auto witness = house.workspace + "/out/alive";
        const pid_t program = ::fork();
        if (program == 0) {
            // A daemon in its own session, that neither the group nor the end of a pipe reaches.
            (void)runIn(sandboxOf(house),
                        "setsid sh -c 'while :; do touch out/alive; sleep 0.02; done' <&- >&- 2>&- "
                        "& sleep 60",
                        100s);
            ::_exit(0);
        }
        QTRY_VERIFY(fs::exists(witness));
        ::kill(program, SIGKILL);
        ::waitpid(program, nullptr, 0);
        QTRY_VERIFY(
            (fs::remove(witness), !QTest::qWaitFor([&] { return fs::exists(witness); }, 200)));
    }

    void leavesNoDaemonBehind()
    {
        const House house;
        const auto witness = house.workspace + "/out/alive";
        const auto outcome = runIn(sandboxOf(house),
                                   "setsid sh -c 'while :; do touch out/alive; sleep 0.01; done' "
                                   "<&- >&- 2>&- & sleep 0.2");
        QVERIFY(outcome);
        QVERIFY(fs::remove(witness));
        QVERIFY(!QTest::qWaitFor([&] { return fs::exists(witness); }, 200));
    }

    void startsQuickly()
    {
        const House house;
        std::vector<std::chrono::microseconds> times;
        Processes processes;
        for (int i = 0; i < 40; ++i) {
            const auto before = std::chrono::steady_clock::now();
            Command command;
            command.argv = {"true"};
            auto wrapped = sandboxed(std::move(command), sandboxOf(house));
            QVERIFY(wrapped);
            const auto outcome = processes.run(std::move(*wrapped), {});
            QVERIFY(outcome && outcome->exitCode == 0);
            times.push_back(std::chrono::duration_cast<std::chrono::microseconds>(
                std::chrono::steady_clock::now() - before));
        }
        std::sort(times.begin(), times.end());
        qInfo("a sandboxed command: median %.1f ms, p95 %.1f ms", double(times[20].count()) / 1000,
              double(times[38].count()) / 1000);
        QVERIFY(times[20] < 500ms); // generous: the machine may be busy
    }

    void runsManyAtOnce()
    {
        const House house;
        Processes processes;
        std::atomic<int> right = 0;
        std::vector<std::thread> callers;
        for (int i = 0; i < 64; ++i) {
            callers.emplace_back([&, i] {
                Command command;
                command.argv = {"sh", "-c", "sleep 0.1; cat"};
                command.input = std::to_string(i);
                command.timeout = 100s;
                auto wrapped = sandboxed(std::move(command), sandboxOf(house));
                const auto outcome = wrapped ? processes.run(std::move(*wrapped), {})
                                             : Result<Outcome>(tl::unexpected(wrapped.error()));
                right += outcome && outcome->output == std::to_string(i);
            });
        }
        for (auto& caller : callers)
            caller.join();
        QCOMPARE(right.load(), 64);
    }

    // Root and an ordinary user meet different walls: as root all of this is run again as nobody.
    void holdsAsAnOrdinaryUserToo()
    {
        if (::geteuid() != 0)
            return;
        Processes processes;
        Command command;
        command.argv = {"/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
                        QCoreApplication::applicationFilePath().toStdString()};
        command.environment = {{"PATH", "/usr/bin:/bin"}, {"HOME", "/nonexistent"}};
        command.folder = "/tmp";
        command.timeout = 200s;
        const auto outcome = processes.run(std::move(command), {});
        QVERIFY2(outcome && outcome->exitCode == 0,
                 outcome ? (outcome->output + outcome->errors).c_str()
                         : outcome.error().text().c_str());
    }
};

void TestSandbox::holdsAgainst_data()
{
    QTest::addColumn<QString>("script");
    const auto row = [](const char* name, const std::string& script) {
        QTest::newRow(name) << QString::fromStdString(script);
    };
    const auto perl = [&row](const char* name, const std::string& condition) {
        row(name, "perl -MSocket -e 'print \"escaped\" if " + condition + "'");
    };
    const auto call = [&perl](const char* name, int number, const std::string& arguments) {
        perl(name,
             "syscall(" + std::to_string(number) + (arguments.empty() ? "" : ", " + arguments)
                 + ") >= 0");
    };
    row("reading beside the workspace", "cat SECRET && echo escaped");
    row("reading through a link", "cat link && echo escaped");
    row("climbing", "cat ../outside/secret && echo escaped");
    row("writing beside the workspace",
        "echo x > SECRET && cat SECRET | grep -q hidden && echo escaped");
    row("the home folder", "ls /root /home 2>/dev/null | grep . && echo escaped");
    row("shadow", "cat /etc/shadow && echo escaped");
    row("the host's users", "[ $(wc -l < /etc/passwd) -gt 2 ] && echo escaped");
    row("ssh keys", "ls /etc/ssh && echo escaped");
    row("writing /etc", "touch /etc/x && echo escaped");
    row("writing /usr", "touch /usr/x && echo escaped");
    row("writing /usr/local/bin", "touch /usr/local/bin/x && echo escaped");
    row("writing the root", "touch /x && echo escaped");
    row("a folder in the root", "mkdir /x && echo escaped");
    row("writing /dev", "touch /dev/x && echo escaped");
    row("a device", "mknod /tmp/d b 254 0 && echo escaped");
    row("the disk", "ls /dev/vda /dev/sda /dev/mem /dev/kmsg 2>/dev/null | grep . && echo escaped");
    row("/sys", "ls /sys/kernel && echo escaped");
    row("/run", "ls /run /var 2>/dev/null | grep . && echo escaped");
    row("kernel settings", "echo x > /proc/sys/kernel/core_pattern && echo escaped");
    row("kernel settings of the host name", "echo x > /proc/sys/kernel/hostname && echo escaped");
    row("the magic key", "echo h > /proc/sysrq-trigger && echo escaped");
    row("the kernel's memory", "head -c 1 /proc/kcore | grep -q . && echo escaped");
    row("the kernel's log", "dmesg | grep -q . && echo escaped");
    row("the root of init", "cat /proc/1/rootSECRET && echo escaped");
    row("the root of itself", "cat /proc/self/rootSECRET && echo escaped");
    row("the folder of its parent", "cat /proc/$PPID/cwd/../outside/secret && echo escaped");
    row("the environment of init",
        "tr '\\0' '\\n' < /proc/1/environ | grep -q TESTING && echo escaped");
    row("a process of the host", "kill -0 HOSTPID && echo escaped");
    row("killing everyone", "kill -9 1; sleep 0.1; kill -0 1 || echo escaped");
    row("an old descriptor",
        "for i in 3 4 5 6 7 8 9; do ls /proc/self/fd/$i/ 2>/dev/null && echo escaped; done");
    row("remounting the root", "mount -o remount,rw / && echo escaped");
    row("mounting", "mount -t tmpfs none /tmp && echo escaped");
    row("mounting proc", "mount -t proc none out && echo escaped");
    row("unmounting", "umount /proc && echo escaped");
    row("unmounting a guard", "umount agents && echo escaped");
    row("binding", "mount --bind agents out && echo escaped");
    row("another root", "chroot /usr /bin/true && echo escaped");
    row("a user namespace", "unshare -U true && echo escaped");
    row("a user namespace with root", "unshare -Ur true && echo escaped");
    row("a mount namespace", "unshare -m true && echo escaped");
    row("a network namespace", "unshare -n true && echo escaped");
    row("another's namespace", "nsenter -t 1 -m true && echo escaped");
    row("bubblewrap inside", "bwrap --ro-bind / / true && echo escaped");
    row("becoming another user", "perl -e '$> = $< = 12345; print \"escaped\" if $> == 12345'");
    row("setuid programs", "su -c true </dev/null && echo escaped");
    row("a setuid file",
        "cp /usr/bin/id /tmp/id && chmod 4755 /tmp/id && perl -e 'exit 0' && [ \"$(/tmp/id -u)\" "
        "!= \"$(id -u)\" ] && echo escaped");
    row("a file of another user", "cp inbox.txt /tmp/f && chown 12345 /tmp/f && echo escaped");
    row("the loopback of the host",
        "perl -MIO::Socket::INET -e 'print \"escaped\" if IO::Socket::INET->new(PeerAddr => "
        "\"127.0.0.1\", PeerPort => PORT)'");
    row("the loopback by the shell", "bash -c 'echo > /dev/tcp/127.0.0.1/PORT' && echo escaped");
    row("the outside",
        "perl -MIO::Socket::INET -e 'print \"escaped\" if IO::Socket::INET->new(PeerAddr => "
        "\"192.0.2.1\", PeerPort => 80, Timeout => 2)'");
    row("a name look-up", "getent hosts example.com && echo escaped");
    row("an interface of the host",
        "ls /sys/class/net 2>/dev/null | grep -v '^lo$' && echo escaped; grep -v -e lo: -e '|' "
        "/proc/net/dev && echo escaped");
    perl("a socket of a path", "socket(S, AF_UNIX, SOCK_STREAM, 0)");
    perl("connecting to a socket in the workspace",
         "socket(S, AF_UNIX, SOCK_STREAM, 0) && connect(S, pack_sockaddr_un(\"s\"))");
    perl("an abstract socket", "socket(S, AF_UNIX, SOCK_DGRAM, 0)");
    perl("a pair of datagram sockets", "socketpair(A, B, AF_UNIX, SOCK_DGRAM, 0)");
    perl("a pair of datagram sockets that do not block",
         "socketpair(A, B, AF_UNIX, SOCK_DGRAM | 2048, 0)");
    perl("a family beyond the lower half", "syscall(41, 4294967297, 1, 0) >= 0");
    perl("netlink", "socket(S, 16, SOCK_RAW, 0)");
    perl("packets", "socket(S, 17, SOCK_RAW, 0)");
    perl("raw internet", "socket(S, AF_INET, SOCK_RAW, 1)");
    perl("kernel crypto", "socket(S, 38, 5, 0)");
    perl("a virtual machine's socket", "socket(S, 40, SOCK_STREAM, 0)");
    perl("bluetooth", "socket(S, 31, SOCK_RAW, 1)");
    // Numbers of x86-64, which the rows of the other architecture answer with ENOSYS.
#if defined(__x86_64__)
    call("tracing", 101, "16, 1, 0, 0");
    call("being traced", 101, "0, 0, 0, 0");
    call("a key", 250, "0, -3, 1");
    call("adding a key", 248, "\"user\", \"x\", \"y\", 1, -3");
    call("bpf", 321, "0, 0, 0");
    call("userfaultfd", 323, "0");
    call("io_uring", 425, "1, 0");
    call("performance counters", 298, "0, 0, -1, -1, 0");
    call("another's memory", 310, "1, 0, 0, 0, 0, 0");
    call("another's descriptor", 438, "3, 0, 0");
    call("a new mount interface", 430, "\"tmpfs\", 0");
    call("a detached mount", 428, "-100, \"/usr\", 1");
    call("moving the root", 155, "\"/tmp\", \"/tmp\"");
    call("a handle of a file", 304, "-100, 0, 0");
    call("loading a module", 175, "0, 0, \"\"");
    call("another kernel", 246, "0, 0, 0, 0");
    call("restarting", 169, "0xfee1dead, 672274793, 0, 0");
    call("swap", 167, "\"/tmp/x\", 0");
    call("a namespace by clone", 56, "0x10000000 | 17, 0, 0, 0, 0");
    call("a namespace by clone3", 435, "0, 88");
    call("a call of the other numbering", 0x40000000 + 41, "1, 1, 0");
#endif
    row("typing on the terminal",
        "perl -e '$c = \"x\"; print \"escaped\" if ioctl(STDIN, 0x5412, $c) || "
        "(open(T, \"+<\", \"/dev/tty\") && ioctl(T, 0x5412, $c))'");
    row("changing the rules", "echo '{}' > signalbox.json && echo escaped");
    row("an agent's definition", "echo x >> agents/clerk.json && echo escaped");
    row("a new tool", "mkdir -p tools && echo {} > tools/x.json && echo escaped");
    row("a hook", "mkdir -p .git/hooks && echo x > .git/hooks/pre-commit && echo escaped");
    row("removing a guard", "rmdir .git && echo escaped");
    row("a guard moved away", "mv agents old && echo escaped");
    row("a hard link to a guarded file", "ln agents/clerk.json out/x && echo escaped");
    row("a link over a guarded file", "ln -sf /tmp/x signalbox.json && echo escaped");
    row("more memory", "ulimit -v unlimited && echo escaped");
    row("the next run's settings",
        "touch policy.json.tmp && mv policy.json.tmp policy.json && echo escaped; rm -f "
        "policy.json.tmp");
}

QTEST_GUILESS_MAIN(TestSandbox)
#include "tst_sandbox.moc"
