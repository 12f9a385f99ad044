// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/runs/runstable.h"
#include "ui/theme.h"

#include <QTableView>

namespace signalbox::ui {

class RunTitleDelegate;

// The table of runs: forks are folded and unfolded by mouse and arrow keys, several rows can be selected.
class RunsTable final : public QTableView
{
    Q_OBJECT

public:
    RunsTable(const Theme& theme, RunsModel& model, QWidget* parent = nullptr);
    [[nodiscard]] QList<int> selectedRowNumbers() const; // in the order of the table

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void setExpanded(int row, bool expanded);

    RunsModel& m_model;
    RunTitleDelegate* m_titles;
};

} // namespace signalbox::ui
