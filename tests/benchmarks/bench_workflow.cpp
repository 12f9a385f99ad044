// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/jsonvalue.h"
#include "ui/workflow/graphpanel.h"
#include "ui/workflow/graphview.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <cstdio>
#include <vector>

using namespace signalbox;
using namespace signalbox::ui;

// `bench_workflow [NODES]`: how long a graph takes to be tidied, shown, and dragged, all nodes at once.
namespace {
Graph bigGraph(std::size_t count)
{
    Graph graph;
    graph.name = "big";
    graph.start = "node-0";
    unsigned seed = 7;
    const auto random = [&seed](std::size_t below) {
        seed = seed * 1103515245u + 12345u;
        return std::size_t(seed >> 16) % below;
    };
    for (std::size_t i = 0; i < count; ++i) {
        const auto name = "node-" + std::to_string(i);
        graph.nodes.push_back({name, NodeKind(i % 8), "does its part of the work", {}, i % 9 == 0});
        if (i == 0)
            continue;
        const auto from = i - 1 - random(std::min<std::size_t>(i, 6));
        graph.edges.push_back({"node-" + std::to_string(from),
                               name,
                               EdgeKind::When,
                               "state.rounds < 3",
                               {},
                               graph.edges.size()});
        if (random(3) == 0)
            graph.edges.push_back({name,
                                   "node-" + std::to_string(random(i)),
                                   EdgeKind::Otherwise,
                                   {},
                                   {},
                                   graph.edges.size()});
    }
    return graph;
}

double percentile(std::vector<double> times, double part)
{
    std::sort(times.begin(), times.end());
    return times[std::min(times.size() - 1, std::size_t(double(times.size()) * part))];
}

void drag(GraphPanel& panel, const char* what)
{
    auto& view = panel.view();
    std::vector<double> times;
    for (int frame = 0; frame < 120; ++frame) {
        QElapsedTimer clock;
        clock.start();
        for (const auto& node : panel.scene().graph().nodes) {
            if (auto* item = panel.scene().node(node.name); item->isSelected())
                item->moveBy(frame % 2 == 0 ? 3 : -2, 1);
        }
        QCoreApplication::processEvents();
        view.viewport()->repaint();
        times.push_back(double(clock.nsecsElapsed()) / 1e6);
    }
    std::printf("%s: median %.2f ms, 95 %% under %.2f ms, longest %.2f ms a frame\n", what,
                percentile(times, 0.5), percentile(times, 0.95), percentile(times, 1));
}
} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    Theme theme;
    theme.applyTo(application);
    const auto count = argc > 1 ? std::size_t(std::max(2, std::atoi(argv[1]))) : 300;
    const auto graph = bigGraph(count);
    GraphPanel panel(theme);
    panel.resize(1100, 800);
    panel.setVisible(true);
    QElapsedTimer clock;
    clock.start();
    panel.show(graph, true);
    QCoreApplication::processEvents();
    std::printf("%zu nodes, %zu edges, first sight: %lld ms\n", graph.nodes.size(),
                graph.edges.size(), clock.restart());
    const auto places = tidyLayout(panel.scene().tidyGraph());
    std::printf("tidy: %lld ms%s\n", clock.restart(), places ? "" : " (failed)");
    panel.tidy();
    while (panel.scene().places().at("node-1") == layeredPlaces(graph).at("node-1")
           && clock.elapsed() < 20000)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 10);
    panel.view().fit();
    std::vector<std::string> all;
    for (const auto& node : graph.nodes)
        all.push_back(node.name);
    panel.scene().select(all);
    drag(panel, "all nodes dragged, all in sight");
    panel.scene().select({"node-1"});
    drag(panel, "one node dragged, all in sight");
    panel.view().resetZoom();
    panel.view().reveal(*panel.scene().node("node-1"));
    drag(panel, "one node dragged, at 100 %");
    panel.scene().select(all);
    drag(panel, "all nodes dragged, at 100 %");
    return 0;
}
