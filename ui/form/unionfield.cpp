// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/form/unionfield.h"

#include "base/jsonvalue.h"
#include "schema/schema.h"

#include <QComboBox>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace signalbox::ui {

namespace {
constexpr int absent = -1;
constexpr int null = -2;

bool hasType(const Json& schema, const Json& value)
{
    const std::string type = stringAt(schema, "type");
    if (type == "integer")
        return value.is_number_integer();
    return type.empty() || type == value.type_name();
}
} // namespace

UnionField::UnionField(const Shape& shape, FormScope& scope, const QString& path, int depth,
                       QWidget* parent)
    : Field(scope, path, parent)
    , m_shape(shape)
    , m_depth(depth)
    , m_chooser(new QComboBox(this))
{
    m_chooser->addItem(tr("not set"), absent);
    if (shape.nullable)
        m_chooser->addItem(tr("null"), null);
    for (std::size_t i = 0; i < shape.alternatives.size(); ++i) {
        const Shape alternative = shapeOf(*shape.alternatives[i], *scope.root);
        m_chooser->addItem(shapeTitle(alternative, int(i)), int(i));
    }
    m_chooser->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    column().addWidget(m_chooser);
    setFocusProxy(m_chooser);
    setPath(path);
    connect(m_chooser, &QComboBox::currentIndexChanged, this, [this] {
        choose(m_chooser->currentData().toInt(), nullptr);
        Q_EMIT changed();
    });
}

void UnionField::choose(int alternative, const Json* value)
{
    if (m_field) {
        m_field->hide();
        m_field->deleteLater();
        m_field = nullptr;
    }
    if (alternative < 0)
        return;
    const Json& schema = *m_shape.alternatives[std::size_t(alternative)];
    m_field = makeField(schema, scope(), path(), m_depth + 1, this);
    m_field->setRequired(true);
    const Json empty = Json::object();
    const bool opens = !value && shapeOf(schema, *scope().root).kind == ShapeKind::Object;
    m_field->setValue(opens ? &empty : value);
    column().addWidget(m_field);
    m_field->show();
    connect(m_field, &Field::changed, this, &Field::changed);
}

Result<schema::Schema> UnionField::schemaOf(std::size_t alternative) const
{
    Json document = *m_shape.alternatives[alternative];
    for (const char* key : {"$defs", "definitions"}) {
        if (const Json* definitions = signalbox::find(*scope().root, key))
            document[key] = *definitions;
    }
    return schema::Schema::compile(document);
}

// What the chosen kind finds in its value; nothing where it is content, or cannot tell.
std::optional<ErrorsByPath> UnionField::errorsOfChosen() const
{
    const auto chosen = m_chooser->currentData().toInt();
    const auto own = m_field ? m_field->value() : std::nullopt;
    if (chosen < 0 || !own)
        return std::nullopt;
    const auto schema = schemaOf(std::size_t(chosen));
    if (!schema)
        return std::nullopt;
    const auto findings = schema->validate(*own);
    if (!findings || findings->empty())
        return std::nullopt;
    ErrorsByPath errors;
    const auto root = path().toStdString();
    for (const auto& finding : *findings) {
        if (finding.keyword == "required" || finding.found.empty())
            continue; // the fields say it
        const bool isWhole = finding.path.empty() || finding.path.front() == '[';
        errors.emplace(isWhole ? root + finding.path : root + "." + finding.path,
                       findingWords(finding));
    }
    return errors;
}

// The first alternative that the value fits; where references make that unknown, the first of its type.
int UnionField::alternativeFor(const Json& value) const
{
    int byType = 0;
    for (int i = int(m_shape.alternatives.size()); i-- > 0;) {
        if (hasType(*m_shape.alternatives[std::size_t(i)], value))
            byType = i;
    }
    for (std::size_t i = 0; i < m_shape.alternatives.size(); ++i) {
        const auto schema = schemaOf(i);
        if (!schema)
            continue;
        const auto findings = schema->validate(value, 1);
        if (findings && findings->empty())
            return int(i);
    }
    return byType;
}

std::optional<Json> UnionField::value() const
{
    if (m_field)
        return m_field->value();
    if (m_chooser->currentData().toInt() == null)
        return Json(nullptr);
    return std::nullopt;
}

void UnionField::setValue(const Json* value)
{
    const QSignalBlocker quiet(m_chooser);
    int alternative = absent;
    if (value && value->is_null() && m_shape.nullable)
        alternative = null;
    else if (value)
        alternative = alternativeFor(*value);
    m_chooser->setCurrentIndex(m_chooser->findData(alternative));
    choose(alternative, value);
}

void UnionField::setPath(const QString& path)
{
    Field::setPath(path);
    m_chooser->setAccessibleName(tr("%1: kind").arg(path));
    if (m_field)
        m_field->setPath(path);
}

void UnionField::showErrors(const ErrorsByPath& errors)
{
    // The field below has the same path and says it nearer to the place. Of the kinds that were not chosen nobody wants to read.
    const auto root = path().toStdString();
    const auto isBelow = [&root](const auto& error) {
        const auto& at = error.first;
        return at.starts_with(root)
            && (at.size() == root.size() || at[root.size()] == '.' || at[root.size()] == '[');
    };
    const bool hasAny = m_field && std::any_of(errors.begin(), errors.end(), isBelow);
    if (const auto chosen = hasAny ? errorsOfChosen() : std::nullopt) {
        auto all = errors;
        std::erase_if(all, isBelow);
        all.insert(chosen->begin(), chosen->end());
        m_field->showErrors(all);
    } else if (m_field)
        m_field->showErrors(errors);
    else
        Field::showErrors(errors);
}

} // namespace signalbox::ui
