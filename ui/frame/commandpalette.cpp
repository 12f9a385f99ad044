// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/frame/commandpalette.h"

#include "ui/listkeys.h"

#include <QAction>
#include <QLineEdit>
#include <QListView>
#include <QPointer>
#include <QVBoxLayout>

#include <algorithm>
#include <optional>

namespace signalbox::ui {

CommandPalette::CommandPalette(const Theme& theme, QWidget* parent)
    : QDialog(parent, Qt::Dialog | Qt::FramelessWindowHint)
    , m_theme(theme)
    , m_input(new QLineEdit)
    , m_list(new QListView)
{
    setObjectName(QStringLiteral("commandPalette"));
    setAccessibleName(tr("Command palette"));
    setWindowTitle(tr("Command palette"));
    m_input->setPlaceholderText(tr("Type a command"));
    m_input->setAccessibleName(tr("Command"));
    m_list->setModel(&m_model);
    m_list->setAccessibleName(tr("Commands"));
    m_list->setEditTriggers(QListView::NoEditTriggers);
    m_list->setUniformItemSizes(true);
    m_list->setFocusPolicy(Qt::NoFocus);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->addWidget(m_input);
    layout->addWidget(m_list, 1);
    connect(m_input, &QLineEdit::textChanged, this, &CommandPalette::filter);
    connect(new ListKeys(m_input, m_list), &ListKeys::chosen, this, &CommandPalette::trigger);
    connect(m_list, &QListView::clicked, this, &CommandPalette::trigger);
}

bool CommandPalette::matches(const QString& text, const QString& typed)
{
    const auto words = typed.split(u' ', Qt::SkipEmptyParts);
    return std::all_of(words.begin(), words.end(), [&text](const QString& word) {
        return text.contains(word, Qt::CaseInsensitive);
    });
}

void CommandPalette::open(const QList<QAction*>& actions)
{
    m_actions = actions;
    m_input->clear();
    filter();
    const auto* window = parentWidget();
    resize(m_theme.scaled(460), m_theme.scaled(340));
    if (window)
        move(window->mapToGlobal(QPoint((window->width() - width()) / 2, m_theme.scaled(70))));
    QDialog::open();
    m_input->setFocus();
}

void CommandPalette::filter()
{
    m_model.clear();
    std::optional<int> first; // that can be done: Return does it
    for (int i = 0; i < m_actions.size(); ++i) {
        const auto* action = m_actions[i];
        auto text = action->property("paletteText").toString();
        if (text.isEmpty())
            text = action->text();
        text.remove(u'&');
        if (!matches(text, m_input->text()))
            continue;
        const auto keys = action->shortcut().toString(QKeySequence::NativeText);
        auto* item =
            new QStandardItem(keys.isEmpty() ? text : text + QStringLiteral("    ") + keys);
        item->setData(i);
        item->setEnabled(action->isEnabled());
        if (action->isEnabled() && !first)
            first = m_model.rowCount();
        m_model.appendRow(item);
    }
    if (m_model.rowCount() == 0) {
        auto* none = new QStandardItem(tr("Nothing here has these words"));
        none->setEnabled(false);
        m_model.appendRow(none);
    }
    m_list->setCurrentIndex(m_model.index(first.value_or(0), 0));
}

void CommandPalette::trigger()
{
    const auto index = m_list->currentIndex();
    if (!index.isValid() || !(index.flags() & Qt::ItemIsEnabled))
        return;
    const QPointer<QAction> action = m_actions[index.data(Qt::UserRole + 1).toInt()];
    close();
    if (!action)
        return;
    Q_EMIT chosen(action);
    action->trigger();
}

} // namespace signalbox::ui
