// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace signalbox::tools {

// Bytes to change, add or drop to get from one short name to the other: what was perhaps meant. Farther than `most` is
// any number above it.
[[nodiscard]] std::size_t editDistance(std::string_view a, std::string_view b,
                                       std::size_t most = 1u << 16);

} // namespace signalbox::tools
