// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/compare/comparemodel.h"

#include "base/jsonvalue.h"
#include "ui/format.h"

#include <algorithm>

namespace signalbox::ui {

namespace {
// What a call was on: its path, else its first text.
QString detailOf(const std::string& arguments)
{
    const auto value = parseJson(arguments);
    if (!value || !value->is_object())
        return {};
    for (const auto* key : {"path", "from", "url", "query", "command"}) {
        const auto* found = find(*value, key);
        if (found)
            return format::line(
                found->is_string() ? found->get_ref<const std::string&>() : dumpJson(*found), 80);
    }
    for (const auto& [key, member] : value->items()) {
        if (member.is_string())
            return format::line(member.get_ref<const std::string&>(), 80);
    }
    return {};
}

const char* markOf(Alignment alignment)
{
    switch (alignment) {
    case Alignment::Same:
        return "=";
    case Alignment::Differs:
        return "~";
    case Alignment::OnlyA:
        return "\u2212";
    case Alignment::OnlyB:
        return "+";
    }
    return "=";
}

Tint markTint(Alignment alignment)
{
    switch (alignment) {
    case Alignment::Same:
        return Tint::Faint;
    case Alignment::Differs:
        return Tint::Warning;
    case Alignment::OnlyA:
        return Tint::Error;
    case Alignment::OnlyB:
        return Tint::Ok;
    }
    return Tint::Faint;
}
} // namespace

QString comparedTitle(const ComparedStep& step)
{
    int number = 0;
    QString agent;
    int agents = 0;
    for (const auto& segment : pathSegments(step.path)) {
        if (segment.kind == "step")
            number = segment.n;
        if (segment.kind == "agent") {
            agent = format::line(segment.name, 40);
            ++agents;
        }
    }
    QString title = number > 0 ? QString::number(number) + QStringLiteral(" \u00b7 ") : QString();
    if (agents > 1)
        title += agent + QStringLiteral(" \u00b7 ");
    if (step.kind == "chat")
        return title + QStringLiteral("chat ") + format::line(step.name, 80);
    if (step.kind == "node")
        return title + QStringLiteral("node ") + format::line(step.name, 80)
            + (step.ok && !step.text.empty()
                   ? QStringLiteral(" \u2192 ") + format::line(step.text, 80)
                   : QString());
    return title + format::line(step.name, 80) + u' ' + detailOf(step.arguments);
}

CompareModel::CompareModel(const Theme& theme, QObject* parent)
    : QAbstractTableModel(parent)
    , m_theme(theme)
{ }

void CompareModel::setCompared(const engine::RunsCompared& compared)
{
    beginResetModel();
    m_compared = compared;
    rebuild();
    endResetModel();
}

void CompareModel::setOnlyDifferences(bool only)
{
    if (only == m_onlyDifferences)
        return;
    beginResetModel();
    m_onlyDifferences = only;
    rebuild();
    endResetModel();
}

void CompareModel::rebuild()
{
    m_rows.clear();
    if (!m_compared.comparison)
        return;
    const auto& pairs = m_compared.comparison->pairs;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        if (!m_onlyDifferences || pairs[i].alignment != Alignment::Same)
            m_rows.push_back(std::uint32_t(i));
    }
}

const ComparedPair* CompareModel::pair(int row) const
{
    return row >= 0 && row < int(m_rows.size())
        ? &m_compared.comparison->pairs[m_rows[std::size_t(row)]]
        : nullptr;
}

const ComparedStep* CompareModel::a(int row) const
{
    const auto* one = pair(row);
    return one && one->a ? &m_compared.comparison->a[*one->a] : nullptr;
}

const ComparedStep* CompareModel::b(int row) const
{
    const auto* one = pair(row);
    return one && one->b ? &m_compared.comparison->b[*one->b] : nullptr;
}

int CompareModel::firstDifference() const
{
    return nextDifference(-1, 1);
}

int CompareModel::nextDifference(int row, int direction) const
{
    for (int at = row + direction; at >= 0 && at < int(m_rows.size()); at += direction) {
        if (pair(at)->alignment != Alignment::Same)
            return at;
    }
    return -1;
}

int CompareModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int CompareModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

QString CompareModel::words(const ComparedPair& pair, std::size_t index) const
{
    const auto& comparison = *m_compared.comparison;
    const bool isFirst = comparison.firstDivergence == index;
    const auto first = isFirst ? tr("first difference: ") : QString();
    switch (pair.alignment) {
    case Alignment::Same: {
        const bool isFork = m_compared.b.forkedFrom == m_compared.a.run
            || m_compared.a.forkedFrom == m_compared.b.run;
        const bool before = !comparison.firstDivergence || index < *comparison.firstDivergence;
        return isFork && before ? tr("same, replayed") : tr("same");
    }
    case Alignment::OnlyA:
        return first + tr("only in A");
    case Alignment::OnlyB:
        return first + tr("only in B");
    case Alignment::Differs:
        break;
    }
    QStringList parts;
    for (const auto& difference : pair.differences)
        parts << format::line(difference, 40);
    const auto& a = comparison.a[*pair.a];
    const auto& b = comparison.b[*pair.b];
    if (a.kind == "chat" && a.tokens != b.tokens)
        parts << tr("%1 \u2192 %2 tokens").arg(format::count(a.tokens), format::count(b.tokens));
    return first + parts.join(QStringLiteral(", "));
}

QVariant CompareModel::data(const QModelIndex& index, int role) const
{
    const auto* one = pair(index.row());
    if (!one || index.column() < 0 || index.column() >= columns)
        return {};
    const auto column = Column(index.column());
    if (role == Qt::BackgroundRole) {
        switch (one->alignment) {
        case Alignment::Same:
            return {};
        case Alignment::Differs:
            return m_theme.color(Tint::WarningBack);
        case Alignment::OnlyA:
            return m_theme.color(Tint::ErrorBack);
        case Alignment::OnlyB:
            return m_theme.color(Tint::OkBack);
        }
    }
    if (role == Qt::ForegroundRole && column == Column::Mark)
        return m_theme.color(markTint(one->alignment));
    if (role == Qt::ForegroundRole && column == Column::What)
        return m_theme.color(Tint::Muted);
    if (role == Qt::TextAlignmentRole && column == Column::Mark)
        return int(Qt::AlignCenter);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    switch (column) {
    case Column::Mark:
        return role == Qt::DisplayRole ? QVariant(QString::fromUtf8(markOf(one->alignment)))
                                       : QVariant();
    case Column::A:
        return a(index.row()) ? comparedTitle(*a(index.row())) : QString();
    case Column::B:
        return b(index.row()) ? comparedTitle(*b(index.row())) : QString();
    case Column::What:
        return words(*one, m_rows[std::size_t(index.row())]);
    }
    return {};
}

QVariant CompareModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section < 0
        || section >= columns)
        return {};
    switch (Column(section)) {
    case Column::Mark:
        return QString();
    case Column::A:
        return tr("A \u00b7 run %1").arg(format::runId(m_compared.a.run));
    case Column::B:
        return tr("B \u00b7 run %1").arg(format::runId(m_compared.b.run));
    case Column::What:
        return tr("Difference");
    }
    return {};
}

} // namespace signalbox::ui
