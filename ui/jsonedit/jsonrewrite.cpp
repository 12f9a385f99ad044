// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/jsonedit/jsonrewrite.h"

#include "base/jsonvalue.h"

#include <algorithm>
#include <vector>

namespace signalbox::ui {

namespace {
constexpr std::size_t lineLength = 100;

// One member or element as it stands.
struct Piece
{
    std::string_view lead; // blanks before it
    std::string_view head; // "key": with the blanks behind it; empty in an array
    std::string_view value;
    std::string_view trail; // blanks before the comma behind it
};

struct Pieces
{
    std::vector<Piece> items;
    std::string_view tail; // blanks before the closing bracket

    [[nodiscard]] bool isOneLine() const
    {
        return tail.find('\n') == std::string_view::npos
            && std::none_of(items.begin(), items.end(), [](const Piece& piece) {
                   return piece.lead.find('\n') != std::string_view::npos
                       || piece.trail.find('\n') != std::string_view::npos;
               });
    }
};

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

std::size_t behindBlanks(std::string_view text, std::size_t at)
{
    while (at < text.size() && isBlank(text[at]))
        ++at;
    return at;
}

std::size_t behindString(std::string_view text, std::size_t at)
{
    for (++at; at < text.size() && text[at] != '"'; ++at)
        at += text[at] == '\\' ? 1 : 0;
    return std::min(at + 1, text.size());
}

std::size_t behindValue(std::string_view text, std::size_t at)
{
    int depth = 0;
    while (at < text.size()) {
        const char c = text[at];
        if (c == '"') {
            at = behindString(text, at);
        } else if (c == '{' || c == '[') {
            ++depth;
            ++at;
            continue;
        } else if (c == '}' || c == ']') {
            if (depth-- == 0)
                return at;
            ++at;
        } else if (depth == 0 && (c == ',' || isBlank(c))) {
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

// `text` is valid JSON of an object or array.
Pieces piecesOf(std::string_view text)
{
    Pieces pieces;
    const bool isObject = text.front() == '{';
    std::size_t at = 1;
    for (;;) {
        Piece piece;
        const auto begin = behindBlanks(text, at);
        piece.lead = text.substr(at, begin - at);
        if (begin >= text.size() || text[begin] == '}' || text[begin] == ']') {
            pieces.tail = piece.lead;
            return pieces;
        }
        auto value = begin;
        if (isObject) {
            value = behindBlanks(text, behindString(text, begin));
            value = behindBlanks(text, value + 1); // behind the colon
            piece.head = text.substr(begin, value - begin);
        }
        const auto end = behindValue(text, value);
        piece.value = text.substr(value, end - value);
        at = behindBlanks(text, end);
        if (at < text.size() && text[at] == ',') {
            piece.trail = text.substr(end, at - end);
            ++at;
        } else {
            at = end;
        }
        pieces.items.push_back(piece);
    }
}

int indentOf(std::string_view lead, int fallback)
{
    const auto line = lead.rfind('\n');
    return line == std::string_view::npos ? fallback : int(lead.size() - line - 1);
}

std::string rewrite(std::string_view text, const OrderedJson& old, const OrderedJson& value,
                    int indent);

struct Container
{
    Pieces pieces;
    const OrderedJson& old;
    int indent;
    bool isOneLine = pieces.isOneLine();

    [[nodiscard]] std::string_view leadOf(std::size_t i) const
    {
        if (i < pieces.items.size())
            return pieces.items[i].lead;
        const auto last = pieces.items.back().lead;
        return isOneLine && (last.empty() || pieces.items.size() == 1) ? " " : last;
    }

    // What is under way: an object or array, and the blanks that stand before its next comma.
    struct Written
    {
        std::string text;
        std::string_view trail;
    };

    // `from`: the piece that it was; behind the last one: it is new.
    void add(Written& out, std::size_t from, std::string_view head, const std::string& text) const
    {
        const bool isFirst = out.text.size() == 1;
        if (!isFirst)
            out.text.append(out.trail).append(1, ',');
        // the first of a line keeps close to its bracket
        out.text += isFirst && isOneLine ? pieces.items.front().lead : leadOf(from);
        out.text += head;
        out.text += text;
        out.trail = from < pieces.items.size() ? pieces.items[from].trail : std::string_view();
    }

    // Elements at both ends that are the same stay; those between are matched in their order.
    [[nodiscard]] std::string array(const OrderedJson& value) const
    {
        std::size_t head = 0;
        while (head < old.size() && head < value.size() && old[head] == value[head])
            ++head;
        std::size_t tail = 0;
        while (tail + head < old.size() && tail + head < value.size()
               && old[old.size() - 1 - tail] == value[value.size() - 1 - tail])
            ++tail;
        Written out{"[", {}};
        const auto sameCount = old.size() == value.size();
        for (std::size_t i = 0; i < value.size(); ++i) {
            std::size_t from = old.size();
            if (i < head)
                from = i;
            else if (i >= value.size() - tail)
                from = i + old.size() - value.size();
            else if (sameCount)
                from = i;
            const int here = indentOf(leadOf(from), indent);
            add(out, from, {},
                from < old.size() ? rewrite(pieces.items[from].value, old[from], value[i], here)
                                  : handJson(value[i], here));
        }
        return out.text + std::string(pieces.tail) + ']';
    }

    [[nodiscard]] std::string object(const OrderedJson& value) const
    {
        Written out{"{", {}};
        for (const auto& [key, member] : value.items()) {
            std::size_t from = 0;
            auto known = old.begin();
            for (; known != old.end() && known.key() != key; ++known)
                ++from;
            const int here = indentOf(leadOf(from), indent);
            if (known != old.end())
                add(out, from, pieces.items[from].head,
                    rewrite(pieces.items[from].value, *known, member, here));
            else
                add(out, from, quoteJson(key) + ": ", handJson(member, here));
        }
        return out.text + std::string(pieces.tail) + '}';
    }
};

// Recursion is as deep as the value, which the parser bounds.
std::string rewrite(std::string_view text, const OrderedJson& old, const OrderedJson& value,
                    int indent)
{
    if (old == value && old.type() == value.type())
        return std::string(text);
    if (!old.is_structured() || old.type() != value.type() || old.empty() || value.empty())
        return handJson(value, indent);
    const Container container{piecesOf(text), old, indent};
    if (container.pieces.items.size() != old.size())
        return handJson(value, indent);
    auto out = value.is_object() ? container.object(value) : container.array(value);
    return container.isOneLine && out.size() + std::size_t(indent) > lineLength
        ? handJson(value, indent)
        : out;
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

std::string rewriteJson(std::string_view text, const OrderedJson& value)
{
    const auto old = parseOrderedJson(text);
    if (!old)
        return handJson(value) + '\n';
    const auto begin = behindBlanks(text, 0);
    const auto end = behindValue(text, begin);
    return std::string(text.substr(0, begin))
        + rewrite(text.substr(begin, end - begin), *old, value, 0) + std::string(text.substr(end));
}

} // namespace signalbox::ui
