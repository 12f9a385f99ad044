// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/tools/toolregistry.h"

#include "ui/format.h"
#include "ui/jsonedit/codecolours.h"
#include "ui/jsonedit/codeedit.h"
#include "ui/plaintable.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>

#include <algorithm>

namespace signalbox::ui {

namespace {
enum Role
{
    ToolName = Qt::UserRole,
    Heading,
    Closed
};

// The word of the second column as a badge at its right edge.
class BadgeDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override
    {
        QStyleOptionViewItem empty = option;
        initStyleOption(&empty, index);
        const QString text = empty.text;
        empty.text.clear();
        option.widget->style()->drawControl(QStyle::CE_ItemViewItem, &empty, painter,
                                            option.widget);
        if (text.isEmpty())
            return;
        const auto colours = codeColours(option.palette);
        painter->save();
        QFont font = option.font;
        font.setPointSizeF(font.pointSizeF() * 0.86);
        painter->setFont(font);
        const QFontMetrics metrics(font);
        const int width = metrics.horizontalAdvance(text) + 12;
        QRect box(option.rect.right() - width - 8, 0, width, metrics.height() + 4);
        box.moveTop(option.rect.center().y() - box.height() / 2);
        const bool isHeading = index.siblingAtColumn(0).data(Heading).toBool();
        painter->setPen(colours.muted);
        if (!isHeading) {
            QColor border = colours.muted;
            border.setAlpha(90);
            painter->setPen(border);
            painter->setRenderHint(QPainter::Antialiasing);
            painter->drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
            painter->setPen(colours.muted);
        }
        painter->drawText(box, Qt::AlignCenter, text);
        painter->restore();
    }
};

int sourceOrder(const ToolDefinition& tool)
{
    return int(tool.kind);
}
} // namespace

QString toolSource(const ToolDefinition& tool)
{
    switch (tool.kind) {
    case ToolKind::Builtin:
        return ToolRegistry::tr("Built in");
    case ToolKind::Command:
        return ToolRegistry::tr("Commands");
    case ToolKind::Http:
        return ToolRegistry::tr("HTTP");
    case ToolKind::Mcp: {
        const auto slash = tool.name.find('/');
        return ToolRegistry::tr("MCP · %1").arg(format::line(tool.name.substr(0, slash), 40));
    }
    case ToolKind::Agent:
        return ToolRegistry::tr("Agents as tools");
    }
    return {};
}

QString worstEffect(Effects effects)
{
    if (effects == Effects::all())
        return ToolRegistry::tr("everything");
    if (effects.has(Effect::Destroy))
        return ToolRegistry::tr("destroys");
    if (effects.has(Effect::Execute))
        return ToolRegistry::tr("executes");
    if (effects.has(Effect::Spend))
        return ToolRegistry::tr("spends");
    if (effects.has(Effect::Secret))
        return ToolRegistry::tr("secrets");
    if (effects.has(Effect::Network))
        return ToolRegistry::tr("network");
    if (effects.has(Effect::Write))
        return ToolRegistry::tr("writes");
    return ToolRegistry::tr("reads");
}

ToolRegistry::ToolRegistry(QWidget* parent)
    : QTableView(parent)
    , m_model(new QStandardItemModel(0, 2, this))
{
    setAccessibleName(tr("Tools"));
    setObjectName(QStringLiteral("Tools"));
    m_model->setHorizontalHeaderLabels({tr("Tool"), tr("May")});
    setModel(m_model);
    setItemDelegateForColumn(1, new BadgeDelegate(this));
    horizontalHeader()->hide();
    horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    horizontalHeader()->setSectionResizeMode(1, QHeaderView::Fixed);
    setColumnWidth(1, 92);
    makePlain(*this);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(this, &QTableView::clicked, this, [this](const QModelIndex& index) {
        if (index.siblingAtColumn(0).data(Heading).toBool())
            toggle(index);
    });
}

void ToolRegistry::setTools(const std::vector<ToolPtr>& tools, const std::set<std::string>& drafts)
{
    m_tools = tools;
    m_drafts = drafts;
    std::stable_sort(m_tools.begin(), m_tools.end(), [](const ToolPtr& a, const ToolPtr& b) {
        if (sourceOrder(*a) != sourceOrder(*b))
            return sourceOrder(*a) < sourceOrder(*b);
        return a->kind != ToolKind::Builtin && a->name < b->name;
    });
    fill();
}

void ToolRegistry::setFilter(const QString& text)
{
    m_filter = text.trimmed();
    fill();
}

void ToolRegistry::fill()
{
    const std::string before = selected();
    m_filling = true;
    m_model->setRowCount(0);
    m_shown = 0;
    QString source;
    QStandardItem* counter = nullptr;
    int count = 0;
    for (const auto& tool : m_tools) {
        const QString own = toolSource(*tool);
        const QString worst = worstEffect(tool->effects());
        const QString hay = format::line(tool->name) + u' ' + own + u' ' + worst + u' '
            + format::line(tool->description, 500);
        if (!m_filter.isEmpty() && !hay.contains(m_filter, Qt::CaseInsensitive))
            continue;
        const bool closed = m_closed.count(own) > 0 && m_filter.isEmpty();
        if (own != source) {
            source = own;
            count = 0;
            auto* heading =
                new QStandardItem((closed ? QStringLiteral("▸ ") : QStringLiteral("▾ ")) + own);
            QFont bold = font();
            bold.setWeight(QFont::DemiBold);
            heading->setFont(bold);
            heading->setForeground(codeColours(palette()).muted);
            heading->setData(true, Heading);
            heading->setData(own, ToolName);
            counter = new QStandardItem;
            m_model->appendRow({heading, counter});
        }
        ++m_shown;
        counter->setText(QString::number(++count));
        if (closed)
            continue;
        const bool draft = m_drafts.count(tool->name) > 0;
        auto* name = new QStandardItem(QStringLiteral("    ") + format::line(tool->name, 100)
                                       + (draft ? QStringLiteral(" •") : QString()));
        name->setFont(codeFont());
        name->setData(QString::fromStdString(tool->name), ToolName);
        name->setAccessibleText(format::line(tool->name, 100));
        name->setToolTip({});
        m_model->appendRow({name, new QStandardItem(worst)});
    }
    m_filling = false;
    select(before);
}

void ToolRegistry::select(const std::string& name)
{
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const auto index = m_model->index(row, 0);
        if (!index.data(Heading).toBool()
            && index.data(ToolName).toString().toStdString() == name) {
            if (currentIndex().row() != row)
                setCurrentIndex(index);
            return;
        }
    }
}

std::string ToolRegistry::selected() const
{
    const auto index = currentIndex().siblingAtColumn(0);
    return index.isValid() && !index.data(Heading).toBool()
        ? index.data(ToolName).toString().toStdString()
        : std::string();
}

void ToolRegistry::toggle(const QModelIndex& index)
{
    const QString source = index.siblingAtColumn(0).data(ToolName).toString();
    if (m_closed.erase(source) == 0)
        m_closed.insert(source);
    const int row = index.row();
    fill();
    m_filling = true;
    setCurrentIndex(m_model->index(row, 0));
    m_filling = false;
}

void ToolRegistry::keyPressEvent(QKeyEvent* event)
{
    const bool isHeading = currentIndex().siblingAtColumn(0).data(Heading).toBool();
    const int key = event->key();
    if (isHeading
        && (key == Qt::Key_Return || key == Qt::Key_Space || key == Qt::Key_Left
            || key == Qt::Key_Right))
        toggle(currentIndex());
    else
        QTableView::keyPressEvent(event);
}

void ToolRegistry::currentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    QTableView::currentChanged(current, previous);
    const std::string name = selected();
    if (!m_filling && !name.empty())
        Q_EMIT toolSelected(QString::fromStdString(name));
}

} // namespace signalbox::ui
