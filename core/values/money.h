// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

namespace signalbox {

// Billionths of a US dollar: a token of the cheapest model costs ten of them. Never a double.
struct Money
{
    std::int64_t nanoUsd = 0;

    auto operator<=>(const Money&) const = default;
    Money& operator+=(Money other)
    {
        nanoUsd += other.nanoUsd;
        return *this;
    }
    [[nodiscard]] double usd() const { return double(nanoUsd) / 1e9; }
    [[nodiscard]] static Money fromUsd(double usd)
    {
        return {std::int64_t(usd * 1e9 + (usd < 0 ? -0.5 : 0.5))};
    }
};

inline Money operator+(Money a, Money b)
{
    return {a.nanoUsd + b.nanoUsd};
}
inline Money operator-(Money a, Money b)
{
    return {a.nanoUsd - b.nanoUsd};
}

// Absent means the price is not known, which is never zero.
using Cost = std::optional<Money>;

} // namespace signalbox
