// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/runs/runsview.h"

#include "ui/plaintable.h"
#include "ui/runs/runsdelegate.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QMouseEvent>

#include <algorithm>

namespace signalbox::ui {

namespace {
constexpr int widths[] = {0, 16, 12, 14, 11, 9, 24}; // of the columns but the task, characters
constexpr int leastTask = 24; // characters
} // namespace

RunsTable::RunsTable(const Theme& theme, RunsModel& model, QWidget* parent)
    : QTableView(parent)
    , m_model(model)
    , m_titles(new RunTitleDelegate(theme, this))
{
    setModel(&model);
    setAccessibleName(tr("Runs"));
    setObjectName(QStringLiteral("Runs"));
    setItemDelegateForColumn(int(RunsModel::Column::Task), m_titles);
    setItemDelegateForColumn(int(RunsModel::Column::State), new StateDelegate(this));
    makePlain(*this);
    setSelectionMode(ExtendedSelection);
    setWordWrap(false);
    setContextMenuPolicy(Qt::ActionsContextMenu);
    setSortingEnabled(true);
    sortByColumn(int(RunsModel::Column::Started), Qt::DescendingOrder);
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(theme.scaled(26));
    horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
    horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    // Fixed widths: a list of 100,000 runs is never measured.
    const int unit = fontMetrics().averageCharWidth();
    for (int section = 1; section < 7; ++section)
        setColumnWidth(section, unit * widths[section]);
}

// Beside a comparison there is less room: what says least makes way for the task.
void RunsTable::resizeEvent(QResizeEvent* event)
{
    const int unit = fontMetrics().averageCharWidth();
    int left = event->size().width() - unit * leastTask;
    for (int section = 1; section < 7; ++section) {
        left -= unit * widths[section];
        setColumnHidden(section, left < 0);
    }
    QTableView::resizeEvent(event);
}

QList<int> RunsTable::selectedRowNumbers() const
{
    QList<int> rows;
    for (const auto& index : selectionModel()->selectedRows())
        rows << index.row();
    std::sort(rows.begin(), rows.end());
    return rows;
}

void RunsTable::setExpanded(int row, bool expanded)
{
    const QString run = m_model.index(row, 0).data(RunsModel::RunRole).toString();
    m_model.setExpanded(row, expanded);
    selectRow(m_model.rowOf(run));
}

void RunsTable::keyPressEvent(QKeyEvent* event)
{
    const auto current = currentIndex();
    const bool expandable = current.data(RunsModel::ExpandableRole).toBool();
    const bool expanded = current.data(RunsModel::ExpandedRole).toBool();
    if (event->key() == Qt::Key_Right && current.isValid()) {
        if (expandable && !expanded)
            setExpanded(current.row(), true);
        else if (expandable)
            selectRow(current.row() + 1);
    } else if (event->key() == Qt::Key_Left && current.isValid()) {
        if (expandable && expanded)
            setExpanded(current.row(), false);
        else if (const int above = m_model.parentRow(current.row()); above >= 0)
            selectRow(above);
    } else {
        QTableView::keyPressEvent(event);
    }
}

void RunsTable::mousePressEvent(QMouseEvent* event)
{
    const auto at = indexAt(event->pos());
    if (at.isValid() && at.column() == 0 && event->button() == Qt::LeftButton
        && at.data(RunsModel::ExpandableRole).toBool()
        && m_titles->expanderRect(visualRect(at), at.data(RunsModel::DepthRole).toInt())
               .contains(event->pos())) {
        setExpanded(at.row(), !at.data(RunsModel::ExpandedRole).toBool());
        return;
    }
    QTableView::mousePressEvent(event);
}

} // namespace signalbox::ui
