// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "llm/arguments.h"
#include "llm/thinksplitter.h"
#include "llm/toolcalls.h"

#include "core/llm/replytext.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::llm;

class TestArguments : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsArguments_data()
    {
        QTest::addColumn<QByteArray>("given");
        QTest::addColumn<QByteArray>(
            "read"); // "!" where they could not be read, "~" before what was mended
        const auto row = [](const char* name, const std::string& given, const std::string& read) {
            QTest::newRow(name) << QByteArray::fromStdString(q(given))
                                << QByteArray::fromStdString(q(read));
        };
        row("object", "{'b': 1,\n 'a': [2]}", "{'b':1,'a':[2]}");
        row("empty", "", "{}");
        row("blank", " \n", "{}");
        row("null", "null", "{}");
        row("fence", "```json\n{'a': 1}\n```", "~{'a':1}");
        row("fence on one line", "```{'a': 1}```", "~{'a':1}");
        row("open fence", "```json\n{'a': 1}", "~{'a':1}");
        row("encoded twice", "'{\\u0022a\\u0022: 1}'", "~{'a':1}");
        row("comma at the end", "{'a': [1, 2,], 'b': {'c': 3,},}", "~{'a':[1,2],'b':{'c':3}}");
        row("open bracket", "{'a': [1, {'b': 2", "~{'a':[1,{'b':2}]}");
        row("open string", "{'a': 'b", "~{'a':'b'}");
        row("open escape", "{'a': 'b\\", "~{'a':'b'}");
        row("comma in a string stays", "{'a': ',}', 'b': [1,]}", "~{'a':',}','b':[1]}");
        row("value is missing", "{'a':", "!");
        row("list", "[1]", "!");
        row("number", "7", "!");
        row("text", "the file a", "!");
        row("two objects", "{'a':1}{'a':2}", "!");
        row("key twice", "{'a':1,'a':2}", "!");
        row("not a number", "{'a': NaN}", "!");
        row("invalid bytes", "{'a': '\xFF'}", "!");
        row("too deep", std::string(100000, '['), "!");
        row(
            "deep object",
            [] {
                std::string text;
                for (int i = 0; i < 300; ++i)
                    text += "{'a':";
                return text;
            }(),
            "!");
    }

    void readsArguments()
    {
        QFETCH(const QByteArray, given);
        QFETCH(const QByteArray, read);
        const auto got = readArguments(given.toStdString());
        const auto text = !got.problem.empty() ? "!" : (got.repaired ? "~" : "") + got.text;
        QCOMPARE(QByteArray::fromStdString(text), read);
        QVERIFY(got.problem.size() < 1000);
    }

    // Whatever is cut off, it is an object or a problem, and never a crash.
    void readsEveryBeginning()
    {
        const auto whole =
            q("{'path': 'a\\\\b\\n', 'list': [1, 2.5e3, true, null, {'x': '\\u00e9'}], 'o': {}}");
        for (std::size_t size = 0; size <= whole.size(); ++size) {
            const auto got = readArguments(whole.substr(0, size));
            QVERIFY(!got.problem.empty() || (got.text.front() == '{' && got.text.back() == '}'));
        }
    }

    void partsThinking_data()
    {
        QTest::addColumn<QString>("given");
        QTest::addColumn<QString>("thinking");
        QTest::addColumn<QString>("text");
        QTest::newRow("none") << "hello"
                              << ""
                              << "hello";
        QTest::newRow("first") << "<think>hm</think>\n\nhello"
                               << "hm"
                               << "hello";
        QTest::newRow("after blanks") << "\n<think>\nhm</think>hello"
                                      << "hm"
                                      << "\nhello";
        QTest::newRow("without beginning") << "hm</think>hello"
                                           << "hm"
                                           << "hello";
        QTest::newRow("twice") << "<think>a</think>b<think>c</think>d"
                               << "ac"
                               << "bd";
        QTest::newRow("never closed") << "<think>hm"
                                      << "hm"
                                      << "";
        QTest::newRow("in the middle, never closed") << "use <think> here"
                                                     << ""
                                                     << "use <think>here";
        QTest::newRow("in backquotes") << "use `<think>` and `</think>`"
                                       << ""
                                       << "use `<think>` and `</think>`";
        QTest::newRow("closed once more") << "<think>a</think>b</think>c"
                                          << "a"
                                          << "b</think>c";
        QTest::newRow("almost a tag") << "a <thin b </thi"
                                      << ""
                                      << "a <thin b </thi";
        QTest::newRow("empty") << ""
                               << ""
                               << "";
        QTest::newRow("empty thinking") << "<think></think>hello"
                                        << ""
                                        << "hello";
    }

    void partsThinking()
    {
        QFETCH(const QString, given);
        QFETCH(const QString, thinking);
        QFETCH(const QString, text);
        const auto bytes = given.toStdString();
        for (std::size_t step = 1; step <= bytes.size() + 1; ++step) {
            std::string shownText;
            std::string shownThinking;
            ThinkSplitter splitter({[&](std::string_view piece) { shownText += piece; },
                                    [&](std::string_view piece) { shownThinking += piece; },
                                    [&] {
                                        shownText.clear();
                                        shownThinking.clear();
                                    }});
            for (std::size_t at = 0; at < bytes.size(); at += step)
                splitter.feed(std::string_view(bytes).substr(at, step));
            splitter.finish();
            QCOMPARE(QString::fromStdString(splitter.text()), text);
            QCOMPARE(QString::fromStdString(splitter.thinking()), thinking);
            QCOMPARE(shownText, splitter.text());
            QCOMPARE(shownThinking, splitter.thinking());
        }
    }

    void boundsTheCallsOfAReply()
    {
        CallAssembler assembler(nullptr);
        for (int i = 0; i < 1000; ++i)
            assembler.add({i, "id" + std::to_string(i), "ls", "{}", false});
        QCOMPARE(assembler.calls().size(), 256u);
    }
};

QTEST_GUILESS_MAIN(TestArguments)
#include "tst_arguments.moc"
