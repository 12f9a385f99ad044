// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "base/time.h"

#include <cstdio>

namespace signalbox {

using namespace std::chrono;

std::string formatRfc3339(Timestamp time)
{
    const auto day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss clock(time - day);
    char text[48];
    const int size = std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%06dZ",
                                   int(date.year()), unsigned(date.month()), unsigned(date.day()),
                                   int(clock.hours().count()), int(clock.minutes().count()),
                                   int(clock.seconds().count()), int(clock.subseconds().count()));
    return std::string(text, std::size_t(size));
}

Timestamp parseRfc3339(std::string_view text)
{
    // -1 where one of the characters is no digit
    const auto number = [text](std::size_t at, std::size_t size) {
        int value = 0;
        for (std::size_t i = at; i < at + size; ++i) {
            if (i >= text.size() || text[i] < '0' || text[i] > '9')
                return -1;
            value = value * 10 + (text[i] - '0');
        }
        return value;
    };
    if (text.size() < 20 || text[4] != '-' || text[7] != '-' || text[13] != ':' || text[16] != ':'
        || std::string_view("Tt ").find(text[10]) == std::string_view::npos)
        return {};
    const int hour = number(11, 2);
    const int minute = number(14, 2);
    const int second = number(17, 2); // 60 is a leap second
    if (number(0, 4) < 0 || number(5, 2) < 0 || number(8, 2) < 0 || hour < 0 || hour > 23
        || minute < 0 || minute > 59 || second < 0 || second > 60)
        return {};
    const year_month_day date(year(number(0, 4)), month(unsigned(number(5, 2))),
                              day(unsigned(number(8, 2))));
    if (!date.ok())
        return {};
    std::size_t at = 19;
    std::int64_t micros = 0;
    if (text[at] == '.') {
        std::int64_t scale = 100000;
        for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
            micros += (text[at] - '0') * scale;
            scale /= 10;
        }
        if (at == 20)
            return {};
    }
    const auto zone = text.substr(at);
    minutes offset{0};
    if (zone.size() == 6 && (zone[0] == '+' || zone[0] == '-') && zone[3] == ':') {
        const int hoursEast = number(at + 1, 2);
        const int minutesEast = number(at + 4, 2);
        if (hoursEast < 0 || hoursEast > 23 || minutesEast < 0 || minutesEast > 59)
            return {};
        offset = (hours(hoursEast) + minutes(minutesEast)) * (zone[0] == '-' ? -1 : 1);
    } else if (zone != "Z" && zone != "z") {
        return {};
    }
    return sys_days(date) + hours(hour) + minutes(minute) + seconds(second) + microseconds(micros)
        - offset;
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
