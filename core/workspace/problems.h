// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "values/problem.h"

#include <string>
#include <string_view>
#include <vector>

namespace signalbox::workspace {

// Where the problems of one file go while it is checked. Borrowed; used on one thread.
struct FileCheck
{
    std::string file; // relative to the workspace
    std::vector<Problem>* problems = nullptr;

    void error(std::string path, std::string expected, std::string found, std::string mend) const;
    void warning(std::string path, std::string expected, std::string found, std::string mend) const;
    [[nodiscard]] bool hasErrors() const; // of this file
    [[nodiscard]] bool isFull() const; // more problems of this file are dropped
};

// "a.b", or a["odd key"] where a dot would mislead. `at` is an element of an array.
[[nodiscard]] std::string memberPath(std::string_view parent, std::string_view key);
[[nodiscard]] std::string elementPath(std::string_view parent, std::size_t at);

// The name that was probably meant, empty where none is near.
[[nodiscard]] std::string closest(std::string_view word, const std::vector<std::string>& names);
// "did you mean 'x'?" or, where nothing is near, "use one of: a, b, c" (at most ten), or `otherwise` where there is none.
[[nodiscard]] std::string suggestion(std::string_view word, const std::vector<std::string>& names,
                                     std::string_view otherwise);

// `text` in quotes, invisible characters drawn, at most 80 bytes.
[[nodiscard]] std::string inQuotes(std::string_view text);

} // namespace signalbox::workspace
