// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/plaintable.h"

#include <QHeaderView>
#include <QTableWidget>

#include <algorithm>

namespace signalbox::ui {

void makePlain(QTableView& table)
{
    table.setShowGrid(false);
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setSelectionMode(QAbstractItemView::SingleSelection);
    table.setEditTriggers(QAbstractItemView::NoEditTriggers);
    table.setTabKeyNavigation(false);
    table.verticalHeader()->hide();
    table.horizontalHeader()->setHighlightSections(false);
    table.horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
}

QTableWidget* plainTable(const QString& accessibleName, const QStringList& columns, int stretched,
                         QWidget* parent)
{
    auto* table = new QTableWidget(0, int(columns.size()), parent);
    makePlain(*table);
    table->setAccessibleName(accessibleName);
    table->setHorizontalHeaderLabels(columns);
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table->horizontalHeader()->setSectionResizeMode(stretched, QHeaderView::Stretch);
    return table;
}

void fitToRows(QTableWidget& table, int most)
{
    const int rows = std::clamp(table.rowCount(), 1, most);
    const int head =
        table.horizontalHeader()->isHidden() ? 0 : table.horizontalHeader()->sizeHint().height();
    table.setFixedHeight(head + rows * table.verticalHeader()->defaultSectionSize() + 4);
}

} // namespace signalbox::ui
