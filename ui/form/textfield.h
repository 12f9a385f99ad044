// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/form/field.h"

class QLineEdit;
class QPlainTextEdit;
class QToolButton;
class QLabel;

namespace signalbox::ui {

// A value that is typed: text, a number, or any JSON. Tells apart not set, null and empty text; long text gets several
// lines. What is no number is kept as text, so that the check says what is wrong with it.
class TextField final : public Field
{
    Q_OBJECT

public:
    enum class Reads
    {
        Text,
        Number,
        Json
    };
    TextField(const Shape& shape, Reads reads, FormScope& scope, const QString& path,
              QWidget* parent);

    [[nodiscard]] std::optional<Json> value() const override;
    void setValue(const Json* value) override;
    void setPath(const QString& path) override;

private:
    enum class State
    {
        Absent,
        Null,
        Present
    };
    void buildMenu();
    void setState(State state);
    void setText(const QString& text);
    [[nodiscard]] QString text() const;
    void openLines();
    void onTyped();
    void refresh();

    Shape m_shape;
    Reads m_reads;
    State m_state = State::Absent;
    JsonPtr m_given; // until something is typed: a value keeps its exact kind
    QLineEdit* m_line;
    QPlainTextEdit* m_lines = nullptr; // made when the text needs it
    QToolButton* m_more;
    QLabel* m_note;
};

} // namespace signalbox::ui
