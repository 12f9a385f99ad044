// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workspace/workspace.h"

#include "base/jsonvalue.h"
#include "base/text.h"
#include "workspace/definitions.h"
#include "workspace/document.h"
#include "workspace/folder.h"
#include "workspace/references.h"

#include <algorithm>

namespace signalbox::workspace {

namespace {
std::string stem(std::string_view file)
{
    file = file.substr(file.rfind('/') + 1);
    return std::string(file.substr(0, file.size() - std::string_view(".json").size()));
}

// "sub/x.json", nothing deeper.
bool isDirectlyIn(std::string_view sub, std::string_view file)
{
    return file.size() > sub.size() + 1 && file.starts_with(sub) && file[sub.size()] == '/'
        && file.find('/', sub.size() + 1) == std::string_view::npos && file.ends_with(".json");
}

// What a broken agent speaks of.
AgentDefinition namesOfAgent(const Json& document, const std::string& file)
{
    AgentDefinition agent;
    agent.name = stringAt(document, "name");
    agent.model = stringAt(document, "model", "default");
    if (const auto* tools = find(document, "tools"))
        agent.tools = stringsFromJson(*tools);
    agent.source = file;
    return agent;
}

// What an editor holds and did not save yet.
struct EditedFile
{
    std::string_view file; // relative to the workspace
    std::string_view text;
};

// One load: reads file by file into `view`.
struct Loader
{
    const Folder& folder;
    WorkspaceView& view;
    const EditedFile* edited = nullptr; // read in place of the file on disk
    DeclaredNames declared;
    UnloadedDefinitions broken; // their references are checked all the same
    bool settingsRead = false;

    [[nodiscard]] FileCheck checkOf(const std::string& file) const
    {
        return {file, &view.problems};
    }

    [[nodiscard]] std::optional<std::string> text(const std::string& file) const
    {
        if (edited && edited->file == file)
            return std::string(edited->text);
        auto bytes = folder.read(file);
        if (bytes)
            return std::move(*bytes);
        checkOf(file).error({},
                            "a file of at most " + std::to_string(Folder::fileLimit >> 20)
                                + " MiB in the workspace",
                            bytes.error().message, "replace it by a regular file");
        return {};
    }

    [[nodiscard]] std::vector<std::string> files(const std::string& sub) const
    {
        auto names = folder.jsonFiles(sub);
        if (names && edited && isDirectlyIn(sub, edited->file)
            && std::find(names->begin(), names->end(), edited->file) == names->end())
            names->insert(std::lower_bound(names->begin(), names->end(), edited->file),
                          std::string(edited->file));
        if (names)
            return std::move(*names);
        checkOf(sub + "/").error({}, "a folder of the workspace", names.error().message,
                                 "replace it by a folder of files");
        return {};
    }

    // False where `other`, a file, has the name already.
    bool claim(const std::string& name, const std::string& file, const std::string& other,
               const std::string& what) const
    {
        if (!other.empty()) {
            checkOf(file).error("name", "a " + what + " name that no other file has",
                                inQuotes(name) + ", as in " + other, "rename one of them");
            return false;
        }
        if (stem(file) != name)
            checkOf(file).warning("name", "the name of the file, " + inQuotes(stem(file)),
                                  inQuotes(name), "rename the file or the " + what);
        return true;
    }

    void settings()
    {
        const std::string file = "signalbox.json";
        if (!folder.has(file)) {
            if (const auto bytes = folder.read(file);
                !bytes && bytes.error().code == Errc::NotFound) {
                checkOf(file).error({}, "the file that makes a folder a workspace", "nothing",
                                    "create it, with {\"signalbox\": 1, \"name\": \"...\", "
                                    "\"models\": {...}} at least");
                return;
            }
        }
        const auto json = text(file);
        if (!json)
            return;
        const auto check = checkOf(file);
        const auto document = readDocument(FileKind::Settings, *json, check);
        if (!document)
            return;
        readSettings(*document, *json, check, view);
        settingsRead = true;
        if (const auto* models = find(*document, "models"); models && models->is_object()) {
            for (const auto& [name, value] : models->items())
                declared.models.insert(name);
        }
    }

    void agents()
    {
        for (const auto& file : files("agents")) {
            const auto json = text(file);
            if (!json) {
                declared.agents.insert(stem(file));
                continue;
            }
            auto agent = agentFromJson(*json, file, folder.root(), view.problems);
            if (!agent) {
                declared.agents.insert(stem(file));
                if (const auto document = parseJson(*json); document)
                    broken.agents.push_back(namesOfAgent(*document, file));
                continue;
            }
            const auto name = agent->name;
            if (!claim(name, file, view.agents.contains(name) ? view.agents[name].source : "",
                       "agent"))
                continue;
            view.agents[name] = std::move(*agent);
        }
    }

    void tools()
    {
        for (const auto& file : files("tools")) {
            const auto json = text(file);
            if (!json) {
                declared.tools.insert(stem(file));
                continue;
            }
            auto tool = toolFromJson(*json, file, view.problems);
            if (!tool) {
                declared.tools.insert(stem(file));
                std::vector<Problem> told; // by toolFromJson
                if (const auto document = parseJson(*json); document)
                    broken.tools.push_back(toolFromDocument(*document, *json, {file, &told}));
                continue;
            }
            const auto name = tool->name;
            if (!claim(name, file, view.tools.contains(name) ? view.tools[name]->source : "",
                       "tool"))
                continue;
            view.tools[name] = std::make_shared<const ToolDefinition>(std::move(*tool));
        }
    }

    void workflows()
    {
        for (const auto& file : files("workflows")) {
            const auto json = text(file);
            if (!json) {
                declared.workflows.insert(stem(file));
                continue;
            }
            const auto check = checkOf(file);
            const auto document = readDocument(FileKind::Workflow, *json, check);
            WorkflowFile workflow{{}, {}, file, *json};
            if (document) {
                workflow.name = stringAt(*document, "name");
                workflow.kind = stringAt(*document, "kind");
            }
            if (!document || check.hasErrors()) {
                declared.workflows.insert(stem(file));
                view.brokenWorkflows.push_back(workflow);
                broken.workflows.push_back(std::move(workflow));
                continue;
            }
            const auto name = workflow.name;
            if (!claim(name, file, view.workflows.contains(name) ? view.workflows[name].source : "",
                       "workflow"))
                continue;
            view.workflows[name] = std::move(workflow);
        }
    }

    void policy()
    {
        const std::string file = "policy.json";
        const auto bytes = folder.read(file);
        if (!bytes && bytes.error().code == Errc::NotFound)
            return;
        const auto json = text(file);
        if (json) {
            if (auto policy = policyFromJson(*json, file, view.problems)) {
                view.policy = std::move(*policy);
                return;
            }
        }
        // its deny rules are unknown: nothing goes unasked
        view.policy.rules = {{"policy.json is broken",
                              {},
                              {},
                              {},
                              Verdict::Ask,
                              "the rules of the workspace cannot be read"}};
        view.policy.defaults.fill(Verdict::Ask);
        view.policy.document = json.value_or(std::string());
    }
};

bool isBefore(const Problem& a, const Problem& b)
{
    return a.file < b.file;
}
} // namespace

namespace {
// `edited` may be nullptr.
Result<std::shared_ptr<WorkspaceView>> readAll(const std::filesystem::path& root,
                                               const EditedFile* edited)
{
    const auto folder = Folder::open(root);
    if (!folder)
        return tl::unexpected(folder.error());
    auto view = std::make_shared<WorkspaceView>();
    view->root = folder->root().string();
    view->name = folder->root().filename().string();
    Loader loader{*folder, *view, edited, {}, {}, false};
    loader.settings();
    loader.agents();
    loader.tools();
    loader.workflows();
    loader.policy();
    checkReferences(*folder, loader.declared, loader.broken, loader.settingsRead, *view);
    std::stable_sort(view->problems.begin(), view->problems.end(), isBefore);
    return view;
}
} // namespace

Result<std::shared_ptr<const WorkspaceView>> load(const std::filesystem::path& root,
                                                  const UserFolders& user)
{
    auto view = readAll(root, nullptr);
    if (!view)
        return tl::unexpected(view.error());
    (*view)->trusted = isTrusted(**view, user);
    return std::shared_ptr<const WorkspaceView>(std::move(*view));
}

Result<std::vector<Problem>> checkEdited(const std::filesystem::path& root, std::string_view file,
                                         std::string_view text)
{
    const EditedFile edited{file, text};
    auto view = readAll(root, &edited);
    if (!view)
        return tl::unexpected(view.error());
    auto& problems = (*view)->problems;
    std::erase_if(problems, [file](const Problem& problem) { return problem.file != file; });
    return std::move(problems);
}

Result<std::vector<Problem>> check(const std::filesystem::path& root, const UserFolders& user)
{
    auto view = load(root, user);
    if (!view)
        return tl::unexpected(view.error());
    return (*view)->problems;
}

bool hasErrors(const std::vector<Problem>& problems)
{
    return std::any_of(problems.begin(), problems.end(),
                       [](const Problem& problem) { return problem.severity == Severity::Error; });
}

} // namespace signalbox::workspace
