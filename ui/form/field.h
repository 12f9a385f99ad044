// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "schema/schema.h"
#include "ui/form/schemashape.h"

#include <QWidget>

#include <map>
#include <optional>
#include <string>

class QLabel;
class QVBoxLayout;

namespace signalbox::ui {

// What the fields of one form share; owned by the form.
struct FormScope
{
    JsonPtr root; // the schema document
    std::map<std::string, int> order; // of names, as they first stand in the text: Json keeps none
    int fields = 0; // made so far
    bool showsMissing = false; // also fields never touched say that they are required

    static constexpr int mostFields = 2000;
    static constexpr int mostDepth = 12;
};

using ErrorsByPath = std::map<std::string, QString>;

// One value of a form: absent, null or a value. Its accessible name is its JSON path.
class Field : public QWidget
{
    Q_OBJECT

public:
    Field(FormScope& scope, const QString& path, QWidget* parent);

    // Nothing where it is not set.
    [[nodiscard]] virtual std::optional<Json> value() const = 0;
    // nullptr: not set.
    virtual void setValue(const Json* value) = 0;
    virtual void setPath(const QString& path) { m_path = path; }
    virtual void showErrors(const ErrorsByPath& errors);
    void setRequired(bool required) { m_required = required; }
    [[nodiscard]] bool isRequired() const { return m_required; }
    [[nodiscard]] const QString& path() const { return m_path; }
    // The first field below that shows an error, itself too; nullptr: none.
    [[nodiscard]] QWidget* firstWrong();

Q_SIGNALS:
    void changed();

protected:
    [[nodiscard]] FormScope& scope() const { return m_scope; }
    [[nodiscard]] QVBoxLayout& column() const { return *m_column; } // above the error

private:
    FormScope& m_scope;
    QString m_path;
    bool m_required = false;
    QVBoxLayout* m_column;
    QLabel* m_error = nullptr;
};

// The field for a schema. Too deep or too many fields: an editor of JSON text, so that a recursive schema ends.
[[nodiscard]] Field* makeField(const Json& schema, FormScope& scope, const QString& path, int depth,
                               QWidget* parent);

// "expected a number, found "x""
[[nodiscard]] QString findingWords(const schema::Finding& finding);
[[nodiscard]] QString memberPath(const QString& parent, const std::string& name);
[[nodiscard]] QString itemPath(const QString& parent, int index);

} // namespace signalbox::ui
