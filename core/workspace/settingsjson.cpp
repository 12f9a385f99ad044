// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workspace/definitions.h"

#include "base/jsonvalue.h"

#include <algorithm>

namespace signalbox::workspace {

namespace {
// USD per million tokens in the file, nano-USD per token in memory.
std::optional<Money> pricePerToken(const Json& prices, std::string_view key)
{
    const auto usd = numberAt(prices, key);
    if (!usd || *usd < 0 || *usd > 1e6)
        return {};
    return Money::fromUsd(*usd / 1e6);
}

ModelEntry modelFromJson(const std::string& name, const Json& value)
{
    ModelEntry entry;
    entry.name = name;
    (void)protocolFromName(stringAt(value, "provider"), entry.protocol);
    entry.model = stringAt(value, "model");
    entry.baseUrl = stringAt(value, "base_url");
    entry.apiKeyEnv = stringAt(value, "api_key_env");
    entry.fallback = stringAt(value, "fallback");
    entry.script = stringAt(value, "script");
    entry.context = intAt(value, "context");
    entry.maxOutput = intAt(value, "max_output");
    if (const auto* price = find(value, "price"); price && price->is_object())
        entry.price =
            Price{pricePerToken(*price, "input"), pricePerToken(*price, "output"),
                  pricePerToken(*price, "cache_read"), pricePerToken(*price, "cache_write")};
    if (const auto* options = find(value, "options"); options && options->is_object())
        entry.options = dumpJson(*options);
    return entry;
}

void readModels(const Json& models, WorkspaceView& view)
{
    if (!models.is_object())
        return;
    for (const auto& [name, value] : models.items()) {
        Protocol protocol{};
        if (name == "default" && value.is_string())
            view.defaultModel = value.get<std::string>();
        else if (value.is_object() && protocolFromName(stringAt(value, "provider"), protocol))
            view.models.emplace(name, modelFromJson(name, value));
    }
    if (view.models.contains("default"))
        view.defaultModel = "default";
}

void readServers(const Json& document, std::string_view key, const FileCheck& check,
                 WorkspaceView& view)
{
    const auto* servers = find(document, key);
    if (!servers || !servers->is_object())
        return;
    for (const auto& [name, value] : servers->items()) {
        McpServerEntry entry;
        entry.name = name;
        entry.url = stringAt(value, "url");
        if (const auto program = stringAt(value, "command");
            entry.url.empty() && !program.empty()) {
            entry.command = {program};
            if (const auto* arguments = find(value, "args")) {
                const auto more = stringsFromJson(*arguments);
                entry.command.insert(entry.command.end(), more.begin(), more.end());
            }
        }
        if (const auto* env = find(value, "env"))
            entry.env = pairsFromJson(*env);
        if (const auto* headers = find(value, "headers"))
            entry.headers = pairsFromJson(*headers);
        entry.disabled = boolAt(value, "disabled");
        if (!view.mcpServers.emplace(name, std::move(entry)).second)
            check.warning(memberPath(key, name), "one entry of this name",
                          inQuotes(name) + " stands in mcp_servers, too",
                          "remove one; that in mcp_servers holds");
    }
}

void readBreakers(const Json& document, Breakers& breakers)
{
    const auto* value = find(document, "breakers");
    if (!value)
        return;
    if (value->is_boolean()) {
        breakers.enabled = value->get<bool>();
        return;
    }
    const auto count = [value](std::string_view key, int fallback) {
        const auto number = intAt(*value, key).value_or(fallback);
        return int(std::clamp<std::int64_t>(number, 2, 1'000'000));
    };
    breakers.equalCalls = count("equal_calls", breakers.equalCalls);
    breakers.equalErrors = count("equal_errors", breakers.equalErrors);
    breakers.cycles = count("cycles", breakers.cycles);
}

void readOtlp(const Json& document, WorkspaceView& view)
{
    const auto* value = find(document, "otlp");
    if (!value || !value->is_object() || stringAt(*value, "endpoint").empty())
        return;
    OtlpEntry entry;
    entry.endpoint = stringAt(*value, "endpoint");
    entry.protocol = stringAt(*value, "protocol", entry.protocol);
    if (const auto* headers = find(*value, "headers"))
        entry.headers = pairsFromJson(*headers);
    entry.content = boolAt(*value, "content");
    view.otlp = std::move(entry);
}

void checkFallbacks(const FileCheck& check, const WorkspaceView& view)
{
    std::vector<std::string> names;
    for (const auto& [name, entry] : view.models)
        names.push_back(name);
    for (const auto& [name, entry] : view.models) {
        const auto path = memberPath(memberPath("models", name), "fallback");
        if (entry.fallback.empty())
            continue;
        const auto* next = view.model(entry.fallback);
        if (!next)
            check.error(path, "the name of an entry of models", inQuotes(entry.fallback),
                        suggestion(entry.fallback, names, "add it"));
        for (std::size_t hops = 0; next && hops <= names.size(); ++hops) {
            if (next->name == name) {
                check.error(path, "a fallback that ends",
                            inQuotes(entry.fallback) + ", which leads back here",
                            "choose another or remove it");
                break;
            }
            next = next->fallback.empty() ? nullptr : view.model(next->fallback);
        }
    }
    if (!view.defaultModel.empty() && !view.models.contains(view.defaultModel))
        check.error("models.default", "the name of an entry of models", inQuotes(view.defaultModel),
                    suggestion(view.defaultModel, names, "add it"));
}
} // namespace

void readSettings(const Json& document, std::string_view text, const FileCheck& check,
                  WorkspaceView& view)
{
    if (const auto name = stringAt(document, "name"); !name.empty())
        view.name = name;
    if (const auto* models = find(document, "models"))
        readModels(*models, view);
    if (const auto* limits = find(document, "limits"))
        view.limits = limitsFromJson(*limits);
    if (const auto* sandbox = find(document, "sandbox"))
        view.sandbox = sandboxFromJson(*sandbox);
    if (const auto* alerts = find(document, "alerts"))
        view.costOverBaseline = numberAt(*alerts, "cost_over_baseline");
    readBreakers(document, view.breakers);
    readServers(document, "mcp_servers", check, view);
    readServers(document, "mcpServers", check, view);
    readOtlp(document, view);
    checkFallbacks(check, view);
    view.document = std::string(text);
}

} // namespace signalbox::workspace
