// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/workflow/edgeitem.h"
#include "ui/workflow/nodeitem.h"
#include "ui/workflow/tidy.h"

#include <QGraphicsScene>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace signalbox::ui {

// What is wrong with a node, for its mark.
struct ProblemMark
{
    QString words;
    bool isError = false;

    bool operator==(const ProblemMark&) const = default;
};

// A graph as items. Shows what it is given and tells what the hand did with it; it changes no document. GUI thread.
class GraphScene final : public QGraphicsScene
{
    Q_OBJECT

public:
    explicit GraphScene(const Theme& theme, QObject* parent = nullptr);
    ~GraphScene() override;

    // Nodes of the same name keep their selection and their marks.
    void show(const Graph& graph, const Positions& places);
    [[nodiscard]] const Graph& graph() const { return m_graph; }
    void setEditable(bool editable);
    [[nodiscard]] bool isEditable() const { return m_isEditable; }
    // What a run did; nothing where no run is shown.
    void setRun(const std::map<std::string, NodeRun>& nodes,
                const std::map<std::size_t, EdgeRun>& edges, bool isShown);
    void setProblems(const std::map<std::string, ProblemMark>& nodes,
                     const std::map<std::size_t, ProblemMark>& edges);
    void setBreakpoints(const std::set<std::string>& nodes);

    [[nodiscard]] NodeItem* node(const std::string& name) const;
    [[nodiscard]] EdgeItem* edge(std::size_t index) const; // index in the file
    [[nodiscard]] Positions places() const;
    [[nodiscard]] QRectF nodeBounds() const; // of all nodes; invalid where there is none
    [[nodiscard]] std::vector<std::string> selectedNodes() const; // in the order of the file
    [[nodiscard]] std::optional<std::size_t> selectedEdge() const; // when nothing else is selected
    void select(const std::vector<std::string>& names);
    void selectEdge(std::size_t index);
    void selectAt(QPointF at); // what stands there, unless it is selected already
    [[nodiscard]] std::vector<NodeItem*> inReadingOrder() const;
    [[nodiscard]] TidyGraph tidyGraph() const; // nodes in the order of the file
    void nudge(double dx, double dy); // the selected nodes

Q_SIGNALS:
    void nodesMoved(const signalbox::ui::Positions& places); // once, at the end
    void connectWanted(const QString& from, const QString& to);
    void editWanted(); // of what is selected
    void quickChanged(bool quick); // many move now, or stand again
    void arranged(); // nodes stand elsewhere, or look otherwise

protected:
    void mousePressEvent(QGraphicsSceneMouseEvent* event) override;
    void mouseMoveEvent(QGraphicsSceneMouseEvent* event) override;
    void mouseReleaseEvent(QGraphicsSceneMouseEvent* event) override;
    void mouseDoubleClickEvent(QGraphicsSceneMouseEvent* event) override;

private:
    void applyTheme();
    NodeItem* addNode(const GraphNode& node);
    void showEdges();
    void onNodeMoved(NodeItem* node);
    void flush(); // edges of nodes that moved
    void setQuick(bool quick);
    void routeEdge(EdgeItem& edge, EdgeRouter& router);
    void routeAll();
    [[nodiscard]] EdgeRouter router() const; // for the nodes as they stand
    [[nodiscard]] EdgeEnds endsOf(const EdgeItem& edge) const;
    void tellMoves();
    void endConnecting(QPointF at);
    [[nodiscard]] NodeItem* nodeAt(QPointF at) const;
    [[nodiscard]] double slot(const std::vector<EdgeItem*>& siblings, const EdgeItem& edge,
                              const NodeItem& node, bool isOut) const;

    const Theme& m_theme;
    Graph m_graph;
    bool m_isEditable = true;
    std::map<std::string, NodeItem*> m_nodes;
    std::vector<EdgeItem*> m_edges;
    std::map<const NodeItem*, std::vector<EdgeItem*>> m_out;
    std::map<const NodeItem*, std::vector<EdgeItem*>> m_in;
    std::set<EdgeItem*> m_dirty;
    bool m_isFlushDue = false;
    bool m_isQuick = false; // so many move that edges are drawn plainly
    bool m_isPlacing = false; // by show(), not by hand
    Positions m_before; // at the press
    NodeItem* m_connecting = nullptr; // where the new edge begins
    NodeItem* m_target = nullptr;
    QGraphicsPathItem* m_newEdge = nullptr;
};

} // namespace signalbox::ui
