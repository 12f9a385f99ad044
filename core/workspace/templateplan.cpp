// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "workspace/templateplan.h"

#include "base/file.h"
#include "base/hash.h"
#include "base/jsonvalue.h"
#include "workspace/jsoninsert.h"

#include <algorithm>
#include <optional>
#include <set>
#include <system_error>

namespace signalbox::workspace {

namespace {
namespace fs = std::filesystem;
using Names = std::map<std::string, std::string>; // in the template -> in the workspace

std::string stemOf(const std::string& file)
{
    return fs::path(file).stem().string();
}

bool isWordPart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'
        || c == '-';
}

// Every `from` that is a word of its own.
std::string replaceWords(std::string text, const std::string& from, const std::string& to)
{
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
        const auto end = at + from.size();
        if ((at > 0 && isWordPart(text[at - 1])) || (end < text.size() && isWordPart(text[end]))) {
            at = end;
            continue;
        }
        text.replace(at, from.size(), to);
        at += to.size();
    }
    return text;
}

void rename(OrderedJson& text, const Names& names)
{
    if (!text.is_string())
        return;
    if (const auto found = names.find(text.get<std::string>()); found != names.end())
        text = found->second;
}

void renameMember(OrderedJson& object, const char* key, const Names& names)
{
    if (object.is_object() && object.contains(key))
        rename(object[key], names);
}

void renameKeys(OrderedJson& object, const Names& names)
{
    auto renamed = OrderedJson::object();
    for (const auto& [key, value] : object.items()) {
        const auto found = names.find(key);
        renamed[found == names.end() ? key : found->second] = value;
    }
    object = std::move(renamed);
}

void replacePaths(OrderedJson& value, const Names& paths) // NOLINT(misc-no-recursion)
{
    if (value.is_string()) {
        auto text = value.get<std::string>();
        for (const auto& [from, to] : paths)
            text = replaceWords(std::move(text), from, to);
        value = std::move(text);
    } else if (value.is_structured()) {
        for (auto& inner : value)
            replacePaths(inner, paths);
    }
}

// What the files of the template are called in the workspace, and what they hold there.
struct Planner
{
    std::map<std::string, std::string> files; // of the template
    Names paths; // of files that are renamed
    Names agents;
    Names tools;
    Names workflows;
    std::string model; // that agents are given, empty: their own stays

    void renameFile(const std::string& from, const std::string& to)
    {
        paths[from] = to;
        if (from.starts_with("agents/"))
            agents[stemOf(from)] = stemOf(to);
        else if (from.starts_with("tools/"))
            tools[stemOf(from)] = stemOf(to);
        else if (from.starts_with("workflows/"))
            workflows[stemOf(from)] = stemOf(to);
    }

    void agent(OrderedJson& value) const
    {
        renameMember(value, "name", agents);
        if (!model.empty())
            value["model"] = model;
        if (value.contains("tools")) {
            for (auto& tool : value["tools"])
                rename(tool, tools);
        }
        if (value.contains("instructions"))
            replacePaths(value["instructions"], tools); // they speak of tools by their names
    }

    void node(OrderedJson& value) const // NOLINT(misc-no-recursion)
    {
        renameMember(value, "agent", agents);
        renameMember(value, "tool", tools);
        renameMember(value, "workflow", workflows);
        if (!model.empty() && value.contains("kind") && value["kind"] == "model")
            value["model"] = model;
        if (value.contains("node"))
            node(value["node"]);
    }

    void workflow(OrderedJson& value) const
    {
        renameMember(value, "name", workflows);
        renameMember(value, "lead", agents);
        if (value.contains("agents")) {
            for (auto& one : value["agents"])
                rename(one, agents);
        }
        if (value.contains("shares"))
            renameKeys(value["shares"], agents);
        if (value.contains("nodes")) {
            for (auto& one : value["nodes"])
                node(one);
        }
    }

    void turn(OrderedJson& value) const // NOLINT(misc-no-recursion)
    {
        if (value.is_array()) {
            for (auto& alternative : value)
                turn(alternative);
            return;
        }
        if (!value.is_object() || !value.contains("tool_calls"))
            return;
        for (auto& call : value["tool_calls"]) {
            renameMember(call, "name", tools);
            if (!call.contains("name") || call["name"] != "plan" || !call.contains("arguments")
                || !call["arguments"].contains("steps"))
                continue;
            for (auto& step : call["arguments"]["steps"])
                renameMember(step, "agent", agents);
        }
    }

    void script(OrderedJson& value) const
    {
        renameKeys(value, agents);
        for (auto& turns : value) {
            if (!turns.is_array())
                continue;
            for (auto& one : turns)
                turn(one);
        }
    }

    // A file as it is in the workspace.
    [[nodiscard]] std::string textOf(const std::string& file) const
    {
        const auto& text = files.at(file);
        auto json = file.ends_with(".json") ? parseOrderedJson(text) : fail(Errc::Invalid, {});
        if (!json || !json->is_object()) {
            auto plain = text;
            for (const auto& [from, to] : paths)
                plain = replaceWords(std::move(plain), from, to);
            return plain;
        }
        const auto before = *json;
        if (file.starts_with("agents/"))
            agent(*json);
        else if (file.starts_with("tools/")) {
            renameMember(*json, "name", tools);
            renameMember(*json, "agent", agents);
            renameMember(*json, "fallback", tools);
        } else if (file.starts_with("workflows/"))
            workflow(*json);
        else if (file.starts_with("scripts/"))
            script(*json);
        replacePaths(*json, paths);
        return *json == before ? text : prettyJson(*json) + '\n';
    }

    [[nodiscard]] std::string nameOf(const std::string& file) const
    {
        const auto found = paths.find(file);
        return found == paths.end() ? file : found->second;
    }
};

bool isThere(const fs::path& path)
{
    std::error_code error;
    return fs::exists(fs::symlink_status(path, error));
}

// Names of things that a file of another name may have taken.
std::set<std::string> takenNames(const WorkspaceView& into, const std::string& file)
{
    std::set<std::string> names;
    if (file.starts_with("agents/")) {
        for (const auto& [name, agent] : into.agents)
            names.insert(name);
    } else if (file.starts_with("tools/")) {
        for (const auto& [name, tool] : into.tools)
            names.insert(name);
    } else if (file.starts_with("workflows/")) {
        for (const auto& [name, workflow] : into.workflows)
            names.insert(name);
    }
    return names;
}

// Whether a file of the template may have this name: it is free, or what is there says the same, word for word.
bool mayBeCalled(const WorkspaceView& into, const Planner& planner, const std::string& file,
                 const std::string& name)
{
    const bool isOwn =
        std::any_of(planner.files.begin(), planner.files.end(), [&](const auto& one) {
            return one.first != file && planner.nameOf(one.first) == name;
        });
    if (isOwn)
        return false;
    const auto path = fs::path(into.root) / name;
    const bool isFree = !isThere(path);
    if (isFree && takenNames(into, name).contains(stemOf(name)))
        return false;
    if (isFree)
        return true;
    const auto there = readFile(path);
    return there && *there == planner.textOf(file);
}

// Files in an order in which those that others speak of come first.
std::vector<std::string> inOrder(const Planner& planner, const std::string& script)
{
    const auto rank = [&script](const std::string& file) {
        return file == script                ? 4
            : file.starts_with("workflows/") ? 3
            : file.starts_with("agents/")    ? 2
            : file.starts_with("tools/")     ? 1
                                             : 0;
    };
    std::vector<std::string> files;
    for (const auto& [file, text] : planner.files)
        files.push_back(file);
    std::stable_sort(files.begin(), files.end(),
                     [&rank](const auto& a, const auto& b) { return rank(a) < rank(b); });
    return files;
}

// Renames until nothing clashes. A rename changes the files that speak of it, which may then differ from those that are
// there. The number behind a name only grows, so it ends.
void settleNames(const WorkspaceView& into, Planner& planner, const std::string& script)
{
    const auto files = inOrder(planner, script);
    std::map<std::string, int> numbers;
    for (auto file = files.begin(); file != files.end();) {
        if (mayBeCalled(into, planner, *file, planner.nameOf(*file))) {
            ++file;
            continue;
        }
        const fs::path path(*file);
        const auto number = ++numbers.try_emplace(*file, 1).first->second;
        const auto name = path.stem().string() + "-" + std::to_string(number);
        planner.renameFile(*file,
                           (path.parent_path() / (name + path.extension().string())).string());
        file = files.begin();
    }
}

// The entry that plays the script: one that is there, or a new one under a free name.
struct ScriptModel
{
    std::string name;
    OrderedJson entry;
    bool isNew = true;
};

ScriptModel scriptModel(const WorkspaceView& into, const Planner& planner, const std::string& name,
                        const std::string& script, const OrderedJson& entry)
{
    ScriptModel model{name, entry, true};
    model.entry["script"] = planner.nameOf(script);
    for (int n = 2;; ++n) {
        const auto found = into.models.find(model.name);
        if (found == into.models.end() && model.name != "default")
            return model;
        if (found != into.models.end() && found->second.protocol == Protocol::Scripted
            && found->second.script == planner.nameOf(script)) {
            model.isNew = false;
            return model;
        }
        model.name = name + "-" + std::to_string(n);
    }
}

std::string hashOf(const TemplatePlan& plan)
{
    std::string all = plan.name + '\n' + plan.workflow + (plan.isScripted ? "\nscripted\n" : "\n");
    const auto add = [&all](const std::string& text) {
        all += std::to_string(text.size()) + ' ' + text + '\n';
    };
    for (const auto& file : plan.files) {
        add(file.file);
        add(file.text);
        add(file.before);
    }
    for (const auto& file : plan.kept)
        add(file);
    return sha256(all).hex();
}

void addFiles(const WorkspaceView& into, const Planner& planner, TemplatePlan& plan)
{
    for (const auto& [file, text] : planner.files) {
        const auto name = planner.nameOf(file);
        if (isThere(fs::path(into.root) / name)) {
            plan.kept.push_back(name);
            continue;
        }
        plan.files.push_back({name, planner.textOf(file), {}, name == file ? std::string() : file});
    }
}
} // namespace

Result<TemplatePlan> planTemplate(const WorkspaceView& into, std::string_view name, bool isScripted)
{
    const auto* one = findTemplate(name);
    if (!one)
        return fail(Errc::NotFound, "there is no template of this name", std::string(name));
    Planner planner{templateFiles(name), {}, {}, {}, {}, {}};
    const auto settings =
        parseOrderedJson(planner.files["signalbox.json"]).value_or(OrderedJson::object());
    for (const auto* own : {"signalbox.json", "policy.json", "README.md", ".gitignore"})
        planner.files.erase(own);
    const auto script = "scripts/" + one->name + ".json";
    if (!isScripted)
        planner.files.erase(script);
    std::optional<ScriptModel> model;
    if (isScripted) // its name is in the agents: found before they are compared with what is there
        model = scriptModel(into, planner, one->name, script, settings["models"]["demo"]);
    planner.model = model ? model->name : std::string();
    settleNames(into, planner, script);
    if (model && planner.paths.contains(script)) {
        model = scriptModel(into, planner, one->name, script, settings["models"]["demo"]);
        planner.model = model->name;
        settleNames(into, planner, script);
    }
    TemplatePlan plan{one->name,
                      planner.workflows.contains(one->workflow) ? planner.workflows[one->workflow]
                                                                : one->workflow,
                      isScripted,
                      {},
                      {},
                      {}};
    addFiles(into, planner, plan);
    if (model && model->isNew) {
        auto text = insertMember(into.document, "models", model->name, model->entry);
        if (!text)
            return tl::unexpected(text.error());
        plan.files.push_back({"signalbox.json", std::move(*text), into.document, {}});
    }
    plan.hash = hashOf(plan);
    return plan;
}

Result<> writePlan(const fs::path& root, const TemplatePlan& plan)
{
    std::error_code error;
    const auto base = fs::canonical(root, error);
    for (const auto& file : plan.files) {
        const auto path = base / file.file;
        if (file.before.empty() && isThere(path))
            return fail(Errc::Exists, "it was made in the meantime", file.file);
        if (!file.before.empty() && readFile(path).value_or(std::string()) != file.before)
            return fail(Errc::Exists, "it was changed in the meantime", file.file);
        for (auto folder = path.parent_path(); folder != base; folder = folder.parent_path()) {
            if (fs::is_symlink(folder, error))
                return fail(Errc::Denied, "the folder is a link, and nothing is written through it",
                            folder.string());
        }
    }
    std::vector<fs::path> written;
    for (const auto& file : plan.files) {
        const auto path = base / file.file;
        fs::create_directories(path.parent_path(), error);
        auto done = writeFileAtomically(path, file.text, file.text.starts_with("#!") ? 0755 : 0644);
        if (done) {
            if (file.before.empty())
                written.push_back(path);
            continue;
        }
        for (const auto& one :
             written) // signalbox.json comes last: nothing of the person's was touched
            fs::remove(one, error);
        return done;
    }
    return {};
}

} // namespace signalbox::workspace
