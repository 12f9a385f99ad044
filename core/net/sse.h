// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace signalbox::net {

struct SseEvent
{
    std::string_view name; // of `event:`, empty where there is none
    std::string_view data; // `data:` lines joined with \n
    std::string_view id; // of `id:`, the last one seen; a stream is resumed from it

    bool operator==(const SseEvent&) const = default;
};

// What is larger ends the stream with an error.
struct SseLimits
{
    std::size_t lineBytes = 8u << 20;
    std::size_t eventBytes = 16u << 20;
};

// Server-sent events out of bytes cut anywhere: inside a character, inside CRLF, inside a byte order mark.
// Events without data are not given. The views live until the handler returns; false from it ends feed().
class SseParser
{
public:
    using OnEvent = std::function<bool(const SseEvent&)>;

    explicit SseParser(SseLimits limits = {});

    // Limit where a line or an event is too long. False: the handler wanted no more.
    [[nodiscard]] Result<bool> feed(std::string_view bytes, const OnEvent& onEvent);
    // The end of the stream: a last event that lacks its blank line is given all the same.
    [[nodiscard]] Result<bool> finish(const OnEvent& onEvent);
    // A line or an event has begun and is not complete.
    [[nodiscard]] bool isInside() const;

private:
    [[nodiscard]] Result<bool> line(std::string_view text, const OnEvent& onEvent);
    [[nodiscard]] bool dispatch(const OnEvent& onEvent);
    [[nodiscard]] Result<> field(std::string_view name, std::string_view value);

    SseLimits m_limits;
    std::string m_line; // the beginning of a line that is not complete
    std::string m_name;
    std::string m_data;
    std::string m_id;
    bool m_hasData = false;
    bool m_afterCarriageReturn = false; // a line feed that comes next belongs to the line before
    bool m_first = true; // no line was complete yet
};

} // namespace signalbox::net
