// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/command.h"
#include "ui/frame/changesdialog.h"
#include "ui/uicontext.h"

#include <QObject>
#include <QPointer>

#include <functional>

class QMenu;
class QMainWindow;

namespace signalbox::ui {

// What the window does with runs as files and with what a run changed: open, import, export, undo. Also takes run files that
// are dropped on the window. Belongs to the window.
class Sharing final : public QObject
{
    Q_OBJECT

public:
    // `run` gives the id of the run that is shown, empty where none is.
    Sharing(UiContext& context, QMainWindow* window, std::function<std::string()> run);

    void addFileActions(QMenu& menu);
    void addRunActions(QMenu& menu);
    void onNotice(const engine::Notice& notice);
    void open(const QString& file); // shown as it lies, not imported
    void askImport();
    [[nodiscard]] ChangesDialog* changes() const { return m_changes; }
    void showChanges();

    bool eventFilter(QObject* watched, QEvent* event) override;

Q_SIGNALS:
    void commandIssued(const engine::Command& command);
    void runShown(const QString& run); // its events are here
    void messageShown(const QString& text, bool isError);

private:
    void askOpen();
    void askExport();

    UiContext& m_context;
    QMainWindow* m_window;
    std::function<std::string()> m_run;
    QPointer<ChangesDialog> m_changes;
};

} // namespace signalbox::ui
