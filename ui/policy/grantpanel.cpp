// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/policy/grantpanel.h"

#include "ui/format.h"
#include "ui/plainbutton.h"
#include "ui/plainlabel.h"
#include "ui/plaintable.h"
#include "ui/run/runview.h"
#include "ui/theme.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace signalbox::ui {

namespace {
using State = trace::GrantItem::State;

enum Column
{
    What,
    Which,
    From,
    Given,
    Used,
    Now,
    ColumnCount
};

QString stateWords(State state)
{
    return state == State::Holds  ? GrantPanel::tr("holds")
        : state == State::Revoked ? GrantPanel::tr("revoked")
                                  : GrantPanel::tr("over with the run");
}
} // namespace

GrantPanel::GrantPanel(UiContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_empty(wrappedLabel({}, QStringLiteral("muted"), this))
    , m_table(plainTable(tr("Grants"),
                         {tr("Tool"), tr("Allowed"), tr("At the gate of"), tr("Given"),
                          tr("Used since"), tr("Now")},
                         From, this))
    , m_revoke(new QAction(tr("Revoke the selected grant"), this))
    , m_open(new QAction(tr("Show the call of the selected grant"), this))
    , m_revokeButton(plainButton(tr("Revoke"), tr("Revoke the selected grant"), this))
    , m_openButton(flatButton(tr("Show the call"), tr("Show the call of the grant"), this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 12, 12, 12);
    column->setSpacing(8);
    column->addWidget(wrappedLabel(
        tr("What you allowed at a gate for later calls of the run that is shown. It never answers "
           "a deny rule or what is always asked, and it ends with the run. Once revoked, the next "
           "call is asked again."),
        QStringLiteral("muted"), this));
    column->addWidget(m_empty);
    column->addWidget(m_table, 1);
    auto* row = new QHBoxLayout;
    row->addWidget(m_revokeButton);
    row->addWidget(m_openButton);
    row->addStretch();
    column->addLayout(row);
    m_revoke->setShortcut(QKeySequence::Delete);
    m_open->setShortcut(Qt::CTRL | Qt::SHIFT | Qt::Key_G);
    for (auto* action : panelActions()) {
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        m_table->addAction(action);
    }
    connect(m_revoke, &QAction::triggered, this, [this] {
        if (const auto* item = selected())
            Q_EMIT commandIssued(engine::RevokeGrant{m_context.runView->run(), item->fromGate});
    });
    connect(m_open, &QAction::triggered, this, [this] {
        if (const auto* item = selected())
            Q_EMIT callWanted(QString::fromStdString(m_context.runView->run()),
                              QString::fromStdString(item->path));
    });
    connect(m_revokeButton, &QPushButton::clicked, m_revoke, &QAction::trigger);
    connect(m_openButton, &QPushButton::clicked, m_open, &QAction::trigger);
    connect(m_table, &QTableWidget::itemSelectionChanged, this, &GrantPanel::showState);
    connect(m_table, &QTableWidget::itemActivated, m_open, &QAction::trigger);
    if (m_context.runView) {
        connect(m_context.runView, &RunView::runChanged, this, &GrantPanel::refresh);
        connect(m_context.runView, &RunView::advanced, this, &GrantPanel::refresh);
    }
    connect(&m_context.theme, &Theme::changed, this, &GrantPanel::fill);
    fill();
    refresh();
}

int GrantPanel::holding() const
{
    return int(std::count_if(m_items.begin(), m_items.end(),
                             [](const auto& item) { return item.state == State::Holds; }));
}

void GrantPanel::refresh()
{
    const auto trace = m_context.runView ? m_context.runView->trace() : nullptr;
    auto items = trace ? trace->grants() : std::vector<trace::GrantItem>();
    if (items != m_items) {
        m_items = std::move(items);
        fill();
    }
    showState();
}

void GrantPanel::fill()
{
    const int kept = m_table->currentRow();
    m_table->setRowCount(int(m_items.size()));
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const auto& item = m_items[std::size_t(row)];
        const QString cells[ColumnCount] = {format::line(item.tool),
                                            item.scope == GrantScope::Run
                                                ? tr("every call in this run")
                                                : tr("the same arguments in this run"),
                                            format::line(item.path, 300),
                                            format::dateTime(item.since),
                                            QString::number(item.used),
                                            stateWords(item.state)};
        for (int column = 0; column < ColumnCount; ++column)
            m_table->setItem(row, column, new QTableWidgetItem(cells[column]));
        m_table->item(row, Used)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        if (item.state != State::Holds) {
            for (int column = 0; column < ColumnCount; ++column)
                m_table->item(row, column)->setForeground(m_context.theme.color(Tint::Muted));
        }
    }
    if (m_table->rowCount() > 0)
        m_table->setCurrentCell(std::clamp(kept, 0, m_table->rowCount() - 1), 0);
    m_table->setVisible(!m_items.empty());
    m_empty->setVisible(m_items.empty());
    m_empty->setText(tr("Nothing is allowed beforehand in this run."));
    showState();
    Q_EMIT changed();
}

const trace::GrantItem* GrantPanel::selected() const
{
    const int row = m_table->currentRow();
    return row >= 0 && row < int(m_items.size()) ? &m_items[std::size_t(row)] : nullptr;
}

void GrantPanel::showState()
{
    const auto* item = selected();
    const bool live = m_context.runView && m_context.runView->isLive();
    m_revoke->setEnabled(item && item->state == State::Holds && live);
    m_open->setEnabled(item != nullptr);
    m_revokeButton->setEnabled(m_revoke->isEnabled());
    m_openButton->setEnabled(m_open->isEnabled());
}

} // namespace signalbox::ui
