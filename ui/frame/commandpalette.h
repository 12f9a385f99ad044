// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme.h"

#include <QDialog>
#include <QStandardItemModel>

class QAction;
class QLineEdit;
class QListView;

namespace signalbox::ui {

// Every action of the window, found by typing parts of its words in any order.
class CommandPalette : public QDialog
{
    Q_OBJECT

public:
    CommandPalette(const Theme& theme, QWidget* parent);

    void open(const QList<QAction*>& actions);
    // Every word of `typed` begins somewhere in `text`.
    [[nodiscard]] static bool matches(const QString& text, const QString& typed);

Q_SIGNALS:
    void chosen(QAction* action); // before it is done

private:
    void filter();
    void trigger();

    const Theme& m_theme;
    QLineEdit* m_input;
    QListView* m_list;
    QStandardItemModel m_model;
    QList<QAction*> m_actions;
};

} // namespace signalbox::ui
