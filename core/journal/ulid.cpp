// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/ulid.h"

#include <algorithm>
#include <array>
#include <random>

#include <sys/random.h>

namespace signalbox::journal {

namespace {
constexpr std::string_view digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
}

std::string makeUlid(Timestamp time)
{
    std::array<unsigned char, 16> chance{}; // five bits of each byte are used
    if (::getrandom(chance.data(), chance.size(), 0) != ssize_t(chance.size())) {
        std::random_device device;
        for (auto& byte : chance)
            byte = static_cast<unsigned char>(device());
    }
    std::string id(26, '0');
    auto milliseconds = std::uint64_t(
        std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count());
    for (std::size_t i = 10; i-- > 0; milliseconds >>= 5)
        id[i] = digits[milliseconds & 31];
    for (std::size_t i = 0; i < chance.size(); ++i)
        id[10 + i] = digits[chance[i] & 31];
    return id;
}

bool isUlid(std::string_view text)
{
    return text.size() == 26 && std::all_of(text.begin(), text.end(), [](char c) {
               return digits.find(c) != std::string_view::npos;
           });
}

} // namespace signalbox::journal
