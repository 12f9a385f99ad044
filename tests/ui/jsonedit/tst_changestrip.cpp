// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/jsonedit/changestrip.h"

#include "ui/jsonedit/codeedit.h"

#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox::ui;

class TestChangeStrip : public QObject
{
    Q_OBJECT

private:
    static QString words(const ChangeStrip& strip) { return strip.findChild<QLabel*>()->text(); }
    static QString lines(const ChangeStrip& strip)
    {
        return strip.findChild<CodeEdit*>()->toPlainText();
    }

private Q_SLOTS:
    void whatIsSavedShowsNothing()
    {
        ChangeStrip strip;
        strip.setTexts("a\nb\n", "a\nb\n");
        QVERIFY(strip.isHidden());
    }

    void whatIsUnsavedIsCountedAndItsLinesShown()
    {
        ChangeStrip strip;
        strip.setTexts("a\nb\nc\n", "a\nB\nc\nd\n");
        QVERIFY(!strip.isHidden());
        QCOMPARE(words(strip), QStringLiteral("Unsaved: 2 lines added, 1 removed"));
        QCOMPARE(lines(strip), QStringLiteral("- b\n+ B\n  \u2026\n+ d"));
        strip.setTexts("a\nB\nc\nd\n", "a\nB\nc\nd\n");
        QVERIFY(strip.isHidden());
    }

    void aSecondEditIsComparedSoonAfter()
    {
        ChangeStrip strip;
        strip.setTexts("a\n", "b\n");
        strip.setTexts("a\n", "b\nc\n");
        QTRY_COMPARE(lines(strip), QStringLiteral("- a\n+ b\n+ c"));
    }

    void itIsHiddenWhereAllChangesAreShownAndLeadsThere()
    {
        ChangeStrip strip;
        strip.setTexts("a\n", "b\n");
        QSignalSpy all(&strip, &ChangeStrip::allWanted);
        strip.findChild<QPushButton*>()->click();
        QCOMPARE(all.size(), 1);
        strip.setWanted(false);
        QVERIFY(strip.isHidden());
        strip.setTexts("a\n", "c\n");
        QVERIFY(strip.isHidden());
        strip.setWanted(true);
        QVERIFY(!strip.isHidden());
        QTRY_COMPARE(lines(strip), QStringLiteral("- a\n+ c"));
    }

    void aLongChangeIsBounded()
    {
        ChangeStrip strip;
        std::string text;
        for (int i = 0; i < 5000; ++i)
            text += std::to_string(i) + "\n";
        strip.setTexts({}, text);
        QCOMPARE(words(strip), QStringLiteral("Unsaved: 5000 lines added, 0 removed"));
        QCOMPARE(lines(strip).count(u'\n'), 59);
        QVERIFY(strip.sizeHint().height() < 200);
    }
};

QTEST_MAIN(TestChangeStrip)
#include "tst_changestrip.moc"
