// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace signalbox::net {

using Headers = std::vector<std::pair<std::string, std::string>>;

// Which addresses a request may reach, checked on the resolved address at connect time, for every redirect again.
enum class AddressPolicy
{
    Any,
    PublicOnly, // no loopback, private, link-local, multicast, metadata or otherwise special address
};

// Bytes of a body that are shared, not copied: message texts are spliced into requests as they are.
using Bytes = std::shared_ptr<const std::string>;

// A request with its bounds; body and headers go as they are.
struct HttpRequest
{
    std::string method = "POST";
    std::string url;
    Headers headers;
    std::vector<Bytes> body; // sent one after the other
    std::chrono::milliseconds connectTimeout = std::chrono::seconds(20);
    std::chrono::milliseconds idleTimeout = std::chrono::minutes(5); // no byte for so long
    std::chrono::milliseconds wallTimeout = std::chrono::minutes(30);
    std::size_t maxBytes = 64u << 20; // of the response body, unpacked
    int redirects = 0; // followed at most
    AddressPolicy addresses = AddressPolicy::Any;
};

// A reply of any status: one that says 500 is no error of the client.
struct HttpResponse
{
    int status = 0;
    Headers headers; // names in lower case, of the last response
    std::string body; // empty where it was streamed
    std::string url; // after redirects

    [[nodiscard]] std::string_view header(std::string_view lowerCaseName) const;
};

class TransferLoop;

// Called on the thread that waits in stream(), with bytes as they came. False ends the transfer (no error).
using OnBytes = std::function<bool(const HttpResponse& head, std::string_view bytes)>;

// One libcurl multi loop for all requests; connections are shared and kept. Thread safe: any number of callers block on
// their own transfer. Ends in Cancelled at once when the token is used. Never throws.
// Errors: Unavailable (cannot connect, connection broken; the message says which), TimedOut, Limit (maxBytes),
// Denied (AddressPolicy, scheme other than http and https), Invalid (bad url), Cancelled.
class HttpClient
{
public:
    HttpClient();
    ~HttpClient(); // ends every transfer with Cancelled

    [[nodiscard]] Result<HttpResponse> send(HttpRequest request, std::stop_token stop);
    [[nodiscard]] Result<HttpResponse> stream(HttpRequest request, const OnBytes& onBytes,
                                              std::stop_token stop);

private:
    std::shared_ptr<TransferLoop> m_loop;
};

// An address that must not be reached by AddressPolicy::PublicOnly. `address` is a text form of inet_ntop.
[[nodiscard]] bool isSpecialAddress(std::string_view address);

} // namespace signalbox::net
