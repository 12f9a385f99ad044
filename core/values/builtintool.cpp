// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "values/builtintool.h"

namespace signalbox {

namespace {
const BuiltinTool builtins[] = {
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
} // namespace

std::span<const BuiltinTool> builtinTools()
{
    return builtins;
}

} // namespace signalbox
