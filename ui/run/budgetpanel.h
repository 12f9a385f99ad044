// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/run/runview.h"
#include "ui/uicontext.h"

#include <QWidget>

#include <array>
#include <optional>

class QLabel;
class QProgressBar;

namespace signalbox::ui {

// What the run has used of what it may use, and when the first limit would be reached.
class BudgetPanel : public QWidget
{
    Q_OBJECT

public:
    BudgetPanel(UiContext& context, RunView& view, QWidget* parent = nullptr);

    void refresh(); // the workspace changed

private:
    struct Row
    {
        QLabel* value = nullptr;
        QProgressBar* bar = nullptr;
    };
    enum
    {
        Tokens,
        Cost,
        Steps,
        Time,
        ToolCalls,
        Context,
        rowCount
    };

    void show(int row, const QString& value, double used, std::optional<double> limit);
    void showTime(const trace::Meters& meters);
    [[nodiscard]] Limits limits(const trace::Meters& meters) const;
    [[nodiscard]] QString forecastText(const trace::Meters& meters) const;

    UiContext& m_context;
    RunView& m_view;
    std::array<Row, rowCount> m_rows;
    QLabel* m_forecast;
};

} // namespace signalbox::ui
