// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "context/window.h"

namespace signalbox::context {

namespace {
constexpr std::size_t bytesPerToken = 4;
constexpr std::size_t messageOverhead = 16; // bytes of roles and ids around a text
} // namespace

Window::Window(std::string_view preamble, std::size_t preambleBytes)
    : m_hash(sha256(preamble))
    , m_uncounted(preambleBytes)
{ }

void Window::append(MessagePtr message)
{
    const auto json = messageJson(*message);
    m_hash = chain(m_hash, json);
    m_label = join(m_label, message->label);
    m_uncounted +=
        (message->content.empty() ? json.size() : message->content.size()) + messageOverhead;
    if (!m_added.empty())
        m_added += ',';
    m_added += json;
    m_messages.push_back(std::move(message));
}

std::string Window::takeAdded()
{
    std::string added = "[" + m_added + "]";
    m_added.clear();
    return added;
}

std::int64_t Window::estimate() const
{
    return m_counted + std::int64_t((m_uncounted + bytesPerToken - 1) / bytesPerToken);
}

void Window::calibrate(std::int64_t promptTokens)
{
    if (promptTokens <= 0)
        return;
    m_counted = promptTokens;
    m_uncounted = 0;
}

} // namespace signalbox::context
