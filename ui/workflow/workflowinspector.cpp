// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/workflow/workflowinspector.h"

#include "base/jsonvalue.h"
#include "base/text.h"
#include "ui/format.h"
#include "ui/jsonedit/codeedit.h"
#include "ui/plainlabel.h"
#include "ui/workflow/edgeform.h"
#include "ui/workflow/graphedits.h"
#include "ui/workflow/kindicon.h"
#include "ui/workflow/nodeform.h"
#include "ui/workflow/waylist.h"
#include "ui/workflow/workflowdocument.h"
#include "ui/workflow/workflowform.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace signalbox::ui {

namespace {
enum Face
{
    WorkflowFace,
    NodeFace,
    EdgeFace,
    SeveralFace,
    StepFace
};

QScrollArea* scrolled(QWidget* content, QWidget* parent)
{
    auto* area = new QScrollArea(parent);
    auto* page = new QWidget(area);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(12, 4, 12, 12);
    column->addWidget(content);
    column->addStretch(1);
    area->setWidget(page);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setFocusPolicy(Qt::NoFocus);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    page->setAutoFillBackground(false); // the panel shows through
    area->viewport()->setAutoFillBackground(false);
    return area;
}
} // namespace

WorkflowInspector::WorkflowInspector(const UiContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_title(plainLabel({}, QStringLiteral("title")))
    , m_name(new QLineEdit(this))
    , m_kind(plainLabel({}, QStringLiteral("badge")))
    , m_problem(plainLabel({}, QStringLiteral("error")))
    , m_stack(new QStackedWidget(this))
    , m_workflow(new WorkflowForm(context))
    , m_node(new NodeForm(context, false))
    , m_ways(new WayList)
    , m_edge(new EdgeForm)
    , m_several(plainLabel({}, QStringLiteral("muted")))
    , m_step(plainLabel())
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(4);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(12, 8, 12, 0);
    head->addWidget(m_title, 1);
    head->addWidget(m_name, 1);
    head->addWidget(m_kind, 0, Qt::AlignVCenter);
    column->addLayout(head);
    m_problem->setWordWrap(true);
    m_problem->setContentsMargins(12, 2, 12, 2);
    m_problem->setAccessibleName(tr("Problem of the selection"));
    column->addWidget(m_problem);
    m_name->setAccessibleName(tr("Name of the node"));
    m_name->setFont(codeFont());
    m_name->setMaxLength(64);
    m_several->setWordWrap(true);
    m_step->setWordWrap(true);
    m_step->setAccessibleName(tr("Step of the plan"));
    m_step->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    for (auto* label : {m_several, m_step})
        label->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    auto* node = new QWidget;
    auto* nodeColumn = new QVBoxLayout(node);
    nodeColumn->setContentsMargins({});
    nodeColumn->addWidget(m_node);
    nodeColumn->addWidget(m_ways);
    nodeColumn->addStretch(1);
    connect(m_ways, &WayList::edgeWanted, this, &WorkflowInspector::edgeWanted);
    for (QWidget* face : {static_cast<QWidget*>(m_workflow), node, static_cast<QWidget*>(m_edge),
                          static_cast<QWidget*>(m_several), static_cast<QWidget*>(m_step)})
        m_stack->addWidget(scrolled(face, m_stack));
    column->addWidget(m_stack, 1);
    connect(m_name, &QLineEdit::editingFinished, this, &WorkflowInspector::rename);
    connectWorkflow();
    connectNode();
    connectEdge();
}

void WorkflowInspector::connectWorkflow()
{
    connect(m_workflow, &WorkflowForm::memberEdited, this,
            [this](const QString& member, const OrderedJson* value) {
                m_document->edit(
                    tr("edit %1").arg(member),
                    [&](OrderedJson& document) {
                        if (value)
                            document[member.toStdString()] = *value;
                        else
                            document.erase(member.toStdString());
                    },
                    QStringLiteral("workflow/") + member);
            });
    auto* state = &m_workflow->state();
    connect(state, &StateTable::declared, this,
            [this](const QString& key, const OrderedJson& declaration) {
                m_document->edit(tr("edit state %1").arg(key), [&](OrderedJson& document) {
                    edits::setStateKey(document, key.toStdString(), declaration);
                });
            });
    connect(state, &StateTable::renamed, this, [this](const QString& from, const QString& to) {
        m_document->edit(tr("rename state %1").arg(from), [&](OrderedJson& document) {
            edits::renameStateKey(document, from.toStdString(), to.toStdString());
        });
    });
    connect(state, &StateTable::removed, this, [this](const QString& key) {
        m_document->edit(tr("remove state %1").arg(key), [&](OrderedJson& document) {
            edits::removeStateKey(document, key.toStdString());
        });
    });
}

void WorkflowInspector::connectNode()
{
    connect(m_node, &NodeForm::memberEdited, this,
            [this](const QString& member, const OrderedJson* value) {
                if (m_selection.nodes.size() != 1)
                    return;
                const auto node = m_selection.nodes.front();
                m_document->edit(
                    tr("edit %1 of %2").arg(member, QString::fromStdString(node)),
                    [&](OrderedJson& document) {
                        edits::setNodeMember(document, node, member.toStdString(), value);
                    },
                    QStringLiteral("node/%1/%2").arg(QString::fromStdString(node), member));
            });
    connect(m_node, &NodeForm::kindChosen, this, [this](NodeKind kind) {
        if (m_selection.nodes.size() != 1)
            return;
        m_document->edit(tr("change kind"), [&](OrderedJson& document) {
            edits::setNodeKind(document, m_selection.nodes.front(), kind, {});
        });
    });
}

void WorkflowInspector::connectEdge()
{
    const auto edit = [this](const QString& what, const QString& merge, auto change) {
        if (!m_selection.edge)
            return;
        const auto index = *m_selection.edge;
        m_document->edit(
            what, [&](OrderedJson& document) { change(document, index); },
            merge.isEmpty() ? merge : QStringLiteral("edge/%1/%2").arg(index).arg(merge));
    };
    connect(m_edge, &EdgeForm::endChosen, this, [edit](bool isFrom, const QString& node) {
        edit(tr("move edge"), {}, [&](OrderedJson& document, std::size_t index) {
            edits::setEdgeEnd(document, index, isFrom ? edits::EdgeEnd::From : edits::EdgeEnd::To,
                              node.toStdString());
        });
    });
    connect(m_edge, &EdgeForm::conditionEdited, this, [edit](EdgeKind kind, const QString& when) {
        edit(tr("edit condition"), QStringLiteral("when"),
             [&](OrderedJson& document, std::size_t index) {
                 edits::setEdgeKind(document, index, kind, when.toStdString());
             });
    });
    connect(m_edge, &EdgeForm::labelEdited, this, [edit](const QString& label) {
        edit(tr("edit label"), QStringLiteral("label"),
             [&](OrderedJson& document, std::size_t index) {
                 const OrderedJson value = label.toStdString();
                 edits::setEdgeMember(document, index, "label", label.isEmpty() ? nullptr : &value);
             });
    });
    connect(m_edge, &EdgeForm::moveWanted, this, [this, edit](bool earlier) {
        std::size_t at = 0;
        edit(tr("order edges"), {}, [&](OrderedJson& document, std::size_t index) {
            at = edits::moveEdge(document, index, earlier);
        });
        Q_EMIT edgeMoved(at);
    });
    connect(m_edge, &EdgeForm::deleteWanted, this, [this, edit] {
        edit(tr("delete edge"), {},
             [](OrderedJson& document, std::size_t index) { edits::removeEdge(document, index); });
        Q_EMIT selectionGone();
    });
}

void WorkflowInspector::setHead(const QString& title, const QString& kind,
                                const ProblemMark* problem)
{
    m_title->setText(title);
    m_title->setVisible(!title.isEmpty());
    m_name->setVisible(title.isEmpty());
    m_kind->setText(kind);
    m_kind->setVisible(!kind.isEmpty());
    m_problem->setText(problem ? problem->words : QString());
    m_problem->setVisible(problem != nullptr);
    const auto role =
        problem && !problem->isError ? QStringLiteral("warning") : QStringLiteral("error");
    if (m_problem->property("role").toString() != role) {
        m_problem->setProperty("role", role);
        Theme::repolish(m_problem);
    }
}

void WorkflowInspector::show(WorkflowDocument* document, const Selection& selection,
                             const Problems& problems)
{
    m_document = document;
    m_selection = selection;
    setEnabled(document != nullptr);
    if (!document)
        return;
    const auto graph = graphOf(document->value());
    const auto mark = [](const auto& marks, const auto& key) -> const ProblemMark* {
        const auto found = marks.find(key);
        return found == marks.end() ? nullptr : &found->second;
    };
    const bool isNode = !graph.isOrchestrator && selection.nodes.size() == 1;
    if (isNode && graph.node(selection.nodes.front())) {
        const auto& name = selection.nodes.front();
        setHead({}, kindWord(graph.node(name)->kind), mark(problems.nodes, name));
        showNode(name);
        return;
    }
    if (selection.edge) {
        for (const auto& edge : graph.edges) {
            if (edge.index != *selection.edge || graph.isOrchestrator)
                continue;
            setHead(tr("%1 → %2").arg(format::line(edge.from, 64), format::line(edge.to, 64)),
                    tr("edge"), mark(problems.edges, edge.index));
            showEdge(edge, graph);
            // the field says it where it is typed
            if (!m_edge->conditionProblem().isEmpty() && !m_problem->text().contains(u'\n'))
                m_problem->hide();
            return;
        }
    }
    if (selection.nodes.size() > 1) {
        setHead(tr("%1 nodes").arg(selection.nodes.size()), {}, nullptr);
        m_several->setText(tr("Drag or nudge them together, duplicate them with D, "
                              "delete them with Del."));
        m_stack->setCurrentIndex(SeveralFace);
        return;
    }
    setHead(tr("Workflow"), {}, nullptr);
    m_workflow->show(document->value(), problems.state, document->isJson());
    m_stack->setCurrentIndex(WorkflowFace);
}

void WorkflowInspector::showRun(const std::map<std::size_t, EdgeRun>& edges)
{
    m_ways->showRun(edges);
}

void WorkflowInspector::showStep(const std::string& name, const QString& words)
{
    m_selection = {};
    setHead(format::line(name, 80), tr("step"), nullptr);
    m_step->setText(words);
    m_stack->setCurrentIndex(StepFace);
}

void WorkflowInspector::showNode(const std::string& name)
{
    if (!m_name->hasFocus() || m_name->property("node").toString().toStdString() != name)
        m_name->setText(format::line(name, 64));
    m_name->setProperty("node", QString::fromStdString(name));
    m_name->setReadOnly(!m_document->isJson());
    const auto graph = graphOf(m_document->value());
    m_ways->show(graph, name);
    NodeForm::Shown shown;
    const auto* nodes = memberOf(m_document->value(), "nodes");
    const auto* node = nodes ? memberOf(*nodes, name) : nullptr;
    shown.node = node ? std::make_shared<const OrderedJson>(*node) : nullptr;
    shown.scope = scopeOf(m_document->value());
    for (const auto& edge : graph.edges) {
        if (edge.from == name)
            shown.ways << QString::fromStdString(edge.to);
    }
    shown.isEditable = m_document->isJson();
    m_node->show(shown);
    m_stack->setCurrentIndex(NodeFace);
}

void WorkflowInspector::showEdge(const GraphEdge& edge, const Graph& graph)
{
    m_edge->show(graph, edge, scopeOf(m_document->value()), m_document->isJson());
    m_stack->setCurrentIndex(EdgeFace);
}

void WorkflowInspector::rename()
{
    if (!m_document || m_selection.nodes.size() != 1)
        return;
    const auto from = m_selection.nodes.front();
    const auto to = m_name->text().trimmed().toStdString();
    if (to == from)
        return;
    const auto* nodes = memberOf(m_document->value(), "nodes");
    if (!isName(to) || (nodes && memberOf(*nodes, to))) {
        const ProblemMark why{isName(to) ? tr("There is a node of this name already.")
                                         : tr("A name has 1 to 64 letters, digits, _ or -."),
                              true};
        setHead({}, m_kind->text(), &why);
        return;
    }
    Q_EMIT nodeRenamed(QString::fromStdString(to));
    m_document->edit(tr("rename %1").arg(QString::fromStdString(from)),
                     [&](OrderedJson& document) { edits::renameNode(document, from, to); });
}

void WorkflowInspector::focusFirst()
{
    QWidget* face = m_stack->currentWidget();
    if (m_stack->currentIndex() == NodeFace) {
        m_name->setFocus(Qt::OtherFocusReason);
        m_name->selectAll();
        return;
    }
    for (auto* child : face->findChildren<QWidget*>()) {
        if (child->focusPolicy() != Qt::NoFocus && child->isVisibleTo(face) && child->isEnabled()
            && !qobject_cast<QScrollArea*>(child)) {
            child->setFocus(Qt::OtherFocusReason);
            return;
        }
    }
}

} // namespace signalbox::ui
