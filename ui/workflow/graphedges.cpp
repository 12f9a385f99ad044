// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
// The ways of the edges of a scene: which are due, where they begin and end.
#include "ui/workflow/graphscene.h"

#include <algorithm>

namespace signalbox::ui {

namespace {
constexpr double lane = 30; // between edges of the same two nodes
constexpr double betweenPorts = 9;
constexpr std::size_t manyEdges = 60; // that move at once
} // namespace

// While nodes are dragged their own edges follow; at the end all edges find their ways around the new places.
void GraphScene::flush()
{
    m_isFlushDue = false;
    if (m_dirty.size() > manyEdges)
        setQuick(true);
    auto ways = router();
    for (auto* edge : m_dirty)
        routeEdge(*edge, ways);
    m_dirty.clear();
    Q_EMIT arranged();
}

void GraphScene::routeAll()
{
    m_dirty.clear();
    auto ways = router();
    for (auto* edge : m_edges) {
        const auto ends = endsOf(*edge);
        edge->setWay(ends, ways.route(ends, edge->labelSize()));
    }
    Q_EMIT arranged();
}

void GraphScene::setQuick(bool quick)
{
    if (quick == m_isQuick)
        return;
    m_isQuick = quick;
    for (auto* edge : m_edges)
        edge->setQuick(quick);
    Q_EMIT quickChanged(quick);
}

EdgeRouter GraphScene::router() const
{
    std::vector<QRectF> boxes;
    boxes.reserve(m_nodes.size());
    for (const auto& [name, item] : m_nodes)
        boxes.push_back(item->box().translated(item->pos()));
    return EdgeRouter(std::move(boxes));
}

// Where along a side an edge stands among those of the same node, so that they do not cross there.
double GraphScene::slot(const std::vector<EdgeItem*>& siblings, const EdgeItem& edge,
                        const NodeItem& node, bool isOut) const
{
    const auto isForward = [this](const EdgeItem& each) {
        return m_nodes.at(each.edge().to)->inPort().x()
            - m_nodes.at(each.edge().from)->outPort().x()
            > -8;
    };
    const auto height = [&](const EdgeItem& each) {
        return m_nodes.at(isOut ? each.edge().to : each.edge().from)->y();
    };
    int before = 0;
    int all = 0;
    for (const auto* each : siblings) {
        if (!isForward(*each))
            continue;
        ++all;
        const auto a = std::pair(height(*each), each->edge().index);
        before += a < std::pair(height(edge), edge.edge().index) ? 1 : 0;
    }
    const double most = std::max(0.0, node.box().height() / 2 - 8);
    return std::clamp((before - (all - 1) / 2.0) * betweenPorts, -most, most);
}

EdgeEnds GraphScene::endsOf(const EdgeItem& edge) const
{
    const auto* from = m_nodes.at(edge.edge().from);
    const auto* to = m_nodes.at(edge.edge().to);
    const auto& siblings = m_out.at(from);
    EdgeEnds ends;
    ends.from = from->outPort() + QPointF(0, slot(siblings, edge, *from, true));
    ends.to = to->inPort() + QPointF(0, slot(m_in.at(to), edge, *to, false));
    ends.fromBox = from->box().translated(from->pos());
    ends.toBox = to->box().translated(to->pos());
    int same = 0;
    for (const auto* each : siblings) {
        if (each == &edge)
            break;
        same += each->edge().to == edge.edge().to ? 1 : 0;
    }
    ends.lift = same * lane;
    return ends;
}

// Both ends dragged alike: the way goes with them as it is.
void GraphScene::routeEdge(EdgeItem& edge, EdgeRouter& router)
{
    const auto ends = endsOf(edge);
    if (!edge.way().isEmpty() && ends.isShifted(edge.ends()))
        edge.shift(ends, ends.from - edge.ends().from);
    else
        edge.setWay(ends, router.route(ends, edge.labelSize()));
}

} // namespace signalbox::ui
