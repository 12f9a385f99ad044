// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "trace/steerqueue.h"

#include "base/jsonvalue.h"
#include "base/text.h"

#include <algorithm>

namespace signalbox::trace {

void SteerQueue::receive(const Event& event, const Json& data)
{
    SteerItem item;
    item.text.id = stringAt(data, "id");
    item.text.text = std::string(truncateUtf8(stringAt(data, "text"), longestSteerText));
    item.text.agent = stringAt(data, "agent");
    (void)steerModeFromName(stringAt(data, "mode"), item.text.mode);
    item.since = event.time;
    if (item.text.id.empty())
        return;
    if (m_items.size() >= most) {
        const auto old = std::find_if(m_items.begin(), m_items.end(), [](const SteerItem& known) {
            return known.state != SteerItem::State::Waiting;
        });
        if (old == m_items.end())
            return;
        m_items.erase(old);
    }
    m_items.push_back(std::move(item));
}

void SteerQueue::settle(const Json& data, SteerItem::State state, const std::string& path)
{
    const auto id = stringAt(data, "id");
    for (auto& item : m_items) {
        if (item.text.id != id || item.state != SteerItem::State::Waiting)
            continue;
        item.state = state;
        item.path = path;
    }
}

void SteerQueue::fold(const Event& event, const Json& data)
{
    if (event.type == EventType::SteerReceived)
        receive(event, data);
    else if (event.type == EventType::SteerDelivered)
        settle(data, SteerItem::State::Delivered, event.path);
    else if (event.type == EventType::SteerCancelled)
        settle(data, SteerItem::State::Cancelled, {});
}

} // namespace signalbox::trace
