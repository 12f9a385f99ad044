// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "net/headers.h"

#include "base/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <curl/curl.h>

namespace signalbox::net {

namespace {
bool isTokenCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
        || (c != 0 && std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos);
}

bool isToken(std::string_view text)
{
    for (const char c : text) {
        if (!isTokenCharacter(c))
            return false;
    }
    return !text.empty();
}

bool hasControl(std::string_view text)
{
    for (const char c : text) {
        if ((static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F)
            return true;
    }
    return false;
}

std::optional<double> number(std::string_view text)
{
    text = trim(text);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

std::optional<std::chrono::milliseconds> wait(double milliseconds)
{
    constexpr double day = 86'400'000;
    if (!(milliseconds > 0))
        return std::nullopt;
    return std::chrono::milliseconds(std::int64_t(std::ceil(std::min(milliseconds, day))));
}

std::optional<double> secondsOfDate(std::string_view text)
{
    const auto time = curl_getdate(std::string(text).c_str(), nullptr);
    return time < 0 ? std::nullopt : std::optional<double>(double(time));
}
} // namespace

Result<> checkHeaders(const HttpRequest& request)
{
    if (!isToken(request.method) || request.method.size() > 32)
        return fail(Errc::Invalid,
                    "not an HTTP method: " + showInvisible(truncateUtf8(request.method, 40)));
    for (const auto& [name, value] : request.headers) {
        if (!isToken(name))
            return fail(Errc::Invalid,
                        "not the name of a header: " + showInvisible(truncateUtf8(name, 80)));
        if (hasControl(value))
            return fail(Errc::Invalid,
                        "the value of the header " + name
                            + " has a line break or control character");
    }
    return {};
}

void appendHeaderLine(Headers& headers, std::string_view line)
{
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0)
        return;
    headers.emplace_back(lower(trim(line.substr(0, colon))), trim(line.substr(colon + 1)));
}

int statusOfLine(std::string_view line)
{
    if (!line.starts_with("HTTP/"))
        return 0;
    const auto space = line.find(' ');
    if (space == std::string_view::npos || line.size() < space + 4)
        return 0;
    int status = 0;
    std::from_chars(line.data() + space + 1, line.data() + space + 4, status);
    return status;
}

std::string_view HttpResponse::header(std::string_view lowerCaseName) const
{
    for (const auto& [name, value] : headers) {
        if (name == lowerCaseName)
            return value;
    }
    return {};
}

std::optional<std::chrono::milliseconds> retryAfter(const HttpResponse& response, Timestamp now)
{
    if (const auto exact = number(response.header("retry-after-ms")))
        return wait(*exact);
    const auto text = trim(response.header("retry-after"));
    if (text.empty())
        return std::nullopt;
    if (const auto seconds = number(text))
        return wait(*seconds * 1000);
    const auto until = secondsOfDate(text);
    if (!until)
        return std::nullopt;
    const auto from = secondsOfDate(response.header("date"))
                          .value_or(double(now.time_since_epoch().count()) / 1e6);
    return wait((*until - from) * 1000);
}

} // namespace signalbox::net
