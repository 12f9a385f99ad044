// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workspace/problemlines.h"

#include "base/jsonvalue.h"
#include "workspace/problems.h"

#include <algorithm>
#include <vector>

namespace signalbox::workspace {

namespace {
// Odd keys stand in quotes of two kinds in a path, by who tells it.
std::string plainQuotes(std::string path)
{
    std::replace(path.begin(), path.end(), '"', '\'');
    return path;
}

// Walks over a document, for the line where each of its values stands.
class LineSearch
{
public:
    LineSearch(std::string_view document, const std::set<std::string>& paths)
        : m_document(document)
        , m_wanted(paths)
    {
        for (const auto& path : paths)
            m_longest = std::max(m_longest, path.size());
    }

    std::map<std::string, std::size_t> run()
    {
        while (m_at < m_document.size() && m_found.size() < m_wanted.size())
            step();
        return std::move(m_found);
    }

private:
    struct Frame
    {
        std::string path; // empty: the document, or longer than all that is looked for
        bool isArray = false;
        bool isBeyond = false; // longer than that
        std::size_t index = 0; // of an array
        bool awaitsKey = true; // of an object
        std::string member = {}; // the path of its last key
    };

    void step()
    {
        const char c = m_document[m_at];
        switch (c) {
        case '\n':
            ++m_line;
            [[fallthrough]];
        case ' ':
        case '\t':
        case '\r':
        case ':':
            ++m_at;
            return;
        case '{':
        case '[':
            begin();
            m_frames.push_back({m_value, c == '[', m_isBeyond});
            ++m_at;
            return;
        case '}':
        case ']':
            if (!m_frames.empty())
                m_frames.pop_back();
            ++m_at;
            return;
        case ',':
            if (!m_frames.empty()) {
                ++m_frames.back().index;
                m_frames.back().awaitsKey = true;
            }
            ++m_at;
            return;
        case '"':
            text();
            return;
        default:
            begin();
            m_at = std::min(m_document.find_first_of(",]} \t\r\n", m_at), m_document.size());
        }
    }

    // A key, or a value that is a text.
    void text()
    {
        const auto start = m_at++;
        while (m_at < m_document.size() && m_document[m_at] != '"')
            m_at += m_document[m_at] == '\\' ? 2 : 1;
        m_at = std::min(m_at + 1, m_document.size());
        if (m_frames.empty() || m_frames.back().isArray || !m_frames.back().awaitsKey) {
            begin();
            return;
        }
        auto& frame = m_frames.back();
        frame.awaitsKey = false;
        if (frame.isBeyond)
            return;
        const auto key = parseJson(m_document.substr(start, m_at - start));
        frame.member = memberPath(
            frame.path, key && key->is_string() ? key->get_ref<const std::string&>() : "");
        note(frame.member);
    }

    // A value begins here.
    void begin()
    {
        m_value.clear();
        m_isBeyond = false;
        if (m_frames.empty())
            return;
        const auto& frame = m_frames.back();
        if (frame.isBeyond) {
            m_isBeyond = true;
            return;
        }
        m_value = frame.isArray ? elementPath(frame.path, frame.index) : frame.member;
        if (frame.isArray)
            note(m_value);
        m_isBeyond = m_value.size() > m_longest;
        if (m_isBeyond)
            m_value.clear();
    }

    void note(const std::string& path)
    {
        if (const auto plain = plainQuotes(path); m_wanted.contains(plain))
            m_found.emplace(plain, m_line);
    }

    std::string_view m_document;
    const std::set<std::string>& m_wanted;
    std::size_t m_longest = 0; // bytes of one of them
    std::map<std::string, std::size_t> m_found;
    std::vector<Frame> m_frames;
    std::string m_value; // the path of the value that begins
    bool m_isBeyond = false; // of that value
    std::size_t m_at = 0;
    std::size_t m_line = 1;
};

// "a.b" of "a.b[0]"; empty above the first.
std::string above(const std::string& path)
{
    if (path.size() > 3 && path.ends_with("']")) {
        const auto open = path.rfind("['", path.size() - 3) + 1;
        return open == 0 ? std::string() : path.substr(0, open - 1);
    }
    const auto cut = path.find_last_of(".[");
    return cut == std::string::npos ? std::string() : path.substr(0, cut);
}
} // namespace

std::map<std::string, std::size_t> linesOf(std::string_view document,
                                           const std::set<std::string>& paths)
{
    std::set<std::string> all;
    for (const auto& path : paths) {
        for (auto one = plainQuotes(path); !one.empty() && all.insert(one).second;)
            one = above(one);
    }
    const auto found = LineSearch(document, all).run();
    std::map<std::string, std::size_t> lines;
    for (const auto& path : paths) {
        auto one = plainQuotes(path);
        while (!one.empty() && !found.contains(one))
            one = above(one);
        lines[path] = one.empty() ? 0 : found.at(one);
    }
    return lines;
}

} // namespace signalbox::workspace
