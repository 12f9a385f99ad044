// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
// What an event does to the rows of a run.
#include "trace/spantable.h"

#include "base/jsonvalue.h"
#include "base/text.h"
#include "trace/spanrows.h"
#include "values/usage.h"

#include <algorithm>

namespace signalbox::trace {

namespace {
constexpr auto relaxed = std::memory_order_relaxed;
constexpr std::uint32_t none = SpanId::invalid;

// The value that says most about a call: its path, else the first text of its arguments.
std::string callDetail(const Json& arguments)
{
    if (!arguments.is_object())
        return {};
    for (const auto* key : {"path", "from", "url", "command", "pattern", "to", "query", "task"}) {
        const auto* value = signalbox::find(arguments, key);
        if (value && value->is_string())
            return std::string(truncateUtf8(value->get_ref<const std::string&>(), 160));
        if (value && value->is_array())
            return std::string(truncateUtf8(dumpJson(*value), 160));
    }
    for (const auto& [key, value] : arguments.items()) {
        if (value.is_string())
            return std::string(truncateUtf8(value.get_ref<const std::string&>(), 160));
    }
    return {};
}

SpanStatus outcomeStatus(const std::string& outcome)
{
    if (outcome == "done" || outcome.empty())
        return SpanStatus::Ok;
    if (outcome == "stopped" || outcome == "cancelled")
        return SpanStatus::Stopped;
    if (outcome == "interrupted")
        return SpanStatus::Interrupted;
    return outcome == "denied" ? SpanStatus::Denied : SpanStatus::Failed;
}

SpanStatus resultStatus(const Json& data)
{
    if (boolAt(data, "ok"))
        return SpanStatus::Ok;
    const auto outcome = stringAt(data, "outcome");
    return outcome.empty() ? SpanStatus::Failed : outcomeStatus(outcome);
}

void saturatingAdd(std::atomic<std::int64_t>& sum, std::int64_t more)
{
    std::int64_t total = 0;
    const auto before = sum.load(relaxed);
    sum.store(__builtin_add_overflow(before, more, &total) ? before : total, relaxed);
}
} // namespace

SpanTable::Row* SpanTable::itemAbove(const Row& below)
{
    auto* above = below.parent == none ? nullptr : &row(below.parent);
    return above && above->isItem ? above : nullptr;
}

void SpanTable::close(Row& row, SpanStatus status, Timestamp time)
{
    endWait(row.index, time);
    const auto end = time.time_since_epoch().count();
    row.duration.store(std::max<std::int64_t>(end - row.start, 0), relaxed);
    row.status.store(status, std::memory_order_release);
    if (auto* item = itemAbove(row))
        close(*item, status, time);
}

void SpanTable::reopen(Row& row)
{
    if (auto* item = itemAbove(row))
        reopen(*item);
    if (row.duration.load(relaxed) >= 0)
        m_open.push_back(row.index);
    row.duration.store(-1, relaxed);
    row.status.store(SpanStatus::Running, std::memory_order_release);
}

void SpanTable::beginWait(std::uint32_t index, Timestamp time)
{
    const std::lock_guard lock(m_mutex);
    if (m_waiting.try_emplace(index, m_waits.size()).second)
        m_waits.push_back({SpanId{index}, time, {}});
}

void SpanTable::endWait(std::uint32_t index, Timestamp time)
{
    const auto found = m_waiting.find(index);
    if (found == m_waiting.end())
        return;
    {
        const std::lock_guard lock(m_mutex);
        auto& wait = m_waits[found->second];
        wait.end = std::max(time, wait.start);
    }
    m_waiting.erase(found);
}

std::vector<Wait> SpanTable::waits(std::size_t from) const
{
    const std::lock_guard lock(m_mutex);
    return {m_waits.begin() + std::ptrdiff_t(std::min(from, m_waits.size())), m_waits.end()};
}

void SpanTable::closeOpen(SpanStatus status)
{
    for (const auto index : m_open) {
        if (row(index).duration.load(relaxed) < 0) {
            close(row(index), status, lastTime());
            touch(index);
        }
    }
    m_open.clear();
    if (m_history && !m_isFolding)
        amendHistory();
}

void SpanTable::addReply(SpanId id, std::int64_t tokens, Cost cost)
{
    for (auto at = id; at.isValid(); at = parent(at)) {
        auto& sum = row(at.value);
        saturatingAdd(sum.tokens, tokens);
        if (cost)
            saturatingAdd(sum.nanoUsd, cost->nanoUsd);
        else
            sum.unpriced.fetch_add(1, relaxed);
        if (at != id)
            sum.summed.store(true, relaxed);
        sum.replies.fetch_add(1, relaxed);
    }
}

void SpanTable::foldModel(Row& row, const Event& event, const Json& data)
{
    if (event.type == EventType::ModelRequested) {
        if (const auto model = stringAt(data, "model"); !model.empty())
            row.name.store(intern(model), std::memory_order_release);
        reopen(row);
        return;
    }
    if (event.type == EventType::ModelFailed) {
        const bool goesOn =
            signalbox::find(data, "retry_in_s") || signalbox::find(data, "fallback");
        if (!goesOn)
            close(row, SpanStatus::Failed, event.time);
        return;
    }
    std::int64_t tokens = 0;
    if (const auto* usage = signalbox::find(data, "usage")) {
        for (const auto* bucket : {"input", "output", "cache_read", "cache_write"})
            tokens += boundedTokens(intAt(*usage, bucket));
    }
    const auto usd = numberAt(data, "cost_usd");
    addReply({row.index}, tokens,
             usd && *usd >= 0 && *usd < 1e9 ? Cost(Money::fromUsd(*usd)) : Cost());
    close(row, SpanStatus::Ok, event.time);
}

void SpanTable::foldTool(Row& row, const Event& event, const Json& data)
{
    if (event.type == EventType::ToolRequested) {
        if (const auto tool = stringAt(data, "tool"); !tool.empty())
            row.name.store(intern(tool), std::memory_order_release);
        if (const auto* arguments = signalbox::find(data, "arguments"))
            row.detail.store(keep(callDetail(*arguments)), std::memory_order_release);
        reopen(row);
    } else if (event.type == EventType::ToolFinished) {
        close(row, resultStatus(data), event.time);
    } else {
        row.status.store(SpanStatus::Running, std::memory_order_release);
    }
}

void SpanTable::foldRun(Row& row, const Event& event, const Json& data)
{
    switch (event.type) {
    case EventType::RunStarted:
        row.name.store(keep(truncateUtf8(stringAt(data, "task"), 4096)), std::memory_order_release);
        break;
    case EventType::RunResumed:
        if (row.duration.load(relaxed) >= 0)
            reopen(row);
        break;
    case EventType::RunFinished: {
        const auto status = outcomeStatus(stringAt(data, "outcome"));
        close(row, status, event.time);
        closeOpen(status == SpanStatus::Ok ? SpanStatus::Stopped : status);
        break;
    }
    default:
        break;
    }
}

SpanId SpanTable::fold(const Event& event, const Json& data)
{
    m_lastTime.store(std::max(m_lastTime.load(relaxed), event.time.time_since_epoch().count()),
                     relaxed);
    m_isFolding = true;
    const auto id = spanOf(event.path, event.time);
    if (id.isValid())
        foldInto(id, event, data);
    m_isFolding = false;
    if (m_history)
        recordHistory(id);
    return id;
}

void SpanTable::foldInto(SpanId id, const Event& event, const Json& data)
{
    auto& at = row(id.value);
    switch (event.type) {
    case EventType::RunStarted:
    case EventType::RunResumed:
    case EventType::RunFinished:
        foldRun(row(0), event, data);
        break;
    case EventType::AgentStarted:
        if (const auto agent = stringAt(data, "agent"); !agent.empty())
            at.name.store(intern(agent), std::memory_order_release);
        reopen(at);
        break;
    case EventType::AgentFinished:
        close(at, outcomeStatus(stringAt(data, "outcome")), event.time);
        break;
    case EventType::ModelRequested:
    case EventType::ModelReplied:
    case EventType::ModelFailed:
        foldModel(at, event, data);
        break;
    case EventType::ToolRequested:
    case EventType::ToolStarted:
    case EventType::ToolFinished:
        foldTool(at, event, data);
        break;
    case EventType::NodeEntered:
        at.detail.store(intern(stringAt(data, "kind")), std::memory_order_release);
        reopen(at);
        break;
    case EventType::NodeLeft:
        close(at,
              boolAt(data, "ok", true) ? SpanStatus::Ok
                                       : outcomeStatus(stringAt(data, "outcome", "failed")),
              event.time);
        break;
    case EventType::GateOpened:
        if (at.duration.load(relaxed) < 0) {
            at.status.store(SpanStatus::Waiting, std::memory_order_release);
            beginWait(id.value, event.time);
        }
        break;
    case EventType::GateDecided:
        if (at.status.load(relaxed) == SpanStatus::Waiting)
            at.status.store(SpanStatus::Running, std::memory_order_release);
        endWait(id.value, event.time);
        break;
    default:
        break;
    }
}

} // namespace signalbox::trace
