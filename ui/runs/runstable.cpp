// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/runs/runstable.h"

#include "ui/format.h"

#include <algorithm>

namespace signalbox::ui {

namespace {
Tint stateTint(const std::string& status)
{
    if (status == "done")
        return Tint::Ok;
    if (status == "failed" || status == "denied")
        return Tint::Error;
    return status == "running" ? Tint::Accent : Tint::Warning;
}

// Negative, nothing or positive, as the column orders.
int compare(const RunSummary& a, const RunSummary& b, RunsModel::Column column)
{
    const auto order = [](const auto& x, const auto& y) { return x < y ? -1 : (y < x ? 1 : 0); };
    switch (column) {
    case RunsModel::Column::Task:
        return order(a.task, b.task);
    case RunsModel::Column::State:
        return order(runStatus(a), runStatus(b));
    case RunsModel::Column::Tokens:
        return order(a.tokens, b.tokens);
    case RunsModel::Column::Cost:
        return order(a.cost, b.cost);
    case RunsModel::Column::Time:
        return order(a.seconds, b.seconds);
    case RunsModel::Column::Steps:
        return order(a.steps, b.steps);
    case RunsModel::Column::Started:
        break;
    }
    return order(a.started, b.started);
}
} // namespace

RunsModel::RunsModel(const Theme& theme, QObject* parent)
    : QAbstractTableModel(parent)
    , m_theme(theme)
    , m_runs(std::make_shared<const std::vector<RunSummary>>())
{ }

void RunsModel::setRuns(std::shared_ptr<const std::vector<RunSummary>> runs)
{
    m_runs = runs ? std::move(runs) : std::make_shared<const std::vector<RunSummary>>();
    rebuild();
}

void RunsModel::setFilter(const RunFilter& filter)
{
    m_filter = filter;
    rebuild();
}

void RunsModel::sort(int column, Qt::SortOrder order)
{
    m_sortColumn = column;
    m_order = order;
    rebuild();
}

void RunsModel::rebuild()
{
    beginResetModel();
    m_shown.clear();
    for (std::size_t i = 0; i < m_runs->size(); ++i) {
        if (m_filter.matches((*m_runs)[i]))
            m_shown.push_back(std::uint32_t(i));
    }
    const auto column = Column(std::clamp(m_sortColumn, 0, int(Column::Started)));
    std::stable_sort(m_shown.begin(), m_shown.end(), [&](std::uint32_t a, std::uint32_t b) {
        const int result = compare((*m_runs)[a], (*m_runs)[b], column);
        return m_order == Qt::AscendingOrder ? result < 0 : result > 0;
    });
    endResetModel();
}

const RunSummary* RunsModel::run(int row) const
{
    return row >= 0 && row < int(m_shown.size()) ? &(*m_runs)[m_shown[std::size_t(row)]] : nullptr;
}

int RunsModel::rowOf(const QString& wanted) const
{
    const std::string id = wanted.toStdString();
    for (std::size_t row = 0; row < m_shown.size(); ++row) {
        if ((*m_runs)[m_shown[row]].run == id)
            return int(row);
    }
    return -1;
}

int RunsModel::total() const
{
    return int(m_runs->size());
}

int RunsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_shown.size());
}

int RunsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(Column::Started) + 1;
}

QString RunsModel::text(const RunSummary& run, Column column) const
{
    switch (column) {
    case Column::Task: {
        const std::string who = run.workflow.empty() ? std::string() : run.workflow + " · ";
        const QString task = format::line(who + run.task, 300);
        return run.forkedFrom.empty() ? task : QStringLiteral("↳ ") + task;
    }
    case Column::State:
        return format::line(runStatus(run), 40);
    case Column::Tokens:
        return format::count(run.tokens);
    case Column::Cost:
        return format::money(run.cost);
    case Column::Time:
        return format::duration(
            std::chrono::microseconds(std::int64_t(std::clamp(run.seconds, 0.0, 1e9) * 1e6)));
    case Column::Steps:
        return format::count(run.steps);
    case Column::Started:
        return format::dateTime(run.started);
    }
    return {};
}

QVariant RunsModel::data(const QModelIndex& index, int role) const
{
    const auto* one = run(index.row());
    if (!one || index.column() < 0 || index.column() > int(Column::Started))
        return {};
    const auto column = Column(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return text(*one, column);
    case RunRole:
        return QString::fromStdString(one->run);
    case StateColourRole:
        return m_theme.color(stateTint(runStatus(*one)));
    case Qt::TextAlignmentRole: {
        const bool isNumber = column == Column::Tokens || column == Column::Cost
            || column == Column::Time || column == Column::Steps;
        return int((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    case Qt::ForegroundRole:
        if (column == Column::State)
            return m_theme.color(stateTint(runStatus(*one)));
        return m_theme.color(column == Column::Task ? Tint::Text : Tint::Muted);
    default:
        return {};
    }
}

QVariant RunsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section > int(Column::Started))
        return {};
    static const char* const names[] = {
        QT_TR_NOOP("Task"), QT_TR_NOOP("State"), QT_TR_NOOP("Tokens"), QT_TR_NOOP("Cost"),
        QT_TR_NOOP("Time"), QT_TR_NOOP("Steps"), QT_TR_NOOP("Started")};
    if (role == Qt::DisplayRole)
        return tr(names[section]);
    if (role == Qt::TextAlignmentRole)
        return int((section >= int(Column::Tokens) && section <= int(Column::Steps) ? Qt::AlignRight
                                                                                    : Qt::AlignLeft)
                   | Qt::AlignVCenter);
    return {};
}

} // namespace signalbox::ui
