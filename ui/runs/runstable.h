// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/command.h"
#include "ui/runs/runfilter.h"
#include "ui/theme.h"

#include <QAbstractTableModel>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace signalbox::ui {

// The runs of a workspace, newest first, as a flat table over what the filter leaves. A fork stands under the run it left,
// its depth is a role that the delegate paints.
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
        StateColourRole,
        DepthRole,
        ExpandableRole,
        ExpandedRole,
        BranchRole, // "at step 3: model changed", or what a search found inside; empty
        BadgeRole // "A", "B": of a comparison
    };
    explicit RunsModel(const Theme& theme, QObject* parent = nullptr);

    void setRuns(std::shared_ptr<const std::vector<RunSummary>> runs);
    void setFilter(const RunFilter& filter);
    void setOutcome(const std::string& outcome); // only these; empty: all
    void setHits(std::map<std::string, engine::RunsFound::Hit> hits); // by run
    void setCompared(const std::string& a, const std::string& b);
    void setExpanded(int row, bool expanded);
    [[nodiscard]] const RunSummary* run(int row) const;
    [[nodiscard]] const engine::RunsFound::Hit* hit(int row) const;
    [[nodiscard]] int rowOf(const QString& run) const;
    [[nodiscard]] int parentRow(int row) const; // -1: it has none here
    [[nodiscard]] int total() const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;
    void sort(int column, Qt::SortOrder order) override;

private:
    struct Line
    {
        std::uint32_t run = 0; // index into m_runs
        std::uint16_t depth = 0;
        bool hasForks = false;
    };
    void rebuild();
    [[nodiscard]] std::vector<std::uint32_t> sorted() const;
    [[nodiscard]] QString text(const RunSummary& run, Column column) const;
    [[nodiscard]] QString branchWords(const RunSummary& run) const;

    const Theme& m_theme;
    std::shared_ptr<const std::vector<RunSummary>> m_runs;
    std::vector<Line> m_shown;
    RunFilter m_filter;
    std::string m_outcome;
    std::map<std::string, engine::RunsFound::Hit> m_hits;
    std::set<std::string> m_collapsed;
    std::string m_a;
    std::string m_b;
    int m_sortColumn = int(Column::Started);
    Qt::SortOrder m_order = Qt::DescendingOrder;
};

} // namespace signalbox::ui
