// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/record/forkdialogs.h"

#include "trace/forkplace.h"
#include "ui/format.h"
#include "ui/record/forkdialog.h"

#include <algorithm>

namespace signalbox::ui {

namespace {
constexpr std::size_t mostDialogs = 16; // that keep what was typed
}

ForkDialogs::ForkDialogs(UiContext& context, std::string owner, QWidget* window)
    : QObject(window)
    , m_context(context)
    , m_owner(std::move(owner))
    , m_window(window)
{ }

ForkDialogs::~ForkDialogs()
{
    for (const auto& dialog : m_dialogs)
        delete dialog;
}

std::string ForkDialogs::newTicket()
{
    return m_owner + ' ' + std::to_string(++m_tickets);
}

ForkDialog* ForkDialogs::open(const std::string& run, const trace::RunTrace& trace,
                              const std::string& path)
{
    const auto place = trace::forkPlace(trace, trace.spans().find(path));
    if (!place)
        return nullptr;
    std::erase_if(m_dialogs, [](const auto& dialog) { return dialog.isNull(); });
    const auto known = std::find_if(m_dialogs.begin(), m_dialogs.end(), [&](const auto& dialog) {
        return dialog->run() == run && dialog->at() == place->at;
    });
    ForkDialog* dialog = known == m_dialogs.end() ? nullptr : known->data();
    if (!dialog) {
        if (m_dialogs.size() >= mostDialogs) {
            delete m_dialogs.front();
            m_dialogs.erase(m_dialogs.begin());
        }
        dialog = new ForkDialog(m_context, run, *place, newTicket(), m_window);
        connect(dialog, &ForkDialog::commandIssued, this, &ForkDialogs::commandIssued);
        m_dialogs.emplace_back(dialog);
    }
    dialog->show();
    dialog->raise();
    dialog->activateWindow();
    return dialog;
}

void ForkDialogs::onNotice(const engine::Notice& notice)
{
    const auto* started = std::get_if<engine::RunStarted>(&notice);
    const auto* failed = std::get_if<engine::CommandFailed>(&notice);
    for (const auto& dialog : m_dialogs) {
        if (!dialog)
            continue;
        if (started && started->ticket == dialog->ticket())
            dialog->deleteLater(); // it became a run
        else if (failed && failed->verb == engine::Verb::ForkRun
                 && failed->subject == dialog->ticket())
            dialog->showFailure(format::text(failed->error.text(), 2000));
    }
}

} // namespace signalbox::ui
