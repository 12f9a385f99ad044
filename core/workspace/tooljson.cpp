// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workspace/definitions.h"

#include "base/jsonvalue.h"
#include "base/text.h"
#include "expr/expression.h"
#include "schema/schema.h"
#include "workspace/document.h"
#include "workspace/workspace.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace signalbox::workspace {

namespace {
// Members of the parameters where the schema lists them.
std::vector<std::string> parameterNames(const Json& document)
{
    std::vector<std::string> names;
    const auto* parameters = find(document, "parameters");
    const auto* properties = parameters ? find(*parameters, "properties") : nullptr;
    if (!properties || !properties->is_object())
        return names;
    for (const auto& [name, schema] : properties->items())
        names.push_back(name);
    return names;
}

void checkParameters(const Json& document, const FileCheck& check)
{
    const auto* parameters = find(document, "parameters");
    if (!parameters || !parameters->is_object())
        return;
    if (const auto* type = find(*parameters, "type"); type && *type != "object")
        check.error("parameters.type", "'object'", inQuotes(dumpJson(*type)),
                    "the arguments of a call are an object: list them in \"properties\"");
    const auto compiled = schema::Schema::compile(*parameters);
    if (!compiled) {
        check.error("parameters", "a JSON Schema", compiled.error().text(), "correct it");
        return;
    }
    const auto* cases = find(document, "cases");
    for (std::size_t i = 0; cases && cases->is_array() && i < cases->size(); ++i) {
        const auto* expect = find((*cases)[i], "expect");
        const auto* arguments = find((*cases)[i], "arguments");
        if (!expect || !arguments || !boolAt(*expect, "ok"))
            continue;
        const auto findings = compiled->validate(*arguments, 1);
        if (findings && !findings->empty())
            check.warning(elementPath("cases", i) + ".arguments",
                          "arguments that follow \"parameters\", since the case expects ok",
                          findings->front().text(), "correct the case");
    }
}

void checkPlaceholders(const ToolDefinition& tool, const std::vector<std::string>& parameters,
                       const FileCheck& check)
{
    if (tool.input != CommandInput::Argv)
        return;
    for (std::size_t i = 0; i < tool.command.size(); ++i) {
        std::string_view rest = tool.command[i];
        for (auto open = rest.find('{'); open != std::string_view::npos; open = rest.find('{')) {
            const auto close = rest.find('}', open);
            if (close == std::string_view::npos)
                break;
            const auto name = rest.substr(open + 1, close - open - 1);
            rest.remove_prefix(close + 1);
            if (isName(name)
                && std::find(parameters.begin(), parameters.end(), name) == parameters.end())
                check.error(elementPath("command", i), "the name of a parameter in braces",
                            inQuotes(name),
                            suggestion(name, parameters, "declare it in \"parameters\""));
        }
    }
    if (!tool.command.empty() && tool.command[0].find('{') != std::string::npos)
        check.error("command[0]", "a fixed program", inQuotes(tool.command[0]),
                    "a call must not choose the program that runs");
}

// Where the schema closes the object, an unknown field of args is an error at load.
Json argumentFields(const Json& document, bool& closed)
{
    Json fields = Json::object();
    const auto* parameters = find(document, "parameters");
    closed = parameters && find(*parameters, "additionalProperties")
        && *find(*parameters, "additionalProperties") == false;
    for (const auto& name : parameterNames(document))
        fields[name] = nullptr;
    return fields;
}

void checkRequirement(const std::string& source, const Json& document, const std::string& path,
                      const FileCheck& check)
{
    bool closed = false;
    const auto fields = argumentFields(document, closed);
    const std::vector<expr::Declaration> declarations = {
        {"args", closed ? &fields : nullptr}, {"state", nullptr}, {"run", nullptr}};
    if (const auto compiled = expr::Expression::compile(source, declarations); !compiled)
        check.error(path, "an expression", compiled.error().text(), "correct it");
}

constexpr std::array<std::string_view, 4> checkNames = {"path_exists", "path_in_workspace",
                                                        "path_missing", "non_empty"};

void readChecks(const Json& document, const FileCheck& check, ToolDefinition& tool)
{
    const auto* list = find(document, "checks");
    if (!list || !list->is_array())
        return;
    const auto parameters = parameterNames(document);
    for (std::size_t i = 0; i < list->size(); ++i) {
        const auto& item = (*list)[i];
        const auto path = elementPath("checks", i);
        ToolCheck one{stringAt(item, "param"), stringAt(item, "check"), stringAt(item, "require"),
                      stringAt(item, "message")};
        if (!one.require.empty())
            checkRequirement(one.require, document, path + ".require", check);
        if (!one.param.empty() && !parameters.empty()
            && std::find(parameters.begin(), parameters.end(), one.param) == parameters.end())
            check.error(path + ".param", "the name of a parameter", inQuotes(one.param),
                        suggestion(one.param, parameters, "declare it in \"parameters\""));
        if (!one.check.empty()
            && std::find(checkNames.begin(), checkNames.end(), one.check) == checkNames.end())
            check.error(path + ".check", "a known check", inQuotes(one.check),
                        suggestion(one.check, {checkNames.begin(), checkNames.end()}, {}));
        tool.checks.push_back(std::move(one));
    }
}

void readCases(const Json& document, const FileCheck& check, ToolDefinition& tool)
{
    const auto* list = find(document, "cases");
    if (!list || !list->is_array())
        return;
    for (std::size_t i = 0; i < list->size(); ++i) {
        const auto& item = (*list)[i];
        ToolCase one;
        one.name = stringAt(item, "name");
        if (const auto* arguments = find(item, "arguments"))
            one.arguments = dumpJson(*arguments);
        if (const auto* expect = find(item, "expect")) {
            if (const auto* ok = find(*expect, "ok"); ok && ok->is_boolean())
                one.expectOk = ok->get<bool>();
            one.where = stringAt(*expect, "where");
        }
        if (!one.where.empty())
            checkExpression(one.where, {"result", "args", "ok"},
                            elementPath("cases", i) + ".expect.where", check);
        tool.cases.push_back(std::move(one));
    }
}

void readApproval(const Json& document, const FileCheck& check, ToolDefinition& tool)
{
    const auto word = stringAt(document, "approval", "policy");
    tool.approval = word == "always" ? Approval::Always
        : word == "never"            ? Approval::Never
                                     : Approval::Policy;
    if (!boolAt(document, "requires_approval"))
        return;
    if (tool.approval == Approval::Never)
        check.warning("requires_approval", "one word on approval",
                      "\"requires_approval\": true beside \"approval\": \"never\"",
                      "remove one of them; 'always' holds");
    tool.approval = Approval::Always;
}

void readResult(const Json& document, const FileCheck& check, ToolDefinition& tool)
{
    const auto* result = find(document, "result");
    if (!result)
        return;
    if (const auto* schema = find(*result, "schema")) {
        if (const auto compiled = schema::Schema::compile(*schema); compiled)
            tool.resultSchema = dumpJson(*schema);
        else
            check.error("result.schema", "a JSON Schema", compiled.error().text(), "correct it");
    }
    tool.resultTokens = intAt(*result, "max_tokens").value_or(tool.resultTokens);
    const auto* label = find(*result, "label");
    if (!label || !label->is_object())
        return;
    // what a tool returns is untrusted and public unless it says otherwise
    Label read{Integrity::Untrusted, Confidentiality::Public};
    (void)integrityFromName(stringAt(*label, "integrity"), read.integrity);
    (void)confidentialityFromName(stringAt(*label, "confidentiality"), read.confidentiality);
    tool.resultLabel = read;
}

void readKind(const Json& document, ToolDefinition& tool)
{
    const auto kind = stringAt(document, "kind");
    for (const auto one :
         {ToolKind::Builtin, ToolKind::Command, ToolKind::Http, ToolKind::Mcp, ToolKind::Agent}) {
        if (toolKindName(one) == kind)
            tool.kind = one;
    }
    if (const auto* command = find(document, "command"))
        tool.command = stringsFromJson(*command);
    if (stringAt(document, "input") == "argv")
        tool.input = CommandInput::Argv;
    tool.agent = stringAt(document, "agent");
    if (const auto server = stringAt(document, "server"); !server.empty())
        tool.remote = server + "/" + stringAt(document, "tool", tool.name);
    if (tool.kind == ToolKind::Http) {
        Json http = Json::object();
        for (const auto* key : {"method", "url", "headers", "body"}) {
            if (const auto* value = find(document, key))
                http[key] = *value;
        }
        if (!http.contains("method"))
            http["method"] = http.contains("body") ? "POST" : "GET";
        tool.http = dumpJson(http);
    }
}
} // namespace

ToolDefinition toolFromDocument(const Json& document, std::string_view text, const FileCheck& check)
{
    ToolDefinition tool;
    tool.name = stringAt(document, "name");
    tool.description = stringAt(document, "description");
    readKind(document, tool);
    if (const auto* parameters = find(document, "parameters"))
        tool.parameters = dumpJson(*parameters);
    checkParameters(document, check);
    checkPlaceholders(tool, parameterNames(document), check);
    tool.declaredEffects = effectsFromJson(document);
    readApproval(document, check, tool);
    if (const auto seconds = numberAt(document, "timeout_s");
        seconds && *seconds > 0 && *seconds <= 86400)
        tool.timeout = std::chrono::milliseconds(std::llround(*seconds * 1000));
    tool.retries = int(std::clamp<std::int64_t>(intAt(document, "retries").value_or(0), 0, 10));
    tool.idempotent = boolAt(document, "idempotent");
    tool.fallback = stringAt(document, "fallback");
    if (const auto* sandbox = find(document, "sandbox"))
        tool.sandbox = sandboxFromJson(*sandbox);
    readChecks(document, check, tool);
    readResult(document, check, tool);
    readCases(document, check, tool);
    tool.source = check.file;
    tool.document = std::string(text);
    tool.hash = definitionHash(document);
    return tool;
}

Result<ToolDefinition> toolFromJson(std::string_view json, std::string_view file,
                                    std::vector<Problem>& problems)
{
    std::vector<Problem> found;
    const FileCheck check{std::string(file), &found};
    const auto document = readDocument(FileKind::Tool, json, check);
    std::optional<ToolDefinition> tool;
    if (document)
        tool = toolFromDocument(*document, json, check);
    const bool broken = check.hasErrors();
    problems.insert(problems.end(), found.begin(), found.end());
    if (!tool || broken)
        return fail(Errc::Invalid, "the tool is not valid", std::string(file));
    return std::move(*tool);
}

} // namespace signalbox::workspace
