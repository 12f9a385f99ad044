// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/workflow/waylist.h"

#include "ui/format.h"
#include "ui/plainlabel.h"

#include <QLabel>
#include <QListWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace signalbox::ui {

namespace {
constexpr int mostRows = 6; // in sight at once

QString wayWords(const GraphEdge& edge, const EdgeRun* run)
{
    QString words = QStringLiteral("→ ") + format::line(edge.to, 64);
    if (edge.kind == EdgeKind::When)
        words += QStringLiteral("   ") + WayList::tr("when %1").arg(format::line(edge.when, 200));
    else if (edge.kind == EdgeKind::Otherwise)
        words += QStringLiteral("   ") + WayList::tr("otherwise");
    if (run && run->taken > 0)
        words += QStringLiteral("   ×%1").arg(run->taken);
    return words;
}
} // namespace

WayList::WayList(QWidget* parent)
    : QWidget(parent)
    , m_list(new QListWidget(this))
    , m_note(plainLabel({}, QStringLiteral("warning")))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 4, 0, 0);
    column->setSpacing(4);
    column->addWidget(plainLabel(tr("Leaves by"), QStringLiteral("muted")));
    column->addWidget(m_list);
    column->addWidget(m_note);
    m_list->setAccessibleName(tr("Leaves by"));
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setTextElideMode(Qt::ElideMiddle);
    m_note->setWordWrap(true);
    connect(m_list, &QListWidget::itemActivated, this, [this](const QListWidgetItem* item) {
        Q_EMIT edgeWanted(item->data(Qt::UserRole).toULongLong());
    });
}

void WayList::show(const Graph& graph, const std::string& node)
{
    std::vector<GraphEdge> edges;
    std::copy_if(graph.edges.begin(), graph.edges.end(), std::back_inserter(edges),
                 [&](const GraphEdge& edge) { return edge.from == node; });
    if (edges == m_edges && m_list->count() > 0)
        return;
    m_edges = std::move(edges);
    fill();
}

void WayList::showRun(const std::map<std::size_t, EdgeRun>& runs)
{
    if (runs == m_runs)
        return;
    m_runs = runs;
    fill();
}

void WayList::fill()
{
    const int current = m_list->currentRow();
    m_list->clear();
    std::int64_t chosen = 0;
    for (const auto& edge : m_edges) {
        const auto run = m_runs.find(edge.index);
        const auto words = wayWords(edge, run == m_runs.end() ? nullptr : &run->second);
        auto* item = new QListWidgetItem(words, m_list);
        item->setToolTip(words);
        item->setData(Qt::UserRole, qulonglong(edge.index));
        chosen += run == m_runs.end() ? 0 : run->second.chosen;
    }
    m_list->setCurrentRow(current);
    const int rows = std::clamp(m_list->count(), 1, mostRows);
    m_list->setFixedHeight(rows * (m_list->fontMetrics().height() + 8) + 6);
    m_note->setText(
        chosen == 1
            ? tr("Several edges matched once; the gate asked which to take.")
            : tr("Several edges matched %1 times; the gate asked which to take.").arg(chosen));
    m_note->setVisible(chosen > 0);
    setVisible(!m_edges.empty());
}

} // namespace signalbox::ui
