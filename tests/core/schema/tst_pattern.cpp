// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "schema/pattern.h"

#include <ctime>

#include <QTest>

using namespace signalbox;
using namespace signalbox::schema;

class TestPattern : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void matchesAsEcmaDoes_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("matches");
        auto row = [n = 0](const char* pattern, const char16_t* text, bool matches) mutable {
            QTest::addRow("%d %s", ++n, pattern)
                << QString::fromUtf8(pattern) << QString::fromUtf16(text) << matches;
        };
        row("b", u"abc", true);
        row("^b", u"abc", false);
        row("^a+$", u"aaa", true);
        row("^a$", u"a\n", false); // '$' is the very end
        row("^.$", u"\u00e9", true);
        row("^.$", u"\u2028", false); // '.' matches no line end
        row("^.$", u"\r", false);
        row("^\\s$", u"\u00a0", true);
        row("^\\s$", u"\v", true);
        row("^\\S$", u"\u00a0", false);
        row("^[\\s]+$", u"\ufeff\u2003", true);
        row("^[\\S]$", u"x", true);
        row("^[^\\S]$", u"x", false);
        row("^\\d$", u"\u0967", false); // digits are ASCII
        row("^\\w$", u"\u00e9", false);
        row("^\\p{Letter}+$", u"\u0391\u00e9x", true);
        row("^\\p{Script=Greek}$", u"\u0391", true);
        row("^\\p{Lu}\\P{Lu}$", u"Ab", true);
        row("^[\\p{L}\\-]+$", u"a-\u00e9", true);
        row("^\\u00e9$", u"\u00e9", true);
        row("^\\u{1F432}$", u"\U0001F432", true);
        row("^\\uD83D\\uDC32$", u"\U0001F432", true);
        row("^\\x41\\cA\\0$", u"A\x01", false);
        row("^\\x41\\cA$", u"A\x01", true);
        row("^[\\b]$", u"\b", true);
        row("\\bcat\\b", u"a cat sat", true);
        row("\\bcat\\b", u"concat", false);
        row("^[\\w-.]+$", u"a-.b", true);
        row("^[a-]+$", u"a-", true);
        row("^[[:alpha:]]$", u"a]", true); // no POSIX classes: a class, then ']'
        row("^[[]$", u"[", true);
        row("^[^]$", u"\n", true);
        row("[]", u"a", false);
        row("^a{2,3}$", u"aaaa", false);
        row("^a{,3}$", u"a{,3}", true);
        row("^a{$", u"a{", true);
        row("^x{0,2500}$", u"xxx", true);
        row("^(?<year>[0-9]{4})-(?:0|1)$", u"2026-1", true);
        row("^a.*?b$", u"acb", true);
        row("^\\$\\{\\/\\}$", u"${/}", true);
        row("^(?!.*\\.\\.)[a-z.]+$", u"a.b", true);
        row("^(?!.*\\.\\.)[a-z.]+$", u"a..b", false);
        row("^(?=.*[A-Z])(?=.*\\d).{4,}$", u"abC1", true);
        row("^(?=.*[A-Z])(?=.*\\d).{4,}$", u"abcd1", false);
        row("^(?!(?:con|nul)$)[a-z]+$", u"con", false);
        row("^(?!(?:con|nul)$)[a-z]+$", u"cone", true);
        row("^(?=[(\\])|])", u"|", true);
        row("^(a|b)|c$", u"xc", true);
        row("", u"anything", true);
    }

    void matchesAsEcmaDoes()
    {
        QFETCH(QString, pattern);
        QFETCH(QString, text);
        QFETCH(bool, matches);
        const auto compiled = Pattern::compile(pattern.toStdString());
        QVERIFY2(compiled.has_value(), compiled ? "" : compiled.error().text().c_str());
        QCOMPARE(compiled->matches(text.toStdString()), matches);
    }

    void refusesWhatItCannotDoExactly_data()
    {
        QTest::addColumn<QString>("pattern");
        for (const char* pattern :
             {"a(?=b)",    "(?<=a)b",     "(?<!a)b",  "(a)\\1",    "(?<n>a)\\k<n>",
              "^(?=a)b|c", "(?!a)b",      "^(?=a)*b", "a**",       "*a",
              "(",         ")",           "[",        "[b-a]",     "a\\",
              "\\u12",     "\\u{110000}", "\\uD800",  "\\p{Nope}", "\\p",
              "\\Z",       "\\a",         "\\p{}",    "a{2,1}",    "(?i)a",
              "(?P<x>a)",  "\\p{L",       "(?<x",     "[\\",       "[a-\\"})
            QTest::addRow("%s", pattern) << QString::fromUtf8(pattern);
    }

    void refusesWhatItCannotDoExactly()
    {
        QFETCH(QString, pattern);
        const auto compiled = Pattern::compile(pattern.toStdString());
        QVERIFY(!compiled);
        QCOMPARE(compiled.error().code, Errc::Invalid);
        QVERIFY(!compiled.error().message.empty());
    }

    void boundsBombs_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::newRow("nested repeats") << "((((a{1000}){1000}){1000}){1000})";
        QTest::newRow("one huge repeat") << "a{10000000}";
        QTest::newRow("huge class repeat")
            << "[\\p{L}\\p{N}]{1000}[\\p{L}\\p{N}]{1000}[\\p{L}\\p{N}]{1000}";
        QTest::newRow("nested rewritten repeats") << "((a{2000}){2000}){2000}";
        QTest::newRow("deep groups") << QString(u'(').repeated(8000) + QString(u')').repeated(8000);
        QTest::newRow("long") << QString(u'a').repeated(20000);
        QTest::newRow("many choices") << QStringLiteral("(a|b|c){900}").repeated(600);
    }

    void boundsBombs()
    {
        QFETCH(QString, pattern);
        const auto start = std::clock(); // of the processor: others may use it, too
        const auto compiled = Pattern::compile(pattern.toStdString());
        if (compiled)
            static_cast<void>(compiled->matches(std::string(10'000, 'a')));
        QVERIFY((std::clock() - start) / CLOCKS_PER_SEC < 5);
    }

    void staysLinearWhereBacktrackersDoNot()
    {
        const auto compiled = Pattern::compile("^(a+)+$");
        QVERIFY(compiled.has_value());
        QVERIFY(!compiled->matches(std::string(1'000'000, 'a') + "b"));
        QVERIFY(!compiled->matches("a\xFF\xC0"));
    }
};

QTEST_GUILESS_MAIN(TestPattern)
#include "tst_pattern.moc"
