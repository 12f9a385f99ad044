// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/settings/modelfile.h"

#include "base/jsonvalue.h"
#include "base/text.h"
#include "ui/jsonedit/jsonrewrite.h"
#include "values/modelentry.h"

#include <algorithm>

namespace signalbox::ui {

namespace {
constexpr const char* defaultKey = "default";

std::string stringOf(const OrderedJson& object, const char* key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool isVariable(std::string_view name)
{
    return !name.empty() && !(name[0] >= '0' && name[0] <= '9')
        && std::all_of(name.begin(), name.end(), [](char c) {
               return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')
                   || c == '_';
           });
}

Result<OrderedJson> read(std::string_view document)
{
    auto value = parseOrderedJson(document);
    if (!value || !value->is_object())
        return fail(Errc::Invalid, "signalbox.json is no JSON object now: mend it first");
    auto& models = (*value)["models"];
    if (models.is_null())
        models = OrderedJson::object();
    if (!models.is_object())
        return fail(Errc::Invalid, "\"models\" in signalbox.json is no object: mend it first");
    return std::move(*value);
}

// What would be found when the file is read again, told where it is typed.
Result<> checkEntry(const OrderedJson& entry)
{
    Protocol protocol{};
    if (!protocolFromName(stringOf(entry, "provider"), protocol))
        return fail(Errc::Invalid, "choose a provider");
    if (protocol == Protocol::Scripted && stringOf(entry, "script").empty())
        return fail(Errc::Invalid, "a scripted model needs its script, as scripts/demo.json");
    if (protocol != Protocol::Scripted && stringOf(entry, "model").empty())
        return fail(Errc::Invalid, "say which model of the provider it is");
    const auto address = stringOf(entry, "base_url");
    if (!address.empty() && !address.starts_with("http://") && !address.starts_with("https://"))
        return fail(Errc::Invalid, "an address begins with http:// or https://");
    const auto variable = stringOf(entry, "api_key_env");
    if (!variable.empty() && !isVariable(variable))
        return fail(Errc::Invalid,
                    "the key is named by its variable, as MY_API_KEY; the key itself is stored "
                    "under Keys and never in a file");
    return {};
}
} // namespace

OrderedJson modelIn(std::string_view document, const std::string& name)
{
    const auto value = read(document);
    if (!value)
        return nullptr;
    const auto& models = value->at("models");
    const auto found = models.find(name);
    return found == models.end() ? OrderedJson(nullptr) : *found;
}

Result<std::string> withModel(std::string_view document, const std::string& was,
                              const std::string& name, const OrderedJson& entry, bool isDefault)
{
    auto value = read(document);
    if (!value)
        return tl::unexpected(value.error());
    auto& models = (*value)["models"];
    if (!isName(name))
        return fail(Errc::Invalid, "a name has 1 to 64 letters, digits, _ or -");
    if (name == defaultKey && was != name)
        return fail(Errc::Invalid, "\"default\" says which model is meant; choose another name");
    if (name != was && models.contains(name))
        return fail(Errc::Invalid, "there is a model of this name already");
    if (const auto checked = checkEntry(entry); !checked)
        return tl::unexpected(checked.error());
    OrderedJson changed = OrderedJson::object();
    for (const auto& [key, model] : models.items()) {
        if (key == was)
            changed[name] = entry;
        else if (!was.empty() && model.is_object() && stringOf(model, "fallback") == was)
            (changed[key] = model)["fallback"] = name;
        else
            changed[key] = model;
    }
    if (!changed.contains(name))
        changed[name] = entry;
    if (isDefault && name != defaultKey && changed.contains(defaultKey)
        && changed[defaultKey].is_object())
        return fail(Errc::Invalid,
                    "the default is written out under \"default\": change that model instead");
    const bool wasDefault = !was.empty() && stringOf(models, defaultKey) == was;
    if (isDefault || wasDefault || !changed.contains(defaultKey))
        changed[defaultKey] = name == defaultKey ? changed[name] : OrderedJson(name);
    models = changed;
    return rewriteJson(document, *value);
}

Result<std::string> withoutModel(std::string_view document, const std::string& name)
{
    auto value = read(document);
    if (!value)
        return tl::unexpected(value.error());
    auto& models = (*value)["models"];
    if (!models.contains(name))
        return fail(Errc::Invalid, "signalbox.json has no model of this name now");
    if (name == defaultKey || stringOf(models, defaultKey) == name)
        return fail(Errc::Invalid, "it is the default: make another model the default first");
    for (const auto& [key, model] : models.items()) {
        if (model.is_object() && stringOf(model, "fallback") == name)
            return fail(Errc::Invalid, key + " falls back to it: change that first");
    }
    models.erase(name);
    return rewriteJson(document, *value);
}

} // namespace signalbox::ui
