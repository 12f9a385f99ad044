// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0

// What the Workflows mode does to a document: its nodes and edges.
#include "ui/workflow/workflowpage.h"

#include "base/jsonvalue.h"
#include "ui/format.h"
#include "ui/workflow/graphaccess.h"
#include "ui/workflow/graphclip.h"
#include "ui/workflow/graphedits.h"
#include "ui/workflow/graphpanel.h"
#include "ui/workflow/graphview.h"
#include "ui/workflow/kindicon.h"
#include "ui/workflow/runpanel.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QPushButton>

#include <algorithm>

namespace signalbox::ui {

namespace {
constexpr double nodeWidth = 190; // with air, in the measure of places
constexpr double nodeHeight = 62;

// How far copies go so that they cover nothing: by `wanted` where there is room, else below everything.
GraphPoint freeShift(const Positions& copies, const Positions& taken, GraphPoint wanted)
{
    const auto covers = [&](GraphPoint by) {
        return std::any_of(copies.begin(), copies.end(), [&](const auto& copy) {
            return std::any_of(taken.begin(), taken.end(), [&](const auto& other) {
                return std::abs(copy.second.x + by.x - other.second.x) < nodeWidth
                    && std::abs(copy.second.y + by.y - other.second.y) < nodeHeight;
            });
        });
    };
    if (!covers(wanted))
        return wanted;
    const auto isHigher = [](const auto& a, const auto& b) { return a.second.y < b.second.y; };
    const auto top = std::min_element(copies.begin(), copies.end(), isHigher)->second.y;
    const auto bottom = std::max_element(taken.begin(), taken.end(), isHigher)->second.y;
    return {wanted.x, std::max(wanted.y, bottom + nodeHeight - top)};
}
} // namespace

void WorkflowPage::buildEditActions()
{
    struct Edit
    {
        QString text;
        const char* keys;
        void (WorkflowPage::*slot)();
        const char* name;
    };
    const Edit edits[] = {
        {tr("Delete selected"), "Del", &WorkflowPage::removeSelected, "delete"},
        {tr("Cut selected"), "Ctrl+X", &WorkflowPage::cutSelected, "cut"},
        {tr("Copy selected"), "Ctrl+C", &WorkflowPage::copySelected, "copy"},
        {tr("Duplicate selected"), "D", &WorkflowPage::duplicateSelected, "duplicate"},
        {tr("Rename node"), "F2", &WorkflowPage::renameSelected, "rename"},
        {tr("Connect to\u2026"), "C", &WorkflowPage::connectSelected, "connect"},
        {tr("Start here"), "Ctrl+Shift+Home", &WorkflowPage::startAtSelected, "start"},
        {tr("Next edge of the node"), "E", &WorkflowPage::nextEdge, "nextEdge"},
    };
    // keys that mean text elsewhere: of the graph alone
    const auto addHere = [this](const Edit& edit) {
        auto* action = act(edit.text, edit.keys, edit.slot);
        action->setShortcutContext(Qt::WidgetShortcut);
        action->setObjectName(QString::fromLatin1(edit.name));
        m_graph->view().addAction(action);
        return action;
    };
    for (const auto& edit : edits)
        m_edits.push_back(addHere(edit));
    m_paste = addHere({tr("Paste nodes"), "Ctrl+V", &WorkflowPage::paste, ""});
    addHere({tr("Select all nodes"), "Ctrl+A", &WorkflowPage::selectAll, ""});
    m_graph->view().setContextMenuPolicy(Qt::ActionsContextMenu);
    m_files = {act(tr("New graph"), "Ctrl+N", &WorkflowPage::newGraph),
               act(tr("New orchestrator"), "Ctrl+Alt+Shift+N", &WorkflowPage::newOrchestrator),
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
    m_checkMenu = new QMenu(m_check);
    m_check->setProperty("kind", QStringLiteral("flat"));
    m_check->hide();
    connect(&m_checkTimer, &QTimer::timeout, this, &WorkflowPage::checkNow);
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
    connect(m_inspector, &WorkflowInspector::edgeWanted, this,
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
    if (const auto* step = selectedStep())
        m_inspector->showStep(nodes[0], stepWords(*step));
    else
        m_inspector->show(m_document, {nodes, scene.selectedEdge()}, m_problems);
    if (nodes.size() == 1 && !m_run->isHidden())
        m_run->chooseNode(nodes.front());
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
    const auto nodes = m_graph->scene().selectedNodes();
    if (m_document && !nodes.empty())
        insertNodes(edits::copyNodes(m_document->value(), nodes, m_graph->scene().places()),
                    {40, 70}, tr("duplicate"));
}

void WorkflowPage::insertNodes(const OrderedJson& clip, GraphPoint by, const QString& what)
{
    std::vector<std::string> made;
    const auto places = m_graph->scene().places();
    m_document->edit(what, [&](OrderedJson& document) {
        edits::setPlaces(document, places); // those of before stay where they are seen
        made = edits::pasteNodes(document, clip, freeShift(graphOf(clip).layout, places, by));
    });
    m_graph->scene().select(made);
    if (!made.empty())
        m_graph->view().reveal(*m_graph->scene().node(made.front()));
}

void WorkflowPage::copySelected()
{
    const auto nodes = m_graph->scene().selectedNodes();
    if (!m_document || nodes.empty())
        return;
    const auto clip = edits::copyNodes(m_document->value(), nodes, m_graph->scene().places());
    QGuiApplication::clipboard()->setText(QString::fromStdString(prettyJson(clip)));
    Q_EMIT messageShown(nodes.size() == 1 ? tr("1 node copied")
                                          : tr("%1 nodes copied").arg(nodes.size()));
}

void WorkflowPage::cutSelected()
{
    copySelected();
    removeSelected();
}

// Each time a little further from where it was copied, else the copies would hide each other.
void WorkflowPage::paste()
{
    if (!m_document || !m_document->isJson() || m_graph->scene().graph().isOrchestrator)
        return;
    const auto clip = edits::clipOf(QGuiApplication::clipboard()->text().toStdString());
    if (!clip) {
        Q_EMIT messageShown(
            tr("The clipboard holds no nodes: %1.").arg(format::line(clip.error().message, 200)));
        return;
    }
    insertNodes(*clip, {40.0, 70.0}, tr("paste"));
}

void WorkflowPage::selectAll()
{
    std::vector<std::string> names;
    for (const auto& node : m_graph->scene().graph().nodes)
        names.push_back(node.name);
    m_graph->scene().select(names);
}

// The edges that leave the selected node, one after the other, and back to the node.
void WorkflowPage::nextEdge()
{
    auto& scene = m_graph->scene();
    const auto& edges = scene.graph().edges;
    const auto nodes = scene.selectedNodes();
    const auto at = std::find_if(edges.begin(), edges.end(), [&](const auto& edge) {
        return scene.selectedEdge() == edge.index;
    });
    const std::string from = at != edges.end() ? at->from : nodes.size() == 1 ? nodes[0] : "";
    if (from.empty())
        return;
    const auto next = std::find_if(at == edges.end() ? edges.begin() : at + 1, edges.end(),
                                   [&](const auto& edge) { return edge.from == from; });
    if (next == edges.end())
        scene.select({from});
    else
        scene.selectEdge(next->index);
}

void WorkflowPage::renameSelected()
{
    if (m_graph->scene().selectedNodes().size() == 1)
        m_inspector->focusFirst();
}

void WorkflowPage::editSelected()
{
    if (const auto* step = selectedStep())
        return openVisit(QString::fromStdString(step->step.path));
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

} // namespace signalbox::ui
