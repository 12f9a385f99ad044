// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringList>

class QTableView;
class QTableWidget;
class QWidget;

namespace signalbox::ui {

// What all tables of the window have in common: no grid, no row numbers, a row is chosen whole and one at a time, nothing
// is edited in place, Tab leaves the table, heads stand at the left and are not marked by a selection. A table that
// differs says so after this.
void makePlain(QTableView& table);
// An empty one with these columns, as wide as what they hold; `stretched` takes what is left.
[[nodiscard]] QTableWidget* plainTable(const QString& accessibleName, const QStringList& columns,
                                       int stretched, QWidget* parent);
// As high as its rows, at least one and at most `most` of them; more are scrolled.
void fitToRows(QTableWidget& table, int most);

} // namespace signalbox::ui
