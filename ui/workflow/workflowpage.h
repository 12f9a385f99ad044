// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/page.h"
#include "ui/workflow/graph.h"
#include "ui/workflow/workflowdocument.h"

#include <map>
#include <memory>
#include <string>

class QComboBox;
class QFrame;
class QLabel;
class QPushButton;
class QSplitter;
class QTabWidget;
class QToolBar;

namespace signalbox::ui {

class CodeEdit;
class EmptyWorkflows;
class GraphPanel;
class JsonEdit;

// The Workflows mode: one workflow as a graph, as JSON and as the difference to its file. Edits are kept for each file
// until they are saved.
class WorkflowPage final : public Page
{
    Q_OBJECT

public:
    explicit WorkflowPage(UiContext& context, QWidget* parent = nullptr);
    ~WorkflowPage() override;

    void onNotice(const engine::Notice& notice) override;
    void showWorkflow(const std::string& file);
    [[nodiscard]] GraphPanel& graphPanel() const { return *m_graph; }
    [[nodiscard]] WorkflowDocument* document() const { return m_document; }

private:
    void buildBar();
    void buildActions();
    void buildMiddle();
    void buildConflict();
    QAction* act(const QString& text, const char* keys, void (WorkflowPage::*slot)());
    QPushButton* buttonFor(QAction* action, const QString& name, const char* kind = nullptr);

    void onWorkspace(const engine::WorkspaceOpened& opened);
    void onFile(const WorkflowFile& file);
    void onSaved(const std::string& file);
    void fillList();
    void onChanged(); // of the document
    void showDocument(bool isOther);
    void showChanges();
    void refresh();
    void resolve(bool takeTheirs);

    void save();
    void undo();
    void redo();
    void tidy();
    void fit();
    void zoomIn();
    void zoomOut();
    void resetZoom();

    std::map<std::string, std::unique_ptr<WorkflowDocument>> m_documents; // by file
    std::map<std::string, std::string> m_theirs; // text of a file changed outside
    std::map<std::string, std::string> m_saving; // file -> text on its way
    WorkflowDocument* m_document = nullptr;
    bool m_isShowing = false; // no echo of what is being shown

    QComboBox* m_list;
    QLabel* m_kind;
    QLabel* m_state;
    QLabel* m_problem;
    QFrame* m_conflict;
    EmptyWorkflows* m_none;
    QSplitter* m_splitter;
    QTabWidget* m_tabs;
    GraphPanel* m_graph;
    JsonEdit* m_json;
    CodeEdit* m_diff;
    QPushButton* m_zoom = nullptr;
    QAction* m_save = nullptr;
    QAction* m_undo = nullptr;
    QAction* m_redo = nullptr;
    QAction* m_tidy = nullptr;
};

} // namespace signalbox::ui
