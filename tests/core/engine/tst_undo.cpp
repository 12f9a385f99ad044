// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/hash.h"
#include "base/jsonvalue.h"
#include "engine/undo.h"
#include "tools/builtintools.h"
#include "tools/undoledger.h"

#include <string>
#include <vector>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace signalbox;
using namespace signalbox::tools;

namespace {
// A workspace, its journal and one run whose calls go through the built-in tools as the pipeline would tell them.
class Bench
{
public:
    Bench()
    {
        writer = std::move(journal->create().value());
        tell("/", EventType::RunStarted, {{"task", "t"}});
    }

    void tell(const std::string& path, EventType type, const Json& data) const
    {
        (void)writer->append({path, type, dumpJson(data)});
    }

    std::string call(const std::string& tool, const Json& arguments, bool crash = false)
    {
        const auto path = "/agent:a:1/step:1/tool:" + std::to_string(++calls);
        const WorkspaceFiles files(root);
        RunContext context;
        context.key = sha256(writer->run() + path).hex().substr(0, 32);
        context.trash = root + "/.signalbox/trash/" + writer->run();
        tell(path, EventType::ToolRequested,
             {{"call_id", "c"}, {"tool", tool}, {"arguments", arguments}});
        tell(path, EventType::ToolStarted, {{"call_id", "c"}, {"arguments", arguments}});
        const auto at = [&](const char* name) {
            return files.locate(arguments[name].get<std::string>()).value();
        };
        RunnerResult result;
        if (tool == "write_file")
            result = writeFileTool(files, arguments, at("path"), context);
        else if (tool == "edit_file")
            result = editFileTool(files, arguments, at("path"), context);
        else if (tool == "move_file")
            result = moveFileTool(files, at("from"), at("to"), context);
        else if (tool == "delete_file")
            result = deleteFileTool(files, at("path"), context);
        if (crash)
            return path;
        Json data = {{"ok", result.ok}, {"result", parseJson(result.result).value()}};
        if (!result.undo.empty())
            data["undo"] = parseJson(result.undo).value();
        tell(path, EventType::ToolFinished, data);
        return path;
    }

    std::string end()
    {
        tell("/", EventType::RunFinished, {{"outcome", "done"}});
        auto run = writer->run();
        writer.reset();
        return run;
    }

    [[nodiscard]] std::string text(const char* name) const
    {
        QFile file(QString::fromStdString(root + "/" + name));
        return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : "(none)";
    }
    void put(const char* name, const char* bytes) const
    {
        const auto path = QString::fromStdString(root + "/" + name);
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    }
    [[nodiscard]] std::string undo(const std::string& run, std::vector<std::string> paths = {},
                                   UndoDirection direction = UndoDirection::Undo) const
    {
        const auto end = engine::undo(*journal, root, {run, std::move(paths), direction});
        if (!end)
            return end.error().text();
        std::string out;
        for (const auto& item : end->items)
            out += item.what + (item.problem.empty() ? "" : " (" + item.problem + ")") + "\n";
        return out;
    }
    [[nodiscard]] std::string listed(const std::string& run) const
    {
        std::string out;
        const auto entries = engine::undoEntries(*journal, root, run).value();
        for (const auto& entry : entries)
            out += std::string(undoStateName(entry.state)) + " " + entry.what
                + (entry.record ? "" : " irreversible") + (entry.blocked.empty() ? "" : " blocked")
                + "\n";
        return out;
    }

    QTemporaryDir folder;
    std::string root = QDir(folder.path()).canonicalPath().toStdString();
    std::unique_ptr<journal::Journal> journal =
        std::move(journal::Journal::open({.folder = root + "/.signalbox"}).value());
    std::unique_ptr<journal::Writer> writer;
    int calls = 0;
};
} // namespace

class TestUndo : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesBackAWholeRunAndDoesItAgain()
    {
        Bench bench;
        bench.put("a.txt", "one");
        bench.put("b.txt", "bee");
        bench.put("c.txt", "sea");
        bench.call("write_file", {{"path", "a.txt"}, {"content", "two"}});
        bench.call("edit_file", {{"path", "a.txt"}, {"old", "two"}, {"new", "three"}});
        bench.call("write_file", {{"path", "new/deep/d.txt"}, {"content", "dee"}});
        bench.call("move_file", {{"from", "b.txt"}, {"to", "moved/b.txt"}});
        bench.call("delete_file", {{"path", "c.txt"}});
        const auto run = bench.end();
        QCOMPARE(
            bench.listed(run),
            std::string("done change a.txt blocked\ndone change a.txt\ndone create new/deep/d.txt\n"
                        "done move b.txt to moved/b.txt\ndone delete c.txt\n"));
        QCOMPARE(bench.undo(run),
                 std::string("delete c.txt\nmove b.txt to moved/b.txt\ncreate new/deep/d.txt\n"
                             "change a.txt\nchange a.txt\n"));
        QCOMPARE(bench.text("a.txt"), std::string("one"));
        QCOMPARE(bench.text("b.txt"), std::string("bee"));
        QCOMPARE(bench.text("c.txt"), std::string("sea"));
        QVERIFY(!QFile::exists(QString::fromStdString(bench.root + "/new")));
        QVERIFY(!QFile::exists(QString::fromStdString(bench.root + "/moved")));
        QCOMPARE(bench.undo(run), std::string());
        QCOMPARE(bench.undo(run, {}, UndoDirection::Redo),
                 std::string("change a.txt\nchange a.txt\ncreate new/deep/d.txt\n"
                             "move b.txt to moved/b.txt\ndelete c.txt\n"));
        QCOMPARE(bench.text("a.txt"), std::string("three"));
        QCOMPARE(bench.text("new/deep/d.txt"), std::string("dee"));
        QCOMPARE(bench.text("moved/b.txt"), std::string("bee"));
        QCOMPARE(bench.text("c.txt"), std::string("(none)"));
        const auto again = bench.undo(run);
        QCOMPARE(again.size(), bench.undo(run, {}, UndoDirection::Redo).size());
        QCOMPARE(bench.text("a.txt"), std::string("three"));
    }

    void leavesWhatThePersonChangedSince()
    {
        Bench bench;
        bench.put("a.txt", "one");
        bench.put("c.txt", "sea");
        bench.call("write_file", {{"path", "a.txt"}, {"content", "two"}});
        bench.call("write_file", {{"path", "n.txt"}, {"content", "new"}});
        bench.call("delete_file", {{"path", "c.txt"}});
        const auto run = bench.end();
        bench.put("a.txt", "mine");
        bench.put("n.txt", "mine too");
        bench.put("c.txt", "another");
        const auto told = bench.undo(run);
        QVERIFY2(told.find("'a.txt' has changed since") != std::string::npos, told.c_str());
        QVERIFY2(told.find("'n.txt' has changed since") != std::string::npos, told.c_str());
        QVERIFY2(told.find("something else stands at 'c.txt'") != std::string::npos, told.c_str());
        QCOMPARE(bench.text("a.txt"), std::string("mine"));
        QCOMPARE(bench.text("n.txt"), std::string("mine too"));
        QCOMPARE(bench.text("c.txt"), std::string("another"));
    }

    void takesBackOneCallAndNotWhatStandsOnIt()
    {
        Bench bench;
        const auto first = bench.call("write_file", {{"path", "a.txt"}, {"content", "one"}});
        const auto second = bench.call("move_file", {{"from", "a.txt"}, {"to", "b.txt"}});
        const auto run = bench.end();
        QVERIFY(bench.undo(run, {first}).find("undo " + second + " first") != std::string::npos);
        QCOMPARE(bench.text("b.txt"), std::string("one"));
        QCOMPARE(bench.undo(run, {second}), std::string("move a.txt to b.txt\n"));
        QCOMPARE(bench.text("a.txt"), std::string("one"));
        QCOMPARE(bench.undo(run, {first}), std::string("create a.txt\n"));
        QCOMPARE(bench.text("a.txt"), std::string("(none)"));
        QVERIFY(bench.undo(run, {second}, UndoDirection::Redo).find("redo " + first + " first")
                != std::string::npos);
    }

    void knowsACallThatHasNoResult()
    {
        Bench bench;
        bench.put("a.txt", "one");
        bench.call("write_file", {{"path", "a.txt"}, {"content", "two"}}, true);
        const auto run = bench.end();
        QCOMPARE(bench.listed(run), std::string("in_doubt change a.txt\n"));
        QCOMPARE(bench.undo(run), std::string("change a.txt\n"));
        QCOMPARE(bench.text("a.txt"), std::string("one"));
    }

    void seesWhatWasTakenBackByHand()
    {
        Bench bench;
        bench.put("a.txt", "one");
        bench.call("write_file", {{"path", "a.txt"}, {"content", "two"}});
        const auto run = bench.end();
        bench.put("a.txt", "one");
        QCOMPARE(bench.listed(run), std::string("undone change a.txt blocked\n"));
    }

    void listsWhatCannotBeTakenBack()
    {
        Bench bench;
        bench.call("run_command", {{"command", {"rm", "x"}}});
        bench.call("read_file", {{"path", "x"}});
        bench.call("somebody/else", Json::object());
        const auto run = bench.end();
        QCOMPARE(bench.listed(run),
                 std::string("done run_command {\"command\":[\"rm\",\"x\"]} irreversible\n"
                             "done somebody/else {} irreversible\n"));
        QCOMPARE(bench.undo(run), std::string());
        QVERIFY(bench.undo(run, {"/agent:a:1/step:1/tool:1"}).find("cannot be taken back")
                != std::string::npos);
    }

    void writesWhatItDoesAsARunOfItsOwn()
    {
        Bench bench;
        bench.call("write_file", {{"path", "a.txt"}, {"content", "one"}});
        const auto run = bench.end();
        const auto before = bench.journal->events(run).value();
        const auto end =
            engine::undo(*bench.journal, bench.root, {run, {}, UndoDirection::Undo}).value();
        QCOMPARE(bench.journal->events(run).value(), before);
        std::string types;
        const auto told = bench.journal->events(end.record).value();
        for (const auto& event : told)
            types += std::string(eventTypeName(event.type)) + " ";
        QCOMPARE(
            types,
            std::string("run.started tool.requested tool.started tool.finished run.finished "));
        QCOMPARE(bench.journal->runs().value()[0].task, "undo " + run);
    }

    void refusesARunThatIsRunning()
    {
        Bench bench;
        bench.call("write_file", {{"path", "a.txt"}, {"content", "one"}});
        (void)bench.writer->barrier({});
        QVERIFY(bench.undo(bench.writer->run()).find("still running") != std::string::npos);
        QCOMPARE(bench.text("a.txt"), std::string("one"));
    }

    void neverLeavesTheWorkspace()
    {
        // a journal that somebody else wrote
        Bench bench;
        const auto path = "/agent:a:1/step:1/tool:1";
        bench.tell(path, EventType::ToolRequested, {{"tool", "delete_file"}});
        bench.tell(path, EventType::ToolStarted, {{"arguments", Json::object()}});
        bench.tell(
            path, EventType::ToolFinished,
            {{"ok", true},
             {"undo", {{"kind", "delete"}, {"path", "../../tmp/x"}, {"trash", "/etc/passwd"}}}});
        const auto run = bench.end();
        QVERIFY(bench.undo(run).find("out of the workspace") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestUndo)
#include "tst_undo.moc"
