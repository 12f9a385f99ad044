// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/editdistance.h"

#include <algorithm>
#include <vector>

namespace signalbox::tools {

std::size_t editDistance(std::string_view a, std::string_view b, std::size_t most)
{
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        std::size_t least = row[0];
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const auto substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
            least = std::min(least, row[j]);
        }
        if (least > most)
            return most + 1;
    }
    return row[b.size()];
}

} // namespace signalbox::tools
