// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"

#include <ctime>

#include <QTest>

using namespace signalbox;

class TestText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsUtf8_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("repaired"); // the same where it is valid
        const auto row = [](const char* name, const QByteArray& bytes, const QByteArray& repaired) {
            QTest::newRow(name) << bytes << repaired;
        };
        row("ASCII", "plain text, long enough for eight at once",
            "plain text, long enough for eight at once");
        row("all lengths", "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x90\xB2",
            "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x90\xB2");
        row("last code point", "\xF4\x8F\xBF\xBF", "\xF4\x8F\xBF\xBF");
        row("beyond the last", "\xF4\x90\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD");
        row("overlong slash", "\xC0\xAF", "\uFFFD\uFFFD");
        row("overlong three", "\xE0\x80\xAF", "\uFFFD\uFFFD\uFFFD");
        row("surrogate", "\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD");
        row("cut at the end", "12345678\xE2\x82", "12345678\uFFFD\uFFFD");
        row("tail alone", "\x80z", "\uFFFDz");
        row("head before ASCII", "\xC3z", "\uFFFDz");
        row("broken after eight", "12345678\xFF", "12345678\uFFFD");
        row("NUL is a character", QByteArray("a\0b", 3), QByteArray("a\0b", 3));
        row("empty", "", "");
    }

    void knowsUtf8()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, repaired);
        const std::string text = bytes.toStdString();
        QCOMPARE(isUtf8(text), bytes == repaired);
        QCOMPARE(QByteArray::fromStdString(toUtf8(text)), repaired);
        QVERIFY(isUtf8(toUtf8(text)));
    }

    void agreesWithQtOnEveryCodePoint()
    {
        for (char32_t c = 0; c <= 0x10FFFF; c += c < 0x3000 ? 1 : 17) {
            if (c >= 0xD800 && c <= 0xDFFF)
                continue;
            std::string text;
            appendUtf8(text, c);
            std::size_t at = 0;
            if (!isUtf8(text) || nextCodePoint(text, at) != c || at != text.size()
                || QString::fromStdString(text) != QString::fromUcs4(&c, 1))
                QFAIL(qPrintable(QStringLiteral("U+%1").arg(uint(c), 0, 16)));
        }
    }

    void cutsBetweenCharacters_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("bytes");
        QTest::addColumn<QString>("cut");
        QTest::newRow("short") << "abc" << 9 << "abc";
        QTest::newRow("exact") << "abc" << 3 << "abc";
        QTest::newRow("ASCII") << "abc" << 2 << "ab";
        QTest::newRow("inside two") << "aé" << 2 << "a";
        QTest::newRow("after two") << "aéb" << 3 << "aé";
        QTest::newRow("inside four") << "🐲" << 3 << "";
        QTest::newRow("none") << "é" << 0 << "";
    }

    void cutsBetweenCharacters()
    {
        QFETCH(QString, text);
        QFETCH(int, bytes);
        QFETCH(QString, cut);
        const auto utf8 = text.toStdString();
        QCOMPARE(QString::fromStdString(std::string(truncateUtf8(utf8, std::size_t(bytes)))), cut);
    }

    void showsWhatCannotBeSeen_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("shown");
        QTest::newRow("plain") << "a é 🐲\n\t"
                               << "a é 🐲\n\t";
        QTest::newRow("right to left")
            << QString(QChar(0x202E)) + QStringLiteral("exe") << "U+202Eexe";
        QTest::newRow("isolates") << QString(QChar(0x2066)) << "U+2066";
        QTest::newRow("zero width")
            << QString(QChar(0x200B)) + QChar(0x200D) + QChar(0xFEFF) << "U+200BU+200DU+FEFF";
        QTest::newRow("soft hyphen") << QString(QChar(0xAD)) << "U+00AD";
        QTest::newRow("escape") << QString(QChar(0x1B)) + QStringLiteral("[2J") << "U+001B[2J";
        QTest::newRow("carriage return") << QStringLiteral("a\rb") << "aU+000Db";
        QTest::newRow("NUL") << QString(QChar(0)) << "U+0000";
        QTest::newRow("C1") << QString(QChar(0x9B)) << "U+009B";
        QTest::newRow("tags") << QString::fromUcs4(U"\U000E0041\U000E007F") << "U+E0041U+E007F";
        QTest::newRow("variation") << QString::fromUcs4(U"\uFE0F\U000E0100") << "U+FE0FU+E0100";
        QTest::newRow("hangul filler") << QString(QChar(0x3164)) << "U+3164";
        QTest::newRow("line separator") << QString(QChar(0x2028)) << "U+2028";
    }

    void showsWhatCannotBeSeen()
    {
        QFETCH(QString, text);
        QFETCH(QString, shown);
        QCOMPARE(QString::fromStdString(showInvisible(text.toStdString())), shown);
        QCOMPARE(findInvisible(text.toStdString()).empty(), text == shown);
    }

    void tellsWhereInvisibleCharactersAre()
    {
        const auto found = findInvisible("é\u200Bx\u202E");
        QCOMPARE(found.size(), std::size_t(2));
        QCOMPARE(found[0].offset, std::size_t(2));
        QCOMPARE(found[0].codePoint, U'\u200B');
        QCOMPARE(found[1].offset, std::size_t(6));
    }

    void stripsTagCharactersOnly()
    {
        std::string text = "a\U000E0001\U000E0041b\U000E007F\u200B\U000E0100";
        QCOMPARE(stripTags(text), std::size_t(3));
        QCOMPARE(text, std::string("ab\u200B\U000E0100"));
        QCOMPARE(stripTags(text), std::size_t(0));
    }

    void matchesGlobs_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("flat"); // without a separator
        QTest::addColumn<bool>("paths"); // with '/'
        const auto row = [](const char* pattern, const char* text, bool flat, bool paths) {
            QTest::addRow("%s on %s", pattern, text)
                << QString::fromUtf8(pattern) << QString::fromUtf8(text) << flat << paths;
        };
        row("", "", true, true);
        row("", "a", false, false);
        row("*", "", true, true);
        row("*", "a", true, true);
        row("*", "a/b", true, false);
        row("**", "a/b", true, true);
        row("?", "a", true, true);
        row("?", "/", true, false);
        row("?", "", false, false);
        row("files/*", "files/read", true, true);
        row("files/*", "files/a/b", true, false);
        row("files/*", "file/read", false, false);
        row("payroll/**", "payroll/2026/a.pdf", true, true);
        row("payroll/**", "payroll/a.pdf", true, true);
        row("payroll/**", "payroll", false, false);
        row("**/a.txt", "a.txt", false, true);
        row("**/a.txt", "x/a.txt", true, true);
        row("**/a.txt", "x/y/a.txt", true, true);
        row("**/a.txt", "ba.txt", false, false);
        row("src/**/a.txt", "src/a.txt", false, true);
        row("src/**/a.txt", "src/x/y/a.txt", true, true);
        row("src/**/*.cpp", "src/x/y.cpp", true, true);
        row("src/*/*.cpp", "src/x/y/z.cpp", true, false);
        row("*.pdf", "a.pdf.exe", false, false);
        row("a*b*c", "axxbxxc", true, true);
        row("a*b*c", "axxbxx", false, false);
        row("**/b/*/d", "a/b/c/b/x/d", true, true);
        row("**b*c", "a/b/bc", true, true);
        row("*/**/x", "a/b/c/x", true, true);
        row("a/**/b/**/c", "a/b/c", false, true);
        row("a/**/b/**/c", "a/x/b/y/z/c", true, true);
        row("[a]", "a", false, false);
        row("a\\*", "a*", false, false);
    }

    void matchesGlobs()
    {
        QFETCH(QString, pattern);
        QFETCH(QString, text);
        QTEST(matchesGlob(pattern.toStdString(), text.toStdString()), "flat");
        QTEST(matchesGlob(pattern.toStdString(), text.toStdString(), '/'), "paths");
    }

    void agreesWithAPlainMatcher()
    {
        // Every pattern of up to six of these signs on every text of up to five.
        const std::string patternSigns = "a/*";
        const std::string textSigns = "a/";
        std::vector<std::string> patterns{""};
        for (std::size_t i = 0; i < patterns.size() && patterns[i].size() < 6; ++i) {
            for (const char sign : patternSigns)
                patterns.push_back(patterns[i] + sign);
        }
        std::vector<std::string> texts{""};
        for (std::size_t i = 0; i < texts.size() && texts[i].size() < 5; ++i) {
            for (const char sign : textSigns)
                texts.push_back(texts[i] + sign);
        }
        QStringList wrong;
        for (const auto& pattern : patterns) {
            for (const auto& text : texts) {
                if (matchesGlob(pattern, text, '/') != plain(pattern, text, 0))
                    wrong << QString::fromStdString(pattern + " on " + text);
            }
        }
        QCOMPARE(wrong.mid(0, 20), QStringList());
    }

    void takesHostileGlobsInTime_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("text");
        QTest::newRow("stars") << QStringLiteral("*a").repeated(200) + u'b'
                               << QString(u'a').repeated(5000);
        QTest::newRow("deep stars")
            << QStringLiteral("**/").repeated(30) + u'b' << QStringLiteral("a/").repeated(60);
        QTest::newRow("mixed") << QStringLiteral("**/*a").repeated(15) + u'b'
                               << QStringLiteral("a/").repeated(60);
    }

    void takesHostileGlobsInTime()
    {
        QFETCH(QString, pattern);
        QFETCH(QString, text);
        const auto start = std::clock(); // of the processor: others may use it, too
        QVERIFY(!matchesGlob(pattern.toStdString(), text.toStdString(), '/'));
        QVERIFY(!matchesGlob(pattern.toStdString(), text.toStdString()));
        QVERIFY((std::clock() - start) / CLOCKS_PER_SEC < 5);
    }

    void trimsSplitsAndLowers()
    {
        QCOMPARE(trim(" \t\r\n a b \n"), std::string_view("a b"));
        QCOMPARE(trim(" \n"), std::string_view());
        const std::vector<std::string_view> parts{"a", "", "b", ""};
        QVERIFY(split("a,,b,", ',') == parts);
        QVERIFY(split("", ',') == std::vector<std::string_view>{""});
        QCOMPARE(lower("AbZ[\xC3\x89"), std::string("abz[\xC3\x89"));
    }

    void knowsNames()
    {
        for (const char* good : {"a", "A-b_9", "-"})
            QVERIFY(isName(good));
        QVERIFY(isName(std::string(64, 'x')));
        for (const char* bad : {"", "a b", "a/b", "a.b", "é", "a\n", ".."})
            QVERIFY(!isName(bad));
        QVERIFY(!isName(std::string(65, 'x')));
    }

private:
    // The rules once more, with plain recursion; "**/" at the beginning of a segment matches no folder, too.
    static bool plain(std::string_view pattern, std::string_view text, std::size_t at)
    {
        if (pattern.empty())
            return at == text.size();
        if (pattern[0] != '*') {
            return at < text.size() && pattern[0] == text[at]
                && plain(pattern.substr(1), text, at + 1);
        }
        const auto stars = std::min(pattern.find_first_not_of('*'), pattern.size());
        const auto rest = pattern.substr(stars);
        if (stars > 1 && rest.starts_with('/') && (at == 0 || text[at - 1] == '/')
            && plain(rest.substr(1), text, at))
            return true;
        for (auto end = at;; ++end) {
            if (plain(rest, text, end))
                return true;
            if (end == text.size() || (stars == 1 && text[end] == '/'))
                return false;
        }
    }
};

QTEST_GUILESS_MAIN(TestText)
#include "tst_text.moc"
