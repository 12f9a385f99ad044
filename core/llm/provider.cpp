// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "llm/provider.h"

#include "base/hash.h"
#include "base/jsonvalue.h"
#include "base/text.h"
#include "net/url.h"

#include <algorithm>
#include <map>
#include <set>

namespace signalbox::llm {

namespace {
bool stripEnd(std::string& text, std::string_view end)
{
    if (!text.ends_with(end))
        return false;
    text.resize(text.size() - end.size());
    return true;
}

std::string_view pathOf(Protocol protocol)
{
    switch (protocol) {
    case Protocol::Anthropic:
        return "/messages";
    case Protocol::OpenAiResponses:
        return "/responses";
    default:
        return "/chat/completions";
    }
}

// Members that are ours to set, or that would change what the reply means to us.
constexpr std::string_view ours[] = {"model",
                                     "messages",
                                     "input",
                                     "system",
                                     "instructions",
                                     "tools",
                                     "stream",
                                     "stream_options",
                                     "store",
                                     "include",
                                     "n",
                                     "max_tokens",
                                     "max_completion_tokens",
                                     "max_output_tokens",
                                     "previous_response_id",
                                     "conversation",
                                     "background"};

bool isOurs(std::string_view key)
{
    return std::find(std::begin(ours), std::end(ours), key) != std::end(ours);
}
} // namespace

std::string endpointUrl(Protocol protocol, std::string_view baseUrl)
{
    std::string url(baseUrl.empty() ? providerAddress(protocol) : baseUrl);
    std::string query;
    if (const auto mark = url.find('?'); mark != std::string::npos) {
        query = url.substr(mark);
        url.resize(mark);
    }
    const auto path = pathOf(protocol);
    while (stripEnd(url, "/")) { }
    stripEnd(url, path);
    while (stripEnd(url, "/")) { }
    while (url.ends_with("/v1/v1"))
        stripEnd(url, "/v1");
    const auto scheme = url.find("://");
    const bool bare = scheme != std::string::npos && url.find('/', scheme + 3) == std::string::npos;
    if ((protocol == Protocol::Anthropic || bare) && !url.ends_with("/v1"))
        url += "/v1";
    return url + std::string(path) + query;
}

Result<Provider> makeProvider(const ModelEntry& entry, ClientContext context)
{
    Provider provider;
    provider.entry = entry;
    provider.endpoint = endpointUrl(entry.protocol, entry.baseUrl);
    const auto url = net::parseUrl(provider.endpoint);
    if (!url)
        return fail(url.error().code, "the base_url is not usable: " + url.error().message,
                    "model " + entry.name);
    if (entry.model.empty())
        return fail(Errc::Invalid, "the entry names no \"model\"", "model " + entry.name);
    if (!context.http)
        return fail(Errc::Internal, "a model client needs an HTTP client", "model " + entry.name);
    for (const char c : context.apiKey) {
        if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7F)
            return fail(Errc::Invalid, "the key holds a blank or a line break; set it again",
                        "model " + entry.name);
    }
    const auto own = net::parseUrl(providerAddress(entry.protocol));
    provider.ownHost = own && own->host == url->host;
    provider.to = {net::displayHost(*url), entry.model, keyVariable(entry), context.apiKey};
    provider.abilities = abilitiesOf(entry.protocol, entry.model, url->host);
    provider.context = std::move(context);
    return provider;
}

void setField(Fields& fields, std::string_view key, std::string json)
{
    for (auto& [name, value] : fields) {
        if (name == key) {
            value = std::move(json);
            return;
        }
    }
    fields.emplace_back(key, std::move(json));
}

void appendFields(std::string& out, const Fields& fields)
{
    for (const auto& [key, json] : fields) {
        out += ',';
        appendQuotedJson(out, key);
        out += ':';
        out += json;
    }
}

Fields optionFields(const Provider& provider)
{
    Fields fields;
    const auto options = parseOrderedJson(provider.entry.options);
    if (!options || !options->is_object())
        return fields;
    for (const auto& [key, value] : options->items()) {
        const bool sampling = key == "temperature" || key == "top_p" || key == "top_k";
        if (!isOurs(key) && (!sampling || provider.abilities.sampling))
            fields.emplace_back(key, dumpJson(value));
    }
    return fields;
}

std::string wireToolName(std::string_view fullName)
{
    auto name = wireName(fullName);
    if (isName(name))
        return name;
    for (char& c : name) {
        if (!isName(std::string_view(&c, 1)))
            c = '_';
    }
    return name.substr(0, 55) + "_" + sha256(fullName).hex().substr(0, 8);
}

std::vector<std::pair<std::string, std::string>> wireToolNames(const std::vector<ToolPtr>& tools)
{
    std::vector<std::pair<std::string, std::string>> names;
    std::set<std::string> taken;
    for (const auto& tool : tools) {
        auto name = wireToolName(tool->name);
        if (!taken.insert(name).second) {
            name = name.substr(0, 55) + "_" + sha256(tool->name).hex().substr(0, 8);
            taken.insert(name);
        }
        names.emplace_back(std::move(name), tool->name);
    }
    return names;
}

std::string toolSchema(const ToolDefinition& tool)
{
    auto schema = parseOrderedJson(tool.parameters);
    if (!schema || !schema->is_object())
        return R"({"type":"object","properties":{}})";
    if (!schema->contains("type"))
        (*schema)["type"] = "object";
    if (!schema->contains("properties"))
        (*schema)["properties"] = OrderedJson::object();
    return dumpJson(*schema);
}

std::string answerText(const ToolAnswer& answer)
{
    if (answer.ok || answer.text.starts_with("denied:") || lower(answer.text).starts_with("error"))
        return answer.text;
    return "error: " + answer.text;
}

std::string argumentsObject(const ToolCall& call)
{
    if (call.problem.empty())
        return call.arguments.empty() ? "{}" : call.arguments;
    if (const auto value = parseOrderedJson(call.arguments); value && value->is_object())
        return dumpJson(*value);
    return "{\"unreadable_arguments\":" + quoteJson(call.arguments) + "}";
}

std::string_view insideArray(std::string_view array)
{
    array = trim(array);
    if (array.size() < 2 || array.front() != '[' || array.back() != ']')
        return {};
    return trim(array.substr(1, array.size() - 2));
}

net::HttpRequest postRequest(const Provider& provider, net::Headers headers)
{
    net::HttpRequest request;
    request.url = provider.endpoint;
    request.headers = std::move(headers);
    request.headers.emplace_back("Content-Type", "application/json");
    request.headers.emplace_back("Accept", "text/event-stream, application/json");
    request.headers.emplace_back("User-Agent", "Signalbox");
    request.idleTimeout = provider.context.idleTimeout;
    request.wallTimeout = provider.context.wallTimeout;
    return request;
}

} // namespace signalbox::llm
