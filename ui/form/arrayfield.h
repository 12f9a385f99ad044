// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/form/field.h"

#include <vector>

class QLabel;
class QToolButton;
class QVBoxLayout;

namespace signalbox::ui {

// A list: items are added, removed and moved; their paths follow.
class ArrayField final : public Field
{
    Q_OBJECT

public:
    ArrayField(const Shape& shape, FormScope& scope, const QString& path, int depth,
               QWidget* parent);

    [[nodiscard]] std::optional<Json> value() const override;
    void setValue(const Json* value) override;
    void setPath(const QString& path) override;
    void showErrors(const ErrorsByPath& errors) override;

private:
    struct Item
    {
        QWidget* row = nullptr;
        Field* field = nullptr;
        QToolButton* up = nullptr;
        QToolButton* down = nullptr;
        QToolButton* remove = nullptr;
    };
    enum class State
    {
        Absent,
        Null,
        Present
    };
    void buildBar();
    void addItem(const Json* value);
    void removeItem(QWidget* row);
    void moveItem(QWidget* row, int by);
    void clear();
    void renumber();
    [[nodiscard]] const Json& schemaOfItem(std::size_t index) const;

    Shape m_shape;
    int m_depth;
    State m_state = State::Absent;
    JsonPtr m_other; // a value that is no list, kept for the check
    QVBoxLayout* m_rows;
    QToolButton* m_add;
    QToolButton* m_more;
    QLabel* m_note;
    std::vector<Item> m_items;
};

} // namespace signalbox::ui
