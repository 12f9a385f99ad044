// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/page.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QTableView;

namespace signalbox::ui {

class RunsModel;

// The Runs mode: every run of the workspace, with a filter; a run is opened, or exported to a file.
class RunsPage final : public Page
{
    Q_OBJECT

public:
    explicit RunsPage(UiContext& context, QWidget* parent = nullptr);

    void onNotice(const engine::Notice& notice) override;
    void onShown() override;
    // Where the next export goes; the button asks for it first.
    void exportTo(const QString& format, const QString& file);

private:
    void buildBar();
    void buildTable();
    void openRun();
    void askExport(const QString& format, const QString& filter);
    void refresh();
    [[nodiscard]] QString selectedRun() const;

    RunsModel* m_model;
    QLineEdit* m_find;
    QLabel* m_count;
    QLabel* m_message;
    QPushButton* m_open;
    QPushButton* m_export;
    QTableView* m_table;
    QString m_selected; // kept over a new list
};

} // namespace signalbox::ui
