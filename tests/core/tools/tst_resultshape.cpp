// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/resultshape.h"

#include "base/jsonvalue.h"
#include "base/text.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::tools;

namespace {
RunnerResult of(std::string json, bool ok = true)
{
    RunnerResult result;
    result.ok = ok;
    result.result = std::move(json);
    return result;
}

// "JSON | text for the model | tags | redacted"
std::string print(const ShapedResult& shaped)
{
    return shaped.json + " | " + shaped.modelText + " | " + std::to_string(shaped.tagsRemoved)
        + " | " + std::to_string(shaped.redacted);
}
} // namespace

class TestResultShape : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsAResultToJournalAndModel_data()
    {
        QTest::addColumn<QByteArray>("result");
        QTest::addColumn<QByteArray>("printed");
        QTest::addRow("text") << QByteArray("\"a\\nb\"") << QByteArray("\"a\\nb\" | a\nb | 0 | 0");
        QTest::addRow("object") << QByteArray(R"({"b": 1, "a": [2]})")
                                << QByteArray(R"({"a":[2],"b":1} | {"a":[2],"b":1} | 0 | 0)");
        QTest::addRow("error") << QByteArray(R"({"error":"no"})")
                               << QByteArray(R"({"error":"no"} | no | 0 | 0)");
        QTest::addRow("null") << QByteArray("null") << QByteArray("null | null | 0 | 0");
        QTest::addRow("no JSON") << QByteArray("plain") << QByteArray("\"plain\" | plain | 0 | 0");
        QTest::addRow("nothing") << QByteArray("") << QByteArray("\"\" |  | 0 | 0");
        QTest::addRow("broken UTF-8")
            << QByteArray("a\xff") << QByteArray("\"a\xEF\xBF\xBD\" | a\xEF\xBF\xBD | 0 | 0");
        QTest::addRow("tag characters")
            << QByteArray("{\"a\":\"x\xF3\xA0\x81\xA8\xF3\xA0\x81\xA9y\"}")
            << QByteArray(R"({"a":"xy"} | {"a":"xy"} | 2 | 0)");
        QTest::addRow("tag characters in a key") << QByteArray("{\"a\xF3\xA0\x81\xA8\":1}")
                                                 << QByteArray(R"({"a":1} | {"a":1} | 1 | 0)");
        QTest::addRow("a secret")
            << QByteArray(R"({"k":"Bearer sk-12345678"})")
            << QByteArray(R"({"k":"Bearer [redacted]"} | {"k":"Bearer [redacted]"} | 0 | 1)");
        QTest::addRow("a secret twice, side by side")
            << QByteArray("\"sk-12345678sk-12345678\"")
            << QByteArray("\"[redacted][redacted]\" | [redacted][redacted] | 0 | 2");
        QTest::addRow("a secret with a quote")
            << QByteArray("\"pass\\\"word1\"") << QByteArray("\"[redacted]\" | [redacted] | 0 | 1");
        QTest::addRow("a secret written with escapes")
            << QByteArray("\"\\u0073k-12345678\"")
            << QByteArray("\"[redacted]\" | [redacted] | 0 | 1");
        QTest::addRow("a secret that is broken up by tag characters")
            << QByteArray("\"sk-1234\xF3\xA0\x81\xA8"
                          "5678\"")
            << QByteArray("\"[redacted]\" | [redacted] | 1 | 1");
        QTest::addRow("a secret as a key")
            << QByteArray(R"({"sk-12345678":1})")
            << QByteArray(R"({"[redacted]":1} | {"[redacted]":1} | 0 | 1)");
        QTest::addRow("a part of the word itself")
            << QByteArray("\"it is redacted\"")
            << QByteArray("\"it is [redacted]\" | it is [redacted] | 0 | 1");
    }
    void showsAResultToJournalAndModel()
    {
        QFETCH(QByteArray, result);
        QFETCH(QByteArray, printed);
        const Secrets secrets{{"sk-12345678", "pass\"word1", "redacted", ""}};
        QCOMPARE(print(shape(of(result.toStdString()), 10'000, secrets)), printed.toStdString());
    }

    void replacesASecretThatIsANumber()
    {
        const auto shaped = shape(of(R"({"pin":12345678})"), 10'000, {{"12345678"}});
        QVERIFY(shaped.json.find("12345678") == std::string::npos);
        QVERIFY(shaped.modelText.find("12345678") == std::string::npos);
        QVERIFY(parseJson(shaped.json).has_value());
    }

    void cutsAtACharacter()
    {
        std::string text;
        for (int i = 0; i < 100; ++i)
            text += "\xE2\x82\xAC"; // three bytes each
        const auto shaped = shape(of(quoteJson(text)), 100, {});
        QVERIFY(shaped.truncated && isUtf8(shaped.modelText));
        QVERIFY(shaped.modelText.starts_with(text.substr(0, 99) + "\n[cut: 99 of 300 bytes"));
        QCOMPARE(shaped.json, quoteJson(shaped.modelText));
    }

    void keepsWhatFits()
    {
        const auto shaped = shape(of(quoteJson(std::string(100, 'x'))), 100, {});
        QVERIFY(!shaped.truncated);
        QCOMPARE(shaped.modelText, std::string(100, 'x'));
        auto cutBefore = of("\"x\"");
        cutBefore.cut = true; // the runner kept less than came
        QVERIFY(shape(cutBefore, 100, {}).truncated);
    }

    void holdsHugeAndDeepResults()
    {
        const auto huge = shape(of(quoteJson(std::string(20'000'000, 'x'))), 1000, {});
        QVERIFY(huge.truncated && huge.json.size() < 2000);
        const auto deep = shape(of(std::string(100'000, '[')), 1000, {});
        QVERIFY(deep.truncated && parseJson(deep.json).has_value());
    }

    void keepsThatItFailed()
    {
        QVERIFY(!shape(of("\"x\"", false), 100, {}).ok);
        QCOMPARE(shape(failedResult("no \xff"), 100, {}).modelText, std::string("no \xEF\xBF\xBD"));
    }

    void clearsSecretsOutOfPlainText()
    {
        QCOMPARE(withoutSecrets("a sk-1 b pass\"word c", {{"sk-1", "pass\"word", ""}}),
                 std::string("a [redacted] b [redacted] c"));
        QCOMPARE(withoutSecrets("redacted", {{"redacted"}}), std::string("[redacted]"));
    }
};

QTEST_GUILESS_MAIN(TestResultShape)
#include "tst_resultshape.moc"
