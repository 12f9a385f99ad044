// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "trace/runtrace.h"

#include <QAbstractTableModel>

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace signalbox::ui {

class BreakpointList;

// The rows of a run as a flat table; depth and expander are roles that StepDelegate paints. Reads the projection
// without a lock; rows come in batches by advance().
class TraceModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Column
    {
        Step,
        Tokens,
        Cost,
        Time,
        Bar
    };
    enum Role
    {
        SpanRole = Qt::UserRole,
        DepthRole,
        KindRole,
        StatusRole,
        DetailRole,
        ExpandableRole,
        ExpandedRole,
        StartRole,
        EndRole,
        MarkRole, // BreakpointList::Mark
        HeldRole // the run stands here
    };
    static constexpr int columns = 5;

    explicit TraceModel(QObject* parent = nullptr);

    void setTrace(std::shared_ptr<const trace::RunTrace> trace);
    // Takes the rows and changes that came since.
    void advance(Timestamp now);
    void setNow(Timestamp now);
    // When a row waited for a person, as far as it is shown; empty: never.
    [[nodiscard]] std::vector<trace::Wait> waitsOf(int row) const;
    void setFilter(const QString& text);
    [[nodiscard]] bool isFiltered() const { return !m_filter.isEmpty(); }
    void setBreakpoints(const BreakpointList* breakpoints); // whose marks the rows carry
    void setHeld(std::vector<trace::SpanId> held);
    void setExpanded(int row, bool expanded);
    void expandAll();
    void collapseAll();

    [[nodiscard]] trace::SpanId spanAt(int row) const;
    [[nodiscard]] int rowOf(trace::SpanId id) const; // -1 where it is hidden
    // Opens what hides it; the row then, -1 for a filtered one.
    int reveal(trace::SpanId id);
    [[nodiscard]] int parentRow(int row) const;
    [[nodiscard]] Timestamp begin() const;
    [[nodiscard]] Timestamp end() const { return m_now; }
    [[nodiscard]] const trace::SpanTable* spans() const
    {
        return m_trace ? &m_trace->spans() : nullptr;
    }
    // What a reader sees and a listener hears in the first cell: "tool delete_file".
    [[nodiscard]] static QString title(const trace::Span& span);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    void rebuild();
    void shrink(std::uint32_t count);
    [[nodiscard]] std::vector<std::uint32_t> matching() const;
    [[nodiscard]] bool isShown(trace::SpanId id) const; // no row above it is collapsed
    [[nodiscard]] int placeOf(trace::SpanId id) const;
    void insert(trace::SpanId id);
    void renumber(std::size_t from);
    [[nodiscard]] QVariant text(const trace::Span& span, Column column) const;

    static constexpr std::uint32_t hidden = 0xFFFFFFFF;
    static constexpr std::uint32_t manyNew = 2000; // rows at once: a reset is cheaper

    void advanceWaits();

    std::shared_ptr<const trace::RunTrace> m_trace;
    std::vector<trace::Wait> m_waits;
    std::unordered_map<std::uint32_t, std::vector<std::size_t>> m_waitsOf; // row -> of m_waits
    std::size_t m_settledWaits = 0; // that are over
    std::size_t m_knownWaits = 0; // that are in m_waitsOf
    std::uint32_t m_known = 0; // spans of the table that were looked at
    std::vector<std::uint32_t> m_visible; // spans by row
    std::vector<std::uint32_t> m_rows; // rows by span
    std::unordered_set<std::uint32_t> m_collapsed;
    const BreakpointList* m_breakpoints = nullptr;
    std::vector<trace::SpanId> m_held;
    QString m_filter;
    Timestamp m_now{};
};

} // namespace signalbox::ui
