// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/workflow/visitmodel.h"

#include "ui/format.h"
#include "ui/workflow/kindicon.h"

namespace signalbox::ui {

namespace {
int alignmentOf(VisitModel::Column column)
{
    const bool isNumber = column == VisitModel::Column::Time || column == VisitModel::Column::Cost;
    return int((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
}
} // namespace

VisitModel::VisitModel(const Theme& theme, QObject* parent)
    : QAbstractTableModel(parent)
    , m_theme(theme)
{
    connect(&theme, &Theme::changed, this, &VisitModel::drawIcons);
    drawIcons();
}

void VisitModel::drawIcons()
{
    m_icons.clear();
    for (int i = 0; i <= int(NodeKind::Unknown); ++i)
        m_icons.push_back(kindIcon(NodeKind(i), m_theme));
}

void VisitModel::setVisits(std::vector<ShownVisit> visits)
{
    const auto known = m_visits.size();
    const bool isOther = visits.size() < known
        || (known > 0 && visits[0].visit.path != m_visits[0].visit.path)
        || (known > 0 && visits[0].visit.entered != m_visits[0].visit.entered);
    if (isOther) {
        beginResetModel();
        m_visits = std::move(visits);
        endResetModel();
        return;
    }
    const bool isLonger = visits.size() > known;
    if (isLonger)
        beginInsertRows({}, int(known), int(visits.size()) - 1);
    m_visits = std::move(visits);
    if (isLonger)
        endInsertRows();
    if (known > 0)
        Q_EMIT dataChanged(index(0, 0), index(int(known) - 1, columns - 1));
}

int VisitModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_visits.size());
}

int VisitModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

QString VisitModel::words(const ShownVisit& shown, Column column) const
{
    const auto& visit = shown.visit;
    switch (column) {
    case Column::Visit:
        return QString(shown.depth * 3, u' ') + format::line(visit.node, 64)
            + (visit.n > 1 ? QStringLiteral(" %1").arg(visit.n) : QString());
    case Column::Changed:
        return format::line(visit.changed, 100);
    case Column::Next:
        if (!visit.ok)
            return format::line(visit.error, 200);
        return visit.next.empty() ? QString()
                                  : QStringLiteral("→ ") + format::line(visit.next, 100);
    case Column::Time:
        return shown.isOpen ? format::duration(shown.time) + QStringLiteral(" …")
                            : format::duration(shown.time);
    case Column::Cost:
        return shown.tokens > 0 ? format::money(shown.cost) : QString();
    }
    return {};
}

QVariant VisitModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= int(m_visits.size()))
        return {};
    const auto& shown = m_visits[std::size_t(index.row())];
    const auto column = Column(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return words(shown, column);
    case Qt::DecorationRole:
        return column == Column::Visit
            ? QVariant(m_icons[std::size_t(nodeKindFromName(shown.visit.kind))])
            : QVariant();
    case Qt::ForegroundRole:
        if (!shown.visit.ok)
            return m_theme.color(Tint::Error);
        if (shown.isOpen)
            return m_theme.color(Tint::Accent);
        return m_theme.color(column == Column::Visit && shown.isOfGraph ? Tint::Text : Tint::Muted);
    case Qt::TextAlignmentRole:
        return alignmentOf(column);
    case Qt::ToolTipRole:
        return column == Column::Visit || words(shown, column).isEmpty()
            ? format::line(shown.visit.path, 400)
            : words(shown, column);
    case Qt::AccessibleTextRole:
        if (column != Column::Visit)
            return words(shown, column);
        return tr("visit %1 of node %2").arg(shown.visit.n).arg(format::line(shown.visit.node, 64));
    default:
        return {};
    }
}

QVariant VisitModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole)
        return alignmentOf(Column(section));
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    const QString names[columns] = {tr("Visit"), tr("Writes"), tr("Leaves to"), tr("Time"),
                                    tr("Cost")};
    return section >= 0 && section < columns ? names[section] : QString();
}

} // namespace signalbox::ui
