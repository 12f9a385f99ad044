// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "gate/approvals.h"

namespace signalbox::gate {

Approvals::Approvals(Gates gates)
    : m_gates(gates)
{ }

void Approvals::open(const std::string& run, const std::string& gateId)
{
    const std::lock_guard lock(m_mutex);
    m_open.try_emplace({run, gateId}, std::make_shared<Promised<GateAnswer>>());
}

Result<GateAnswer> Approvals::wait(const std::string& run, const std::string& gateId,
                                   std::stop_token stop)
{
    std::shared_ptr<Promised<GateAnswer>> promised;
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_open.find({run, gateId});
        if (found == m_open.end())
            return fail(Errc::NotFound, "no such gate is open", gateId);
        promised = found->second;
    }
    auto answer = promised->wait(stop);
    const std::lock_guard lock(m_mutex);
    m_open.erase({run, gateId});
    return answer;
}

bool Approvals::answer(const std::string& run, const std::string& gateId, GateAnswer answer)
{
    std::shared_ptr<Promised<GateAnswer>> promised;
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_open.find({run, gateId});
        if (found == m_open.end())
            return false;
        promised = found->second;
    }
    return promised->give(std::move(answer));
}

} // namespace signalbox::gate
