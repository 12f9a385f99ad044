// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/command.h"
#include "ui/uicontext.h"

#include <QAction>
#include <QString>
#include <QWidget>

namespace signalbox::ui {

// One mode of the window (Run, Tools, ...). Made when it is first shown; the frame then repeats to it the latest
// WorkspaceOpened, RunsListed and KeysListed. It shows what notices say and emits what the person wants; it never asks
// the engine anything. Lives on the GUI thread.
class Page : public QWidget
{
    Q_OBJECT

public:
    explicit Page(UiContext& context, QWidget* parent = nullptr)
        : QWidget(parent)
        , m_context(context)
    { }

    // Every notice, in order, on the GUI thread, also while the page is hidden.
    virtual void onNotice(const engine::Notice& notice) { Q_UNUSED(notice) }
    // The page became the visible one.
    virtual void onShown() { }
    // What gets the focus when a person comes here and was not here before; null: what comes first.
    [[nodiscard]] virtual QWidget* home() const { return nullptr; }
    // For the palette; their shortcuts hold inside the page.
    [[nodiscard]] virtual QList<QAction*> pageActions() const { return {}; }

Q_SIGNALS:
    void commandIssued(const signalbox::engine::Command& command);
    // Show a run in the Run mode; path: the step to select, empty for none. The frame sends OpenRun itself.
    void openRunRequested(const QString& run, const QString& path);
    // A call of a trace is to be tried by hand; arguments: JSON.
    void tryRequested(const QString& tool, const QString& arguments);
    // A run file is to be taken into the workspace.
    void importWanted();
    // The gallery of templates is to be opened.
    void templateWanted();
    // Two runs side by side in the Runs mode. The frame sends CompareRuns itself.
    void compareRequested(const QString& a, const QString& b);
    // One line for the status line, e.g. "saved tools/pay.json".
    void messageShown(const QString& text);

protected:
    [[nodiscard]] UiContext& context() const { return m_context; }
    [[nodiscard]] Theme& theme() const { return m_context.theme; }

private:
    UiContext& m_context;
};

} // namespace signalbox::ui
