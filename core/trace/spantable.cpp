// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "trace/spantable.h"

#include "base/jsonvalue.h"
#include "base/text.h"
#include "trace/spanrows.h"
#include "values/usage.h"

#include <algorithm>
#include <vector>

namespace signalbox::trace {

namespace {
constexpr auto relaxed = std::memory_order_relaxed;
constexpr std::uint32_t none = SpanId::invalid;
constexpr std::size_t longestPath = 4096; // bytes; what claims to be deeper is shown at the run
const std::string empty;

std::string_view lastSegment(std::string_view path)
{
    return path.substr(path.rfind('/') + 1);
}

std::string_view kindOfSegment(std::string_view segment)
{
    return segment.substr(0, segment.find(':'));
}

// What of a path is a row of its own; false: it belongs to the row above.
bool isRow(std::string_view path)
{
    const auto segment = lastSegment(path);
    const auto kind = kindOfSegment(segment);
    if (kind == "model")
        return segment != "model:1" || kindOfSegment(lastSegment(parentPath(path))) != "step";
    return kind == "agent" || kind == "step" || kind == "tool" || kind == "node" || kind == "item";
}

std::string_view rowPath(std::string_view path)
{
    if (path.size() > longestPath)
        return "/";
    while (path.size() > 1 && path.starts_with('/')) {
        if (isRow(path))
            return path;
        path = parentPath(path);
    }
    return "/";
}

SpanKind kindOf(std::string_view segment)
{
    if (segment == "agent")
        return SpanKind::Agent;
    if (segment == "step" || segment == "model")
        return SpanKind::Model;
    return segment == "tool" ? SpanKind::Tool : SpanKind::Node;
}

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
    const auto* error = signalbox::find(data, "error");
    std::string text;
    if (error && error->is_string())
        text = error->get_ref<const std::string&>();
    else if (error && error->is_object())
        text = stringAt(*error, "type") + ": " + stringAt(*error, "message");
    if (text.empty())
        text = stringAt(data, "result");
    if (text.starts_with("denied"))
        return SpanStatus::Denied;
    return text.starts_with("cancelled") || text.starts_with("stopped") ? SpanStatus::Stopped
                                                                        : SpanStatus::Failed;
}

void saturatingAdd(std::atomic<std::int64_t>& sum, std::int64_t more)
{
    std::int64_t total = 0;
    const auto before = sum.load(relaxed);
    sum.store(__builtin_add_overflow(before, more, &total) ? before : total, relaxed);
}
} // namespace

std::string_view spanKindName(SpanKind kind)
{
    static constexpr std::string_view names[] = {"run", "agent", "chat", "tool", "node"};
    return names[std::size_t(kind)];
}

std::string_view spanStatusName(SpanStatus status)
{
    static constexpr std::string_view names[] = {"running", "waiting", "ok",         "failed",
                                                 "denied",  "stopped", "interrupted"};
    return names[std::size_t(status)];
}

SpanTable::SpanTable() = default;

SpanTable::~SpanTable()
{
    for (auto& chunk : m_chunks)
        delete chunk.load(relaxed);
}

SpanTable::Row& SpanTable::row(std::uint32_t index) const
{
    return m_chunks[index / chunkSize].load(relaxed)->rows[index % chunkSize];
}

Span SpanTable::span(SpanId id) const
{
    const auto& from = row(id.value);
    Span span;
    span.id = id;
    span.parent = SpanId{from.parent};
    span.kind = from.kind;
    span.status = from.status.load(std::memory_order_acquire);
    span.depth = from.depth;
    span.start = Timestamp(std::chrono::microseconds(from.start));
    if (const auto duration = from.duration.load(relaxed); duration >= 0)
        span.duration = std::chrono::microseconds(duration);
    span.tokens = from.tokens.load(relaxed);
    span.replies = from.replies.load(relaxed);
    span.cost = from.unpriced.load(relaxed) > 0 ? Cost() : Money{from.nanoUsd.load(relaxed)};
    span.isSum = from.summed.load(relaxed);
    span.path = *from.path;
    span.name = *from.name.load(std::memory_order_acquire);
    span.detail = *from.detail.load(std::memory_order_acquire);
    return span;
}

Timestamp SpanTable::start(SpanId id) const
{
    return Timestamp(std::chrono::microseconds(row(id.value).start));
}

SpanKind SpanTable::kind(SpanId id) const
{
    return row(id.value).kind;
}

std::uint16_t SpanTable::depth(SpanId id) const
{
    return row(id.value).depth;
}

SpanId SpanTable::firstChild(SpanId id) const
{
    return shown({row(id.value).firstChild.load(std::memory_order_acquire)});
}

SpanId SpanTable::nextSibling(SpanId id) const
{
    return shown({row(id.value).nextSibling.load(std::memory_order_acquire)});
}

SpanId SpanTable::parent(SpanId id) const
{
    return {row(id.value).parent};
}

SpanId SpanTable::find(std::string_view path) const
{
    const auto wanted = rowPath(path);
    const std::lock_guard lock(m_mutex);
    const auto found = m_byPath.find(wanted);
    return found == m_byPath.end() ? SpanId() : shown(SpanId{found->second});
}

const std::string* SpanTable::keep(std::string_view text)
{
    return &m_texts.emplace_back(text);
}

const std::string* SpanTable::intern(std::string_view text)
{
    if (const auto found = m_interned.find(text); found != m_interned.end())
        return found->second;
    const auto* kept = keep(text);
    m_interned.emplace(*kept, kept);
    return kept;
}

SpanId SpanTable::append(SpanId parentId, std::string_view path, SpanKind kind, Timestamp time)
{
    const auto index = m_count.load(relaxed);
    if (index >= maxSpans)
        return {};
    auto& chunk = m_chunks[index / chunkSize];
    if (!chunk.load(relaxed))
        chunk.store(new Chunk, std::memory_order_release);
    auto& added = row(index);
    added.index = index;
    added.path = keep(path);
    added.start = time.time_since_epoch().count();
    added.kind = kind;
    added.parent = parentId.value;
    added.depth = parentId.isValid()
        ? std::uint16_t(std::min<std::uint32_t>(row(parentId.value).depth + 1u, 0xFFFF))
        : std::uint16_t(0);
    if (const auto segments = pathSegments(path); !segments.empty()) {
        const auto& last = segments.back();
        added.isItem = last.kind == "item"; // of a map, all beside each other
        if (added.isItem)
            added.name = keep("item " + std::to_string(last.n));
        else
            added.name = intern(last.name.empty() ? last.kind : last.name);
    } else {
        added.name = intern("run"); // until its task is known
    }
    if (m_byPath.empty())
        m_firstTime.store(added.start, relaxed);
    m_open.push_back(index);
    touch(index);
    m_count.store(index + 1, std::memory_order_release);
    if (parentId.isValid()) { // linked after it is published: who follows a link may read the row
        auto& above = row(parentId.value);
        if (above.lastChild == none)
            above.firstChild.store(index, std::memory_order_release);
        else
            row(above.lastChild).nextSibling.store(index, std::memory_order_release);
        above.lastChild = index;
    }
    const std::lock_guard lock(m_mutex);
    m_byPath.emplace(*added.path, index);
    return {index};
}

SpanId SpanTable::spanOf(std::string_view path, Timestamp time)
{
    const auto wanted = rowPath(path);
    {
        const std::lock_guard lock(m_mutex);
        if (const auto found = m_byPath.find(wanted); found != m_byPath.end())
            return {found->second};
    }
    if (wanted == "/")
        return append({}, "/", SpanKind::Run, time);
    // Rows above first; a hostile path is as deep as its text is long, so no recursion.
    std::vector<std::string_view> missing;
    SpanId above;
    for (auto at = wanted;; at = rowPath(parentPath(at))) {
        const std::lock_guard lock(m_mutex);
        if (const auto found = m_byPath.find(at); found != m_byPath.end()) {
            above = SpanId{found->second};
            break;
        }
        missing.push_back(at);
        if (at == "/" || missing.size() > 512)
            break;
    }
    for (auto at = missing.rbegin(); at != missing.rend(); ++at) {
        const auto segments = pathSegments(*at);
        above = append(above, *at, segments.empty() ? SpanKind::Run : kindOf(segments.back().kind),
                       time);
        if (!above.isValid())
            break;
    }
    return above;
}

SpanTable::Row* SpanTable::itemAbove(const Row& below)
{
    auto* above = below.parent == none ? nullptr : &row(below.parent);
    return above && above->isItem ? above : nullptr;
}

void SpanTable::close(Row& row, SpanStatus status, Timestamp time)
{
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
        if (at.duration.load(relaxed) < 0)
            at.status.store(SpanStatus::Waiting, std::memory_order_release);
        break;
    case EventType::GateDecided:
        if (at.status.load(relaxed) == SpanStatus::Waiting)
            at.status.store(SpanStatus::Running, std::memory_order_release);
        break;
    default:
        break;
    }
}

} // namespace signalbox::trace
