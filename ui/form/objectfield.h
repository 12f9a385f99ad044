// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/form/field.h"

#include <vector>

class QGridLayout;
class QLabel;
class QLineEdit;
class QToolButton;

namespace signalbox::ui {

// An object: a row for each property, and key/value rows for members the schema does not name. Its rows are made when it
// is set, so that a recursive schema costs what is used of it.
class ObjectField final : public Field
{
    Q_OBJECT

public:
    ObjectField(const Shape& shape, FormScope& scope, const QString& path, int depth,
                QWidget* parent);

    [[nodiscard]] std::optional<Json> value() const override;
    void setValue(const Json* value) override;
    void setPath(const QString& path) override;
    void showErrors(const ErrorsByPath& errors) override;

private:
    struct Row
    {
        std::string name;
        Field* field = nullptr;
    };
    struct Extra
    {
        QWidget* row = nullptr;
        QLineEdit* key = nullptr;
        Field* field = nullptr;
    };
    void setState(bool set, bool isNull);
    void build();
    void addRow(const std::string& name, const Json& schema, bool required);
    void addExtra(const std::string& name, const Json* value);
    void removeExtra(QWidget* row);
    void buildBar();

    Shape m_shape;
    int m_depth;
    bool m_set = false;
    bool m_isNull = false;
    bool m_built = false;
    JsonPtr m_other; // a value that is no object, kept for the check
    QWidget* m_bar = nullptr; // "not set", Set, ⋯
    QLabel* m_state = nullptr;
    QToolButton* m_toggle = nullptr;
    QWidget* m_body = nullptr;
    QGridLayout* m_grid = nullptr;
    QToolButton* m_addExtra = nullptr;
    std::vector<Row> m_rows;
    std::vector<Extra> m_extras;
};

} // namespace signalbox::ui
