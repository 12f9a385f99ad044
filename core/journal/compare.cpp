// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/compare.h"

#include "journal/comparedsteps.h"

#include <algorithm>

namespace signalbox::journal {

namespace {
constexpr std::size_t mostAligned =
    2000; // steps of each run; beyond that they are paired by position

// What makes two steps belong together although they differ inside.
bool belong(const ComparedStep& a, const ComparedStep& b)
{
    return a.kind == b.kind && (a.kind == "chat" || a.name == b.name);
}

std::vector<std::string> differencesOf(const ComparedStep& a, const ComparedStep& b)
{
    std::vector<std::string> differences;
    const auto look = [&](const char* what, bool same) {
        if (!same)
            differences.emplace_back(what);
    };
    const bool chat = a.kind == "chat";
    look("model", !chat || a.name == b.name);
    const bool node = a.kind == "node";
    look(chat ? "calls" : node ? "state" : "arguments", a.arguments == b.arguments);
    look(chat ? "text" : node ? "way" : "result", a.text == b.text);
    look("outcome", a.ok == b.ok);
    return differences;
}

using Pairs = std::vector<std::pair<std::optional<std::size_t>, std::optional<std::size_t>>>;

Pairs byPosition(std::size_t a, std::size_t b, std::size_t from)
{
    Pairs pairs;
    for (auto i = from; i < std::max(a, b); ++i)
        pairs.emplace_back(i < a ? std::optional(i) : std::nullopt,
                           i < b ? std::optional(i) : std::nullopt);
    return pairs;
}

// Longest common subsequence of what belongs together, from `from` on. Equal steps count double, so that they find each other.
Pairs align(const std::vector<ComparedStep>& a, const std::vector<ComparedStep>& b,
            std::size_t from)
{
    const auto n = a.size() - from;
    const auto m = b.size() - from;
    if (n > mostAligned || m > mostAligned)
        return byPosition(a.size(), b.size(), from);
    std::vector<std::uint32_t> best((n + 1) * (m + 1), 0);
    const auto at = [m](std::size_t i, std::size_t j) { return i * (m + 1) + j; };
    const auto gain = [&](std::size_t i, std::size_t j) -> std::uint32_t {
        if (!belong(a[from + i], b[from + j]))
            return 0;
        return differencesOf(a[from + i], b[from + j]).empty() ? 3 : 2;
    };
    for (auto i = n; i-- > 0;) {
        for (auto j = m; j-- > 0;) {
            const auto with = gain(i, j);
            best[at(i, j)] = std::max({best[at(i + 1, j)], best[at(i, j + 1)],
                                       with > 0 ? best[at(i + 1, j + 1)] + with : 0});
        }
    }
    Pairs pairs;
    for (std::size_t i = 0, j = 0; i < n || j < m;) {
        const auto with = i < n && j < m ? gain(i, j) : 0;
        if (with > 0 && best[at(i, j)] == best[at(i + 1, j + 1)] + with)
            pairs.emplace_back(from + i++, from + j++);
        else if (i < n && (j == m || best[at(i, j)] == best[at(i + 1, j)]))
            pairs.emplace_back(from + i++, std::nullopt);
        else
            pairs.emplace_back(std::nullopt, from + j++);
    }
    return pairs;
}
} // namespace

Comparison compareRuns(const std::vector<Event>& a, const std::vector<Event>& b)
{
    Comparison comparison{comparedSteps(a), comparedSteps(b), {}, {}};
    const auto& left = comparison.a;
    const auto& right = comparison.b;
    std::size_t same = 0;
    while (same < left.size() && same < right.size() && belong(left[same], right[same])
           && differencesOf(left[same], right[same]).empty())
        ++same;
    auto pairs = byPosition(same, same, 0);
    const auto rest = align(left, right, same);
    pairs.insert(pairs.end(), rest.begin(), rest.end());
    for (const auto& [i, j] : pairs) {
        ComparedPair pair{Alignment::Same, i, j, {}};
        if (!j)
            pair.alignment = Alignment::OnlyA;
        else if (!i)
            pair.alignment = Alignment::OnlyB;
        else
            pair.differences = differencesOf(left[*i], right[*j]);
        if (!pair.differences.empty())
            pair.alignment = Alignment::Differs;
        if (pair.alignment != Alignment::Same && !comparison.firstDivergence)
            comparison.firstDivergence = comparison.pairs.size();
        comparison.pairs.push_back(std::move(pair));
    }
    return comparison;
}

} // namespace signalbox::journal
