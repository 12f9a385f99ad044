// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/workflow/graphscene.h"

#include <QFontMetricsF>
#include <QGraphicsSceneMouseEvent>
#include <QKeyEvent>
#include <QPen>
#include <QSignalBlocker>

#include <algorithm>
#include <cmath>

namespace signalbox::ui {

GraphScene::GraphScene(const Theme& theme, QObject* parent)
    : QGraphicsScene(parent)
    , m_theme(theme)
{
    setItemIndexMethod(NoIndex); // items move all the time; a few hundred are found at once
    connect(&theme, &Theme::changed, this, &GraphScene::applyTheme);
}

GraphScene::~GraphScene()
{
    blockSignals(true); // it would tell that the selection goes with its items
}

void GraphScene::applyTheme()
{
    for (const auto& [name, item] : m_nodes)
        item->measure();
    for (auto* edge : m_edges)
        edge->measure();
    routeAll();
    update();
}

NodeItem* GraphScene::addNode(const GraphNode& node)
{
    auto* item = new NodeItem(m_theme, node);
    addItem(item);
    item->setFlag(QGraphicsItem::ItemIsMovable, m_isEditable);
    connect(item, &NodeItem::movedByHand, this, [this, item] { onNodeMoved(item); });
    m_nodes[node.name] = item;
    return item;
}

void GraphScene::show(const Graph& graph, const Positions& places)
{
    m_isPlacing = true;
    m_graph = graph;
    m_connecting = nullptr;
    m_target = nullptr;
    std::map<std::string, NodeItem*> gone;
    gone.swap(m_nodes);
    for (const auto& node : graph.nodes) {
        const auto known = gone.find(node.name);
        NodeItem* item = nullptr;
        if (known == gone.end()) {
            item = addNode(node);
        } else {
            item = known->second;
            m_nodes[node.name] = item;
            gone.erase(known);
            item->setNode(node);
        }
        auto marks = item->marks();
        marks.isStart = node.name == graph.start && !graph.isOrchestrator;
        item->setMarks(marks);
        if (const auto place = places.find(node.name); place != places.end())
            item->setPos(place->second.x, place->second.y);
    }
    showEdges();
    for (const auto& [name, item] : gone)
        delete item; // leaves the scene by itself
    m_isPlacing = false;
    routeAll();
}

void GraphScene::showEdges()
{
    m_dirty.clear();
    while (m_edges.size() > m_graph.edges.size()) {
        delete m_edges.back();
        m_edges.pop_back();
    }
    for (std::size_t i = 0; i < m_graph.edges.size(); ++i) {
        if (i < m_edges.size()) {
            m_edges[i]->setEdge(m_graph.edges[i]);
        } else {
            m_edges.push_back(new EdgeItem(m_theme, m_graph.edges[i]));
            addItem(m_edges.back());
        }
    }
    m_out.clear();
    m_in.clear();
    for (auto* edge : m_edges) {
        m_out[m_nodes.at(edge->edge().from)].push_back(edge);
        m_in[m_nodes.at(edge->edge().to)].push_back(edge);
    }
}

void GraphScene::setEditable(bool editable)
{
    m_isEditable = editable;
    for (const auto& [name, item] : m_nodes)
        item->setFlag(QGraphicsItem::ItemIsMovable, editable);
}

void GraphScene::setRun(const std::map<std::string, NodeRun>& nodes,
                        const std::map<std::size_t, EdgeRun>& edges, bool isShown)
{
    for (const auto& [name, item] : m_nodes) {
        const auto run = nodes.find(name);
        const auto width = item->box().width();
        item->setRun(run == nodes.end() ? NodeRun() : run->second, isShown);
        if (width != item->box().width())
            onNodeMoved(item);
    }
    for (auto* edge : m_edges) {
        const auto run = edges.find(edge->edge().index);
        edge->setRun(run == edges.end() ? EdgeRun() : run->second, isShown);
    }
    Q_EMIT arranged();
}

void GraphScene::setProblems(const std::map<std::string, ProblemMark>& nodes,
                             const std::map<std::size_t, ProblemMark>& edges)
{
    for (const auto& [name, item] : m_nodes) {
        const auto found = nodes.find(name);
        auto marks = item->marks();
        marks.problem = found == nodes.end() ? QString() : found->second.words;
        marks.isError = found != nodes.end() && found->second.isError;
        item->setMarks(marks);
    }
    for (auto* edge : m_edges) {
        const auto found = edges.find(edge->edge().index);
        edge->setProblem(found == edges.end() ? QString() : found->second.words,
                         found != edges.end() && found->second.isError);
    }
}

void GraphScene::setBreakpoints(const std::set<std::string>& nodes)
{
    for (const auto& [name, item] : m_nodes) {
        auto marks = item->marks();
        marks.hasBreakpoint = nodes.contains(name);
        item->setMarks(marks);
    }
}

NodeItem* GraphScene::node(const std::string& name) const
{
    const auto found = m_nodes.find(name);
    return found == m_nodes.end() ? nullptr : found->second;
}

EdgeItem* GraphScene::edge(std::size_t index) const
{
    const auto found = std::find_if(m_edges.begin(), m_edges.end(), [index](const auto* edge) {
        return edge->edge().index == index;
    });
    return found == m_edges.end() ? nullptr : *found;
}

Positions GraphScene::places() const
{
    Positions places;
    for (const auto& [name, item] : m_nodes)
        places[name] = {std::round(item->x()), std::round(item->y())};
    return places;
}

std::vector<std::string> GraphScene::selectedNodes() const
{
    std::vector<std::string> names;
    for (const auto& node : m_graph.nodes) {
        if (m_nodes.at(node.name)->isSelected())
            names.push_back(node.name);
    }
    return names;
}

std::optional<std::size_t> GraphScene::selectedEdge() const
{
    const auto items = selectedItems();
    if (items.size() != 1)
        return {};
    const auto* edge = qgraphicsitem_cast<EdgeItem*>(items.front());
    return edge ? std::optional(edge->edge().index) : std::nullopt;
}

void GraphScene::select(const std::vector<std::string>& names)
{
    {
        const QSignalBlocker quiet(this);
        clearSelection();
        for (const auto& name : names) {
            if (auto* item = node(name))
                item->setSelected(true);
        }
    }
    Q_EMIT selectionChanged();
}

void GraphScene::selectEdge(std::size_t index)
{
    {
        const QSignalBlocker quiet(this);
        clearSelection();
        if (auto* item = edge(index))
            item->setSelected(true);
    }
    Q_EMIT selectionChanged();
}

void GraphScene::selectAt(QPointF at)
{
    const auto under = items(at);
    const auto found = std::find_if(under.begin(), under.end(), [](const QGraphicsItem* item) {
        return item->flags() & QGraphicsItem::ItemIsSelectable;
    });
    if (found == under.end())
        return select({});
    if ((*found)->isSelected())
        return;
    if (const auto* node = qgraphicsitem_cast<NodeItem*>(*found))
        select({node->node().name});
    else if (const auto* edge = qgraphicsitem_cast<EdgeItem*>(*found))
        selectEdge(edge->edge().index);
}

std::vector<NodeItem*> GraphScene::inReadingOrder() const
{
    std::vector<NodeItem*> items;
    for (const auto& node : m_graph.nodes)
        items.push_back(m_nodes.at(node.name));
    std::stable_sort(items.begin(), items.end(), [](const NodeItem* a, const NodeItem* b) {
        return std::pair(a->x(), a->y()) < std::pair(b->x(), b->y());
    });
    return items;
}

TidyGraph GraphScene::tidyGraph() const
{
    TidyGraph tidy;
    std::map<std::string_view, std::size_t> index;
    const QFontMetricsF metrics(m_theme.smallFont());
    for (const auto& node : m_graph.nodes) {
        const auto box = m_nodes.at(node.name)->box();
        index[node.name] = tidy.nodes.size();
        if (node.name == m_graph.start)
            tidy.start = tidy.nodes.size();
        tidy.nodes.push_back({box.width(), box.height()});
    }
    double label = 0;
    for (const auto& edge : m_graph.edges) {
        tidy.edges.emplace_back(index.at(edge.from), index.at(edge.to));
        label =
            std::max(label, metrics.horizontalAdvance(QString::fromStdString(edge.shownLabel())));
    }
    tidy.betweenRanks = 50 + std::min(label, double(m_theme.scaled(150))) * 0.6;
    return tidy;
}

void GraphScene::nudge(double dx, double dy)
{
    m_before = places();
    for (const auto& name : selectedNodes())
        m_nodes.at(name)->moveBy(dx, dy);
    flush();
    tellMoves();
}

void GraphScene::onNodeMoved(NodeItem* node)
{
    if (m_isPlacing)
        return;
    for (auto* edges : {&m_out, &m_in}) {
        if (const auto found = edges->find(node); found != edges->end())
            m_dirty.insert(found->second.begin(), found->second.end());
    }
    if (m_isFlushDue || m_dirty.empty())
        return;
    m_isFlushDue = true;
    QMetaObject::invokeMethod(this, &GraphScene::flush, Qt::QueuedConnection);
}

QRectF GraphScene::nodeBounds() const
{
    QRectF bounds;
    for (const auto& [name, item] : m_nodes)
        bounds |= item->box().translated(item->pos());
    return bounds;
}

void GraphScene::tellMoves()
{
    Positions moved;
    for (const auto& [name, place] : places()) {
        const auto before = m_before.find(name);
        if (before != m_before.end() && !(before->second == place))
            moved[name] = place;
    }
    m_before.clear();
    setQuick(false);
    if (!moved.empty())
        Q_EMIT nodesMoved(moved);
}

NodeItem* GraphScene::nodeAt(QPointF at) const
{
    for (auto* item : items(at)) {
        if (auto* node = qgraphicsitem_cast<NodeItem*>(item))
            return node;
    }
    return nullptr;
}

void GraphScene::mousePressEvent(QGraphicsSceneMouseEvent* event)
{
    auto* node = event->button() == Qt::LeftButton ? nodeAt(event->scenePos()) : nullptr;
    if (node && m_isEditable && !m_graph.isOrchestrator && node->isOnPort(event->scenePos())) {
        m_connecting = node;
        m_newEdge = addPath({}, QPen(m_theme.color(Tint::Accent), 2, Qt::DashLine));
        m_newEdge->setZValue(2);
        event->accept();
        return;
    }
    m_before = places();
    QGraphicsScene::mousePressEvent(event);
}

void GraphScene::mouseMoveEvent(QGraphicsSceneMouseEvent* event)
{
    if (!m_connecting) {
        QGraphicsScene::mouseMoveEvent(event);
        return;
    }
    auto* target = nodeAt(event->scenePos());
    if (target != m_target) {
        if (m_target)
            m_target->setTarget(false);
        if (target)
            target->setTarget(true);
        m_target = target;
    }
    QPainterPath path(m_connecting->outPort());
    const QPointF end = target ? target->inPort() : event->scenePos();
    path.cubicTo(m_connecting->outPort() + QPointF(60, 0), end - QPointF(60, 0), end);
    m_newEdge->setPath(path);
}

void GraphScene::mouseReleaseEvent(QGraphicsSceneMouseEvent* event)
{
    if (m_connecting) {
        endConnecting(event->scenePos());
        return;
    }
    QGraphicsScene::mouseReleaseEvent(event);
    flush();
    tellMoves();
}

void GraphScene::endConnecting(QPointF at)
{
    const auto from = QString::fromStdString(m_connecting->node().name);
    auto* target = nodeAt(at);
    if (m_target)
        m_target->setTarget(false);
    m_target = nullptr;
    m_connecting = nullptr;
    delete m_newEdge;
    m_newEdge = nullptr;
    if (target)
        Q_EMIT connectWanted(from, QString::fromStdString(target->node().name));
}

void GraphScene::mouseDoubleClickEvent(QGraphicsSceneMouseEvent* event)
{
    QGraphicsScene::mouseDoubleClickEvent(event);
    if (!selectedItems().empty())
        Q_EMIT editWanted();
}

} // namespace signalbox::ui
