// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/workflow/statetable.h"

#include "base/jsonvalue.h"
#include "base/text.h"
#include "ui/format.h"
#include "ui/jsonedit/codeedit.h"
#include "ui/plainbutton.h"
#include "ui/plaintable.h"
#include "ui/workflow/graphedits.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace signalbox::ui {

namespace {
enum Column
{
    Key,
    Default,
    Merge
};
constexpr const char* rules[] = {"replace", "append", "add", "max", "min", "object"};
constexpr int keyRole = Qt::UserRole;
constexpr int mostRowsInSight = 16;

} // namespace

StateTable::StateTable(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_state(std::make_shared<const OrderedJson>(OrderedJson::object()))
    , m_table(new QTableWidget(0, 3, this))
    , m_add(flatButton(tr("+ Key"), tr("Add state key"), this))
    , m_remove(flatButton(tr("Remove"), tr("Remove state key"), this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(2);
    m_table->setAccessibleName(tr("State"));
    m_table->setHorizontalHeaderLabels({tr("Key"), tr("Default"), tr("Merge")});
    m_table->setProperty("cells", QStringLiteral("widgets")); // they fill their cell
    makePlain(*m_table);
    m_table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed
                             | QAbstractItemView::AnyKeyPressed);
    m_table->horizontalHeader()->setSectionResizeMode(Key, QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setSectionResizeMode(Default, QHeaderView::Stretch);
    m_table->horizontalHeader()->setSectionResizeMode(Merge, QHeaderView::ResizeToContents);
    column->addWidget(m_table, 1);
    auto* row = new QHBoxLayout;
    row->addWidget(m_add);
    row->addWidget(m_remove);
    row->addStretch();
    column->addLayout(row);
    connect(m_table, &QTableWidget::cellChanged, this, &StateTable::onEdited);
    connect(m_add, &QPushButton::clicked, this, [this] {
        const OrderedJson fresh = {{"default", nullptr}};
        Q_EMIT declared(QString::fromStdString(edits::freeName(*m_state, "key")), fresh);
        m_table->setCurrentCell(m_table->rowCount() - 1, Key);
        m_table->editItem(m_table->item(m_table->rowCount() - 1, Key));
    });
    connect(m_remove, &QPushButton::clicked, this, [this] {
        if (const auto* item = m_table->item(m_table->currentRow(), Key))
            Q_EMIT removed(item->data(keyRole).toString());
    });
}

void StateTable::show(const OrderedJson* state, const std::map<std::string, ProblemMark>& problems,
                      bool isEditable)
{
    m_isFilling = true;
    m_isEditable = isEditable;
    const auto shown = std::make_shared<const OrderedJson>(
        state && state->is_object() ? *state : OrderedJson::object());
    m_state = shown;
    m_add->setEnabled(isEditable);
    m_remove->setEnabled(isEditable && !shown->empty());
    m_table->setRowCount(int(shown->size()));
    int row = 0;
    for (const auto& [key, declaration] : shown->items()) {
        const auto problem = problems.find(key);
        fillRow(row++, key, declaration, problem == problems.end() ? nullptr : &problem->second);
    }
    m_isFilling = false;
    fitRows();
}

// The page around it scrolls: the table does only where it would be longer than the page.
void StateTable::fitRows()
{
    int height = m_table->horizontalHeader()->sizeHint().height() + 2 * m_table->frameWidth();
    for (int row = 0; row < std::min(m_table->rowCount(), mostRowsInSight); ++row)
        height += m_table->rowHeight(row);
    m_table->setFixedHeight(std::max(height, m_theme.scaled(80)));
}

void StateTable::fillRow(int row, const std::string& key, const OrderedJson& declaration,
                         const ProblemMark* problem)
{
    const auto put = [&](int column, const QString& text) {
        auto* item = m_table->item(row, column);
        if (!item) {
            item = new QTableWidgetItem;
            m_table->setItem(row, column, item);
        }
        item->setText(text);
        item->setFont(codeFont());
        item->setData(keyRole, QString::fromStdString(key));
        item->setData(Qt::ForegroundRole, QVariant()); // that of the theme
        auto flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
        item->setFlags(m_isEditable ? flags | Qt::ItemIsEditable : flags);
        item->setToolTip({});
        return item;
    };
    auto* name = put(Key, format::line(key, 64));
    if (problem) {
        name->setForeground(m_theme.color(problem->isError ? Tint::Error : Tint::Warning));
        name->setToolTip(problem->words);
        name->setText(QStringLiteral("! ") + name->text());
        name->setData(Qt::AccessibleDescriptionRole, problem->words);
    }
    const auto* value = memberOf(declaration, "default");
    put(Default, value ? format::line(dumpJson(*value), 4000) : QString());
    auto* merge = qobject_cast<QComboBox*>(m_table->cellWidget(row, Merge));
    if (!merge) {
        merge = new QComboBox(m_table);
        for (const auto* rule : rules)
            merge->addItem(QString::fromLatin1(rule));
        m_table->setCellWidget(row, Merge, merge);
        connect(merge, &QComboBox::activated, this, [this, row, merge] {
            const auto own = m_table->item(row, Key)->data(keyRole).toString();
            auto changed = declarationOf(own.toStdString());
            if (merge->currentIndex() == 0)
                changed.erase("merge");
            else
                changed["merge"] = merge->currentText().toStdString();
            Q_EMIT declared(own, changed);
        });
    }
    merge->setAccessibleName(tr("Merge rule of %1").arg(format::line(key, 64)));
    merge->setEnabled(m_isEditable);
    const auto rule = memberText(declaration, "merge");
    merge->setCurrentIndex(std::max(0, merge->findText(QString::fromStdString(rule))));
}

OrderedJson StateTable::declarationOf(const std::string& key) const
{
    const auto* found = memberOf(*m_state, key);
    return found && found->is_object() ? *found : OrderedJson::object();
}

void StateTable::onEdited(int row, int column)
{
    if (m_isFilling)
        return;
    const auto* item = m_table->item(row, column);
    const auto key = item->data(keyRole).toString();
    const auto text = item->text();
    if (column == Key) {
        auto name = text.trimmed();
        if (name.startsWith(QStringLiteral("! ")))
            name = name.mid(2);
        if (isName(name.toStdString()) && name != key)
            Q_EMIT renamed(key, name);
        else
            show(m_state.get(), {}, m_isEditable); // as it was
        return;
    }
    auto changed = declarationOf(key.toStdString());
    if (text.trimmed().isEmpty()) {
        changed.erase("default");
    } else {
        // what is no JSON is meant as a text
        auto value = parseOrderedJson(text.toStdString());
        changed["default"] = value ? *value : OrderedJson(text.toStdString());
    }
    Q_EMIT declared(key, changed);
}

} // namespace signalbox::ui
