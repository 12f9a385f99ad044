// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "values/effects.h"

#include <array>

namespace signalbox {

namespace {
constexpr std::array<std::string_view, effectCount> effectNames = {
    "read", "write", "destroy", "network", "secret", "spend", "execute"};
}

std::string_view effectName(Effect effect)
{
    return effectNames[std::size_t(effect)];
}

bool effectFromName(std::string_view name, Effect& out)
{
    for (std::size_t i = 0; i < effectNames.size(); ++i) {
        if (effectNames[i] == name) {
            out = Effect(i);
            return true;
        }
    }
    return false;
}

std::vector<Effect> Effects::list() const
{
    std::vector<Effect> effects;
    for (int i = 0; i < effectCount; ++i) {
        if (has(Effect(i)))
            effects.push_back(Effect(i));
    }
    return effects;
}

std::vector<std::string> Effects::names() const
{
    std::vector<std::string> names;
    for (const auto effect : list())
        names.emplace_back(effectName(effect));
    return names;
}

} // namespace signalbox
