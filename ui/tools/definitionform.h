// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "values/tooldefinition.h"

#include <QWidget>

#include <map>

class QAbstractButton;
class QButtonGroup;
class QCheckBox;
class QComboBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;

namespace signalbox::ui {

class CodeEdit;
class ParameterTable;
class ToolDocument;

// The form of one tool definition. Shows a document and writes what is edited into it, one member at a time.
class DefinitionForm final : public QWidget
{
    Q_OBJECT

public:
    explicit DefinitionForm(QWidget* parent = nullptr);

    // Borrowed until the next call; nullptr: `tool` is shown and cannot be edited.
    void show(ToolDocument* document, const ToolDefinition* tool);

Q_SIGNALS:
    void changed();

private:
    void buildFields(QGridLayout* grid);
    void buildRun(QGridLayout* grid);
    void buildEffects();
    void connectFields();
    void fillFromDocument();
    void fillFromTool(const ToolDefinition& tool);
    void setEffects(const std::vector<std::string>* names);
    void writeEffects();
    void writeCommand();
    void writeParameters();
    void set(const char* path, const OrderedJson* value);
    void showModelView(const std::string& name, const std::string& description,
                       const std::string& parameters);

    ToolDocument* m_document = nullptr;
    bool m_filling = false;
    QLineEdit* m_name;
    QPlainTextEdit* m_description;
    QLabel* m_runsLabel;
    QLineEdit* m_runs;
    QComboBox* m_input;
    QSpinBox* m_timeout;
    QSpinBox* m_tokens;
    QComboBox* m_files;
    QCheckBox* m_network;
    ParameterTable* m_parameters;
    std::map<Effect, QPushButton*> m_effects;
    QLabel* m_effectsNote;
    QButtonGroup* m_approval;
    QLabel* m_cost;
    CodeEdit* m_modelView;
};

} // namespace signalbox::ui
