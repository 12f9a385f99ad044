// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "gate/grants.h"

#include "base/jsonvalue.h"

#include <algorithm>

namespace signalbox::gate {

std::string Grant::matcher() const
{
    return scope == GrantScope::Run ? tool + " in this run" : tool + " with these arguments";
}

void Grants::open(journal::Seam& seam)
{
    const std::lock_guard lock(m_mutex);
    while (const auto* recorded = seam.recorded("/", EventType::GrantRevoked)) {
        const auto data = parseJson(recorded->data);
        m_revoked.push_back(data ? stringAt(*data, "from_gate") : std::string());
        seam.emit("/", EventType::GrantRevoked, recorded->data);
    }
    m_seam = &seam;
}

void Grants::close()
{
    const std::lock_guard lock(m_mutex);
    m_seam = nullptr;
}

void Grants::add(Grant grant)
{
    const std::lock_guard lock(m_mutex);
    if (std::find(m_revoked.begin(), m_revoked.end(), grant.fromGate) == m_revoked.end())
        m_grants.push_back(std::move(grant));
}

Result<> Grants::revoke(const std::string& fromGate)
{
    const std::lock_guard lock(m_mutex);
    const auto found = std::find_if(m_grants.begin(), m_grants.end(),
                                    [&](const Grant& grant) { return grant.fromGate == fromGate; });
    if (!m_seam || found == m_grants.end())
        return fail(Errc::NotFound, m_seam ? "there is no such grant" : "the run is over");
    m_seam->emit("/", EventType::GrantRevoked,
                 dumpJson(Json{{"from_gate", fromGate},
                               {"matcher", found->matcher()},
                               {"tool", found->tool},
                               {"by", "human"}}));
    m_seam->hurry();
    m_revoked.push_back(fromGate);
    m_grants.erase(found);
    return {};
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
