// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/form/field.h"

#include <QWidget>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

class QLabel;
class QStackedWidget;
class QScrollArea;
class QToolButton;

namespace signalbox::schema {
class Schema;
}

namespace signalbox::ui {

class JsonEdit;

// A form for the value of a JSON Schema, and the same value as JSON text: one truth, checked while it is typed.
class SchemaForm final : public QWidget
{
    Q_OBJECT

public:
    enum class View
    {
        Form,
        Json
    };
    explicit SchemaForm(QWidget* parent = nullptr);
    ~SchemaForm() override;

    // What cannot be read as a schema takes anything; the error says why.
    Result<> setSchema(std::string_view json);
    void setValue(std::string_view json);
    // Canonical JSON of what stands there; in the JSON view its text where that is none.
    [[nodiscard]] std::string value() const;
    [[nodiscard]] bool isValid() const { return m_isValid; }
    // Shows everything that is wrong, missing members too, and goes to the first.
    bool check();
    void focusFirst(); // field, or the text
    void setView(View view);
    [[nodiscard]] View view() const;
    // A text with `${…}` may stand for any value: what it becomes is known only when it is used.
    void setTemplatesAllowed(bool allowed) { m_templatesAllowed = allowed; }

Q_SIGNALS:
    void changed();

private:
    void rebuild(const Json& value);
    void onChanged();
    void validate();
    void buildSwitch();

    FormScope m_scope;
    std::unique_ptr<schema::Schema> m_schema;
    Field* m_root = nullptr;
    QWidget* m_switch = nullptr;
    QToolButton* m_formButton = nullptr;
    QToolButton* m_jsonButton = nullptr;
    QStackedWidget* m_stack;
    QScrollArea* m_area;
    JsonEdit* m_json;
    QLabel* m_rest; // what belongs to no field
    bool m_isValid = true;
    bool m_templatesAllowed = false;
};

} // namespace signalbox::ui
