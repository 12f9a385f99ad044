// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/jsonedit/codecolours.h"
#include "ui/jsonedit/codeedit.h"
#include "ui/jsonedit/jsonedit.h"
#include "ui/jsonedit/linediff.h"

#include <QGlyphRun>
#include <QLineEdit>
#include <QRawFont>
#include <QScrollBar>
#include <QTest>
#include <QTextBlock>
#include <QTextLayout>

using namespace signalbox;
using namespace signalbox::ui;

class TestJsonEdit : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textFromOutsideShowsItsOwnCharacters()
    {
        // no arrows and no other signs for several characters
        for (const auto& text :
             {QStringLiteral("<!-- => -> != == === |> ::"), QStringLiteral("fi ffl")}) {
            QTextLayout layout(text, codeFont());
            layout.beginLayout();
            layout.createLine();
            layout.endLayout();
            QList<quint32> shaped;
            QRawFont raw;
            for (const auto& run : layout.glyphRuns()) {
                shaped += run.glyphIndexes();
                raw = run.rawFont();
            }
            QCOMPARE(shaped, raw.glyphIndexesForString(text));
        }
    }

    // A scroll bar that comes takes the width that made it unnecessary, and the other way round.
    void aTextAtTheBrinkOfAScrollBarFindsASize()
    {
        CodeEdit edit;
        edit.setFrameShape(QFrame::NoFrame);
        edit.document()->setDocumentMargin(0);
        edit.show();
        for (const bool numbers : {false, true}) {
            edit.setLineNumbersShown(numbers);
            for (int words = 1; words < 14; ++words) {
                std::string text;
                for (int i = 0; i < words; ++i)
                    text += i % 3 == 2 ? "word word word\n" : "wordword ";
                edit.setForeignText(text);
                for (int width = 60; width < 240; width += 7) {
                    for (int height = 24; height < 130; height += 5)
                        edit.resize(width, height);
                }
            }
        }
        QVERIFY(!edit.horizontalScrollBar()->isVisible());
    }

    void saysWhereTextIsNoJson_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("isJson");
        QTest::addColumn<QString>("place");
        QTest::addRow("object") << QStringLiteral("{\"a\": 1}") << true << QString();
        QTest::addRow("open") << QStringLiteral("{\n  \"a\": }") << false
                              << QStringLiteral("line 2");
        QTest::addRow("empty") << QString() << false << QString();
        QTest::addRow("twice") << QStringLiteral("{\"a\": 1, \"a\": 2}") << false << QString();
        QTest::addRow("deep") << QString(300, u'[') << false << QString();
    }
    void saysWhereTextIsNoJson()
    {
        QFETCH(QString, text);
        QFETCH(bool, isJson);
        QFETCH(QString, place);
        JsonEdit edit;
        edit.setText("{}");
        edit.editor().setPlainText(text);
        QCOMPARE(edit.isJson(), isJson);
        QCOMPARE(edit.message().isEmpty(), isJson);
        QVERIFY2(edit.message().contains(place), qPrintable(edit.message()));
        QCOMPARE(edit.editor().extraSelections().isEmpty(), isJson || place.isEmpty());
    }

    void coloursFollowTheTheme()
    {
        CodeEdit edit;
        const auto wear = [&edit](const QColor& base) {
            QPalette palette;
            palette.setColor(QPalette::Base, base);
            edit.setPalette(palette);
            return codeColours(edit.palette());
        };
        (void)wear(Qt::white);
        edit.setDiff("one\ntwo", "one\nthree\u202e");
        const auto ground = [&edit](int line) {
            return edit.document()->findBlockByNumber(line).blockFormat().background().color();
        };
        for (const auto& base : {QColor(Qt::black), QColor(Qt::white)}) {
            const auto colours = wear(base);
            QCOMPARE(ground(1), colours.errorGround);
            QCOMPARE(ground(2), colours.goodGround);
            QTextCursor chip = edit.document()->find(QStringLiteral("U+202E"));
            QCOMPARE(chip.charFormat().foreground().color(), colours.error);
        }
        edit.setForeignText("- no difference");
        (void)wear(Qt::black);
        QCOMPARE(edit.document()->firstBlock().blockFormat().background().style(), Qt::NoBrush);
    }

    void keepsInvisibleCharactersAsEscapes()
    {
        JsonEdit edit;
        edit.setText("{\"a\": \"x\u202ey\U000E0041\"}");
        QCOMPARE(edit.text(), std::string("{\"a\": \"x\\u202ey\\udb40\\udc41\"}"));
        QVERIFY(edit.isJson());
    }

    void drawsInvisibleCharactersAsChips()
    {
        CodeEdit view;
        view.setForeignText("pay\u200b me\u202e now <b>&amp;");
        QCOMPARE(view.toPlainText(), QStringLiteral("payU+200B meU+202E now <b>&amp;"));
        QTextCursor cursor(view.document());
        cursor.setPosition(5);
        QVERIFY(cursor.charFormat().background().style() != Qt::NoBrush);
        cursor.setPosition(2);
        QVERIFY(cursor.charFormat().background().style() == Qt::NoBrush);
        QVERIFY(view.isReadOnly());
    }

    void survivesBrokenAndHugeText()
    {
        CodeEdit view;
        view.setForeignText("\xff\xfe broken \xc3");
        QVERIFY(!view.toPlainText().isEmpty());
        std::string hidden;
        for (int i = 0; i < 30'000; ++i)
            hidden += "\u200b";
        view.setForeignText(hidden);
        QCOMPARE(view.toPlainText().size(), 30'000 * 6);
        view.setForeignText(std::string(1000, 'x'), 100);
        QVERIFY(view.toPlainText().startsWith(QString(100, u'x') + u'\n'));
    }

    void knowsWhetherItsEndWasShown()
    {
        CodeEdit view;
        view.resize(200, 80);
        std::string lines;
        for (int i = 0; i < 100; ++i)
            lines += "line\n";
        view.setForeignText(lines);
        QVERIFY(!view.isReadToEnd());
        view.show();
        QVERIFY(!view.isReadToEnd());
        view.verticalScrollBar()->setValue(view.verticalScrollBar()->maximum());
        QVERIFY(view.isReadToEnd());
        view.setForeignText("short");
        QVERIFY(view.isReadToEnd());
    }

    void findsText()
    {
        JsonEdit edit;
        edit.show();
        edit.setText("{\"one\": 1, \"two\": 2, \"one more\": 3}");
        edit.openFind();
        auto* field = edit.findChild<QLineEdit*>();
        field->setText(QStringLiteral("one"));
        QTest::keyClick(field, Qt::Key_Return);
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(edit.editor().textCursor().selectedText(), QStringLiteral("one"));
        QVERIFY(edit.editor().textCursor().position() > 15);
    }

    void comparesLines_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        QTest::addColumn<QString>("expected");
        QTest::addRow("same") << QStringLiteral("a\nb") << QStringLiteral("a\nb")
                              << QStringLiteral(" a| b");
        QTest::addRow("middle") << QStringLiteral("a\nb\nc") << QStringLiteral("a\nx\nc")
                                << QStringLiteral(" a|-b|+x| c");
        QTest::addRow("new") << QStringLiteral("") << QStringLiteral("a\nb\n")
                             << QStringLiteral("+a|+b");
        QTest::addRow("gone") << QStringLiteral("a") << QStringLiteral("") << QStringLiteral("-a");
        QTest::addRow("moved") << QStringLiteral("a\nb\nc") << QStringLiteral("b\nc\na")
                               << QStringLiteral("-a| b| c|+a");
    }
    void comparesLines()
    {
        QFETCH(QString, before);
        QFETCH(QString, after);
        QFETCH(QString, expected);
        QStringList lines;
        for (const auto& line : diffLines(before.toStdString(), after.toStdString()))
            lines << QString(QLatin1Char(line.sign)) + QString::fromStdString(line.text);
        QCOMPARE(lines.join(u'|'), expected);
    }

    void leavesOutWhatIsTheSame()
    {
        std::string before;
        for (int i = 0; i < 50; ++i)
            before += std::to_string(i) + "\n";
        const std::string after = before + "end\n";
        QCOMPARE(onlyChanges(diffLines(before, after), 1).size(), std::size_t(3));
        std::string other;
        for (int i = 0; i < 5000; ++i)
            other += "x" + std::to_string(i) + "\n";
        QCOMPARE(diffLines(before, other).size(), std::size_t(5050));
    }
};

QTEST_MAIN(TestJsonEdit)
#include "tst_jsonedit.moc"
