// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/runs/runfilter.h"
#include "ui/theme.h"

#include <QAbstractTableModel>

#include <memory>
#include <vector>

namespace signalbox::ui {

// The runs of a workspace, newest first, as a flat table over what the filter leaves.
class RunsModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Column
    {
        Task,
        State,
        Tokens,
        Cost,
        Time,
        Steps,
        Started
    };
    enum Role
    {
        RunRole = Qt::UserRole,
        SortRole,
        StateColourRole
    };
    explicit RunsModel(const Theme& theme, QObject* parent = nullptr);

    void setRuns(std::shared_ptr<const std::vector<RunSummary>> runs);
    void setFilter(const RunFilter& filter);
    [[nodiscard]] const RunSummary* run(int row) const;
    [[nodiscard]] int rowOf(const QString& run) const;
    [[nodiscard]] int total() const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;
    void sort(int column, Qt::SortOrder order) override;

private:
    void rebuild();
    [[nodiscard]] QString text(const RunSummary& run, Column column) const;

    const Theme& m_theme;
    std::shared_ptr<const std::vector<RunSummary>> m_runs;
    std::vector<std::uint32_t> m_shown;
    RunFilter m_filter;
    int m_sortColumn = int(Column::Started);
    Qt::SortOrder m_order = Qt::DescendingOrder;
};

} // namespace signalbox::ui
