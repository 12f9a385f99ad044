// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "tempworkspace.h"

#include "base/jsonvalue.h"

#include <QTest>

using namespace signalbox;

class TestSave : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsOrderAndUnknownFields()
    {
        const testing::TempWorkspace place;
        place.putPlain();
        const std::string text = "{\n  \"x-mine\": [1, 2],\n  \"kind\": \"command\", \"command\": "
                                 "[\"true\"],\n  \"name\": \"t\"\n}\n";
        const auto saved = workspace::save(place.root(), "tools/t.json", text);
        QVERIFY2(saved, saved ? "" : saved.error().text().c_str());
        QCOMPARE(readFile(place.root() / "tools/t.json").value(), text);
        QCOMPARE(place.load()->tools.at("t")->document, text);
        QCOMPARE(QString::fromStdString(place.problems()),
                 QStringLiteral("warning: tools/t.json: x-mine: expected a known field, found the "
                                "unknown field 'x-mine'; it is kept and has no effect\n"));
    }

    void refusesWhatIsWrongAndWritesNothing_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("message");
        const auto row = [](const char* name, const char* file, const char* text,
                            const char* message) {
            QTest::newRow(name) << QString::fromUtf8(file) << QByteArray(text)
                                << QString::fromUtf8(message);
        };
        row("not JSON", "agents/a.json", "{",
            "agents/a.json: expected JSON, found not JSON: unexpected input at line 1, column 2; "
            "correct the text");
        row("a wrong type", "tools/a.json",
            "{\"name\":\"a\",\"kind\":\"command\",\"command\":\"ls\"}",
            "tools/a.json: command: expected an array, found \"ls\"; change it: the program and "
            "its "
            "arguments, one each; never a shell line");
        const char* elsewhere =
            ": expected signalbox.json, policy.json or a file of agents/, "
            "tools/, workflows/, scripts/, found another file; choose one of these names";
        for (const char* file : {"../x.json", "/etc/x.json", "tools/../../x.json", "tools/.x.json",
                                 "other/x.json", "tools/x/y.json", "x.json", "tools"})
            row(file, file, "{}", (std::string(file) + elsewhere).c_str());
    }
    void refusesWhatIsWrongAndWritesNothing()
    {
        QFETCH(const QString, file);
        QFETCH(const QByteArray, text);
        QFETCH(const QString, message);
        const testing::TempWorkspace place;
        place.putPlain();
        const auto saved = workspace::save(place.root(), file.toStdString(), text.toStdString());
        QVERIFY(!saved);
        QCOMPARE(saved.error().code, Errc::Invalid);
        QCOMPARE(QString::fromStdString(saved.error().message), message);
        QVERIFY(!std::filesystem::exists(place.root() / "agents"));
        QVERIFY(!std::filesystem::exists(place.base() / "x.json"));
    }

    void writesThroughNoLink()
    {
        const testing::TempWorkspace place;
        place.putPlain();
        std::filesystem::create_directory(place.base() / "outside");
        std::filesystem::create_directory_symlink(place.base() / "outside",
                                                  place.root() / "agents");
        QVERIFY(!workspace::save(place.root(), "agents/a.json", "{\"name\":\"a\"}"));
        QVERIFY(std::filesystem::is_empty(place.base() / "outside"));
        // a link in the place of the file is replaced, its target stays
        place.put("kept.txt", "kept");
        std::filesystem::create_directory(place.root() / "tools");
        std::filesystem::create_symlink("../kept.txt", place.root() / "tools/a.json");
        QVERIFY(workspace::save(place.root(), "tools/a.json",
                                "{\"name\":\"a\",\"kind\":\"command\",\"command\":[\"true\"]}"));
        QCOMPARE(readFile(place.root() / "kept.txt").value(), std::string("kept"));
    }

    void aToolsHashIsOfWhatDefinesIt_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("same");
        const auto row = [](const char* name, const char* text, bool same) {
            QTest::newRow(name) << QByteArray(text) << same;
        };
        row("order and spaces", "{ \"command\": [\"a\"], \"kind\": \"command\", \"name\": \"t\" }",
            true);
        row("cases",
            "{\"name\":\"t\",\"kind\":\"command\",\"command\":[\"a\"],\"cases\":[{\"name\":\"c\","
            "\"arguments\":{}}]}",
            true);
        row("a version",
            "{\"signalbox\":1,\"name\":\"t\",\"kind\":\"command\",\"command\":[\"a\"]}", true);
        row("the name", "{\"name\":\"u\",\"kind\":\"command\",\"command\":[\"a\"]}", false);
        row("the command", "{\"name\":\"t\",\"kind\":\"command\",\"command\":[\"b\"]}", false);
        row("a description",
            "{\"name\":\"t\",\"kind\":\"command\",\"command\":[\"a\"],\"description\":\" \"}",
            false);
        row("effects", "{\"name\":\"t\",\"kind\":\"command\",\"command\":[\"a\"],\"effects\":[]}",
            false);
    }
    void aToolsHashIsOfWhatDefinesIt()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const bool, same);
        std::vector<Problem> problems;
        const auto one = workspace::toolFromJson(
            "{\"name\":\"t\",\"kind\":\"command\",\"command\":[\"a\"]}", "tools/t.json", problems);
        const auto two = workspace::toolFromJson(text.toStdString(), "tools/t.json", problems);
        QCOMPARE(problems, std::vector<Problem>{});
        QCOMPARE(one->hash.size(), std::size_t(64));
        QCOMPARE(one->hash == two->hash, same);
    }

    void readsEveryFieldOfATool()
    {
        std::vector<Problem> problems;
        const std::string text =
            "{\"name\":\"t\",\"description\":\"d\",\"kind\":\"command\",\"command\":[\"cat\",\"{p}"
            "\"],\"input\":\"argv\",\n"
            "            "
            "\"parameters\":{\"type\":\"object\",\"properties\":{\"p\":{\"type\":\"string\"}}},"
            "\"effects\":[\"read\",\"network\"],\n"
            "            "
            "\"requires_approval\":true,\"timeout_s\":1.5,\"retries\":2,\"idempotent\":true,"
            "\"fallback\":\"read_file\",\n"
            "            "
            "\"sandbox\":{\"files\":\"none\",\"network\":\"host\",\"memory_mb\":32,\"processes\":2,"
            "\"read_only\":[\"data\"]},\n"
            "            "
            "\"checks\":[{\"param\":\"p\",\"check\":\"path_exists\"},{\"require\":\"size(args.p) > "
            "0\",\"message\":\"m\"}],\n"
            "            "
            "\"result\":{\"label\":{\"confidentiality\":\"secret\"},\"max_tokens\":100,\"schema\":{"
            "\"type\":\"object\"}},\n"
            "            "
            "\"cases\":[{\"name\":\"c\",\"arguments\":{\"p\":\"x\"},\"expect\":{\"ok\":false,"
            "\"where\":\"result == null\"}}]}";
        const auto tool = workspace::toolFromJson(text, "tools/t.json", problems);
        QCOMPARE(problems, std::vector<Problem>{});
        ToolDefinition expected;
        expected.name = "t";
        expected.description = "d";
        expected.kind = ToolKind::Command;
        expected.command = {"cat", "{p}"};
        expected.input = CommandInput::Argv;
        expected.parameters = "{\"properties\":{\"p\":{\"type\":\"string\"}},\"type\":\"object\"}";
        expected.declaredEffects = Effects{Effect::Read, Effect::Network};
        expected.approval = Approval::Always;
        expected.timeout = std::chrono::milliseconds(1500);
        expected.retries = 2;
        expected.idempotent = true;
        expected.fallback = "read_file";
        expected.sandbox = SandboxSpec{"none", true, 32, 2, {"data"}, true};
        expected.checks = {{"p", "path_exists", "", ""}, {"", "", "size(args.p) > 0", "m"}};
        expected.resultLabel = Label{Integrity::Untrusted, Confidentiality::Secret};
        expected.resultTokens = 100;
        expected.resultSchema = "{\"type\":\"object\"}";
        expected.cases = {{"c", "{\"p\":\"x\"}", false, "result == null"}};
        expected.source = "tools/t.json";
        expected.document = text;
        expected.hash = tool->hash;
        QVERIFY(*tool == expected);
    }

    void survivesWhatNobodyWouldWrite_data()
    {
        QTest::addColumn<QByteArray>("text");
        const auto row = [](const char* name, const std::string& text) {
            QTest::newRow(name) << QByteArray::fromStdString(text);
        };
        row("many unknown fields", [] {
            std::string text = "{\"name\":\"t\"";
            for (int i = 0; i < 20000; ++i)
                text += ",\"k" + std::to_string(i) + "\":1";
            return text + "}";
        }());
        row("a long name", "{\"name\":\"" + std::string(1000000, 'a') + "\",\"kind\":\"command\"}");
        row("a schema of itself",
            "{\"name\":\"t\",\"kind\":\"command\",\"command\":[\"a\"],\"parameters\":{\"$ref\":\"#"
            "\"}}");
        row("a wild pattern",
            "{\"name\":\"t\",\"kind\":\"command\",\"command\":[\"a\"],\"parameters\":{\"pattern\":"
            "\"((((a{1,900}){1,900}){1,900}\"}}");
        row("a deep expression",
            "{\"name\":\"t\",\"kind\":\"command\",\"command\":[\"a\"],\"checks\":[{\"require\":\""
                + std::string(60000, '(') + "\"}]}");
        row("invisible", "{\"name\":\"t\\u202e\",\"\\u200b\":\"\\u0000\"}");
        row("numbers",
            "{\"name\":\"t\",\"kind\":\"command\",\"command\":[\"a\"],\"timeout_s\":1e308,"
            "\"retries\":9223372036854775807,\"result\":{\"max_tokens\":-9223372036854775808}}");
    }
    void survivesWhatNobodyWouldWrite()
    {
        QFETCH(const QByteArray, text);
        for (const auto* file : {"tools/t.json", "agents/t.json", "workflows/t.json", "policy.json",
                                 "signalbox.json", "scripts/t.json"}) {
            const auto problems = workspace::checkFile(file, text.toStdString());
            QVERIFY(problems.size() <= 600);
            for (const auto& problem : problems) {
                const auto line = workspace::problemText(problem);
                QVERIFY(line.size() < 5000 && line.find('\n') == std::string::npos);
                QVERIFY(line.find("\xE2\x80\xAE") == std::string::npos);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestSave)
#include "tst_save.moc"
