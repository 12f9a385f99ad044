// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTableWidget>

#include <string>
#include <string_view>

namespace signalbox::ui {

// The table `Plan`: one row a step, with its agent, what it waits for and its whole task, as tall as it needs to be.
class PlanTable final : public QTableWidget
{
    Q_OBJECT

public:
    explicit PlanTable(QWidget* parent = nullptr);

    // `plan`: {"steps": [...]}, foreign text; what is no step is left out.
    void setPlan(std::string_view plan);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void addCell(int row, int column, const std::string& text, std::size_t most);
    void fit();
};

} // namespace signalbox::ui
