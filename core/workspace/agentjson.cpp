// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workspace/definitions.h"

#include "base/jsonvalue.h"
#include "base/text.h"
#include "schema/schema.h"
#include "workspace/document.h"
#include "workspace/folder.h"
#include "workspace/workspace.h"

namespace signalbox::workspace {

namespace {
constexpr std::size_t instructionsLimit = 1u << 20; // bytes of {"file": ...}

// Beside the agent's file first, then from the workspace's root.
std::string instructionsFile(const std::string& name, const Folder& folder, const FileCheck& check)
{
    const auto beside = check.file.substr(0, check.file.rfind('/') + 1) + name;
    const auto& chosen = folder.has(beside) ? beside : name;
    auto text = folder.read(chosen, instructionsLimit);
    if (!text) {
        check.error("instructions.file", "a text file of the workspace",
                    inQuotes(name) + " (" + text.error().message + ")",
                    "create " + inQuotes(beside) + " or correct the name");
        return {};
    }
    if (!isUtf8(*text)) {
        check.error("instructions.file", "UTF-8 text", inQuotes(name) + " with other bytes",
                    "save the file as UTF-8");
        return {};
    }
    return *text;
}

std::string instructionsFromJson(const Json& value, const std::filesystem::path& root,
                                 const FileCheck& check)
{
    if (value.is_string())
        return value.get<std::string>();
    if (value.is_array()) {
        std::string text;
        for (const auto& line : stringsFromJson(value)) {
            if (!text.empty())
                text += '\n';
            text += line;
        }
        return text;
    }
    const auto name = stringAt(value, "file");
    if (name.empty())
        return {};
    if (!staysBelow(name)) {
        check.error("instructions.file", "a path inside the workspace", inQuotes(name),
                    "write it relative, without '..'");
        return {};
    }
    if (root.empty())
        return {};
    const auto folder = Folder::open(root);
    return folder ? instructionsFile(name, *folder, check) : std::string();
}

std::string outputSchema(const Json& document, const FileCheck& check)
{
    const auto* output = find(document, "output_schema");
    if (!output || !output->is_object())
        return {};
    if (const auto compiled = schema::Schema::compile(*output); !compiled)
        check.error("output_schema", "a JSON Schema", compiled.error().text(), "correct it");
    return dumpJson(*output);
}
} // namespace

Result<AgentDefinition> agentFromJson(std::string_view json, std::string_view file,
                                      const std::filesystem::path& root,
                                      std::vector<Problem>& problems)
{
    std::vector<Problem> found;
    const FileCheck check{std::string(file), &found};
    const auto document = readDocument(FileKind::Agent, json, check);
    AgentDefinition agent;
    if (document) {
        agent.name = stringAt(*document, "name");
        agent.description = stringAt(*document, "description");
        agent.model = stringAt(*document, "model", "default");
        if (const auto* instructions = find(*document, "instructions"))
            agent.instructions = instructionsFromJson(*instructions, root, check);
        if (const auto* tools = find(*document, "tools"))
            agent.tools = stringsFromJson(*tools);
        if (const auto* limits = find(*document, "limits"))
            agent.limits = limitsFromJson(*limits);
        if (const auto* confidence = find(*document, "confidence"))
            agent.askBelow = numberAt(*confidence, "ask_below");
        if (const auto* context = find(*document, "context")) {
            agent.compactAt = numberAt(*context, "compact_at");
            agent.toolResultTokens = intAt(*context, "tool_result_tokens");
        }
        agent.outputSchema = outputSchema(*document, check);
        agent.source = std::string(file);
        agent.document = std::string(json);
        auto defining = *document;
        defining["instructions"] =
            agent.instructions; // also where they stand in a file of their own
        agent.hash = definitionHash(std::move(defining));
    }
    const bool broken = !document || check.hasErrors();
    problems.insert(problems.end(), found.begin(), found.end());
    if (broken)
        return fail(Errc::Invalid, "the agent is not valid", std::string(file));
    return agent;
}

} // namespace signalbox::workspace
