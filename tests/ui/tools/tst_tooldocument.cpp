// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/tools/tooldocument.h"

#include "base/jsonvalue.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::ui;

class TestToolDocument : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsOrderAndUnknownFields()
    {
        ToolDocument document("tools/x.json",
                              R"({"name":"x","zz_mine":[1],"description":"a","kind":"command"})");
        const OrderedJson value = "b";
        document.setMember("description", &value);
        QCOMPARE(document.text(),
                 std::string("{\n  \"name\": \"x\",\n  \"zz_mine\": [\n    1\n  ],\n  "
                             "\"description\": \"b\",\n  \"kind\": \"command\"\n}\n"));
        QVERIFY(document.isChanged());
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
        QCOMPARE(freeName("a", {"a", "a_2"}), std::string("a_3"));
    }

    void makesNewToolsThatAreJson()
    {
        for (const auto& text : {newCommandTool("x"), newHttpTool("x")}) {
            const ToolDocument document("f", text);
            QVERIFY(document.isJson());
            QCOMPARE(orderedString(document.value(), "name"), std::string("x"));
        }
        QCOMPARE(modelView("office/send", "a\"b", "{}"),
                 std::string(R"({"name":"office__send","description":"a\"b","input_schema":{}})"));
        QCOMPARE(estimatedTokens("12345"), std::int64_t(2));
        QCOMPARE(estimatedTokens("\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4"), std::int64_t(1));
    }
};

QTEST_GUILESS_MAIN(TestToolDocument)
#include "tst_tooldocument.moc"
