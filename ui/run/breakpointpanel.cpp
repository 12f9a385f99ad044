// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/run/breakpointpanel.h"

#include "ui/format.h"
#include "ui/plainlabel.h"
#include "ui/plaintable.h"
#include "ui/run/panelheader.h"

#include <QComboBox>
#include <QGridLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

namespace signalbox::ui {

namespace {
enum Column
{
    On,
    Pattern,
    Hits,
    columns
};

QString kindWord(BreakKind kind)
{
    switch (kind) {
    case BreakKind::Tool:
        return BreakpointPanel::tr("Tool");
    case BreakKind::Agent:
        return BreakpointPanel::tr("Agent");
    case BreakKind::Node:
        return BreakpointPanel::tr("Node");
    case BreakKind::Error:
        return BreakpointPanel::tr("Error");
    case BreakKind::CostReached:
        return BreakpointPanel::tr("Cost");
    case BreakKind::Text:
        return BreakpointPanel::tr("Text");
    }
    return {};
}

// What belongs into the field, and when it holds.
QString hintOf(BreakKind kind)
{
    switch (kind) {
    case BreakKind::Tool:
        return BreakpointPanel::tr("name or glob, delete_*");
    case BreakKind::Agent:
        return BreakpointPanel::tr("name or glob of an agent");
    case BreakKind::Node:
        return BreakpointPanel::tr("name or glob of a node");
    case BreakKind::Error:
        return BreakpointPanel::tr("any, or a tool or model");
    case BreakKind::CostReached:
        return BreakpointPanel::tr("US dollars, 0.25");
    case BreakKind::Text:
        return BreakpointPanel::tr("regular expression");
    }
    return {};
}

QString whenOf(BreakKind kind)
{
    switch (kind) {
    case BreakKind::Tool:
        return BreakpointPanel::tr("Holds before a call of this tool is decided");
    case BreakKind::Agent:
        return BreakpointPanel::tr("Holds before the agent's first request");
    case BreakKind::Node:
        return BreakpointPanel::tr("Holds when a graph enters this node");
    case BreakKind::Error:
        return BreakpointPanel::tr("Holds behind a failed request or call");
    case BreakKind::CostReached:
        return BreakpointPanel::tr("Holds once a run has cost this much");
    case BreakKind::Text:
        return BreakpointPanel::tr("Holds where a reply, arguments or a result have this text");
    }
    return {};
}

QString patternWords(const Breakpoint& breakpoint)
{
    if (breakpoint.kind == BreakKind::Error && breakpoint.pattern.empty())
        return BreakpointPanel::tr("any");
    if (breakpoint.kind == BreakKind::CostReached && !breakpoint.pattern.starts_with('$'))
        return u'$' + format::line(breakpoint.pattern);
    return format::line(breakpoint.pattern, 400);
}
} // namespace

BreakpointPanel::BreakpointPanel(const Theme& theme, BreakpointList& list, PanelHeader& header,
                                 QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_list(list)
    , m_header(header)
    , m_table(new QTableView)
    , m_nothing(
          plainLabel(tr("A run stops nowhere. Add a breakpoint below, or press F9 on a step."),
                     QStringLiteral("faint")))
    , m_kind(new QComboBox)
    , m_pattern(new QLineEdit)
    , m_add(new QPushButton(tr("Add")))
    , m_remove(new QPushButton(tr("Remove")))
    , m_complaint(plainLabel({}, QStringLiteral("error")))
{
    m_nothing->setWordWrap(true);
    m_nothing->setContentsMargins(theme.scaled(11), theme.scaled(8), theme.scaled(8),
                                  theme.scaled(4));
    m_nothing->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_complaint->setWordWrap(true);
    m_complaint->setContentsMargins(theme.scaled(11), 0, theme.scaled(8), theme.scaled(4));
    m_complaint->hide();
    buildTable();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_nothing, 1);
    layout->addWidget(m_table, 1);
    layout->addWidget(buildForm());
    layout->addWidget(m_complaint);
    m_remove->setProperty("kind", QStringLiteral("flat"));
    m_remove->setAccessibleName(tr("Remove breakpoint"));
    m_remove->setToolTip(tr("Remove the selected breakpoint (Del)"));
    m_header.addControl(m_remove);
    connect(m_remove, &QPushButton::clicked, this, &BreakpointPanel::removeSelected);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) { m_remove->setEnabled(current.isValid()); });
    connect(&theme, &Theme::changed, this, &BreakpointPanel::fill);
    connect(&m_list, &BreakpointList::changed, this, &BreakpointPanel::fill);
    connect(&m_model, &QStandardItemModel::itemChanged, this, &BreakpointPanel::onItemChanged);
    fill();
    showKind();
}

void BreakpointPanel::buildTable()
{
    m_table->setObjectName(QStringLiteral("breakpoints"));
    m_table->setAccessibleName(tr("Breakpoints"));
    m_table->setModel(&m_model);
    makePlain(*m_table);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->verticalHeader()->setDefaultSectionSize(QFontMetrics(m_theme.font()).height()
                                                     + m_theme.scaled(9));
    m_table->horizontalHeader()->setFont(m_theme.smallFont());
    m_table->installEventFilter(this);
    m_model.setColumnCount(columns);
    m_model.setHorizontalHeaderLabels({tr("Hold at"), tr("Pattern"), tr("Hits")});
    m_model.horizontalHeaderItem(Hits)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_table->horizontalHeader()->setSectionResizeMode(On, QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setSectionResizeMode(Pattern, QHeaderView::Stretch);
    m_table->horizontalHeader()->setSectionResizeMode(Hits, QHeaderView::ResizeToContents);
}

QWidget* BreakpointPanel::buildForm()
{
    for (const auto kind : {BreakKind::Tool, BreakKind::Agent, BreakKind::Node, BreakKind::Error,
                            BreakKind::CostReached, BreakKind::Text}) {
        m_kind->addItem(kindWord(kind), int(kind));
        m_kind->setItemData(m_kind->count() - 1, whenOf(kind), Qt::ToolTipRole);
    }
    m_kind->setAccessibleName(tr("Kind of breakpoint"));
    m_pattern->setAccessibleName(tr("Pattern of the breakpoint"));
    m_pattern->setMaxLength(1000);
    m_add->setAccessibleName(tr("Add breakpoint"));
    auto* form = new QWidget;
    auto* lines = new QGridLayout(form); // two lines: the dock is narrow, the hint is not
    const int gap = m_theme.scaled(6);
    lines->setContentsMargins(gap, gap, gap, gap);
    lines->setSpacing(gap);
    lines->addWidget(m_kind, 0, 0);
    lines->addWidget(m_add, 0, 1);
    lines->addWidget(m_pattern, 1, 0, 1, 2);
    lines->setColumnStretch(0, 1);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &BreakpointPanel::showKind);
    connect(m_pattern, &QLineEdit::returnPressed, this, &BreakpointPanel::add);
    connect(m_pattern, &QLineEdit::textEdited, m_complaint, &QLabel::hide);
    connect(m_add, &QPushButton::clicked, this, &BreakpointPanel::add);
    return form;
}

void BreakpointPanel::focusForm()
{
    m_pattern->setFocus(Qt::ShortcutFocusReason);
}

void BreakpointPanel::showKind()
{
    const auto kind = BreakKind(m_kind->currentData().toInt());
    m_pattern->setPlaceholderText(hintOf(kind));
    m_kind->setToolTip(whenOf(kind));
    m_complaint->hide();
}

void BreakpointPanel::fill()
{
    m_filling = true;
    const auto& all = m_list.all();
    const int row = m_table->currentIndex().row();
    m_model.setRowCount(int(all.size()));
    for (int i = 0; i < int(all.size()); ++i) {
        const auto& breakpoint = all[std::size_t(i)];
        auto* on = new QStandardItem(kindWord(breakpoint.kind));
        on->setCheckable(true);
        on->setCheckState(breakpoint.enabled ? Qt::Checked : Qt::Unchecked);
        on->setToolTip(whenOf(breakpoint.kind));
        auto* pattern = new QStandardItem(patternWords(breakpoint));
        pattern->setToolTip(patternWords(breakpoint));
        auto* hits = new QStandardItem(format::count(breakpoint.hits));
        hits->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        for (auto* item : {on, pattern, hits})
            item->setForeground(m_theme.color(breakpoint.enabled ? Tint::Text : Tint::Faint));
        m_model.setItem(i, On, on);
        m_model.setItem(i, Pattern, pattern);
        m_model.setItem(i, Hits, hits);
    }
    if (row >= 0 && !all.empty())
        m_table->setCurrentIndex(m_model.index(std::min(row, int(all.size()) - 1), 0));
    m_nothing->setVisible(all.empty());
    m_table->setVisible(!all.empty());
    m_header.setNote(all.empty() ? QString() : QString::number(all.size()));
    m_remove->setVisible(!all.empty());
    m_remove->setEnabled(m_table->currentIndex().isValid());
    m_filling = false;
}

void BreakpointPanel::onItemChanged(QStandardItem* item)
{
    if (m_filling || item->column() != On)
        return;
    // later: the list fills the table anew, and the item is still in use
    QMetaObject::invokeMethod(
        this,
        [this, row = item->row(), on = item->checkState() == Qt::Checked] {
            m_list.setEnabled(row, on);
        },
        Qt::QueuedConnection);
}

void BreakpointPanel::add()
{
    Breakpoint breakpoint{BreakKind(m_kind->currentData().toInt()),
                          m_pattern->text().trimmed().toStdString()};
    const auto complaint = BreakpointList::complaint(breakpoint);
    m_complaint->setText(complaint);
    m_complaint->setVisible(!complaint.isEmpty());
    if (!complaint.isEmpty()) {
        m_pattern->setFocus();
        return;
    }
    m_list.add(breakpoint);
    m_pattern->clear();
}

void BreakpointPanel::removeSelected()
{
    m_list.remove(m_table->currentIndex().row());
}

bool BreakpointPanel::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != m_table || event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    const int row = m_table->currentIndex().row();
    if (key->key() == Qt::Key_Delete) {
        removeSelected();
        return true;
    }
    if (key->key() != Qt::Key_Space || row < 0 || row >= int(m_list.all().size()))
        return QWidget::eventFilter(watched, event);
    m_list.setEnabled(row, !m_list.all()[std::size_t(row)].enabled);
    return true;
}

} // namespace signalbox::ui
