// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/builtintools.h"

#include "base/jsonvalue.h"
#include "base/text.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <sys/stat.h>

using namespace signalbox;
using namespace signalbox::tools;
namespace fs = std::filesystem;

namespace {
// JSON with ` for the quotes.
std::string json(std::string text)
{
    std::replace(text.begin(), text.end(), '`', '"');
    return text;
}

struct House
{
    House()
    {
        fs::create_directories(root + "/inbox");
        fs::create_directories(root + "/.git");
        write("inbox/a.txt", "one\ntwo\nthree\n");
        write("inbox/b.json", "{\"total\": 7}");
        write("readme.md", "Total: 7\ntotal: 8");
        write("image.png", std::string("\x89PNG\0\0", 6));
        write("latin.txt", "caf\xE9\n");
        write(".git/config", "total of git\n");
        ::mkfifo((root + "/fifo").c_str(), 0666);
        fs::create_symlink("/etc/passwd", root + "/out");
    }
    void write(const std::string& path, const std::string& text) const
    {
        std::ofstream(root + "/" + path) << text;
    }
    std::string read(const std::string& path) const
    {
        return readFile(root + "/" + path).value_or("(none)");
    }

    // As the pipeline does: resolve, then run.
    RunnerResult call(const std::string& name, const Json& arguments) const
    {
        for (const auto& tool : builtinDefinitions()) {
            if (tool->name != name)
                continue;
            const auto resolved = runner.resolve(*tool, arguments);
            if (!resolved)
                return failedResult(resolved.error().text());
            return runner.run(*tool, *resolved,
                              {.key = "k", .trash = root + "/.signalbox/trash/r1"}, {});
        }
        return failedResult("no such tool");
    }

    const QTemporaryDir folder;
    const std::string root = folder.path().toStdString();
    const WorkspaceFiles files{root};
    mutable process::Processes processes;
    net::HttpClient client;
    const CommandRunner commands{processes, files, nullptr};
    const FetchTool fetch{client};
    const BuiltinRunner runner{files, commands, fetch};
};
} // namespace

class TestBuiltinTools : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void definitionsAreWhole()
    {
        std::string names;
        for (const auto& tool : builtinDefinitions()) {
            names += tool->name + " ";
            for (const auto& effect : tool->effects().names())
                names += effect + ",";
            names += "\n";
            QCOMPARE(tool->hash.size(), std::size_t(64));
            const auto schema = parseJson(tool->parameters);
            QVERIFY(schema && schema->at("type") == "object"
                    && schema->at("additionalProperties") == false);
            QVERIFY(tool->description.size() > 60);
        }
        QCOMPARE(names,
                 std::string(
                     "read_file read,\nwrite_file write,\nedit_file read,write,\nlist_files read,\n"
                     "search_files read,\nmove_file write,\ndelete_file destroy,\n"
                     "run_command read,write,destroy,execute,\nfetch_url network,\nask_user \n"));
    }

    // Every failure says what would have worked; a part of the result is compared.
    void answers_data()
    {
        QTest::addColumn<QString>("tool");
        QTest::addColumn<QByteArray>("arguments");
        QTest::addColumn<bool>("ok");
        QTest::addColumn<QByteArray>("result");
        const auto row = [](const char* tool, const std::string& arguments, bool ok,
                            const std::string& result) {
            QTest::addRow("%s %s", tool, arguments.c_str())
                << QString::fromUtf8(tool) << QByteArray::fromStdString(arguments) << ok
                << QByteArray::fromStdString(result);
        };
        row("read_file", json("{`path`:`inbox/../inbox/a.txt`}"), true,
            json("{`content`:`one\\ntwo\\nthree\\n`,`from`:1,`lines`:3,`path`:`inbox/"
                 "a.txt`,`size`:14}"));
        row("read_file", json("{`path`:`inbox/a.txt`,`offset`:2,`limit`:1}"), true,
            json("{`content`:`two\\n`,`cut`:true,`from`:2,`lines`:1,`next_offset`:3,`path`:`inbox/"
                 "a.txt`,`size`:14}"));
        row("read_file", json("{`path`:`inbox/a.txt`,`offset`:3,`limit`:1}"), true,
            json("{`content`:`three\\n`,`from`:3,`lines`:1,`path`:`inbox/a.txt`,`size`:14}"));
        row("read_file", json("{`path`:`inbox/a.txt`,`offset`:9}"), false,
            "ends before line 9; it has 3 full lines");
        row("read_file", json("{`path`:`inbox/c.txt`}"), false, "nearest first: a.txt, b.json");
        row("read_file", json("{`path`:`inbox`}"), false,
            "is a folder; list_files shows what is in it");
        row("read_file", json("{`path`:`image.png`}"), false, "is a binary file of 6 bytes");
        row("read_file", json("{`path`:`latin.txt`}"), true, "\"note\":\"not UTF-8");
        row("read_file", json("{`path`:`fifo`}"), false, "is a device, FIFO or socket");
        row("read_file", json("{`path`:`out`}"), false, "leads out of the workspace");
        row("read_file", json("{`path`:`../x`}"), false, "leads out of the workspace");
        row("read_file", json("{`path`:`/etc/passwd`}"), false, "leads out of the workspace");
        row("write_file", json("{`path`:`new/x.txt`,`content`:`hi`}"), true,
            json("{`bytes`:2,`created`:true,`path`:`new/x.txt`}"));
        row("write_file", json("{`path`:`readme.md`,`content`:``}"), true,
            json("{`bytes`:0,`created`:false,`path`:`readme.md`}"));
        row("write_file", json("{`path`:`inbox`,`content`:``}"), false, "is a folder");
        row("write_file", json("{`path`:`out`,`content`:``}"), false, "leads out of the workspace");
        row("write_file", json("{`path`:`readme.md/x`,`content`:``}"), false,
            "is a file, not a folder");
        row("edit_file", json("{`path`:`inbox/a.txt`,`old`:`two`,`new`:`2`}"), true,
            json("{`bytes`:12,`line`:2,`path`:`inbox/a.txt`}"));
        row("edit_file", json("{`path`:`inbox/a.txt`,`old`:`t`,`new`:`T`}"), false,
            "stands 2 times");
        row("edit_file", json("{`path`:`inbox/a.txt`,`old`:`four`,`new`:`4`}"), false,
            "does not stand in 'inbox/a.txt'");
        row("edit_file", json("{`path`:`inbox/a.txt`,`old`:``,`new`:`4`}"), false,
            "'old' is empty");
        row("edit_file", json("{`path`:`inbox/a.txt`,`old`:`one`,`new`:`one`}"), false,
            "are the same");
        row("edit_file", json("{`path`:`none`,`old`:`a`,`new`:`b`}"), false, "there is no 'none'");
        row("list_files", json("{`path`:`inbox`}"), true,
            json("{`entries`:[{`kind`:`file`,`path`:`inbox/"
                 "a.txt`,`size`:14},{`kind`:`file`,`path`:`inbox/"
                 "b.json`,`size`:12}],`path`:`inbox`}"));
        row("list_files", json("{`glob`:`*.json`}"), true,
            json("{`entries`:[{`kind`:`file`,`path`:`inbox/"
                 "b.json`,`size`:12}],`not_entered`:`.git, .signalbox`,`path`:``}"));
        row("list_files", json("{`glob`:`**/*.md`}"), true, json("`path`:`readme.md`"));
        row("list_files", json("{`path`:`.git`}"), true, json("`path`:`.git/config`"));
        row("list_files", json("{`path`:`none`}"), false, "there is no 'none'");
        row("list_files", json("{`path`:`readme.md`}"), false, "cannot be listed");
        row("search_files", json("{`pattern`:`(?i)total`}"), true,
            json("{`files`:4,`matches`:[{`line`:1,`path`:`readme.md`,`text`:`Total: "
                 "7`},{`line`:2,`path`:`readme.md`,`text`:`total: "
                 "8`},{`line`:1,`path`:`inbox/b.json`,`text`:`{\\`total\\`: 7}`}],`path`:``}"));
        row("search_files", json("{`pattern`:`t.o`,`path`:`inbox/a.txt`}"), true, json("`line`:2"));
        row("search_files", json("{`pattern`:`none`}"), true, json("`matches`:[]"));
        row("search_files", json("{`pattern`:`(a`}"), false, "no RE2 regular expression");
        row("search_files", json("{`pattern`:`(((a{100}){100}){100})`}"), false,
            "no RE2 regular expression");
        row("search_files", json("{`pattern`:`(?=a)`}"), false, "no RE2 regular expression");
        row("move_file", json("{`from`:`readme.md`,`to`:`docs/readme.md`}"), true,
            json("{`from`:`readme.md`,`to`:`docs/readme.md`}"));
        row("move_file", json("{`from`:`readme.md`,`to`:`inbox/a.txt`}"), false,
            "exists already and is never overwritten");
        row("move_file", json("{`from`:`readme.md`,`to`:`../x`}"), false,
            "leads out of the workspace");
        row("delete_file", json("{`path`:`inbox/a.txt`}"), true,
            json("`trash`:`.signalbox/trash/r1/inbox/a.txt`"));
        row("delete_file", json("{`path`:`.`}"), false, "the workspace itself");
        row("delete_file", json("{`path`:`none`}"), false, "there is no 'none'");
        row("run_command", json("{`command`:[`printf`,`%s`,`a b; $(id)`]}"), true,
            json("{`command`:[`printf`,`%s`,`a b; $(id)`],`exit_code`:0,`output`:`a b; $(id)`}"));
        row("run_command", json("{`command`:[`sh`,`-c`,`echo bad >&2; exit 3`]}"), false,
            json("{`error`:`the command ended with exit code 3: bad`,`exit_code`:3}"));
        row("run_command", json("{`command`:[`sh`,`-c`,`echo x > .git/config`]}"), false,
            "exit code");
        row("run_command", json("{`command`:[]}"), false, "needs a program");
        row("fetch_url", json("{`url`:`http://127.0.0.1:1/`}"), false,
            "private or special network");
        row("ask_user", json("{`question`:`why?`}"), false, "no person is here");
    }
    void answers()
    {
        const House house;
        QFETCH(QString, tool);
        QFETCH(QByteArray, arguments);
        QFETCH(QByteArray, result);
        const auto parsed = parseJson(arguments.toStdString());
        QVERIFY(parsed);
        const auto answer = house.call(tool.toStdString(), *parsed);
        const auto text = toUtf8(answer.result);
        QVERIFY(parseJson(answer.result));
        QVERIFY2(answer.result.find(result.toStdString()) != std::string::npos, text.c_str());
        QTEST(answer.ok, "ok");
        QCOMPARE(house.read(".git/config"), std::string("total of git\n"));
    }

    void changesWhatItSays()
    {
        const House house;
        QVERIFY(house.call("write_file", {{"path", "x/y"}, {"content", "text"}}).ok);
        QCOMPARE(house.read("x/y"), std::string("text"));
        QVERIFY(house.call("edit_file", {{"path", "x/y"}, {"old", "ex"}, {"new", "oas"}}).ok);
        QCOMPARE(house.read("x/y"), std::string("toast"));
        QVERIFY(house.call("move_file", {{"from", "x/y"}, {"to", "z/y"}}).ok);
        QCOMPARE(house.read("z/y"), std::string("toast"));
        QVERIFY(house.call("delete_file", {{"path", "z/y"}}).ok);
        QCOMPARE(house.read("z/y"), std::string("(none)"));
        QCOMPARE(house.read(".signalbox/trash/r1/z/y"), std::string("toast"));
    }

    void pagesThroughALongFileWithoutALoss()
    {
        const House house;
        std::string text;
        for (int i = 0; i < 30'000; ++i)
            text += "line " + std::to_string(i) + std::string(std::size_t(i % 40), 'x') + "\n";
        house.write("long.txt", text);
        std::string read;
        std::int64_t offset = 1;
        for (int pages = 0; offset > 0 && pages < 100; ++pages) {
            const auto page = parseJson(
                house.call("read_file", {{"path", "long.txt"}, {"offset", offset}, {"limit", 9000}})
                    .result);
            QVERIFY(page && page->contains("content"));
            QVERIFY(page->at("content").get<std::string>().size() <= 256u << 10);
            read += page->at("content").get<std::string>();
            offset = intAt(*page, "next_offset").value_or(0);
        }
        QVERIFY(read == text);
    }

    void boundsWhatIsEndless()
    {
        const House house;
        house.write("wide.txt", std::string(3u << 20, 'w'));
        const auto wide = house.call("read_file", {{"path", "wide.txt"}});
        QVERIFY(wide.ok && wide.cut && wide.result.size() < 300u << 10);
        fs::create_directories(house.root + "/many");
        for (int i = 0; i < 1100; ++i)
            house.write("many/" + std::to_string(i), "needle\n");
        const auto listed = house.call("list_files", {{"path", "many"}});
        QVERIFY(listed.ok && listed.cut);
        QCOMPARE(parseJson(listed.result)->at("entries").size(), std::size_t(1000));
        const auto found = house.call("search_files", {{"pattern", "needle"}});
        QVERIFY(found.ok && found.cut);
        QCOMPARE(parseJson(found.result)->at("matches").size(), std::size_t(200));
    }

    // What was checked at the gate is what runs.
    void refusesWhatChangedAfterItWasResolved()
    {
        const House house;
        for (const std::string name : {"write_file", "edit_file", "delete_file"}) {
            for (const auto& tool : builtinDefinitions()) {
                if (tool->name != name)
                    continue;
                const auto resolved = house.runner.resolve(
                    *tool, {{"path", "readme.md"}, {"content", "x"}, {"old", "8"}, {"new", "9"}});
                QVERIFY(resolved);
                fs::remove(house.root + "/readme.md");
                fs::create_symlink("inbox/a.txt", house.root + "/readme.md");
                const auto result =
                    house.runner.run(*tool, *resolved, {.key = {}, .trash = house.root + "/t"}, {});
                QVERIFY2(!result.ok, result.result.c_str());
                QCOMPARE(house.read("inbox/a.txt"), std::string("one\ntwo\nthree\n"));
                fs::remove(house.root + "/readme.md");
                house.write("readme.md", "Total: 7\ntotal: 8");
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestBuiltinTools)
#include "tst_builtintools.moc"
