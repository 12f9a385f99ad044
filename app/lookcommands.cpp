// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
// The commands that only look at what was recorded: runs, show.
#include "app/chosenrun.h"
#include "app/commands.h"
#include "app/graphpath.h"
#include "app/workspacecommand.h"
#include "base/jsonvalue.h"
#include "base/text.h"
#include "engine/again.h"
#include "journal/export.h"

#include <cstdio>

namespace signalbox::app {

namespace {
Json summaryValue(const RunSummary& summary)
{
    Json value = {{"run", summary.run},
                  {"task", summary.task},
                  {"started", formatRfc3339(summary.started)},
                  {"outcome", summary.outcome.empty() ? Json(nullptr) : Json(summary.outcome)}};
    if (summary.workflow.empty())
        value["agent"] = summary.agent;
    else
        value["workflow"] = summary.workflow;
    if (!summary.forkedFrom.empty())
        value["forked_from"] = summary.forkedFrom;
    if (!summary.importedFrom.empty())
        value["imported_from"] = summary.importedFrom;
    if (summary.runningPid != 0)
        value["running_pid"] = summary.runningPid;
    value["totals"] = {{"steps", summary.steps},
                       {"tokens", summary.tokens},
                       {"cost_usd", summary.cost ? Json(summary.cost->usd()) : Json(nullptr)},
                       {"tool_calls", summary.toolCalls},
                       {"seconds", summary.seconds}};
    return value;
}

std::string stateOf(const RunSummary& summary)
{
    if (!summary.outcome.empty())
        return summary.outcome;
    return summary.runningPid != 0 ? "running in " + std::to_string(summary.runningPid)
                                   : "interrupted";
}

} // namespace

int runsCommand(const std::vector<std::string>& words)
{
    const auto arguments = parseArguments(words, {"-C"}, {"--json"});
    if (!arguments)
        return usage("runs", arguments.error().text());
    const auto root =
        workspaceOf(*arguments, arguments->words.empty() ? std::string() : arguments->words[0]);
    if (!root)
        return complain(root.error(), Usage);
    std::vector<RunSummary> runs;
    if (auto store = openJournal(*root)) {
        auto listed = (*store)->runs();
        if (!listed)
            return complain(listed.error());
        runs = std::move(*listed);
    } else if (store.error().code != Errc::NotFound) {
        return complain(store.error());
    }
    if (arguments->has("--json")) {
        Json list = Json::array();
        for (const auto& summary : runs)
            list.push_back(summaryValue(summary));
        std::puts(dumpJson(list).c_str());
        return Done;
    }
    if (runs.empty())
        std::puts("no runs yet");
    for (const auto& summary : runs) {
        const auto task = showInvisible(truncateUtf8(summary.task, 80));
        std::printf("%s  %-12s %8lld tokens  %10s  %3lld steps  %s\n", summary.run.c_str(),
                    showInvisible(stateOf(summary)).c_str(), static_cast<long long>(summary.tokens),
                    summary.cost ? ("$" + std::to_string(summary.cost->usd())).c_str()
                                 : "price unknown",
                    static_cast<long long>(summary.steps), task.c_str());
    }
    return Done;
}

int showCommand(const std::vector<std::string>& words)
{
    const auto arguments = parseArguments(words, {"-C"}, {"--json", "--graph"});
    if (!arguments)
        return usage("show", arguments.error().text());
    if (arguments->words.size() != 1)
        return usage("show", "name one run: an id, a unique prefix, or last");
    auto chosen = chooseRun(*arguments, arguments->words[0]);
    if (!chosen)
        return complain(chosen.error(), Usage);
    if (arguments->has("--graph")) {
        GraphPath path(stdout,
                       arguments->has("--json") ? GraphPath::Form::Json : GraphPath::Form::Text);
        const auto read =
            engine::readWhole(*chosen->journal, chosen->run, [&path](const Event& event, bool) {
                path.take(event);
                return true;
            });
        if (!path.end() && read)
            std::fprintf(stderr, "the run went through no graph\n");
        return read ? tellDamage(*chosen) : complain(read.error());
    }
    const bool json = arguments->has("--json");
    journal::RunExport file(json ? journal::ExportFormat::Jsonl : journal::ExportFormat::Markdown,
                            toStdout());
    Result<> written;
    const auto read =
        engine::readWhole(*chosen->journal, chosen->run, [&](const Event& event, bool inherited) {
            written = file.add(event, inherited);
            return written.has_value();
        });
    if (!read || !written)
        return complain((read ? written : read).error());
    return tellDamage(*chosen);
}

} // namespace signalbox::app
