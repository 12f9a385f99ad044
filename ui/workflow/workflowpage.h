// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/page.h"
#include "ui/workflow/graph.h"
#include "ui/workflow/workflowdocument.h"
#include "ui/workflow/workflowinspector.h"

#include <QList>
#include <QTimer>

#include <map>
#include <memory>
#include <string>

class QComboBox;
class QFrame;
class QLabel;
class QPushButton;
class QSplitter;
class QTabWidget;
class QMenu;

namespace signalbox::ui {

class CodeEdit;
class EmptyWorkflows;
class GraphPanel;
class JsonEdit;
class RunPanel;
struct RunOverlay;

// The Workflows mode: one workflow as a graph, as JSON and as the difference to its file. Edits are kept for each file
// until they are saved.
class WorkflowPage final : public Page
{
    Q_OBJECT

public:
    explicit WorkflowPage(UiContext& context, QWidget* parent = nullptr);
    ~WorkflowPage() override;

    void onNotice(const engine::Notice& notice) override;
    void onShown() override;
    [[nodiscard]] QList<QAction*> pageActions() const override { return actions(); }
    void showWorkflow(const std::string& file);
    [[nodiscard]] GraphPanel& graphPanel() const { return *m_graph; }
    [[nodiscard]] RunPanel& runPanel() const { return *m_run; }
    [[nodiscard]] WorkflowDocument* document() const { return m_document; }

Q_SIGNALS:
    void runWanted(const QString& workflow); // to be given its task

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
    WorkflowDocument& openDocument(const std::string& file, const std::string& text,
                                   const std::string& saved);
    void onChanged(); // of the document
    void showDocument(bool isOther);
    void showChanges();
    void refresh();
    void resolve(bool takeTheirs);

    // workflowedits.cpp
    void buildEditActions();
    void buildMenus();
    void connectGraph();
    void showSelection();
    void refreshProblems();
    void goTo(const std::string& path); // of a problem
    void addNode(NodeKind kind);
    void connectNodes(const std::string& from, const std::string& to);
    void removeSelected();
    void duplicateSelected();
    void renameSelected();
    void connectSelected();
    void startAtSelected();
    void editSelected();
    void newGraph();
    void newOrchestrator();
    void addWorkflow(OrderedJson document);
    void duplicateWorkflow();
    void askToDelete();
    void deleteWorkflow();
    [[nodiscard]] std::string firstAgent() const;
    [[nodiscard]] std::string freeWorkflowName(const std::string& wanted) const;

    // workflowrun.cpp
    void connectRun();
    [[nodiscard]] Graph shownGraph() const;
    void drawRun();
    void showRun(const RunOverlay* overlay); // nullptr: none
    void runThis();
    void toggleRun();
    void nextVisit();
    void previousVisit();
    void wholeRun();
    void openVisit(const QString& path);
    void forkAt(const QString& path);
    void showWorkflowOfRun();
    void onBreakpoints(const engine::BreakpointsSet& set);
    void markBreakpoints();
    void toggleBreakpoint();

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
    WorkflowInspector::Problems m_problems; // of the check of the workspace
    std::vector<Breakpoint> m_breakpoints; // of all kinds
    bool m_isRunShown = true;
    QTimer m_overlayTimer;
    std::string m_selectNext; // once the document shows it

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
    WorkflowInspector* m_inspector;
    RunPanel* m_run;
    QPushButton* m_otherRun = nullptr; // the run that is shown is of another workflow
    QPushButton* m_addNode = nullptr;
    QPushButton* m_check = nullptr; // problems of the file
    QPushButton* m_confirm = nullptr; // of a deletion
    QMenu* m_checkMenu = nullptr;
    QMenu* m_targets = nullptr; // of a new edge
    QPushButton* m_file = nullptr;
    QList<QAction*> m_files; // of whole workflows
    std::vector<QAction*> m_edits; // of nodes and edges
    QPushButton* m_zoom = nullptr;
    QAction* m_save = nullptr;
    QAction* m_undo = nullptr;
    QAction* m_redo = nullptr;
    QAction* m_tidy = nullptr;
    QAction* m_runThis = nullptr;
};

} // namespace signalbox::ui
