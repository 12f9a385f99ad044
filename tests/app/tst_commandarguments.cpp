// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "app/arguments.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::app;

namespace {
using Words = std::vector<std::string>;

const std::vector<std::string_view> valued = {"--task", "--limit", "-C"};
const std::vector<std::string_view> flags = {"--events", "--json"};

// "word | --task=x | --events": words in their order, then options in theirs.
std::string textOf(const Result<Arguments>& arguments)
{
    if (!arguments)
        return "error: " + arguments.error().message;
    std::string text;
    for (const auto& word : arguments->words)
        text += (text.empty() ? "" : " | ") + word;
    for (const auto& [name, value] : arguments->options)
        text += (text.empty() ? "" : " | ") + name + "=" + value;
    return text;
}
} // namespace

class TestCommandArguments : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsWordsAndOptions_data()
    {
        QTest::addColumn<Words>("words");
        QTest::addColumn<std::string>("expected");
        QTest::newRow("nothing") << Words{} << std::string();
        QTest::newRow("words") << Words{"a", "b"} << std::string("a | b");
        QTest::newRow("value behind") << Words{"--task", "do it"} << std::string("--task=do it");
        QTest::newRow("value within") << Words{"--task=do it"} << std::string("--task=do it");
        QTest::newRow("value with =") << Words{"--task=a=b"} << std::string("--task=a=b");
        QTest::newRow("empty value") << Words{"--task", ""} << std::string("--task=");
        QTest::newRow("empty value within") << Words{"--task="} << std::string("--task=");
        QTest::newRow("empty word") << Words{""} << std::string();
        QTest::newRow("flag between words")
            << Words{"a", "--events", "b"} << std::string("a | b | --events=");
        QTest::newRow("short option") << Words{"-C", "folder"} << std::string("-C=folder");
        QTest::newRow("short option takes no =")
            << Words{"-C=folder"} << std::string("error: there is no option -C=folder");
        QTest::newRow("limit twice") << Words{"--limit", "steps=1", "--limit", "tokens=2"}
                                     << std::string("--limit=steps=1 | --limit=tokens=2");
        QTest::newRow("a lone dash is a word") << Words{"-"} << std::string("-");
        QTest::newRow("behind -- all are words")
            << Words{"--", "--task", "-C", "--"} << std::string("--task | -C | --");
        QTest::newRow("an option as a value")
            << Words{"--task", "--events"} << std::string("--task=--events");
        QTest::newRow("no valid UTF-8 passes through")
            << Words{"--task", "\xff"} << std::string("--task=\xff");
        QTest::newRow("unknown") << Words{"--taks", "x"}
                                 << std::string("error: there is no option --taks");
        QTest::newRow("unknown with value")
            << Words{"--taks=x"} << std::string("error: there is no option --taks");
        QTest::newRow("a prefix is not enough")
            << Words{"--ev"} << std::string("error: there is no option --ev");
        QTest::newRow("value missing")
            << Words{"--task"} << std::string("error: --task needs a value");
        QTest::newRow("an empty value that says nothing")
            << Words{"--limit", ""} << std::string("error: --limit needs a value");
        QTest::newRow("twice") << Words{"--task", "a", "--task", "b"}
                               << std::string("error: --task is given twice");
        QTest::newRow("flag twice")
            << Words{"--json", "--json"} << std::string("error: --json is given twice");
        QTest::newRow("flag with value")
            << Words{"--json=yes"} << std::string("error: --json takes no value");
    }
    void readsWordsAndOptions()
    {
        QFETCH(Words, words);
        QFETCH(std::string, expected);
        QCOMPARE(textOf(parseArguments(words, valued, flags)), expected);
    }

    void givesTheValueOrTheFallback()
    {
        const auto arguments = parseArguments({"--task", "x", "--events"}, valued, flags);
        QVERIFY(arguments);
        QCOMPARE(arguments->value("--task"), std::string("x"));
        QCOMPARE(arguments->value("-C", "here"), std::string("here"));
        QCOMPARE(arguments->value("--events", "fallback"), std::string());
        QVERIFY(arguments->has("--events"));
        QVERIFY(!arguments->has("--json"));
    }

    void takesManyWords()
    {
        const Words words(100'000, "word");
        const auto arguments = parseArguments(words, valued, flags);
        QVERIFY(arguments);
        QCOMPARE(arguments->words, words);
    }
};

QTEST_GUILESS_MAIN(TestCommandArguments)
#include "tst_commandarguments.moc"
