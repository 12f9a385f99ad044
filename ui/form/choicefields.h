// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/form/field.h"

#include <vector>

class QCheckBox;
class QComboBox;
class QLabel;

namespace signalbox::ui {

// enum and const: one of a few values, or not set. A value that is none of them stays, and the check says so.
class ChoiceField final : public Field
{
    Q_OBJECT

public:
    ChoiceField(const Shape& shape, FormScope& scope, const QString& path, QWidget* parent);

    [[nodiscard]] std::optional<Json> value() const override;
    void setValue(const Json* value) override;
    void setPath(const QString& path) override;

private:
    void add(const Json& value);

    std::vector<JsonPtr> m_values; // of the items behind "not set"
    QComboBox* m_combo;
};

// true, false, or not set.
class BooleanField final : public Field
{
    Q_OBJECT

public:
    BooleanField(FormScope& scope, const QString& path, QWidget* parent);

    [[nodiscard]] std::optional<Json> value() const override;
    void setValue(const Json* value) override;
    void setPath(const QString& path) override;

private:
    void refresh();

    bool m_isNull = false;
    JsonPtr m_other; // a value that is no boolean, kept for the check
    QCheckBox* m_box;
};

} // namespace signalbox::ui
