// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace signalbox {

// SHA-256 of bytes.
struct Hash
{
    std::array<std::uint8_t, 32> bytes{};

    auto operator<=>(const Hash&) const = default;
    [[nodiscard]] std::string hex() const; // 64 lower-case digits
    [[nodiscard]] std::string_view view() const
    {
        return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    }
};

[[nodiscard]] Hash sha256(std::string_view bytes);
// H(previous, next): the link of a chain of messages or events.
[[nodiscard]] Hash chain(const Hash& previous, std::string_view next);

} // namespace signalbox
