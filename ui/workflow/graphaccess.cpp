// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/workflow/graphaccess.h"

#include "ui/workflow/graphview.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QAction>
#include <QPointer>

#include <map>

namespace signalbox::ui {

namespace {

// One node or edge. It is found again by its name or index: items come and go with the document.
class ItemInterface final : public QAccessibleInterface, public QAccessibleActionInterface
{
public:
    ItemInterface(GraphView* view, std::string node, std::size_t edge)
        : m_view(view)
        , m_node(std::move(node))
        , m_edge(edge)
    { }

    bool isValid() const override { return m_view && item(); }
    QObject* object() const override { return nullptr; }
    QWindow* window() const override { return nullptr; }
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    QAccessibleInterface* parent() const override
    {
        return m_view ? QAccessible::queryAccessibleInterface(m_view.data()) : nullptr;
    }
    QAccessibleInterface* child(int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    QAccessible::Role role() const override { return QAccessible::ListItem; }
    void setText(QAccessible::Text, const QString&) override { }

    QString text(QAccessible::Text kind) const override
    {
        if (kind != QAccessible::Name || !isValid())
            return {};
        return m_node.empty() ? m_view->graph().edge(m_edge)->description()
                              : m_view->graph().node(m_node)->description();
    }

    QRect rect() const override
    {
        if (!isValid())
            return {};
        const auto inView = m_view->mapFromScene(item()->sceneBoundingRect()).boundingRect();
        return {m_view->viewport()->mapToGlobal(inView.topLeft()), inView.size()};
    }

    QAccessible::State state() const override
    {
        QAccessible::State state;
        state.selectable = true;
        state.focusable = true;
        state.selected = isValid() && item()->isSelected();
        state.focused = state.selected && m_view->hasFocus();
        if (isValid() && !m_node.empty()) {
            const auto* node = m_view->graph().node(m_node);
            state.busy = node->run().state == NodeRun::State::Current;
            state.invalid = !node->marks().problem.isEmpty();
            state.movable = m_view->graph().isEditable();
        }
        return state;
    }

    void* interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface*>(this)
                                                    : nullptr;
    }
    // To edit and to go to it, and what the graph offers for its selection.
    QStringList actionNames() const override
    {
        QStringList names{pressAction(), setFocusAction()};
        for (const auto* action : offers())
            names << action->objectName();
        return names;
    }
    QString localizedActionName(const QString& name) const override
    {
        for (const auto* action : offers()) {
            if (action->objectName() == name)
                return action->text();
        }
        return QAccessibleActionInterface::localizedActionName(name);
    }
    QStringList keyBindingsForAction(const QString& name) const override
    {
        for (const auto* action : offers()) {
            if (action->objectName() == name)
                return {action->shortcut().toString()};
        }
        return {};
    }
    void doAction(const QString& name) override
    {
        if (!isValid())
            return;
        if (m_node.empty())
            m_view->graph().selectEdge(m_edge);
        else
            m_view->graph().select({m_node});
        m_view->setFocus();
        if (name == pressAction())
            Q_EMIT m_view->editWanted();
        for (auto* action : offers()) {
            if (action->objectName() == name)
                action->trigger();
        }
    }

private:
    // Actions of the graph that have a name; of an edge only that it is deleted.
    QList<QAction*> offers() const
    {
        QList<QAction*> found;
        for (auto* action : m_view ? m_view->actions() : QList<QAction*>()) {
            if (!action->objectName().isEmpty()
                && (!m_node.empty() || action->objectName() == QStringLiteral("delete")))
                found << action;
        }
        return found;
    }

    QGraphicsItem* item() const
    {
        if (m_node.empty())
            return m_view->graph().edge(m_edge);
        return m_view->graph().node(m_node);
    }

    QPointer<GraphView> m_view;
    std::string m_node; // empty: an edge
    std::size_t m_edge;
};

class GraphInterface final : public QAccessibleWidget
{
public:
    explicit GraphInterface(GraphView* view)
        : QAccessibleWidget(view, QAccessible::List)
    { }
    ~GraphInterface() override
    {
        for (const auto& [key, id] : m_items)
            QAccessible::deleteAccessibleInterface(id);
    }

    int childCount() const override
    {
        const auto& graph = view().graph().graph();
        return int(graph.nodes.size() + graph.edges.size());
    }

    QAccessibleInterface* child(int index) const override
    {
        const auto& graph = view().graph().graph();
        const auto at = std::size_t(index);
        if (index < 0 || at >= graph.nodes.size() + graph.edges.size())
            return nullptr;
        if (at < graph.nodes.size())
            return item(view().graph().inReadingOrder()[at]->node().name, 0);
        return item({}, graph.edges[at - graph.nodes.size()].index);
    }

    int indexOfChild(const QAccessibleInterface* wanted) const override
    {
        for (int i = 0; i < childCount(); ++i) {
            if (child(i) == wanted)
                return i;
        }
        return -1;
    }

    QAccessibleInterface* childAt(int x, int y) const override
    {
        for (int i = 0; i < childCount(); ++i) {
            if (child(i)->rect().contains(x, y))
                return child(i);
        }
        return nullptr;
    }

    QAccessibleInterface* focusChild() const override
    {
        if (const auto edge = view().graph().selectedEdge())
            return item({}, *edge);
        const auto selected = view().graph().selectedNodes();
        return selected.empty() ? nullptr : item(selected.front(), 0);
    }

    QAccessibleInterface* item(const std::string& node, std::size_t edge) const
    {
        const auto key = std::pair(node, edge);
        const auto known = m_items.find(key);
        if (known != m_items.end())
            return QAccessible::accessibleInterface(known->second);
        auto* made = new ItemInterface(&view(), node, edge);
        m_items[key] = QAccessible::registerAccessibleInterface(made);
        return made;
    }

private:
    GraphView& view() const { return *static_cast<GraphView*>(object()); }

    mutable std::map<std::pair<std::string, std::size_t>, QAccessible::Id> m_items;
};

} // namespace

QAccessibleInterface* makeGraphInterface(GraphView* view)
{
    return new GraphInterface(view);
}

void tellSelection(GraphView& view)
{
    if (!QAccessible::isActive())
        return;
    auto* graph = QAccessible::queryAccessibleInterface(&view);
    if (auto* selected = graph ? graph->focusChild() : nullptr) {
        QAccessibleEvent event(selected, QAccessible::Focus);
        QAccessible::updateAccessibility(&event);
    }
}

} // namespace signalbox::ui
