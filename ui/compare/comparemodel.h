// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/command.h"
#include "ui/theme.h"

#include <QAbstractTableModel>

#include <cstdint>
#include <vector>

namespace signalbox::ui {

// The aligned steps of two runs, a row each.
class CompareModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Column
    {
        Mark,
        A,
        B,
        What
    };
    static constexpr int columns = 4;

    explicit CompareModel(const Theme& theme, QObject* parent = nullptr);

    void setCompared(const engine::RunsCompared& compared);
    void setOnlyDifferences(bool only);
    [[nodiscard]] const engine::RunsCompared& compared() const { return m_compared; }
    [[nodiscard]] const ComparedPair* pair(int row) const; // nullptr: there is no such row
    [[nodiscard]] const ComparedStep* a(int row) const; // nullptr: only B has it
    [[nodiscard]] const ComparedStep* b(int row) const;
    [[nodiscard]] int firstDifference() const; // row, -1: there is none
    // The next row that differs, forwards or backwards; -1: there is none.
    [[nodiscard]] int nextDifference(int row, int direction) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    void rebuild();
    [[nodiscard]] QString words(const ComparedPair& pair, std::size_t index) const;

    const Theme& m_theme;
    engine::RunsCompared m_compared;
    std::vector<std::uint32_t> m_rows; // pairs that are shown
    bool m_onlyDifferences = false;
};

// "5 · chat claude-haiku", "2 · list_files inbox/"
[[nodiscard]] QString comparedTitle(const ComparedStep& step);

} // namespace signalbox::ui
