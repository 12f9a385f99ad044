// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/tools/parametertable.h"

#include "base/jsonvalue.h"
#include "ui/form/schemashape.h"
#include "ui/format.h"
#include "ui/jsonedit/codeedit.h"
#include "ui/plaintable.h"
#include "ui/tools/tooldocument.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QSignalBlocker>
#include <QStyledItemDelegate>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace signalbox::ui {

namespace {
enum Column
{
    Name,
    Type,
    Required,
    Description,
    Check
};

const QStringList& simpleTypes()
{
    static const QStringList types = {QStringLiteral("string"),  QStringLiteral("number"),
                                      QStringLiteral("integer"), QStringLiteral("boolean"),
                                      QStringLiteral("array"),   QStringLiteral("object")};
    return types;
}

const QStringList& namedChecks()
{
    static const QStringList checks = {QString(), QStringLiteral("path_exists"),
                                       QStringLiteral("path_in_workspace"),
                                       QStringLiteral("path_missing"), QStringLiteral("non_empty")};
    return checks;
}

// A combo box for the columns whose values are few.
class ChoiceDelegate final : public QStyledItemDelegate
{
public:
    ChoiceDelegate(const QStringList& choices, QObject* parent)
        : QStyledItemDelegate(parent)
        , m_choices(choices)
    { }
    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem&,
                          const QModelIndex&) const override
    {
        auto* combo = new QComboBox(parent);
        combo->addItems(m_choices);
        combo->setEditable(true);
        return combo;
    }
    void setEditorData(QWidget* editor, const QModelIndex& index) const override
    {
        static_cast<QComboBox*>(editor)->setCurrentText(index.data(Qt::EditRole).toString());
    }
    void setModelData(QWidget* editor, QAbstractItemModel* model,
                      const QModelIndex& index) const override
    {
        model->setData(index, static_cast<QComboBox*>(editor)->currentText());
    }

private:
    QStringList m_choices;
};

Json plain(const OrderedJson& value)
{
    return parseJson(dumpJson(value)).value_or(Json::object());
}

bool isRequired(const OrderedJson& parameters, const std::string& name)
{
    const auto* required = findOrdered(parameters, "required");
    return required && required->is_array()
        && std::find(required->begin(), required->end(), OrderedJson(name)) != required->end();
}
} // namespace

QString typeWords(const OrderedJson& property)
{
    const Json schema = plain(property);
    const Shape shape = shapeOf(schema, schema);
    if (shape.kind == ShapeKind::Choice && shape.schema->contains("enum"))
        return QStringLiteral("enum · %1").arg((*shape.schema)["enum"].size());
    if (shape.kind == ShapeKind::Text && shape.schema->contains("pattern"))
        return QObject::tr("text with a pattern");
    return shapeHint(shape);
}

ParameterTable::ParameterTable(QWidget* parent)
    : QWidget(parent)
    , m_table(new QTableWidget(0, 5, this))
    , m_add(new QToolButton(this))
    , m_remove(new QToolButton(this))
    , m_parameters(std::make_shared<OrderedJson>(OrderedJson::object()))
    , m_checks(std::make_shared<OrderedJson>(OrderedJson::array()))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(2);
    column->addWidget(m_table);
    auto* bar = new QHBoxLayout;
    bar->addWidget(m_add);
    bar->addWidget(m_remove);
    bar->addStretch();
    column->addLayout(bar);
    m_add->setText(tr("+ Add parameter"));
    m_add->setAccessibleName(tr("Add parameter"));
    m_remove->setText(tr("Remove"));
    m_remove->setAccessibleName(tr("Remove parameter"));
    m_table->setAccessibleName(tr("Parameters"));
    m_table->setHorizontalHeaderLabels(
        {tr("Parameter"), tr("Type"), tr("Required"), tr("Description"), tr("Check")});
    makePlain(*m_table);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setSectionResizeMode(Description, QHeaderView::Stretch);
    m_table->setItemDelegateForColumn(Type, new ChoiceDelegate(simpleTypes(), m_table));
    m_table->setItemDelegateForColumn(Check, new ChoiceDelegate(namedChecks(), m_table));
    connect(m_table, &QTableWidget::cellChanged, this, &ParameterTable::read);
    connect(m_add, &QToolButton::clicked, this, &ParameterTable::addParameter);
    connect(m_remove, &QToolButton::clicked, this, &ParameterTable::removeParameter);
}

void ParameterTable::setEditable(bool editable)
{
    m_add->setVisible(editable);
    m_remove->setVisible(editable);
    m_table->setEditTriggers(editable ? QAbstractItemView::DoubleClicked
                                     | QAbstractItemView::EditKeyPressed
                                     | QAbstractItemView::AnyKeyPressed
                                      : QAbstractItemView::NoEditTriggers);
}

void ParameterTable::setParameters(const OrderedJson& parameters, const OrderedJson& checks)
{
    if (parameters == *m_parameters && checks == *m_checks && m_table->rowCount() > 0)
        return;
    *m_parameters = parameters.is_object() ? parameters : OrderedJson::object();
    *m_checks = checks.is_array() ? checks : OrderedJson::array();
    fill();
}

void ParameterTable::fill()
{
    m_filling = true;
    m_table->setRowCount(0);
    if (const auto* properties = findOrdered(*m_parameters, "properties");
        properties && properties->is_object()) {
        for (const auto& [name, property] : properties->items()) {
            if (m_table->rowCount() < 500)
                addRow(name, property);
        }
    }
    m_filling = false;
    fitToRows(*m_table, 12);
}

void ParameterTable::addRow(const std::string& name, const OrderedJson& property)
{
    const int row = m_table->rowCount();
    m_table->insertRow(row);
    auto* nameItem = new QTableWidgetItem(format::line(name, 64));
    nameItem->setFont(codeFont());
    nameItem->setData(Qt::UserRole, QString::fromStdString(name));
    m_table->setItem(row, Name, nameItem);
    m_table->setItem(row, Type, new QTableWidgetItem(typeWords(property)));
    auto* required = new QTableWidgetItem;
    required->setFlags((required->flags() | Qt::ItemIsUserCheckable) & ~Qt::ItemIsEditable);
    required->setCheckState(isRequired(*m_parameters, name) ? Qt::Checked : Qt::Unchecked);
    m_table->setItem(row, Required, required);
    m_table->setItem(
        row, Description,
        new QTableWidgetItem(format::line(orderedString(property, "description"), 400)));
    QString check;
    for (const auto& each : *m_checks) {
        if (orderedString(each, "param") == name)
            check = format::line(orderedString(each, "check"), 60);
    }
    m_table->setItem(row, Check, new QTableWidgetItem(check));
}

void ParameterTable::rename(int row, const std::string& to)
{
    const std::string from = m_table->item(row, Name)->data(Qt::UserRole).toString().toStdString();
    OrderedJson renamed = OrderedJson::object();
    auto& properties = (*m_parameters)["properties"];
    if (to.empty() || properties.contains(to)) {
        fill();
        return;
    }
    for (const auto& [name, property] : properties.items())
        renamed[name == from ? to : name] = property;
    properties = renamed;
    if (m_parameters->contains("required")) {
        for (auto& name : (*m_parameters)["required"]) {
            if (name == from)
                name = to;
        }
    }
    for (auto& check : *m_checks) {
        if (orderedString(check, "param") == from)
            check["param"] = to;
    }
    fill();
}

void ParameterTable::read(int row, int column)
{
    if (m_filling)
        return;
    const QString text = m_table->item(row, column)->text();
    const std::string typed = text.toStdString();
    const std::string name = m_table->item(row, Name)->data(Qt::UserRole).toString().toStdString();
    auto& property = (*m_parameters)["properties"][name];
    if (column == Name) {
        rename(row, typed);
    } else if (column == Type && simpleTypes().contains(text)) {
        property["type"] = typed;
        fill();
    } else if (column == Type) {
        fill(); // words of a richer type are not an edit
        return;
    } else if (column == Required) {
        auto& required = (*m_parameters)["required"];
        if (!required.is_array())
            required = OrderedJson::array();
        const auto found = std::find(required.begin(), required.end(), OrderedJson(name));
        const bool wanted = m_table->item(row, Required)->checkState() == Qt::Checked;
        if (wanted && found == required.end())
            required.push_back(name);
        else if (!wanted && found != required.end())
            required.erase(found);
    } else if (column == Description) {
        if (typed.empty())
            property.erase("description");
        else
            property["description"] = typed;
    } else {
        OrderedJson kept = OrderedJson::array();
        for (const auto& check : *m_checks) {
            if (orderedString(check, "param") != name)
                kept.push_back(check);
        }
        if (!typed.empty())
            kept.push_back({{"param", name}, {"check", typed}});
        *m_checks = kept;
    }
    Q_EMIT changed();
}

void ParameterTable::addParameter()
{
    if (!m_parameters->contains("type"))
        (*m_parameters)["type"] = "object";
    auto& properties = (*m_parameters)["properties"];
    if (!properties.is_object())
        properties = OrderedJson::object();
    std::vector<std::string> taken;
    for (const auto& [name, property] : properties.items())
        taken.push_back(name);
    properties[freeName("parameter", taken)] = {{"type", "string"}};
    fill();
    Q_EMIT changed();
    m_table->setCurrentCell(m_table->rowCount() - 1, Name);
    m_table->editItem(m_table->currentItem());
}

void ParameterTable::removeParameter()
{
    const int row = m_table->currentRow();
    if (row < 0)
        return;
    const std::string name = m_table->item(row, Name)->data(Qt::UserRole).toString().toStdString();
    (*m_parameters)["properties"].erase(name);
    if (m_parameters->contains("required")) {
        auto& required = (*m_parameters)["required"];
        const auto found = std::find(required.begin(), required.end(), OrderedJson(name));
        if (found != required.end())
            required.erase(found);
    }
    OrderedJson kept = OrderedJson::array();
    for (const auto& check : *m_checks) {
        if (orderedString(check, "param") != name)
            kept.push_back(check);
    }
    *m_checks = kept;
    fill();
    Q_EMIT changed();
}

OrderedJson ParameterTable::parameters() const
{
    return *m_parameters;
}

OrderedJson ParameterTable::checks() const
{
    return *m_checks;
}

} // namespace signalbox::ui
