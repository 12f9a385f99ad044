// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/blockingwait.h"
#include "values/gateanswer.h"

#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>

namespace signalbox::gate {

// Who answers gates.
enum class Gates
{
    Person,
    HeadlessDeny,
    HeadlessApprove
};

// Where run threads wait for an answer and clients give it. Thread safe; a late or repeated answer is ignored.
class Approvals
{
public:
    explicit Approvals(Gates gates);

    [[nodiscard]] Gates gates() const { return m_gates; }
    [[nodiscard]] bool isPerson() const { return m_gates == Gates::Person; }

    // Announces a gate: from now on answers to it are kept. Call before gate.opened is told.
    void open(const std::string& run, const std::string& gateId);
    // Waits for the answer of an announced gate; it is closed then.
    [[nodiscard]] Result<GateAnswer> wait(const std::string& run, const std::string& gateId,
                                          std::stop_token stop);
    // False where no such gate waits.
    bool answer(const std::string& run, const std::string& gateId, GateAnswer answer);

private:
    using Key = std::pair<std::string, std::string>;

    const Gates m_gates;
    std::mutex m_mutex; // guards m_open
    std::map<Key, std::shared_ptr<Promised<GateAnswer>>> m_open;
};

} // namespace signalbox::gate
