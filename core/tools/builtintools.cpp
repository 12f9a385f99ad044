// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/builtintools.h"

#include "base/hash.h"
#include "base/jsonvalue.h"
#include "base/text.h"

namespace signalbox::tools {

namespace {
struct Builtin
{
    const char* name;
    const char* description; // for the model
    const char* parameters;
    Effects effects;
    bool idempotent;
};

const Builtin builtins[] = {
    {"read_file",
     "Read a text file of the workspace. Returns its lines from `offset` (the first line is 1), at "
     "most `limit` "
     "lines (2000 if absent) and 256 KiB; `cut` and `next_offset` say when there is more. Binary "
     "files are refused.",
     R"json({"type":"object","properties":{
        "path":{"type":"string","minLength":1,"description":"Path relative to the workspace, for example inbox/a.txt"},
        "offset":{"type":"integer","minimum":1,"description":"First line to return, from 1"},
        "limit":{"type":"integer","minimum":1,"maximum":100000,"description":"How many lines at most"}},
        "required":["path"],"additionalProperties":false})json",
     {Effect::Read},
     true},
    {"write_file",
     "Write a text file of the workspace: creates it and the folders on the way, or replaces all "
     "of it. To change "
     "a part of a file use edit_file.",
     R"json({"type":"object","properties":{
        "path":{"type":"string","minLength":1,"description":"Path relative to the workspace"},
        "content":{"type":"string","description":"The whole new content"}},
        "required":["path","content"],"additionalProperties":false})json",
     {Effect::Write},
     false},
    {"edit_file",
     "Replace one passage of a text file. `old` must stand in the file exactly once, character by "
     "character with its "
     "white space; take in enough lines around it to make it unique.",
     R"json({"type":"object","properties":{
        "path":{"type":"string","minLength":1,"description":"Path relative to the workspace"},
        "old":{"type":"string","minLength":1,"description":"The passage as it stands in the file now"},
        "new":{"type":"string","description":"What replaces it"}},
        "required":["path","old","new"],"additionalProperties":false})json",
     {Effect::Read, Effect::Write},
     false},
    {"list_files",
     "List files and folders of the workspace with their sizes, sorted, at most 1000. Without "
     "`glob` everything below "
     "`path`; with it only what matches: a glob without / is matched against names (*.json), one "
     "with / against the "
     "path below `path` (src/**/*.h). .git and .signalbox are left out unless `path` leads into "
     "them.",
     R"json({"type":"object","properties":{
        "path":{"type":"string","description":"Folder relative to the workspace; absent: all of it"},
        "glob":{"type":"string","minLength":1,"description":"* any characters but /, ** also /, ? one character"}},
        "additionalProperties":false})json",
     {Effect::Read},
     true},
    {"search_files",
     "Search the lines of text files for a regular expression (RE2 syntax, no look-around and no "
     "back-references; "
     "(?i) at the start ignores case). Returns path, line number and text of at most 200 lines.",
     R"json({"type":"object","properties":{
        "pattern":{"type":"string","minLength":1,"maxLength":1000,"description":"Regular expression"},
        "path":{"type":"string","description":"Folder or file to search, relative to the workspace; absent: all of it"}},
        "required":["pattern"],"additionalProperties":false})json",
     {Effect::Read},
     true},
    {"move_file",
     "Move or rename a file or folder inside the workspace. Creates the folders on the way, never "
     "overwrites.",
     R"json({"type":"object","properties":{
        "from":{"type":"string","minLength":1,"description":"What is moved, relative to the workspace"},
        "to":{"type":"string","minLength":1,"description":"Its new path with its name; must not exist"}},
        "required":["from","to"],"additionalProperties":false})json",
     {Effect::Write},
     false},
    {"delete_file",
     "Delete a file or folder of the workspace. It is moved to the trash of this run, so that a "
     "person can undo it.",
     R"json({"type":"object","properties":{
        "path":{"type":"string","minLength":1,"description":"Path relative to the workspace"}},
        "required":["path"],"additionalProperties":false})json",
     {Effect::Destroy},
     false},
    {"run_command",
     "Run a program in the workspace, in a sandbox without network. `command` is the program and "
     "its arguments, one "
     "element each; there is no shell, so pipes, globs, && and quotes mean nothing (use "
     "[\"sh\",\"-c\",\"...\"] where "
     "you need them). Returns exit code and output; at most 60 seconds.",
     R"json({"type":"object","properties":{
        "command":{"type":"array","minItems":1,"maxItems":1000,"items":{"type":"string"},
            "description":"For example [\"python3\",\"scripts/sum.py\",\"--all\"]"}},
        "required":["command"],"additionalProperties":false})json",
     {Effect::Execute, Effect::Read, Effect::Write, Effect::Destroy},
     false},
    {"fetch_url",
     "Fetch a public web page or document over http or https with GET and return its title and "
     "text, at most 1 MiB. "
     "Addresses of private networks are refused; a redirect to another host is reported, not "
     "followed.",
     R"json({"type":"object","properties":{
        "url":{"type":"string","minLength":8,"maxLength":8000,"description":"For example https://example.com/page"}},
        "required":["url"],"additionalProperties":false})json",
     {Effect::Network},
     true},
    {"ask_user",
     "Ask the person a question and wait for the answer. Use it when only they can know or decide; "
     "give `choices` "
     "where the answers are few.",
     R"json({"type":"object","properties":{
        "question":{"type":"string","minLength":1,"description":"The question, complete in itself"},
        "choices":{"type":"array","minItems":1,"maxItems":20,"items":{"type":"string","minLength":1}}},
        "required":["question"],"additionalProperties":false})json",
     {},
     false},
};

ToolPtr makeDefinition(const Builtin& builtin)
{
    auto tool = std::make_shared<ToolDefinition>();
    tool->name = builtin.name;
    tool->description = builtin.description;
    tool->kind = ToolKind::Builtin;
    tool->parameters = dumpJson(parseJson(builtin.parameters).value_or(Json::object()));
    tool->declaredEffects = builtin.effects;
    tool->idempotent = builtin.idempotent;
    if (tool->name == "run_command")
        tool->timeout = std::chrono::seconds(60);
    const auto document = Json{{"name", tool->name},
                               {"description", tool->description},
                               {"kind", "builtin"},
                               {"parameters", parseJson(tool->parameters).value_or(Json())},
                               {"effects", builtin.effects.names()}};
    tool->document = dumpJson(document);
    tool->hash = sha256(tool->document).hex();
    return tool;
}

// The parameters of a built-in tool that are paths.
std::vector<std::string> pathParams(std::string_view tool)
{
    if (tool == "move_file")
        return {"from", "to"};
    if (tool == "read_file" || tool == "write_file" || tool == "edit_file" || tool == "delete_file"
        || tool == "list_files" || tool == "search_files")
        return {"path"};
    return {};
}

const Target& targetOf(const Resolved& call, std::string_view param)
{
    static const Target none;
    for (const auto& target : call.targets) {
        if (target.param == param)
            return target;
    }
    return none;
}
} // namespace

const std::vector<ToolPtr>& builtinDefinitions()
{
    static const auto definitions = [] {
        std::vector<ToolPtr> made;
        for (const auto& builtin : builtins)
            made.push_back(makeDefinition(builtin));
        return made;
    }();
    return definitions;
}

BuiltinRunner::BuiltinRunner(const WorkspaceFiles& files, const CommandRunner& commands,
                             const FetchTool& fetch)
    : m_files(files)
    , m_commands(commands)
    , m_fetch(fetch)
{ }

Result<Resolved> BuiltinRunner::resolve(const ToolDefinition& tool, const Json& arguments) const
{
    if (tool.name == "fetch_url")
        return m_fetch.resolve(arguments);
    Resolved resolved;
    auto canonical = arguments;
    for (const auto& param : pathParams(tool.name)) {
        if (!arguments.contains(param) && param != "path")
            continue;
        auto target = m_files.locate(stringAt(arguments, param));
        if (!target)
            return tl::unexpected(target.error());
        target->param = param;
        if (arguments.contains(param))
            canonical[param] = target->path;
        resolved.targets.push_back(std::move(*target));
    }
    resolved.arguments = dumpJson(canonical);
    return resolved;
}

RunnerResult BuiltinRunner::run(const ToolDefinition& tool, const Resolved& call,
                                const RunContext& context, std::stop_token stop) const
{
    const auto arguments = parseJson(call.arguments);
    if (!arguments)
        return failedResult(arguments.error().text());
    const auto& name = tool.name;
    if (name == "read_file")
        return readFileTool(m_files, *arguments, targetOf(call, "path"), stop);
    if (name == "write_file")
        return writeFileTool(m_files, *arguments, targetOf(call, "path"), context);
    if (name == "edit_file")
        return editFileTool(m_files, *arguments, targetOf(call, "path"), context);
    if (name == "list_files")
        return listFilesTool(m_files, *arguments, targetOf(call, "path"), stop);
    if (name == "search_files")
        return searchFilesTool(m_files, *arguments, targetOf(call, "path"), stop);
    if (name == "move_file")
        return moveFileTool(m_files, targetOf(call, "from"), targetOf(call, "to"), context);
    if (name == "delete_file")
        return deleteFileTool(m_files, targetOf(call, "path"), context);
    if (name == "run_command")
        return m_commands.runArguments(tool, *arguments, context, stop);
    if (name == "fetch_url")
        return m_fetch.run(call, stop);
    return failedResult(name == "ask_user" ? "no person is here to answer"
                                           : "there is no built-in tool '" + name + "'");
}

bool BuiltinRunner::isReversible(const ToolDefinition& tool) const
{
    return tool.name == "write_file" || tool.name == "edit_file" || tool.name == "move_file"
        || tool.name == "delete_file";
}

std::optional<std::string> BuiltinRunner::before(const ToolDefinition& tool,
                                                 const Resolved& call) const
{
    constexpr std::size_t most = 64u << 10; // bytes; a gate is no place for more
    if ((tool.name != "write_file" && tool.name != "edit_file") || call.targets.empty())
        return std::nullopt;
    auto text = m_files.readAll(call.targets.front(), most);
    if (!text || !isUtf8(*text))
        return std::nullopt;
    return std::move(*text);
}

} // namespace signalbox::tools
