// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "values/policy.h"

namespace signalbox {

std::string_view verdictName(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Allow:
        return "allow";
    case Verdict::Ask:
        return "ask";
    case Verdict::Deny:
        return "deny";
    }
    return "ask";
}

bool verdictFromName(std::string_view name, Verdict& out)
{
    for (const auto verdict : {Verdict::Allow, Verdict::Ask, Verdict::Deny}) {
        if (verdictName(verdict) == name) {
            out = verdict;
            return true;
        }
    }
    return false;
}

const std::vector<std::string>& protectedNames()
{
    static const std::vector<std::string> names = {
        "policy.json", "signalbox.json", "agents", "tools", "workflows", ".signalbox", ".git"};
    return names;
}

bool isProtectedPath(std::string_view path)
{
    while (path.starts_with("./"))
        path.remove_prefix(2);
    const auto first = path.substr(0, path.find('/'));
    for (const auto& name : protectedNames()) {
        if (first == name)
            return true;
    }
    return false;
}

} // namespace signalbox
