// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "budget/ledger.h"
#include "schema/pattern.h"
#include "values/breakpoint.h"

#include <optional>
#include <vector>

namespace signalbox::workflow {

// The breakpoints of a run, ready to be looked at. Immutable: shared by all threads of the run.
class Breakpoints
{
public:
    static constexpr std::size_t most = 200;
    static constexpr std::size_t longestPattern = 1000; // bytes

    Breakpoints() = default;
    // Invalid: a pattern that says nothing for its kind, and which one it is.
    [[nodiscard]] static Result<Breakpoints> compile(const std::vector<Breakpoint>& breakpoints);

    [[nodiscard]] bool isEmpty() const { return m_all.empty(); }
    // The enabled ones that hold here.
    [[nodiscard]] std::vector<const Breakpoint*> at(const HoldPoint& point,
                                                    const budget::Totals& totals) const;

private:
    struct Ready
    {
        Breakpoint breakpoint;
        std::optional<schema::Pattern> text;
        Money cost;
    };
    [[nodiscard]] static Result<Ready> ready(const Breakpoint& breakpoint);
    [[nodiscard]] static bool holds(const Ready& ready, const HoldPoint& point,
                                    const budget::Totals& totals);

    std::vector<Ready> m_all;
};

} // namespace signalbox::workflow
