// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/workflow/expressiontable.h"

#include "base/jsonvalue.h"
#include "base/text.h"
#include "ui/format.h"
#include "ui/jsonedit/codeedit.h"
#include "ui/workflow/scopefield.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace signalbox::ui {

namespace {
QComboBox* keyCombo(const QString& name, QWidget* parent)
{
    auto* combo = new QComboBox(parent);
    combo->setEditable(true);
    combo->setInsertPolicy(QComboBox::NoInsert);
    combo->setAccessibleName(name);
    combo->setFont(codeFont());
    combo->lineEdit()->setMaxLength(64);
    combo->setMinimumWidth(80);
    return combo;
}

void fill(QComboBox& combo, const WorkflowScope& scope)
{
    const QSignalBlocker quiet(combo);
    const auto text = combo.currentText();
    combo.clear();
    if (scope.state && scope.state->is_object()) {
        for (const auto& [key, value] : scope.state->items())
            combo.addItem(format::line(key, 64));
    }
    combo.setEditText(text);
}
} // namespace

ExpressionTable::ExpressionTable(const QString& name, QWidget* parent)
    : QWidget(parent)
    , m_name(name)
    , m_column(new QVBoxLayout(this))
    , m_add(new QPushButton(tr("+ Key"), this))
{
    m_column->setContentsMargins({});
    m_column->setSpacing(4);
    m_add->setProperty("kind", QStringLiteral("flat"));
    m_add->setAutoDefault(false);
    m_add->setAccessibleName(tr("Add key to %1").arg(name));
    m_column->addWidget(m_add, 0, Qt::AlignLeft);
    connect(m_add, &QPushButton::clicked, this, [this] { addRow().key->setFocus(); });
}

ExpressionTable::Row& ExpressionTable::addRow()
{
    const auto place = m_name + QStringLiteral(" %1").arg(m_rows.size() + 1);
    auto* box = new QWidget(this);
    auto* line = new QHBoxLayout(box);
    line->setContentsMargins({});
    line->setSpacing(4);
    auto* key = keyCombo(tr("%1 key").arg(place), box);
    fill(*key, m_scope);
    key->setEditText({});
    auto* expression =
        new ScopeField(ScopeField::Reads::Expression, tr("%1 expression").arg(place), box);
    expression->setScope(m_scope);
    auto* remove = new QPushButton(QStringLiteral("×"), box);
    remove->setProperty("kind", QStringLiteral("flat"));
    remove->setAutoDefault(false);
    remove->setAccessibleName(tr("Remove %1").arg(place));
    line->addWidget(key, 2, Qt::AlignTop);
    line->addWidget(expression, 3);
    line->addWidget(remove, 0, Qt::AlignTop);
    m_column->insertWidget(m_column->count() - 1, box);
    m_rows.push_back({box, key, expression});
    const auto tell = [this] {
        if (!m_isFilling)
            Q_EMIT edited();
    };
    connect(key, &QComboBox::editTextChanged, this, tell);
    connect(expression, &ScopeField::edited, this, tell);
    connect(remove, &QPushButton::clicked, this, [this, box] { removeRow(box); });
    return m_rows.back();
}

void ExpressionTable::removeRow(QWidget* box)
{
    std::erase_if(m_rows, [box](const Row& row) { return row.box == box; });
    box->hide();
    box->deleteLater();
    if (!m_isFilling)
        Q_EMIT edited();
}

void ExpressionTable::setScope(const WorkflowScope& scope)
{
    m_scope = scope;
    for (auto& row : m_rows) {
        fill(*row.key, scope);
        row.expression->setScope(scope);
    }
}

void ExpressionTable::setValue(const OrderedJson& object)
{
    if (object == value())
        return; // a row that is not named yet stays
    m_isFilling = true;
    const std::size_t wanted = object.is_object() ? object.size() : 0;
    while (m_rows.size() > wanted)
        removeRow(m_rows.back().box);
    while (m_rows.size() < wanted)
        addRow();
    std::size_t at = 0;
    if (object.is_object()) {
        for (const auto& [key, expression] : object.items()) {
            auto& row = m_rows[at++];
            row.key->setEditText(format::line(key, 64));
            row.expression->setText(expression.is_string() ? expression.get<std::string>()
                                                           : dumpJson(expression));
        }
    }
    m_isFilling = false;
}

OrderedJson ExpressionTable::value() const
{
    OrderedJson object = OrderedJson::object();
    for (const auto& row : m_rows) {
        const auto key = row.key->currentText().trimmed().toStdString();
        if (!key.empty())
            object[key] = row.expression->text();
    }
    return object;
}

WritesField::WritesField(QWidget* parent)
    : QWidget(parent)
    , m_way(new QComboBox(this))
    , m_whole(keyCombo(tr("Writes to"), this))
    , m_fields(new QLineEdit(this))
    , m_table(new ExpressionTable(tr("Writes"), this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(4);
    m_way->setAccessibleName(tr("Writes"));
    m_way->addItem(tr("nothing"));
    m_way->addItem(tr("the whole result to"));
    m_way->addItem(tr("fields of the result by name"));
    m_way->addItem(tr("expressions"));
    m_fields->setAccessibleName(tr("Fields to write"));
    m_fields->setPlaceholderText(tr("verdict, confidence"));
    m_fields->setFont(codeFont());
    for (QWidget* each : {static_cast<QWidget*>(m_way), static_cast<QWidget*>(m_whole),
                          static_cast<QWidget*>(m_fields), static_cast<QWidget*>(m_table)})
        column->addWidget(each);
    const auto tell = [this] {
        if (!m_isFilling)
            Q_EMIT edited();
    };
    connect(m_way, &QComboBox::activated, this, [this, tell] {
        showWay();
        tell();
    });
    connect(m_whole, &QComboBox::editTextChanged, this, tell);
    connect(m_fields, &QLineEdit::textEdited, this, tell);
    connect(m_table, &ExpressionTable::edited, this, tell);
    showWay();
}

void WritesField::showWay()
{
    m_whole->setVisible(m_way->currentIndex() == Whole);
    m_fields->setVisible(m_way->currentIndex() == Fields);
    m_table->setVisible(m_way->currentIndex() == Expressions);
}

void WritesField::setScope(const WorkflowScope& scope)
{
    WorkflowScope own = scope;
    own.hasResult = true;
    m_isFilling = true;
    fill(*m_whole, own);
    m_table->setScope(own);
    m_isFilling = false;
}

void WritesField::setValue(const OrderedJson* wanted)
{
    const auto now = value();
    if (wanted ? now == *wanted : !now)
        return; // also what is half typed
    m_isFilling = true;
    int way = Nothing;
    if (wanted && wanted->is_string()) {
        way = Whole;
        m_whole->setEditText(format::line(wanted->get<std::string>(), 64));
    } else if (wanted && wanted->is_array()) {
        way = Fields;
        QStringList names;
        for (const auto& name : *wanted)
            names << format::line(name.is_string() ? name.get<std::string>() : dumpJson(name), 64);
        m_fields->setText(names.join(QStringLiteral(", ")));
    } else if (wanted && wanted->is_object()) {
        way = Expressions;
        m_table->setValue(*wanted);
    }
    m_way->setCurrentIndex(way);
    showWay();
    m_isFilling = false;
}

std::optional<OrderedJson> WritesField::value() const
{
    switch (m_way->currentIndex()) {
    case Whole:
        return m_whole->currentText().trimmed().isEmpty()
            ? std::optional<OrderedJson>()
            : OrderedJson(m_whole->currentText().trimmed().toStdString());
    case Fields: {
        OrderedJson names = OrderedJson::array();
        const auto parts = m_fields->text().split(u',', Qt::SkipEmptyParts);
        for (const auto& part : parts) {
            if (!part.trimmed().isEmpty())
                names.push_back(part.trimmed().toStdString());
        }
        return names.empty() ? std::optional<OrderedJson>() : names;
    }
    case Expressions: {
        auto object = m_table->value();
        return object.empty() ? std::optional<OrderedJson>() : object;
    }
    default:
        return {};
    }
}

} // namespace signalbox::ui
