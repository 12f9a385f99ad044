// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "trace/runtrace.h"
#include "ui/run/runview.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace signalbox::ui {

// The clock by which a recorded run is played back: a position is the number of its events that are shown. All panels see
// the run through RunView, so all move together. Made ready on a thread of its own, used on the GUI thread.
class Playback final : public QObject
{
    Q_OBJECT

public:
    explicit Playback(RunView& view, QObject* parent = nullptr);
    ~Playback() override;

    static constexpr double slowest = 0.25;
    static constexpr double fastest = 100;

    void open(); // the run that is shown; opened() follows
    void close(); // back to the run itself
    [[nodiscard]] bool isOpen() const { return m_trace != nullptr; }
    [[nodiscard]] bool isPreparing() const { return m_isPreparing; }
    [[nodiscard]] std::uint32_t position() const { return m_position; }
    [[nodiscard]] std::uint32_t total() const { return m_total; }
    [[nodiscard]] const trace::PlayMarks& marks() const;
    [[nodiscard]] const std::vector<std::uint32_t>& hits() const { return m_hits; }
    // Recorded time since the beginning, and of the whole run.
    [[nodiscard]] std::chrono::microseconds time() const;
    [[nodiscard]] std::chrono::microseconds length() const;
    // Where a position lies in the time it is played, 0 to 1, and back.
    [[nodiscard]] double placeOf(std::uint32_t position) const;
    [[nodiscard]] std::uint32_t positionAt(double place) const;

    void seek(std::uint32_t position);
    void play();
    void pause();
    [[nodiscard]] bool isRunning() const { return m_frame.isActive(); }
    void setSpeed(double speed);
    [[nodiscard]] double speed() const { return m_speed; }
    // Time in which nothing happens is played in two seconds at most.
    void setShortWaits(bool shortWaits);
    void moveBy(int events);
    // To the next (1) or the one before (-1) of these positions; false where there is none.
    bool jump(const std::vector<std::uint32_t>& positions, int direction);
    // hitsFound() follows; empty: no hits.
    void search(const QString& text);

Q_SIGNALS:
    void opened();
    void closed();
    void moved();
    void runningChanged();
    void hitsFound();
    void axisChanged();

private:
    void take(std::shared_ptr<trace::RunTrace> trace);
    void layAxis();
    void tick();

    RunView& m_view;
    std::shared_ptr<trace::RunTrace> m_trace; // null: closed
    std::vector<std::int64_t> m_axis; // played time of each event since the first, microseconds
    std::vector<std::uint32_t> m_hits;
    std::uint32_t m_position = 0;
    std::uint32_t m_total = 0;
    double m_clock = 0; // played time, microseconds
    double m_speed = 1;
    bool m_shortWaits = true;
    bool m_isPreparing = false;
    int m_searches = 0; // the latest one counts
    QTimer m_frame;
    QElapsedTimer m_sinceTick;
    std::jthread m_maker;
    std::jthread m_searcher;
};

} // namespace signalbox::ui
