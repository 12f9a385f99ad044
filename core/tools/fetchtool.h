// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/httpclient.h"
#include "tools/runner.h"

#include <string>
#include <string_view>

namespace signalbox::tools {

// fetch_url: a GET to a public address, text only. Redirects are followed on the same host alone: another host is another
// call, which policy and gate see. Thread safe; the client outlives it.
class FetchTool
{
public:
    explicit FetchTool(net::HttpClient& client,
                       net::AddressPolicy addresses = net::AddressPolicy::PublicOnly);

    [[nodiscard]] Result<Resolved> resolve(const Json& arguments) const;
    [[nodiscard]] RunnerResult run(const Resolved& call, std::stop_token stop) const;

private:
    struct Page;
    [[nodiscard]] Result<Page> get(std::string url, std::stop_token stop) const;
    [[nodiscard]] Result<Page> getOnce(const std::string& url, std::stop_token stop) const;

    net::HttpClient& m_client;
    const net::AddressPolicy m_addresses;
};

// A page as a person would read it; UTF-8.
struct PageText
{
    std::string title;
    std::string text;
};

// What a person would read of an HTML page. Linear in its size; what is broken is read as far as it goes.
[[nodiscard]] PageText textOfHtml(std::string_view html);

} // namespace signalbox::tools
