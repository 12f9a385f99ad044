// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "net/url.h"

#include "base/text.h"

#include <arpa/inet.h>
#include <charconv>
#include <curl/curl.h>
#include <memory>

namespace signalbox::net {

namespace {
struct FreeUrl
{
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using UrlHandle = std::unique_ptr<CURLU, FreeUrl>;

std::string part(CURLU* url, CURLUPart which, unsigned flags = 0)
{
    char* text = nullptr;
    if (curl_url_get(url, which, &text, flags) != CURLUE_OK || !text)
        return {};
    std::string result(text);
    curl_free(text);
    return result;
}

Result<UrlHandle> parse(std::string_view text)
{
    const auto bad = [&](std::string why) {
        return fail(Errc::Invalid, "not an address: " + why,
                    showInvisible(truncateUtf8(toUtf8(text), 200)));
    };
    if (text.size() > 16384)
        return bad("longer than 16384 bytes");
    for (const char c : text) {
        if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7F)
            return bad("it holds a blank or a control character");
    }
    UrlHandle url(curl_url());
    const auto code =
        curl_url_set(url.get(), CURLUPART_URL, std::string(text).c_str(), CURLU_NON_SUPPORT_SCHEME);
    if (code == CURLUE_BAD_SCHEME || text.find("://") == std::string_view::npos)
        return bad("it must begin with http:// or https://");
    if (code != CURLUE_OK)
        return bad(lower(curl_url_strerror(code)));
    return url;
}
} // namespace

Result<UrlParts> parseUrl(std::string_view text)
{
    const auto url = parse(text);
    if (!url)
        return tl::unexpected(url.error());
    UrlParts parts;
    parts.scheme = part(url->get(), CURLUPART_SCHEME);
    if (parts.scheme != "http" && parts.scheme != "https")
        return fail(Errc::Denied,
                    "only http and https are spoken, not "
                        + showInvisible(truncateUtf8(parts.scheme, 40)));
    parts.host = lower(part(url->get(), CURLUPART_HOST));
    if (parts.host.starts_with('['))
        parts.host = parts.host.substr(1, parts.host.size() - 2);
    if (parts.host.empty())
        return fail(Errc::Invalid, "the address names no host");
    const auto port = part(url->get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
    std::from_chars(port.data(), port.data() + port.size(), parts.port);
    parts.path = part(url->get(), CURLUPART_PATH);
    parts.query = part(url->get(), CURLUPART_QUERY);
    return parts;
}

Result<std::string> resolveUrl(std::string_view base, std::string_view location)
{
    const auto url = parse(base);
    if (!url)
        return tl::unexpected(url.error());
    const auto code = curl_url_set(url->get(), CURLUPART_URL, std::string(location).c_str(),
                                   CURLU_NON_SUPPORT_SCHEME | CURLU_URLENCODE);
    if (code != CURLUE_OK)
        return fail(Errc::Invalid, "the server redirects to what is no address",
                    showInvisible(truncateUtf8(toUtf8(location), 200)));
    return part(url->get(), CURLUPART_URL);
}

std::string displayHost(const UrlParts& url)
{
    auto host = showInvisible(toUtf8(url.host));
    if (host.find(':') != std::string::npos)
        host = "[" + host + "]";
    const int usual = url.scheme == "https" ? 443 : 80;
    return url.port == usual ? host : host + ":" + std::to_string(url.port);
}

bool isLoopbackHost(std::string_view host)
{
    if (host == "localhost" || host.ends_with(".localhost"))
        return true;
    const std::string text(host);
    in_addr four{};
    if (inet_pton(AF_INET, text.c_str(), &four) == 1)
        return ntohl(four.s_addr) >> 24 == 127;
    in6_addr six{};
    return inet_pton(AF_INET6, text.c_str(), &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}

} // namespace signalbox::net
