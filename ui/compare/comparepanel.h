// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/command.h"
#include "ui/compare/comparemodel.h"
#include "ui/uicontext.h"

#include <QWidget>

class QAction;
class QLabel;
class QPushButton;
class QTableView;

namespace signalbox::ui {

class CodeEdit;
class FigureStrip;
class PanelHeader;

// Two runs side by side: what they used, their steps aligned with the first difference marked, and inside the selected
// step what is different.
class ComparePanel final : public QWidget
{
    Q_OBJECT

public:
    explicit ComparePanel(UiContext& context, QWidget* parent = nullptr);

    void show(const engine::RunsCompared& compared); // goes to the first difference
    void showWaiting(); // the engine reads them
    void showFailure(const QString& why);
    [[nodiscard]] const QList<QAction*>& actions() const { return m_actions; }

Q_SIGNALS:
    void openRunRequested(const QString& run, const QString& path);
    void closed();

private:
    QWidget* makeSteps();
    QWidget* makeDetails();
    void buildTable();
    void fillDetails();
    void moveToDifference(int direction);
    void openStep(bool ofB);
    [[nodiscard]] QString originWords() const;

    UiContext& m_context;
    CompareModel* m_model;
    PanelHeader* m_header;
    PanelHeader* m_stepsHeader;
    PanelHeader* m_detailHeader;
    FigureStrip* m_figures;
    QLabel* m_message;
    QTableView* m_table;
    CodeEdit* m_details;
    QPushButton* m_only;
    QPushButton* m_openA;
    QPushButton* m_openB;
    QList<QAction*> m_actions;
};

} // namespace signalbox::ui
