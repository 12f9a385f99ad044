// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "ui/workflow/graph.h"

#include <QObject>

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace signalbox::ui {

// A graph without its words: what a layout needs to know. Pixels of a 10 point font.
struct TidyGraph
{
    struct Size
    {
        double width = 160;
        double height = 48;
    };
    std::vector<Size> nodes;
    std::vector<std::pair<std::size_t, std::size_t>> edges; // from, to
    double betweenRanks = 70; // room for labels
    double betweenNodes = 36;
    std::size_t start = 0;
};

inline constexpr std::size_t mostTidyNodes = 1000;
inline constexpr std::size_t mostTidyEdges = 4000;

// Middles of the nodes, from left to right, by the layout "dot" of Graphviz. Takes up to seconds: any thread, one call at
// a time over all threads (the library is not thread safe; calls wait for each other). Unavailable where Graphviz has no
// such layout installed.
[[nodiscard]] Result<std::vector<GraphPoint>> tidyLayout(const TidyGraph& graph);

// Lays out on a thread of its own. Of several orders the last one counts. Lives on the GUI thread. A layout cannot be
// interrupted, so this object does not wait for one that is under way: it is finished and dropped.
class Tidier : public QObject
{
    Q_OBJECT

public:
    explicit Tidier(QObject* parent = nullptr);
    ~Tidier() override;

    // `ticket` comes back.
    void order(std::uint64_t ticket, TidyGraph graph);

Q_SIGNALS:
    void done(quint64 ticket, const std::vector<signalbox::ui::GraphPoint>& places);
    void failed(quint64 ticket, const QString& why);

private:
    struct Desk; // between this object and its thread
    static void work(Desk& desk);
    static void tell(Desk& desk, std::uint64_t ticket,
                     const Result<std::vector<GraphPoint>>& result);

    std::shared_ptr<Desk> m_desk; // null until the first order
};

} // namespace signalbox::ui
