// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/run/runview.h"
#include "ui/uicontext.h"

#include <QWidget>

class QAction;
class QComboBox;
class QLineEdit;
class QPushButton;

namespace signalbox::ui {

// The line on top: who does what with which model, and the buttons that run, pause, step and stop it. The text of the
// task survives a restart.
class Composer : public QWidget
{
    Q_OBJECT

public:
    Composer(UiContext& context, RunView& view, QWidget* parent = nullptr);

    void showWorkspace(); // it was opened or read again
    // A workflow instead of an agent; nothing where there is none of this name.
    void chooseWorkflow(const QString& name);
    // In place of what was typed, which undo brings back.
    void suggestTask(const QString& task);
    void start();
    void togglePause();
    void goOn();
    void step();
    void stop();
    void focusTask();
    [[nodiscard]] QList<QAction*> runActions() const { return m_actions; }

Q_SIGNALS:
    void commandIssued(const signalbox::engine::Command& command);
    void messageShown(const QString& text);

private:
    QAction* makeAction(const QString& text, const QString& icon, Tint tint, const char* shortcut,
                        void (Composer::*slot)());
    QPushButton* makeButton(QAction* action, const char* name, const char* kind);
    void showState();
    void showPause(bool paused, bool pausing);
    void begin(bool held);
    void showIcons();
    void chooseModelOfAgent();
    void keepDraft();
    [[nodiscard]] QString keyOf(const QString& what) const;
    [[nodiscard]] QString remembered(const QString& what) const;
    void remember(const QString& what, const QString& text);

    UiContext& m_context;
    RunView& m_view;
    QComboBox* m_agent;
    QLineEdit* m_task;
    QComboBox* m_model;
    QList<QAction*> m_actions; // run, pause, step, stop, continue
    QList<QPushButton*> m_buttons; // of the first four
    struct
    {
        std::string run;
        bool pause = false; // asked for, and the run has not come to a safe point yet
    } m_asked;
    std::string m_root; // of the workspace whose draft is shown
};

} // namespace signalbox::ui
