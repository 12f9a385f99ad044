// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/command.h"
#include "trace/runtrace.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <shared_mutex>
#include <string>
#include <utility>
#include <vector>

namespace signalbox::ui {

// Text that streams at one model call, not yet in the journal.
struct Stream
{
    std::string text;
    std::string thinking;
};

// Brings notices from the threads of the engine to the GUI thread, at most once a frame, in their order. Events are
// folded into the run's projections on the thread that brings them; deltas of one call become one. Lives on the GUI
// thread, owned by the window.
class EngineBridge : public QObject
{
    Q_OBJECT

public:
    explicit EngineBridge(engine::Port& port, QObject* parent = nullptr);
    ~EngineBridge() override;

    static constexpr int frameMs = 16;
    static constexpr std::size_t streamLimit = 1u << 20; // bytes kept of one call
    // Of a recorded run that comes in several batches, and of large ones, pages see only what concerns gates and the run as
    // a whole.
    static constexpr std::size_t largeBatch = 10'000;

    void send(engine::Command command);
    // Null for a run of which nothing came yet.
    [[nodiscard]] std::shared_ptr<trace::RunTrace> trace(const std::string& run) const;
    // More of what is recorded of it is on its way.
    [[nodiscard]] bool isLoading(const std::string& run) const;
    [[nodiscard]] const Stream* stream(const std::string& run, const std::string& path) const;

Q_SIGNALS:
    void noticeArrived(const signalbox::engine::Notice& notice);
    void frameDrained(); // after the notices of one frame

private:
    using Place = std::pair<std::string, std::string>; // run, path

    void take(const engine::Notice& notice); // any thread
    void takeBatch(const engine::JournalBatch& batch);
    void takeDelta(const engine::TextDelta& delta);
    void schedule();
    void drain();
    void forgetStreams(const engine::JournalBatch& batch);

    // A thread of the engine may be inside the callback while the subscription ends: it holds this shared.
    struct Reach
    {
        std::shared_mutex mutex; // guards bridge
        EngineBridge* bridge = nullptr;
    };

    engine::Port& m_port;
    std::shared_ptr<Reach> m_reach;
    std::shared_ptr<void> m_subscription;
    QTimer m_frame;
    QElapsedTimer m_sinceDrain;
    std::map<Place, Stream> m_streams;

    mutable std::mutex m_mutex; // guards what follows
    std::string m_root; // of the workspace
    std::map<std::string, std::shared_ptr<trace::RunTrace>> m_traces;
    std::set<std::string> m_loading; // runs
    std::vector<engine::Notice> m_pending;
    std::map<std::pair<Place, bool>, engine::TextDelta> m_deltas; // by place and thinking
    bool m_scheduled = false;
};

} // namespace signalbox::ui
