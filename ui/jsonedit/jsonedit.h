// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include <string>
#include <string_view>

class QLabel;
class QLineEdit;

namespace signalbox::ui {

class CodeEdit;

// An editor of JSON text: line numbers, colours, a find bar (Ctrl+F), and what is wrong underlined with the words below.
// Invisible characters are kept as JSON escapes, so that they can be seen and edited.
class JsonEdit final : public QWidget
{
    Q_OBJECT

public:
    explicit JsonEdit(QWidget* parent = nullptr);

    void setText(std::string_view json);
    [[nodiscard]] std::string text() const;
    // A view: no cursor, what cannot be seen as chips, text that is no JSON is not an error.
    void setForeignText(std::string_view text);
    void setName(const QString& accessibleName);
    // A finding from elsewhere; empty: back to what the parser says.
    void setMessage(const QString& message);
    [[nodiscard]] QString message() const;
    [[nodiscard]] bool isJson() const { return m_isJson; }
    [[nodiscard]] CodeEdit& editor() { return *m_editor; }
    void openFind();

Q_SIGNALS:
    void textChanged();

private:
    void check();
    void showMessage(const QString& message);
    void find(bool backward);
    void buildFindBar();

    CodeEdit* m_editor;
    QWidget* m_findBar = nullptr;
    QLineEdit* m_findText = nullptr;
    QLabel* m_findState = nullptr;
    QLabel* m_message;
    bool m_isJson = true;
    bool m_isView = false;
};

// Raw invisible characters of JSON text as `\uXXXX`; the value is the same.
[[nodiscard]] std::string escapeInvisible(std::string_view json);

} // namespace signalbox::ui
