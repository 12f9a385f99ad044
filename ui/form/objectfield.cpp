// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/form/objectfield.h"

#include "base/jsonvalue.h"
#include "ui/format.h"
#include "ui/jsonedit/codeedit.h"
#include "ui/plainlabel.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <set>

namespace signalbox::ui {

namespace {
std::set<std::string> requiredOf(const Json& schema)
{
    std::set<std::string> names;
    if (const Json* required = signalbox::find(schema, "required");
        required && required->is_array()) {
        for (const auto& name : *required) {
            if (name.is_string())
                names.insert(name.get<std::string>());
        }
    }
    return names;
}

bool takesMore(const Json& schema)
{
    const Json* more = signalbox::find(schema, "additionalProperties");
    if (more && more->is_object())
        return true;
    if (more && more->is_boolean())
        return more->get<bool>();
    // Nothing said: offered only where no property is named, or every form would end in an invitation to err.
    return !signalbox::find(schema, "properties");
}
} // namespace

ObjectField::ObjectField(const Shape& shape, FormScope& scope, const QString& path, int depth,
                         QWidget* parent)
    : Field(scope, path, parent)
    , m_shape(shape)
    , m_depth(depth)
{
    if (depth > 0)
        buildBar();
    m_body = new QWidget(this);
    m_grid = new QGridLayout(m_body);
    m_grid->setContentsMargins(depth > 0 ? 12 : 0, 0, 0, 0);
    m_grid->setVerticalSpacing(6);
    m_grid->setHorizontalSpacing(12);
    m_grid->setColumnStretch(1, 1);
    column().addWidget(m_body);
    m_body->hide();
    if (depth == 0)
        setState(true, false);
    setPath(path);
}

void ObjectField::buildBar()
{
    m_bar = new QWidget(this);
    auto* row = new QHBoxLayout(m_bar);
    row->setContentsMargins({});
    m_state = plainLabel(tr("not set"), QStringLiteral("faint"), m_bar);
    m_toggle = new QToolButton(m_bar);
    m_toggle->setText(tr("Set"));
    row->addWidget(m_toggle);
    row->addWidget(m_state);
    if (m_shape.nullable) {
        auto* null = new QToolButton(m_bar);
        null->setText(tr("Null"));
        null->setAccessibleName(tr("%1: set to null").arg(path()));
        row->addWidget(null);
        connect(null, &QToolButton::clicked, this, [this] {
            setState(true, true);
            Q_EMIT changed();
        });
    }
    row->addStretch();
    column().addWidget(m_bar);
    setFocusProxy(m_toggle);
    connect(m_toggle, &QToolButton::clicked, this, [this] {
        setState(!m_set || m_isNull, false);
        Q_EMIT changed();
    });
}

void ObjectField::setState(bool set, bool isNull)
{
    m_set = set;
    m_isNull = isNull;
    m_other.reset();
    const bool open = set && !isNull;
    if (open && !m_built)
        build();
    m_body->setVisible(open);
    if (!m_bar)
        return;
    m_toggle->setText(open ? tr("Clear") : tr("Set"));
    m_state->setText(isNull ? tr("null") : (set ? QString() : tr("not set")));
}

void ObjectField::build()
{
    m_built = true;
    const Json& schema = *m_shape.schema;
    const auto required = requiredOf(schema);
    if (const Json* properties = signalbox::find(schema, "properties");
        properties && properties->is_object()) {
        std::vector<std::string> names;
        for (const auto& [name, property] : properties->items())
            names.push_back(name);
        const auto place = [&](const std::string& name) {
            const auto found = scope().order.find(name);
            return found == scope().order.end() ? 0 : found->second;
        };
        std::stable_sort(names.begin(), names.end(),
                         [&](const auto& a, const auto& b) { return place(a) < place(b); });
        for (const auto& name : names)
            addRow(name, (*properties)[name], required.contains(name));
    }
    if (!takesMore(schema))
        return;
    m_addExtra = new QToolButton(m_body);
    m_addExtra->setText(tr("+ Add member"));
    m_addExtra->setAutoRaise(true);
    m_addExtra->setAccessibleName(path().isEmpty() ? tr("Add member")
                                                   : tr("Add member to %1").arg(path()));
    m_grid->addWidget(m_addExtra, 10'000, 0, 1, 2, Qt::AlignLeft);
    connect(m_addExtra, &QToolButton::clicked, this, [this] {
        addExtra({}, nullptr);
        m_extras.back().key->setFocus();
        Q_EMIT changed();
    });
}

void ObjectField::addRow(const std::string& name, const Json& schema, bool required)
{
    auto* label = plainLabel(format::line(name, 60) + (required ? QStringLiteral(" *") : QString()),
                             QStringLiteral("mono"), m_body);
    label->setMinimumHeight(26);
    const std::string description = stringAt(schema, "description");
    auto* field = makeField(schema, scope(), memberPath(path(), name), m_depth + 1, m_body);
    field->setRequired(required);
    field->setValue(nullptr);
    // A member that must be there and can only be an object is there.
    if (required && shapeOf(schema, *scope().root).kind == ShapeKind::Object && m_depth < 6) {
        const Json empty = Json::object();
        field->setValue(&empty);
    }
    // A tool tip guesses rich text: a description must never be markup.
    if (!description.empty())
        label->setToolTip(
            QStringLiteral("<qt>%1</qt>").arg(format::text(description, 2000).toHtmlEscaped()));
    const int row = int(m_rows.size());
    m_grid->addWidget(label, row, 0, Qt::AlignTop);
    m_grid->addWidget(field, row, 1);
    label->setBuddy(field);
    m_rows.push_back({name, field});
    connect(field, &Field::changed, this, &Field::changed);
}

void ObjectField::addExtra(const std::string& name, const Json* value)
{
    const Json* declared = signalbox::find(*m_shape.schema, "additionalProperties");
    const Json any = Json::object();
    Extra extra;
    extra.row = new QWidget(m_body);
    auto* row = new QHBoxLayout(extra.row);
    row->setContentsMargins({});
    extra.key = new QLineEdit(format::verbatim(name), extra.row);
    extra.key->setPlaceholderText(tr("name"));
    extra.key->setAccessibleName(tr("Member name %1").arg(m_extras.size() + 1));
    extra.key->setMaximumWidth(160);
    extra.field = makeField(declared && declared->is_object() ? *declared : any, scope(),
                            memberPath(path(), name), m_depth + 1, extra.row);
    extra.field->setValue(value);
    auto* remove = new QToolButton(extra.row);
    remove->setText(QStringLiteral("✕"));
    remove->setAutoRaise(true);
    remove->setAccessibleName(tr("Remove member"));
    row->addWidget(extra.key, 0, Qt::AlignTop);
    row->addWidget(extra.field, 1);
    row->addWidget(remove, 0, Qt::AlignTop);
    m_grid->addWidget(extra.row, 5000 + m_grid->count(), 0, 1, 2);
    extra.row->show();
    connect(extra.field, &Field::changed, this, &Field::changed);
    connect(extra.key, &QLineEdit::textChanged, this, [this, key = extra.key, field = extra.field] {
        field->setPath(memberPath(path(), key->text().toStdString()));
        Q_EMIT changed();
    });
    connect(remove, &QToolButton::clicked, this, [this, widget = extra.row] {
        removeExtra(widget);
        Q_EMIT changed();
    });
    m_extras.push_back(extra);
}

void ObjectField::removeExtra(QWidget* row)
{
    std::erase_if(m_extras, [&](const Extra& extra) { return extra.row == row; });
    row->hide();
    row->deleteLater();
}

std::optional<Json> ObjectField::value() const
{
    if (m_other)
        return *m_other;
    if (!m_set)
        return std::nullopt;
    if (m_isNull)
        return Json(nullptr);
    Json out = Json::object();
    for (const auto& row : m_rows) {
        if (auto value = row.field->value())
            out[row.name] = std::move(*value);
    }
    for (const auto& extra : m_extras) {
        auto value = extra.field->value();
        const std::string name = extra.key->text().toStdString();
        if (value && !name.empty())
            out.emplace(name, std::move(*value));
    }
    return out;
}

void ObjectField::setValue(const Json* value)
{
    const bool isObject = value && value->is_object();
    setState(m_depth == 0 || value != nullptr, value && value->is_null());
    if (value && !isObject && !value->is_null()) {
        m_other = std::make_shared<const Json>(*value);
        m_body->hide();
        if (m_state)
            m_state->setText(format::line(dumpJson(*value), 80));
        return;
    }
    if (!m_built)
        return;
    for (const auto& row : m_rows) {
        const Json* member = isObject ? signalbox::find(*value, row.name) : nullptr;
        if (member || row.field->value())
            row.field->setValue(member);
    }
    while (!m_extras.empty())
        removeExtra(m_extras.back().row);
    if (!isObject)
        return;
    for (const auto& [name, member] : value->items()) {
        const bool known = std::any_of(m_rows.begin(), m_rows.end(),
                                       [&](const Row& row) { return row.name == name; });
        if (!known && m_extras.size() < 500)
            addExtra(name, &member);
    }
}

void ObjectField::setPath(const QString& path)
{
    Field::setPath(path);
    if (m_toggle)
        m_toggle->setAccessibleName(path);
    for (const auto& row : m_rows)
        row.field->setPath(memberPath(path, row.name));
    for (const auto& extra : m_extras)
        extra.field->setPath(memberPath(path, extra.key->text().toStdString()));
}

void ObjectField::showErrors(const ErrorsByPath& errors)
{
    Field::showErrors(errors);
    for (const auto& row : m_rows)
        row.field->showErrors(errors);
    for (const auto& extra : m_extras)
        extra.field->showErrors(errors);
}

} // namespace signalbox::ui
