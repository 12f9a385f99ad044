// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "llm/arguments.h"

#include "base/jsonvalue.h"
#include "base/text.h"

#include <optional>

namespace signalbox::llm {

namespace {
std::optional<std::string> asObject(std::string_view text)
{
    const auto value = parseOrderedJson(text);
    if (value && value->is_object())
        return dumpJson(*value);
    if (value && value->is_null())
        return "{}";
    if (value && value->is_string()) { // encoded twice
        const auto inner = parseOrderedJson(value->get_ref<const std::string&>());
        if (inner && inner->is_object())
            return dumpJson(*inner);
    }
    return std::nullopt;
}

// What stands between the first fence and the next; the text itself where there is none.
std::string_view withoutFence(std::string_view text)
{
    if (!text.starts_with("```"))
        return text;
    const auto line = text.find('\n');
    const auto brace = text.find('{');
    const auto begin = line == std::string_view::npos || brace < line ? brace : line + 1;
    if (begin == std::string_view::npos)
        return text;
    text.remove_prefix(begin);
    return trim(text.substr(0, text.rfind("```")));
}

void dropCommaBeforeEnd(std::string& out)
{
    const auto last = out.find_last_not_of(" \t\r\n");
    if (last != std::string::npos && out[last] == ',')
        out.erase(last, 1);
}

// Commas before a closing bracket go; what is open at the end is closed.
std::string mended(std::string_view text)
{
    std::string out;
    std::string open; // the closing brackets that are missing, innermost last
    bool inString = false;
    bool escaped = false;
    for (const char c : text) {
        if (inString) {
            inString = escaped || c != '"';
            escaped = !escaped && c == '\\';
        } else if (c == '"') {
            inString = true;
        } else if (c == '{' || c == '[') {
            open += c == '{' ? '}' : ']';
        } else if ((c == '}' || c == ']') && !open.empty() && open.back() == c) {
            dropCommaBeforeEnd(out);
            open.pop_back();
        }
        out += c;
    }
    if (escaped)
        out.pop_back();
    if (inString)
        out += '"';
    dropCommaBeforeEnd(out);
    out.append(open.rbegin(), open.rend());
    return out;
}

std::string whyNot(std::string_view text)
{
    const auto value = parseOrderedJson(text);
    if (!value)
        return value.error().message;
    return "it is " + std::string(value->type_name()) + ", not an object";
}
} // namespace

ReadArguments readArguments(std::string_view text)
{
    const auto plain = trim(text);
    if (plain.empty())
        return {"{}", false, {}};
    const auto direct = parseOrderedJson(plain);
    if (direct && direct->is_object())
        return {dumpJson(*direct), false, {}};
    if (direct && direct->is_null())
        return {"{}", false, {}};
    const auto bare = withoutFence(plain);
    if (auto object = asObject(bare))
        return {std::move(*object), true, {}};
    if (bare.starts_with('{')) {
        if (auto object = asObject(mended(bare)))
            return {std::move(*object), true, {}};
    }
    return {toUtf8(text), false,
            "the arguments could not be read as a JSON object: " + whyNot(plain)
                + ". Call the tool again with one JSON object."};
}

bool isCompleteObject(std::string_view text)
{
    text = trim(text);
    if (!text.starts_with('{') || !text.ends_with('}'))
        return false;
    const auto value = parseJson(text);
    return value && value->is_object();
}

} // namespace signalbox::llm
