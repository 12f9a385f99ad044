// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/check.h"

#include "base/file.h"
#include "base/jsonvalue.h"
#include "core/tools/callbench.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>

using namespace signalbox;
using namespace signalbox::testing;
using namespace signalbox::tools;

class TestCheck : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    // Findings of one check as "check param: message" lines.
    std::string findings(ToolCheck check, const std::string& arguments, const Json& run = {})
    {
        const FakeRunner runner;
        Registry registry;
        auto tool = definition("t", {Effect::Read});
        tool.checks = {std::move(check)};
        registry.add(std::make_shared<const ToolDefinition>(tool), &runner, true);
        const auto file = [](const std::string& name) -> Result<Json> {
            if (name == "vendors.json")
                return Json{"Acme", "Globex"};
            return fail(Errc::NotFound, "there is no file " + name);
        };
        std::string text;
        for (const auto& finding : checkMeaning(*registry.find("t"), *parseJson(arguments),
                                                {m_folder.path().toStdString(), &run, file}))
            text += finding.check + " " + finding.param + "|" + finding.message + "\n";
        return text;
    }

private Q_SLOTS:
    void initTestCase()
    {
        const std::filesystem::path root = m_folder.path().toStdString();
        std::filesystem::create_directories(root / "inbox");
        QVERIFY(writeFileAtomically(root / "inbox/a.txt", "x").has_value());
    }

    void checksPaths_data()
    {
        QTest::addColumn<QString>("check");
        QTest::addColumn<QString>("arguments");
        QTest::addColumn<QString>("findings");
        const auto outside = [](const char* check) {
            return QString::fromLatin1(check)
                + QLatin1String(" path|path: must be a path inside the workspace, without leading "
                                "/ and ..\n");
        };
        QTest::addRow("exists") << "path_exists"
                                << R"({"path":"inbox/a.txt"})"
                                << "";
        QTest::addRow("a folder exists") << "path_exists"
                                         << R"({"path":"inbox"})"
                                         << "";
        QTest::addRow("does not exist")
            << "path_exists"
            << R"({"path":"b"})"
            << "path_exists path|path: there is no file \"b\"; list_files shows what is there\n";
        QTest::addRow("missing") << "path_missing"
                                 << R"({"path":"b"})"
                                 << "";
        QTest::addRow("not missing") << "path_missing"
                                     << R"({"path":"inbox/a.txt"})"
                                     << "path_missing path|path: \"inbox/a.txt\" exists already\n";
        QTest::addRow("inside") << "path_in_workspace"
                                << R"({"path":"x/../y"})"
                                << "";
        QTest::addRow("up") << "path_in_workspace"
                            << R"({"path":"../y"})" << outside("path_in_workspace");
        QTest::addRow("up by a detour")
            << "path_exists"
            << R"({"path":"inbox/../../../etc"})" << outside("path_exists");
        QTest::addRow("absolute") << "path_missing"
                                  << R"({"path":"/etc/passwd"})" << outside("path_missing");
        QTest::addRow("a null character")
            << "path_exists"
            << R"({"path":"inbox/a.txt\u0000.pdf"})" << outside("path_exists");
        QTest::addRow("no text") << "path_exists"
                                 << R"({"path":5})"
                                 << "path_exists path|path: must be the path of a file\n";
        QTest::addRow("absent: the schema's business") << "path_exists"
                                                       << "{}"
                                                       << "";
        QTest::addRow("a very long name")
            << "path_missing"
            << QLatin1String("{\"path\":\"") + QString(100'000, u'x') + QLatin1String("\"}") << "";
    }
    void checksPaths()
    {
        QFETCH(QString, check);
        QFETCH(QString, arguments);
        QFETCH(QString, findings);
        QCOMPARE(this->findings({"path", check.toStdString(), "", ""}, arguments.toStdString()),
                 findings.toStdString());
    }

    void checksThatSomethingIsThere_data()
    {
        QTest::addColumn<QString>("arguments");
        QTest::addColumn<bool>("ok");
        QTest::addRow("text") << R"({"a":{"b":"x"}})" << true;
        QTest::addRow("empty text") << R"({"a":{"b":""}})" << false;
        QTest::addRow("empty list") << R"({"a":{"b":[]}})" << false;
        QTest::addRow("zero is something") << R"({"a":{"b":0}})" << true;
        QTest::addRow("null") << R"({"a":{"b":null}})" << false;
        QTest::addRow("absent") << R"({"a":7})" << true;
    }
    void checksThatSomethingIsThere()
    {
        QFETCH(QString, arguments);
        QFETCH(bool, ok);
        QCOMPARE(findings({"a.b", "non_empty", "", ""}, arguments.toStdString()),
                 std::string(ok ? "" : "non_empty a.b|a.b: must not be empty\n"));
    }

    void knowsItsNames()
    {
        QCOMPARE(namedChecks(),
                 (std::vector<std::string>{"path_exists", "path_missing", "path_in_workspace",
                                           "non_empty"}));
    }

    void requiresWhatTheDefinitionSays_data()
    {
        QTest::addColumn<QString>("require");
        QTest::addColumn<QString>("message");
        QTest::addColumn<QString>("found"); // the beginning
        QTest::addRow("holds") << "args.vendor in file('vendors.json')"
                               << ""
                               << "";
        QTest::addRow("does not hold, with words") << "args.n > 5"
                                                   << "too small"
                                                   << "require |too small\n";
        QTest::addRow("does not hold") << "args.n > 5"
                                       << ""
                                       << "require |must hold: args.n > 5\n";
        QTest::addRow("the run is in scope") << "run.step == 3"
                                             << ""
                                             << "";
        QTest::addRow("an error is a finding") << "args.gone == 1"
                                               << "no good"
                                               << "require |no good (";
        QTest::addRow("a file that is not there")
            << "args.n in file('x.json')"
            << ""
            << "require |must hold: args.n in file('x.json') (";
        QTest::addRow("no boolean") << "args.n"
                                    << ""
                                    << "require |must hold: args.n (";
    }
    void requiresWhatTheDefinitionSays()
    {
        QFETCH(QString, require);
        QFETCH(QString, message);
        QFETCH(QString, found);
        const auto text = findings({"", "", require.toStdString(), message.toStdString()},
                                   R"({"vendor":"Acme","n":3})", Json{{"step", 3}});
        QVERIFY2(found.isEmpty() ? text.empty() : text.starts_with(found.toStdString()),
                 text.c_str());
    }

    void checksTheSchema()
    {
        const FakeRunner runner;
        const auto registry = plainTools(runner);
        const auto& read = *registry.find("read");
        QVERIFY(checkSchema(read, Json{{"path", "a"}}).empty());
        const auto wrong = checkSchema(read, Json{{"path", 1}, {"n", 0}});
        QCOMPARE(wrong.size(), std::size_t(2));
        for (const auto& finding : wrong)
            QCOMPARE(finding.check, std::string("schema"));
    }

    void tellsAllFindingsInOneText()
    {
        QCOMPARE(findingsText({{"schema", "a", "a: wrong"}, {"require", "", "b"}}),
                 std::string("invalid arguments: a: wrong; b"));
    }
};

QTEST_GUILESS_MAIN(TestCheck)
#include "tst_check.moc"
