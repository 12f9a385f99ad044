// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/frame/changesdialog.h"

#include "ui/format.h"
#include "ui/plainlabel.h"
#include "ui/plaintable.h"
#include "ui/run/detailtext.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace signalbox::ui {

namespace {
enum Column
{
    State,
    What,
    Place,
    Note,
    ColumnCount
};

QString stateWords(const RunChange& change)
{
    if (!change.reversible)
        return ChangesDialog::tr("irreversible");
    if (change.state == "undone")
        return ChangesDialog::tr("undone");
    if (change.state == "in_doubt")
        return ChangesDialog::tr("in doubt");
    return ChangesDialog::tr("done");
}

QString noteWords(const RunChange& change)
{
    if (change.reversible)
        return format::line(change.blocked, 300);
    QStringList effects;
    for (const auto& effect : change.effects)
        effects << format::line(effect, 32);
    return ChangesDialog::tr("cannot be taken back: %1").arg(effects.join(QStringLiteral(", ")));
}

// "step 12 write_file", as the trace names it.
QString callWords(const RunChange& change)
{
    const auto step = detailtext::stepOf(change.path);
    return step.empty() ? format::line(change.path, 200)
                        : format::line(step + " " + change.tool, 200);
}

QTableWidgetItem* cell(const QString& text)
{
    auto* item = new QTableWidgetItem(text);
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren);
    item->setToolTip({});
    return item;
}
} // namespace

ChangesDialog::ChangesDialog(const Theme& theme, QWidget* parent)
    : QDialog(parent)
    , m_theme(theme)
    , m_words(plainLabel({}, QStringLiteral("muted")))
    , m_table(new QTableWidget(0, ColumnCount, this))
    , m_undo(new QPushButton(tr("&Undo"), this))
    , m_redo(new QPushButton(tr("&Redo"), this))
    , m_undoAll(new QPushButton(tr("Undo &all"), this))
    , m_redoAll(new QPushButton(tr("Redo a&ll"), this))
{
    setObjectName(QStringLiteral("changes"));
    setWindowTitle(tr("Changes of this run"));
    setAccessibleName(tr("Changes of this run"));
    m_words->setWordWrap(true);
    m_table->setAccessibleName(tr("Changes"));
    m_table->setHorizontalHeaderLabels({tr("State"), tr("Change"), tr("Call"), tr("Note")});
    makePlain(*m_table);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->setWordWrap(false);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_undo);
    buttons->addWidget(m_redo);
    buttons->addStretch(1);
    buttons->addWidget(m_undoAll);
    buttons->addWidget(m_redoAll);
    auto* close = new QPushButton(tr("&Close"), this);
    buttons->addWidget(close);
    for (auto* button : {m_undo, m_redo, m_undoAll, m_redoAll, close}) {
        button->setAutoDefault(false);
        button->setAccessibleName(button->text().remove(u'&'));
    }
    auto* column = new QVBoxLayout(this);
    column->setSpacing(m_theme.scaled(8));
    column->addWidget(m_words);
    column->addWidget(m_table, 1);
    column->addLayout(buttons);
    resize(m_theme.scaled(900), m_theme.scaled(420));
    connect(&m_theme, &Theme::changed, this, [this] {
        for (int row = 0; m_changes && row < m_table->rowCount(); ++row)
            addRow(row, (*m_changes)[std::size_t(row)]); // cells carry their colours
    });
    connect(m_table, &QTableWidget::itemSelectionChanged, this, &ChangesDialog::updateButtons);
    connect(m_undo, &QPushButton::clicked, this, [this] { issue(false, false); });
    connect(m_redo, &QPushButton::clicked, this, [this] { issue(true, false); });
    connect(m_undoAll, &QPushButton::clicked, this, [this] { issue(false, true); });
    connect(m_redoAll, &QPushButton::clicked, this, [this] { issue(true, true); });
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    updateButtons();
}

void ChangesDialog::setRun(const std::string& run)
{
    if (m_run == run)
        return;
    m_run = run;
    m_changes.reset();
    m_table->setRowCount(0);
    m_words->setText(tr("Looking at what the run changed\u2026"));
    updateButtons();
}

void ChangesDialog::showChanges(const engine::ChangesListed& listed)
{
    if (listed.run != m_run || !listed.changes)
        return;
    const int before = m_table->currentRow();
    m_changes = listed.changes;
    const auto& changes = *m_changes;
    m_table->setRowCount(int(changes.size()));
    for (int row = 0; row < int(changes.size()); ++row)
        addRow(row, changes[std::size_t(row)]);
    for (const int column : {int(State), int(What), int(Place)}) {
        m_table->resizeColumnToContents(column);
        m_table->setColumnWidth(column,
                                std::min(m_table->columnWidth(column), m_theme.scaled(340)));
    }
    const auto irreversible = std::count_if(changes.begin(), changes.end(),
                                            [](const auto& change) { return !change.reversible; });
    m_words->setText(
        changes.empty() ? tr("This run changed nothing.")
            : irreversible == 0
            ? tr("Files go back to what they were before the call; nothing that changed since is "
                 "overwritten.")
            : tr("Files go back to what they were before the call; nothing that changed since is "
                 "overwritten. %1 cannot be taken back.")
                  .arg(irreversible == 1 ? tr("1 call") : tr("%1 calls").arg(irreversible)));
    if (!changes.empty())
        m_table->setCurrentCell(std::clamp(before, 0, int(changes.size()) - 1), State);
    updateButtons();
}

void ChangesDialog::addRow(int row, const RunChange& change)
{
    auto* state = cell(stateWords(change));
    const auto tint = !change.reversible ? Tint::Error
        : change.state == "undone"       ? Tint::Muted
        : change.state == "in_doubt"     ? Tint::Warning
                                         : Tint::Ok;
    state->setForeground(m_theme.color(tint));
    m_table->setItem(row, State, state);
    m_table->setItem(row, What, cell(format::line(change.what, 400)));
    m_table->setItem(row, Place, cell(callWords(change)));
    auto* note = cell(noteWords(change));
    note->setForeground(m_theme.color(Tint::Muted));
    m_table->setItem(row, Note, note);
}

const RunChange* ChangesDialog::selected() const
{
    const int row = m_table->currentRow();
    return m_changes && row >= 0 && row < int(m_changes->size()) ? &(*m_changes)[std::size_t(row)]
                                                                 : nullptr;
}

void ChangesDialog::updateButtons()
{
    const auto* change = selected();
    const bool can = change && change->reversible && change->blocked.empty();
    m_undo->setEnabled(can && change->state != "undone");
    m_redo->setEnabled(can && change->state == "undone");
    const auto any = [this](bool undone) {
        return m_changes
            && std::any_of(m_changes->begin(), m_changes->end(), [undone](const auto& one) {
                   return one.reversible && (one.state == "undone") == undone;
               });
    };
    m_undoAll->setEnabled(any(false));
    m_redoAll->setEnabled(any(true));
}

void ChangesDialog::issue(bool redo, bool all)
{
    const auto* change = selected();
    if (!all && !change)
        return;
    for (auto* button : {m_undo, m_redo, m_undoAll, m_redoAll})
        button->setEnabled(false); // until the answer is here
    Q_EMIT commandIssued(engine::UndoChanges{
        m_run, all ? std::vector<std::string>() : std::vector{change->path}, redo});
}

} // namespace signalbox::ui
