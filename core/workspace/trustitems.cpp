// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workspace/workspace.h"

#include "base/hash.h"
#include "base/jsonvalue.h"
#include "base/text.h"
#include "workspace/address.h"
#include "workspace/folder.h"
#include "workspace/problems.h"

#include <algorithm>

namespace signalbox::workspace {

namespace {
// The one https host that is a provider's own; empty where it has none (a local server, a script).
std::string_view ownHost(Protocol protocol)
{
    switch (protocol) {
    case Protocol::Anthropic:
        return "api.anthropic.com";
    case Protocol::OpenAiResponses:
    case Protocol::OpenAiChat:
        return "api.openai.com";
    case Protocol::Gemini:
        return "generativelanguage.googleapis.com";
    case Protocol::Ollama:
    case Protocol::Scripted:
        return {};
    }
    return {};
}

bool isOwn(Protocol protocol, const Address& address)
{
    return address.clear && address.scheme == "https" && address.port == 443
        && !address.host.empty() && address.host == ownHost(protocol);
}

std::string wordsOf(const std::vector<std::string>& command)
{
    std::string text;
    for (const auto& word : command)
        text += (text.empty() ? "" : " ") + word;
    return inQuotes(text);
}

struct Collector
{
    const WorkspaceView& view;
    std::vector<TrustItem> items;

    // The hash covers the words as well, so that what a person read is what was accepted.
    void add(std::string what, std::string where, const std::string& defining)
    {
        auto hash = sha256(what + '\n' + where + '\n' + defining).hex();
        items.push_back({std::move(what), std::move(where), std::move(hash)});
    }

    // The contents of the workspace's own files that a command names: a script may not change under the trust.
    [[nodiscard]] std::string scriptHashes(const std::vector<std::string>& command) const
    {
        const auto folder = Folder::open(view.root);
        std::string hashes;
        for (const auto& word : command) {
            if (!folder || !folder->has(word))
                continue;
            const auto bytes = folder->read(word);
            hashes += bytes ? sha256(*bytes).hex() : std::string("unreadable");
        }
        return hashes;
    }

    void models()
    {
        for (const auto& [name, entry] : view.models) {
            const auto where = "signalbox.json: " + memberPath("models", name);
            if (entry.baseUrl.empty())
                continue;
            const auto address = parseAddress(entry.baseUrl);
            if (isLoopback(address) || isOwn(entry.protocol, address))
                continue;
            auto what = "send prompts of model " + inQuotes(name) + " to "
                + addressText(address, entry.baseUrl);
            if (address.scheme == "http")
                what += ", unencrypted";
            if (!entry.apiKeyEnv.empty())
                what += ", with the key in " + inQuotes(entry.apiKeyEnv);
            else if (!ownHost(entry.protocol).empty())
                what += ", with the provider's key where one is set";
            add(std::move(what), where, entry.baseUrl + '\n' + entry.apiKeyEnv);
        }
    }

    void servers()
    {
        for (const auto& [name, entry] : view.mcpServers) {
            const auto where = "signalbox.json: " + memberPath("mcp_servers", name);
            Json defining = Json::object();
            defining["command"] = entry.command;
            defining["url"] = entry.url;
            for (const auto& [key, value] : entry.env)
                defining["env"][key] = value;
            for (const auto& [key, value] : entry.headers)
                defining["headers"][key] = value;
            defining["files"] = scriptHashes(entry.command);
            if (!entry.command.empty()) {
                add("start the MCP server " + inQuotes(name) + ": " + wordsOf(entry.command), where,
                    dumpJson(defining));
                continue;
            }
            const auto address = parseAddress(entry.url);
            if (!entry.url.empty() && !isLoopback(address))
                add("connect to the MCP server " + inQuotes(name) + " at "
                        + addressText(address, entry.url),
                    where, dumpJson(defining));
        }
    }

    void traces()
    {
        if (!view.otlp)
            return;
        const auto address = parseAddress(view.otlp->endpoint);
        if (isLoopback(address))
            return;
        std::string defining = view.otlp->endpoint;
        for (const auto& [key, value] : view.otlp->headers)
            defining += '\n' + key + '\n' + value;
        add("send traces of every run to " + addressText(address, view.otlp->endpoint)
                + (view.otlp->content ? ", with prompts and results" : ""),
            "signalbox.json: otlp", defining);
    }

    // What lies outside of the workspace; the folders of the system stand in every sandbox anyway.
    [[nodiscard]] static std::vector<std::string> foreignFolders(const SandboxSpec& sandbox)
    {
        std::vector<std::string> folders;
        for (const auto& folder : sandbox.readOnly) {
            if (!staysBelow(folder) || folder.starts_with('~'))
                folders.push_back(folder);
        }
        return folders;
    }

    void sandbox(const SandboxSpec& spec, const std::string& who, const std::string& where,
                 const std::string& defining)
    {
        if (!spec.enabled)
            add(who + " runs without a sandbox, as you do", where, "off\n" + defining);
        if (spec.enabled && spec.network)
            add(who + " reaches the network from its sandbox", where, "network\n" + defining);
        for (const auto& folder : foreignFolders(spec))
            add(who + " reads the folder " + inQuotes(folder), where, "read\n" + defining);
    }

    void httpTool(const ToolDefinition& tool, const std::string& where)
    {
        const auto http = parseJson(tool.http);
        const auto url = http ? stringAt(*http, "url") : std::string();
        const auto address = parseAddress(url);
        if (!isLoopback(address))
            add("tool " + inQuotes(tool.name) + " sends requests to " + addressText(address, url),
                where + ": url", tool.hash);
    }

    void tools()
    {
        for (const auto& [name, tool] : view.tools) {
            const auto who = "tool " + inQuotes(name);
            if (tool->kind == ToolKind::Http)
                httpTool(*tool, tool->source);
            if (tool->sandbox && tool->kind == ToolKind::Command)
                sandbox(*tool->sandbox, who + " (" + wordsOf(tool->command) + ")",
                        tool->source + ": sandbox", tool->hash + scriptHashes(tool->command));
            if (tool->approval == Approval::Never)
                add(who + " is never asked about", tool->source + ": approval", tool->hash);
            if (tool->resultLabel && tool->resultLabel->integrity != Integrity::Untrusted)
                add("what " + who + " returns counts as "
                        + std::string(integrityName(tool->resultLabel->integrity)),
                    tool->source + ": result.label", tool->hash);
        }
    }

    void rules()
    {
        for (std::size_t i = 0; i < view.policy.rules.size(); ++i) {
            const auto& rule = view.policy.rules[i];
            if (rule.verdict != Verdict::Allow)
                continue;
            std::string what = "allow rule " + inQuotes(rule.name) + ": "
                + (rule.tool.empty() ? "any tool" : "tool " + inQuotes(rule.tool));
            std::string effects;
            for (const auto& effect : rule.effects.value_or(Effects::all()).names())
                effects += (effects.empty() ? "" : ", ") + effect;
            what += rule.effects ? ", effects " + effects : std::string(", any effect");
            if (!rule.when.empty())
                what += ", when " + inQuotes(rule.when);
            add(std::move(what), "policy.json: " + elementPath("rules", i),
                rule.tool + '\n' + effects + '\n' + rule.when);
        }
    }

    void defaults()
    {
        const Policy strict;
        for (const auto effect : Effects::all().list()) {
            const auto at = std::size_t(effect);
            const std::string name(effectName(effect));
            if (view.policy.defaults[at] < strict.defaults[at])
                add("calls that " + name + " are allowed unasked", "policy.json: defaults." + name,
                    {});
        }
    }

    void labels()
    {
        for (std::size_t i = 0; i < view.policy.labels.size(); ++i) {
            const auto& rule = view.policy.labels[i];
            const auto where = "policy.json: " + elementPath("labels", i);
            if (rule.integrity && *rule.integrity != Integrity::Untrusted)
                add("what is read from " + inQuotes(rule.files) + " counts as "
                        + std::string(integrityName(*rule.integrity)),
                    where, rule.files);
            if (rule.confidentiality == Confidentiality::Public)
                add("what is read from " + inQuotes(rule.files) + " counts as public", where,
                    rule.files);
        }
    }
};
} // namespace

std::vector<TrustItem> trustItems(const WorkspaceView& workspace)
{
    Collector collector{workspace, {}};
    collector.models();
    collector.servers();
    collector.traces();
    collector.sandbox(workspace.sandbox, "every command", "signalbox.json: sandbox", {});
    collector.tools();
    collector.rules();
    collector.defaults();
    collector.labels();
    return std::move(collector.items);
}

} // namespace signalbox::workspace
