// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/command.h"
#include "values/tooldefinition.h"

#include <QWidget>

#include <vector>

class QLabel;
class QPushButton;
class QTableWidget;

namespace signalbox::ui {

// Whether a case holds.
struct CaseVerdict
{
    bool passed = false;
    std::string why; // what was expected and what came

    bool operator==(const CaseVerdict&) const = default;
};
// Whether a call brought what its case expects: `ok`, and `where` over `result` and `args`.
[[nodiscard]] CaseVerdict judgeCase(const ToolCase& toolCase,
                                    const engine::ToolCallFinished& finished);

// The cases of a tool, run one after the other.
class ToolCases final : public QWidget
{
    Q_OBJECT

public:
    explicit ToolCases(QWidget* parent = nullptr);

    void setCases(const std::string& tool, const std::vector<ToolCase>& cases);
    void runAll();
    void onFinished(const engine::ToolCallFinished& finished);
    void onFailed(const QString& why); // the call could not be made

Q_SIGNALS:
    void callWanted(const signalbox::engine::CallTool& call);
    void caseChosen(const QString& arguments); // show it in the form

private:
    struct Row
    {
        ToolCase toolCase;
        bool ran = false;
        CaseVerdict verdict;
        std::int64_t milliseconds = 0;
    };
    void run(std::size_t index);
    void next();
    void fill();

    std::string m_tool;
    std::vector<Row> m_rows;
    std::vector<std::size_t> m_queue; // still to run
    std::string m_ticket; // of the call that runs
    std::size_t m_running = 0;
    int m_calls = 0;
    QLabel* m_sum;
    QPushButton* m_runAll;
    QTableWidget* m_table;
};

} // namespace signalbox::ui
