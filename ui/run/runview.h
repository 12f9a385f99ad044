// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "trace/runtrace.h"
#include "ui/bridge/enginebridge.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <string>
#include <vector>

namespace signalbox::ui {

// Which run the window shows and which of its rows is selected: what the panels share. On the GUI thread, owned by the
// window.
class RunView : public QObject
{
    Q_OBJECT

public:
    explicit RunView(EngineBridge& bridge, QObject* parent = nullptr);

    void show(const std::string& run); // its events may come later
    // A recorded run is played back: its panels see this instead; null: the run itself again.
    void play(std::shared_ptr<trace::RunTrace> played);
    void playedOn(); // it stands at another event
    [[nodiscard]] bool isPlaying() const { return m_played != nullptr; }
    void showLater(const std::string& path) { m_wanted = path; } // select it as soon as it is there
    [[nodiscard]] const std::string& run() const { return m_run; }
    [[nodiscard]] const std::shared_ptr<trace::RunTrace>& trace() const
    {
        return m_played ? m_played : m_trace;
    } // may be null
    [[nodiscard]] const trace::RunStatus& status() const { return m_status; }
    // More of what is recorded of it is on its way.
    [[nodiscard]] bool isLoading() const { return !m_played && m_bridge.isLoading(m_run); }
    [[nodiscard]] bool isLive() const { return !m_played && trace::isLive(m_status.state); }
    // Places where the run is held now, in the order they were met.
    struct Hold
    {
        std::string path;
        std::string by; // human, step, breakpoint, run_to, beside
        std::string why;
        bool operator==(const Hold&) const = default;
    };
    [[nodiscard]] const std::vector<Hold>& holds() const { return m_holds; }
    [[nodiscard]] trace::SpanId selected() const { return m_selected; }
    void select(trace::SpanId id);
    void selectPath(const std::string& path);
    [[nodiscard]] const Stream* stream(const std::string& path) const
    {
        return m_bridge.stream(m_run, path);
    }
    // The clock of the run: the present while it is live, its last instant afterwards.
    [[nodiscard]] Timestamp now() const;
    [[nodiscard]] Timestamp begin() const;
    // The end of what there is to see: of a run that is played back its own end, else now().
    [[nodiscard]] Timestamp end() const { return m_played ? m_playedEnd : now(); }

Q_SIGNALS:
    void runChanged();
    void advanced(); // events or text came, at most once a frame
    void selectionChanged();
    void heldChanged(); // the run is held elsewhere, or goes on
    void placeFound(); // what showLater() asked for is there and will be selected
    void playEnded(); // another run is shown than the one that was played back
    void ticked(); // time went on in a live run, a few times a second

private:
    void refresh();
    void takeStatus();
    void keepTime();
    void findHolds();
    [[nodiscard]] trace::SpanId wantedSpan();

    EngineBridge& m_bridge;
    std::string m_run;
    std::string m_wanted;
    std::shared_ptr<trace::RunTrace> m_trace;
    std::shared_ptr<trace::RunTrace> m_played; // null: nothing is played back
    Timestamp m_playedEnd{};
    trace::RunStatus m_status;
    std::vector<Hold> m_holds;
    trace::SpanId m_selected;
    QTimer m_tick;
};

} // namespace signalbox::ui
