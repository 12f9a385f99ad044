// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "trace/grantlist.h"

#include "base/jsonvalue.h"

#include <algorithm>

namespace signalbox::trace {

namespace {
using State = GrantItem::State;
constexpr std::string_view ruleOfGrants = "grant: "; // policy.decided, before the matcher
} // namespace

void GrantList::add(const Event& event, const Json& data)
{
    if (m_items.size() >= most)
        return;
    GrantItem item;
    item.fromGate = stringAt(data, "from_gate");
    item.tool = stringAt(data, "tool");
    item.matcher = stringAt(data, "matcher");
    (void)grantScopeFromName(stringAt(data, "scope"), item.scope);
    item.path = event.path;
    item.since = event.time;
    m_items.push_back(std::move(item));
}

// The rule names what the grant matches, not which one: the first that holds answers, as it did.
void GrantList::use(const Json& data)
{
    const auto rule = stringAt(data, "rule");
    if (!rule.starts_with(ruleOfGrants) || stringAt(data, "verdict") != "allow")
        return;
    const auto matcher = std::string_view(rule).substr(ruleOfGrants.size());
    const auto found = std::find_if(m_items.begin(), m_items.end(), [&](const GrantItem& item) {
        return item.state == State::Holds && item.matcher == matcher;
    });
    if (found != m_items.end())
        ++found->used;
}

void GrantList::fold(const Event& event, const Json& data)
{
    if (event.type == EventType::GrantAdded)
        add(event, data);
    else if (event.type == EventType::PolicyDecided && !m_items.empty())
        use(data);
    else if (event.type == EventType::GrantRevoked || event.type == EventType::RunFinished) {
        const bool isOver = event.type == EventType::RunFinished;
        const auto gate = stringAt(data, "from_gate");
        for (auto& item : m_items) {
            if (item.state == State::Holds && (isOver || item.fromGate == gate))
                item.state = isOver ? State::Over : State::Revoked;
        }
    } else if (event.type == EventType::RunResumed && event.path == "/") {
        for (auto& item : m_items) {
            if (item.state == State::Over)
                item.state = State::Holds; // the run goes on
        }
    }
}

} // namespace signalbox::trace
