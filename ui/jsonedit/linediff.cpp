// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/jsonedit/linediff.h"

#include "base/text.h"

#include <algorithm>
#include <cstdint>

namespace signalbox::ui {

namespace {
using Lines = std::vector<std::string_view>;

void append(std::vector<DiffLine>& out, char sign, const Lines& lines, std::size_t from,
            std::size_t to)
{
    for (std::size_t i = from; i < to; ++i)
        out.push_back({sign, std::string(lines[i])});
}

// Longest common subsequence of the middles, by a table of lengths.
void appendMiddle(std::vector<DiffLine>& out, const Lines& a, const Lines& b)
{
    const std::size_t width = b.size() + 1;
    std::vector<std::uint16_t> length((a.size() + 1) * width, 0);
    for (std::size_t i = a.size(); i-- > 0;) {
        for (std::size_t j = b.size(); j-- > 0;) {
            length[i * width + j] = a[i] == b[j]
                ? std::uint16_t(length[(i + 1) * width + j + 1] + 1)
                : std::max(length[(i + 1) * width + j], length[i * width + j + 1]);
        }
    }
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < a.size() && j < b.size()) {
        if (a[i] == b[j]) {
            out.push_back({' ', std::string(a[i])});
            ++i;
            ++j;
        } else if (length[(i + 1) * width + j] >= length[i * width + j + 1]) {
            out.push_back({'-', std::string(a[i++])});
        } else {
            out.push_back({'+', std::string(b[j++])});
        }
    }
    append(out, '-', a, i, a.size());
    append(out, '+', b, j, b.size());
}

Lines linesOf(std::string_view text)
{
    if (text.empty())
        return {};
    Lines lines = split(text, '\n');
    if (!lines.empty() && lines.back().empty())
        lines.pop_back();
    return lines;
}
} // namespace

std::vector<DiffLine> diffLines(std::string_view before, std::string_view after,
                                std::size_t mostLines)
{
    const Lines a = linesOf(before);
    const Lines b = linesOf(after);
    std::size_t head = 0;
    while (head < a.size() && head < b.size() && a[head] == b[head])
        ++head;
    std::size_t tail = 0;
    while (tail + head < a.size() && tail + head < b.size()
           && a[a.size() - 1 - tail] == b[b.size() - 1 - tail])
        ++tail;

    std::vector<DiffLine> out;
    append(out, ' ', a, 0, head);
    const Lines middleA(a.begin() + std::ptrdiff_t(head), a.end() - std::ptrdiff_t(tail));
    const Lines middleB(b.begin() + std::ptrdiff_t(head), b.end() - std::ptrdiff_t(tail));
    if (middleA.size() > mostLines || middleB.size() > mostLines) {
        append(out, '-', middleA, 0, middleA.size());
        append(out, '+', middleB, 0, middleB.size());
    } else {
        appendMiddle(out, middleA, middleB);
    }
    append(out, ' ', a, a.size() - tail, a.size());
    return out;
}

std::vector<DiffLine> onlyChanges(const std::vector<DiffLine>& lines, std::size_t around)
{
    std::vector<char> keep(lines.size(), 0);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (lines[i].sign == ' ')
            continue;
        const std::size_t from = i > around ? i - around : 0;
        const std::size_t to = std::min(lines.size(), i + around + 1);
        std::fill(keep.begin() + std::ptrdiff_t(from), keep.begin() + std::ptrdiff_t(to), 1);
    }
    std::vector<DiffLine> out;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (keep[i])
            out.push_back(lines[i]);
        else if (out.empty() || out.back().text != "…")
            out.push_back({' ', "…"});
    }
    return out;
}

} // namespace signalbox::ui
