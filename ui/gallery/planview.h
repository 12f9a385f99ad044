// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme.h"
#include "values/workflowtemplate.h"

#include <QWidget>

class QLabel;
class QListWidget;

namespace signalbox::ui {

class CodeEdit;

// What adding a template would write, file by file: a list with what is new, renamed or used as it is, and the text.
class PlanView final : public QWidget
{
    Q_OBJECT

public:
    explicit PlanView(const Theme& theme, QWidget* parent = nullptr);

    void show(const TemplatePlan& plan, const QString& workspace);
    void clear();
    void focusFiles();

private:
    void showFile(int row);

    const Theme& m_theme;
    TemplatePlan m_plan;
    QLabel* m_summary;
    QListWidget* m_files;
    CodeEdit* m_text;
};

} // namespace signalbox::ui
