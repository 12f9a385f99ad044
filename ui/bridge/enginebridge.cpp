// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/bridge/enginebridge.h"

#include <algorithm>

namespace signalbox::ui {

namespace {

bool concernsPages(const Event& event)
{
    switch (event.type) {
    case EventType::RunStarted:
    case EventType::RunFinished:
    case EventType::RunPaused:
    case EventType::RunResumed:
    case EventType::GateOpened:
    case EventType::GateDecided:
        return true;
    default:
        return false;
    }
}

void append(std::string& text, const std::string& more, std::size_t limit)
{
    if (text.size() + more.size() <= limit)
        text += more;
    else if (text.size() < limit)
        text.append(more, 0, limit - text.size());
}

} // namespace

EngineBridge::EngineBridge(engine::Port& port, QObject* parent)
    : QObject(parent)
    , m_port(port)
    , m_reach(std::make_shared<Reach>())
{
    m_frame.setSingleShot(true);
    m_frame.setTimerType(Qt::PreciseTimer);
    connect(&m_frame, &QTimer::timeout, this, &EngineBridge::drain);
    m_sinceDrain.start();
    m_reach->bridge = this;
    m_subscription = m_port.subscribe([reach = m_reach](const engine::Notice& notice) {
        const std::shared_lock lock(reach->mutex);
        if (reach->bridge)
            reach->bridge->take(notice);
    });
}

EngineBridge::~EngineBridge()
{
    {
        const std::unique_lock lock(m_reach->mutex);
        m_reach->bridge = nullptr;
    }
    m_subscription.reset();
}

void EngineBridge::send(engine::Command command)
{
    m_port.send(std::move(command));
}

std::shared_ptr<trace::RunTrace> EngineBridge::trace(const std::string& run) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_traces.find(run);
    return found == m_traces.end() ? nullptr : found->second;
}

bool EngineBridge::isLoading(const std::string& run) const
{
    const std::lock_guard lock(m_mutex);
    return m_loading.contains(run);
}

const Stream* EngineBridge::stream(const std::string& run, const std::string& path) const
{
    const auto found = m_streams.find({run, path});
    return found == m_streams.end() ? nullptr : &found->second;
}

void EngineBridge::take(const engine::Notice& notice)
{
    if (const auto* delta = std::get_if<engine::TextDelta>(&notice)) {
        takeDelta(*delta);
    } else if (const auto* batch = std::get_if<engine::JournalBatch>(&notice)) {
        takeBatch(*batch);
    } else {
        const std::lock_guard lock(m_mutex);
        const auto* opened = std::get_if<engine::WorkspaceOpened>(&notice);
        if (opened && opened->workspace && opened->workspace->root != m_root) {
            m_root = opened->workspace->root;
            m_traces.clear(); // runs of another workspace
            m_loading.clear();
        }
        const auto* failed = std::get_if<engine::CommandFailed>(&notice);
        if (failed && failed->verb == engine::Verb::OpenRun
            && failed->error.code == Errc::Cancelled)
            m_traces.erase(
                failed->subject); // half of a run: it is read anew when it is opened again
        m_pending.push_back(notice);
    }
    schedule();
}

void EngineBridge::takeBatch(const engine::JournalBatch& batch)
{
    std::shared_ptr<trace::RunTrace> trace;
    bool isPast = false; // of a recorded run that comes in several batches
    {
        const std::lock_guard lock(m_mutex);
        auto& known = m_traces[batch.run];
        if (!known || batch.replaces)
            known = std::make_shared<trace::RunTrace>();
        trace = known;
        isPast = batch.more || m_loading.contains(batch.run);
        if (batch.more)
            m_loading.insert(batch.run);
    }
    trace->fold(batch.events);
    const bool isWhole = !isPast && batch.events.size() <= largeBatch;
    engine::JournalBatch told = isWhole
        ? batch
        : engine::JournalBatch{batch.run, batch.replaces, {}, batch.goesOn, batch.more};
    if (!isWhole)
        std::copy_if(batch.events.begin(), batch.events.end(), std::back_inserter(told.events),
                     concernsPages);
    const std::lock_guard lock(m_mutex);
    if (!batch.more)
        m_loading.erase(batch.run);
    m_pending.emplace_back(std::move(told));
}

void EngineBridge::takeDelta(const engine::TextDelta& delta)
{
    const std::lock_guard lock(m_mutex);
    auto& merged = m_deltas[{{delta.run, delta.path}, delta.thinking}];
    if (merged.run.empty() || delta.restart) {
        const bool restart = merged.restart || delta.restart;
        merged = delta;
        merged.restart = restart;
        return;
    }
    append(merged.text, delta.text, streamLimit);
}

void EngineBridge::schedule()
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_scheduled)
            return;
        m_scheduled = true;
    }
    QMetaObject::invokeMethod(
        this, [this] { m_frame.start(int(std::max<qint64>(0, frameMs - m_sinceDrain.elapsed()))); },
        Qt::QueuedConnection);
}

void EngineBridge::forgetStreams(const engine::JournalBatch& batch)
{
    for (const auto& event : batch.events) {
        if (event.type == EventType::ModelReplied)
            m_streams.erase({batch.run, event.path});
        if (event.type != EventType::RunFinished)
            continue;
        std::erase_if(m_streams,
                      [&batch](const auto& entry) { return entry.first.first == batch.run; });
    }
}

void EngineBridge::drain()
{
    std::vector<engine::Notice> notices;
    std::map<std::pair<Place, bool>, engine::TextDelta> deltas;
    {
        const std::lock_guard lock(m_mutex);
        notices.swap(m_pending);
        deltas.swap(m_deltas);
        m_scheduled = false;
    }
    m_sinceDrain.restart();
    // Deltas first: the reply that ends a stream came after them.
    for (auto& [place, delta] : deltas) {
        auto& stream = m_streams[place.first];
        if (delta.restart)
            stream = {};
        append(delta.thinking ? stream.thinking : stream.text, delta.text, streamLimit);
        Q_EMIT noticeArrived(std::move(delta));
    }
    for (const auto& notice : notices) {
        if (const auto* batch = std::get_if<engine::JournalBatch>(&notice))
            forgetStreams(*batch);
        Q_EMIT noticeArrived(notice);
    }
    Q_EMIT frameDrained();
}

} // namespace signalbox::ui
