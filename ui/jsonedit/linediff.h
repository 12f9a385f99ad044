// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace signalbox::ui {

// A line of a difference.
struct DiffLine
{
    char sign = ' '; // '+' added, '-' removed, ' ' the same
    std::string text;

    bool operator==(const DiffLine&) const = default;
};

// The lines of both texts in one list. Bounded: what differs in more than `mostLines` lines is shown as removed and added
// as a whole.
[[nodiscard]] std::vector<DiffLine> diffLines(std::string_view before, std::string_view after,
                                              std::size_t mostLines = 2000);
// Only what changed with `around` lines of the same beside it; a line "…" stands for what is left out.
[[nodiscard]] std::vector<DiffLine> onlyChanges(const std::vector<DiffLine>& lines,
                                                std::size_t around = 3);

} // namespace signalbox::ui
