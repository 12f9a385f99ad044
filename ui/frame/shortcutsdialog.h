// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/frame/shortcuts.h"
#include "ui/theme.h"

#include <QDialog>

class QKeySequenceEdit;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableWidget;

namespace signalbox::ui {

// Every action of the window with its keys, which can be changed here.
class ShortcutsDialog final : public QDialog
{
    Q_OBJECT

public:
    ShortcutsDialog(const Theme& theme, const Shortcuts& shortcuts, QList<KeyedAction> actions,
                    QList<QKeySequence> fixed, QWidget* parent);

private:
    void fill();
    void fillRow(int row);
    void filter();
    void showChosen();
    void showObjection();
    void setKeys();
    void resetChosen();
    void resetAll();
    [[nodiscard]] const KeyedAction* chosen() const; // null: none is
    [[nodiscard]] QKeySequence typed() const;
    [[nodiscard]] QString objection(const KeyedAction& keyed, const QKeySequence& keys) const;

    const Theme& m_theme;
    const Shortcuts& m_shortcuts;
    const QList<KeyedAction> m_actions;
    const QList<QKeySequence> m_fixed;
    QLineEdit* m_filter;
    QTableWidget* m_table;
    QKeySequenceEdit* m_keys;
    QPushButton* m_set;
    QPushButton* m_reset;
    QPushButton* m_resetAll;
    QLabel* m_words;
};

} // namespace signalbox::ui
