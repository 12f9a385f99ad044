// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/gallery/templatelist.h"

#include "ui/format.h"
#include "ui/gallery/graphpicture.h"

#include <QPainter>
#include <QTextLayout>

#include <algorithm>

namespace signalbox::ui {

namespace {
QString agentsOf(const WorkflowTemplate& one)
{
    QStringList names;
    for (const auto& agent : one.agents)
        names << format::line(agent.name, 64);
    return names.join(QStringLiteral(", "));
}

bool matches(const WorkflowTemplate& one, const QString& typed)
{
    auto text = format::text(one.title + ' ' + one.name + ' ' + one.purpose + ' ') + agentsOf(one);
    for (const auto& workflow : one.workflows)
        text += u' ' + format::line(workflow.name) + u' ' + format::line(workflow.kind);
    const auto words = typed.split(u' ', Qt::SkipEmptyParts);
    return std::all_of(words.begin(), words.end(), [&text](const QString& word) {
        return text.contains(word, Qt::CaseInsensitive);
    });
}

// At most so many lines; the last one is cut.
void paintLines(QPainter& painter, const QRectF& room, const QString& text, int most)
{
    QTextLayout layout(text, painter.font());
    const QFontMetricsF metrics(painter.font());
    layout.beginLayout();
    double y = room.top();
    for (int n = 1;; ++n) {
        auto line = layout.createLine();
        if (!line.isValid())
            break;
        line.setLineWidth(room.width());
        const auto rest = text.mid(line.textStart());
        const QRectF place(room.left(), y, room.width(), metrics.height());
        if (n == most) {
            painter.drawText(place, Qt::AlignLeft,
                             metrics.elidedText(rest, Qt::ElideRight, room.width()));
            break;
        }
        painter.drawText(place, Qt::AlignLeft, rest.left(line.textLength()));
        y += metrics.lineSpacing();
    }
    layout.endLayout();
}
} // namespace

TemplateModel::TemplateModel(QObject* parent)
    : QAbstractListModel(parent)
{ }

void TemplateModel::setTemplates(Templates templates)
{
    beginResetModel();
    m_templates = std::move(templates);
    m_graphs.clear();
    m_rows.clear();
    for (const auto& one : *m_templates) {
        m_graphs.push_back(one.workflows.empty() ? Graph() : pictureOf(one.workflows.front()));
        if (matches(one, m_filter))
            m_rows.push_back(m_graphs.size() - 1);
    }
    endResetModel();
}

void TemplateModel::setFilter(const QString& words)
{
    beginResetModel();
    m_filter = words;
    m_rows.clear();
    for (std::size_t i = 0; i < m_graphs.size(); ++i) {
        if (matches((*m_templates)[i], m_filter))
            m_rows.push_back(i);
    }
    endResetModel();
}

const WorkflowTemplate* TemplateModel::at(int row) const
{
    return row >= 0 && row < int(m_rows.size()) ? &(*m_templates)[m_rows[std::size_t(row)]]
                                                : nullptr;
}

const Graph& TemplateModel::graph(int row) const
{
    return m_graphs[m_rows[std::size_t(row)]];
}

int TemplateModel::rowOf(const std::string& name) const
{
    for (int row = 0; row < int(m_rows.size()); ++row) {
        if (at(row)->name == name)
            return row;
    }
    return -1;
}

int TemplateModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant TemplateModel::data(const QModelIndex& index, int role) const
{
    const auto* one = index.isValid() ? at(index.row()) : nullptr;
    if (!one)
        return {};
    if (role == Qt::DisplayRole)
        return format::line(one->title);
    if (role == Qt::AccessibleDescriptionRole || role == Qt::ToolTipRole)
        return tr("%1 Agents: %2.").arg(format::line(one->purpose, 600), agentsOf(*one));
    return {};
}

TemplateDelegate::TemplateDelegate(const Theme& theme, const TemplateModel& model, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
    , m_model(model)
{ }

QSize TemplateDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const
{
    const int text = QFontMetrics(m_theme.titleFont()).height()
        + 3 * QFontMetrics(m_theme.smallFont()).lineSpacing() + m_theme.scaled(20);
    return {m_theme.scaled(300), std::max(text, m_theme.scaled(82))};
}

void TemplateDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                             const QModelIndex& index) const
{
    const auto* one = m_model.at(index.row());
    if (!one)
        return;
    painter->save();
    const auto& box = option.rect;
    const bool isChosen = option.state.testFlag(QStyle::State_Selected);
    if (isChosen || option.state.testFlag(QStyle::State_MouseOver))
        painter->fillRect(box, m_theme.color(isChosen ? Tint::Selection : Tint::Hover));
    if (isChosen) // colour alone would not tell
        painter->fillRect(QRect(box.left(), box.top(), m_theme.scaled(3), box.height()),
                          m_theme.color(Tint::Accent));
    const int gap = m_theme.scaled(9);
    const QRectF picture(box.left() + gap, box.top() + gap, m_theme.scaled(128),
                         box.height() - 2 * gap);
    painter->setPen(m_theme.color(Tint::Border));
    painter->setBrush(m_theme.color(Tint::Window));
    painter->drawRoundedRect(picture.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    paintGraph(*painter, picture.adjusted(3, 3, -3, -3), m_model.graph(index.row()), m_theme);
    QRectF room(picture.right() + gap + 2, box.top() + gap - 1,
                box.right() - picture.right() - 2 * gap - 2, box.height() - 2 * gap);
    painter->setFont(m_theme.titleFont());
    painter->setPen(m_theme.color(Tint::Text));
    const QFontMetricsF title(m_theme.titleFont());
    painter->drawText(room, Qt::AlignLeft | Qt::AlignTop,
                      title.elidedText(format::line(one->title), Qt::ElideRight, room.width()));
    room.setTop(room.top() + title.height() + m_theme.scaled(2));
    painter->setFont(m_theme.smallFont());
    painter->setPen(m_theme.color(Tint::Muted));
    paintLines(*painter, room, format::line(one->purpose, 600), 2);
    const QFontMetricsF small(m_theme.smallFont());
    room.setTop(room.top() + 2 * small.lineSpacing() + m_theme.scaled(2));
    painter->setPen(m_theme.color(Tint::Agent));
    painter->drawText(room, Qt::AlignLeft | Qt::AlignTop,
                      small.elidedText(agentsOf(*one), Qt::ElideRight, room.width()));
    painter->restore();
}

} // namespace signalbox::ui
