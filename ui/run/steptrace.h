// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/command.h"
#include "ui/run/breakpointlist.h"
#include "ui/run/runview.h"
#include "ui/run/tracemodel.h"
#include "ui/theme.h"

#include <QTableView>
#include <QWidget>

class QLineEdit;
class QMenu;
class QPushButton;

namespace signalbox::ui {

class PanelHeader;
class StepDelegate;

// The table of steps: knows when a person scrolls, and opens and closes rows by mouse and keyboard.
class StepTable : public QTableView
{
    Q_OBJECT

public:
    StepTable(const Theme& theme, TraceModel& model, QWidget* parent = nullptr);

    void setEmptyText(const QString& text); // where there is no row: what would bring one

Q_SIGNALS:
    void scrolledByHand();
    void pickedByHand(int row);
    void markClicked(int row); // in the gutter of the breakpoints
    void menuWanted(int row, const QPoint& at); // global; by mouse or keyboard

protected:
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void applyTheme();
    void layoutColumns();

    const Theme& m_theme;
    QString m_emptyText;
    TraceModel& m_model;
    StepDelegate* m_delegate;
};

// Step trace of the run that is shown: live, filtered, followed.
class StepTrace : public QWidget
{
    Q_OBJECT

public:
    StepTrace(const Theme& theme, RunView& view, BreakpointList& breakpoints, PanelHeader& header,
              QWidget* parent = nullptr);

    [[nodiscard]] StepTable& table() { return *m_table; }
    [[nodiscard]] TraceModel& model() { return m_model; }
    void focusFilter();
    void setFollowing(bool on);
    [[nodiscard]] bool isFollowing() const;
    void toggleBreakpoint(); // on the selected step
    void runToSelected();

Q_SIGNALS:
    void commandIssued(const signalbox::engine::Command& command);
    // The menu of a step before it is shown: others add what they can do with it.
    void menuAboutToShow(const signalbox::trace::Span& span, QMenu* menu);

private:
    void showRun();
    void advance();
    void follow();
    void showSelection();
    void showState();
    void showHeld();
    void openMenu(int row, const QPoint& at);
    void toggleAt(int row);

    RunView& m_view;
    BreakpointList& m_breakpoints;
    TraceModel m_model;
    PanelHeader& m_header;
    QLineEdit* m_filter;
    QPushButton* m_follow;
    StepTable* m_table;
    bool m_selecting = false; // the panel itself moves the current row
};

} // namespace signalbox::ui
