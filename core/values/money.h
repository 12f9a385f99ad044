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
    Money& operator+=(Money other);
    [[nodiscard]] double usd() const { return double(nanoUsd) / 1e9; }
    // A record may say anything: at most a billion dollars, 0 where it is no number.
    [[nodiscard]] static Money fromUsd(double usd)
    {
        const double bounded = usd >= -1e9 && usd <= 1e9 ? usd : usd > 0 ? 1e9 : usd < 0 ? -1e9 : 0;
        return {std::int64_t(bounded * 1e9 + (bounded < 0 ? -0.5 : 0.5))};
    }
};

inline Money operator+(Money a, Money b)
{
    std::int64_t sum = 0;
    if (__builtin_add_overflow(a.nanoUsd, b.nanoUsd, &sum))
        return a; // more than nine billion dollars: only a forged record adds up to that
    return {sum};
}
inline Money& Money::operator+=(Money other)
{
    return *this = *this + other;
}
inline Money operator-(Money a, Money b)
{
    return {a.nanoUsd - b.nanoUsd};
}

// Absent means the price is not known, which is never zero.
using Cost = std::optional<Money>;

} // namespace signalbox
