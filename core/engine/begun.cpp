// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/begun.h"

#include "base/jsonvalue.h"
#include "engine/again.h"

#include <algorithm>
#include <iterator>

namespace signalbox::engine {

journal::ForkPoint pointOf(const Json& forkedFrom)
{
    journal::ForkPoint point{stringAt(forkedFrom, "at"), {}, {}};
    if (const auto* changed = find(forkedFrom, "changed");
        changed && changed->is_object() && !changed->empty()) {
        point.key = changed->begin().key();
        point.value = dumpJson(changed->begin().value());
    }
    return point;
}

std::vector<journal::ForkPoint> changesOf(const Json& forkedFrom)
{
    std::vector<journal::ForkPoint> changes;
    const auto* earlier = find(forkedFrom, "earlier");
    for (const auto& change : earlier && earlier->is_array() ? *earlier : Json::array())
        changes.push_back(pointOf(change));
    changes.push_back(pointOf(forkedFrom));
    return changes;
}

std::vector<Event> takeRecord(Begun& begun)
{
    auto events = std::move(begun.inherited);
    if (events.empty())
        return std::move(begun.events);
    events.insert(events.end(), std::make_move_iterator(begun.events.begin()),
                  std::make_move_iterator(begun.events.end()));
    begun.events.clear();
    return events;
}

namespace {
constexpr int mostGenerations = 64; // a fork of a fork of a fork

Result<Begun> begunAt(const journal::Journal& journal, const std::string& run, int generation)
{
    if (generation > mostGenerations)
        return fail(Errc::Limit, "too many forks of forks", run);
    auto events = journal.events(run);
    if (!events)
        return tl::unexpected(events.error());
    if (events->empty() || events->front().type != EventType::RunStarted)
        return fail(Errc::Invalid, "the run has no beginning", run);
    Begun begun;
    begun.events = std::move(*events);
    auto data = parseJson(begun.events.front().data);
    if (!data)
        return tl::unexpected(data.error());
    if (!data->is_object())
        return fail(Errc::Invalid, "the beginning of the run is no object", run);
    begun.data = std::make_shared<const Json>(std::move(*data));
    begun.request.agent = stringAt(*begun.data, "agent");
    begun.request.workflow = stringAt(*begun.data, "workflow");
    begun.request.task = stringAt(*begun.data, "task");
    begun.request.model = stringAt(*begun.data, "model");
    if (const auto* definitions = find(*begun.data, "definitions"))
        begun.request.definitions = dumpJson(*definitions);
    const auto* forkedFrom = find(*begun.data, "forked_from");
    if (!forkedFrom)
        return begun;
    auto copied = journal.inherited(run); // an imported fork brought it along
    if (!copied)
        return tl::unexpected(copied.error());
    if (!copied->empty()) {
        begun.inherited = std::move(*copied);
        return begun;
    }
    auto parent = begunAt(journal, stringAt(*forkedFrom, "run"), generation + 1);
    if (!parent)
        return tl::unexpected(parent.error());
    auto kept = journal::keptEvents(takeRecord(*parent), pointOf(*forkedFrom));
    if (!kept)
        return tl::unexpected(kept.error());
    for (auto& event : *kept) {
        if (event.seq > 0) // what the change made new stands in the fork's own journal
            begun.inherited.push_back(std::move(event));
    }
    return begun;
}

// Only a fork needs more than its own events.
Result<bool> isFork(const journal::Journal& journal, const std::string& run)
{
    bool isFork = false;
    const auto peeked = journal.read(run, 1, [&](Event&& event) {
        isFork = event.data.find("\"forked_from\"") != std::string::npos;
        return false;
    });
    if (!peeked)
        return tl::unexpected(peeked.error());
    return isFork;
}
} // namespace

Result<Begun> readBegun(const journal::Journal& journal, const std::string& run)
{
    return begunAt(journal, run, 0);
}

std::vector<Event> shownBefore(std::vector<Event> inherited, const std::string& run,
                               Timestamp began)
{
    if (inherited.empty())
        return inherited;
    const auto last =
        std::max_element(inherited.begin(), inherited.end(), [](const Event& a, const Event& b) {
            return a.time < b.time;
        })->time;
    for (auto& event : inherited) {
        event.run = run;
        event.seq = 0; // its number is one of another run
        event.time += began - last;
    }
    return inherited;
}

Result<> readWhole(const journal::Journal& journal, const std::string& run,
                   const std::function<bool(const Event& event, bool inherited)>& take)
{
    const auto fork = isFork(journal, run);
    if (!fork)
        return tl::unexpected(fork.error());
    if (*fork) {
        const auto begun = readBegun(journal, run);
        if (!begun)
            return tl::unexpected(begun.error());
        for (const auto& event : begun->inherited) {
            if (!take(event, true))
                return {};
        }
    }
    return journal.read(run, 1, [&](Event&& event) { return take(event, false); });
}

Result<> readShown(const journal::Journal& journal, const std::string& run,
                   const std::function<bool(Event&& event)>& take)
{
    const auto fork = isFork(journal, run);
    if (!fork)
        return tl::unexpected(fork.error());
    if (*fork) {
        auto begun = readBegun(journal, run);
        if (!begun)
            return tl::unexpected(begun.error());
        for (auto& event :
             shownBefore(std::move(begun->inherited), run, begun->events.front().time)) {
            if (!take(std::move(event)))
                return {};
        }
    }
    return journal.read(run, 1, take);
}

} // namespace signalbox::engine
