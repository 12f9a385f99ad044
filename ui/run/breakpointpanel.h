// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/run/breakpointlist.h"
#include "ui/theme.h"

#include <QStandardItemModel>
#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableView;

namespace signalbox::ui {

class PanelHeader;

// The breakpoints as a list: what each looks at, whether it holds, how often it was met; and a line to add one.
class BreakpointPanel : public QWidget
{
    Q_OBJECT

public:
    BreakpointPanel(const Theme& theme, BreakpointList& list, PanelHeader& header,
                    QWidget* parent = nullptr);

    void focusForm();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildTable();
    [[nodiscard]] QWidget* buildForm();
    void fill();
    void onItemChanged(QStandardItem* item);
    void showKind();
    void add();
    void removeSelected();

    const Theme& m_theme;
    BreakpointList& m_list;
    PanelHeader& m_header;
    QStandardItemModel m_model;
    QTableView* m_table;
    QLabel* m_nothing;
    QComboBox* m_kind;
    QLineEdit* m_pattern;
    QPushButton* m_add;
    QPushButton* m_remove;
    QLabel* m_complaint;
    bool m_filling = false;
};

} // namespace signalbox::ui
