// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/tools/tooldocument.h"

#include "base/jsonvalue.h"
#include "ui/jsonedit/jsonrewrite.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::ui;

class TestToolDocument : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void changesNoOtherByte_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("after");
        const auto row = [](const char* name, const char* before, const char* path,
                            const char* value, const char* after) {
            QTest::addRow("%s", name)
                << QByteArray(before) << QByteArray(path) << QByteArray(value) << QByteArray(after);
        };
        row("text", R"({"name":"x","zz_mine":[1],"description":"a"  , "kind":"c"})", "description",
            "\"b\"", R"({"name":"x","zz_mine":[1],"description":"b"  , "kind":"c"})");
        row("list", "{\n  \"a\": [1,\n    2],\n  \"b\": {\"x\":  1}\n}\n", "a", "[1,2,3]",
            "{\n  \"a\": [1,\n    2,\n    3],\n  \"b\": {\"x\":  1}\n}\n");
        row("inside", "{\n  \"a\": true,\n  \"b\": {\"x\":  1}\n}\n", "b.y", "2",
            "{\n  \"a\": true,\n  \"b\": {\"x\":  1, \"y\": 2}\n}\n");
        row("new on a line", R"({"a":1})", "b", "2", R"({"a":1, "b": 2})");
        row("new on its line", "{\n  \"a\": 1\n}\n", "b", "2", "{\n  \"a\": 1,\n  \"b\": 2\n}\n");
        row("first", "{}", "a", "1", "{\"a\": 1}");
        row("comma first", "{\"a\": 1\n, \"b\": 2\n, \"c\": 3\n}", "b", "0",
            "{\"a\": 1\n, \"b\": 0\n, \"c\": 3\n}");
        row("removed", "{\"a\": 1,\n \"b\": 2,\n \"c\": 3}", "b", "", "{\"a\": 1,\n \"c\": 3}");
        row("last removed", "{\"a\": 1,\n \"b\": 2\n}", "b", "", "{\"a\": 1\n}");
        row("only one removed", "{\"a\": 1}", "a", "", "{}");
        row("quotes and braces", "{\"a\":\"}\\\",{\",\"k\\\"\":1,\"b\":\"\\\\\"}", "b", "0",
            "{\"a\":\"}\\\",{\",\"k\\\"\":1,\"b\":0}");
        row("escaped key", "{\"\\u0061\":1}", "a", "2", "{\"\\u0061\":2}");
    }
    void changesNoOtherByte()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, value);
        QFETCH(QByteArray, after);
        ToolDocument document("tools/x.json", before.toStdString());
        const auto parsed = parseOrderedJson(value.toStdString());
        document.setMember(path.toStdString(), parsed ? &*parsed : nullptr);
        QCOMPARE(QByteArray::fromStdString(document.text()), after);
        QVERIFY(document.isJson());
        QVERIFY(document.isChanged());
    }

    void writesLongValuesOverLines()
    {
        const auto value = parseOrderedJson(
            R"({"type":"object","properties":{"path":{"type":"string","description":"Path of the PDF, relative to the workspace"},"n":{"type":"integer"}},"required":["path"]})");
        QCOMPARE(handJson(*value),
                 std::string("{\n  \"type\": \"object\",\n  \"properties\": {\n"
                             "    \"path\": {\"type\": \"string\", \"description\": \"Path of the "
                             "PDF, relative to the workspace\"},\n    \"n\": {\"type\": "
                             "\"integer\"}\n  },\n  \"required\": [\"path\"]\n}"));
    }

    void changesNothingWhereNothingChanges()
    {
        const std::string text = R"({"name": "x",   "kind":"command"})";
        ToolDocument document("tools/x.json", text);
        const OrderedJson value = "x";
        document.setMember("name", &value);
        QCOMPARE(document.text(), text);
        document.setMember("sandbox.files", nullptr);
        QCOMPARE(document.text(), text);
        QVERIFY(!document.canUndo());
    }

    void makesObjectsOnTheWay()
    {
        ToolDocument document("f", R"({"sandbox":"off"})");
        const OrderedJson value = "none";
        document.setMember("sandbox.files", &value);
        document.setMember("result.max_tokens", &value);
        QCOMPARE(dumpJson(document.value()),
                 std::string(R"({"sandbox":{"files":"none"},"result":{"max_tokens":"none"}})"));
        document.setMember("sandbox", nullptr);
        QCOMPARE(dumpJson(document.value()), std::string(R"({"result":{"max_tokens":"none"}})"));
    }

    void undoesTypingAtOnce()
    {
        ToolDocument document("f", R"({"name":"a"})");
        for (const char* text : {"b", "bc", "bcd"}) {
            const OrderedJson value = text;
            document.setMember("name", &value);
        }
        const OrderedJson other = "d";
        document.setMember("description", &other);
        document.undo();
        QCOMPARE(dumpJson(document.value()), std::string(R"({"name":"bcd"})"));
        document.undo();
        QCOMPARE(document.text(), std::string(R"({"name":"a"})"));
        QVERIFY(!document.canUndo());
        QVERIFY(!document.isChanged());
        document.redo();
        QCOMPARE(dumpJson(document.value()), std::string(R"({"name":"bcd"})"));
        document.undo();
        document.undo();
        document.undo();
        QCOMPARE(document.text(), std::string(R"({"name":"a"})"));
    }

    void keepsTheLastObjectWhileTextIsBroken_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addRow("open") << QStringLiteral("{\"name\": ");
        QTest::addRow("list") << QStringLiteral("[1]");
        QTest::addRow("twice") << QStringLiteral("{\"name\":1,\"name\":2}");
        QTest::addRow("deep") << QString(2000, u'[');
        QTest::addRow("nothing") << QString();
    }
    void keepsTheLastObjectWhileTextIsBroken()
    {
        QFETCH(QString, text);
        ToolDocument document("f", R"({"name":"a"})");
        document.setText(text.toStdString(), "json");
        QVERIFY(!document.isJson());
        QCOMPARE(dumpJson(document.value()), std::string(R"({"name":"a"})"));
    }

    void namesWhatIsFree()
    {
        QCOMPARE(freeName("a", {}), std::string("a"));
        const std::vector<std::string> taken = {"a", "a_2"};
        QCOMPARE(freeName("a", taken), std::string("a_3"));
    }

    void makesNewToolsThatAreJson()
    {
        for (const auto& text : {newCommandTool("x"), newHttpTool("x")}) {
            const ToolDocument document("f", text);
            QVERIFY(document.isJson());
            QCOMPARE(orderedString(document.value(), "name"), std::string("x"));
        }
        QCOMPARE(modelView("office/send", "a\"b", "{}"),
                 std::string(
                     "{\"name\":\"office__send\",\"description\":\"a\\\"b\",\"input_schema\":{}}"));
        QCOMPARE(estimatedTokens("12345"), std::int64_t(2));
        QCOMPARE(estimatedTokens("\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4"), std::int64_t(1));
    }
};

QTEST_GUILESS_MAIN(TestToolDocument)
#include "tst_tooldocument.moc"
