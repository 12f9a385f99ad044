// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace signalbox::workspace {

// The parts of an http(s) address that decide where bytes go. Nothing is looked up.
struct Address
{
    std::string scheme; // "http" or "https", empty: not an address
    std::string host; // lower case, without brackets
    int port = 0;
    bool clear =
        false; // false: the host cannot be told for sure (user@host, a placeholder, an escape)
};

[[nodiscard]] Address parseAddress(std::string_view url);
// localhost, 127.0.0.0/8 in its plain spelling, ::1. Any other spelling of these is not.
[[nodiscard]] bool isLoopback(const Address& address);
// "host:port" for a person; the address itself where it is not clear.
[[nodiscard]] std::string addressText(const Address& address, std::string_view url);

} // namespace signalbox::workspace
