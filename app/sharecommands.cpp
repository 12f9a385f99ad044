// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
// The commands that bring runs out of a workspace and into one: export, import.
#include "app/chosenrun.h"
#include "app/commands.h"
#include "app/workspacecommand.h"

#include <cstdio>

namespace signalbox::app {

namespace {
void tellRedactions(std::int64_t count)
{
    if (count > 0)
        std::fprintf(stderr, "%lld values that are or look like keys were taken out\n",
                     static_cast<long long>(count));
}

int exportRunFile(const ChosenRun& chosen, const std::string& path,
                  const engine::ShareOptions& options)
{
    const auto report = engine::writeRunFile(*chosen.journal, chosen.run, path, options);
    if (!report)
        return complain(report.error());
    tellRedactions(report->redactions);
    std::fprintf(stderr, "%s: %lld events, %lld bytes, chain %s\n", path.c_str(),
                 static_cast<long long>(report->head.events),
                 static_cast<long long>(report->head.bytes), report->chain.hex().c_str());
    return Done;
}
} // namespace

int exportCommand(const std::vector<std::string>& words)
{
    const auto arguments = parseArguments(words, {"-C", "--format", "-o"}, {});
    if (!arguments)
        return usage("export", arguments.error().text());
    if (arguments->words.size() != 1)
        return usage("export", "name one run: an id, a unique prefix, or last");
    const auto name = arguments->value("--format", "jsonl");
    const auto format = journal::exportFormatFromName(name);
    if (!format && name != "run")
        return usage("export", "--format takes run, jsonl, markdown or html, not " + name);
    const auto path = arguments->value("-o", "-");
    if (path == "-" && name == "run")
        return usage("export", "say where the run file is to stand with -o FILE.run");
    auto chosen = chooseRun(*arguments, arguments->words[0]);
    if (!chosen)
        return complain(chosen.error(), Usage);
    if (auto whole = requireWhole(*chosen); !whole)
        return complain(whole.error());
    const auto root = workspaceOf(*arguments);
    const auto prices = budget::PriceTable::builtIn().value_or(budget::PriceTable());
    const auto options = shareOptions(root.value_or(std::string()), prices);
    if (name == "run")
        return exportRunFile(*chosen, path, options);
    const auto written = path == "-"
        ? engine::writeExport(*chosen->journal, chosen->run, *format, toStdout(), options)
        : engine::writeShared(*chosen->journal, chosen->run, name, path, options);
    if (!written)
        return complain(written.error());
    tellRedactions(*written);
    return Done;
}

int importCommand(const std::vector<std::string>& words)
{
    const auto arguments = parseArguments(words, {"-C"}, {});
    if (!arguments)
        return usage("import", arguments.error().text());
    if (arguments->words.size() != 1)
        return usage("import", "name one file");
    const auto root = workspaceOf(*arguments);
    if (!root)
        return complain(root.error(), Usage);
    const auto imported = importFile(*root, arguments->words[0]);
    if (!imported)
        return complain(imported.error(), Usage);
    std::puts(imported->run.c_str());
    return Done;
}

} // namespace signalbox::app
