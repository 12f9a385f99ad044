// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "values/breakpoint.h"

#include <array>

namespace signalbox {

namespace {
constexpr std::array<std::string_view, 6> names = {"tool",  "agent", "node",
                                                   "error", "cost",  "text"};
}

std::string_view breakKindName(BreakKind kind)
{
    return names[std::size_t(kind)];
}

bool breakKindFromName(std::string_view name, BreakKind& kind)
{
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i] != name)
            continue;
        kind = BreakKind(i);
        return true;
    }
    return false;
}

bool isSameBreak(const Breakpoint& a, const Breakpoint& b)
{
    return a.kind == b.kind && a.pattern == b.pattern;
}

std::string breakText(const Breakpoint& breakpoint)
{
    std::string text(breakKindName(breakpoint.kind));
    if (!breakpoint.pattern.empty())
        text += ' ' + breakpoint.pattern;
    return text;
}

} // namespace signalbox
