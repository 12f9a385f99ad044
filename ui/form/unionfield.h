// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/form/field.h"

class QComboBox;

namespace signalbox::ui {

// oneOf, anyOf, several types: a chooser and the field of what was chosen.
class UnionField final : public Field
{
    Q_OBJECT

public:
    UnionField(const Shape& shape, FormScope& scope, const QString& path, int depth,
               QWidget* parent);

    [[nodiscard]] std::optional<Json> value() const override;
    void setValue(const Json* value) override;
    void setPath(const QString& path) override;
    void showErrors(const ErrorsByPath& errors) override;

private:
    void choose(int alternative, const Json* value);
    [[nodiscard]] Result<schema::Schema> schemaOf(std::size_t alternative) const;
    [[nodiscard]] std::optional<ErrorsByPath> errorsOfChosen() const;
    [[nodiscard]] int alternativeFor(const Json& value) const;

    Shape m_shape;
    int m_depth;
    QComboBox* m_chooser; // not set, null where it may be, then the alternatives
    Field* m_field = nullptr;
};

} // namespace signalbox::ui
