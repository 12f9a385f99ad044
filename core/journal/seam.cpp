// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/seam.h"

#include "base/jsonvalue.h"

namespace signalbox::journal {

Recording::Recording(std::vector<Event> events)
    : m_events(std::move(events))
{
    for (std::size_t i = 0; i < m_events.size(); ++i)
        m_index[{m_events[i].path, m_events[i].type}].push_back(i);
}

const Event* Recording::find(std::string_view path, EventType type, std::size_t n) const
{
    const auto found = m_index.find({path, type});
    if (found == m_index.end() || n >= found->second.size())
        return nullptr;
    return &m_events[found->second[n]];
}

std::size_t Recording::count(std::string_view path, EventType type) const
{
    const auto found = m_index.find({path, type});
    return found == m_index.end() ? 0 : found->second.size();
}

} // namespace signalbox::journal
