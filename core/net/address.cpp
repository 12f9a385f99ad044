// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "net/httpclient.h"

#include <arpa/inet.h>
#include <array>
#include <cstdint>
#include <cstring>

namespace signalbox::net {

namespace {
struct Block4
{
    std::uint32_t address;
    int bits;
};

// IANA special-purpose registry, and 168.63.129.16 (a cloud's own metadata service on a public address).
constexpr std::array<Block4, 17> special4 = {
    {{0x00000000, 8}, // this network
     {0x0A000000, 8}, // private
     {0x64400000, 10}, // carrier NAT, some metadata services
     {0x7F000000, 8}, // loopback
     {0xA83F8110, 32}, // 168.63.129.16
     {0xA9FE0000, 16}, // link-local, metadata
     {0xAC100000, 12}, // private
     {0xC0000000, 24}, // protocol assignments
     {0xC0000200, 24}, // documentation
     {0xC01FC400, 24}, // AS112
     {0xC0586300, 24}, // 6to4 relays
     {0xC0A80000, 16}, // private
     {0xC6120000, 15}, // benchmarks
     {0xC6336400, 24}, // documentation
     {0xCB007100, 24}, // documentation
     {0xE0000000, 4}, // multicast
     {0xF0000000, 4}}}; // reserved, broadcast

bool isSpecial4(std::uint32_t address)
{
    for (const auto& block : special4) {
        const std::uint32_t mask = ~std::uint32_t(0) << (32 - block.bits);
        if ((address & mask) == block.address)
            return true;
    }
    return false;
}

std::uint32_t word(const std::uint8_t* bytes)
{
    return std::uint32_t(bytes[0]) << 24 | std::uint32_t(bytes[1]) << 16
        | std::uint32_t(bytes[2]) << 8 | bytes[3];
}

bool startsWith(const std::uint8_t* address, std::initializer_list<std::uint8_t> prefix)
{
    return std::memcmp(address, prefix.begin(), prefix.size()) == 0;
}

bool isSpecial6(const std::uint8_t* a)
{
    if (startsWith(a, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF})) // IPv4-mapped
        return isSpecial4(word(a + 12));
    if (startsWith(a, {0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0})) // NAT64
        return isSpecial4(word(a + 12));
    if ((a[0] & 0xE0)
        != 0x20) // all that is not global unicast: ::, ::1, fc00::/7, fe80::/10, ff00::/8 ...
        return true;
    return startsWith(a, {0x20, 0x02}) // 6to4, carries any IPv4 address
        || (startsWith(a, {0x20, 0x01}) && (a[2] & 0xFE) == 0) // 2001::/23: Teredo, ORCHID ...
        || startsWith(a, {0x20, 0x01, 0x0D, 0xB8}) // documentation
        || (startsWith(a, {0x3F, 0xFF}) && (a[2] & 0xF0) == 0); // documentation
}
} // namespace

bool isSpecialAddress(std::string_view address)
{
    const std::string text(address.substr(0, address.find('%'))); // without the zone
    in_addr four{};
    if (inet_pton(AF_INET, text.c_str(), &four) == 1)
        return isSpecial4(ntohl(four.s_addr));
    in6_addr six{};
    if (inet_pton(AF_INET6, text.c_str(), &six) == 1)
        return isSpecial6(six.s6_addr);
    return true; // what is no address is not a public one
}

} // namespace signalbox::net
