// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/command.h"
#include "ui/theme.h"

#include <QWidget>

#include <array>

class QLabel;

namespace signalbox::ui {

// What two runs used and what came of them, one figure beside the other.
class FigureStrip final : public QWidget
{
    Q_OBJECT

public:
    explicit FigureStrip(const Theme& theme, QWidget* parent = nullptr);

    void show(const engine::RunsCompared& compared);

private:
    struct Figure
    {
        QLabel* name = nullptr;
        QLabel* value = nullptr;
        QLabel* change = nullptr;
    };
    void set(int figure, const QString& a, const QString& b, const QString& change,
             const QString& role);
    // More of what is spent is worse; `words` stand for the change where there are any.
    void setNumber(int figure, const QString& a, const QString& b, double before, double after,
                   bool known, const QString& words = {});

    static constexpr int figures = 6;
    std::array<Figure, figures> m_figures;
};

} // namespace signalbox::ui
