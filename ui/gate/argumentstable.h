// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTableWidget>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox::ui {

class CodeEdit;

// The table `Arguments`: what will run, one row an argument, in canonical form, with what cannot be seen as chips. A long
// value scrolls in its own pane.
class ArgumentsTable final : public QTableWidget
{
    Q_OBJECT

public:
    explicit ArgumentsTable(QWidget* parent = nullptr);

    using Note = std::function<QString(const std::string& argument)>;
    // `arguments`: a JSON object; anything else is shown as it is. `note`: the words beside a value.
    void setArguments(std::string_view arguments, const Note& note = {});
    // Every value has been on the screen to its end.
    [[nodiscard]] bool isReadToEnd() const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    void readToEnd();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void addRow(const QString& name, std::string_view shown, const QString& note);
    void fit();

    std::vector<CodeEdit*> m_values;
};

// A value as a person reads it: text without quotes unless it could be taken for something else, JSON for the rest.
[[nodiscard]] std::string readableValue(const std::string& json);

} // namespace signalbox::ui
