// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "app/commands.h"
#include "app/workspacecommand.h"
#include "base/jsonvalue.h"
#include "base/text.h"
#include "engine/undo.h"

#include <cstdio>

namespace signalbox::app {

namespace {
Json entryValue(const tools::UndoEntry& entry)
{
    Json value = {{"at", entry.path},
                  {"tool", entry.tool},
                  {"what", entry.what},
                  {"state", tools::undoStateName(entry.state)},
                  {"reversible", entry.record.has_value()}};
    if (!entry.effects.empty())
        value["effects"] = entry.effects;
    if (!entry.blocked.empty())
        value["blocked"] = entry.blocked;
    return value;
}

// `undo last` behind an undo means the run that was undone.
Result<std::string> undoneRun(const journal::Journal& journal, const std::string& run)
{
    auto named = run;
    const auto read = journal.read(run, 1, [&named](Event&& event) {
        named = stringAt(parseJson(event.data).value_or(Json::object()), "undoes", named);
        return false;
    });
    return read ? Result<std::string>(named) : tl::unexpected(read.error());
}

int list(const journal::Journal& journal, const std::string& root, const std::string& run,
         bool json)
{
    const auto entries = engine::undoEntries(journal, root, run);
    if (!entries)
        return complain(entries.error());
    Json values = Json::array();
    for (const auto& entry : *entries) {
        if (json) {
            values.push_back(entryValue(entry));
            continue;
        }
        const auto state = entry.record ? std::string(tools::undoStateName(entry.state))
                                        : std::string("irreversible");
        std::printf("%-12s  %-34s  %s\n", state.c_str(), showInvisible(entry.path).c_str(),
                    showInvisible(truncateUtf8(entry.what, 120)).c_str());
        if (!entry.blocked.empty())
            std::printf("%-12s  %-34s  %s\n", "", "", showInvisible(entry.blocked).c_str());
    }
    if (json)
        std::puts(dumpJson(values).c_str());
    else if (entries->empty())
        std::puts("the run changed nothing");
    return Done;
}
int tellUndone(const engine::UndoEnd& end, tools::UndoDirection direction, bool json)
{
    const bool undo = direction == tools::UndoDirection::Undo;
    Json items = Json::array();
    int failed = 0;
    for (const auto& item : end.items) {
        failed += item.problem.empty() ? 0 : 1;
        items.push_back({{"at", item.path}, {"what", item.what}, {"ok", item.problem.empty()}});
        if (!item.problem.empty())
            items.back()["problem"] = item.problem;
        if (json)
            continue;
        if (item.problem.empty())
            std::printf("%s: %s\n", undo ? "undone" : "redone", showInvisible(item.what).c_str());
        else
            std::fprintf(stderr, "left as it is: %s: %s\n", showInvisible(item.what).c_str(),
                         showInvisible(item.problem).c_str());
    }
    if (json)
        std::puts(dumpJson(Json{{"record", end.record}, {"items", std::move(items)}}).c_str());
    else if (end.items.empty())
        std::puts(undo ? "nothing is left to undo" : "nothing is left to redo");
    return failed == 0 ? Done : Failed;
}
} // namespace

int undoCommand(const std::vector<std::string>& words)
{
    const auto arguments = parseArguments(words, {"-C", "--at"}, {"--redo", "--list", "--json"});
    if (!arguments)
        return usage("undo", arguments.error().text());
    if (arguments->words.size() != 1)
        return usage("undo", "name one run: an id, a unique prefix, or last");
    const auto root = workspaceOf(*arguments);
    if (!root)
        return complain(root.error(), Usage);
    const auto journal = openJournal(*root);
    if (!journal)
        return complain(journal.error(), Usage);
    auto run = (*journal)->resolve(arguments->words[0]);
    if (run)
        run = undoneRun(**journal, *run);
    if (!run)
        return complain(run.error(), Usage);
    const bool json = arguments->has("--json");
    if (arguments->has("--list"))
        return list(**journal, *root, *run, json);
    engine::UndoRequest request{*run, {}, tools::UndoDirection::Undo};
    if (arguments->has("--redo"))
        request.direction = tools::UndoDirection::Redo;
    if (arguments->has("--at"))
        request.paths.push_back(arguments->value("--at"));
    const auto end = engine::undo(**journal, *root, request);
    if (!end)
        return complain(end.error());
    return tellUndone(*end, request.direction, json);
}

} // namespace signalbox::app
