// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/workflow/tidy.h"

#include <QMetaObject>
#include <QString>

#include <graphviz/gvc.h>

#include <cmath>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace signalbox::ui {

namespace {
constexpr double pointsPerInch = 72;

std::mutex& library() // of Graphviz: its state is global
{
    static std::mutex mutex;
    return mutex;
}

int silent(char*)
{
    return 0;
}

// Attribute functions of cgraph take char*, and change none of it.
void setAttribute(Agraph_t* graph, int kind, const char* name, const std::string& value)
{
    agattr(graph, kind, const_cast<char*>(name), const_cast<char*>(value.c_str()));
}

void setOn(void* object, const char* name, const std::string& value)
{
    agset(object, const_cast<char*>(name), const_cast<char*>(value.c_str()));
}

std::string inches(double pixels)
{
    // never by the locale: Graphviz reads a dot
    const auto thousandths = std::llround(pixels / pointsPerInch * 1000);
    std::string digits = std::to_string(thousandths % 1000);
    digits.insert(0, 3 - digits.size(), '0');
    return std::to_string(thousandths / 1000) + "." + digits;
}

struct Drawing
{
    GVC_t* context = gvContext();
    Agraph_t* graph = nullptr;
    bool isLaidOut = false;

    Drawing() = default;
    Drawing(const Drawing&) = delete;
    Drawing& operator=(const Drawing&) = delete;
    ~Drawing()
    {
        if (isLaidOut)
            gvFreeLayout(context, graph);
        if (graph)
            agclose(graph);
        if (context)
            gvFreeContext(context);
    }
};

std::vector<Agnode_t*> build(Drawing& drawing, const TidyGraph& wanted)
{
    drawing.graph = agopen(const_cast<char*>("g"), Agdirected, nullptr);
    auto* graph = drawing.graph;
    setAttribute(graph, AGRAPH, "rankdir", "LR");
    setAttribute(graph, AGRAPH, "splines", "line"); // edges are drawn by us
    setAttribute(graph, AGRAPH, "ranksep", inches(wanted.betweenRanks));
    setAttribute(graph, AGRAPH, "nodesep", inches(wanted.betweenNodes));
    // Enough for a graph that a person can read, and bounds the time of any other.
    setAttribute(graph, AGRAPH, "nslimit", wanted.nodes.size() > 400 ? "0.5" : "4");
    setAttribute(graph, AGRAPH, "nslimit1", wanted.nodes.size() > 400 ? "0.5" : "4");
    setAttribute(graph, AGRAPH, "mclimit", wanted.nodes.size() > 400 ? "0.2" : "1");
    setAttribute(graph, AGNODE, "shape", "box");
    setAttribute(graph, AGNODE, "fixedsize", "true");
    setAttribute(graph, AGNODE, "label", "");
    setAttribute(graph, AGNODE, "width", "1");
    setAttribute(graph, AGNODE, "height", "1");
    setAttribute(graph, AGEDGE, "weight", "1");
    std::vector<Agnode_t*> nodes;
    nodes.reserve(wanted.nodes.size());
    for (std::size_t i = 0; i < wanted.nodes.size(); ++i) {
        std::string name = "n" + std::to_string(i);
        auto* node = agnode(graph, name.data(), 1);
        setOn(node, "width", inches(wanted.nodes[i].width));
        setOn(node, "height", inches(wanted.nodes[i].height));
        nodes.push_back(node);
    }
    for (const auto& [from, to] : wanted.edges) {
        if (from < nodes.size() && to < nodes.size() && from != to)
            agedge(graph, nodes[from], nodes[to], nullptr, 1);
    }
    return nodes;
}
} // namespace

Result<std::vector<GraphPoint>> tidyLayout(const TidyGraph& graph)
{
    if (graph.nodes.empty())
        return std::vector<GraphPoint>();
    if (graph.nodes.size() > mostTidyNodes || graph.edges.size() > mostTidyEdges)
        return fail(Errc::Limit,
                    "more than " + std::to_string(mostTidyNodes) + " nodes or "
                        + std::to_string(mostTidyEdges)
                        + " edges cannot be tidied in seconds: split the workflow");
    const std::lock_guard lock(library());
    agseterrf(&silent); // its warnings would go to stderr
    Drawing drawing;
    if (!drawing.context)
        return fail(Errc::Unavailable, "Graphviz did not start");
    const auto nodes = build(drawing, graph);
    if (gvLayout(drawing.context, drawing.graph, "dot") != 0)
        return fail(Errc::Unavailable,
                    "Graphviz has no layout \"dot\": install its plugins (package libgvc6)");
    drawing.isLaidOut = true;
    std::vector<GraphPoint> places;
    places.reserve(nodes.size());
    for (auto* node : nodes)
        places.push_back({std::round(ND_coord(node).x), std::round(-ND_coord(node).y)});
    const auto first = places[std::min(graph.start, places.size() - 1)];
    for (auto& place : places)
        place = {place.x - first.x, place.y - first.y};
    return places;
}

struct Tidier::Desk
{
    std::mutex mutex; // guards all below
    std::condition_variable wake;
    Tidier* owner = nullptr; // null: it is gone
    std::optional<std::pair<std::uint64_t, TidyGraph>> order;
};

Tidier::Tidier(QObject* parent)
    : QObject(parent)
{ }

Tidier::~Tidier()
{
    if (!m_desk)
        return;
    const std::lock_guard lock(m_desk->mutex);
    m_desk->owner = nullptr;
    m_desk->wake.notify_one();
}

void Tidier::order(std::uint64_t ticket, TidyGraph graph)
{
    const bool isFirst = !m_desk;
    if (isFirst) {
        m_desk = std::make_shared<Desk>();
        m_desk->owner = this;
    }
    {
        const std::lock_guard lock(m_desk->mutex);
        m_desk->order.emplace(ticket, std::move(graph));
    }
    m_desk->wake.notify_one();
    if (isFirst)
        std::thread([desk = m_desk] { work(*desk); }).detach();
}

void Tidier::work(Desk& desk)
{
    for (;;) {
        std::pair<std::uint64_t, TidyGraph> order;
        {
            std::unique_lock lock(desk.mutex);
            desk.wake.wait(lock, [&desk] { return desk.order || !desk.owner; });
            if (!desk.owner)
                return;
            order = std::move(*desk.order);
            desk.order.reset();
        }
        tell(desk, order.first, tidyLayout(order.second));
    }
}

void Tidier::tell(Desk& desk, std::uint64_t ticket, const Result<std::vector<GraphPoint>>& result)
{
    const std::lock_guard lock(desk.mutex); // the owner cannot go meanwhile
    auto* owner = desk.owner;
    if (!owner)
        return;
    if (result)
        QMetaObject::invokeMethod(
            owner, [owner, ticket, places = *result] { Q_EMIT owner->done(ticket, places); },
            Qt::QueuedConnection);
    else
        QMetaObject::invokeMethod(
            owner,
            [owner, ticket, why = QString::fromStdString(result.error().text())] {
                Q_EMIT owner->failed(ticket, why);
            },
            Qt::QueuedConnection);
}

} // namespace signalbox::ui
