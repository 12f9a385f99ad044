// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workspace/jsoninsert.h"

#include "base/jsonvalue.h"

namespace signalbox::workspace {

namespace {
// Behind the closing quote of the string that begins at `at`. The text is known to be JSON.
std::size_t afterString(std::string_view text, std::size_t at)
{
    for (++at; at < text.size() && text[at] != '"'; ++at) {
        if (text[at] == '\\')
            ++at;
    }
    return at + 1;
}

// Where the last object of that name on the top level is closed; npos where there is none. A name that is written with
// escapes is not found.
std::size_t closingOf(std::string_view text, const std::string& name)
{
    const auto quoted = quoteJson(name);
    bool isInside = false;
    int depth = 0;
    for (std::size_t i = 0; i < text.size();) {
        const char c = text[i];
        if (c == '"') {
            const auto end = afterString(text, i);
            if (depth == 1) {
                const auto colon = text.find_first_not_of(" \t\r\n", end);
                const bool isKey = colon < text.size() && text[colon] == ':';
                const auto value =
                    isKey ? text.find_first_not_of(" \t\r\n", colon + 1) : std::string_view::npos;
                if (isKey)
                    isInside = text.substr(i, end - i) == quoted && value < text.size()
                        && text[value] == '{';
            }
            i = end;
            continue;
        }
        if (c == '{' || c == '[')
            ++depth;
        if ((c == '}' || c == ']') && --depth == 1 && isInside)
            return i;
        ++i;
    }
    return std::string_view::npos;
}

// `text` with every line but the first moved to the right.
std::string indented(const std::string& text, const std::string& by)
{
    std::string out;
    for (const char c : text) {
        out += c;
        if (c == '\n')
            out += by;
    }
    return out;
}
} // namespace

Result<std::string> insertMember(std::string_view document, const std::string& parent,
                                 const std::string& key, const OrderedJson& value)
{
    auto wanted = parseOrderedJson(document);
    if (!wanted)
        return tl::unexpected(wanted.error());
    if (!wanted->is_object())
        return fail(Errc::Invalid, "the document is no JSON object");
    const bool hasParent = wanted->contains(parent) && (*wanted)[parent].is_object();
    if (hasParent && (*wanted)[parent].contains(key))
        return fail(Errc::Exists, "there is a member of this name", parent + "." + key);
    const bool isEmpty = !hasParent || (*wanted)[parent].empty();
    (*wanted)[parent][key] = value;
    const auto closing = hasParent ? closingOf(document, parent) : std::string_view::npos;
    if (closing != std::string_view::npos && !isEmpty) {
        const auto last = document.find_last_not_of(" \t\r\n", closing - 1);
        const bool isOneLine =
            document.substr(last, closing - last).find('\n') == std::string_view::npos;
        // a value over several lines is told apart by the indent of two that all files of this program have
        auto text = std::string(document.substr(0, last + 1)) + ",\n    " + quoteJson(key) + ": "
            + indented(prettyJson(value), "    ") + (isOneLine ? "\n  " : "")
            + std::string(document.substr(last + 1));
        const auto read = parseOrderedJson(text);
        if (read && *read == *wanted)
            return text;
    }
    return prettyJson(*wanted) + '\n';
}

} // namespace signalbox::workspace
