// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0

// What the Workflows mode does to a document: nodes, edges, and whole workflows.
#include "ui/workflow/workflowpage.h"

#include "base/jsonvalue.h"
#include "ui/format.h"
#include "ui/tools/jsonsplice.h"
#include "ui/workflow/graphaccess.h"
#include "ui/workflow/graphedits.h"
#include "ui/workflow/graphpanel.h"
#include "ui/workflow/graphview.h"
#include "ui/workflow/kindicon.h"
#include "ui/workflow/problemmarks.h"
#include "ui/workflow/runpanel.h"
#include "ui/workflow/scopecheck.h"

#include <QAction>
#include <QMenu>
#include <QPushButton>

namespace signalbox::ui {

void WorkflowPage::buildEditActions()
{
    struct Edit
    {
        QString text;
        const char* keys;
        void (WorkflowPage::*slot)();
    };
    const Edit edits[] = {
        {tr("Delete selected"), "Del", &WorkflowPage::removeSelected},
        {tr("Duplicate selected"), "Ctrl+Shift+D", &WorkflowPage::duplicateSelected},
        {tr("Rename node"), "F2", &WorkflowPage::renameSelected},
        {tr("Connect to\u2026"), "C", &WorkflowPage::connectSelected},
        {tr("Start here"), "Ctrl+Shift+Home", &WorkflowPage::startAtSelected},
    };
    for (const auto& edit : edits) {
        auto* action = act(edit.text, edit.keys, edit.slot);
        // keys that mean text elsewhere: of the graph alone
        action->setShortcutContext(Qt::WidgetShortcut);
        m_graph->view().addAction(action);
        m_edits.push_back(action);
    }
    m_graph->view().setContextMenuPolicy(Qt::ActionsContextMenu);
    m_files = {act(tr("New graph"), "Ctrl+N", &WorkflowPage::newGraph),
               act(tr("New orchestrator"), "Ctrl+Alt+N", &WorkflowPage::newOrchestrator),
               act(tr("Duplicate workflow"), "Ctrl+Alt+D", &WorkflowPage::duplicateWorkflow),
               act(tr("Delete workflow"), "Ctrl+Alt+X", &WorkflowPage::askToDelete)};
}

void WorkflowPage::buildMenus()
{
    const auto button = [this](const QString& text, const QString& name) {
        auto* made = new QPushButton(text, this);
        made->setAccessibleName(name);
        made->setAutoDefault(false);
        return made;
    };
    m_addNode = button(tr("+ Node"), tr("Add node"));
    auto* kinds = new QMenu(m_addNode);
    static constexpr const char* keys[fileKinds] = {"Alt+1", "Alt+2", "Alt+3", "Alt+4",
                                                    "Alt+5", "Alt+6", "Alt+7", "Alt+8"};
    for (int i = 0; i < fileKinds; ++i) {
        const auto kind = NodeKind(i);
        auto* action = new QAction(kindIcon(kind, theme()), kindWord(kind), this);
        action->setShortcut(QKeySequence(QString::fromLatin1(keys[i])));
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        action->setProperty("paletteText", tr("Workflow: add %1 node").arg(kindWord(kind)));
        connect(action, &QAction::triggered, this, [this, kind] { addNode(kind); });
        addAction(action);
        kinds->addAction(action);
    }
    m_addNode->setMenu(kinds);
    m_file = button(tr("File"), tr("Workflow file"));
    auto* files = new QMenu(m_file);
    files->addActions(m_files);
    m_file->setMenu(files);
    m_check = button({}, tr("Problems"));
    m_check->setProperty("kind", QStringLiteral("flat"));
    m_checkMenu = new QMenu(m_check);
    m_check->setMenu(m_checkMenu);
    m_check->hide();
    m_confirm = button({}, tr("Confirm deletion"));
    m_confirm->setProperty("kind", QStringLiteral("danger"));
    m_confirm->hide();
    connect(m_confirm, &QPushButton::clicked, this, &WorkflowPage::deleteWorkflow);
}

void WorkflowPage::connectGraph()
{
    auto& scene = m_graph->scene();
    connect(&scene, &GraphScene::selectionChanged, this, [this] {
        showSelection();
        refresh();
        tellSelection(m_graph->view());
    });
    connect(&scene, &GraphScene::connectWanted, this,
            [this](const QString& from, const QString& to) {
                connectNodes(from.toStdString(), to.toStdString());
            });
    connect(&m_graph->view(), &GraphView::editWanted, this, &WorkflowPage::editSelected);
    connect(m_inspector, &WorkflowInspector::nodeRenamed, this,
            [this](const QString& name) { m_selectNext = name.toStdString(); });
    connect(m_inspector, &WorkflowInspector::edgeMoved, this,
            [this](qulonglong index) { m_graph->scene().selectEdge(std::size_t(index)); });
    connect(m_inspector, &WorkflowInspector::selectionGone, this,
            [this] { m_graph->scene().select({}); });
}

void WorkflowPage::showSelection()
{
    if (m_isShowing)
        return;
    auto& scene = m_graph->scene();
    const auto nodes = scene.selectedNodes();
    m_inspector->show(m_document, {nodes, scene.selectedEdge()}, m_problems);
    if (nodes.size() == 1 && !m_run->isHidden())
        m_run->chooseNode(nodes.front());
}

// What the check of the workspace found in the file; while it is edited the conditions are checked here.
void WorkflowPage::refreshProblems()
{
    m_problems = {};
    m_checkMenu->clear();
    const auto workspace = context().opened.workspace;
    if (m_document && workspace) {
        m_problems = marksOf(workspace->problems, m_document->file());
        for (const auto& problem : workspace->problems) {
            if (problem.file != m_document->file() || m_document->isChanged())
                continue;
            auto* action =
                m_checkMenu->addAction(format::line(problemWords(problem).toStdString(), 160));
            connect(action, &QAction::triggered, this, [this, path = problem.path] { goTo(path); });
        }
    }
    if (m_document && m_document->isChanged()) {
        m_problems.edges.clear();
        const auto scope = scopeOf(m_document->value());
        for (const auto& edge : m_graph->scene().graph().edges) {
            if (edge.kind != EdgeKind::When)
                continue;
            const auto words = expressionProblem(edge.when, scope, true);
            if (words.isEmpty())
                continue;
            m_problems.edges[edge.index] = {words, true};
            auto* action = m_checkMenu->addAction(words);
            connect(action, &QAction::triggered, this,
                    [this, index = edge.index] { m_graph->scene().selectEdge(index); });
        }
    }
    m_graph->scene().setProblems(m_problems.nodes, m_problems.edges);
    const auto count = m_checkMenu->actions().size();
    m_check->setText(count == 1 ? tr("1 problem") : tr("%1 problems").arg(count));
    m_check->setVisible(count > 0);
}

void WorkflowPage::goTo(const std::string& path)
{
    const auto place = placeOf(path);
    if (place.node) {
        m_graph->scene().select({*place.node});
        if (const auto* item = m_graph->scene().node(*place.node))
            m_graph->view().reveal(*item);
    } else if (place.edge) {
        m_graph->scene().selectEdge(*place.edge);
    } else {
        m_graph->scene().select({}); // the form of the whole, with its state
    }
}

std::string WorkflowPage::firstAgent() const
{
    const auto workspace = context().opened.workspace;
    return workspace && !workspace->agents.empty() ? workspace->agents.begin()->first
                                                   : std::string();
}

void WorkflowPage::addNode(NodeKind kind)
{
    if (!m_document || !m_document->isJson() || m_graph->scene().graph().isOrchestrator)
        return;
    edits::NewNode wanted{kind, {}, m_graph->freePlace()};
    const auto workspace = context().opened.workspace;
    if (kind == NodeKind::Agent)
        wanted.subject = firstAgent();
    else if ((kind == NodeKind::Tool || kind == NodeKind::Map) && workspace
             && !workspace->tools.empty())
        wanted.subject = workspace->tools.begin()->first;
    else if (kind == NodeKind::Workflow && workspace) {
        for (const auto& [name, workflow] : workspace->workflows) {
            if (workflow.source != m_document->file() && wanted.subject.empty())
                wanted.subject = name;
        }
    }
    const auto selected = m_graph->scene().selectedNodes();
    const auto places = m_graph->scene().places();
    m_document->edit(tr("add %1 node").arg(kindWord(kind)), [&](OrderedJson& document) {
        edits::setPlaces(document, places); // those of before stay where they are seen
        m_selectNext = edits::addNode(document, wanted);
        // the way goes on from the selected one, where none leads on yet
        const auto& graph = m_graph->scene().graph();
        const bool isOpen = selected.size() == 1 && graph.node(selected[0])
            && graph.node(selected[0])->kind != NodeKind::End
            && std::none_of(graph.edges.begin(), graph.edges.end(),
                            [&](const auto& edge) { return edge.from == selected[0]; });
        if (isOpen)
            (void)edits::connect(document, selected[0], m_selectNext);
    });
    m_graph->view().setFocus();
}

void WorkflowPage::connectNodes(const std::string& from, const std::string& to)
{
    if (!m_document)
        return;
    std::size_t index = 0;
    m_document->edit(
        tr("connect %1 to %2").arg(QString::fromStdString(from), QString::fromStdString(to)),
        [&](OrderedJson& document) { index = edits::connect(document, from, to); });
    m_graph->scene().selectEdge(index);
}

void WorkflowPage::removeSelected()
{
    if (!m_document)
        return;
    const auto nodes = m_graph->scene().selectedNodes();
    std::vector<std::size_t> edges;
    for (const auto& edge : m_graph->scene().graph().edges) {
        const auto* item = m_graph->scene().edge(edge.index);
        if (item && item->isSelected())
            edges.push_back(edge.index);
    }
    m_graph->scene().select({});
    m_document->edit(tr("delete"), [&](OrderedJson& document) {
        for (auto index = edges.rbegin(); index != edges.rend(); ++index)
            edits::removeEdge(document, *index);
        edits::removeNodes(document, nodes);
    });
}

void WorkflowPage::duplicateSelected()
{
    if (!m_document)
        return;
    std::vector<std::string> copies;
    const auto places = m_graph->scene().places();
    const auto nodes = m_graph->scene().selectedNodes();
    if (nodes.empty())
        return;
    m_document->edit(tr("duplicate"), [&](OrderedJson& document) {
        edits::setPlaces(document, places);
        copies = edits::duplicateNodes(document, nodes, places);
    });
    m_graph->scene().select(copies);
}

void WorkflowPage::renameSelected()
{
    if (m_graph->scene().selectedNodes().size() == 1)
        m_inspector->focusFirst();
}

void WorkflowPage::editSelected()
{
    m_inspector->focusFirst();
}

// By the keyboard: the node that the edge leads to is chosen from a list.
void WorkflowPage::connectSelected()
{
    const auto nodes = m_graph->scene().selectedNodes();
    if (nodes.size() != 1)
        return;
    if (!m_targets)
        m_targets = new QMenu(this);
    m_targets->clear();
    for (const auto* item : m_graph->scene().inReadingOrder()) {
        const auto name = item->node().name;
        auto* action =
            m_targets->addAction(kindIcon(item->node().kind, theme()), format::line(name, 64));
        connect(action, &QAction::triggered, this,
                [this, from = nodes[0], name] { connectNodes(from, name); });
    }
    const auto& view = m_graph->view();
    const auto at = view.mapFromScene(m_graph->scene().node(nodes[0])->outPort());
    m_targets->popup(view.viewport()->mapToGlobal(at));
}

void WorkflowPage::startAtSelected()
{
    const auto nodes = m_graph->scene().selectedNodes();
    if (m_document && nodes.size() == 1)
        m_document->edit(tr("start at %1").arg(QString::fromStdString(nodes[0])),
                         [&](OrderedJson& document) { edits::setStart(document, nodes[0]); });
}

std::string WorkflowPage::freeWorkflowName(const std::string& wanted) const
{
    OrderedJson taken = OrderedJson::object();
    for (const auto& [file, open] : m_documents) {
        taken[memberText(open->value(), "name")] = true;
        const auto stem = file.substr(file.rfind('/') + 1);
        taken[stem.substr(0, stem.rfind('.'))] = true;
    }
    return edits::freeName(taken, wanted);
}

void WorkflowPage::addWorkflow(OrderedJson document)
{
    const auto name = freeWorkflowName(memberText(document, "name"));
    document["name"] = name;
    const auto file = "workflows/" + name + ".json";
    openDocument(file, handJson(document) + '\n', {});
    showWorkflow(file);
}

void WorkflowPage::newGraph()
{
    addWorkflow(edits::newWorkflow("workflow", firstAgent()));
}

void WorkflowPage::newOrchestrator()
{
    OrderedJson agents = OrderedJson::array();
    if (const auto workspace = context().opened.workspace) {
        for (const auto& [name, agent] : workspace->agents) {
            if (agents.size() < 4 && name != firstAgent())
                agents.push_back(name);
        }
    }
    if (agents.empty())
        agents.push_back(firstAgent());
    addWorkflow({{"name", "orchestrator"},
                 {"kind", "orchestrator"},
                 {"lead", firstAgent()},
                 {"agents", agents},
                 {"plan_gate", "ask"}});
}

void WorkflowPage::duplicateWorkflow()
{
    if (m_document && m_document->isJson())
        addWorkflow(m_document->value());
}

void WorkflowPage::askToDelete()
{
    if (!m_document)
        return;
    m_confirm->setText(tr("Delete %1").arg(format::line(m_document->file(), 80)));
    m_confirm->show();
    m_confirm->setFocus();
}

void WorkflowPage::deleteWorkflow()
{
    m_confirm->hide();
    if (!m_document)
        return;
    const auto file = m_document->file();
    const bool isOnDisk = !m_document->saved().empty();
    m_document = nullptr;
    m_documents.erase(file);
    m_theirs.erase(file);
    fillList();
    if (m_documents.empty())
        showDocument(true);
    else
        showWorkflow(m_documents.begin()->first);
    if (isOnDisk)
        Q_EMIT commandIssued(engine::DeleteFile{file});
}

} // namespace signalbox::ui
