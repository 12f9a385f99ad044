// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "app/chosenrun.h"
#include "app/commands.h"
#include "app/runsession.h"
#include "app/workspacecommand.h"
#include "base/text.h"

#include <cstdio>

namespace signalbox::app {

namespace {
Result<engine::StartRun> startOf(const Arguments& arguments)
{
    engine::StartRun start;
    start.agent = arguments.value("--agent");
    start.task = arguments.value("--task");
    start.model = arguments.value("--model");
    start.workflow = arguments.value("--workflow");
    if (start.agent.empty() == start.workflow.empty())
        return fail(Errc::Invalid,
                    "name either an agent with --agent or a workflow with --workflow");
    if (!arguments.has("--task"))
        return fail(Errc::Invalid, "say what is to be done with --task");
    if (!isUtf8(start.task))
        return fail(Errc::Invalid, "--task is no valid UTF-8");
    const auto [first, end] = arguments.options.equal_range("--limit");
    for (auto option = first; option != end; ++option) {
        auto limits = parseLimits(option->second);
        if (!limits)
            return tl::unexpected(limits.error());
        start.limits = overlay(start.limits, *limits);
    }
    return start;
}

// "tool=delete_*", "error": what --break names.
Result<std::vector<Breakpoint>> breaksOf(const Arguments& arguments)
{
    std::vector<Breakpoint> breakpoints;
    const auto [first, end] = arguments.options.equal_range("--break");
    for (auto option = first; option != end; ++option) {
        const auto& word = option->second;
        const auto equals = word.find('=');
        Breakpoint breakpoint;
        if (!breakKindFromName(std::string_view(word).substr(0, equals), breakpoint.kind))
            return fail(Errc::Invalid,
                        "--break takes tool=, agent=, node=, error, cost= or text=, not " + word);
        if (equals != std::string::npos)
            breakpoint.pattern = word.substr(equals + 1);
        breakpoints.push_back(std::move(breakpoint));
    }
    return breakpoints;
}

// Errors of the workspace's files end a run before it begins; warnings do not.
bool tellProblems(const WorkspaceView& view)
{
    bool broken = false;
    for (const auto& problem : view.problems) {
        if (problem.severity == Severity::Error) {
            std::fprintf(stderr, "%s\n", showInvisible(workspace::problemText(problem)).c_str());
            broken = true;
        }
    }
    return broken;
}
// The run as a file for others, once it is over, however it ended.
Result<> record(const engine::Engine& engine, const std::string& run, const std::string& path)
{
    const auto prices = budget::PriceTable::builtIn().value_or(budget::PriceTable());
    const auto options = shareOptions(engine.setup()->workspace().root, prices);
    const auto report = engine::writeRunFile(*engine.journal(), run, path, options);
    if (!report)
        return tl::unexpected(report.error());
    std::fprintf(stderr, "recorded in %s\n", path.c_str());
    return {};
}
} // namespace

int runCommand(const std::vector<std::string>& words)
{
    const auto arguments = parseArguments(words,
                                          {"--agent", "--workflow", "--task", "--model", "--limit",
                                           "--gates", "--record", "--sandbox", "--break", "-C"},
                                          {"--events", "--trust"});
    if (!arguments)
        return usage("run", arguments.error().text());
    auto start = startOf(*arguments);
    if (!start)
        return usage("run", start.error().text());
    const auto gates = parseGates(arguments->value("--gates"));
    if (!gates)
        return usage("run", gates.error().text());
    const auto sandboxOff = isSandboxOff(*arguments);
    if (!sandboxOff)
        return usage("run", sandboxOff.error().text());
    auto breakpoints = breaksOf(*arguments);
    if (!breakpoints)
        return usage("run", breakpoints.error().text());
    if (!breakpoints->empty() && *gates != gate::Gates::Person)
        return usage("run", "--break needs --gates ask and a terminal to go on from");
    const auto root =
        workspaceOf(*arguments, arguments->words.empty() ? std::string() : arguments->words[0]);
    if (!root)
        return complain(root.error(), Usage);

    blockSignals();
    engine::EngineOptions options;
    options.user = workspace::userFolders();
    options.gates = *gates;
    options.sandboxOff = *sandboxOff;
    options.trust = arguments->has("--trust");
    options.runsAtOnce = true;
    engine::Engine engine(options);
    if (auto opened = engine.openWorkspace(*root); !opened)
        return complain(opened.error(), Usage);
    if (tellProblems(engine.setup()->workspace()))
        return Usage;
    if (auto set = engine.setBreakpoints(std::move(*breakpoints)); !set)
        return usage("run", set.error().text());

    std::string started;
    const int code = attend(engine, *gates, arguments->has("--events"), [&] {
        auto run = engine.start(*start);
        started = run.value_or(std::string());
        return run;
    });
    if (!arguments->has("--record") || started.empty())
        return code;
    const auto recorded = record(engine, started, arguments->value("--record"));
    return recorded ? code : complain(recorded.error(), code == Done ? Failed : code);
}

int exampleCommand(const std::vector<std::string>& words)
{
    const auto arguments = parseArguments(words, {"--folder", "--task", "--gates"}, {"--events"});
    if (!arguments)
        return usage("example", arguments.error().text());
    const auto user = workspace::userFolders();
    const auto made =
        exampleWorkspace(user, arguments->value("--folder", (user.data / "invoice-desk").string()));
    if (!made)
        return complain(made.error());
    std::fprintf(stderr, "the example workspace is in %s\n", made->c_str());
    std::vector<std::string> run = {
        made->string(),
        "--agent",
        "clerk",
        "--task",
        arguments->value("--task", "Sort the invoices in inbox/ and remove the duplicates"),
        "--gates",
        arguments->value("--gates", "ask")};
    if (arguments->has("--events"))
        run.emplace_back("--events");
    return runCommand(run);
}

} // namespace signalbox::app
