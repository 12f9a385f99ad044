// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme.h"
#include "ui/workflow/runoverlay.h"

#include <QAbstractTableModel>
#include <QIcon>

#include <vector>

namespace signalbox::ui {

// The visits of a run in their order, those of sub-workflows indented.
class VisitModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Column
    {
        Visit,
        Changed,
        Next,
        Time,
        Cost
    };
    static constexpr int columns = 5;

    explicit VisitModel(const Theme& theme, QObject* parent = nullptr);

    // Visits come behind those of before or change in place; a shorter list is another run.
    void setVisits(std::vector<ShownVisit> visits);
    [[nodiscard]] const ShownVisit& visit(int row) const { return m_visits[std::size_t(row)]; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString words(const ShownVisit& shown, Column column) const;

    void drawIcons();

    const Theme& m_theme;
    std::vector<QIcon> m_icons; // by kind
    std::vector<ShownVisit> m_visits;
};

} // namespace signalbox::ui
