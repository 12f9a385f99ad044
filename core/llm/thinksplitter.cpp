// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "llm/thinksplitter.h"

#include "base/text.h"

#include <algorithm>

namespace signalbox::llm {

namespace {
constexpr std::string_view openTag = "<think>";
constexpr std::string_view closeTag = "</think>";

// Bytes at the end of `text` that may be the beginning of a tag.
std::size_t heldBack(std::string_view text)
{
    for (std::size_t size = std::min(text.size(), closeTag.size() - 1); size > 0; --size) {
        const auto end = text.substr(text.size() - size);
        if (openTag.starts_with(end) || closeTag.starts_with(end))
            return size;
    }
    return 0;
}
} // namespace

ThinkSplitter::ThinkSplitter(Sink sink)
    : m_sink(std::move(sink))
{ }

void ThinkSplitter::feed(std::string_view piece)
{
    m_held.append(piece);
    std::string rest;
    rest.swap(m_held);
    std::string_view left = rest;
    for (;;) {
        const auto tag = m_inside ? closeTag : openTag;
        auto at = left.find(tag);
        bool closing = m_inside;
        if (!m_inside) {
            const auto lone = left.find(closeTag);
            if (lone < at) {
                at = lone;
                closing = true;
            }
        }
        if (at == std::string_view::npos)
            break;
        take(left.substr(0, at));
        const auto& before = m_inside ? m_thinking : m_text;
        const bool quoted = !before.empty() && before.back() == '`';
        const auto size = closing ? closeTag.size() : openTag.size();
        if (quoted || (closing && !m_inside && m_seen))
            take(left.substr(at, size));
        else if (closing)
            close();
        else
            open();
        left.remove_prefix(at + size);
    }
    const auto keep = heldBack(left);
    take(left.substr(0, left.size() - keep));
    m_held = left.substr(left.size() - keep);
}

void ThinkSplitter::take(std::string_view piece)
{
    if (m_skipBlank) {
        const auto first = piece.find_first_not_of(" \t\r\n");
        if (first == std::string_view::npos && m_seen)
            return;
        if (m_seen)
            piece.remove_prefix(first);
        if (first != std::string_view::npos)
            m_skipBlank = false;
    }
    if (piece.empty())
        return;
    (m_inside ? m_thinking : m_text).append(piece);
    const auto& show = m_inside ? m_sink.thinking : m_sink.text;
    if (show)
        show(piece);
}

void ThinkSplitter::open()
{
    m_openedLate = !trim(m_text).empty();
    m_opened = m_thinking.size();
    m_inside = true;
    m_seen = true;
    m_skipBlank = true;
}

void ThinkSplitter::close()
{
    if (!m_inside) {
        auto thinking = m_thinking + m_text;
        reclassify({}, std::move(thinking));
    }
    m_inside = false;
    m_seen = true;
    m_skipBlank = true;
}

void ThinkSplitter::finish()
{
    std::string rest;
    rest.swap(m_held);
    take(rest);
    if (m_inside && m_openedLate)
        reclassify(m_text + std::string(openTag) + m_thinking.substr(m_opened),
                   m_thinking.substr(0, m_opened));
    m_inside = false;
}

void ThinkSplitter::reclassify(std::string text, std::string thinking)
{
    m_text = std::move(text);
    m_thinking = std::move(thinking);
    if (m_sink.restart)
        m_sink.restart();
    if (m_sink.thinking && !m_thinking.empty())
        m_sink.thinking(m_thinking);
    if (m_sink.text && !m_text.empty())
        m_sink.text(m_text);
}

} // namespace signalbox::llm
