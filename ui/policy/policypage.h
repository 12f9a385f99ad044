// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/page.h"

class QFrame;
class QLabel;
class QPushButton;
class QTabWidget;
class QTableWidget;

namespace signalbox::ui {

class ChangeStrip;
class CodeEdit;
class GrantPanel;
class JsonEdit;

// The Policy mode: the rules of policy.json in the order in which they are asked, what holds where none speaks, the labels
// of files, the file itself to edit, and what a person allowed for later calls of the run that is shown.
class PolicyPage final : public Page
{
    Q_OBJECT

public:
    explicit PolicyPage(UiContext& context, QWidget* parent = nullptr);

    void onNotice(const engine::Notice& notice) override;
    [[nodiscard]] QWidget* home() const override;
    [[nodiscard]] QList<QAction*> pageActions() const override;

private:
    void buildBar();
    void buildRules(QWidget* page);
    void buildGrants();
    void onWorkspace(const engine::WorkspaceOpened& opened);
    void fillRules(const Policy& policy);
    void fillDefaults(const Policy& policy);
    void fillLabels(const Policy& policy);
    void save();
    void refresh();
    [[nodiscard]] bool isChanged() const;

    std::string m_saved; // text of the file; empty: there is none
    std::string m_saving;
    std::string m_theirs;
    QLabel* m_state;
    QLabel* m_problem;
    QFrame* m_conflict;
    QPushButton* m_save;
    QTabWidget* m_tabs;
    QTableWidget* m_rules;
    QTableWidget* m_defaults;
    QTableWidget* m_labels;
    JsonEdit* m_json;
    CodeEdit* m_diff;
    GrantPanel* m_grants;
    ChangeStrip* m_strip;
};

} // namespace signalbox::ui
