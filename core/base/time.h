// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace signalbox {

// Microseconds since 1970, UTC.
using Timestamp = std::chrono::time_point<std::chrono::system_clock, std::chrono::microseconds>;

[[nodiscard]] std::string formatRfc3339(Timestamp time); // 2026-11-22T09:30:00.123456Z
[[nodiscard]] Timestamp parseRfc3339(std::string_view text); // the epoch where it is none

// Where time comes from; a fake one drives tests. Thread safe.
class Clock
{
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Timestamp now() const = 0;
    [[nodiscard]] virtual std::chrono::steady_clock::time_point steady() const = 0;
};

// The clock of the machine.
class SystemClock final : public Clock
{
public:
    [[nodiscard]] Timestamp now() const override;
    [[nodiscard]] std::chrono::steady_clock::time_point steady() const override;
};

} // namespace signalbox
