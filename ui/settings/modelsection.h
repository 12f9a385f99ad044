// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/command.h"
#include "ui/uicontext.h"

#include <QKeySequence>
#include <QList>
#include <QPointer>
#include <QWidget>

#include <map>
#include <string>

class QAction;
class QHBoxLayout;
class QLabel;
class QTableWidget;

namespace signalbox::ui {

class ModelDialog;
class RemoveModelDialog;

// The models of the workspace with where their keys are, and adding, changing and removing one: each writes signalbox.json
// through the engine.
class ModelSection final : public QWidget
{
    Q_OBJECT

public:
    explicit ModelSection(UiContext& context, QWidget* parent = nullptr);

    // `keys`: the name of a model -> where its key is.
    void setModels(const WorkspaceView& workspace, const std::map<std::string, std::string>& keys);
    // Whether signalbox.json was saved, when it was asked for here.
    void onNotice(const engine::Notice& notice);
    [[nodiscard]] QTableWidget* table() const { return m_table; }
    [[nodiscard]] QList<QAction*> modelActions() const { return {m_add, m_change, m_remove}; }

Q_SIGNALS:
    void commandIssued(const signalbox::engine::Command& command);
    void keyChosen(const QString& name); // of the model a person came to; empty: it needs none

private:
    [[nodiscard]] QString keyWords(const std::string& name, const ModelEntry& model,
                                   const std::map<std::string, std::string>& keys) const;
    QAction* addModelAction(const QString& text, const QKeySequence& keys,
                            void (ModelSection::*slot)(), QHBoxLayout* row);
    void addModel();
    void changeModel();
    void removeModel();
    void openModel(const std::string& name);
    void save(const std::string& text);
    void onSaved(const QString& failure); // empty: it is
    [[nodiscard]] std::string selectedModel() const;
    void refreshActions();

    UiContext& m_context;
    QTableWidget* m_table;
    QLabel* m_state;
    QAction* m_add = nullptr;
    QAction* m_change = nullptr;
    QAction* m_remove = nullptr;
    QPointer<ModelDialog> m_dialog;
    QPointer<RemoveModelDialog> m_removal;
    bool m_isSaving = false; // signalbox.json, from here
};

} // namespace signalbox::ui
