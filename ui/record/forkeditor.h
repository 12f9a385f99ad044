// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "trace/forkplace.h"
#include "ui/uicontext.h"

#include <QWidget>

#include <functional>
#include <string>
#include <vector>

class QComboBox;
class QDoubleSpinBox;
class QPlainTextEdit;
class QStackedWidget;

namespace signalbox::ui {

class CodeEdit;
class JsonEdit;
class SchemaForm;

// One editor for each thing that a fork can change at a place, filled with what was recorded. What was typed in one stays
// while another is looked at.
class ForkEditor final : public QWidget
{
    Q_OBJECT

public:
    struct Choice
    {
        std::string key; // as ForkRun takes it; empty: nothing is changed
        QString name;
        QString hint;
    };

    ForkEditor(UiContext& context, const trace::ForkPlace& place, QWidget* parent = nullptr);

    [[nodiscard]] const std::vector<Choice>& choices() const { return m_choices; }
    void show(int choice);
    // JSON of what stands in this editor.
    [[nodiscard]] std::string value(int choice) const;
    [[nodiscard]] bool isChanged(int choice) const;
    // Empty where a fork can be made of it; else what is wrong, and the place is shown.
    [[nodiscard]] QString problem(int choice);

Q_SIGNALS:
    void changed();

private:
    using Value = std::function<std::string()>;
    void add(const char* key, const QString& name, const QString& hint, QWidget* editor,
             Value value);
    void addText(const char* key, const QString& name, const QString& hint,
                 const std::string& recorded);
    void addModel();
    void addArguments();
    void addResult();
    void addState();
    void addDecision();
    void addLimits();
    void addNothing();

    UiContext& m_context;
    const trace::ForkPlace m_place;
    QStackedWidget* m_stack;
    std::vector<Choice> m_choices;
    std::vector<Value> m_values;
    std::vector<std::string> m_recorded;
    SchemaForm* m_arguments = nullptr;
    JsonEdit* m_result = nullptr;
    JsonEdit* m_state = nullptr;
    QPlainTextEdit* m_message = nullptr;
};

} // namespace signalbox::ui
