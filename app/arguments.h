// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox::app {

// Words of the command line behind the program's name, as one sub-command takes them.
struct Arguments
{
    std::vector<std::string> words; // that are no options
    std::multimap<std::string, std::string, std::less<>> options; // "--task" -> value, flags -> ""

    [[nodiscard]] bool has(std::string_view option) const { return options.contains(option); }
    [[nodiscard]] std::string value(std::string_view option, std::string_view fallback = {}) const;
};

// `valued` take a value (`--task TEXT` or `--task=TEXT`), `flags` none. `--` ends the options. Invalid: an option that is
// not known, one without its value, one given twice.
[[nodiscard]] Result<Arguments> parseArguments(const std::vector<std::string>& words,
                                               const std::vector<std::string_view>& valued,
                                               const std::vector<std::string_view>& flags);

} // namespace signalbox::app
