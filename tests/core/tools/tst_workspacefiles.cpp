// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/workspacefiles.h"

#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace signalbox;
using namespace signalbox::tools;
namespace fs = std::filesystem;

namespace {
// A workspace with every kind of thing that could lead out of it.
struct House
{
    House()
    {
        fs::create_directories(root + "/inbox/deep");
        fs::create_directories(outside);
        write(outside + "/secret", "hidden");
        write(root + "/a.txt", "inside");
        write(root + "/inbox/b.txt", "inside");
        write(root + "/inbox/deep/c.txt", "inside");
        write(root + "/trailing.", "inside");
        write(root + "/%2e%2e", "inside");
        write(root + "/ blank ", "inside");
        write(root + "/back\\slash", "inside");
        write(root + "/...", "inside");
        fs::create_symlink("inbox/b.txt", root + "/in");
        fs::create_symlink("inbox", root + "/infolder");
        fs::create_symlink("../a.txt", root + "/inbox/up");
        fs::create_symlink("in", root + "/chain");
        fs::create_symlink("nowhere.txt", root + "/dangling");
        fs::create_symlink(root + "/a.txt", root + "/absolute");
        fs::create_symlink("../outside/secret", root + "/out");
        fs::create_symlink("../outside", root + "/outfolder");
        fs::create_symlink(outside + "/secret", root + "/absout");
        fs::create_symlink("out", root + "/outchain");
        fs::create_symlink("../../outside/secret", root + "/inbox/out");
        fs::create_symlink("/", root + "/slash");
        fs::create_symlink("/proc/self/root", root + "/procroot");
        fs::create_symlink("/proc/self/cwd", root + "/proccwd");
        fs::create_symlink("/proc/self/fd/0", root + "/procfd");
        fs::create_symlink("/dev/zero", root + "/devzero");
        fs::create_symlink("loop2", root + "/loop1");
        fs::create_symlink("loop1", root + "/loop2");
        fs::create_symlink("loopself/x", root + "/loopself");
        fs::create_symlink("..", root + "/parent");
        fs::create_symlink("inbox/../../outside/secret", root + "/winding");
        fs::create_symlink("../workspace/a.txt", root + "/outandback");
        fs::create_hard_link(outside + "/secret", root + "/hard");
        ::mkfifo((root + "/fifo").c_str(), 0666);
        const int listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        (root + "/socket").copy(address.sun_path, sizeof address.sun_path - 1);
        ::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address);
        ::close(listener);
    }
    static void write(const std::string& path, const std::string& text)
    {
        std::ofstream(path) << text;
    }

    const QTemporaryDir folder;
    const std::string root = folder.path().toStdString() + "/workspace";
    const std::string outside = folder.path().toStdString() + "/outside";
    const WorkspaceFiles files{root};
};

enum class Expect
{
    Reads,
    Missing,
    Folder,
    Refused
};
} // namespace

class TestWorkspaceFiles : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void pathsStayInside_data();
    void pathsStayInside()
    {
        static const House house;
        QFETCH(QByteArray, path);
        QFETCH(int, expect);
        QFETCH(QString, resolved);
        auto text = path.toStdString();
        if (text.starts_with("ROOT"))
            text.replace(0, 4, house.root);
        if (text.starts_with("OUTSIDE"))
            text.replace(0, 7, house.outside);
        const auto start = std::chrono::steady_clock::now();
        const auto target = house.files.locate(text);
        const auto content = target ? house.files.readAll(*target, 1000)
                                    : Result<std::string>(tl::unexpected(target.error()));
        QVERIFY(std::chrono::steady_clock::now() - start < std::chrono::seconds(2));
        QVERIFY(content.value_or("") != "hidden" || text.find("hard") != std::string::npos);
        switch (Expect(expect)) {
        case Expect::Reads:
            QVERIFY2(content, content ? "" : content.error().text().c_str());
            QCOMPARE(QString::fromStdString(target->path), resolved);
            break;
        case Expect::Missing:
            QVERIFY2(target, target ? "" : target.error().text().c_str());
            QCOMPARE(QString::fromStdString(target->path), resolved);
            QCOMPARE(target->identity, std::string("missing"));
            QCOMPARE(content.error().code, Errc::NotFound);
            break;
        case Expect::Folder:
            QVERIFY2(target, target ? "" : target.error().text().c_str());
            QCOMPARE(QString::fromStdString(target->path), resolved);
            QCOMPARE(content.error().code, Errc::Invalid);
            break;
        case Expect::Refused:
            QVERIFY2(!target, target ? target->path.c_str() : "");
            QVERIFY(target.error().text().find("hidden") == std::string::npos);
            break;
        }
    }

    void neverWritesThroughAHardLink()
    {
        const House house;
        const auto target = house.files.locate("hard");
        QVERIFY(target && house.files.save(*target, "changed"));
        QCOMPARE(readFile(house.outside + "/secret").value_or(""), std::string("hidden"));
        QCOMPARE(readFile(house.root + "/hard").value_or(""), std::string("changed"));
    }

    void savesWithTheFoldersOnTheWayAndKeepsTheMode()
    {
        const House house;
        const auto fresh = house.files.locate("new/folders/x.txt");
        QVERIFY(fresh);
        QCOMPARE(fresh->leaf, std::string("new/folders/x.txt"));
        QVERIFY(house.files.save(*fresh, "x"));
        QCOMPARE(readFile(house.root + "/new/folders/x.txt").value_or(""), std::string("x"));
        QCOMPARE(house.files.save(*fresh, "again").error().code,
                 Errc::Unavailable); // it is not missing now
        fs::permissions(house.root + "/a.txt", fs::perms(0751));
        const auto old = house.files.locate("a.txt");
        QVERIFY(house.files.save(*old, "y"));
        QCOMPARE(int(fs::status(house.root + "/a.txt").permissions()), 0751);
        QCOMPARE(house.files.save(*old, "z").error().code, Errc::Unavailable); // another inode now
        for (const auto& entry : fs::directory_iterator(house.root))
            QVERIFY(!entry.path().filename().string().starts_with(".signalbox-"));
    }

    void movesButNeverOntoSomething()
    {
        const House house;
        const auto locate = [&house](const char* path) { return *house.files.locate(path); };
        QCOMPARE(house.files.move(locate("a.txt"), locate("inbox/b.txt")).error().code,
                 Errc::Exists);
        QCOMPARE(house.files.move(locate("a.txt"), locate("inbox")).error().code, Errc::Exists);
        QCOMPARE(house.files.move(locate("none"), locate("some")).error().code, Errc::NotFound);
        QCOMPARE(house.files.move(locate(""), locate("some")).error().code, Errc::Denied);
        QVERIFY(!house.files.move(locate("inbox"), locate("inbox/deep/inbox"))); // into itself
        const auto appears = locate("late.txt");
        House::write(house.root + "/late.txt", "first");
        QCOMPARE(house.files.move(locate("a.txt"), appears).error().code, Errc::Unavailable);
        QVERIFY(house.files.move(locate("a.txt"), locate("done/2026/a.txt")));
        QCOMPARE(readFile(house.root + "/done/2026/a.txt").value_or(""), std::string("inside"));
        QVERIFY(house.files.move(locate("inbox"), locate("moved")));
        QVERIFY(fs::exists(house.root + "/moved/deep/c.txt"));
    }

    void discardsAndRestores()
    {
        const House house;
        const auto trash = house.root + "/.signalbox/trash/r1";
        const auto first = house.files.discard(*house.files.locate("inbox/b.txt"), trash);
        QVERIFY(first);
        QCOMPARE(*first, std::string(".signalbox/trash/r1/inbox/b.txt"));
        QVERIFY(!fs::exists(house.root + "/inbox/b.txt"));
        House::write(house.root + "/inbox/b.txt", "second");
        const auto second = house.files.discard(*house.files.locate("inbox/b.txt"), trash);
        QCOMPARE(second.value_or(""), std::string(".signalbox/trash/r1/inbox/b.txt~2"));
        QVERIFY(house.files.restore(*first, "inbox/b.txt"));
        QCOMPARE(readFile(house.root + "/inbox/b.txt").value_or(""), std::string("inside"));
        QCOMPARE(house.files.restore(*second, "inbox/b.txt").error().code, Errc::Exists);
        QVERIFY(house.files.discard(*house.files.locate("inbox"),
                                    trash)); // a whole folder: beside what lies there
        QCOMPARE(house.files.discard(*house.files.locate(""), trash).error().code, Errc::Denied);
        QVERIFY(!house.files.discard(*house.files.locate(".signalbox"), trash));
        fs::create_symlink(house.outside, house.root + "/.signalbox/trash/r2");
        QVERIFY(!house.files.discard(*house.files.locate("a.txt"),
                                     house.root + "/.signalbox/trash/r2"));
        QVERIFY(!fs::exists(house.outside + "/a.txt"));
    }

    void namesWhatIsNear()
    {
        const House house;
        const auto target = house.files.locate("inbox/d.txt");
        QCOMPARE(house.files.openFile(*target).error().message,
                 std::string("there is no 'inbox/d.txt'; in 'inbox/' there are, nearest first: "
                             "b.txt, deep, out, up"));
    }

    void walksWithoutFollowing()
    {
        const House house;
        fs::create_symlink(".", house.root + "/inbox/deep/circle");
        std::string seen;
        const auto walked = house.files.walk(
            *house.files.locate("inbox"),
            [&seen](const Entry& entry) {
                seen += entry.path + " " + std::to_string(int(entry.kind)) + " "
                    + std::to_string(entry.size) + "\n";
                return true;
            },
            [](const Entry&) { return true; }, {});
        QVERIFY(walked);
        QCOMPARE(seen,
                 std::string("inbox/b.txt 0 6\ninbox/deep 1 0\ninbox/out 2 0\ninbox/up 2 0\n"
                             "inbox/deep/c.txt 0 6\ninbox/deep/circle 2 0\n"));
        std::stop_source stopped;
        stopped.request_stop();
        QCOMPARE(house.files
                     .walk(
                         *house.files.locate(""), [](const Entry&) { return true; },
                         [](const Entry&) { return true; }, stopped.get_token())
                     .error()
                     .code,
                 Errc::Cancelled);
    }

    // Another program swaps a file and a folder on the way for links that lead out, all the time.
    void aRaceWithLinksNeverEscapes()
    {
        const House house;
        fs::create_directories(house.root + "/race/way");
        House::write(house.root + "/race/way/secret", "inside");
        std::atomic<bool> ends = false;
        std::thread swapper([&] {
            const auto way = house.root + "/race/way";
            fs::create_symlink("../../outside", house.root + "/race/link");
            fs::create_directories(house.root + "/race/other");
            fs::create_symlink("../../../outside/secret", house.root + "/race/other/secret");
            for (int i = 0; !ends; ++i) {
                const auto with = house.root + (i % 2 == 0 ? "/race/link" : "/race/other");
                ::renameat2(AT_FDCWD, way.c_str(), AT_FDCWD, with.c_str(), RENAME_EXCHANGE);
                ::renameat2(AT_FDCWD, way.c_str(), AT_FDCWD, with.c_str(), RENAME_EXCHANGE);
            }
        });
        int reads = 0;
        int writes = 0;
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(5);
        for (int i = 0; i < 5'000 && (reads == 0 || std::chrono::steady_clock::now() < end); ++i) {
            const auto target = house.files.locate("race/way/secret");
            if (!target)
                continue;
            const auto text = house.files.readAll(*target, 100);
            if (text && *text == "hidden") {
                ends = true;
                swapper.join();
                QFAIL("read a file outside of the workspace");
            }
            reads += text.has_value();
            if (i % 50 == 0)
                writes += house.files.save(*target, "inside").has_value();
        }
        ends = true;
        swapper.join();
        QCOMPARE(readFile(house.outside + "/secret").value_or("gone"), std::string("hidden"));
        QCOMPARE(std::distance(fs::directory_iterator(house.outside), fs::directory_iterator()),
                 std::ptrdiff_t(1));
        QVERIFY(reads > 0);
        qInfo("%d reads and %d writes met the race", reads, writes);
    }
};

void TestWorkspaceFiles::pathsStayInside_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("expect");
    QTest::addColumn<QString>("resolved");
    int number = 0;
    const auto row = [&number](const QByteArray& path, Expect expect, const char* resolved = "") {
        QTest::addRow("%d %s", ++number, path.left(60).constData())
            << path << int(expect) << QString::fromUtf8(resolved);
    };
    for (const auto* same :
         {"a.txt", "./a.txt", ".//a.txt", "././a.txt", "inbox/../a.txt", "inbox/./../a.txt",
          "inbox/deep/../../a.txt", "inbox//..//a.txt", "infolder/../a.txt", "ROOT/a.txt",
          "ROOT//a.txt", "ROOT/./inbox/../a.txt", "absolute", "inbox/up", "infolder/up", "a.txt/",
          "a.txt/.", "./inbox/deep/./../up"})
        row(same, Expect::Reads, "a.txt");
    for (const auto* same : {"inbox/b.txt", "in", "chain", "infolder/b.txt", "inbox/deep/../b.txt",
                             "./in", "ROOT/chain"})
        row(same, Expect::Reads, "inbox/b.txt");
    for (const auto* own : {"trailing.", "%2e%2e", " blank ", "back\\slash", "...", "hard"})
        row(own, Expect::Reads, own);
    for (const auto* folder :
         {"", ".", "./", "inbox/..", "ROOT", "ROOT/", "ROOT/.", "inbox/deep/../..", "infolder/.."})
        row(folder, Expect::Folder, "");
    for (const auto* folder :
         {"inbox", "inbox/", "infolder", "infolder/", "inbox/deep/..", "./inbox/."})
        row(folder, Expect::Folder, "inbox");
    for (const auto* none : {"none",
                             "none.txt",
                             "a.txt.",
                             "A.TXT",
                             "..%2fa.txt",
                             "%2e%2e%2f..",
                             "~",
                             "~root/x",
                             "$HOME/x",
                             "${HOME}",
                             "`id`",
                             "$(id)",
                             "a.txt;id",
                             "a|b",
                             "C:\\x",
                             "..\\outside",
                             "inbox\\b.txt",
                             "file:x",
                             "....",
                             "inbox/none",
                             "inbox/deep/none/x",
                             "none/none/none",
                             "*",
                             "?",
                             "[a]",
                             "\xE2\x80\xAE"
                             "fdp",
                             "\xEF\xBC\x8E\xEF\xBC\x8E",
                             "\xE2\x80\xA5/x",
                             "-rf",
                             "--",
                             "new\nline",
                             "tab\t",
                             "con",
                             "nul",
                             "aux.txt",
                             "a.txt:stream",
                             "a.txt::$DATA",
                             "dangling.txt",
                             "proc/self",
                             "dev/null"})
        row(none, Expect::Missing, none);
    row("dangling", Expect::Missing, "nowhere.txt");
    row("./none", Expect::Missing, "none");
    row("none/", Expect::Missing, "none");
    row("none/./x", Expect::Missing, "none/x");
    row("ROOT/none", Expect::Missing, "none");
    row("infolder/none", Expect::Missing, "inbox/none");
    row("file:///etc/passwd", Expect::Missing, "file:/etc/passwd");
    for (const auto* out : {"..",
                            "../",
                            "../.",
                            "../..",
                            "../../..",
                            "../outside/secret",
                            "./../outside/secret",
                            "inbox/../../outside/secret",
                            "inbox/deep/../../../outside/secret",
                            "..//outside//secret",
                            "../workspace/a.txt",
                            "../workspace",
                            "../workspace/../outside/secret",
                            "infolder/../../outside/secret",
                            "OUTSIDE/secret",
                            "OUTSIDE",
                            "ROOT/../outside/secret",
                            "ROOT/..",
                            "ROOTx/a.txt",
                            "ROOT../a.txt",
                            "/",
                            "//",
                            "///",
                            "/.",
                            "/..",
                            "/etc/passwd",
                            "//etc/passwd",
                            "/etc/../etc/passwd",
                            "/proc/self/root",
                            "/proc/self/environ",
                            "/proc/self/mem",
                            "/proc/self/fd/0",
                            "/proc/self/cwd/a.txt",
                            "/dev/zero",
                            "/dev/null",
                            "/dev/stdin",
                            "/dev/fd/0",
                            "/dev/tty",
                            "/sys",
                            "/root",
                            "/home",
                            "/tmp",
                            "/a.txt",
                            "/workspace/a.txt",
                            "out",
                            "./out",
                            "outchain",
                            "outfolder",
                            "outfolder/",
                            "outfolder/secret",
                            "outfolder/none",
                            "outfolder/../outside/secret",
                            "absout",
                            "inbox/out",
                            "infolder/out",
                            "slash",
                            "slash/etc/passwd",
                            "procroot",
                            "procroot/etc/passwd",
                            "proccwd",
                            "proccwd/a.txt",
                            "procfd",
                            "devzero",
                            "loop1",
                            "loop2",
                            "loop1/x",
                            "loopself",
                            "loopself/x",
                            "parent",
                            "parent/outside/secret",
                            "parent/workspace/a.txt",
                            "winding",
                            "outandback",
                            "fifo",
                            "./fifo",
                            "fifo/",
                            "socket",
                            "socket/",
                            "inbox/../fifo",
                            "inbox/../out",
                            "ROOT/out",
                            "ROOT/fifo",
                            "ROOT/outfolder/secret",
                            "infolder/../out",
                            "a.txt/x",
                            "a.txt/..",
                            "a.txt/../a.txt",
                            "in/x",
                            "fifo/x",
                            "%2e%2e/x",
                            "none/..",
                            "none/../a.txt",
                            "none/../../outside/secret",
                            "dangling/..",
                            "inbox/b.txt/../../../outside/secret"})
        row(out, Expect::Refused);
    row(QByteArray("a.txt\0", 6), Expect::Refused);
    row(QByteArray("a.txt\0.png", 10), Expect::Refused);
    row(QByteArray("\0", 1), Expect::Refused);
    row(QByteArray("inbox\0/../..", 12), Expect::Refused);
    row("\xFF\xFE", Expect::Refused);
    row("\xC0\xAE\xC0\xAE/outside/secret", Expect::Refused); // overlong dots
    row("\xED\xA0\x80", Expect::Refused); // half a surrogate
    row("a\x80"
        "b",
        Expect::Refused);
    row(QByteArray(256, 'n'), Expect::Refused);
    row("inbox/" + QByteArray(256, 'n'), Expect::Refused);
    row(QByteArray(4097, 'n'), Expect::Refused);
    row(QByteArray("x/").repeated(3000), Expect::Refused);
    row(QByteArray("../").repeated(1000) + "etc/passwd", Expect::Refused);
    row(QByteArray("inbox/../").repeated(400) + "../outside/secret", Expect::Refused);
    row(QByteArray("inbox/../").repeated(400) + "a.txt", Expect::Reads, "a.txt");
    row(QByteArray("./").repeated(2000) + "a.txt", Expect::Reads, "a.txt");
    row(QByteArray("/").repeated(4000), Expect::Refused);
    row(QByteArray("infolder/../").repeated(40) + "a.txt", Expect::Reads, "a.txt");
    row(QByteArray("infolder/../").repeated(41) + "a.txt",
        Expect::Refused); // more links than the kernel follows
    row(QByteArray(255, 'n'), Expect::Missing, QByteArray(255, 'n').constData());
    qInfo("%d paths", number);
}

QTEST_GUILESS_MAIN(TestWorkspaceFiles)
#include "tst_workspacefiles.moc"
