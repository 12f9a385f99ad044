// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace signalbox::llm {

// Parts <think>..</think> inside a streamed text from the answer, wherever the tags are cut. The opening tag may be
// missing: then all that came before </think> was thinking. A tag in backquotes is text. A <think> in the middle of an
// answer that is never closed was text.
class ThinkSplitter
{
public:
    struct Sink
    {
        std::function<void(std::string_view)> text;
        std::function<void(std::string_view)> thinking;
        std::function<void()>
            restart; // what was shown as text was thinking, or the other way round
    };

    explicit ThinkSplitter(Sink sink);

    void feed(std::string_view piece);
    void finish();
    [[nodiscard]] const std::string& text() const { return m_text; }
    [[nodiscard]] const std::string& thinking() const { return m_thinking; }

private:
    void take(std::string_view piece);
    void open();
    void close();
    void reclassify(std::string text, std::string thinking);

    Sink m_sink;
    std::string m_held; // may be the beginning of a tag
    std::string m_text;
    std::string m_thinking;
    std::size_t m_opened = 0; // bytes of thinking before the open tag
    bool m_inside = false;
    bool m_openedLate = false; // there was text before the open tag
    bool m_seen = false; // any tag
    bool m_skipBlank = true; // blanks after a tag and at the beginning are layout
};

} // namespace signalbox::llm
