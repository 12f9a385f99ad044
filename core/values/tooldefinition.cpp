// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "values/tooldefinition.h"

#include "base/hash.h"

namespace signalbox {

std::string_view toolKindName(ToolKind kind)
{
    switch (kind) {
    case ToolKind::Builtin:
        return "builtin";
    case ToolKind::Command:
        return "command";
    case ToolKind::Http:
        return "http";
    case ToolKind::Mcp:
        return "mcp";
    case ToolKind::Agent:
        return "agent";
    }
    return "builtin";
}

std::string_view approvalName(Approval approval)
{
    switch (approval) {
    case Approval::Policy:
        return "policy";
    case Approval::Always:
        return "always";
    case Approval::Never:
        return "never";
    }
    return "policy";
}

std::string wireName(std::string_view fullName)
{
    std::string name;
    for (const char c : fullName) {
        if (c == '/')
            name += "__";
        else
            name += c;
    }
    if (name.size() > 64)
        name = name.substr(0, 55) + "_" + sha256(fullName).hex().substr(0, 8);
    return name;
}

} // namespace signalbox
