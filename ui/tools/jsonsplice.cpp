// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/tools/jsonsplice.h"

#include "base/jsonvalue.h"

#include <vector>

namespace signalbox::ui {

namespace {
constexpr std::size_t lineLength = 100;

struct Member
{
    std::string key;
    std::size_t start = 0; // of the key
    std::size_t value = 0;
    std::size_t end = 0; // behind the value
};

std::size_t skipBlanks(std::string_view text, std::size_t at)
{
    const auto found = text.find_first_not_of(" \t\r\n", at);
    return found == std::string_view::npos ? text.size() : found;
}

// Behind the string that begins at `at`.
std::size_t skipString(std::string_view text, std::size_t at)
{
    for (++at; at < text.size() && text[at] != '"'; ++at) {
        if (text[at] == '\\')
            ++at;
    }
    return std::min(at + 1, text.size());
}

std::size_t skipValue(std::string_view text, std::size_t at)
{
    int depth = 0;
    while (at < text.size()) {
        const char c = text[at];
        if (c == '"') {
            at = skipString(text, at);
        } else if (c == '{' || c == '[') {
            ++depth;
            ++at;
        } else if (depth > 0 && (c == '}' || c == ']')) {
            --depth;
            ++at;
        } else if (depth == 0
                   && (c == ',' || c == '}' || c == ' ' || c == '\n' || c == '\r' || c == '\t')) {
            return at;
        } else {
            ++at;
            continue;
        }
        if (depth == 0)
            return at;
    }
    return at;
}

std::vector<Member> membersOf(std::string_view text)
{
    std::vector<Member> out;
    std::size_t at = skipBlanks(text, 0) + 1; // behind the brace
    for (;;) {
        at = skipBlanks(text, at);
        if (at < text.size() && text[at] == ',')
            at = skipBlanks(text, at + 1);
        if (at >= text.size() || text[at] != '"')
            return out;
        Member member;
        member.start = at;
        at = skipString(text, at);
        member.key = parseJson(text.substr(member.start, at - member.start))
                         .value_or(Json(""))
                         .get<std::string>();
        at = skipBlanks(text, skipBlanks(text, at) + 1); // behind the colon
        member.value = at;
        at = skipValue(text, at);
        member.end = at;
        out.push_back(std::move(member));
    }
}

std::string oneLine(const OrderedJson& value)
{
    if (!value.is_structured() || value.empty())
        return dumpJson(value);
    std::string out(1, value.is_object() ? '{' : '[');
    for (auto it = value.begin(); it != value.end(); ++it) {
        out += it == value.begin() ? "" : ", ";
        if (value.is_object())
            out += quoteJson(it.key()) + ": ";
        out += oneLine(*it);
    }
    return out + (value.is_object() ? '}' : ']');
}
} // namespace

std::string handJson(const OrderedJson& value, int indent)
{
    std::string line = oneLine(value);
    if (!value.is_structured() || value.empty() || line.size() + std::size_t(indent) <= lineLength)
        return line;
    const std::string blanks(std::size_t(indent) + 2, ' ');
    std::string out(1, value.is_object() ? '{' : '[');
    for (auto it = value.begin(); it != value.end(); ++it) {
        out += (it == value.begin() ? "\n" : ",\n") + blanks;
        if (value.is_object())
            out += quoteJson(it.key()) + ": ";
        out += handJson(*it, indent + 2);
    }
    return out + '\n' + std::string(std::size_t(indent), ' ') + (value.is_object() ? '}' : ']');
}

std::string spliceMember(std::string_view text, std::string_view key, const OrderedJson* value)
{
    const auto members = membersOf(text);
    std::string out(text);
    for (std::size_t i = 0; i < members.size(); ++i) {
        if (members[i].key != key)
            continue;
        if (value)
            return out.replace(members[i].value, members[i].end - members[i].value,
                               handJson(*value, 2));
        if (i + 1 < members.size())
            return out.erase(members[i].start, members[i + 1].start - members[i].start);
        const std::size_t from = i > 0 ? members[i - 1].end : members[i].start;
        return out.erase(from, members[i].end - from);
    }
    if (!value)
        return out;
    const std::string added = quoteJson(key) + ": " + handJson(*value, 2);
    if (members.empty())
        return "{\n  " + added + "\n}\n";
    const bool manyLines =
        text.substr(0, members.back().start).find('\n') != std::string_view::npos;
    return out.insert(members.back().end, (manyLines ? ",\n  " : ", ") + added);
}

} // namespace signalbox::ui
