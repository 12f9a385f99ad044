// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/uicontext.h"
#include "ui/workflow/graphscene.h"

#include <QWidget>

#include <map>
#include <optional>
#include <string>
#include <vector>

class QLabel;
class QLineEdit;
class QStackedWidget;

namespace signalbox::ui {

class EdgeForm;
class NodeForm;
class WayList;
class WorkflowDocument;
class WorkflowForm;

// What is selected, as a form: a node, an edge, or the whole workflow. Edits the document. GUI thread.
class WorkflowInspector final : public QWidget
{
    Q_OBJECT

public:
    explicit WorkflowInspector(const UiContext& context, QWidget* parent = nullptr);

    struct Selection
    {
        std::vector<std::string> nodes;
        std::optional<std::size_t> edge;
    };
    struct Problems
    {
        std::map<std::string, ProblemMark> nodes;
        std::map<std::size_t, ProblemMark> edges;
        std::map<std::string, ProblemMark> state;
    };
    void showStep(const std::string& name, const QString& words); // of a plan
    void show(WorkflowDocument* document, const Selection& selection, const Problems& problems);
    void showRun(const std::map<std::size_t, EdgeRun>& edges); // empty: none
    void focusFirst(); // Enter on a node

Q_SIGNALS:
    void nodeRenamed(const QString& name); // to be selected under its new name
    void edgeMoved(qulonglong index);
    void selectionGone();
    void edgeWanted(qulonglong index); // to be selected

private:
    void connectWorkflow();
    void connectNode();
    void connectEdge();
    void showNode(const std::string& name);
    void showEdge(const GraphEdge& edge, const Graph& graph);
    void setHead(const QString& title, const QString& kind, const ProblemMark* problem);
    void rename();

    const UiContext& m_context;
    WorkflowDocument* m_document = nullptr;
    Selection m_selection;
    QLabel* m_title;
    QLineEdit* m_name; // of a node, to rename it
    QLabel* m_kind;
    QLabel* m_problem;
    QStackedWidget* m_stack;
    WorkflowForm* m_workflow;
    NodeForm* m_node;
    WayList* m_ways;
    EdgeForm* m_edge;
    QLabel* m_several;
    QLabel* m_step;
};

} // namespace signalbox::ui
