// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/page.h"

#include <QTimer>

#include <map>
#include <string>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSplitter;

namespace signalbox::ui {

class ComparePanel;
class RunsModel;
class RunsTable;

// The Runs mode: every run of the workspace with its forks below it, a search over all that is known of them, two of them
// side by side. A run is opened, replayed, resumed or exported from here.
class RunsPage final : public Page
{
    Q_OBJECT

public:
    explicit RunsPage(UiContext& context, QWidget* parent = nullptr);

    void onNotice(const engine::Notice& notice) override;
    void onShown() override;
    [[nodiscard]] QWidget* home() const override;
    [[nodiscard]] QList<QAction*> pageActions() const override { return m_actions; }
    // Where the next export goes; the button asks for it first.
    void exportTo(const QString& format, const QString& file);

private:
    void buildBar();
    void buildTable();
    QAction* add(const QString& text, const char* shortcut, void (RunsPage::*slot)());
    void openRun();
    void compare();
    void replay();
    void resume();
    void refreshList();
    void askExport(const QString& format, const QString& filter);
    void filter();
    void search();
    void takeFound(const engine::RunsFound& found);
    void takeFailure(const engine::CommandFailed& failed);
    void showCompare();
    void refresh();
    void showMessage();
    [[nodiscard]] QString selectedRun() const;

    RunsModel* m_model;
    QLineEdit* m_find;
    QComboBox* m_outcome;
    QLabel* m_count;
    QLabel* m_message;
    QPushButton* m_compareButton;
    QPushButton* m_openButton;
    QPushButton* m_export;
    RunsTable* m_table;
    QSplitter* m_split;
    ComparePanel* m_compare;
    QList<QAction*> m_actions;
    QAction* m_openAction;
    QAction* m_compareAction;
    QAction* m_replayAction;
    QAction* m_resumeAction;
    QString m_selected; // kept over a new list
    QString m_failure; // why the list could not be read; empty: it could
    QString m_problem; // of a command of this page
    bool m_isListed = false;
    QTimer m_searchSoon; // not for every letter
    std::string m_ticket; // of the search that runs
    int m_searches = 0;
    bool m_isSearching = false;
    std::map<std::string, engine::RunsFound::Hit> m_hits;
};

} // namespace signalbox::ui
