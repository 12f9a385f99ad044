// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/page.h"
#include "ui/run/runview.h"

class QAction;
class QDockWidget;
class QLabel;
class QMainWindow;
class QMenu;

namespace signalbox::ui {

class BendDialog;
class BreakpointList;
class BreakpointPanel;
class BudgetPanel;
class Inspector;
class PanelHeader;
class SteerPanel;
class RecordActions;
class RecordBar;
class Scrubber;
class StepTrace;

// The Run mode: step trace in the middle, around it docks that can be moved, floated and closed.
class RunPage : public Page
{
    Q_OBJECT

public:
    explicit RunPage(UiContext& context, QWidget* parent = nullptr);

    void onNotice(const engine::Notice& notice) override;
    [[nodiscard]] QWidget* home() const override;
    void saveLayout();
    void resetLayout();
    [[nodiscard]] QList<QAction*> dockActions() const; // show and hide
    [[nodiscard]] QList<QAction*> debugActions() const { return m_debug; }
    [[nodiscard]] QList<QAction*> pageActions() const override { return {m_stopLoading}; }
    [[nodiscard]] RecordActions& record() { return *m_record; }
    [[nodiscard]] Scrubber& scrubber() { return *m_scrubber; }
    [[nodiscard]] StepTrace& stepTrace() { return *m_trace; }
    [[nodiscard]] Inspector& inspector() { return *m_inspector; }

Q_SIGNALS:
    void reviewRequested(const QString& gateId);

private:
    QDockWidget* addDock(const char* name, const QString& title, QWidget* header, QWidget* content);
    void makeDocks();
    void arrange();
    [[nodiscard]] QWidget* makeTrace(PanelHeader& header);
    void makeDebugActions();
    QAction* addDebugAction(const QString& text, const QKeySequence& keys, void (RunPage::*slot)());
    void focusBreakpoints();
    void focusSteering();
    void toggleBreakpoint();
    void runToSelected();
    void trySelected();
    void bendHeld();
    void offerBend(const trace::Span& span, QMenu* menu);
    void bend(const std::string& path, const std::string& key);
    void enableAllBreakpoints();
    void disableAllBreakpoints();
    void removeAllBreakpoints();
    void makeRecord();
    void showAnswer();

    RunView& m_view;
    QMainWindow* m_docks;
    RecordActions* m_record;
    RecordBar* m_recordBar;
    Scrubber* m_scrubber;
    StepTrace* m_trace = nullptr;
    Inspector* m_inspector = nullptr;
    BudgetPanel* m_budget = nullptr;
    BreakpointList* m_breakpoints;
    BreakpointPanel* m_breakpointPanel = nullptr;
    SteerPanel* m_steering = nullptr;
    BendDialog* m_bend = nullptr;
    QLabel* m_answer = nullptr;
    QList<QAction*> m_debug;
    QAction* m_stopLoading = nullptr;
    QList<QDockWidget*> m_all;
    QByteArray m_first; // the layout before anything was restored
};

} // namespace signalbox::ui
