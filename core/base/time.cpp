// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/time.h"

#include <charconv>
#include <cstdio>

namespace signalbox {

using namespace std::chrono;

std::string formatRfc3339(Timestamp time)
{
    const auto day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss clock(time - day);
    char text[48];
    const int size = std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%06dZ", int(date.year()),
                                   unsigned(date.month()), unsigned(date.day()),
                                   int(clock.hours().count()), int(clock.minutes().count()),
                                   int(clock.seconds().count()),
                                   int(clock.subseconds().count()));
    return std::string(text, std::size_t(size));
}

Timestamp parseRfc3339(std::string_view text)
{
    const auto number = [text](std::size_t at, std::size_t size) {
        int value = 0;
        if (text.size() >= at + size)
            std::from_chars(text.data() + at, text.data() + at + size, value);
        return value;
    };
    if (text.size() < 19)
        return {};
    const year_month_day date(year(number(0, 4)), month(unsigned(number(5, 2))),
                              day(unsigned(number(8, 2))));
    if (!date.ok())
        return {};
    std::int64_t micros = 0;
    if (text.size() > 20 && text[19] == '.') {
        std::int64_t scale = 100000;
        for (std::size_t i = 20; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i) {
            micros += (text[i] - '0') * scale;
            scale /= 10;
        }
    }
    return sys_days(date) + hours(number(11, 2)) + minutes(number(14, 2)) + seconds(number(17, 2))
        + microseconds(micros);
}

Timestamp SystemClock::now() const
{
    return time_point_cast<microseconds>(system_clock::now());
}

steady_clock::time_point SystemClock::steady() const
{
    return steady_clock::now();
}

} // namespace signalbox
