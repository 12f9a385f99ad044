// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "llm/scriptedclient.h"

#include "core/llm/replytext.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <thread>

using namespace signalbox;
using namespace signalbox::llm;
using namespace std::chrono_literals;

namespace {
const std::string script =
    q("{"
      "'clerk': ["
      "{'text': 'Looking.', 'tool_calls': [{'name': 'read_file', 'arguments': {'path': 'a'}}, "
      "{'name': 'files/list', 'id': 'mine'}],"
      "'usage': {'input': 90, 'output': 7, 'cache_read': 10, 'cache_write': 3, 'reasoning': 2}},"
      "[{'when': 'denied|error', 'text': 'Not allowed.', 'confidence': 0.4}, {'when': '^never$', "
      "'text': 'never'}, {'text': 'Done.'}],"
      "{'when': 'only this', 'text': 'fits'},"
      "{'error': {'type': 'overloaded', 'message': 'busy', 'status': 529, 'retry': true, "
      "'retry_after_ms': 1500}},"
      "{'error': 'broken'},"
      "{'thinking': 'hm', 'text': 'one two three', 'chunks_per_second': 1000},"
      "{'tool_calls': [{'name': 'write', 'arguments': '{\\u0022a\\u0022: [1, 2,'}]},"
      "{'text': 'slow', 'delay_ms': 60000}"
      "],"
      "'*': [{'text': 'anyone'}]"
      "}");

std::unique_ptr<ScriptedClient> client()
{
    auto read = readScript(script);
    ModelEntry entry;
    entry.script = "scripts/demo.json";
    return std::make_unique<ScriptedClient>(entry, std::move(read.value()));
}
} // namespace

class TestScriptedClient : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void playsTurns_data()
    {
        QTest::addColumn<int>("step");
        QTest::addColumn<QString>("last");
        QTest::addColumn<QString>("reply");
        QTest::newRow("first") << 1 << "go"
                               << "text Looking.\ncall call_1_1 read_file {\"path\":\"a\"}\ncall "
                                  "mine files/list {}\ntools 90/7 10+3 2";
        QTest::newRow("alternative") << 2 << "denied: no"
                                     << "text Not allowed.\nend ~";
        QTest::newRow("last alternative") << 2 << "fine"
                                          << "text Done.\nend ~";
        QTest::newRow("single that fits") << 3 << "yes only this"
                                          << "text fits\nend ~";
        QTest::newRow("single that does not") << 3 << "other"
                                              << "failed script";
        QTest::newRow("error with its kind") << 4 << ""
                                             << "failed overloaded 529 retry";
        QTest::newRow("error as text") << 5 << ""
                                       << "failed script";
        QTest::newRow("in pieces") << 6 << ""
                                   << "thinking hm\ntext one two three\nend ~";
        QTest::newRow("broken arguments are mended")
            << 7 << ""
            << "call call_7_1 write {\"a\":[1,2]}\ntools ~";
        QTest::newRow("past the end") << 9 << ""
                                      << "failed script";
        QTest::newRow("before the beginning") << 0 << ""
                                              << "failed script";
    }

    void playsTurns()
    {
        QFETCH(const int, step);
        QFETCH(const QString, last);
        QFETCH(const QString, reply);
        const auto model = client();
        Talk talk(*model);
        talk.add(user("never"));
        talk.add(answers({{"1", "read_file", last.toStdString(), true}}));
        talk.request().step = step;
        Shown shown;
        const auto got = talk.ask(shown.sink());
        QCOMPARE(QString::fromStdString(replyText(got)), reply);
        if (got) {
            QCOMPARE(shown.text, got->text);
            QCOMPARE(shown.thinking, got->thinking);
        }
    }

    void namesAgentAndTurnPastTheEnd()
    {
        const auto model = client();
        Talk talk(*model);
        talk.request().step = 9;
        QCOMPARE(talk.ask().error().message,
                 std::string(
                     "scripts/demo.json: agent \"clerk\", turn 9: the script ends after turn 8"));
        talk.request().agent = "other";
        talk.request().step = 1;
        QCOMPARE(replyText(talk.ask()), std::string("text anyone\nend ~"));
    }

    void saysConfidence()
    {
        const auto model = client();
        Talk talk(*model);
        talk.add(user("an error"));
        talk.request().step = 2;
        QCOMPARE(talk.ask()->confidence, std::optional(0.4));
    }

    void stopsWhileItWaits()
    {
        const auto model = client();
        Talk talk(*model);
        talk.request().step = 8;
        std::stop_source source;
        const auto begin = std::chrono::steady_clock::now();
        std::jthread stopper([&] { source.request_stop(); });
        QCOMPARE(replyText(talk.ask({}, source.get_token())), std::string("failed cancelled"));
        QVERIFY(std::chrono::steady_clock::now() - begin < 30s); // it would take 60
    }

    void isTheSameEveryTime()
    {
        const auto model = client();
        Talk talk(*model);
        talk.request().step = 1;
        QCOMPARE(replyText(talk.ask()), replyText(talk.ask()));
    }

    void refusesBrokenScripts_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("why");
        QTest::newRow("no JSON") << QByteArray("{") << "not JSON";
        QTest::newRow("a list") << QByteArray("[]") << "a script is an object";
        QTest::newRow("turns are no list")
            << QByteArray::fromStdString(q("{'a': {}}")) << "agent \"a\": its turns are a list";
        QTest::newRow("a turn is a text") << QByteArray::fromStdString(q("{'a': ['hello']}"))
                                          << "agent \"a\", turn 1: a turn is an object";
        QTest::newRow("expression")
            << QByteArray::fromStdString(q("{'a': [{'text': 'x'}, {'when': '('}]}"))
            << "agent \"a\", turn 2: \"when\" is not a regular expression";
        QTest::newRow("call without name")
            << QByteArray::fromStdString(q("{'a': [{'tool_calls': [{}]}]}"))
            << "agent \"a\", turn 1: a tool call has no \"name\"";
    }

    void refusesBrokenScripts()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QString, why);
        const auto read = readScript(text.toStdString());
        QVERIFY(!read);
        QVERIFY2(QString::fromStdString(read.error().message).contains(why),
                 read.error().message.c_str());
    }

    void readsTheScriptOfTheWorkspaceOnly()
    {
        const QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("demo.json")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(script.c_str());
        file.close();
        ModelEntry entry;
        ClientContext context;
        context.workspaceRoot = folder.path().toStdString();
        entry.script = "demo.json";
        const auto made = makeModelClient(entry, context);
        QVERIFY(made.has_value());
        QCOMPARE((*made)->protocol(), std::string_view("scripted"));
        for (const auto& path :
             {std::string(), std::string("missing.json"), std::string("../x/demo.json"),
              context.workspaceRoot + "/demo.json", std::string("a/../../demo.json")}) {
            entry.script = path;
            QVERIFY2(!makeModelClient(entry, context), path.c_str());
        }
    }
};

QTEST_GUILESS_MAIN(TestScriptedClient)
#include "tst_scriptedclient.moc"
