// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/time.h"
#include "values/money.h"

#include <QString>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

// How numbers, times and foreign text look everywhere in the window.
namespace signalbox::ui::format {

[[nodiscard]] QString count(std::int64_t value); // 18,402
// Whole below `from`, short from there on: a column that cuts a number shows another one.
[[nodiscard]] QString narrowCount(std::int64_t value, std::int64_t from = 1'000'000);
[[nodiscard]] QString shortCount(std::int64_t value); // 840, 9.1 k, 1.2 M
[[nodiscard]] QString money(Cost cost); // $0.110, $12.40, $0.0004, "price unknown"
[[nodiscard]] QString
duration(std::chrono::microseconds time); // 12 ms, 4.2 s, 42.1 s, 2:10, 1:02:03
[[nodiscard]] QString clock(std::chrono::microseconds time); // 0:42, 5:00, 1:02:03
[[nodiscard]] QString bytes(std::int64_t size); // 840 B, 9.1 KiB
[[nodiscard]] QString percent(double ratio); // 0.425 -> 42 %
[[nodiscard]] QString dateTime(Timestamp time); // local, 2026-11-22 09:30:12
[[nodiscard]] QString ago(Timestamp then, Timestamp now); // "2 min ago", "yesterday 09:30"
[[nodiscard]] QString runId(const std::string& run); // 01K9…7QX, whole where it is short

// Text of models, tools and files: UTF-8 repaired, invisible characters drawn as U+202E, cut with an ellipsis.
[[nodiscard]] QString text(std::string_view utf8, std::size_t most = 1u << 20);
// The same on one line: line ends become spaces.
[[nodiscard]] QString line(std::string_view utf8, std::size_t most = 200);
// As it came, for editors that draw invisible characters themselves.
[[nodiscard]] QString verbatim(std::string_view utf8);

} // namespace signalbox::ui::format
