// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workspace/document.h"

#include "base/jsonvalue.h"
#include "base/text.h"
#include "schema/schema.h"
#include "workspace/secretscan.h"
#include "workspace/unknownfields.h"

#include <map>
#include <mutex>
#include <set>

namespace signalbox::embedded { // resources/schemas
extern const std::string_view agent, graph, orchestrator, policy, script, signalbox, tool;
}

namespace signalbox::workspace {

namespace {
constexpr std::size_t mostFindings = 64; // of one file

// A schema of ours, parsed for its words and compiled.
struct Format
{
    Json document;
    std::optional<schema::Schema> compiled;
};

const Format& format(std::string_view name)
{
    static std::mutex mutex; // guards formats; entries stay where they are
    static std::map<std::string, Format, std::less<>> formats;
    const std::lock_guard lock(mutex);
    const auto known = formats.find(name);
    if (known != formats.end())
        return known->second;
    Format made;
    if (auto document = parseJson(schemaText(name))) {
        made.document = std::move(*document);
        if (auto compiled = schema::Schema::compile(made.document))
            made.compiled = std::move(*compiled);
    }
    return formats.emplace(std::string(name), std::move(made)).first->second;
}

std::string_view formatName(FileKind kind, const Json& document)
{
    switch (kind) {
    case FileKind::Settings:
        return "signalbox";
    case FileKind::Agent:
        return "agent";
    case FileKind::Tool:
        return "tool";
    case FileKind::Workflow:
        return stringAt(document, "kind") == "orchestrator" ? "orchestrator" : "graph";
    case FileKind::Policy:
        return "policy";
    case FileKind::Script:
        return "script";
    }
    return {};
}

std::string_view mendFor(std::string_view keyword)
{
    if (keyword == "required")
        return "add it";
    if (keyword == "type" || keyword == "enum" || keyword == "const" || keyword == "pattern"
        || keyword == "propertyNames")
        return "change it";
    if (keyword == "minimum" || keyword == "maximum" || keyword == "exclusiveMinimum"
        || keyword == "exclusiveMaximum")
        return "choose a number within the bounds";
    return "correct it";
}

bool checkVersion(const Json& document, const FileCheck& check)
{
    const auto version = intAt(document, "signalbox");
    if (!version || *version <= formatVersion)
        return true;
    check.error("signalbox", "version " + std::to_string(formatVersion) + " or older",
                "version " + std::to_string(*version),
                "the file is of a newer Signalbox: update the program");
    return false;
}

void checkSchema(const Format& format, const Json& document, const FileCheck& check)
{
    if (!format.compiled) {
        check.error({}, "a schema of this format in the program", "none",
                    "the program is damaged: install it again");
        return;
    }
    const auto findings = format.compiled->validate(document, mostFindings);
    if (!findings) {
        check.error({}, "a file that can be checked", findings.error().message, "make it smaller");
        return;
    }
    std::set<std::string> paths;
    for (const auto& finding : *findings)
        paths.insert(finding.path);
    const auto words = paths.empty() ? std::map<std::string, std::string>()
                                     : describe(format.document, document, paths);
    for (const auto& finding : *findings) {
        std::string mend(mendFor(finding.keyword));
        if (const auto found = words.find(finding.path); found != words.end())
            mend += ": " + found->second;
        check.error(finding.path, finding.expected, finding.found, std::move(mend));
    }
}

bool checkKind(FileKind kind, const Json& document, const FileCheck& check)
{
    if (kind != FileKind::Workflow)
        return true;
    const auto found = document.find("kind");
    if (found != document.end() && found->is_string()
        && (*found == "graph" || *found == "orchestrator"))
        return true;
    check.error("kind", "'graph' or 'orchestrator'",
                found == document.end() ? "nothing" : inQuotes(dumpJson(*found)),
                found == document.end() ? "add it" : "change it");
    return false;
}
} // namespace

std::optional<FileKind> fileKind(std::string_view file)
{
    if (file == "signalbox.json")
        return FileKind::Settings;
    if (file == "policy.json")
        return FileKind::Policy;
    const auto slash = file.find('/');
    if (slash == std::string_view::npos || file.find('/', slash + 1) != std::string_view::npos
        || !file.ends_with(".json") || file.substr(slash + 1).starts_with('.'))
        return {};
    const auto folder = file.substr(0, slash);
    if (folder == "agents")
        return FileKind::Agent;
    if (folder == "tools")
        return FileKind::Tool;
    if (folder == "workflows")
        return FileKind::Workflow;
    if (folder == "scripts")
        return FileKind::Script;
    return {};
}

std::string_view schemaText(std::string_view name)
{
    static constexpr std::pair<std::string_view, const std::string_view*> texts[] = {
        {"agent", &embedded::agent},
        {"graph", &embedded::graph},
        {"orchestrator", &embedded::orchestrator},
        {"policy", &embedded::policy},
        {"script", &embedded::script},
        {"signalbox", &embedded::signalbox},
        {"tool", &embedded::tool},
    };
    for (const auto& [known, text] : texts) {
        if (known == name)
            return *text;
    }
    return {};
}

std::optional<Json> readDocument(FileKind kind, std::string_view text, const FileCheck& check)
{
    auto document = parseJson(text);
    if (!document) {
        check.error({}, "JSON", showInvisible(truncateUtf8(document.error().message, 300)),
                    "correct the text");
        return {};
    }
    if (!document->is_object()) {
        check.error({}, "a JSON object", inQuotes(dumpJson(*document)), "write it as { ... }");
        return {};
    }
    if (!checkVersion(*document, check))
        return {};
    findSecrets(*document, check);
    if (!checkKind(kind, *document, check))
        return std::move(*document);
    const auto& rules = format(formatName(kind, *document));
    checkSchema(rules, *document, check);
    findUnknownFields(rules.document, *document, check);
    return std::move(*document);
}

} // namespace signalbox::workspace
