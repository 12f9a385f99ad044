// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/check.h"

#include "base/jsonvalue.h"

#include <filesystem>

namespace signalbox::tools {

namespace {
namespace fs = std::filesystem;

// "a.b" in the arguments.
const Json* at(const Json& arguments, std::string_view param)
{
    const Json* value = &arguments;
    while (value && !param.empty()) {
        const auto dot = param.find('.');
        value = find(*value, param.substr(0, dot));
        param = dot == std::string_view::npos ? std::string_view() : param.substr(dot + 1);
    }
    return value;
}

bool staysInside(const std::string& path)
{
    const auto normal = fs::path(path).lexically_normal();
    return !normal.is_absolute() && (normal.empty() || *normal.begin() != "..");
}

std::string checkNamed(const ToolCheck& check, const Json& arguments, const CheckScope& scope)
{
    const auto* value = at(arguments, check.param);
    if (!value) // whether it must be there is the schema's business
        return {};
    if (check.check == "non_empty") {
        const bool empty =
            value->is_string() ? value->get_ref<const std::string&>().empty() : value->empty();
        return empty ? "must not be empty" : "";
    }
    if (!value->is_string())
        return "must be the path of a file";
    const auto& path = value->get_ref<const std::string&>();
    if (path.find('\0') != std::string::npos || !staysInside(path))
        return "must be a path inside the workspace, without leading / and ..";
    std::error_code ignored;
    const bool exists = fs::exists(fs::path(scope.root) / path, ignored);
    if (check.check == "path_exists" && !exists)
        return "there is no file " + quoteJson(path) + "; list_files shows what is there";
    if (check.check == "path_missing" && exists)
        return quoteJson(path) + " exists already";
    return {};
}
} // namespace

const std::vector<std::string>& namedChecks()
{
    static const std::vector<std::string> names = {"path_exists", "path_missing",
                                                   "path_in_workspace", "non_empty"};
    return names;
}

std::vector<CheckFinding> checkSchema(const Tool& tool, const Json& arguments)
{
    std::vector<CheckFinding> findings;
    if (!tool.schema)
        return findings;
    const auto found = tool.schema->validate(arguments);
    if (!found) {
        findings.push_back({"schema", {}, found.error().text()});
        return findings;
    }
    for (const auto& finding : *found)
        findings.push_back({"schema", finding.path, finding.text()});
    return findings;
}

std::vector<CheckFinding> checkMeaning(const Tool& tool, const Json& arguments,
                                       const CheckScope& scope)
{
    std::vector<CheckFinding> findings;
    static const Json nothing = Json::object();
    for (std::size_t i = 0; i < tool.definition->checks.size(); ++i) {
        const auto& check = tool.definition->checks[i];
        const auto& requirement = tool.requirements[i];
        if (!requirement) {
            auto message = checkNamed(check, arguments, scope);
            if (message.empty())
                continue;
            if (!check.message.empty())
                message = check.message;
            findings.push_back({check.check, check.param, check.param + ": " + message});
            continue;
        }
        expr::Scope names;
        names.names = {{"args", &arguments},
                       {"state", scope.state ? scope.state : &nothing},
                       {"run", scope.run ? scope.run : &nothing}};
        names.file = scope.file;
        const auto holds = requirement->holds(names);
        if (holds && *holds)
            continue;
        auto message = check.message.empty() ? "must hold: " + check.require : check.message;
        if (!holds)
            message += " (" + holds.error().text() + ")";
        findings.push_back({"require", check.param, message});
    }
    return findings;
}

std::string findingsText(const std::vector<CheckFinding>& findings)
{
    std::string text = "invalid arguments: ";
    for (std::size_t i = 0; i < findings.size(); ++i)
        text += (i == 0 ? "" : "; ") + findings[i].message;
    return text;
}

} // namespace signalbox::tools
