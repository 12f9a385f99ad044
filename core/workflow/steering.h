// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "journal/seam.h"
#include "values/steering.h"

#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox::workflow {

// What the person has told the agents of a run and none of them has taken yet. What came, was taken or taken back stands
// in the journal (steer.received and steer.cancelled at the run, steer.delivered at the step): a run that goes on has
// its queue again. Thread safe.
class Steering
{
public:
    static constexpr std::size_t most = 100; // texts that wait

    // Once run.started is told: what the record says is told again, and what it leaves undelivered waits. Texts that came
    // before are told now.
    void open(journal::Seam& seam);
    // The run ends: nothing more is taken in.
    void close();

    // Invalid: no text; Limit: too long, or too many wait; NotFound: the run is over.
    [[nodiscard]] Result<> add(SteerText text);
    // NotFound: it was delivered already, or there is none.
    [[nodiscard]] Result<> cancel(const std::string& id);

    // Texts for this agent that it takes now, in the order they came. At the end of its turn all of them.
    [[nodiscard]] std::vector<SteerText> take(std::string_view agentPath, bool turnIsOver);

private:
    void receive(SteerText text); // m_mutex held

    std::mutex m_mutex; // guards all below
    journal::Seam* m_seam = nullptr; // while it is open
    bool m_over = false;
    int m_count = 0; // texts of this run, for their ids
    std::vector<SteerText> m_early; // before it was opened
    std::vector<SteerText> m_waiting;
};

} // namespace signalbox::workflow
