// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "app/arguments.h"

#include <algorithm>

namespace signalbox::app {

std::string Arguments::value(std::string_view option, std::string_view fallback) const
{
    const auto found = options.find(option);
    return found == options.end() ? std::string(fallback) : found->second;
}

Result<Arguments> parseArguments(const std::vector<std::string>& words,
                                 const std::vector<std::string_view>& valued,
                                 const std::vector<std::string_view>& flags)
{
    const auto isIn = [](const auto& list, std::string_view name) {
        return std::find(list.begin(), list.end(), name) != list.end();
    };
    Arguments arguments;
    bool optionsEnded = false;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto& word = words[i];
        if (optionsEnded || word.size() < 2 || word[0] != '-') {
            arguments.words.push_back(word);
            continue;
        }
        if (word == "--") {
            optionsEnded = true;
            continue;
        }
        const auto equals = word.starts_with("--") ? word.find('=') : std::string::npos;
        const auto name = word.substr(0, equals);
        const bool takesValue = isIn(valued, name);
        if (!takesValue && !isIn(flags, name))
            return fail(Errc::Invalid, "there is no option " + name);
        if (arguments.has(name) && name != "--limit" && name != "--in-doubt")
            return fail(Errc::Invalid, name + " is given twice");
        if (!takesValue) {
            if (equals != std::string::npos)
                return fail(Errc::Invalid, name + " takes no value");
            arguments.options.emplace(name, "");
        } else {
            const bool isThere = equals != std::string::npos || i + 1 < words.size();
            auto value = !isThere             ? std::string()
                : equals != std::string::npos ? word.substr(equals + 1)
                                              : words[++i];
            // a variable of a script that is not set is no answer to what was asked
            if (!isThere || (value.empty() && name != "--task"))
                return fail(Errc::Invalid, name + " needs a value");
            arguments.options.emplace(name, std::move(value));
        }
    }
    return arguments;
}

} // namespace signalbox::app
