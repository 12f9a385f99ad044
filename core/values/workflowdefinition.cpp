// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "values/workflowdefinition.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace signalbox {

namespace {
constexpr std::array<std::string_view, 6> mergeRules = {"replace", "append", "add",
                                                        "max",     "min",    "object"};
constexpr std::array<std::string_view, 8> nodeKinds = {"agent", "model", "tool",     "map",
                                                       "set",   "gate",  "workflow", "end"};

template <class T, class Names>
bool fromName(const Names& names, std::string_view name, T& out)
{
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end())
        return false;
    out = T(std::distance(names.begin(), found));
    return true;
}
} // namespace

std::string_view mergeRuleName(MergeRule rule)
{
    return mergeRules[std::size_t(rule)];
}

bool mergeRuleFromName(std::string_view name, MergeRule& out)
{
    return fromName(mergeRules, name, out);
}

std::string_view nodeKindName(NodeKind kind)
{
    return nodeKinds[std::size_t(kind)];
}

bool nodeKindFromName(std::string_view name, NodeKind& out)
{
    return fromName(nodeKinds, name, out);
}

} // namespace signalbox
