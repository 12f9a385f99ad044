// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

namespace signalbox::net {

// The parts of an http or https address that decide where a request goes.
struct UrlParts
{
    std::string scheme; // "http" or "https"
    std::string host; // lower case, without the brackets of IPv6
    int port = 0;
    std::string path; // at least "/"
    std::string query; // without `?`

    bool operator==(const UrlParts&) const = default;
};

// Invalid where it is no address, Denied for another scheme than http and https.
[[nodiscard]] Result<UrlParts> parseUrl(std::string_view url);
// `location` as seen from `base`; absolute.
[[nodiscard]] Result<std::string> resolveUrl(std::string_view base, std::string_view location);
// "host" or "host:port" where the port is not the usual one: for messages.
[[nodiscard]] std::string displayHost(const UrlParts& url);
// localhost, *.localhost, 127.0.0.0/8, ::1.
[[nodiscard]] bool isLoopbackHost(std::string_view host);

} // namespace signalbox::net
