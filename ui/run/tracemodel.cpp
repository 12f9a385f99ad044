// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/run/tracemodel.h"

#include "ui/format.h"
#include "ui/run/breakpointlist.h"

#include <algorithm>
#include <numeric>

namespace signalbox::ui {

using trace::Span;
using trace::SpanId;
using trace::SpanKind;
using trace::SpanStatus;

TraceModel::TraceModel(QObject* parent)
    : QAbstractTableModel(parent)
{ }

void TraceModel::setTrace(std::shared_ptr<const trace::RunTrace> trace)
{
    beginResetModel();
    m_trace = std::move(trace);
    m_collapsed.clear();
    m_waits.clear();
    m_waitsOf.clear();
    m_settledWaits = 0;
    m_knownWaits = 0;
    if (m_trace)
        advanceWaits();
    rebuild();
    endResetModel();
}

// Depth first over the links of the table; what is collapsed or does not match is left out.
void TraceModel::rebuild()
{
    m_visible.clear();
    m_known = m_trace ? m_trace->spans().count() : 0;
    m_rows.assign(m_known, hidden);
    if (m_known == 0)
        return;
    const auto& spans = m_trace->spans();
    const auto wanted = matching();
    const auto isWanted = [&wanted](SpanId id) { return wanted.empty() || wanted[id.value] != 0; };
    for (SpanId at{0}; at.isValid();) {
        const bool taken = at.value < m_known && isWanted(at);
        if (taken) {
            m_rows[at.value] = std::uint32_t(m_visible.size());
            m_visible.push_back(at.value);
        }
        const bool open = taken && (!m_filter.isEmpty() || !m_collapsed.contains(at.value));
        auto next = open ? spans.firstChild(at) : SpanId();
        while (!next.isValid() && at.isValid()) {
            next = spans.nextSibling(at);
            at = spans.parent(at);
        }
        at = next;
    }
}

// Rows that hold the text, and all above them; empty: no filter.
std::vector<std::uint32_t> TraceModel::matching() const
{
    if (m_filter.isEmpty())
        return {};
    std::vector<std::uint32_t> wanted(m_known, 0);
    for (std::uint32_t i = 0; i < m_known; ++i) {
        const auto span = m_trace->spans().span(SpanId{i});
        const auto status = trace::spanStatusName(span.status);
        const auto hit = title(span).contains(m_filter, Qt::CaseInsensitive)
            || format::line(span.detail).contains(m_filter, Qt::CaseInsensitive)
            || QLatin1String(status.data(), int(status.size()))
                    .compare(m_filter, Qt::CaseInsensitive)
                == 0;
        if (!hit)
            continue;
        for (SpanId at{i}; at.isValid() && wanted[at.value] == 0; at = m_trace->spans().parent(at))
            wanted[at.value] = 1;
    }
    return wanted;
}

bool TraceModel::isShown(SpanId id) const
{
    const auto above = m_trace->spans().parent(id);
    return !above.isValid()
        || (m_rows[above.value] != hidden && !m_collapsed.contains(above.value));
}

int TraceModel::placeOf(SpanId id) const
{
    const auto& spans = m_trace->spans();
    const auto above = spans.parent(id);
    if (!above.isValid() || m_visible.empty())
        return int(m_visible.size());
    // Most rows are the newest of the deepest open branch: then the place is the end.
    for (SpanId at{m_visible.back()}; at.isValid(); at = spans.parent(at)) {
        if (at == above)
            return int(m_visible.size());
    }
    const auto depth = spans.depth(above);
    auto row = m_rows[above.value] + 1;
    while (row < m_visible.size() && spans.depth(SpanId{m_visible[row]}) > depth)
        ++row;
    return int(row);
}

void TraceModel::renumber(std::size_t from)
{
    for (auto row = from; row < m_visible.size(); ++row)
        m_rows[m_visible[row]] = std::uint32_t(row);
}

void TraceModel::insert(SpanId id)
{
    const int row = placeOf(id);
    beginInsertRows({}, row, row);
    m_visible.insert(m_visible.begin() + row, id.value);
    renumber(std::size_t(row));
    endInsertRows();
}

// A run that is played back has gone to an earlier event: its newest rows are not there yet.
void TraceModel::shrink(std::uint32_t count)
{
    auto end = m_visible.size();
    while (end > 0 && m_visible[end - 1] >= count)
        --end;
    const bool isTail = std::none_of(m_visible.begin(), m_visible.begin() + std::ptrdiff_t(end),
                                     [count](std::uint32_t id) { return id >= count; });
    if (!isTail || isFiltered()) {
        beginResetModel();
        rebuild();
        endResetModel();
        return;
    }
    if (end < m_visible.size()) {
        beginRemoveRows({}, int(end), int(m_visible.size()) - 1);
        m_visible.resize(end);
        m_rows.resize(count);
        m_known = count;
        endRemoveRows();
    }
    m_rows.resize(count);
    m_known = count;
}

void TraceModel::setNow(Timestamp now)
{
    m_now = now;
    Q_EMIT headerDataChanged(Qt::Horizontal, int(Column::Bar), int(Column::Bar));
}

void TraceModel::advanceWaits()
{
    const auto fresh = m_trace->spans().waits(m_settledWaits);
    m_waits.resize(m_settledWaits);
    m_waits.insert(m_waits.end(), fresh.begin(), fresh.end());
    for (auto at = m_knownWaits; at < m_waits.size(); ++at)
        m_waitsOf[m_waits[at].span.value].push_back(at);
    m_knownWaits = std::max(m_knownWaits, m_waits.size());
    while (m_settledWaits < m_waits.size() && m_waits[m_settledWaits].end)
        ++m_settledWaits;
}

std::vector<trace::Wait> TraceModel::waitsOf(int row) const
{
    std::vector<trace::Wait> waits;
    const auto found = m_waitsOf.find(spanAt(row).value);
    if (!spanAt(row).isValid() || found == m_waitsOf.end())
        return waits;
    for (const auto at : found->second) {
        const auto& wait = m_waits[at];
        if (wait.start < m_now)
            waits.push_back({wait.span, wait.start, std::min(wait.end.value_or(m_now), m_now)});
    }
    return waits;
}

void TraceModel::advance(Timestamp now)
{
    m_now = now;
    if (!m_trace)
        return;
    advanceWaits();
    const auto count = m_trace->spans().count();
    if (count < m_known)
        shrink(count);
    if (count - m_known > manyNew || (count > m_known && isFiltered())) {
        beginResetModel();
        rebuild();
        endResetModel();
    }
    m_rows.resize(std::max<std::size_t>(m_rows.size(), count), hidden);
    while (m_known < count) {
        const SpanId id{m_known};
        const int end = int(m_visible.size());
        // A run of rows that all go to the end is one insertion.
        auto last = m_known;
        while (last < count && isShown(SpanId{last})
               && placeOf(SpanId{last}) == int(m_visible.size())) {
            m_rows[last] = std::uint32_t(m_visible.size());
            m_visible.push_back(last);
            ++last;
        }
        if (last > m_known) {
            const std::vector<std::uint32_t> added(m_visible.begin() + end, m_visible.end());
            m_visible.resize(std::size_t(end));
            beginInsertRows({}, end, end + int(added.size()) - 1);
            m_visible.insert(m_visible.end(), added.begin(), added.end());
            m_known = last;
            endInsertRows();
            continue;
        }
        ++m_known;
        if (isShown(id))
            insert(id);
    }
    if (!m_visible.empty())
        Q_EMIT dataChanged(index(0, 0), index(int(m_visible.size()) - 1, columns - 1));
    Q_EMIT headerDataChanged(Qt::Horizontal, int(Column::Bar), int(Column::Bar));
}

void TraceModel::setFilter(const QString& text)
{
    const auto wanted = text.trimmed();
    if (wanted == m_filter)
        return;
    beginResetModel();
    m_filter = wanted;
    rebuild();
    endResetModel();
}

void TraceModel::setExpanded(int row, bool expanded)
{
    const auto id = spanAt(row);
    if (!id.isValid() || isFiltered() || expanded == !m_collapsed.contains(id.value)
        || !m_trace->spans().hasChildren(id))
        return;
    if (!expanded) {
        const auto depth = m_trace->spans().depth(id);
        auto end = std::size_t(row) + 1;
        while (end < m_visible.size() && m_trace->spans().depth(SpanId{m_visible[end]}) > depth)
            ++end;
        m_collapsed.insert(id.value);
        if (end > std::size_t(row) + 1) {
            beginRemoveRows({}, row + 1, int(end) - 1);
            for (auto at = std::size_t(row) + 1; at < end; ++at)
                m_rows[m_visible[at]] = hidden;
            m_visible.erase(m_visible.begin() + row + 1, m_visible.begin() + std::ptrdiff_t(end));
            renumber(std::size_t(row));
            endRemoveRows();
        }
    } else {
        m_collapsed.erase(id.value);
        std::vector<std::uint32_t> shown;
        const auto& spans = m_trace->spans();
        for (auto at = spans.firstChild(id); at.isValid() && at != id;) {
            if (at.value < m_known)
                shown.push_back(at.value);
            auto next = m_collapsed.contains(at.value) ? SpanId() : spans.firstChild(at);
            while (!next.isValid() && at != id) {
                next = spans.nextSibling(at);
                at = spans.parent(at);
            }
            at = next.isValid() ? next : id;
        }
        if (!shown.empty()) {
            beginInsertRows({}, row + 1, row + int(shown.size()));
            m_visible.insert(m_visible.begin() + row + 1, shown.begin(), shown.end());
            renumber(std::size_t(row));
            endInsertRows();
        }
    }
    Q_EMIT dataChanged(index(row, 0), index(row, 0));
}

void TraceModel::expandAll()
{
    beginResetModel();
    m_collapsed.clear();
    rebuild();
    endResetModel();
}

// Down to the agents: a run and who works in it.
void TraceModel::collapseAll()
{
    if (!m_trace)
        return;
    beginResetModel();
    for (std::uint32_t i = 0; i < m_known; ++i) {
        if (m_trace->spans().span(SpanId{i}).kind == SpanKind::Model)
            m_collapsed.insert(i);
    }
    rebuild();
    endResetModel();
}

SpanId TraceModel::spanAt(int row) const
{
    return row >= 0 && std::size_t(row) < m_visible.size() ? SpanId{m_visible[std::size_t(row)]}
                                                           : SpanId();
}

int TraceModel::rowOf(SpanId id) const
{
    return id.value < m_rows.size() && m_rows[id.value] != hidden ? int(m_rows[id.value]) : -1;
}

int TraceModel::reveal(SpanId id)
{
    if (!m_trace || id.value >= m_known || isFiltered())
        return rowOf(id);
    std::vector<SpanId> above;
    for (auto at = m_trace->spans().parent(id); at.isValid(); at = m_trace->spans().parent(at))
        above.push_back(at);
    for (auto at = above.rbegin(); at != above.rend(); ++at)
        setExpanded(rowOf(*at), true);
    return rowOf(id);
}

int TraceModel::parentRow(int row) const
{
    const auto id = spanAt(row);
    return id.isValid() ? rowOf(m_trace->spans().parent(id)) : -1;
}

Timestamp TraceModel::begin() const
{
    return m_trace ? m_trace->spans().firstTime() : Timestamp{};
}

int TraceModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_visible.size());
}

int TraceModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

QString TraceModel::title(const Span& span)
{
    const auto name = format::line(span.name, 120);
    if (span.kind == SpanKind::Run)
        return name.isEmpty() ? tr("run") : name;
    const auto kind = trace::spanKindName(span.kind);
    return QString::fromLatin1(kind.data(), qsizetype(kind.size())) + u' ' + name;
}

void TraceModel::setBreakpoints(const BreakpointList* breakpoints)
{
    m_breakpoints = breakpoints;
    connect(breakpoints, &BreakpointList::changed, this, [this] {
        if (rowCount() > 0)
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, 0), {MarkRole});
    });
}

void TraceModel::setHeld(std::vector<trace::SpanId> held)
{
    m_held = std::move(held);
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columns - 1), {HeldRole});
}

QVariant TraceModel::text(const Span& span, Column column) const
{
    switch (column) {
    case Column::Step:
        return title(span);
    case Column::Tokens:
        if (span.replies == 0)
            return {};
        return span.isSum ? QStringLiteral("\u03a3 ") + format::narrowCount(span.tokens)
                          : format::narrowCount(span.tokens);
    case Column::Cost:
        if (span.replies == 0)
            return {};
        return span.cost ? format::money(span.cost) : tr("unknown");
    case Column::Time:
        return span.duration ? format::duration(*span.duration)
                             : format::duration(m_now - span.start) + u'\u2026';
    case Column::Bar: {
        const auto status = trace::spanStatusName(span.status);
        return QString::fromLatin1(status.data(), qsizetype(status.size()));
    }
    }
    return {};
}

QVariant TraceModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto span = m_trace->spans().span(SpanId{m_visible[std::size_t(index.row())]});
    switch (role) {
    case Qt::DisplayRole:
        return text(span, Column(index.column()));
    case Qt::TextAlignmentRole:
        return index.column() >= int(Column::Tokens) && index.column() <= int(Column::Time)
            ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
            : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        if (index.column() == int(Column::Tokens) && span.isSum)
            return tr("Sum of %n model replies", nullptr, int(span.replies));
        return index.column() == int(Column::Cost) && !span.cost
            ? QVariant(tr("A price in it is unknown"))
            : QVariant();
    case Qt::AccessibleDescriptionRole:
        if (index.column() != int(Column::Step))
            return {};
        return (index.data(HeldRole).toBool() ? tr("held") : text(span, Column::Bar).toString())
            + u' ' + format::line(span.detail)
            + (index.data(MarkRole).toInt() != 0 ? tr(", breakpoint") : QString());
    case MarkRole:
        return m_breakpoints ? int(m_breakpoints->markOf(span.kind, span.name)) : 0;
    case HeldRole:
        return std::find(m_held.begin(), m_held.end(), span.id) != m_held.end();
    case SpanRole:
        return span.id.value;
    case DepthRole:
        return span.depth;
    case KindRole:
        return int(span.kind);
    case StatusRole:
        return int(span.status);
    case DetailRole:
        return format::line(span.detail, 120);
    case ExpandableRole:
        return m_trace->spans().hasChildren(span.id);
    case ExpandedRole:
        return isFiltered() || !m_collapsed.contains(span.id.value);
    case StartRole:
        return qlonglong((span.start - begin()).count());
    case EndRole:
        return qlonglong(((span.duration ? span.start + *span.duration : m_now) - begin()).count());
    default:
        return {};
    }
}

QVariant TraceModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return section >= int(Column::Tokens) && section <= int(Column::Time)
            ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
            : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (Column(section)) {
    case Column::Step:
        return tr("Step");
    case Column::Tokens:
        return tr("Tokens");
    case Column::Cost:
        return tr("Cost");
    case Column::Time:
        return tr("Time");
    case Column::Bar:
        return m_trace ? tr("0 s \u2013 %1").arg(format::duration(m_now - begin()))
                       : tr("Timeline");
    }
    return {};
}

} // namespace signalbox::ui
