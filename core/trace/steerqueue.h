// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "values/event.h"
#include "values/steering.h"

#include <string>
#include <vector>

namespace signalbox::trace {

// A text of the person and what became of it.
struct SteerItem
{
    enum class State : std::uint8_t
    {
        Waiting,
        Delivered,
        Cancelled
    };
    SteerText text;
    State state = State::Waiting;
    std::string path; // of the step that took it
    Timestamp since{};

    bool operator==(const SteerItem&) const = default;
};

// What the person told the agents of one run, in the order it was said.
class SteerQueue
{
public:
    static constexpr std::size_t most = 500; // older ones that wait no longer make room

    void fold(const Event& event, const Json& data);
    [[nodiscard]] const std::vector<SteerItem>& items() const { return m_items; }

private:
    void receive(const Event& event, const Json& data);
    void settle(const Json& data, SteerItem::State state, const std::string& path);

    std::vector<SteerItem> m_items;
};

} // namespace signalbox::trace
