// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workspace/problems.h"

#include "base/text.h"
#include "workspace/workspace.h"

#include <algorithm>
#include <numeric>

namespace signalbox::workspace {

namespace {
constexpr std::size_t mostProblems = 500; // of one file: more help nobody

void add(const FileCheck& check, Problem problem)
{
    if (!check.isFull())
        check.problems->push_back(std::move(problem));
}

// Edits of one character, a swap of two neighbours counts as one.
std::size_t editDistance(std::string_view a, std::string_view b)
{
    std::vector<std::vector<std::size_t>> rows(a.size() + 1,
                                               std::vector<std::size_t>(b.size() + 1));
    std::iota(rows[0].begin(), rows[0].end(), std::size_t(0));
    for (std::size_t i = 1; i <= a.size(); ++i) {
        rows[i][0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const auto replace = rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            rows[i][j] = std::min({replace, rows[i - 1][j] + 1, rows[i][j - 1] + 1});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                rows[i][j] = std::min(rows[i][j], rows[i - 2][j - 2] + 1);
        }
    }
    return rows[a.size()][b.size()];
}
} // namespace

void FileCheck::error(std::string path, std::string expected, std::string found,
                      std::string mend) const
{
    add(*this,
        {file, std::move(path), std::move(expected), std::move(found), std::move(mend),
         Severity::Error});
}

void FileCheck::warning(std::string path, std::string expected, std::string found,
                        std::string mend) const
{
    add(*this,
        {file, std::move(path), std::move(expected), std::move(found), std::move(mend),
         Severity::Warning});
}

bool FileCheck::hasErrors() const
{
    return std::any_of(problems->begin(), problems->end(), [this](const Problem& problem) {
        return problem.file == file && problem.severity == Severity::Error;
    });
}

bool FileCheck::isFull() const
{
    if (problems->size() < mostProblems)
        return false;
    const auto ofFile = std::count_if(problems->begin(), problems->end(),
                                      [this](const Problem& p) { return p.file == file; });
    return std::size_t(ofFile) >= mostProblems;
}

std::string memberPath(std::string_view parent, std::string_view key)
{
    std::string path(parent);
    const bool plain =
        !key.empty() && key.size() <= 64 && std::all_of(key.begin(), key.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
                || c == '_' || c == '-' || c == '$';
        });
    if (!plain)
        return path + "[" + inQuotes(key) + "]";
    if (!path.empty())
        path += '.';
    return path.append(key);
}

std::string elementPath(std::string_view parent, std::size_t at)
{
    return std::string(parent) + "[" + std::to_string(at) + "]";
}

std::string closest(std::string_view word, const std::vector<std::string>& names)
{
    if (word.size() > 200)
        return {};
    const auto small = lower(word);
    std::string best;
    std::size_t bestDistance = std::max<std::size_t>(1, word.size() / 3) + 1;
    for (const auto& name : names) {
        if (name.size() > 200)
            continue;
        const auto distance = editDistance(small, lower(name));
        if (distance < bestDistance && distance < word.size()) {
            bestDistance = distance;
            best = name;
        }
    }
    return best;
}

std::string suggestion(std::string_view word, const std::vector<std::string>& names,
                       std::string_view otherwise)
{
    if (const auto near = closest(word, names); !near.empty())
        return "did you mean " + inQuotes(near) + "?";
    if (names.empty())
        return std::string(otherwise);
    std::string text = "use one of: ";
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i == 10) {
            text += ", ...";
            break;
        }
        if (i > 0)
            text += ", ";
        text += names[i];
    }
    return text;
}

std::string inQuotes(std::string_view text)
{
    const auto shown = truncateUtf8(text, 80);
    return "'" + showInvisible(shown) + (shown.size() < text.size() ? "...'" : "'");
}

std::string problemText(const Problem& problem)
{
    std::string text = showInvisible(problem.file);
    if (!problem.path.empty())
        text += ": " + problem.path;
    if (!problem.expected.empty())
        text += ": expected " + problem.expected;
    if (!problem.found.empty())
        text += (problem.expected.empty() ? ": found " : ", found ") + problem.found;
    if (!problem.mend.empty())
        text += "; " + problem.mend;
    for (auto& c : text) {
        if (c == '\n' || c == '\t')
            c = ' ';
    }
    return text;
}

} // namespace signalbox::workspace
