// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/commandtool.h"

#include "base/jsonvalue.h"
#include "testing/pace.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

using namespace signalbox;
using namespace signalbox::testing;
using namespace signalbox::tools;
using namespace std::chrono_literals;
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
    House() { std::ofstream(root + "/a.txt") << "inside\n"; }

    RunnerResult call(const CommandRunner& with, const ToolDefinition& tool, const Json& arguments,
                      std::stop_token stop = {}) const
    {
        const auto resolved = with.resolve(tool, arguments);
        return resolved ? with.run(tool, *resolved, {}, stop)
                        : failedResult(resolved.error().text());
    }

    const QTemporaryDir folder;
    const std::string root = folder.path().toStdString();
    const WorkspaceFiles files{root};
    mutable process::Processes processes;
    const std::shared_ptr<const WorkspaceView> view = std::make_shared<WorkspaceView>();
    const CommandRunner runner{processes, files, view};
};

ToolDefinition toolOf(std::vector<std::string> command, Effects effects = {Effect::Read})
{
    ToolDefinition tool;
    tool.name = "t";
    tool.kind = ToolKind::Command;
    tool.command = std::move(command);
    tool.declaredEffects = effects;
    tool.parameters = json(
        "{`type`:`object`,`properties`:{`a`:{`type`:`string`},`b`:{},`path`:{`type`:`string`}}}");
    return tool;
}
} // namespace

class TestCommandTool : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void fillsPlaceholdersInPlace_data()
    {
        QTest::addColumn<QStringList>("command");
        QTest::addColumn<QByteArray>("arguments");
        QTest::addColumn<QStringList>("argv");
        const auto row = [](const QStringList& command, const std::string& arguments,
                            const QStringList& argv) {
            QTest::addRow("%s %s", qPrintable(command.join(u' ')), arguments.c_str())
                << command << QByteArray::fromStdString(arguments) << argv;
        };
        const auto list = [](std::initializer_list<const char*> texts) {
            QStringList all;
            for (const auto* text : texts)
                all << QString::fromUtf8(text);
            return all;
        };
        row(list({"p", "{a}"}), json("{`a`:`x`}"), list({"p", "x"}));
        row(list({"p", "{a}"}), json("{`a`:`x y; rm -rf / $(id) 'q'`}"),
            list({"p", "x y; rm -rf / $(id) 'q'"}));
        row(list({"p", "--to={a}:{b}!"}), json("{`a`:`x`,`b`:3}"), list({"p", "--to=x:3!"}));
        row(list({"p", "{a}", "--b", "{b}"}), json("{`b`:[1,`z`]}"),
            list({"p", "--b", "[1,\"z\"]"}));
        row(list({"p", "{a}"}), json("{`a`:`{b}`,`b`:`twice`}"), list({"p", "{b}"}));
        row(list({"p", "{a}"}), json("{`a`:``}"), list({"p", ""}));
        row(list({"awk", "{print $1}", "{", "{}", "}{"}), "{}",
            list({"awk", "{print $1}", "{", "{}", "}{"}));
        row(list({"p", "{b}"}), json("{`b`:null}"), list({"p", "null"}));
        row(list({"{a}"}), json("{`a`:`x`}"), list({"x"}));
    }
    void fillsPlaceholdersInPlace()
    {
        QFETCH(QStringList, command);
        QFETCH(QByteArray, arguments);
        std::vector<std::string> texts;
        for (const auto& text : command)
            texts.push_back(text.toStdString());
        QStringList argv;
        for (const auto& text : fillArguments(toolOf(texts), *parseJson(arguments.toStdString())))
            argv << QString::fromStdString(text);
        QTEST(argv, "argv");
    }

    void letsNoValueBecomeAnOption()
    {
        House house;
        const auto resolve = [&house](std::vector<std::string> command, const Json& arguments,
                                      const Json& a = {{"type", "string"}}) {
            auto tool = toolOf(std::move(command));
            tool.input = CommandInput::Argv;
            const Json schema = {{"type", "object"},
                                 {"properties", {{"a", a}, {"b", Json::object()}}}};
            tool.parameters = dumpJson(schema);
            return house.runner.resolve(tool, arguments).has_value();
        };
        QVERIFY(!resolve({"grep", "{a}", "x"}, {{"a", "--exec=sh"}}));
        QVERIFY(!resolve({"grep", "{a}{b}"}, {{"a", "-"}, {"b", "-e"}}));
        QVERIFY(!resolve({"grep", "--color=no", "{a}"}, {{"a", "-e"}}));
        QVERIFY(!resolve({"grep", "-i", "{a}", "f"}, {{"a", "--include=x"}})); // -i takes no value
        QVERIFY(!resolve({"grep", "-i", "{a}", "f"}, {{"a", "--"}}));
        QVERIFY(!resolve({"grep", "{a}", "--", "f"}, {{"a", "-r"}})); // stands before it
        QVERIFY(!resolve({"head", "{a}"}, {{"a", "-5"}})); // a text, not a number
        QVERIFY(resolve({"grep", "--", "{a}"}, {{"a", "--exec=sh"}}));
        QVERIFY(resolve({"git", "commit", "--message={a}"}, {{"a", "- one"}}));
        QVERIFY(resolve({"grep", "-e{a}"}, {{"a", "--exec=sh"}}));
        QVERIFY(resolve({"cat", "{a}"}, {{"a", "-"}}));
        QVERIFY(resolve({"seq", "{b}"}, {{"b", -5}}));
        const Json listed = {{"enum", {"-l", "-a"}}};
        QVERIFY(resolve({"ls", "{a}"}, {{"a", "-l"}}, listed));
        QVERIFY(!resolve({"ls", "{a}{b}"}, {{"a", "-l"}, {"b", ""}}, listed));
        QVERIFY(resolve({"ls", "{a}"}, {{"a", "-l"}}, Json{{"const", "-l"}}));
        QVERIFY(resolve({"seq", "{a}"}, {{"a", "-5"}}, {{"pattern", "^-?[0-9]+$"}}));
        QVERIFY(!resolve({"grep", "{a}"}, {{"a", "-r"}}, {{"pattern", "^.*$"}}));
        auto piped = toolOf({"cat", "{a}"}); // nothing is filled in there
        QVERIFY(house.runner.resolve(piped, {{"a", "--exec=sh"}}).has_value());
    }

    void reachesAFileWhoseNameBeginsWithADash()
    {
        House house;
        std::ofstream(house.root + "/-n") << "inside\n";
        auto tool = toolOf({"cat", "{path}"});
        tool.input = CommandInput::Argv;
        for (const std::string path : {"-n", "./-n"}) {
            const auto resolved = house.runner.resolve(tool, {{"path", path}});
            QVERIFY2(resolved, resolved ? "" : resolved.error().text().c_str());
            QCOMPARE(resolved->arguments, json("{`path`:`-n`}"));
            const auto result = house.runner.run(tool, *resolved, {}, {});
            QCOMPARE(result.result, json("`inside\\n`"));
        }
    }

    void answers_data()
    {
        QTest::addColumn<QString>("script");
        QTest::addColumn<bool>("ok");
        QTest::addColumn<QString>("result");
        const auto row = [](const char* script, bool ok, const std::string& result) {
            QTest::newRow(script) << QString::fromUtf8(script) << ok
                                  << QString::fromStdString(result);
        };
        row("cat", true, json("{`a`:`x y`,`path`:`a.txt`}"));
        row("echo ' [1, 2] '", true, "[1,2]");
        row("echo plain text", true, json("`plain text\\n`"));
        row("echo '{\"a\":1,\"a\":2}'", true, json("`{\\`a\\`:1,\\`a\\`:2}\\n`"));
        row("true", true, json("``"));
        row("printf '\\377'", true, "\"\uFFFD\"");
        row("cat a.txt", true, json("`inside\\n`"));
        row("echo out; echo why >&2; exit 4", false,
            json("{`error`:`the command ended with exit code 4: "
                 "why`,`exit_code`:4,`output`:`out`}"));
        row("exit 1", false, json("{`error`:`the command ended with exit code 1`,`exit_code`:1}"));
        row("kill -9 $$", false,
            json("{`error`:`the command was ended by signal 9 (SIGKILL)`,`exit_code`:137}"));
        row("touch new 2>/dev/null || echo read-only", true, json("`read-only\\n`"));
    }
    void answers()
    {
        const House house;
        QFETCH(QString, script);
        const auto tool = toolOf({"sh", "-c", script.toStdString()});
        const auto result =
            house.call(house.runner, tool, {{"a", "x y"}, {"path", "./none/../a.txt"}});
        QVERIFY(!result.ok); // `none` is not there
        const auto right = house.call(house.runner, tool, {{"a", "x y"}, {"path", "./a.txt"}});
        QTEST(QString::fromStdString(right.result), "result");
        QTEST(right.ok, "ok");
    }

    void namesAProgramThatIsNotThere()
    {
        const House house;
        const auto result = house.call(house.runner, toolOf({"no-such-program"}), Json::object());
        QVERIFY(!result.ok);
        QVERIFY2(result.result.find("no-such-program") != std::string::npos, result.result.c_str());
    }

    void resolvesPaths_data()
    {
        QTest::addColumn<QByteArray>("arguments");
        QTest::addColumn<bool>("ok");
        QTest::addColumn<QByteArray>("resolved");
        const auto row = [](const std::string& arguments, bool ok, const std::string& resolved) {
            QTest::newRow(arguments.c_str()) << QByteArray::fromStdString(arguments) << ok
                                             << QByteArray::fromStdString(resolved);
        };
        row(json("{`path`:`x//../a.txt`}"), false, "");
        row(json("{`path`:`.//a.txt`}"), true, json("{`path`:`a.txt`}"));
        row(json("{`path`:`../policy.json`}"), false, "");
        row(json("{`path`:`/usr/share/x`}"), true, json("{`path`:`/usr/share/x`}"));
        row(json("{`path`:`https://example.com/a/../b`}"), true,
            json("{`path`:`https://example.com/a/../b`}"));
        row(json("{`path`:`.`}"), true, json("{`path`:`.`}"));
        row(json("{`a`:`.//a.txt`}"), true, json("{`a`:`.//a.txt`}"));
        row(json("{`in_file`:`.//a.txt`,`path`:7}"), true, json("{`in_file`:`a.txt`,`path`:7}"));
        row(json("{`checked`:`/etc/passwd`}"), false, "");
        row(json("{`checked`:`./a.txt`}"), true, json("{`checked`:`a.txt`}"));
    }
    void resolvesPaths()
    {
        const House house;
        auto tool = toolOf({"true"});
        tool.checks = {{.param = "checked", .check = "path_exists", .require = {}, .message = {}}};
        QFETCH(QByteArray, arguments);
        const auto resolved = house.runner.resolve(tool, *parseJson(arguments.toStdString()));
        QTEST(resolved.has_value(), "ok");
        QTEST(QByteArray::fromStdString(resolved ? resolved->arguments : ""), "resolved");
    }

    void theSandboxFollowsTheEffects()
    {
        const House house;
        const auto script =
            "touch new 2>/dev/null && echo wrote; touch policy.json 2>/dev/null && echo broke; "
            "cat /etc/shadow 2>/dev/null && echo saw; true";
        QCOMPARE(house.call(house.runner, toolOf({"sh", "-c", script}), Json::object()).result,
                 json("``"));
        QCOMPARE(
            house.call(house.runner, toolOf({"sh", "-c", script}, {Effect::Write}), Json::object())
                .result,
            json("`wrote\\n`"));
        QVERIFY(fs::exists(house.root + "/new") && !fs::exists(house.root + "/policy.json"));
        auto without = toolOf({"cat", "a.txt"});
        without.sandbox = SandboxSpec();
        without.sandbox->files = "none";
        QVERIFY(!house.call(house.runner, without, Json::object()).ok);
    }

    void refusesWithoutBubblewrapUnlessThePersonChoseSo()
    {
        const House house;
        const auto tool = toolOf({"sh", "-c", "touch ran; echo $HOME"});
        const CommandRunner strict(house.processes, house.files, house.view,
                                   {.sandboxOff = false, .bubblewrap = "/no/such/bwrap"});
        const auto refused = house.call(strict, tool, Json::object());
        QVERIFY(!refused.ok);
        QVERIFY(refused.result.find("bubblewrap is not installed") != std::string::npos);
        QVERIFY(!fs::exists(house.root + "/ran"));
        const CommandRunner open(house.processes, house.files, house.view,
                                 {.sandboxOff = true, .bubblewrap = "/no/such/bwrap"});
        QVERIFY(house.call(open, tool, Json::object()).ok);
        QVERIFY(fs::exists(house.root + "/ran"));
    }

    void endsAtItsTimeAndOnStop()
    {
        const House house;
        auto tool = toolOf({"sleep", "60"});
        tool.timeout = 100ms;
        QCOMPARE(house.call(house.runner, tool, Json::object()).result,
                 json("{`error`:`the command took longer than 100 ms and was ended`}"));
        tool.timeout = 60s;
        QVERIFY(staysWithin(1s, [&] {
            std::stop_source source;
            RunnerResult result;
            std::jthread caller([&] {
                result = house.call(house.runner, tool, Json::object(), source.get_token());
            });
            [&] { QTRY_COMPARE(house.processes.running(), std::size_t(1)); }();
            const auto before = std::chrono::steady_clock::now();
            source.request_stop();
            caller.join();
            const auto took = std::chrono::steady_clock::now() - before;
            [&] {
                QCOMPARE(result.result, json("{`error`:`cancelled`}"));
                QVERIFY(!result.ok);
            }();
            return took;
        }));
    }

    void runsManyAtOnce()
    {
        const House house;
        auto tool = toolOf({"cat"}, {Effect::Read, Effect::Write});
        tool.timeout = 120s;
        std::atomic<int> right = 0;
        std::vector<std::thread> callers;
        for (int i = 0; i < 64; ++i) {
            callers.emplace_back([&, i] {
                const Json arguments{{"b", i}};
                right += house.call(house.runner, tool, arguments).result == dumpJson(arguments);
            });
        }
        for (auto& caller : callers)
            caller.join();
        QCOMPARE(right.load(), 64);
        QCOMPARE(std::distance(fs::directory_iterator(house.root), fs::directory_iterator()),
                 std::ptrdiff_t(1));
    }
};

QTEST_GUILESS_MAIN(TestCommandTool)
#include "tst_commandtool.moc"
