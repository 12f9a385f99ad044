// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/time.h"
#include "net/httpclient.h"

#include <chrono>
#include <optional>
#include <string_view>

namespace signalbox::net {

// No line break, NUL or other control character in names and values: nothing of them becomes another header.
[[nodiscard]] Result<> checkHeaders(const HttpRequest& request);
// "name: value\r\n" of a response, appended with the name in lower case; what is no header is ignored.
void appendHeaderLine(Headers& headers, std::string_view line);
// The status of "HTTP/1.1 200 OK"; 0 where it is none.
[[nodiscard]] int statusOfLine(std::string_view line);
// retry-after-ms, else retry-after as seconds or as a date (against the server's own `date` where it gave one);
// only positive waits, at most a day.
[[nodiscard]] std::optional<std::chrono::milliseconds> retryAfter(const HttpResponse& response,
                                                                  Timestamp now);

} // namespace signalbox::net
