// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace signalbox::workspace {

// The lines (from 1) of the places that problems name in the text of their file: of the key of a member, of the first
// character of an element; what is not there has the line of the nearest above it that is, 0 where there is none. Any text
// is taken.
[[nodiscard]] std::map<std::string, std::size_t> linesOf(std::string_view document,
                                                         const std::set<std::string>& paths);

} // namespace signalbox::workspace
