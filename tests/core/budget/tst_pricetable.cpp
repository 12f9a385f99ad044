// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/jsonvalue.h"
#include "budget/pricetable.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <limits>

using namespace signalbox;
using namespace signalbox::budget;

namespace {
Timestamp day(std::string_view date)
{
    return parseRfc3339(std::string(date) + "T12:00:00Z");
}

const PriceTable& builtIn()
{
    static const auto table = PriceTable::builtIn().value();
    return table;
}

Usage usage(std::int64_t input, std::int64_t output, std::int64_t cacheRead = 0,
            std::int64_t cacheWrite = 0)
{
    Usage out;
    out.input = input;
    out.output = output;
    out.cacheRead = cacheRead;
    out.cacheWrite = cacheWrite;
    return out;
}

QString text(const Cost& cost)
{
    return cost ? QString::number(cost->nanoUsd) : QStringLiteral("unknown");
}

std::string refusal(const std::string& json)
{
    const auto table = PriceTable::fromJson(json);
    return table ? "accepted" : table.error().message;
}

std::string oneRow(const std::string& fields)
{
    return R"({"models": [{"provider": "openai", "id": "m", )" + fields + "}]}";
}
} // namespace

class TestPriceTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pricesARequest_data()
    {
        QTest::addColumn<int>("protocol");
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("date");
        QTest::addColumn<QList<qint64>>("tokens"); // input, output, cache read, cache write
        QTest::addColumn<QString>("expected"); // nano-USD
        const auto row = [](const char* name, Protocol protocol, const char* model,
                            const char* date, QList<qint64> tokens, const char* expected) {
            QTest::newRow(name) << int(protocol) << QString::fromUtf8(model)
                                << QString::fromUtf8(date) << tokens << QString::fromUtf8(expected);
        };
        const auto anthropic = Protocol::Anthropic;
        const auto openai = Protocol::OpenAiResponses;
        const auto gemini = Protocol::Gemini;
        const char* today = "2026-11-22";
        // 1000 * 2000 + 100 * 10000 + 500 * 100 + 200 * 2500
        row("all buckets", anthropic, "claude-sonnet-5-5", today, {1000, 100, 500, 200}, "3550000");
        row("newer than a prefix", anthropic, "claude-sonnet-5-5", today, {0, 0, 1000, 0},
            "100000");
        row("before the cut", anthropic, "claude-sonnet-5-5", "2026-10-06", {0, 0, 1000, 0},
            "200000");
        row("on the day of the cut", anthropic, "claude-sonnet-5-5", "2026-10-07", {0, 0, 1000, 0},
            "100000");
        row("snapshot of it", anthropic, "claude-sonnet-5-5-20260930", today, {0, 0, 1000, 0},
            "100000");
        row("the one before", anthropic, "claude-sonnet-5", today, {0, 0, 1000, 0}, "200000");
        row("not known yet", anthropic, "claude-sonnet-5-7", today, {1000, 0, 0, 0}, "unknown");
        row("snapshot", anthropic, "claude-haiku-4-5-20251001", today, {1000, 0, 0, 0}, "1000000");
        row("latest", anthropic, "claude-opus-4-5-latest", today, {1000, 0, 0, 0}, "5000000");
        row("alias", anthropic, "claude-4-5-haiku", today, {1000, 0, 0, 0}, "1000000");
        row("at the end of a tier", anthropic, "claude-haiku-5-5", today, {100'000, 0, 0, 0},
            "10000000");
        row("whole request in the tier", anthropic, "claude-haiku-5-5", today, {100'001, 1, 0, 0},
            "50003000");
        row("cache counts for the tier", anthropic, "claude-haiku-5-5", today, {1, 0, 100'000, 0},
            "5000500");
        row("output does not", anthropic, "claude-haiku-5-5", today, {1, 200'000, 0, 0},
            "100000100");
        row("other provider", openai, "claude-haiku-5-5", today, {1, 1, 0, 0}, "unknown");
        row("chat", Protocol::OpenAiChat, "gpt-5", today, {1000, 0, 0, 0}, "1250000");
        row("dated with hyphens", openai, "gpt-5.4-2026-03-05", today, {1000, 0, 0, 0}, "2500000");
        row("just under 272,000", openai, "gpt-6.2-sol", today, {272'000, 0, 0, 0}, "544000000");
        row("just over 272,000", openai, "gpt-6.2-sol", today, {272'001, 0, 0, 0}, "1088004000");
        row("dropped in August", openai, "gpt-5.6-sol", "2026-08-20", {1000, 0, 0, 0}, "5000000");
        row("cache write unknown", openai, "gpt-5", today, {1, 1, 0, 1}, "unknown");
        row("cache read unknown", gemini, "gemini-4-neon", today, {1, 1, 1, 0}, "unknown");
        row("cache not used", gemini, "gemini-4-neon", today, {1, 1, 0, 0}, "18000");
        row("introduction", gemini, "gemini-4-argon", today, {1000, 100, 0, 0}, "3000000");
        row("after the introduction", gemini, "gemini-4-argon", "2026-12-01", {1000, 100, 0, 0},
            "6000000");
        row("doubles in January", gemini, "models/gemini-3.8-flash", "2027-01-01", {1000, 0, 0, 0},
            "1500000");
        row("speech costs something else", gemini, "gemini-2.5-pro-preview-tts", today,
            {1000, 0, 0, 0}, "unknown");
        row("preview", gemini, "gemini-2.5-pro-preview-06-05", today, {1000, 0, 0, 0}, "1250000");
        row("nothing used", openai, "gpt-5", today, {0, 0, 0, 0}, "0");
        row("no model", openai, "", today, {0, 0, 0, 0}, "unknown");
        row("local", Protocol::Ollama, "qwen3", today, {1, 1, 0, 0}, "unknown");
        row("scripted", Protocol::Scripted, "", today, {1, 1, 0, 0}, "unknown");
        row("negative", openai, "gpt-5", today, {-1, 1, 0, 0}, "unknown");
        row("too much", openai, "gpt-5", today, {std::numeric_limits<qint64>::max(), 0, 0, 0},
            "unknown");
        row("more than all", openai, "gpt-6-sol", today,
            {std::numeric_limits<qint64>::max(), 0, std::numeric_limits<qint64>::max(), 0},
            "unknown");
    }
    void pricesARequest()
    {
        QFETCH(int, protocol);
        QFETCH(QString, model);
        QFETCH(QString, date);
        QFETCH(QList<qint64>, tokens);
        QFETCH(QString, expected);
        ModelEntry entry;
        entry.protocol = Protocol(protocol);
        entry.model = model.toStdString();
        const auto cost =
            costOf(entry, builtIn(), usage(tokens[0], tokens[1], tokens[2], tokens[3]),
                   day(date.toStdString()));
        QCOMPARE(text(cost), expected);
    }

    void knowsContextAndSource()
    {
        const auto facts =
            builtIn().find(Protocol::Anthropic, "claude-haiku-5-5", day("2026-11-22"));
        QVERIFY(facts);
        QCOMPARE(facts->context, std::optional<std::int64_t>(1'000'000));
        QCOMPARE(facts->maxOutput, std::optional<std::int64_t>(128'000));
        QCOMPARE(facts->seen, std::string("2026-11"));
        QVERIFY(!facts->source.empty());
        QVERIFY(builtIn().size() >= 40);
        QCOMPARE(builtIn().asOf(), std::string("2026-11-22"));
    }

    void entryWins()
    {
        ModelEntry entry;
        entry.protocol = Protocol::Anthropic;
        entry.model = "claude-sonnet-5-5";
        entry.price = Price{Money{0}, Money{0}, {}, {}};
        QCOMPARE(text(costOf(entry, builtIn(), usage(10, 10, 10, 10), day("2026-11-22"))),
                 QStringLiteral("0"));
        entry.price = Price{Money{3000}, Money{15000}, Money{300}, {}};
        QCOMPARE(text(costOf(entry, builtIn(), usage(10, 1, 10, 1), day("2026-11-22"))),
                 QStringLiteral("51000"));
        entry.price = Price{};
        QCOMPARE(text(costOf(entry, builtIn(), usage(0, 0), day("2026-11-22"))),
                 QStringLiteral("unknown"));
        entry.price = Price{Money{1}, {}, {}, {}};
        QCOMPARE(text(costOf(entry, builtIn(), usage(1, 1), day("2026-11-22"))),
                 QStringLiteral("unknown"));
    }

    void fileOfAPersonWins()
    {
        QTemporaryDir folder;
        const auto path = folder.filePath(QStringLiteral("prices.json")).toStdString();
        auto table = builtIn();
        QVERIFY(table.addFile(path)); // there is none
        QFile file(QString::fromStdString(path));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(R"({"models": [
            {"provider": "openai", "id": "gpt-5", "input": 1, "output": 2, "from": "2026-11-01"},
            {"provider": "openai", "prefixes": ["my-"], "input": 0.5, "output": 1},
            {"provider": "openai", "prefixes": ["my-big-"], "input": 5, "output": 10}]})");
        file.close();
        QVERIFY(table.addFile(path));
        const auto priceOf = [&](const char* model, const char* date) {
            const auto facts = table.find(Protocol::OpenAiChat, model, day(date));
            return facts ? text(facts->cost(usage(1, 0))) : QStringLiteral("none");
        };
        QCOMPARE(priceOf("gpt-5", "2026-11-22"), QStringLiteral("1000"));
        QCOMPARE(priceOf("gpt-5", "2026-10-22"), QStringLiteral("1250"));
        QCOMPARE(priceOf("my-model", "2026-11-22"), QStringLiteral("500"));
        QCOMPARE(priceOf("my-big-model", "2026-11-22"), QStringLiteral("5000"));
        QCOMPARE(priceOf("gpt-5-mini", "2026-11-22"), QStringLiteral("250"));

        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\"models\": [{}]}");
        file.close();
        const auto size = table.size();
        QVERIFY(!table.addFile(path));
        QCOMPARE(table.size(), size);
        QVERIFY(!table.addFile(folder.path().toStdString()));
    }

    void refusesBrokenTables_data()
    {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, const std::string& json, const char* expected) {
            QTest::newRow(name) << QString::fromStdString(json) << QString::fromUtf8(expected);
        };
        row("empty", "", "not JSON: it is empty");
        row("no models", "{}", "a price table has a list \"models\"");
        row("list", "[]", "a price table has a list \"models\"");
        row("row", "{\"models\": [1]}", "models[0]: expected an object, found 1");
        row("no id", R"({"models": [{"provider": "openai"}]})",
            R"(models[0]: expected "provider" and "id", found {"provider":"openai"})");
        const char* price =
            "models[0].input: expected USD per million tokens, at least 0, in steps of 0.001, "
            "found ";
        row("text", oneRow("\"input\": \"1\""), (std::string(price) + "\"1\"").c_str());
        row("negative", oneRow("\"input\": -1"), (std::string(price) + "-1").c_str());
        row("too fine", oneRow("\"input\": 0.0005"), (std::string(price) + "0.0005").c_str());
        row("too much", oneRow("\"input\": 1e300"), (std::string(price) + "1e+300").c_str());
        row("day", oneRow("\"from\": \"soon\""),
            "models[0].from: expected a day such as 2026-11-22, found \"soon\"");
        row("context", oneRow("\"context\": 1.5"),
            "models[0].context: expected a number of tokens, found 1.5");
        row("tiers", oneRow("\"tiers\": [{\"input\": 1}]"),
            "models[0].tiers[0].above: expected a number of tokens, found {\"input\":1}");
        row("tier", oneRow("\"tiers\": [1]"),
            "models[0].tiers[0].above: expected a number of tokens, found 1");
        row("prefix", oneRow("\"prefixes\": [\"\"]"),
            "models[0].prefixes: expected a list of names, found [\"\"]");
        row("null is unknown", oneRow("\"input\": null"), "accepted");
    }
    void refusesBrokenTables()
    {
        QFETCH(QString, json);
        QFETCH(QString, expected);
        QCOMPARE(QString::fromStdString(refusal(json.toStdString())), expected);
    }

    void anEmptyTableKnowsNothing()
    {
        const PriceTable table;
        QVERIFY(!table.find(Protocol::OpenAiChat, "gpt-5", day("2026-11-22")));
        QCOMPARE(table.size(), std::size_t(0));
    }
};

QTEST_GUILESS_MAIN(TestPriceTable)
#include "tst_pricetable.moc"
