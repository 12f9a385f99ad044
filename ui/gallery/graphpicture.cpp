// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/gallery/graphpicture.h"

#include "base/jsonvalue.h"

#include "ui/format.h"
#include "ui/workflow/kindicon.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace signalbox::ui {

namespace {
// in the units of the file: pixels of a 10 point font
constexpr double nodeWidth = 176;
constexpr double nodeHeight = 48;
constexpr double around = 16;
constexpr double largest = 1.0; // a small graph is not blown up
constexpr double wordsFrom = 0.26; // of the scale: in a smaller box there is no room for a name
constexpr double kindsFrom = 0.55;
constexpr double leastWords = 9.5; // pixels of the smallest name that can be read
constexpr double tallest = 1.6; // most graphs are wide: what height there is may be used
constexpr double backWay = 46; // how far an edge that leads back bows

QRectF boundsOf(const Positions& places)
{
    QRectF bounds;
    for (const auto& [name, at] : places)
        bounds |= QRectF(at.x - nodeWidth / 2, at.y - nodeHeight / 2, nodeWidth, nodeHeight);
    return bounds.adjusted(-around, -around, around, around);
}

// Columns one below the other are easier to read around their middle.
void centreColumns(Positions& places)
{
    std::map<double, std::pair<double, double>> reach; // column -> top and bottom
    for (const auto& [name, at] : places) {
        const auto [found, isNew] = reach.try_emplace(at.x, at.y, at.y);
        found->second = {std::min(found->second.first, at.y), std::max(found->second.second, at.y)};
    }
    for (auto& [name, at] : places)
        at.y -= (reach[at.x].first + reach[at.x].second) / 2;
}

QPainterPath wayOf(GraphPoint from, GraphPoint to)
{
    QPainterPath path;
    const double dx = to.x - from.x;
    const double dy = to.y - from.y;
    if (std::abs(dx) < nodeWidth) { // one above the other
        const double out = dy > 0 ? nodeHeight / 2 : -nodeHeight / 2;
        // one way down and one way up do not lie on each other
        const double aside = dy > 0 ? 14 : -14;
        path.moveTo(from.x + aside, from.y + out);
        path.cubicTo(from.x + aside, from.y + dy / 2, to.x + aside, from.y + dy / 2, to.x + aside,
                     to.y - out);
    } else if (dx > 0) {
        path.moveTo(from.x + nodeWidth / 2, from.y);
        const double bend = (dx - nodeWidth) / 2;
        path.cubicTo(from.x + nodeWidth / 2 + bend, from.y, to.x - nodeWidth / 2 - bend, to.y,
                     to.x - nodeWidth / 2, to.y);
    } else {
        const double up = std::min(from.y, to.y) - nodeHeight / 2;
        path.moveTo(from.x, from.y - nodeHeight / 2);
        path.cubicTo(from.x, up - backWay, to.x, up - backWay, to.x, to.y - nodeHeight / 2);
    }
    return path;
}

void paintEdge(QPainter& painter, const QPainterPath& way, const QColor& color, double scale)
{
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(color, std::max(1.6, 1.1 / scale)));
    painter.drawPath(way);
    const auto end = way.pointAtPercent(1);
    const auto before = way.pointAtPercent(0.93);
    const double angle = std::atan2(end.y() - before.y(), end.x() - before.x());
    const double size = std::max(9.0, 4.5 / scale);
    QPolygonF head;
    for (const double turn : {0.0, 2.7, -2.7})
        head << end
                + QPointF(std::cos(angle + turn), std::sin(angle + turn)) * (turn == 0 ? 0 : size);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawPolygon(head);
}

void paintNode(QPainter& painter, const GraphNode& node, GraphPoint at, const Theme& theme,
               double scale)
{
    const QRectF box(at.x - nodeWidth / 2, at.y - nodeHeight / 2, nodeWidth, nodeHeight);
    const auto kind = theme.color(kindTint(node.kind));
    painter.setPen(QPen(node.asks || node.kind == NodeKind::Gate ? theme.color(Tint::Warning)
                                                                 : theme.color(Tint::Border),
                        std::max(1.2, 0.9 / scale)));
    painter.setBrush(theme.color(Tint::Raised));
    painter.drawRoundedRect(box, 7, 7);
    painter.setPen(Qt::NoPen);
    painter.setBrush(kind);
    const bool hasWords = scale >= wordsFrom;
    const double stripe =
        scale >= kindsFrom ? 5 : 14; // of a small node the colour is all that can be seen
    painter.drawRoundedRect(box.adjusted(0, 0, stripe - nodeWidth, 0), 3, 3);
    if (!hasWords)
        return;
    const bool hasKind = scale >= kindsFrom;
    auto font = theme.font();
    font.setPixelSize(int(std::max(14.0, leastWords / scale)));
    painter.setFont(font);
    painter.setPen(theme.color(Tint::Text));
    const auto room = box.adjusted(hasKind ? 14 : stripe + 8, 4, hasKind ? -8 : -3, -4);
    const auto name =
        QFontMetricsF(font).elidedText(format::line(node.name), Qt::ElideRight, room.width());
    painter.drawText(room.adjusted(0, 0, 0, hasKind ? -room.height() / 2 : 0),
                     Qt::AlignLeft | Qt::AlignVCenter, name);
    if (!hasKind)
        return;
    font.setPixelSize(11);
    painter.setFont(font);
    painter.setPen(theme.color(Tint::Muted));
    auto word = kindWord(node.kind);
    if (!node.join.empty())
        word += QStringLiteral(" \u00b7 join ") + format::line(node.join);
    painter.drawText(room.adjusted(0, room.height() / 2, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                     word);
}
} // namespace

Graph pictureOf(const WorkflowFile& file)
{
    const auto document = parseOrderedJson(file.document);
    if (!document)
        return {};
    auto graph = graphOf(*document);
    if (graph.layout.empty()) {
        graph.layout = layeredPlaces(graph);
        centreColumns(graph.layout);
    }
    placeRest(graph, graph.layout);
    return graph;
}

void paintGraph(QPainter& painter, const QRectF& into, const Graph& graph, const Theme& theme)
{
    if (graph.nodes.empty() || into.isEmpty())
        return;
    auto bounds = boundsOf(graph.layout);
    const double scale =
        std::min({into.width() / bounds.width(), into.height() / bounds.height(), largest});
    const double taller = std::clamp(into.height() / (bounds.height() * scale), 1.0, tallest);
    auto places = graph.layout;
    for (auto& [name, at] : places)
        at.y *= taller;
    bounds = boundsOf(places);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(into.center());
    painter.scale(scale, scale);
    painter.translate(-bounds.center());
    for (const auto& edge : graph.edges) {
        if (edge.from != edge.to)
            paintEdge(painter, wayOf(places.at(edge.from), places.at(edge.to)),
                      theme.color(Tint::Faint), scale);
    }
    for (const auto& node : graph.nodes)
        paintNode(painter, node, places.at(node.name), theme, scale);
    painter.restore();
}

GraphPicture::GraphPicture(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("graphPicture"));
    setAccessibleName(tr("Picture of the workflow"));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void GraphPicture::show(const Graph& graph)
{
    m_graph = graph;
    QStringList names;
    for (const auto& node : graph.nodes)
        names << format::line(node.name) + QStringLiteral(" (") + kindWord(node.kind)
                + QStringLiteral(")");
    setAccessibleDescription(names.join(QStringLiteral(", ")));
    update();
}

void GraphPicture::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Tint::Window));
    paintGraph(painter, rect().adjusted(4, 4, -4, -4), m_graph, m_theme);
}

} // namespace signalbox::ui
