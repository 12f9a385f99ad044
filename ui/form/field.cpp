// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/form/field.h"

#include "base/jsonvalue.h"
#include "ui/form/arrayfield.h"
#include "ui/form/choicefields.h"
#include "ui/form/objectfield.h"
#include "ui/form/textfield.h"
#include "ui/form/unionfield.h"
#include "ui/format.h"
#include "ui/plainlabel.h"

#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace signalbox::ui {

Field::Field(FormScope& scope, const QString& path, QWidget* parent)
    : QWidget(parent)
    , m_scope(scope)
    , m_path(path)
{
    ++scope.fields;
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins({});
    outer->setSpacing(2);
    m_column = new QVBoxLayout;
    m_column->setSpacing(4);
    outer->addLayout(m_column);
}

void Field::showErrors(const ErrorsByPath& errors)
{
    QString text;
    const auto found = errors.find(m_path.toStdString());
    if (found != errors.end())
        text = found->second;
    else if (m_required && m_scope.showsMissing && !value())
        text = tr("required");
    if (text.isEmpty() && !m_error)
        return;
    if (!m_error) {
        m_error = wrappedLabel({}, QStringLiteral("error"), this);
        m_error->setObjectName(QStringLiteral("errorText"));
        layout()->addWidget(m_error);
    }
    m_error->setText(text);
    m_error->setVisible(!text.isEmpty());
}

QWidget* Field::firstWrong()
{
    const auto labels = findChildren<QLabel*>(QStringLiteral("errorText"));
    for (auto* label : labels) {
        if (label->isVisibleTo(this) && !label->text().isEmpty())
            return label->parentWidget();
    }
    return nullptr;
}

QString findingWords(const schema::Finding& finding)
{
    return Field::tr("expected %1, found %2")
        .arg(format::line(finding.expected, 300), format::line(finding.found, 100));
}

Field* makeField(const Json& schema, FormScope& scope, const QString& path, int depth,
                 QWidget* parent)
{
    const Shape shape = shapeOf(schema, *scope.root);
    if (depth > FormScope::mostDepth || scope.fields > FormScope::mostFields)
        return new TextField(shape, TextField::Reads::Json, scope, path, parent);
    switch (shape.kind) {
    case ShapeKind::Text:
        return new TextField(shape, TextField::Reads::Text, scope, path, parent);
    case ShapeKind::Number:
        return new TextField(shape, TextField::Reads::Number, scope, path, parent);
    case ShapeKind::Boolean:
        return new BooleanField(scope, path, parent);
    case ShapeKind::Choice:
        return new ChoiceField(shape, scope, path, parent);
    case ShapeKind::Object:
        return new ObjectField(shape, scope, path, depth, parent);
    case ShapeKind::Array:
        return new ArrayField(shape, scope, path, depth, parent);
    case ShapeKind::Union:
        return new UnionField(shape, scope, path, depth, parent);
    case ShapeKind::Any:
        break;
    }
    return new TextField(shape, TextField::Reads::Json, scope, path, parent);
}

// As the check of a schema writes it: a name that is no identifier stands in brackets.
QString memberPath(const QString& parent, const std::string& name)
{
    const bool startsWithDigit = !name.empty() && name[0] >= '0' && name[0] <= '9';
    const bool plain =
        !name.empty() && !startsWithDigit && std::all_of(name.begin(), name.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
                || c == '_' || c == '-' || c == '$';
        });
    if (!plain)
        return QStringLiteral("%1[%2]").arg(parent, format::verbatim(quoteJson(name)));
    const QString member = format::verbatim(name);
    return parent.isEmpty() ? member : parent + u'.' + member;
}

QString itemPath(const QString& parent, int index)
{
    return QStringLiteral("%1[%2]").arg(parent).arg(index);
}

} // namespace signalbox::ui
