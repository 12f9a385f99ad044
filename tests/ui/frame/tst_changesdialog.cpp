// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/frame/changesdialog.h"

#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTest>

using namespace signalbox;
using namespace signalbox::ui;

class TestChangesDialog : public QObject
{
    Q_OBJECT

    Theme m_theme;

    static engine::ChangesListed listed()
    {
        auto changes = std::make_shared<std::vector<RunChange>>();
        changes->push_back({"/a/tool:1",
                            "run_command",
                            "run_command rm",
                            "done",
                            false,
                            {},
                            {"execute", "destroy"}});
        changes->push_back({"/a/tool:2", "write_file", "change a.md", "done", true, {}, {}});
        changes->push_back(
            {"/a/tool:3", "write_file", "change b\xe2\x80\xae.md", "undone", true, {}, {}});
        changes->push_back(
            {"/a/tool:4", "move_file", "move c to d", "done", true, "'d' has changed since", {}});
        return {"R", std::move(changes)};
    }
    static QString row(const QTableWidget& table, int at)
    {
        QStringList cells;
        for (int column = 0; column < table.columnCount(); ++column)
            cells << table.item(at, column)->text();
        return cells.join(QLatin1Char('|'));
    }
    static QPushButton* button(const QWidget& dialog, const char* name)
    {
        for (auto* one : dialog.findChildren<QPushButton*>()) {
            if (one->accessibleName() == QLatin1String(name))
                return one;
        }
        return nullptr;
    }

private Q_SLOTS:
    void showsWhatCanBeTakenBackAndWhatCannot()
    {
        ChangesDialog dialog(m_theme);
        dialog.setRun("R");
        dialog.showChanges(listed());
        const auto& table = *dialog.findChild<QTableWidget*>();
        QCOMPARE(table.rowCount(), 4);
        QCOMPARE(
            row(table, 0),
            QStringLiteral(
                "irreversible|run_command rm|/a/tool:1|cannot be taken back: execute, destroy"));
        QCOMPARE(row(table, 1), QStringLiteral("done|change a.md|/a/tool:2|"));
        QCOMPARE(row(table, 2), QStringLiteral("undone|change bU+202E.md|/a/tool:3|"));
        QCOMPARE(row(table, 3), QStringLiteral("done|move c to d|/a/tool:4|'d' has changed since"));
    }

    void aCallIsNamedAsInTheTrace()
    {
        ChangesDialog dialog(m_theme);
        dialog.setRun("R");
        auto changes = std::make_shared<std::vector<RunChange>>();
        changes->push_back({"/agent:clerk:1/step:12/tool:1",
                            "write\xe2\x80\xae_file",
                            "change a.md",
                            "done",
                            true,
                            {},
                            {}});
        dialog.showChanges({"R", std::move(changes)});
        QCOMPARE(row(*dialog.findChild<QTableWidget*>(), 0),
                 QStringLiteral("done|change a.md|step 12 writeU+202E_file|"));
    }

    void offersWhatTheSelectedLineAllows()
    {
        ChangesDialog dialog(m_theme);
        dialog.setRun("R");
        dialog.showChanges(listed());
        auto& table = *dialog.findChild<QTableWidget*>();
        const auto enabled = [&](int at) {
            table.setCurrentCell(at, 0);
            return QStringLiteral("%1%2")
                .arg(button(dialog, "Undo")->isEnabled())
                .arg(button(dialog, "Redo")->isEnabled());
        };
        QCOMPARE(enabled(0), QStringLiteral("00"));
        QCOMPARE(enabled(1), QStringLiteral("10"));
        QCOMPARE(enabled(2), QStringLiteral("01"));
        QCOMPARE(enabled(3), QStringLiteral("00"));
    }

    void sendsTheCommandOnce()
    {
        ChangesDialog dialog(m_theme);
        std::vector<engine::UndoChanges> sent;
        connect(&dialog, &ChangesDialog::commandIssued, this,
                [&sent](const engine::Command& command) {
                    sent.push_back(std::get<engine::UndoChanges>(command));
                });
        dialog.setRun("R");
        dialog.showChanges(listed());
        dialog.findChild<QTableWidget*>()->setCurrentCell(1, 0);
        button(dialog, "Undo")->click();
        button(dialog, "Undo")->click();
        QCOMPARE(sent.size(), std::size_t(1));
        QCOMPARE(sent[0].paths, std::vector<std::string>({"/a/tool:2"}));
        QVERIFY(!sent[0].redo);
        dialog.showChanges(listed());
        button(dialog, "Redo all")->click();
        QCOMPARE(sent.size(), std::size_t(2));
        QVERIFY(sent[1].redo && sent[1].paths.empty());
    }

    void ignoresTheChangesOfAnotherRun()
    {
        ChangesDialog dialog(m_theme);
        dialog.setRun("S");
        dialog.showChanges(listed());
        QCOMPARE(dialog.findChild<QTableWidget*>()->rowCount(), 0);
        QVERIFY(!button(dialog, "Undo all")->isEnabled());
    }
};

QTEST_MAIN(TestChangesDialog)
#include "tst_changesdialog.moc"
