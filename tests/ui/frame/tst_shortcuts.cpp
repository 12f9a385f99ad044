// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "wholewindow.h"

#include "ui/frame/shortcutsdialog.h"

#include <QAction>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableWidget>

using namespace signalbox::ui;

class TestShortcuts : public QObject, private WholeWindow
{
    Q_OBJECT

    QAction* action(const QString& name) const
    {
        for (auto* one : m_window->allActions()) {
            if (Shortcuts::name(*one) == name)
                return one;
        }
        return nullptr;
    }
    ShortcutsDialog* dialog()
    {
        action(QStringLiteral("Keyboard shortcuts\u2026"))->trigger();
        return m_window->findChild<ShortcutsDialog*>();
    }
    static void choose(const ShortcutsDialog& dialog, const QString& name, const QString& mode)
    {
        auto* table = dialog.findChild<QTableWidget*>();
        for (int row = 0; row < table->rowCount(); ++row) {
            if (table->item(row, 0)->text() == name && table->item(row, 1)->text() == mode)
                return table->selectRow(row);
        }
        QFAIL(qPrintable(name));
    }
    static void press(const ShortcutsDialog& dialog, const QString& keys)
    {
        dialog.findChild<QKeySequenceEdit*>()->setKeySequence(QKeySequence(keys));
    }
    static QPushButton* button(const ShortcutsDialog& dialog, const QString& name)
    {
        for (auto* one : dialog.findChildren<QPushButton*>()) {
            if (one->accessibleName() == name)
                return one;
        }
        return nullptr;
    }
    static QString words(const ShortcutsDialog& dialog)
    {
        return dialog.findChild<QLabel*>()->text();
    }

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { m_window.reset(); }

    void aKeyThatAPersonChangedIsThereAfterARestart()
    {
        {
            auto* keys = dialog();
            choose(*keys, QStringLiteral("Command palette"), QStringLiteral("all"));
            press(*keys, QStringLiteral("Ctrl+Alt+P, Ctrl+X")); // the first press counts
            button(*keys, QStringLiteral("Set"))->click();
            QCOMPARE(action(QStringLiteral("Command palette"))->shortcut(),
                     QKeySequence(QStringLiteral("Ctrl+Alt+P")));
            auto* table = keys->findChild<QTableWidget*>();
            const int row = table->currentRow();
            QCOMPARE(table->item(row, 2)->text(), QStringLiteral("Ctrl+Alt+P"));
            QCOMPARE(table->item(row, 3)->text(), QStringLiteral("Ctrl+K"));
        }
        m_window.reset();
        open();
        QCOMPARE(action(QStringLiteral("Command palette"))->shortcut(),
                 QKeySequence(QStringLiteral("Ctrl+Alt+P")));
        auto* keys = dialog();
        button(*keys, QStringLiteral("All as usual"))->click();
        QCOMPARE(action(QStringLiteral("Command palette"))->shortcut(),
                 QKeySequence(QStringLiteral("Ctrl+K")));
        QVERIFY(!m_settings->contains(QStringLiteral("shortcuts/window/Command palette")));
    }

    void keysOfAnotherActionAreRefusedWithItsName()
    {
        auto* keys = dialog();
        choose(*keys, QStringLiteral("Command palette"), QStringLiteral("all"));
        press(*keys, QStringLiteral("Ctrl+L"));
        QCOMPARE(words(*keys), QStringLiteral("Task has these keys."));
        QVERIFY(!button(*keys, QStringLiteral("Set"))->isEnabled());
        press(*keys, QStringLiteral("Ctrl+F")); // finds in a panel
        QCOMPARE(words(*keys), QStringLiteral("A panel of the window has these keys for itself."));
        for (const auto* typing : {"A", "Shift+A", "Tab", "Return", "Esc"}) {
            press(*keys, QString::fromLatin1(typing));
            QVERIFY2(!button(*keys, QStringLiteral("Set"))->isEnabled(), typing);
        }
        press(*keys, QString()); // none
        button(*keys, QStringLiteral("Set"))->click();
        QVERIFY(action(QStringLiteral("Command palette"))->shortcut().isEmpty());
        press(*keys, QStringLiteral("Ctrl+Alt+P"));
        button(*keys, QStringLiteral("Set"))->click();
        choose(*keys, QStringLiteral("Task"), QStringLiteral("all"));
        press(*keys, QStringLiteral("Ctrl+K")); // it is free now
        button(*keys, QStringLiteral("Set"))->click();
        choose(*keys, QStringLiteral("Command palette"), QStringLiteral("all"));
        button(*keys, QStringLiteral("As usual"))->click(); // and no more
        QCOMPARE(words(*keys), QStringLiteral("Task has these keys."));
        QCOMPARE(action(QStringLiteral("Command palette"))->shortcut(),
                 QKeySequence(QStringLiteral("Ctrl+Alt+P")));
    }

    void everyActionIsFoundByItsWords()
    {
        auto* keys = dialog();
        auto* table = keys->findChild<QTableWidget*>();
        QCOMPARE(table->rowCount(), int(m_window->allActions().size()));
        keys->findChild<QLineEdit*>(QString(), Qt::FindDirectChildrenOnly)
            ->setText(QStringLiteral("palette comm"));
        int shown = 0;
        for (int row = 0; row < table->rowCount(); ++row)
            shown += table->isRowHidden(row) ? 0 : 1;
        QCOMPARE(shown, 1);
        QCOMPARE(table->item(table->currentRow(), 0)->text(), QStringLiteral("Command palette"));
        keys->findChild<QLineEdit*>(QString(), Qt::FindDirectChildrenOnly)
            ->setText(QStringLiteral("no such action"));
        QVERIFY(!button(*keys, QStringLiteral("Set"))->isEnabled());
        QVERIFY(!keys->findChild<QKeySequenceEdit*>()->isEnabled());
        QStringList names; // what is kept of one is not another's
        for (int row = 0; row < table->rowCount(); ++row) {
            const auto name = table->item(row, 1)->text() + u'/' + table->item(row, 0)->text();
            QVERIFY2(!names.contains(name), qPrintable(name));
            names.push_back(name);
        }
    }

    void setLeavesTheFocusFarFromWhatTakesAllKeysBack()
    {
        auto* keys = dialog();
        choose(*keys, QStringLiteral("Run"), QStringLiteral("all"));
        press(*keys, QStringLiteral("Ctrl+Alt+J"));
        auto* set = button(*keys, QStringLiteral("Set"));
        set->setFocus();
        set->click();
        QCOMPARE(keys->focusWidget(), keys->findChild<QTableWidget*>());
    }

    void aButtonTellsTheKeysThatItsActionHasNow()
    {
        auto* run = m_window->findChild<QPushButton*>(QStringLiteral("run"));
        QCOMPARE(run->toolTip(), QStringLiteral("Ctrl+Return"));
        auto* keys = dialog();
        choose(*keys, QStringLiteral("Run"), QStringLiteral("all"));
        press(*keys, QStringLiteral("Ctrl+Alt+J"));
        button(*keys, QStringLiteral("Set"))->click();
        QCOMPARE(run->toolTip(), QStringLiteral("Ctrl+Alt+J"));
    }

    void whatIsNoKeyInTheSettingsChangesNothing()
    {
        m_window.reset();
        m_settings->setValue(QStringLiteral("shortcuts/window/Command palette"),
                             QStringLiteral("\x01\u202e no key"));
        m_settings->setValue(QStringLiteral("shortcuts/window/Task"),
                             QStringList{QStringLiteral("a")});
        open();
        QCOMPARE(action(QStringLiteral("Command palette"))->shortcut(),
                 QKeySequence(QStringLiteral("Ctrl+K")));
    }
};

QTEST_MAIN(TestShortcuts)
#include "tst_shortcuts.moc"
