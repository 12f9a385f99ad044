// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/frame/shortcutsdialog.h"

#include "ui/frame/commandpalette.h"
#include "ui/plainlabel.h"
#include "ui/plaintable.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace signalbox::ui {

namespace {
enum Column
{
    What,
    Where,
    Keys,
    Usual,
    ColumnCount
};

QString words(const QKeySequence& keys)
{
    return keys.toString(QKeySequence::NativeText);
}
} // namespace

ShortcutsDialog::ShortcutsDialog(const Theme& theme, const Shortcuts& shortcuts,
                                 QList<KeyedAction> actions, QList<QKeySequence> fixed,
                                 QWidget* parent)
    : QDialog(parent)
    , m_theme(theme)
    , m_shortcuts(shortcuts)
    , m_actions(std::move(actions))
    , m_fixed(std::move(fixed))
    , m_filter(new QLineEdit(this))
    , m_table(new QTableWidget(int(m_actions.size()), ColumnCount, this))
    , m_keys(new QKeySequenceEdit(this))
    , m_set(new QPushButton(tr("&Set"), this))
    , m_reset(new QPushButton(tr("As &usual"), this))
    , m_resetAll(new QPushButton(tr("&All as usual"), this))
    , m_words(plainLabel({}, QStringLiteral("muted")))
{
    setObjectName(QStringLiteral("shortcuts"));
    setWindowTitle(tr("Keyboard shortcuts"));
    setAccessibleName(windowTitle());
    m_filter->setPlaceholderText(tr("Find an action"));
    m_filter->setAccessibleName(tr("Find an action"));
    m_table->setAccessibleName(tr("Actions"));
    m_table->setHorizontalHeaderLabels({tr("Action"), tr("Mode"), tr("Keys"), tr("As made")});
    makePlain(*m_table);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setSectionResizeMode(What, QHeaderView::Stretch);
    m_table->setWordWrap(false);
    m_keys->setAccessibleName(tr("New keys"));
    auto* row = new QHBoxLayout;
    row->addWidget(m_keys, 1);
    row->addWidget(m_set);
    row->addWidget(m_reset);
    row->addStretch(1);
    row->addWidget(m_resetAll);
    auto* close = new QPushButton(tr("&Close"), this);
    row->addWidget(close);
    for (auto* button : {m_set, m_reset, m_resetAll, close}) {
        button->setAutoDefault(false);
        button->setAccessibleName(button->text().remove(u'&'));
    }
    auto* column = new QVBoxLayout(this);
    column->setSpacing(m_theme.scaled(8));
    column->addWidget(m_filter);
    column->addWidget(m_table, 1);
    column->addWidget(m_words);
    column->addLayout(row);
    resize(m_theme.scaled(640), m_theme.scaled(520));
    connect(m_filter, &QLineEdit::textChanged, this, &ShortcutsDialog::filter);
    connect(m_table, &QTableWidget::itemSelectionChanged, this, &ShortcutsDialog::showChosen);
    connect(m_table, &QTableWidget::cellActivated, this, [this] { m_keys->setFocus(); });
    connect(m_keys, &QKeySequenceEdit::keySequenceChanged, this, &ShortcutsDialog::showObjection);
    connect(m_set, &QPushButton::clicked, this, &ShortcutsDialog::setKeys);
    connect(m_reset, &QPushButton::clicked, this, &ShortcutsDialog::resetChosen);
    connect(m_resetAll, &QPushButton::clicked, this, &ShortcutsDialog::resetAll);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    fill();
    m_table->selectRow(0);
}

void ShortcutsDialog::fill()
{
    for (int row = 0; row < m_table->rowCount(); ++row)
        fillRow(row);
}

void ShortcutsDialog::fillRow(int row)
{
    const auto& [action, where] = m_actions[row];
    const auto usual = Shortcuts::usual(*action);
    const bool isUsual = action->shortcut() == usual;
    const QString texts[ColumnCount] = {
        Shortcuts::name(*action), where.isEmpty() ? tr("all") : where, words(action->shortcut()),
        isUsual ? QString() : words(usual)};
    for (int column = 0; column < ColumnCount; ++column) {
        auto* item = new QTableWidgetItem(texts[column]);
        auto font = item->font();
        font.setBold(column == Keys && !isUsual);
        item->setFont(font);
        m_table->setItem(row, column, item);
    }
}

void ShortcutsDialog::filter()
{
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const auto text =
            m_table->item(row, What)->text() + u' ' + m_table->item(row, Keys)->text();
        m_table->setRowHidden(row, !CommandPalette::matches(text, m_filter->text()));
    }
    const auto* keyed = chosen();
    if (keyed && !m_table->isRowHidden(int(keyed - m_actions.constData())))
        return;
    int first = 0; // what is changed below stands in sight
    while (first < m_table->rowCount() && m_table->isRowHidden(first))
        ++first;
    if (first < m_table->rowCount())
        m_table->selectRow(first);
    else
        m_table->clearSelection();
}

const KeyedAction* ShortcutsDialog::chosen() const
{
    const auto rows = m_table->selectionModel()->selectedRows();
    return rows.isEmpty() ? nullptr : &m_actions[rows.constFirst().row()];
}

// The first of what was pressed: one press is enough for a key.
QKeySequence ShortcutsDialog::typed() const
{
    const auto keys = m_keys->keySequence();
    return keys.isEmpty() ? keys : QKeySequence(keys[0]);
}

QString ShortcutsDialog::objection(const KeyedAction& keyed, const QKeySequence& keys) const
{
    return Shortcuts::objection(m_actions, m_fixed, keyed, keys);
}

void ShortcutsDialog::showChosen()
{
    const auto* keyed = chosen();
    m_keys->setKeySequence(keyed ? keyed->action->shortcut() : QKeySequence());
    showObjection();
}

void ShortcutsDialog::showObjection()
{
    const auto* keyed = chosen();
    const auto words = keyed ? objection(*keyed, typed()) : QString();
    m_words->setText(keyed && words.isEmpty()
                         ? tr("Press the new keys for %1; none takes them away.")
                               .arg(Shortcuts::name(*keyed->action))
                         : words);
    m_keys->setEnabled(keyed);
    m_set->setEnabled(keyed && words.isEmpty() && typed() != keyed->action->shortcut());
    m_reset->setEnabled(keyed && keyed->action->shortcut() != Shortcuts::usual(*keyed->action));
}

void ShortcutsDialog::setKeys()
{
    if (const auto* keyed = chosen()) {
        m_shortcuts.set(*keyed, typed());
        fillRow(int(keyed - m_actions.constData()));
        m_table->setFocus(); // else the button that takes all keys back had it
        showChosen();
    }
}

void ShortcutsDialog::resetChosen()
{
    const auto* keyed = chosen();
    if (!keyed)
        return;
    const auto usual = Shortcuts::usual(*keyed->action);
    if (!objection(*keyed, usual).isEmpty()) {
        m_keys->setKeySequence(usual); // which says whose they are now
        return;
    }
    m_shortcuts.reset(*keyed);
    fillRow(int(keyed - m_actions.constData()));
    m_table->setFocus();
    showChosen();
}

void ShortcutsDialog::resetAll()
{
    for (const auto& keyed : m_actions)
        m_shortcuts.reset(keyed);
    fill();
    showChosen();
}

} // namespace signalbox::ui
