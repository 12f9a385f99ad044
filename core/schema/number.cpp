// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "schema/number.h"

#include "base/jsonvalue.h"

#include <charconv>
#include <cmath>

namespace signalbox::schema {

namespace {
__extension__ typedef __int128 Wide;
__extension__ typedef unsigned __int128 UnsignedWide;

// digits * 10^exponent, without trailing zeros.
struct Decimal
{
    std::uint64_t digits = 0;
    int exponent = 0;
};

template <class T>
int order(const T& a, const T& b)
{
    return a < b ? -1 : b < a ? 1 : 0;
}

Wide wideInteger(const Json& value)
{
    return value.is_number_unsigned() ? Wide(value.get<std::uint64_t>())
                                      : Wide(value.get<std::int64_t>());
}

int compareWithDouble(Wide integer, double number)
{
    if (number >= 0x1p64)
        return -1;
    if (number < -0x1p63)
        return 1;
    const double whole = std::trunc(number);
    if (const int result = order(integer, Wide(whole)))
        return result;
    return order(0.0, number - whole);
}

Decimal decimalOf(const Json& value)
{
    Decimal decimal;
    if (value.is_number_integer()) {
        const Wide integer = wideInteger(value);
        decimal.digits = std::uint64_t(integer < 0 ? -integer : integer);
    } else {
        // The shortest text that reads back as the same double has at most 17 digits.
        char text[40];
        const auto end = std::to_chars(text, text + sizeof text, std::fabs(value.get<double>()),
                                       std::chars_format::scientific);
        const char* at = text;
        bool fraction = false;
        for (; at != end.ptr && *at != 'e'; ++at) {
            if (*at == '.') {
                fraction = true;
                continue;
            }
            decimal.digits = decimal.digits * 10 + std::uint64_t(*at - '0');
            decimal.exponent -= fraction ? 1 : 0;
        }
        int power = 0;
        if (at != end.ptr && ++at != end.ptr)
            std::from_chars(*at == '+' ? at + 1 : at, end.ptr, power);
        decimal.exponent += power;
    }
    while (decimal.digits != 0 && decimal.digits % 10 == 0) {
        decimal.digits /= 10;
        ++decimal.exponent;
    }
    return decimal;
}

int rank(const Json& value)
{
    switch (value.type()) {
    case Json::value_t::null:
        return 0;
    case Json::value_t::boolean:
        return 1;
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
    case Json::value_t::number_float:
        return 2;
    case Json::value_t::string:
        return 3;
    case Json::value_t::array:
        return 4;
    case Json::value_t::object:
        return 5;
    case Json::value_t::binary:
    case Json::value_t::discarded:
        break;
    }
    return 6;
}

int compareArrays(const Json& a, const Json& b)
{
    if (const int result = order(a.size(), b.size()))
        return result;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (const int result = compareJson(a[i], b[i]))
            return result;
    }
    return 0;
}

int compareObjects(const Json& a, const Json& b)
{
    if (const int result = order(a.size(), b.size()))
        return result;
    auto other = b.begin();
    for (auto one = a.begin(); one != a.end(); ++one, ++other) {
        if (const int result = one.key().compare(other.key()))
            return result;
        if (const int result = compareJson(*one, *other))
            return result;
    }
    return 0;
}
} // namespace

int compareNumbers(const Json& a, const Json& b)
{
    if (a.is_number_float())
        return b.is_number_float() ? order(a.get<double>(), b.get<double>())
                                   : -compareWithDouble(wideInteger(b), a.get<double>());
    return b.is_number_float() ? compareWithDouble(wideInteger(a), b.get<double>())
                               : order(wideInteger(a), wideInteger(b));
}

bool isInteger(const Json& value)
{
    if (value.is_number_integer())
        return true;
    return value.is_number_float() && std::trunc(value.get<double>()) == value.get<double>();
}

bool isMultiple(const Json& value, const Json& divisor)
{
    const auto number = decimalOf(value);
    const auto unit = decimalOf(divisor);
    if (number.digits == 0)
        return true;
    // 10^k divides a number without trailing zeros for no k above 0.
    if (unit.digits == 0 || number.exponent < unit.exponent)
        return false;
    UnsignedWide rest = number.digits % unit.digits;
    UnsignedWide ten = 10 % unit.digits;
    for (unsigned power = unsigned(number.exponent - unit.exponent); power > 0; power >>= 1) {
        if (power & 1)
            rest = rest * ten % unit.digits;
        ten = ten * ten % unit.digits;
    }
    return rest == 0;
}

int compareJson(const Json& a, const Json& b)
{
    if (const int result = order(rank(a), rank(b)))
        return result;
    switch (rank(a)) {
    case 1:
        return order(a.get<bool>(), b.get<bool>());
    case 2:
        return compareNumbers(a, b);
    case 3:
        return a.get_ref<const std::string&>().compare(b.get_ref<const std::string&>());
    case 4:
        return compareArrays(a, b);
    case 5:
        return compareObjects(a, b);
    default:
        return 0;
    }
}

} // namespace signalbox::schema
