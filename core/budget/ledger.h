// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "base/time.h"
#include "values/limits.h"
#include "values/usage.h"

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

namespace signalbox::budget {

// What stood in the way of a reservation.
struct Breach
{
    LimitKind limit = LimitKind::Tokens;
    double used = 0; // in the limit's own unit (USD, seconds, counts)
    double of = 0;

    bool operator==(const Breach&) const = default;
};

// The data of budget.reached: {"limit","used","of"}.
[[nodiscard]] std::string breachJson(const Breach& breach);
// Nothing where it is none.
[[nodiscard]] std::optional<Breach> breachFromJson(std::string_view data);

// Tokens put aside for one model request.
struct Grant
{
    std::int64_t input = 0;
    std::int64_t maxOutput = 0;
    Cost cost; // worst case, absent where the price is unknown

    bool operator==(const Grant&) const = default;
};

// Price of one request in the worst case: by prompt tokens and output tokens.
struct WorstCase
{
    Cost input; // of the whole estimated prompt
    Cost outputToken; // of one output token
};

// What a run and all below it have used so far.
struct Totals
{
    std::int64_t steps = 0;
    std::int64_t tokens = 0;
    Money cost;
    bool costKnown = true; // false once a reply had no known price
    std::int64_t toolCalls = 0;
    double seconds = 0;

    bool operator==(const Totals&) const = default;
};

// What the whole tree of a run may use: reserved before a call, settled after. Thread safe.
class Ledger
{
public:
    Ledger(Limits limits, const Clock& clock);

    // Puts aside `input` tokens and up to `maxOutput` more, at least 256 (or maxOutput where that is less). Waits while it
    // fails only because of what others hold. Breach: it would not fit with nothing outstanding.
    [[nodiscard]] Result<tl::expected<Grant, Breach>> reserve(std::int64_t input,
                                                              std::int64_t maxOutput,
                                                              const WorstCase& price,
                                                              std::stop_token stop);
    // Takes a grant as it was recorded, without asking whether it fits.
    void hold(const Grant& grant);
    // Gives the grant back and counts what was used (nothing for a failed request that cost nothing).
    void settle(const Grant& grant, const Usage& usage, const Cost& cost);
    void countStep();

    [[nodiscard]] tl::expected<void, Breach> reserveToolCall();
    // The clock stands still while a person is awaited; waits may overlap.
    void pauseClock();
    void resumeClock();
    [[nodiscard]] std::optional<Breach> timeBreach() const;
    [[nodiscard]] std::optional<std::chrono::milliseconds> timeLeft() const;

    // What a person added at a gate.
    void extend(const Limits& more);
    [[nodiscard]] Limits limits() const;
    [[nodiscard]] Totals totals() const;

    static constexpr std::int64_t leastOutput = 256; // tokens; less is of no use

private:
    [[nodiscard]] std::chrono::milliseconds elapsed() const; // m_mutex held

    const Clock& m_clock;
    mutable std::mutex m_mutex; // guards all below
    std::condition_variable_any m_settled;
    Limits m_limits;
    Totals m_totals;
    std::int64_t m_heldTokens = 0;
    Money m_heldCost;
    int m_outstanding = 0;
    std::chrono::steady_clock::time_point m_started;
    std::chrono::steady_clock::duration m_paused{0};
    std::chrono::steady_clock::time_point m_pausedSince;
    int m_pauses = 0;
};

} // namespace signalbox::budget
