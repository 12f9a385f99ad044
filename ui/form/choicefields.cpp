// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/form/choicefields.h"

#include "base/jsonvalue.h"
#include "ui/format.h"

#include <QCheckBox>
#include <QComboBox>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace signalbox::ui {

ChoiceField::ChoiceField(const Shape& shape, FormScope& scope, const QString& path, QWidget* parent)
    : Field(scope, path, parent)
    , m_combo(new QComboBox(this))
{
    constexpr std::size_t mostValues = 5000;
    m_combo->addItem(tr("not set"));
    if (const Json* constant = signalbox::find(*shape.schema, "const"))
        add(*constant);
    if (const Json* values = signalbox::find(*shape.schema, "enum"); values && values->is_array()) {
        for (const auto& value : *values) {
            if (m_values.size() < mostValues)
                add(value);
        }
    }
    if (shape.nullable)
        add(Json(nullptr));
    m_combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    column().addWidget(m_combo);
    setFocusProxy(m_combo);
    setPath(path);
    connect(m_combo, &QComboBox::currentIndexChanged, this, &Field::changed);
}

void ChoiceField::add(const Json& value)
{
    m_values.push_back(std::make_shared<const Json>(value));
    m_combo->addItem(value.is_string() && !value.get_ref<const std::string&>().empty()
                         ? format::line(value.get_ref<const std::string&>())
                         : format::line(dumpJson(value)));
}

std::optional<Json> ChoiceField::value() const
{
    const int index = m_combo->currentIndex();
    if (index <= 0)
        return std::nullopt;
    return *m_values[std::size_t(index - 1)];
}

void ChoiceField::setValue(const Json* value)
{
    const QSignalBlocker quiet(m_combo);
    if (!value) {
        m_combo->setCurrentIndex(0);
        return;
    }
    std::size_t index = 0;
    while (index < m_values.size() && *m_values[index] != *value)
        ++index;
    if (index == m_values.size())
        add(*value);
    m_combo->setCurrentIndex(int(index) + 1);
}

void ChoiceField::setPath(const QString& path)
{
    Field::setPath(path);
    m_combo->setAccessibleName(path);
    m_combo->setObjectName(path);
}

BooleanField::BooleanField(FormScope& scope, const QString& path, QWidget* parent)
    : Field(scope, path, parent)
    , m_box(new QCheckBox(this))
{
    m_box->setTristate(true);
    m_box->setCheckState(Qt::PartiallyChecked);
    column().addWidget(m_box);
    setFocusProxy(m_box);
    setPath(path);
    refresh();
    connect(m_box, &QCheckBox::stateChanged, this, [this] {
        m_isNull = false;
        m_other.reset();
        refresh();
        Q_EMIT changed();
    });
}

void BooleanField::refresh()
{
    if (m_other)
        m_box->setText(format::line(dumpJson(*m_other), 60));
    else if (m_isNull)
        m_box->setText(tr("null"));
    else if (m_box->checkState() == Qt::PartiallyChecked)
        m_box->setText(tr("not set"));
    else
        m_box->setText(m_box->isChecked() ? tr("true") : tr("false"));
}

std::optional<Json> BooleanField::value() const
{
    if (m_other)
        return *m_other;
    if (m_isNull)
        return Json(nullptr);
    if (m_box->checkState() == Qt::PartiallyChecked)
        return std::nullopt;
    return Json(m_box->isChecked());
}

void BooleanField::setValue(const Json* value)
{
    const QSignalBlocker quiet(m_box);
    m_isNull = value && value->is_null();
    m_other = value && !value->is_null() && !value->is_boolean()
        ? std::make_shared<const Json>(*value)
        : nullptr;
    m_box->setCheckState(!value || !value->is_boolean()
                             ? Qt::PartiallyChecked
                             : (value->get<bool>() ? Qt::Checked : Qt::Unchecked));
    refresh();
}

void BooleanField::setPath(const QString& path)
{
    Field::setPath(path);
    m_box->setAccessibleName(path);
    m_box->setObjectName(path);
}

} // namespace signalbox::ui
