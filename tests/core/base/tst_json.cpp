// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"
#include "base/json.h"
#include "base/jsonvalue.h"

#include <ctime>
#include <filesystem>

#include <QTest>

using namespace signalbox;
namespace fs = std::filesystem;

namespace {
const fs::path parsingSuite =
    fs::path(SIGNALBOX_SHARED_DIR) / "data/json/jsontestsuite/test_parsing";

// The text after reading and writing, or the error.
QString readAndWrite(const QByteArray& text, const JsonLimits& limits = {})
{
    const auto value = parseJson({text.data(), std::size_t(text.size())}, limits);
    return QString::fromStdString(value ? dumpJson(*value) : value.error().text());
}

std::string nested(std::size_t depth)
{
    return std::string(depth, '[') + std::string(depth, ']');
}
} // namespace

class TestJson : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsWhatIsJson_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("written");
        const std::pair<const char*, const char*> rows[] = {
            {"null", "null"},
            {" [ ] ", "[]"},
            {"{\"b\":1,\"a\":2}", "{\"a\":2,\"b\":1}"},
            {"[1.0,1,-0.5,1e3]", "[1.0,1,-0.5,1000.0]"},
            {"18446744073709551615", "18446744073709551615"},
            {"-9223372036854775808", "-9223372036854775808"},
            {"\"\\u00e9\\ud83d\\udc32\"", "\"é🐲\""},
            {"\"\\u0000\\u001f\\n\\/\"", "\"\\u0000\\u001f\\n/\""},
            {"\"\xE2\x80\xAE\"", "\"\xE2\x80\xAE\""},
            {"\"\x7F\"", "\"\x7F\""},
            {"{\"\":{\"\":[]}}", "{\"\":{\"\":[]}}"},
            {"\t\r\n1", "1"},
            {"0.1", "0.1"},
            {"1e-320", "1e-320"},
            {"123456789012345680", "123456789012345680"}};
        for (const auto& [text, written] : rows)
            QTest::addRow("%s", text) << QByteArray(text) << QString::fromUtf8(written);
    }

    void readsWhatIsJson()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, written);
        QCOMPARE(readAndWrite(text), written);
        QCOMPARE(readAndWrite(written.toUtf8()), written);
    }

    void refusesWhatIsNot_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("error");
        const auto row = [](const char* name, const QByteArray& text, const char* error) {
            QTest::newRow(name) << text << QString::fromUtf8(error);
        };
        row("empty", "", "not JSON: it is empty");
        row("blank", " \n", "not JSON: it is empty");
        row("line and column", "{\n  \"a\": x\n}",
            "not JSON: unexpected input at line 2, column 8");
        row("cut", "[1", "not JSON: unexpected input at line 1, column 3");
        row("trailing", "1 2", "not JSON: unexpected input at line 1, column 3");
        row("byte order mark", "\xEF\xBB\xBF{}", "not JSON: a byte order mark at the beginning");
        row("NUL", QByteArray("[\"a\0\"]", 6), "not JSON: a NUL byte at line 1, column 4");
        row("broken UTF-8", "\"\xC0\xAF\"", "not JSON: invalid UTF-8");
        row("surrogate in UTF-8", "\"\xED\xA0\x80\"", "not JSON: invalid UTF-8");
        row("half a surrogate pair", "\"\\ud800\"",
            "not JSON: unexpected input at line 1, column 8");
        row("NaN", "NaN", "not JSON: unexpected input at line 1, column 1");
        row("comment", "/**/1", "not JSON: unexpected input at line 1, column 1");
        row("trailing comma", "[1,]", "not JSON: unexpected input at line 1, column 4");
        row("single quotes", "{'a':1}", "not JSON: unexpected input at line 1, column 2");
        row("leading zero", "01", "not JSON: unexpected input at line 1, column 2");
        row("integer beyond 64 bits", "18446744073709551616",
            "JSON refused: an integer does not fit 64 bits");
        row("negative beyond 64 bits", "-9223372036854775809",
            "JSON refused: an integer does not fit 64 bits");
        row("infinite", "1e999", "JSON refused: a number is out of range");
        row("the same key twice", "{\"a\":1,\"a\":2}",
            "JSON refused: the key \"a\" stands twice in one object");
        row("the same key, escaped", "{\"a\":1,\"\\u0061\":2}",
            "JSON refused: the key \"a\" stands twice in one object");
        row("the same key, inside", "[{\"x\":{\"a\":1,\"b\":2,\"a\":2}}]",
            "JSON refused: the key \"a\" stands twice in one object");
    }

    void refusesWhatIsNot()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, error);
        QCOMPARE(readAndWrite(text), error);
        const auto ordered = parseOrderedJson({text.data(), std::size_t(text.size())});
        QVERIFY(!ordered);
        QCOMPARE(QString::fromStdString(ordered.error().text()), error);
    }

    void followsTheParsingSuite()
    {
        int accepted = 0;
        int refused = 0;
        QStringList wrong;
        if (!fs::exists(parsingSuite)) {
            QCOMPARE(readAndWrite("[[],{}]"), QStringLiteral("[[],{}]"));
            return;
        }
        for (const auto& entry : fs::directory_iterator(parsingSuite)) {
            const auto name = entry.path().filename().string();
            const auto text = readFile(entry.path());
            QVERIFY(text.has_value());
            JsonLimits limits;
            limits.duplicateKeys = true; // the suite calls them JSON
            const bool good = parseJson(*text, limits).has_value();
            QCOMPARE(parseOrderedJson(*text, limits).has_value(), good);
            accepted += name.starts_with("y_") && good;
            refused += name.starts_with("n_") && !good;
            if ((name.starts_with("y_") && !good) || (name.starts_with("n_") && good))
                wrong << QString::fromStdString(name);
        }
        qInfo("%d accepted, %d refused", accepted, refused);
        QCOMPARE(wrong, QStringList());
        QCOMPARE(accepted, 95);
        QCOMPARE(refused, 188);
    }

    void keepsItsLimits()
    {
        QVERIFY(parseJson(nested(256)).has_value());
        QCOMPARE(parseJson(nested(257)).error().text(),
                 std::string("JSON refused: nested deeper than 256"));
        QCOMPARE(parseJson(nested(1'000'000)).error().code, Errc::Limit);
        QCOMPARE(parseJson(std::string(1'000'000, '{')).error().code, Errc::Invalid);

        JsonLimits limits{.bytes = 20, .depth = 2, .nodes = 4, .stringBytes = 3};
        QCOMPARE(readAndWrite("[1,2,3]", limits), QStringLiteral("[1,2,3]"));
        QCOMPARE(readAndWrite("[1,2,3,4]", limits),
                 QStringLiteral("JSON refused: more than 4 values"));
        QCOMPARE(readAndWrite("[[[]]]", limits),
                 QStringLiteral("JSON refused: nested deeper than 2"));
        QCOMPARE(readAndWrite("\"abcd\"", limits),
                 QStringLiteral("JSON refused: a string is longer than 3 bytes"));
        QCOMPARE(readAndWrite("{\"abcd\":1}", limits),
                 QStringLiteral("JSON refused: a string is longer than 3 bytes"));
        QCOMPARE(readAndWrite(QByteArray(21, ' '), limits),
                 QStringLiteral("JSON of 21 bytes, at most 20 are read"));
    }

    void takesTheLastOfEqualKeysWhereTheyAreAllowed()
    {
        const JsonLimits limits{.duplicateKeys = true};
        std::string text = "{";
        for (int i = 0; i < 100; ++i)
            text += "\"k" + std::to_string(i % 40) + "\":" + std::to_string(i) + ",";
        text += "\"k0\":{\"x\":1}}";
        const auto sorted = parseJson(text, limits);
        const auto ordered = parseOrderedJson(text, limits);
        QCOMPARE(sorted->size(), std::size_t(40));
        QCOMPARE(ordered->size(), std::size_t(40));
        QCOMPARE(ordered->begin().key(), std::string("k0"));
        QVERIFY(*parseJson(dumpJson(*ordered)) == *sorted);
        QCOMPARE(dumpJson(sorted->at("k0")), std::string("{\"x\":1}"));
        QCOMPARE(dumpJson(sorted->at("k1")), std::string("81"));
    }

    void keepsTheOrderOfAPersonsDocument()
    {
        const std::string text = R"({"z":1,"a":{"y":[{"c":1,"b":2}],"b":null},"m":"x"})";
        QCOMPARE(dumpJson(*parseOrderedJson(text)), text);
        QCOMPARE(prettyJson(*parseOrderedJson("{\"z\":1,\"a\":[]}")),
                 std::string("{\n  \"z\": 1,\n  \"a\": []\n}"));
        QCOMPARE(prettyJson(*parseJson("{\"z\":1,\"a\":[]}")),
                 std::string("{\n  \"a\": [],\n  \"z\": 1\n}"));
    }

    void readsAHundredThousandKeysFast()
    {
        std::string text = "{";
        for (int i = 0; i < 100'000; ++i)
            text += "\"" + std::to_string((i * 7919) % 100'003) + "\":{\"a\":1},";
        text.back() = '}';
        const auto start = std::clock(); // of the processor: others may use it, too
        const auto ordered = parseOrderedJson(text);
        QVERIFY2(ordered.has_value(), ordered ? "" : ordered.error().text().c_str());
        QCOMPARE(ordered->size(), std::size_t(100'000));
        QCOMPARE(dumpJson(*ordered), text);
        QCOMPARE(parseJson(text)->size(), std::size_t(100'000));
        QVERIFY((std::clock() - start) / CLOCKS_PER_SEC < 10);
    }

    void writesBrokenTextWithoutThrowing()
    {
        QCOMPARE(dumpJson(Json("a\xFF")), std::string("\"a\uFFFD\""));
        QCOMPARE(quoteJson("a\"\\\n\x01\x7F"), std::string("\"a\\\"\\\\\\n\\u0001\x7F\""));
        QCOMPARE(quoteJson("\b\f\r\t"), std::string("\"\\b\\f\\r\\t\""));
        QCOMPARE(quoteJson("\xC3"), std::string("\"\uFFFD\""));
        QCOMPARE(quoteJson(std::string_view("\0", 1)), std::string("\"\\u0000\""));
        std::string out = "x";
        appendQuotedJson(out, "é");
        QCOMPARE(out, std::string("x\"é\""));
    }

    void quotesWhatTheReaderReads()
    {
        std::string text;
        for (int c = 0; c < 0x3000; ++c) {
            const char32_t point = char32_t(c);
            text += QString::fromUcs4(&point, 1).toStdString();
        }
        QCOMPARE(parseJson(quoteJson(text))->get<std::string>(), text);
        QCOMPARE(dumpJson(Json(text)), quoteJson(text));
    }

    void findsMembersOfOthersWithoutTrustingThem()
    {
        const auto value = *parseJson(
            R"({"s":"x","i":-3,"u":18446744073709551615,"d":1.5,"b":true,"n":null,"l":[]})");
        QCOMPARE(stringAt(value, "s"), std::string("x"));
        QCOMPARE(stringAt(value, "i", "else"), std::string("else"));
        QCOMPARE(stringAt(value, "none"), std::string());
        QCOMPARE(intAt(value, "i"), std::optional<std::int64_t>(-3));
        QCOMPARE(intAt(value, "u"), std::optional<std::int64_t>());
        QCOMPARE(intAt(value, "d"), std::optional<std::int64_t>());
        QCOMPARE(numberAt(value, "i"), std::optional<double>(-3));
        QCOMPARE(numberAt(value, "s"), std::optional<double>());
        QCOMPARE(boolAt(value, "b"), true);
        QCOMPARE(boolAt(value, "n", true), true);
        QVERIFY(!find(value, "none"));
        QVERIFY(!find(Json::array(), "s"));
        QVERIFY(!find(Json("s"), "s"));
        QVERIFY(find(value, "n"));
    }
};

QTEST_GUILESS_MAIN(TestJson)
#include "tst_json.moc"
