// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/command.h"
#include "ui/gate/gatedrafts.h"
#include "ui/gate/pendinggate.h"
#include "ui/uicontext.h"

#include <QObject>
#include <QPointer>

#include <map>
#include <string>
#include <vector>

namespace signalbox::ui {

class GateDialog;

// The gates that wait, of all runs, in the order they opened. Shows them in one window, decided in any order; the window
// comes by itself for a new gate and takes no focus. Lives on the GUI thread.
class GateInbox final : public QObject
{
    Q_OBJECT

public:
    GateInbox(UiContext& context, QWidget* window, QObject* parent = nullptr);
    ~GateInbox() override;

    // Events of live runs. `tool` finds the definition whose schema checks an edit.
    void fold(const std::vector<Event>& events, const ToolLookup& tool);
    // The gates of a run that nobody carries on any more.
    void forget(const std::string& run);
    // Shows this gate, or the first where it does not wait any more, and brings the window forward: a person asked for it.
    void review(const QString& gateId);
    [[nodiscard]] const std::vector<PendingGate>& pending() const { return m_pending; }
    [[nodiscard]] GateDialog* dialog() const { return m_dialog; } // nullptr before the first gate

Q_SIGNALS:
    void answered(const signalbox::engine::AnswerGate& answer);
    void countChanged(int waiting);
    void opened(const QString& run,
                const QString& gateId); // a new gate: for tray, notification and sound

private:
    struct RunFacts
    {
        std::map<std::string, int> callsOfTool;
        std::map<std::string, int> equalCalls; // by hash of tool and arguments
        std::map<std::string, std::string> words; // of a step, by its path
    };
    void note(const Event& event);
    void open(const Event& event, const ToolLookup& tool);
    void close(const std::string& run, const std::string& gateId);
    void showAt(std::size_t index);
    void refresh();
    void answer(const GateAnswer& answer);
    [[nodiscard]] std::vector<std::string> answeredAlong(const PendingGate& gate,
                                                         GateDecision decision) const;
    void saveDraft();
    [[nodiscard]] std::size_t indexOf(const std::string& run, const std::string& gateId) const;

    UiContext& m_context;
    QWidget* m_window;
    GateDrafts m_drafts;
    QPointer<GateDialog> m_dialog;
    std::vector<PendingGate> m_pending;
    std::map<std::string, RunFacts> m_runs;
    std::string m_shownRun;
    std::string m_shownGate;
};

} // namespace signalbox::ui
