// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/runs/runstable.h"

#include "ui/format.h"
#include "ui/run/detailtext.h"

#include <algorithm>

namespace signalbox::ui {

namespace {
Tint stateTint(const std::string& status)
{
    if (status == "done")
        return Tint::Ok;
    if (status == "failed")
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

// Plain words: a tool tip takes what looks like HTML for HTML.
QVariant toolTip(const RunSummary& run, const QString& branch)
{
    QString words = format::text(run.task, 600);
    if (!branch.isEmpty())
        words += u'\n' + branch;
    if (run.changedTo.size() > 2)
        words += u'\n' + format::line(run.changedTo, 300);
    return QStringLiteral("<qt>") + words.toHtmlEscaped().replace(u'\n', QStringLiteral("<br>"))
        + QStringLiteral("</qt>");
}

// What stands below a run whose forks are folded away.
void hide(const std::vector<std::uint32_t>& runs,
          const std::map<std::uint32_t, std::vector<std::uint32_t>>& forks,
          std::vector<bool>& taken)
{
    auto open = runs;
    while (!open.empty()) {
        const auto i = open.back();
        open.pop_back();
        if (taken[i])
            continue;
        taken[i] = true;
        if (const auto below = forks.find(i); below != forks.end())
            open.insert(open.end(), below->second.begin(), below->second.end());
    }
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

void RunsModel::setOutcome(const std::string& outcome)
{
    m_outcome = outcome;
    rebuild();
}

void RunsModel::setHits(std::map<std::string, engine::RunsFound::Hit> hits)
{
    m_hits = std::move(hits);
    rebuild();
}

void RunsModel::setCompared(const std::string& a, const std::string& b)
{
    m_a = a;
    m_b = b;
    if (!m_shown.empty())
        Q_EMIT dataChanged(index(0, 0), index(int(m_shown.size()) - 1, 0));
}

void RunsModel::setExpanded(int row, bool expanded)
{
    const auto* one = run(row);
    if (!one || !m_shown[std::size_t(row)].hasForks)
        return;
    if (expanded)
        m_collapsed.erase(one->run);
    else
        m_collapsed.insert(one->run);
    rebuild();
}

void RunsModel::sort(int column, Qt::SortOrder order)
{
    m_sortColumn = column;
    m_order = order;
    rebuild();
}

std::vector<std::uint32_t> RunsModel::sorted() const
{
    std::vector<std::uint32_t> fitting;
    for (std::size_t i = 0; i < m_runs->size(); ++i) {
        const auto& run = (*m_runs)[i];
        if ((m_outcome.empty() || runStatus(run) == m_outcome)
            && m_filter.matches(run, m_hits.contains(run.run)))
            fitting.push_back(std::uint32_t(i));
    }
    const auto column = Column(std::clamp(m_sortColumn, 0, int(Column::Started)));
    std::stable_sort(fitting.begin(), fitting.end(), [&](std::uint32_t a, std::uint32_t b) {
        const int result = compare((*m_runs)[a], (*m_runs)[b], column);
        return m_order == Qt::AscendingOrder ? result < 0 : result > 0;
    });
    return fitting;
}

// Forks under the run they left, as far as that is in the list; the rest in the order of the column.
void RunsModel::rebuild()
{
    beginResetModel();
    m_shown.clear();
    const auto fitting = sorted();
    std::map<std::string_view, std::uint32_t> byId;
    for (const auto i : fitting)
        byId.emplace((*m_runs)[i].run, i);
    std::map<std::uint32_t, std::vector<std::uint32_t>> forks;
    std::vector<std::uint32_t> roots;
    for (const auto i : fitting) {
        const auto above = byId.find((*m_runs)[i].forkedFrom);
        if (above == byId.end() || above->second == i)
            roots.push_back(i);
        else
            forks[above->second].push_back(i);
    }
    std::vector<bool> taken(m_runs->size(), false);
    std::vector<std::pair<std::uint32_t, std::uint16_t>> open;
    const auto walk = [&](std::uint32_t root) {
        open.assign(1, {root, std::uint16_t(0)});
        while (!open.empty()) {
            const auto [i, depth] = open.back();
            open.pop_back();
            if (taken[i])
                continue;
            taken[i] = true;
            const auto below = forks.find(i);
            m_shown.push_back({i, depth, below != forks.end()});
            if (below == forks.end() || m_collapsed.contains((*m_runs)[i].run)) {
                if (below != forks.end())
                    hide(below->second, forks, taken);
                continue;
            }
            for (auto fork = below->second.rbegin(); fork != below->second.rend(); ++fork)
                open.emplace_back(*fork, std::uint16_t(std::min(depth + 1, 64)));
        }
    };
    for (const auto root : roots)
        walk(root);
    for (const auto i : fitting) { // a file may say that two runs are forks of each other
        if (!taken[i])
            walk(i);
    }
    endResetModel();
}

const RunSummary* RunsModel::run(int row) const
{
    return row >= 0 && row < int(m_shown.size()) ? &(*m_runs)[m_shown[std::size_t(row)].run]
                                                 : nullptr;
}

const engine::RunsFound::Hit* RunsModel::hit(int row) const
{
    const auto* one = run(row);
    const auto found = one ? m_hits.find(one->run) : m_hits.end();
    return found == m_hits.end() ? nullptr : &found->second;
}

int RunsModel::rowOf(const QString& wanted) const
{
    const std::string id = wanted.toStdString();
    for (std::size_t row = 0; row < m_shown.size(); ++row) {
        if ((*m_runs)[m_shown[row].run].run == id)
            return int(row);
    }
    return -1;
}

int RunsModel::parentRow(int row) const
{
    if (row < 0 || row >= int(m_shown.size()))
        return -1;
    const auto depth = m_shown[std::size_t(row)].depth;
    for (int above = row - 1; above >= 0; --above) {
        if (m_shown[std::size_t(above)].depth < depth)
            return above;
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
        return format::narrowCount(run.tokens, 1'000'000'000);
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

QString RunsModel::branchWords(const RunSummary& run) const
{
    if (const auto found = m_hits.find(run.run); found != m_hits.end())
        return QStringLiteral("\u2026") + format::line(found->second.snippet, 160);
    if (run.forkedFrom.empty() || run.forkedAt.empty())
        return {};
    const auto step = QString::fromStdString(detailtext::stepOf(run.forkedAt));
    const auto place = step.isEmpty() ? format::line(run.forkedAt, 80) : step;
    return run.changed.empty() ? tr("at %1: done again").arg(place)
                               : tr("at %1: changed %2").arg(place, format::line(run.changed, 40));
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
    case DepthRole:
        return m_shown[std::size_t(index.row())].depth;
    case ExpandableRole:
        return m_shown[std::size_t(index.row())].hasForks;
    case ExpandedRole:
        return !m_collapsed.contains(one->run);
    case BranchRole:
        return column == Column::Task ? branchWords(*one) : QString();
    case BadgeRole:
        return one->run == m_a ? QStringLiteral("A")
            : one->run == m_b  ? QStringLiteral("B")
                               : QString();
    case Qt::ToolTipRole:
        return column == Column::Task ? toolTip(*one, branchWords(*one)) : QVariant();
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
