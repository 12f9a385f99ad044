// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
// The history of a span table: what each event changed, applied forwards and backwards.
#include "trace/spanrows.h"

#include <algorithm>

namespace signalbox::trace {

namespace {
constexpr auto relaxed = std::memory_order_relaxed;
}

SpanTable::History::State SpanTable::History::stateOf(const Row& row)
{
    return {row.name.load(relaxed),     row.detail.load(relaxed),  row.duration.load(relaxed),
            row.tokens.load(relaxed),   row.nanoUsd.load(relaxed), row.replies.load(relaxed),
            row.unpriced.load(relaxed), row.status.load(relaxed),  row.summed.load(relaxed)};
}

void SpanTable::History::apply(Row& row, const State& state)
{
    row.name.store(state.name, relaxed);
    row.detail.store(state.detail, relaxed);
    row.duration.store(state.duration, relaxed);
    row.tokens.store(state.tokens, relaxed);
    row.nanoUsd.store(state.nanoUsd, relaxed);
    row.replies.store(state.replies, relaxed);
    row.unpriced.store(state.unpriced, relaxed);
    row.summed.store(state.summed, relaxed);
    row.status.store(state.status, std::memory_order_release);
}

void SpanTable::keepHistory()
{
    m_history = std::make_unique<History>();
}

void SpanTable::touch(std::uint32_t index)
{
    if (m_history)
        m_history->touched.push_back(index);
}

// An event changes the row it belongs to, what was made or closed by it, and the sums of all rows above.
void SpanTable::recordHistory(SpanId id)
{
    auto& history = *m_history;
    for (auto at = id; at.isValid(); at = parent(at))
        history.touched.push_back(at.value);
    if (count() > 0)
        history.touched.push_back(0);
    history.moments.emplace_back();
    amendHistory();
}

void SpanTable::amendHistory()
{
    auto& history = *m_history;
    auto& touched = history.touched;
    std::sort(touched.begin(), touched.end());
    touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
    history.lastOfRow.resize(count(), noRow);
    for (const auto index : touched) {
        const auto state = History::stateOf(row(index));
        const auto previous = history.lastOfRow[index];
        if (previous != noRow && history.changes[previous].state == state)
            continue;
        history.lastOfRow[index] = std::uint32_t(history.changes.size());
        history.changes.push_back({index, previous, state});
    }
    touched.clear();
    if (history.moments.empty())
        return;
    history.moments.back() = {std::uint32_t(history.changes.size()), count(),
                              m_lastTime.load(relaxed)};
    history.shown = std::uint32_t(history.moments.size());
}

void SpanTable::showUntil(std::uint32_t events)
{
    if (!m_history)
        return;
    auto& history = *m_history;
    const auto wanted = std::min(events, std::uint32_t(history.moments.size()));
    const auto changesAt = [&history](std::uint32_t shown) {
        return shown == 0 ? 0u : history.moments[shown - 1].changes;
    };
    for (auto i = changesAt(history.shown); i < changesAt(wanted); ++i)
        History::apply(row(history.changes[i].row), history.changes[i].state);
    for (auto i = changesAt(history.shown); i > changesAt(wanted); --i) {
        const auto& change = history.changes[i - 1];
        if (change.previous != noRow)
            History::apply(row(change.row), history.changes[change.previous].state);
    }
    history.shown = wanted;
    m_count.store(wanted == 0 ? 0 : history.moments[wanted - 1].rows, std::memory_order_release);
    m_lastTime.store(wanted == 0 ? m_firstTime.load(relaxed) : history.moments[wanted - 1].lastTime,
                     relaxed);
}

} // namespace signalbox::trace
