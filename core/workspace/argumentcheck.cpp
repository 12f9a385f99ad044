// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workspace/argumentcheck.h"

#include "base/jsonvalue.h"
#include "expr/template.h"
#include "schema/words.h"
#include "values/builtintool.h"

#include <algorithm>
#include <array>

namespace signalbox::workspace {

namespace {
// What stands for a value that only the run knows.
struct Unknown
{
    std::string source; // the text with its ${...}
    std::string_view type; // "any" where nothing is known
    bool isSure = false; // the type does not come from an example in the state
};

// Arguments as far as they are known.
struct Known
{
    Json value;
    std::map<std::string, Unknown> unknown; // by their path as findings tell it
};

// A value of the type; null where it is not known.
Json standIn(std::string_view type)
{
    if (type == "bool")
        return true;
    if (type == "int" || type == "double" || type == "number")
        return 1;
    if (type == "string")
        return "text";
    if (type == "list")
        return Json::array();
    return type == "map" ? Json::object() : Json();
}

std::string stepInto(const std::string& path, const std::string& key)
{
    const auto step = schema::pathStep(key);
    return path + (path.empty() || step.front() == '[' ? "" : ".") + step;
}

Json known(const Json& source, const std::string& path, // NOLINT(misc-no-recursion)
           const std::vector<expr::Declaration>& scope, Known& out)
{
    if (source.is_string()) {
        const auto& text = source.get_ref<const std::string&>();
        if (text.find("${") == std::string::npos)
            return source;
        const auto compiled = expr::Template::text(text, scope);
        if (compiled && compiled->isConstant())
            return compiled->evaluate({}).value_or(Json());
        const auto type = compiled ? compiled->resultType() : "any";
        const bool isSure = compiled && compiled->isText();
        out.unknown[path] = {text, type, isSure};
        return standIn(type);
    }
    if (!source.is_structured())
        return source;
    Json value = source.is_array() ? Json::array() : Json::object();
    std::size_t index = 0;
    for (const auto& [key, member] : source.items()) {
        if (source.is_array())
            value.push_back(known(member, elementPath(path, index++), scope, out));
        else
            value[key] = known(member, stepInto(path, key), scope, out);
    }
    return value;
}

// The schema without what speaks of values in their relation to each other: it takes all that the whole one takes.
Json opened(const Json& schema) // NOLINT(misc-no-recursion): depth is bounded by the parser
{
    static constexpr std::array<std::string_view, 16> closed = {"anyOf",
                                                                "oneOf",
                                                                "not",
                                                                "if",
                                                                "then",
                                                                "else",
                                                                "contains",
                                                                "minContains",
                                                                "maxContains",
                                                                "uniqueItems",
                                                                "enum",
                                                                "const",
                                                                "dependentSchemas",
                                                                "dependencies",
                                                                "unevaluatedItems",
                                                                "unevaluatedProperties"};
    static constexpr std::array<std::string_view, 5> maps = {
        "properties", "patternProperties", "$defs", "definitions", "dependentSchemas"};
    static constexpr std::array<std::string_view, 6> inner = {
        "items", "additionalItems", "prefixItems", "additionalProperties", "propertyNames",
        "allOf"};
    const auto has = [](const auto& words, std::string_view word) {
        return std::find(words.begin(), words.end(), word) != words.end();
    };
    if (schema.is_array()) {
        Json all = Json::array();
        for (const auto& one : schema)
            all.push_back(opened(one));
        return all;
    }
    if (!schema.is_object())
        return schema;
    Json out = Json::object();
    for (const auto& [key, value] : schema.items()) {
        if (has(closed, key))
            continue;
        if (has(maps, key) && value.is_object()) {
            auto& named = out[key] = Json::object();
            for (const auto& [name, one] : value.items())
                named[name] = opened(one);
        } else {
            out[key] = has(inner, key) ? opened(value) : value;
        }
    }
    return out;
}

// Whether `path` lies at `place` or inside of it.
bool liesIn(std::string_view path, std::string_view place)
{
    return path.starts_with(place)
        && (path.size() == place.size() || place.empty() || path[place.size()] == '.'
            || path[place.size()] == '[');
}

const Unknown* unknownAt(const Known& all, std::string_view path)
{
    for (const auto& [place, one] : all.unknown) {
        if (liesIn(path, place))
            return &one;
    }
    return nullptr;
}

std::string_view mendOf(std::string_view keyword)
{
    if (keyword == "required" || keyword == "dependentRequired")
        return "add it";
    return keyword == "additionalProperties" ? "remove it" : "correct it";
}

void tell(const schema::Finding& finding, const Known& arguments, const std::string& path,
          const FileCheck& file)
{
    const auto place = finding.path.empty()
        ? path
        : path + (finding.path.front() == '[' ? "" : ".") + finding.path;
    const auto mend = std::string(mendOf(finding.keyword));
    const auto* unknown = unknownAt(arguments, finding.path);
    if (!unknown || finding.keyword == "additionalProperties") {
        file.error(place, finding.expected, unknown ? inQuotes(unknown->source) : finding.found,
                   mend);
        return;
    }
    const bool speaksOfType = finding.keyword == "type" && unknown->type != "any"
        && unknown->type != "null" && arguments.unknown.contains(finding.path);
    if (!speaksOfType)
        return;
    const auto found = inQuotes(unknown->source) + ", which gives a " + std::string(unknown->type);
    if (unknown->isSure)
        file.error(place, finding.expected, found, mend);
    else
        file.warning(place, finding.expected, found, mend);
}
} // namespace

const ArgumentCheck::Parameters& ArgumentCheck::parametersOf(const std::string& tool)
{
    const auto [entry, isNew] = m_parameters.try_emplace(tool);
    auto& parameters = entry->second;
    if (!isNew)
        return parameters;
    std::string text;
    if (const auto found = m_tools.find(tool); found != m_tools.end()) {
        if (found->second->kind != ToolKind::Mcp)
            text = found->second->parameters;
    } else {
        for (const auto& one : builtinTools()) {
            if (tool == one.name)
                text = one.parameters;
        }
    }
    const auto document = parseJson(text);
    if (!document)
        return parameters;
    if (auto whole = schema::Schema::compile(*document))
        parameters.whole = std::move(*whole);
    if (auto open = schema::Schema::compile(opened(*document)))
        parameters.open = std::move(*open);
    return parameters;
}

void ArgumentCheck::check(const std::string& tool, const std::string& arguments,
                          const std::string& path, const std::vector<expr::Declaration>& scope,
                          const FileCheck& file)
{
    const auto& parameters = parametersOf(tool);
    const auto source = parseJson(arguments);
    if (!source || !source->is_object())
        return;
    Known all;
    all.value = known(*source, {}, scope, all);
    all.value.erase("_confidence"); // as before a call
    const auto& schema = all.unknown.empty() ? parameters.whole : parameters.open;
    if (!schema)
        return;
    const auto findings = schema->validate(all.value);
    if (!findings)
        return;
    for (const auto& finding : *findings)
        tell(finding, all, path, file);
}

} // namespace signalbox::workspace
