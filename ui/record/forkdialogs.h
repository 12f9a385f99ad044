// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/command.h"
#include "ui/uicontext.h"

#include <QObject>
#include <QPointer>

#include <string>
#include <vector>

namespace signalbox::trace {
class RunTrace;
}

namespace signalbox::ui {

class ForkDialog;

// The fork dialogs that one mode has opened: one for each step, hidden ones hold what was typed. Owned by the mode.
class ForkDialogs final : public QObject
{
    Q_OBJECT

public:
    // owner: begins the tickets of its commands, so that the answers find their dialog.
    ForkDialogs(UiContext& context, std::string owner, QWidget* window);
    ~ForkDialogs() override;

    // Of the row at this path; nullptr where nothing can be forked.
    ForkDialog* open(const std::string& run, const trace::RunTrace& trace, const std::string& path);
    void onNotice(const engine::Notice& notice);
    [[nodiscard]] std::string newTicket();

Q_SIGNALS:
    void commandIssued(const signalbox::engine::Command& command);

private:
    UiContext& m_context;
    const std::string m_owner;
    QWidget* m_window;
    std::vector<QPointer<ForkDialog>> m_dialogs;
    int m_tickets = 0;
};

} // namespace signalbox::ui
