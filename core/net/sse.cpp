// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "net/sse.h"

namespace signalbox::net {

SseParser::SseParser(SseLimits limits)
    : m_limits(limits)
{ }

Result<bool> SseParser::feed(std::string_view bytes, const OnEvent& onEvent)
{
    while (!bytes.empty()) {
        if (m_afterCarriageReturn) {
            m_afterCarriageReturn = false;
            if (bytes.front() == '\n') {
                bytes.remove_prefix(1);
                continue;
            }
        }
        const auto end = bytes.find_first_of("\r\n");
        const auto length = end == std::string_view::npos ? bytes.size() : end;
        if (m_line.size() + length > m_limits.lineBytes)
            return fail(Errc::Limit,
                        "a line of the stream is longer than " + std::to_string(m_limits.lineBytes)
                            + " bytes");
        if (end == std::string_view::npos) {
            m_line.append(bytes);
            break;
        }
        m_afterCarriageReturn = bytes[end] == '\r';
        Result<bool> more = true;
        if (m_line.empty()) {
            more = line(bytes.substr(0, end), onEvent);
        } else {
            m_line.append(bytes, 0, end);
            more = line(m_line, onEvent);
            m_line.clear();
        }
        if (!more || !*more)
            return more;
        bytes.remove_prefix(end + 1);
    }
    return true;
}

Result<bool> SseParser::finish(const OnEvent& onEvent)
{
    if (!m_line.empty()) {
        const auto last = std::move(m_line);
        m_line.clear();
        if (const auto more = line(last, onEvent); !more || !*more)
            return more;
    }
    return dispatch(onEvent);
}

bool SseParser::isInside() const
{
    return !m_line.empty() || m_hasData;
}

Result<bool> SseParser::line(std::string_view text, const OnEvent& onEvent)
{
    if (m_first) {
        m_first = false;
        if (text.starts_with("\xEF\xBB\xBF"))
            text.remove_prefix(3);
    }
    if (text.empty())
        return dispatch(onEvent);
    if (text.front() == ':')
        return true;
    const auto colon = text.find(':');
    auto value = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
    if (value.starts_with(' '))
        value.remove_prefix(1);
    if (const auto taken = field(text.substr(0, colon), value); !taken)
        return tl::unexpected(taken.error());
    return true;
}

Result<> SseParser::field(std::string_view name, std::string_view value)
{
    if (name == "data") {
        if (m_data.size() + value.size() + 1 > m_limits.eventBytes)
            return fail(Errc::Limit,
                        "an event of the stream is longer than "
                            + std::to_string(m_limits.eventBytes) + " bytes");
        if (m_hasData)
            m_data += '\n';
        m_hasData = true;
        m_data.append(value);
    } else if (name == "event") {
        m_name.assign(value.substr(0, 256));
    } else if (name == "id" && value.find('\0') == std::string_view::npos) {
        m_id.assign(value.substr(0, 4096));
    }
    return {};
}

bool SseParser::dispatch(const OnEvent& onEvent)
{
    const bool more = !m_hasData || onEvent({m_name, m_data, m_id});
    m_name.clear();
    m_data.clear();
    m_hasData = false;
    return more;
}

} // namespace signalbox::net
