// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/page.h"
#include "ui/workflow/plangraph.h"
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

class BendDialog;
class ChangeStrip;
class CodeEdit;
class EmptyWorkflows;
class ForkDialogs;
class GraphPanel;
class HeldBar;
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
    [[nodiscard]] QWidget* home() const override;
    [[nodiscard]] QList<QAction*> pageActions() const override { return actions(); }
    void showWorkflow(const std::string& file);
    [[nodiscard]] GraphPanel& graphPanel() const { return *m_graph; }
    [[nodiscard]] RunPanel& runPanel() const { return *m_run; }
    [[nodiscard]] WorkflowDocument* document() const { return m_document; }

Q_SIGNALS:
    void runWanted(const QString& workflow); // to be given its task

private:
    enum Tab
    {
        GraphTab,
        JsonTab,
        DiffTab
    };
    void buildBar();
    void buildActions();
    void buildMiddle();
    void buildConflict();
    QAction* act(const QString& text, const char* keys, void (WorkflowPage::*slot)());
    QPushButton* buttonFor(QAction* action, const QString& name, const char* kind = nullptr);

    void onChanged(); // of the document
    void showDocument(bool isOther);
    void showChanges();
    void refresh();

    // workflowfiles.cpp
    void onWorkspace(const engine::WorkspaceOpened& opened);
    void onFile(const WorkflowFile& file);
    void onSaved(const std::string& file);
    void fillList();
    WorkflowDocument& openDocument(const std::string& file, const std::string& text,
                                   const std::string& saved);
    void rememberCurrent();
    void resolve(bool takeTheirs);
    void save();
    void newGraph();
    void newOrchestrator();
    void addWorkflow(OrderedJson document);
    void duplicateWorkflow();
    void askToDelete();
    void deleteWorkflow();
    [[nodiscard]] std::string freeWorkflowName(const std::string& wanted) const;

    // workflowedits.cpp
    void buildEditActions();
    void buildMenus();
    void connectGraph();
    void showSelection();
    void refreshProblems();
    void addProblem(const QString& words, const std::string& path);
    void showCheck();
    void checkLater();
    void checkNow();
    void onChecked(const engine::FileChecked& checked);
    [[nodiscard]] std::string savedFile() const; // what the shown one would be saved as
    void goTo(const std::string& path); // of a problem
    void addNode(NodeKind kind);
    void connectNodes(const std::string& from, const std::string& to);
    void removeSelected();
    void duplicateSelected();
    void copySelected();
    void cutSelected();
    void paste();
    void insertNodes(const OrderedJson& clip, GraphPoint by, const QString& what);
    void selectAll();
    void nextEdge();
    void renameSelected();
    void connectSelected();
    void startAtSelected();
    void editSelected();
    [[nodiscard]] std::string firstAgent() const;

    // workflowrun.cpp
    void connectRun();
    [[nodiscard]] Graph shownGraph(); // and m_plan
    [[nodiscard]] const PlanGraph::Step* selectedStep() const;
    [[nodiscard]] QString stepWords(const PlanGraph::Step& step) const;
    void drawRun();
    void showRun(const RunOverlay* overlay); // nullptr: none
    void runThis();
    void toggleRun();
    void nextVisit();
    void previousVisit();
    void wholeRun();
    void openVisit(const QString& path);
    void forkAt(const QString& path);
    void forkChosen();
    void openChosen();
    void showWorkflowOfRun();
    void onBreakpoints(const engine::BreakpointsSet& set);
    void markBreakpoints();
    void toggleBreakpoint();
    void bendHeld(); // the state where the run is held at a node
    void bend(const QString& path, const QString& key);
    void showHeld(const QString& path);

    void undo();
    void redo();
    void tidy();
    void fit();
    void zoomIn();
    void zoomOut();
    void resetZoom();
    void zoomToSelection();
    void toggleMinimap();

    std::map<std::string, std::unique_ptr<WorkflowDocument>> m_documents; // by file
    std::map<std::string, std::string> m_theirs; // text of a file changed outside
    std::map<std::string, std::string> m_saving; // file -> text on its way
    WorkflowDocument* m_document = nullptr;
    bool m_isShowing = false; // no echo of what is being shown
    WorkflowInspector::Problems m_problems; // of the check of the workspace
    engine::FileChecked m_checked; // of a text that was not saved
    bool m_isChecking = false; // an answer is on its way
    QTimer m_checkTimer;
    std::vector<Breakpoint> m_breakpoints; // of all kinds
    bool m_isRunShown = true;
    PlanGraph m_plan; // of the orchestrator's run that is drawn; empty: none
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
    ChangeStrip* m_strip;
    WorkflowInspector* m_inspector;
    RunPanel* m_run;
    ForkDialogs* m_forks;
    HeldBar* m_held = nullptr; // null: no run can be shown
    BendDialog* m_bend = nullptr; // made when it is first needed
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
    QAction* m_paste = nullptr;
    QAction* m_save = nullptr;
    QAction* m_undo = nullptr;
    QAction* m_redo = nullptr;
    QAction* m_tidy = nullptr;
    QAction* m_runThis = nullptr;
    QAction* m_fork = nullptr; // at the visit that is chosen
    QAction* m_open = nullptr;
};

} // namespace signalbox::ui
