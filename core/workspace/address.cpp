// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workspace/address.h"

#include "base/text.h"
#include "workspace/problems.h"

#include <algorithm>
#include <charconv>

namespace signalbox::workspace {

namespace {
// Decimal, no sign, no leading zero (other programs read one as octal).
bool decimal(std::string_view text, int most, int& out)
{
    if (text.empty() || text.size() > 5 || (text.size() > 1 && text[0] == '0')
        || !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return false;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return out <= most;
}

bool isHostText(std::string_view host)
{
    return !host.empty() && host.size() <= 253 && std::all_of(host.begin(), host.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_'
            || c == ':';
    });
}
} // namespace

Address parseAddress(std::string_view url)
{
    Address address;
    const auto colon = url.find("://");
    const auto scheme = lower(url.substr(0, colon == std::string_view::npos ? 0 : colon));
    if (scheme != "http" && scheme != "https")
        return address;
    address.scheme = scheme;
    address.port = scheme == "https" ? 443 : 80;
    auto authority = url.substr(colon + 3);
    authority = authority.substr(0, authority.find_first_of("/?#"));
    if (authority.find_first_of("@\\%${} \t\r\n") != std::string_view::npos)
        return address;
    std::string_view port;
    if (authority.starts_with('[')) {
        const auto end = authority.find(']');
        if (end == std::string_view::npos)
            return address;
        address.host = lower(authority.substr(1, end - 1));
        port = authority.substr(end + 1);
    } else {
        const auto at = authority.find(':');
        address.host = lower(authority.substr(0, at));
        port = at == std::string_view::npos ? std::string_view() : authority.substr(at);
        if (address.host.find(':') != std::string::npos)
            return address;
    }
    if (!port.empty() && (port[0] != ':' || !decimal(port.substr(1), 65535, address.port)))
        return address;
    address.clear = isHostText(address.host);
    return address;
}

bool isLoopback(const Address& address)
{
    if (!address.clear)
        return false;
    if (address.host == "localhost" || address.host == "::1")
        return true;
    const auto parts = split(address.host, '.');
    int number = 0;
    return parts.size() == 4 && parts[0] == "127"
        && std::all_of(parts.begin(), parts.end(),
                       [&](std::string_view part) { return decimal(part, 255, number); });
}

std::string addressText(const Address& address, std::string_view url)
{
    if (!address.clear)
        return inQuotes(url);
    const auto host =
        address.host.find(':') == std::string::npos ? address.host : "[" + address.host + "]";
    return host + ":" + std::to_string(address.port);
}

} // namespace signalbox::workspace
