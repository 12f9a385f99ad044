// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/command.h"
#include "ui/theme.h"

#include <QWidget>

#include <map>
#include <vector>

class QLabel;
class QProgressBar;
class QPushButton;
class QTabWidget;
class QTableWidget;

namespace signalbox::ui {

class JsonEdit;
class SchemaForm;
class ToolCases;

// Calls one tool by hand, with a form made from its schema, and shows what came as a person and as the model see it. What
// was typed and what came before is kept for each tool.
class TryIt final : public QWidget
{
    Q_OBJECT

public:
    explicit TryIt(QWidget* parent = nullptr);

    // `cases`: of the document while it is edited.
    void setTool(const ToolPtr& tool, const std::vector<ToolCase>& cases);
    void focusForm();
    void setCases(const std::vector<ToolCase>& cases);
    void setArguments(const std::string& arguments); // a call from a trace
    void onFinished(const engine::ToolCallFinished& finished);
    void onFailed(const QString& why);

Q_SIGNALS:
    void commandIssued(const signalbox::engine::Command& command);
    void openRunRequested(const QString& run, const QString& path);
    void caseSaved(const QString& arguments, bool ok);

protected:
    bool event(QEvent* event) override;

private:
    struct Call
    {
        std::string arguments;
        engine::ToolCallFinished finished;
    };
    void buildForm(QWidget* panel);
    void buildResult(QWidget* panel);
    void call();
    void cancel();
    void show(const Call& call);
    void showState(const QString& text, const char* role);
    void fillHistory();
    void refresh();

    ToolPtr m_tool;
    std::string m_ticket; // of the call that runs
    std::string m_calledTool;
    std::string m_calledArguments;
    int m_calls = 0;
    std::map<std::string, std::vector<Call>> m_history; // by tool, oldest first
    std::map<std::string, std::string> m_typed; // arguments by tool
    SchemaForm* m_form;
    QPushButton* m_call = nullptr;
    QPushButton* m_cancel = nullptr;
    QPushButton* m_save = nullptr;
    QPushButton* m_open = nullptr;
    QProgressBar* m_progress = nullptr;
    QLabel* m_state = nullptr;
    QTabWidget* m_tabs = nullptr;
    JsonEdit* m_result = nullptr;
    JsonEdit* m_modelView = nullptr;
    JsonEdit* m_errors = nullptr;
    QTableWidget* m_list = nullptr;
    ToolCases* m_cases;
};

} // namespace signalbox::ui
