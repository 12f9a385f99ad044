// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/page.h"

#include <map>
#include <string>

class QButtonGroup;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QTableWidget;
class QVBoxLayout;

namespace signalbox::ui {

class ModelSection;

// The Settings mode: models and where their keys come from, appearance, trust of the workspace, what is wrong in its files.
class SettingsPage final : public Page
{
    Q_OBJECT

public:
    explicit SettingsPage(UiContext& context, QWidget* parent = nullptr);

    void onNotice(const engine::Notice& notice) override;
    [[nodiscard]] QWidget* home() const override;
    [[nodiscard]] QList<QAction*> pageActions() const override { return actions(); }

private:
    QVBoxLayout* addSection(const QString& title);
    void buildModels();
    void buildKeys();
    void buildAppearance();
    void showAppearance();
    void buildTrust();
    void buildProblems();
    void onWorkspace(const engine::WorkspaceOpened& opened);
    void onKeys(const engine::KeysListed& listed);
    void fillProblems(const std::vector<Problem>& problems);
    void storeKey(bool remove);
    void refreshKey();

    QVBoxLayout* m_column = nullptr;
    engine::KeysListed m_listed; // the latest
    std::map<std::string, std::string> m_keys; // name -> where it is
    std::map<std::string, std::string> m_modelKeys; // name of a model -> where its key is
    ModelSection* m_models;
    QTableWidget* m_keyTable = nullptr;
    QLineEdit* m_keyName = nullptr;
    QLineEdit* m_secret = nullptr;
    QPushButton* m_store = nullptr;
    QPushButton* m_remove = nullptr;
    QLabel* m_keyState = nullptr;
    QButtonGroup* m_theme = nullptr;
    QSpinBox* m_fontSize = nullptr;
    QLabel* m_trustState = nullptr;
    QTableWidget* m_untrusted = nullptr;
    QPushButton* m_trust = nullptr;
    QTableWidget* m_problems = nullptr;
    QLabel* m_problemState = nullptr;
};

} // namespace signalbox::ui
