// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "values/event.h"

#include <cstdint>
#include <string>
#include <vector>

namespace signalbox::trace {

enum class AttentionKind : std::uint8_t
{
    Gate, // waits for a person
    Held, // paused by hand or at a breakpoint
    Limit, // reached or nearly so
    Cost, // over the baseline, or a price is unknown
    Breaker,
    Failure, // of a model request that is tried again
    Diverged,
};

// One thing that wants a person.
struct AttentionItem
{
    AttentionKind kind = AttentionKind::Gate;
    std::string path; // the step it leads to
    std::string gateId; // of a gate
    std::string gateKind; // call, limit, plan ...
    std::string subject; // tool, limit, model
    std::string text; // reason, evidence: of the engine or of others, untranslated
    double ratio = 0; // of a cost alert against its baseline
    double baselineUsd = 0;
    Timestamp since{};

    bool operator==(const AttentionItem&) const = default;
};

// What of one run wants a person: open gates and where it is held, first in, alerts and breakers after them as they came.
class Attention
{
public:
    static constexpr std::size_t most = 500; // older alerts make room

    void fold(const Event& event, const Json& data);
    void closeGates(); // the run ended: nothing waits or is held
    [[nodiscard]] const std::vector<AttentionItem>& items() const { return m_items; }

private:
    [[nodiscard]] static bool waits(const AttentionItem& item);
    void add(AttentionItem item);

    std::vector<AttentionItem> m_items;
};

} // namespace signalbox::trace
