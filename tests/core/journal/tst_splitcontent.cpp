// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/jsonvalue.h"
#include "journal/journal.h"
#include "journal/splitcontent.h"

#include <random>
#include <string>
#include <vector>

#include <QTest>

using namespace signalbox;
using namespace signalbox::journal;

namespace {
const std::string big(300, 'x');
const std::string bigger(600, 'y');

// "offset-free" notation: what is cut out, in order, as kind and first bytes.
std::string printPieces(const SplitData& split)
{
    std::string out;
    for (const auto& piece : split.pieces) {
        const auto content = contentOf(split.text, piece);
        out += piece.kind == PieceKind::Json ? "json " : "string ";
        out += std::to_string(content.size()) + ' ' + content.substr(0, 12) + '\n';
    }
    return out;
}

// What the row and its references bring back together.
std::string rejoin(const SplitData& split)
{
    std::vector<std::int64_t> ids;
    for (std::size_t i = 0; i < split.pieces.size(); ++i)
        ids.push_back(std::int64_t(i) * 1000 + 1);
    Row row;
    makeRow(split.text, split.pieces, ids, row);
    const auto references = readReferences(row.references, row.text.size());
    if (!references || references->size() != split.pieces.size())
        return "broken references";
    std::string data;
    std::size_t done = 0;
    for (std::size_t i = 0; i < references->size(); ++i) {
        const auto& reference = (*references)[i];
        if (reference.content != ids[i] || reference.kind != split.pieces[i].kind)
            return "wrong reference";
        data += row.text.substr(done, reference.offset - done);
        done = reference.offset;
        const auto content = contentOf(split.text, split.pieces[i]);
        data += reference.kind == PieceKind::String ? quoteJson(content) : content;
    }
    return data + row.text.substr(done);
}

Json randomValue(std::mt19937& chance, int depth)
{
    const auto upTo = [&chance](int most) { return int(chance() % unsigned(most + 1)); };
    switch (upTo(depth > 4 ? 5 : 7)) {
    case 0:
        return nullptr;
    case 1:
        return upTo(1) == 1;
    case 2:
        return std::int64_t(chance()) * (upTo(1) == 1 ? -2000000000 : 2000000000);
    case 3:
        return std::uint64_t(-1) - chance();
    case 4: {
        const double values[] = {
            0.1, -0.0, 1e22, 1e-7, 123456789.125, 5e-324, 1.7976931348623157e308, 100.0};
        return values[upTo(7)] * (upTo(1) == 1 ? 1 : 0.3);
    }
    case 5: {
        static const char* parts[] = {"a", "\"", "\\", "\n", "\x01", "\x1f", "\x7f",
                                      "ü", "漢", "😀",  "/",  "\b",   "\v"};
        std::string text;
        for (int i = upTo(upTo(9) == 0 ? 400 : 8); i > 0; --i)
            text += parts[upTo(12)];
        return text;
    }
    case 6: {
        Json array = Json::array();
        for (int i = upTo(5); i > 0; --i)
            array.push_back(randomValue(chance, depth + 1));
        return array;
    }
    default: {
        Json object = Json::object();
        for (int i = upTo(5); i > 0; --i)
            object[randomValue(chance, 9).dump().substr(0, 300)] = randomValue(chance, depth + 1);
        return object;
    }
    }
}
} // namespace

class TestSplitContent : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cutsOutWhatIsBig_data()
    {
        QTest::addColumn<std::string>("data");
        QTest::addColumn<std::string>("pieces");
        const auto row = [](const char* name, std::string data, std::string pieces) {
            QTest::addRow("%s", name) << std::move(data) << std::move(pieces);
        };
        const auto object = "{\"content\":\"" + big + "\"}";
        row("nothing is big", R"({"a":1,"b":"text"})", "");
        row("empty", "{}", "");
        row("a string", "{\"text\":\"" + big + "\"}", "string 300 xxxxxxxxxxxx\n");
        row("a string of 255 bytes", "{\"text\":\"" + big.substr(0, 255) + "\"}", "");
        row("a string of 256 bytes", "{\"text\":\"" + big.substr(0, 256) + "\"}",
            "string 256 xxxxxxxxxxxx\n");
        row("a subtree", R"({"result":)" + object + "}", "json 314 {\"content\":\"\n");
        row("elements of an array", "{\"list\":[\"" + big + R"(",1,")" + bigger + "\"]}",
            "string 300 xxxxxxxxxxxx\nstring 600 yyyyyyyyyyyy\n");
        row("members of elements",
            "{\"messages_added\":[{\"role\":\"tool\",\"text\":\"" + big
                + "\"},{\"role\":\"user\",\"text\":\"small\"}]}",
            "string 300 xxxxxxxxxxxx\n");
        row("arrays of elements of arrays",
            "{\"messages_added\":[{\"results\":[{\"ok\":true,\"text\":\"" + big
                + "\"}],\"role\":\"tool\"}]}",
            "string 300 xxxxxxxxxxxx\n");
        row("an element of many small ones",
            "{\"calls\":[{\"a\":\"" + big.substr(0, 200) + R"(","b":")" + big.substr(0, 200)
                + "\"}]}",
            "json 415 {\"a\":\"xxxxxx\n");
        row("tools as a whole",
            "{\"tools\":[{\"description\":\"" + big + R"("},{"name":")" + big + "\"}]}",
            "json 632 [{\"descripti\n");
        row("a string with escapes", "{\"text\":\"\\n" + big + "\\\"\\u0001\"}",
            "string 303 \nxxxxxxxxxxx\n");
        row("characters of many bytes", "{\"text\":\"" + std::string("ü") + big + "\"}",
            "string 302 üxxxxxxxxxx\n");
    }
    void cutsOutWhatIsBig()
    {
        QFETCH(std::string, data);
        QFETCH(std::string, pieces);
        const auto split = splitContents(data);
        QVERIFY(split.has_value());
        QCOMPARE(split->text, data);
        QCOMPARE(printPieces(*split), pieces);
        QCOMPARE(rejoin(*split), data);
    }

    void bringsTextIntoCanonicalForm_data()
    {
        QTest::addColumn<std::string>("data");
        QTest::addColumn<std::string>("canonical");
        QTest::addRow("spaces") << std::string("{ \"a\" : 1 }\n") << std::string(R"({"a":1})");
        QTest::addRow("order") << std::string(R"({"b":1,"a":2})")
                               << std::string(R"({"a":2,"b":1})");
        QTest::addRow("escaped slash")
            << std::string("{\"a\":\"\\/\"}") << std::string(R"({"a":"/"})");
        QTest::addRow("escaped letter")
            << std::string("{\"a\":\"\\u0041\\u00e9\"}") << std::string(R"({"a":"Aé"})");
        QTest::addRow("long control escape")
            << std::string("{\"a\":\"\\u000a\\u001F\"}") << std::string("{\"a\":\"\\n\\u001f\"}");
        QTest::addRow("minus zero") << std::string(R"({"a":-0})") << std::string(R"({"a":0})");
        QTest::addRow("fraction") << std::string(R"({"a":1.50,"b":1E2})")
                                  << std::string(R"({"a":1.5,"b":100.0})");
        QTest::addRow("escaped key")
            << std::string("{\"\\u0062\":1,\"a\":2}") << std::string(R"({"a":2,"b":1})");
        QTest::addRow("broken UTF-8")
            << std::string("{\"a\":\"x\xff\xc3\"}") << std::string("{\"a\":\"x\uFFFD\uFFFD\"}");
        QTest::addRow("half a surrogate pair of UTF-8")
            << std::string("{\"a\":\"\xed\xa0\x80\"}")
            << std::string("{\"a\":\"\uFFFD\uFFFD\uFFFD\"}");
    }
    void bringsTextIntoCanonicalForm()
    {
        QFETCH(std::string, data);
        QFETCH(std::string, canonical);
        QVERIFY(!isCanonicalObject(data));
        const auto split = splitContents(data);
        QVERIFY(split.has_value());
        QCOMPARE(split->text, canonical);
        QVERIFY(isCanonicalObject(canonical));
    }

    void refusesWhatIsNoObject_data()
    {
        QTest::addColumn<std::string>("data");
        for (const auto text :
             {"", "[]", "1", "null", "{", "{}{}", "{\"a\"}", "{\"a\":01}", "{\"a\":1,}",
              "{\"a\":NaN}", "{\"a\":1e999}", "{\"a\":18446744073709551616}", "{\"a\":1,\"a\":2}",
              "{\"a\":\"\n\"}"})
            QTest::addRow("%s", text) << std::string(text);
        QTest::addRow("deep") << "{\"a\":" + std::string(100000, '[') + std::string(100000, ']')
                + "}";
        QTest::addRow("NUL") << std::string("{\"a\":\0}", 7);
        QTest::addRow("too long") << "{\"a\":\"" + std::string(9u << 20, 'x') + "\"}";
    }
    void refusesWhatIsNoObject()
    {
        QFETCH(std::string, data);
        QVERIFY(!isCanonicalObject(data));
        QVERIFY(!splitContents(data).has_value());
    }

    void agreesWithTheParserOnAnyValue()
    {
        std::mt19937 chance(4711);
        for (int i = 0; i < 20000; ++i) {
            const auto text =
                dumpJson(Json{{"v", randomValue(chance, 0)}, {"w", randomValue(chance, 1)}});
            QVERIFY2(isCanonicalObject(text), text.c_str());
            const auto split = splitContents(text);
            QVERIFY(split.has_value());
            QCOMPARE(split->text, text);
            QCOMPARE(rejoin(*split), text);
        }
    }

    void neverCallsCanonicalWhatTheParserWritesOtherwise()
    {
        std::mt19937 chance(815);
        for (int i = 0; i < 30000; ++i) {
            auto text = dumpJson(Json{{"v", randomValue(chance, 1)}, {"w", 1.5}});
            for (int edit = int(chance() % 3); edit >= 0; --edit) {
                const auto at = chance() % text.size();
                static const std::string bytes = "\"\\{}[],:0-.eEu1 a\x01\xff\xc3\xa9/";
                switch (chance() % 3) {
                case 0:
                    text[at] = bytes[chance() % bytes.size()];
                    break;
                case 1:
                    text.erase(at, 1);
                    break;
                default:
                    text.insert(at, 1, bytes[chance() % bytes.size()]);
                }
            }
            if (!isCanonicalObject(text))
                continue;
            const auto value = parseJson(text);
            QVERIFY2(value.has_value(), text.c_str());
            QCOMPARE(dumpJson(*value), text);
        }
    }

    void oneHashForAStringAndASubtreeOfTheSameBytes()
    {
        const auto object = "{\"a\":\"" + big + "\"}";
        const auto tree = splitContents(R"({"result":)" + object + "}");
        const auto text = splitContents(R"({"text":)" + quoteJson(object) + "}");
        QVERIFY(tree && text);
        QCOMPARE(tree->pieces.size(), std::size_t(1));
        QCOMPARE(text->pieces.size(), std::size_t(1));
        QCOMPARE(tree->pieces[0].hash.hex(), text->pieces[0].hash.hex());
        QCOMPARE(tree->pieces[0].hash.hex(), sha256(object).hex());
    }

    void packsAndUnpacks_data()
    {
        QTest::addColumn<std::string>("content");
        QTest::addColumn<bool>("compresses");
        std::string noise;
        std::mt19937 chance(1);
        for (int i = 0; i < 3000; ++i)
            noise += char(33 + chance() % 90);
        std::erase_if(noise, [](char c) { return c == '"' || c == '\\'; });
        QTest::addRow("short") << std::string(300, 'a') << false;
        QTest::addRow("long") << std::string(3000, 'a') << true;
        QTest::addRow("2 MB") << std::string(2u << 20, 'a') << false;
        QTest::addRow("noise") << std::string(noise) << true; // 90 of 256 values: saves a fifth
    }
    void packsAndUnpacks()
    {
        QFETCH(std::string, content);
        QFETCH(bool, compresses);
        auto split = splitContents("{\"t\":\"" + content + "\"}");
        QVERIFY(split && split->pieces.size() == 1);
        auto& piece = split->pieces[0];
        packContent(split->text, piece);
        QCOMPARE(piece.isCompressed, compresses);
        const auto back = unpackContent(piece.packed, piece.isCompressed);
        QVERIFY(back.has_value());
        QVERIFY(*back == content);
    }

    void refusesDamagedBytes()
    {
        QTest::ignoreMessage(QtWarningMsg, "qUncompress: Input data is corrupted");
        QVERIFY(!unpackContent(std::string("\0\0\x10\0garbage garbage", 19), true));
        QVERIFY(!unpackContent(std::string("\xff\xff\xff\xff\0\0", 6), true)); // 4 GB, it says
        QVERIFY(!unpackContent("x", true));
        QVERIFY(!readReferences("\x7f\x02", 5)); // behind the text
        QVERIFY(!readReferences("\x01", 5)); // half a reference
        QVERIFY(!readReferences(std::string(20, '\xff'), 5));
    }
};

QTEST_GUILESS_MAIN(TestSplitContent)
#include "tst_splitcontent.moc"
