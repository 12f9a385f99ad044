// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/command.h"
#include "ui/run/runview.h"
#include "ui/uicontext.h"

#include <QAction>
#include <QObject>
#include <QPointer>

#include <set>
#include <string>
#include <vector>

namespace signalbox::ui {

class ForkDialog;
class ForkDialogs;
class RepeatDialog;

// What can be done with the run that is shown as a record, and with its selected step: replay, resume, fork, do again,
// repeat. Owns the dialogs for it.
class RecordActions final : public QObject
{
    Q_OBJECT

public:
    RecordActions(UiContext& context, RunView& view, QWidget* window);
    ~RecordActions() override;

    [[nodiscard]] const QList<QAction*>& all() const { return m_all; }
    [[nodiscard]] QList<QAction*> ofStep() const { return {m_fork, m_again, m_repeat}; }
    void onNotice(const engine::Notice& notice);
    void resume();
    // The dialog for the selected step; nullptr where it cannot be forked.
    ForkDialog* openFork();
    RepeatDialog* openRepeat();

Q_SIGNALS:
    void commandIssued(const signalbox::engine::Command& command);
    void openRunRequested(const QString& run, const QString& path);
    void replayAsked(const QString& run);
    void compareRequested(const QString& a, const QString& b);

private:
    QAction* add(const QString& text, const char* shortcut, void (RecordActions::*slot)());
    void replay();
    void replayPresent();
    void fork();
    void doAgain();
    void repeat();
    void compareWithOriginal();
    void refresh();
    [[nodiscard]] std::string selectedPath() const; // of an effect, empty: none

    UiContext& m_context;
    RunView& m_view;
    QWidget* m_window;
    QList<QAction*> m_all;
    QAction* m_replay;
    QAction* m_replayPresent;
    QAction* m_resume;
    QAction* m_fork;
    QAction* m_again;
    QAction* m_repeat;
    QAction* m_compare;
    ForkDialogs* m_forks;
    std::set<std::string> m_files; // runs that lie in a file and not in the journal
    std::vector<QPointer<RepeatDialog>> m_repeats; // hidden ones hold what was typed
};

} // namespace signalbox::ui
