// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/workflow/edgeitem.h"

#include <QWidget>

#include <map>
#include <string>

class QLabel;
class QListWidget;

namespace signalbox::ui {

// The edges that leave a node, in the order they are tried, and what a run made of them. Choosing one goes to it.
class WayList final : public QWidget
{
    Q_OBJECT

public:
    explicit WayList(QWidget* parent = nullptr);

    void show(const Graph& graph, const std::string& node);
    void showRun(const std::map<std::size_t, EdgeRun>& runs); // by index in the file; empty: no run

Q_SIGNALS:
    void edgeWanted(qulonglong index);

private:
    void fill();

    std::vector<GraphEdge> m_edges;
    std::map<std::size_t, EdgeRun> m_runs;
    QListWidget* m_list;
    QLabel* m_note;
};

} // namespace signalbox::ui
