// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "trace/spantable.h"

#include "trace/spanrows.h"

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

} // namespace signalbox::trace
