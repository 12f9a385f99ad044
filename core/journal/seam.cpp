// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/seam.h"

#include "base/jsonvalue.h"
#include "base/text.h"

#include <algorithm>
#include <array>
#include <bit>
#include <functional>

namespace signalbox::journal {

namespace {
constexpr std::size_t shownBytes = 400; // of either side of a difference
constexpr int deepestMember = 32; // named in a difference

// formats.md: what may differ between a run and its replay.
constexpr std::array<std::string_view, 6> volatileMembers = {"ms",         "seconds",    "totals",
                                                             "request_id", "retry_in_s", "meta"};

Json withoutVolatile(Json data)
{
    for (const auto name : volatileMembers)
        data.erase(std::string(name));
    if (const auto error = data.find("error"); error != data.end() && error->is_object())
        error->erase("request_id");
    return data;
}

std::string shown(const Json* value)
{
    if (!value)
        return "nothing";
    const auto text = dumpJson(*value);
    if (text.size() <= shownBytes)
        return text;
    return std::string(truncateUtf8(text, shownBytes)) + "...";
}

void findDifference(const Json& recorded, const Json& given, int depth, Divergence& out)
{
    const bool areLists = recorded.is_array() && given.is_array();
    const bool areObjects = recorded.is_object() && given.is_object();
    const auto descend = [&](const std::string& name, const Json* left, const Json* right) {
        out.member += out.member.empty() || name.front() == '[' ? name : '.' + name;
        if (left && right)
            findDifference(*left, *right, depth + 1, out);
        else
            std::tie(out.expected, out.found) = std::pair(shown(left), shown(right));
    };
    if (areLists && depth < deepestMember) {
        for (std::size_t i = 0; i < std::max(recorded.size(), given.size()); ++i) {
            const auto* left = i < recorded.size() ? &recorded[i] : nullptr;
            const auto* right = i < given.size() ? &given[i] : nullptr;
            if (!left || !right || *left != *right)
                return descend('[' + std::to_string(i) + ']', left, right);
        }
    }
    if (areObjects && depth < deepestMember) {
        for (const auto& [name, left] : recorded.items()) {
            const auto* right = find(given, name);
            if (!right || *right != left)
                return descend(std::string(truncateUtf8(name, 80)), &left, right);
        }
        for (const auto& [name, right] : given.items()) {
            if (!recorded.contains(name))
                return descend(std::string(truncateUtf8(name, 80)), nullptr, &right);
        }
    }
    out.expected = shown(&recorded);
    out.found = shown(&given);
}
} // namespace

Recording::Recording(std::vector<Event> events)
    : m_events(std::move(events))
    , m_next(m_events.size(), none)
    , m_slots(std::bit_ceil(m_events.size() * 2 + 2), none)
{
    for (auto i = std::uint32_t(m_events.size());
         i-- > 0;) { // backwards: each goes before its likes
        auto& slot = m_slots[slotOf(m_events[i].path, m_events[i].type)];
        m_next[i] = slot;
        slot = i;
    }
}

// Where the first event of its kind stands, or would.
std::size_t Recording::slotOf(std::string_view path, EventType type) const
{
    const auto mask = m_slots.size() - 1;
    const auto hash = std::hash<std::string_view>()(path) * 31 + std::size_t(type);
    for (auto slot = hash & mask;; slot = (slot + 1) & mask) {
        const auto place = m_slots[slot];
        if (place == none || (m_events[place].type == type && m_events[place].path == path))
            return slot;
    }
}

std::uint32_t Recording::first(std::string_view path, EventType type) const
{
    return m_slots[slotOf(path, type)];
}

std::optional<Divergence> findDivergence(const Event& recorded, std::string_view data)
{
    if (recorded.data == data)
        return std::nullopt;
    Divergence difference{recorded.path, recorded.type, {}, {}, {}};
    const auto left = parseJson(recorded.data);
    const auto right = parseJson(data);
    if (!left || !right || !left->is_object() || !right->is_object()) {
        difference.expected = std::string(truncateUtf8(recorded.data, shownBytes));
        difference.found = toUtf8(data.substr(0, shownBytes));
        return difference;
    }
    const auto expected = withoutVolatile(*left);
    const auto found = withoutVolatile(*right);
    if (expected == found)
        return std::nullopt;
    findDifference(expected, found, 0, difference);
    return difference;
}

Seam::Seam(Writer* writer, std::shared_ptr<const Recording> recording)
    : m_writer(writer)
    , m_recording(std::move(recording))
{
    if (!m_recording)
        return;
    const auto& events = m_recording->events();
    m_open.resize(events.size());
    m_isTold.resize(events.size());
    std::size_t left = 0;
    for (std::size_t i = 0; i < events.size(); ++i) {
        m_open[i] = std::uint32_t(i);
        // Nobody tells an event that this program does not know: it does not hold the others back.
        m_isTold[i] = events[i].type == EventType::Unknown;
        left += m_isTold[i] ? 0 : 1;
    }
    m_left = left;
}

const Event* Seam::recorded(std::string_view path, EventType type) const
{
    if (!m_recording)
        return nullptr;
    const auto first = m_recording->first(path, type);
    if (first == Recording::none)
        return nullptr;
    const std::lock_guard lock(m_mutex);
    const auto open = m_open[first];
    return open == Recording::none ? nullptr : &m_recording->events()[open];
}

Result<> Seam::emit(std::string path, EventType type, std::string data)
{
    if (m_recording) {
        bool fresh = false;
        switch (match(path, type, data, fresh)) {
        case Match::Same:
            if (!fresh || !m_writer)
                return {};
            break; // of the fork itself: it is written down like a live one
        case Match::Different: {
            const auto where = divergence().value_or(Divergence());
            return fail(Errc::Invalid,
                        "diverged at " + path + ": " + std::string(eventTypeName(type))
                            + (where.member.empty() ? "" : ", " + where.member) + " expected "
                            + where.expected + ", found " + where.found);
        }
        case Match::NotRecorded:
            break;
        }
    }
    if (!m_writer)
        return {};
    auto appended = m_writer->append({std::move(path), type, std::move(data)});
    if (!appended)
        return tl::unexpected(std::move(appended.error()));
    return {};
}

Seam::Match Seam::match(const std::string& path, EventType type, const std::string& data,
                        bool& fresh)
{
    if (m_left == 0)
        return Match::NotRecorded;
    const auto first = m_recording->first(path, type);
    if (first == Recording::none || type == EventType::Unknown)
        return Match::NotRecorded;
    auto index = Recording::none;
    {
        const std::lock_guard lock(m_mutex);
        index = m_open[first];
        if (index == Recording::none)
            return Match::NotRecorded;
        m_open[first] = m_recording->next(index);
    }
    const auto& event = m_recording->events()[index];
    fresh = event.seq == 0;
    // what goes on from a record takes it as it is; only a replay compares
    auto difference = m_writer ? std::nullopt : findDivergence(event, data);
    const std::lock_guard lock(m_mutex);
    if (difference) {
        m_open[first] = index; // it was not told: whoever asks again sees it again
        m_divergence = m_divergence ? m_divergence : std::move(difference);
        return Match::Different;
    }
    told(index);
    return Match::Same;
}

void Seam::told(std::size_t index)
{
    const auto& events = m_recording->events();
    m_isTold[index] = true;
    --m_left;
    for (; m_next < events.size() && m_isTold[m_next]; ++m_next) {
        if (m_onTold)
            m_onTold(events[m_next]);
    }
}

void Seam::tellRest()
{
    if (!m_recording)
        return;
    const std::lock_guard lock(m_mutex);
    const auto& events = m_recording->events();
    for (; m_next < events.size(); ++m_next) {
        if (m_isTold[m_next] && m_onTold)
            m_onTold(events[m_next]);
    }
}

void Seam::setOnTold(std::function<void(const Event&)> onTold)
{
    const std::lock_guard lock(m_mutex);
    m_onTold = std::move(onTold);
}

std::optional<Divergence> Seam::divergence() const
{
    const std::lock_guard lock(m_mutex);
    return m_divergence;
}

void Seam::tellEarlier(const std::string& path, EventType type)
{
    if (!m_recording)
        return;
    const auto first = m_recording->first(path, type);
    if (first == Recording::none)
        return;
    const std::lock_guard lock(m_mutex);
    auto& open = m_open[first];
    while (open != Recording::none && m_recording->next(open) != Recording::none) {
        told(open);
        open = m_recording->next(open);
    }
}

Result<> Seam::barrier(std::stop_token stop)
{
    return m_writer ? m_writer->barrier(std::move(stop)) : Result<>();
}

void Seam::hurry()
{
    if (m_writer)
        m_writer->hurry();
}

bool Seam::isLive() const
{
    return m_left == 0;
}

const std::string& Seam::run() const
{
    static const std::string none;
    if (m_writer)
        return m_writer->run();
    // of a fork the inherited events come first
    return m_recording && !m_recording->events().empty() ? m_recording->events().back().run : none;
}

} // namespace signalbox::journal
