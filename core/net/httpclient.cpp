// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "net/httpclient.h"

#include "net/headers.h"
#include "net/transferloop.h"
#include "net/url.h"

#include "base/text.h"

#include <algorithm>

namespace signalbox::net {

namespace {
using SteadyClock = std::chrono::steady_clock;

bool isRedirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool isSameOrigin(const UrlParts& a, const UrlParts& b)
{
    return a.scheme == b.scheme && a.host == b.host && a.port == b.port;
}

// Keys and cookies stay with the host they were meant for, under whatever name they travel.
void dropPrivateHeaders(Headers& headers)
{
    std::erase_if(headers, [](const auto& header) {
        const auto name = lower(header.first);
        return name != "accept" && name != "accept-language" && name != "user-agent"
            && name != "content-type";
    });
}

void becomeGet(HttpRequest& request)
{
    request.method = "GET";
    request.body.clear();
    std::erase_if(request.headers,
                  [](const auto& header) { return lower(header.first).starts_with("content-"); });
}

// The request that follows `response`.
Result<> follow(HttpRequest& request, const UrlParts& from, const HttpResponse& response)
{
    auto next = resolveUrl(request.url, response.header("location"));
    if (!next)
        return tl::unexpected(next.error());
    const auto to = parseUrl(*next);
    if (!to)
        return tl::unexpected(to.error());
    if (from.scheme == "https" && to->scheme == "http")
        return fail(Errc::Denied, "the server redirects from https to http", displayHost(from));
    if (!isSameOrigin(from, *to))
        dropPrivateHeaders(request.headers);
    const bool wasPost = request.method == "POST";
    if ((response.status == 303 && request.method != "HEAD")
        || (wasPost && (response.status == 301 || response.status == 302)))
        becomeGet(request);
    request.url = std::move(*next);
    --request.redirects;
    return {};
}
} // namespace

HttpClient::HttpClient()
    : m_loop(std::make_shared<TransferLoop>())
{ }

HttpClient::~HttpClient()
{
    m_loop->close();
}

Result<HttpResponse> HttpClient::send(HttpRequest request, std::stop_token stop)
{
    std::string body;
    auto response = stream(
        std::move(request),
        [&body](const HttpResponse&, std::string_view bytes) {
            body.append(bytes);
            return true;
        },
        std::move(stop));
    if (response)
        response->body = std::move(body);
    return response;
}

Result<HttpResponse> HttpClient::stream(HttpRequest request, const OnBytes& onBytes,
                                        std::stop_token stop)
{
    const auto loop = m_loop; // longer than the client, where it ends meanwhile
    const auto deadline = SteadyClock::now() + request.wallTimeout;
    for (;;) {
        if (stop.stop_requested())
            return fail(Errc::Cancelled, "stopped");
        const auto url = parseUrl(request.url);
        if (!url)
            return tl::unexpected(url.error());
        if (const auto good = checkHeaders(request); !good)
            return tl::unexpected(good.error());
        const auto transfer = std::make_shared<Transfer>(request, *url);
        if (!loop->start(transfer))
            return fail(Errc::Cancelled, "the program ends");
        const bool mayFollow = request.redirects > 0;
        auto response = transfer->wait(
            *loop,
            [&](const HttpResponse& head, std::string_view bytes) {
                if (mayFollow && isRedirect(head.status))
                    return true;
                return onBytes(head, bytes);
            },
            deadline, stop);
        loop->leave(transfer, !response);
        if (!response)
            return response;
        response->url = request.url;
        if (!mayFollow || !isRedirect(response->status) || response->header("location").empty())
            return response;
        if (const auto next = follow(request, *url, *response); !next)
            return tl::unexpected(next.error());
    }
}

} // namespace signalbox::net
