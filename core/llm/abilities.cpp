// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "llm/abilities.h"

#include "base/jsonvalue.h"
#include "llm/modelclient.h"
#include "net/url.h"

#include <algorithm>

namespace signalbox::embedded { // resources/models
extern const std::string_view abilities;
}

namespace signalbox::llm {

namespace {
Result<Json> readRules()
{
    auto document = parseJson(embedded::abilities);
    if (!document)
        return document;
    const auto* rules = find(*document, "rules");
    if (!rules || !rules->is_array())
        return fail(Errc::Invalid, "the table of model abilities has no \"rules\"");
    return *rules;
}

const Json& rules()
{
    static const Json list = readRules().value_or(Json::array());
    return list;
}

// How well a rule fits, -1: not at all. A named host counts more than any prefix.
int fit(const Json& rule, Protocol protocol, std::string_view model, std::string_view host)
{
    if (stringAt(rule, "provider") != protocolName(protocol))
        return -1;
    const auto prefix = stringAt(rule, "model");
    const auto only = stringAt(rule, "host");
    if (!model.starts_with(prefix) || (!only.empty() && only != host))
        return -1;
    return int(prefix.size()) + (only.empty() ? 0 : 1000);
}

void overlay(Abilities& abilities, const Json& rule)
{
    abilities.sampling = boolAt(rule, "sampling", abilities.sampling);
    abilities.forcedTools = boolAt(rule, "forced_tools", abilities.forcedTools);
    abilities.toolsWithEffort = boolAt(rule, "tools_with_effort", abilities.toolsWithEffort);
    abilities.reasoning = boolAt(rule, "reasoning", abilities.reasoning);
    abilities.cacheMarks = boolAt(rule, "cache_marks", abilities.cacheMarks);
    abilities.apiVersion = stringAt(rule, "api_version", abilities.apiVersion);
    abilities.maxTokensField = stringAt(rule, "max_tokens_field", abilities.maxTokensField);
    if (const auto* types = find(rule, "thinking"); types && types->is_array()) {
        abilities.thinking.clear();
        for (const auto& type : *types)
            abilities.thinking.push_back(type.is_string() ? type.get<std::string>() : "");
    }
    if (const auto* thinking = find(rule, "thinking_default"))
        abilities.thinkingDefault = thinking->is_null() ? "" : dumpJson(*thinking);
}
} // namespace

Abilities abilitiesOf(Protocol protocol, std::string_view model, std::string_view host)
{
    std::vector<std::pair<int, const Json*>> fitting;
    for (const auto& rule : rules()) {
        if (const int weight = fit(rule, protocol, model, host); weight >= 0)
            fitting.emplace_back(weight, &rule);
    }
    std::stable_sort(fitting.begin(), fitting.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    Abilities abilities;
    for (const auto& [weight, rule] : fitting)
        overlay(abilities, *rule);
    return abilities;
}

Result<> checkAbilities()
{
    constexpr std::string_view known[] = {"provider",         "model",        "host",
                                          "sampling",         "forced_tools", "tools_with_effort",
                                          "reasoning",        "cache_marks",  "api_version",
                                          "max_tokens_field", "thinking",     "thinking_default"};
    const auto list = readRules();
    if (!list)
        return tl::unexpected(list.error());
    for (const auto& rule : *list) {
        Protocol protocol;
        if (!protocolFromName(stringAt(rule, "provider"), protocol))
            return fail(Errc::Invalid, "a rule names no provider");
        for (const auto& [key, value] : rule.items()) {
            if (std::find(std::begin(known), std::end(known), key) == std::end(known))
                return fail(Errc::Invalid, "a rule has the unknown field " + key);
        }
    }
    return {};
}

std::vector<std::string> optionsNotSent(const ModelEntry& entry)
{
    std::vector<std::string> left;
    const auto options = parseJson(entry.options);
    if (!options || !options->is_object())
        return left;
    const auto url = net::parseUrl(entry.baseUrl.empty() ? providerAddress(entry.protocol)
                                                         : std::string_view(entry.baseUrl));
    const auto abilities = abilitiesOf(entry.protocol, entry.model, url ? url->host : "");
    const auto say = [&](const std::string& what) {
        left.push_back(what + ": " + entry.model + " does not take it");
    };
    for (const auto& [key, value] : options->items()) {
        if ((key == "temperature" || key == "top_p" || key == "top_k") && !abilities.sampling)
            say(key);
        else if (key == "tool_choice" && !abilities.forcedTools && value != "auto"
                 && value != "none")
            say(key);
        else if (key == "reasoning_effort" && !abilities.toolsWithEffort && value != "none")
            left.push_back(
                key + ": " + entry.model
                + " does not take it beside tools over this protocol, use openai-responses");
    }
    return left;
}

} // namespace signalbox::llm
