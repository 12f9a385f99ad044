// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme.h"
#include "ui/tools/tooldocument.h"

#include <QWidget>

class QFrame;
class QLabel;
class QPushButton;
class QTabWidget;

namespace signalbox::ui {

class ChangeStrip;
class CodeEdit;
class DefinitionForm;
class JsonEdit;

// One definition as form, as JSON and as the difference to what is saved.
class DefinitionEditor final : public QWidget
{
    Q_OBJECT

public:
    explicit DefinitionEditor(QWidget* parent = nullptr);

    // `document` nullptr: a tool without a file of its own, shown and not edited.
    void show(ToolDocument* document, const ToolPtr& tool);
    // The document was changed from elsewhere: a case, an undo, the file.
    void refresh();
    void setProblem(const QString& text); // below the head, plain; empty: none
    void setConflict(bool conflict); // the file has changed outside while this is edited

Q_SIGNALS:
    void changed();
    void saveWanted();
    void duplicateWanted();
    void deleteWanted();
    void outsideWanted(bool takeTheirs);

private:
    void buildHead();
    void buildConflict();
    void refreshHead();
    void fillViews(bool alsoJson);
    void showChanges();

    ToolDocument* m_document = nullptr;
    ToolPtr m_tool;
    QLabel* m_name;
    QLabel* m_kind;
    QLabel* m_effect;
    QLabel* m_state;
    QLabel* m_problem;
    QPushButton* m_undo;
    QPushButton* m_redo;
    QPushButton* m_duplicate;
    QPushButton* m_delete;
    QFrame* m_conflict;
    QTabWidget* m_tabs;
    DefinitionForm* m_form;
    JsonEdit* m_json;
    CodeEdit* m_diff;
    ChangeStrip* m_strip;
};

} // namespace signalbox::ui
