// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "tempworkspace.h"

#include <QTest>

#include <sys/stat.h>

using namespace signalbox;

namespace {
// Words of the items, one a line.
std::string itemsOf(const WorkspaceView& view)
{
    std::string text;
    for (const auto& item : workspace::trustItems(view))
        text += item.where + ": " + item.what + "\n";
    return text;
}
} // namespace

class TestTrust : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void listsWhatNeedsTrust_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("items");
        const auto model = [](const char* row, const char* fields, const char* items) {
            QTest::newRow(row) << QStringLiteral("signalbox.json")
                               << QByteArray("{\"models\":{\"default\":{\"model\":\"x\",") + fields
                    + "}}}" << QString::fromUtf8(items);
        };
        const auto settings = [](const char* row, const char* text, const char* items) {
            QTest::newRow(row) << QStringLiteral("signalbox.json") << QByteArray(text)
                               << QString::fromUtf8(items);
        };
        const auto tool = [](const char* row, const char* fields, const char* items) {
            QTest::newRow(row) << QStringLiteral("tools/t.json")
                               << QByteArray("{\"name\":\"t\",") + fields + "}"
                               << QString::fromUtf8(items);
        };
        const auto policy = [](const char* row, const char* text, const char* items) {
            QTest::newRow(row) << QStringLiteral("policy.json") << QByteArray(text)
                               << QString::fromUtf8(items);
        };
        model("the provider's own", R"("provider":"anthropic","api_key_env":"K")", "");
        model("its own address",
              "\"provider\":\"anthropic\",\"base_url\":\"https://api.anthropic.com\"", "");
        model("loopback",
              "\"provider\":\"openai-chat\",\"base_url\":\"http://127.0.0.1:8080/"
              "v1\",\"api_key_env\":\"K\"",
              "");
        model("localhost", "\"provider\":\"ollama\",\"base_url\":\"http://localhost:11434\"", "");
        model("loopback, version 6", "\"provider\":\"ollama\",\"base_url\":\"http://[::1]:11434\"",
              "");
        model("another host",
              "\"provider\":\"openai-chat\",\"base_url\":\"https://llm.example/"
              "v1\",\"api_key_env\":\"K\"",
              "signalbox.json: models.default: send prompts of model 'default' to llm.example:443, "
              "with the key in 'K'\n");
        model("its own host in the clear",
              "\"provider\":\"anthropic\",\"base_url\":\"http://api.anthropic.com\"",
              "signalbox.json: models.default: send prompts of model 'default' to "
              "api.anthropic.com:80, unencrypted, with the provider's key where one is set\n");
        model("the host of another provider",
              "\"provider\":\"anthropic\",\"base_url\":\"https://api.openai.com\"",
              "signalbox.json: models.default: send prompts of model 'default' to "
              "api.openai.com:443, with the provider's key where one is set\n");
        model("loopback as user",
              "\"provider\":\"ollama\",\"base_url\":\"http://127.0.0.1@evil.example/\"",
              "signalbox.json: models.default: send prompts of model 'default' to "
              "'http://127.0.0.1@evil.example/', unencrypted\n");
        model("loopback as prefix",
              "\"provider\":\"ollama\",\"base_url\":\"http://127.0.0.1.evil.example\"",
              "signalbox.json: models.default: send prompts of model 'default' to "
              "127.0.0.1.evil.example:80, unencrypted\n");
        model("octal", "\"provider\":\"ollama\",\"base_url\":\"http://0177.0.0.1\"",
              "signalbox.json: models.default: send prompts of model 'default' to 0177.0.0.1:80, "
              "unencrypted\n");
        model("a backslash",
              "\"provider\":\"ollama\",\"base_url\":\"http://evil.example\\\\@127.0.0.1/\"",
              "signalbox.json: models.default: send prompts of model 'default' to "
              "'http://evil.example\\@127.0.0.1/', unencrypted\n");
        settings(
            "servers",
            "{\"mcp_servers\":{\"f\":{\"command\":\"mcp-f\",\"args\":[\".\"]},\"l\":{\"url\":"
            "\"http://127.0.0.1:1/mcp\"},\"w\":{\"url\":\"https://wiki.example/mcp\"}}}",
            "signalbox.json: mcp_servers.f: start the MCP server 'f': 'mcp-f .'\n"
            "signalbox.json: mcp_servers.w: connect to the MCP server 'w' at wiki.example:443\n");
        settings("traces at home", "{\"otlp\":{\"endpoint\":\"http://127.0.0.1:4318\"}}", "");
        settings("traces", "{\"otlp\":{\"endpoint\":\"https://t.example\",\"content\":true}}",
                 "signalbox.json: otlp: send traces of every run to t.example:443, with prompts "
                 "and results\n");
        settings("a sandbox",
                 R"({"sandbox":{"files":"workspace","network":"none","read_only":["data"]}})", "");
        settings("a wide sandbox",
                 R"({"sandbox":{"network":"host","read_only":["/home/me/.ssh"]}})",
                 "signalbox.json: sandbox: every command reaches the network from its sandbox\n"
                 "signalbox.json: sandbox: every command reads the folder '/home/me/.ssh'\n");
        settings("no sandbox", R"({"sandbox":"off"})",
                 "signalbox.json: sandbox: every command runs without a sandbox, as you do\n");
        tool("a sandboxed command",
             R"("kind":"command","command":["true"],"sandbox":{"network":"none"})", "");
        tool("a command without sandbox", R"("kind":"command","command":["true"],"sandbox":false)",
             "tools/t.json: sandbox: tool 't' ('true') runs without a sandbox, as you do\n");
        tool("a command with network",
             R"("kind":"command","command":["true"],"sandbox":{"network":"host"})",
             "tools/t.json: sandbox: tool 't' ('true') reaches the network from its sandbox\n");
        tool("never asked", R"("kind":"command","command":["true"],"approval":"never")",
             "tools/t.json: approval: tool 't' is never asked about\n");
        tool("always asked",
             R"("kind":"command","command":["true"],"approval":"never","requires_approval":true)",
             "");
        tool("a trusted result",
             R"("kind":"command","command":["true"],"result":{"label":{"integrity":"trusted"}})",
             "tools/t.json: result.label: what tool 't' returns counts as trusted\n");
        tool(
            "a private result",
            R"("kind":"command","command":["true"],"result":{"label":{"confidentiality":"private"}})",
            "");
        tool("a request at home", "\"kind\":\"http\",\"url\":\"http://localhost:1/x\"", "");
        tool("a request", "\"kind\":\"http\",\"url\":\"https://api.example/${path}\"",
             "tools/t.json: url: tool 't' sends requests to api.example:443\n");
        tool("a request to who knows", "\"kind\":\"http\",\"url\":\"http://${host}/\"",
             "tools/t.json: url: tool 't' sends requests to 'http://${host}/'\n");
        policy("rules that ask and deny",
               R"({"rules":[{"verdict":"ask"},{"verdict":"deny","tool":"x"}]})", "");
        policy("an allow rule",
               "{\"rules\":[{\"name\":\"r\",\"tool\":\"w*\",\"effects\":[\"write\"],\"when\":"
               "\"args.path == 'x'\",\"verdict\":\"allow\"}]}",
               "policy.json: rules[0]: allow rule 'r': tool 'w*', effects write, when 'args.path "
               "== \\'x\\''\n");
        policy("strict defaults", R"({"defaults":{"read":"ask","write":"deny"}})", "");
        policy("a loose default", R"({"defaults":{"network":"allow"}})",
               "policy.json: defaults.network: calls that network are allowed unasked\n");
        policy(
            "labels",
            "{\"labels\":[{\"files\":\"a/**\",\"confidentiality\":\"secret\"},{\"files\":\"b/"
            "**\",\"integrity\":\"endorsed\"},{\"files\":\"c\",\"confidentiality\":\"public\"}]}",
            "policy.json: labels[1]: what is read from 'b/**' counts as endorsed\n"
            "policy.json: labels[2]: what is read from 'c' counts as public\n");
    }
    void listsWhatNeedsTrust()
    {
        QFETCH(const QString, file);
        QFETCH(const QByteArray, text);
        QFETCH(const QString, items);
        const testing::TempWorkspace place;
        place.putPlain();
        place.put(file.toStdString(), text.toStdString());
        const auto view = place.load();
        QVERIFY2(!workspace::hasErrors(view->problems), place.problems().c_str());
        auto expected = items;
        QCOMPARE(QString::fromStdString(itemsOf(*view)),
                 expected.replace(QStringLiteral("\\'"), QStringLiteral("'")));
        QCOMPARE(view->trusted, items.isEmpty());
    }

    void isKeptByHashAndPlace()
    {
        const testing::TempWorkspace place;
        place.putPlain();
        place.put("policy.json", R"({"rules":[{"name":"r","tool":"a","verdict":"allow"}]})");
        QVERIFY(!place.load()->trusted);
        QVERIFY(workspace::trust(*place.load(), place.user()));
        QVERIFY(place.load()->trusted);
        struct stat info
        { };
        QCOMPARE(::stat((place.user().config / "trust.json").c_str(), &info), 0);
        QCOMPARE(info.st_mode & 0777, mode_t(0600));
        // a byte of the item changes
        place.put("policy.json", R"({"rules":[{"name":"r","tool":"a*","verdict":"allow"}]})");
        QVERIFY(!place.load()->trusted);
        // what needs no trust changes nothing
        place.put(
            "policy.json",
            R"({"rules":[{"name":"r","tool":"a","verdict":"allow"}],"defaults":{"read":"ask"}})");
        QVERIFY(place.load()->trusted);
        // the same files elsewhere
        std::filesystem::copy(place.root(), place.base() / "elsewhere",
                              std::filesystem::copy_options::recursive);
        QVERIFY(!(*workspace::load(place.base() / "elsewhere", place.user()))->trusted);
        // the same place by another name
        std::filesystem::create_directory_symlink(place.root(), place.base() / "link");
        QVERIFY((*workspace::load(place.base() / "link", place.user()))->trusted);
    }

    void aScriptMayNotChangeUnderTheTrust()
    {
        const testing::TempWorkspace place;
        place.putPlain();
        place.put("run.py", "print(1)");
        place.put(
            "tools/t.json",
            R"({"name":"t","kind":"command","command":["python3","run.py"],"sandbox":"off"})");
        QVERIFY(workspace::trust(*place.load(), place.user()));
        QVERIFY(place.load()->trusted);
        place.put("run.py", "print(2)");
        QVERIFY(!place.load()->trusted);
    }

    void aBrokenTrustFileTrustsNothingAndIsKept()
    {
        const testing::TempWorkspace place;
        place.putPlain();
        place.put("policy.json", R"({"rules":[{"name":"r","verdict":"allow"}]})");
        for (const auto* text :
             {"{", "[]", "{\"workspaces\":7}", "{\"signalbox\":2,\"workspaces\":{}}"}) {
            std::filesystem::create_directories(place.user().config);
            QVERIFY(writeFileAtomically(place.user().config / "trust.json", text));
            QVERIFY(!place.load()->trusted);
            QCOMPARE(workspace::trust(*place.load(), place.user()).error().code, Errc::Invalid);
            QCOMPARE(readFile(place.user().config / "trust.json").value(), std::string(text));
        }
    }
};

QTEST_GUILESS_MAIN(TestTrust)
#include "tst_trust.moc"
