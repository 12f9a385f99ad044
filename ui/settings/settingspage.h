// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/page.h"

#include <QPointer>

#include <map>

class QButtonGroup;
class QFrame;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QTableWidget;
class QVBoxLayout;
class QHBoxLayout;

namespace signalbox::ui {

class ModelDialog;

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
    void addModelAction(const QString& text, const QKeySequence& keys, void (SettingsPage::*slot)(),
                        QHBoxLayout* row);
    void addModel();
    void changeModel();
    void removeModel();
    void openModel(const std::string& name);
    void saveSettings(const std::string& text);
    void onSettingsSaved(const QString& failure); // empty: they are
    [[nodiscard]] std::string selectedModel() const;
    void refreshModelActions();
    void buildKeys();
    void buildAppearance();
    void buildTrust();
    void buildProblems();
    void onWorkspace(const engine::WorkspaceOpened& opened);
    void onKeys(const engine::KeysListed& listed);
    void fillModels(const WorkspaceView& workspace);
    void fillProblems(const std::vector<Problem>& problems);
    void storeKey(bool remove);
    void refreshKey();

    QVBoxLayout* m_column = nullptr;
    std::map<std::string, std::string> m_keys; // name -> where it is
    QTableWidget* m_models = nullptr;
    QAction* m_changeModel = nullptr;
    QAction* m_removeModel = nullptr;
    QLabel* m_modelState = nullptr;
    QPointer<ModelDialog> m_modelDialog;
    bool m_isSaving = false; // signalbox.json, from here
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

// The variable a model's key is read from: its own, else its provider's; empty: it needs none.
[[nodiscard]] std::string keyNameOf(const ModelEntry& model);

} // namespace signalbox::ui
