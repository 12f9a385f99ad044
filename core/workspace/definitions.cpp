// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workspace/definitions.h"

#include "base/hash.h"
#include "base/jsonvalue.h"
#include "expr/expression.h"

#include <cmath>

namespace signalbox::workspace {

Limits limitsFromJson(const Json& object)
{
    Limits limits;
    limits.steps = intAt(object, "steps");
    limits.tokens = intAt(object, "tokens");
    limits.toolCalls = intAt(object, "tool_calls");
    constexpr double mostUsd = 1e6; // as the schema says
    if (const auto cost = numberAt(object, "cost_usd"); cost && *cost >= 0 && *cost <= mostUsd)
        limits.cost = Money::fromUsd(*cost);
    constexpr double mostSeconds = 31'536'000; // a year
    if (const auto seconds = numberAt(object, "seconds");
        seconds && *seconds > 0 && *seconds <= mostSeconds)
        limits.seconds = std::chrono::milliseconds(std::llround(*seconds * 1000));
    return limits;
}

SandboxSpec sandboxFromJson(const Json& value)
{
    SandboxSpec sandbox;
    if (!value.is_object()) {
        sandbox.enabled = !(value.is_boolean() && !value.get<bool>())
            && !(value.is_string() && value.get_ref<const std::string&>() == "off");
        return sandbox;
    }
    sandbox.files = stringAt(value, "files", sandbox.files);
    sandbox.network = stringAt(value, "network") == "host";
    sandbox.memoryMb = intAt(value, "memory_mb").value_or(sandbox.memoryMb);
    sandbox.processes = intAt(value, "processes").value_or(sandbox.processes);
    if (const auto* folders = find(value, "read_only"))
        sandbox.readOnly = stringsFromJson(*folders);
    return sandbox;
}

std::vector<std::string> stringsFromJson(const Json& array)
{
    std::vector<std::string> texts;
    if (!array.is_array())
        return texts;
    for (const auto& item : array) {
        if (item.is_string())
            texts.push_back(item.get<std::string>());
    }
    return texts;
}

std::vector<std::pair<std::string, std::string>> pairsFromJson(const Json& object)
{
    std::vector<std::pair<std::string, std::string>> pairs;
    if (!object.is_object())
        return pairs;
    for (const auto& [key, value] : object.items()) {
        if (value.is_string())
            pairs.emplace_back(key, value.get<std::string>());
    }
    return pairs;
}

std::optional<Effects> effectsFromJson(const Json& object)
{
    const auto* list = find(object, "effects");
    if (!list || !list->is_array())
        return {};
    Effects effects;
    for (const auto& name : stringsFromJson(*list)) {
        Effect effect{};
        if (!effectFromName(name, effect))
            return {}; // reported by the schema; none known means all
        effects.add(effect);
    }
    return effects;
}

std::string definitionHash(Json document)
{
    if (document.is_object()) {
        for (const auto* key : {"cases", "$schema", "signalbox"})
            document.erase(key);
    }
    return sha256(dumpJson(document)).hex();
}

void checkExpression(std::string_view source, const std::vector<std::string>& names,
                     const std::string& path, const FileCheck& check)
{
    std::vector<expr::Declaration> declarations;
    for (const auto& name : names)
        declarations.push_back({name, nullptr});
    if (const auto compiled = expr::Expression::compile(source, declarations); !compiled)
        check.error(path, "an expression", compiled.error().text(), "correct it");
}

} // namespace signalbox::workspace
