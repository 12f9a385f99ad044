// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "gate/grants.h"

#include <algorithm>

namespace signalbox::gate {

std::string Grant::matcher() const
{
    return scope == GrantScope::Run ? tool + " in this run" : tool + " with these arguments";
}

void Grants::add(Grant grant)
{
    const std::lock_guard lock(m_mutex);
    m_grants.push_back(std::move(grant));
}

void Grants::revoke(std::string_view fromGate)
{
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_grants, [fromGate](const Grant& grant) { return grant.fromGate == fromGate; });
}

std::optional<Grant> Grants::covering(std::string_view tool, std::string_view argumentsHash) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = std::find_if(m_grants.begin(), m_grants.end(), [&](const Grant& grant) {
        return grant.tool == tool
            && (grant.scope == GrantScope::Run || grant.argumentsHash == argumentsHash);
    });
    return found == m_grants.end() ? std::nullopt : std::optional(*found);
}

} // namespace signalbox::gate
