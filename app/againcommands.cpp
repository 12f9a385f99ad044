// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
// The commands that start from a record: replay, resume, fork.
#include "app/chosenrun.h"
#include "app/commands.h"
#include "app/doubtanswers.h"
#include "app/runsession.h"
#include "app/workspacecommand.h"
#include "base/jsonvalue.h"
#include "base/text.h"
#include "engine/again.h"
#include "engine/undo.h"

#include <cstdio>

namespace signalbox::app {

namespace {
// The engine on the workspace of the arguments, and the run that their first word names.
struct Opened
{
    std::unique_ptr<engine::Engine> engine;
    std::string run;
    std::unique_ptr<journal::Journal> file; // of a run file that is replayed where it lies
};

tl::expected<Opened, int> open(std::string_view command, const Arguments& arguments,
                               gate::Gates gates)
{
    if (arguments.words.size() != 1)
        return tl::unexpected(usage(command, "name one run: an id, a unique prefix, or last"));
    const auto root = workspaceOf(arguments);
    if (!root)
        return tl::unexpected(complain(root.error(), Usage));
    auto word = arguments.words[0];
    if (journal::isRunFileName(word)) {
        auto imported = importFile(*root, word);
        if (!imported)
            return tl::unexpected(complain(imported.error(), Usage));
        word = imported->run;
    } else if (auto journal = openJournal(*root); !journal) {
        return tl::unexpected(complain(journal.error(), Usage));
    }
    engine::EngineOptions options;
    options.user = workspace::userFolders();
    options.gates = gates;
    const auto sandboxOff = isSandboxOff(arguments);
    if (!sandboxOff)
        return tl::unexpected(complain(sandboxOff.error(), Usage));
    options.sandboxOff = *sandboxOff;
    Opened opened{std::make_unique<engine::Engine>(options), {}, {}};
    if (auto ready = opened.engine->openWorkspace(*root); !ready)
        return tl::unexpected(complain(ready.error(), Usage));
    auto run = opened.engine->journal()->resolve(word);
    if (!run)
        return tl::unexpected(complain(run.error(), Usage));
    opened.run = *run;
    return opened;
}

// For a replay: nothing is imported, and a workspace is used where there is one.
tl::expected<Opened, int> openFile(const Arguments& arguments)
{
    auto chosen = chooseRun(arguments, arguments.words[0]);
    if (!chosen)
        return tl::unexpected(complain(chosen.error(), Usage));
    if (auto whole = requireWhole(*chosen); !whole)
        return tl::unexpected(complain(whole.error(), Usage));
    engine::EngineOptions options;
    options.user = workspace::userFolders();
    options.gates = gate::Gates::HeadlessDeny;
    options.memoryJournal = true;
    Opened opened{std::make_unique<engine::Engine>(options), chosen->run,
                  std::move(chosen->journal)};
    if (const auto root = workspaceOf(arguments)) {
        if (auto ready = opened.engine->openWorkspace(*root); !ready)
            return tl::unexpected(complain(ready.error(), Usage));
    }
    return opened;
}

Result<engine::ResumeOptions> resumeOptions(const Arguments& arguments)
{
    engine::ResumeOptions options;
    const auto [firstLimit, endLimit] = arguments.options.equal_range("--limit");
    for (auto option = firstLimit; option != endLimit; ++option) {
        auto limits = parseLimits(option->second);
        if (!limits)
            return tl::unexpected(limits.error());
        options.limits = overlay(options.limits, *limits);
    }
    return options;
}

Result<DoubtAnswers> doubtAnswers(const Arguments& arguments)
{
    DoubtAnswers answers;
    const auto [first, end] = arguments.options.equal_range("--in-doubt");
    for (auto option = first; option != end; ++option) {
        if (auto added = addDoubtAnswer(answers, option->second); !added)
            return tl::unexpected(added.error());
    }
    return answers;
}

// Of the replay alone: no journal has it.
std::string divergedEvent(const std::string& run, std::int64_t seq,
                          const journal::Divergence& divergence)
{
    return eventJson({seq, SystemClock().now(), run, divergence.path, EventType::ReplayDiverged,
                      dumpJson(Json{{"path", divergence.path},
                                    {"event", eventTypeName(divergence.type)},
                                    {"member", divergence.member},
                                    {"expected", divergence.expected},
                                    {"found", divergence.found}})});
}

// Before a fork: the files are again as they were at its point. What cannot be taken back is said and stays.
int undoAfter(engine::Engine& engine, const engine::ForkOptions& options)
{
    const auto& root = engine.setup()->workspace().root;
    const auto requests = engine::changesAfter(*engine.journal(), root, options.run, options.point);
    if (!requests)
        return complain(requests.error(), Usage);
    for (const auto& request : *requests) {
        const auto end = engine::undo(*engine.journal(), root, request);
        if (!end)
            return complain(end.error());
        for (const auto& item : end->items)
            std::fprintf(stderr, "%s: %s%s%s\n", item.problem.empty() ? "undone" : "left as it is",
                         showInvisible(item.what).c_str(), item.problem.empty() ? "" : ": ",
                         showInvisible(item.problem).c_str());
    }
    return Done;
}
} // namespace

int replayCommand(const std::vector<std::string>& words)
{
    const auto arguments = parseArguments(words, {"-C", "--definitions"}, {"--events"});
    if (!arguments)
        return usage("replay", arguments.error().text());
    const auto which = arguments->value("--definitions", "recorded");
    if (which != "recorded" && which != "present")
        return usage("replay", "--definitions takes recorded or present, not " + which);
    auto opened = arguments->words.size() == 1 && journal::isRunFileName(arguments->words[0])
        ? openFile(*arguments)
        : open("replay", *arguments, gate::Gates::HeadlessDeny);
    if (!opened)
        return opened.error();
    const auto& journal = opened->file ? *opened->file : *opened->engine->journal();
    const bool events = arguments->has("--events");
    std::int64_t told = 0; // the last seq
    const auto ended = engine::replay(*opened->engine, journal, opened->run,
                                      which == "present" ? engine::Definitions::Present
                                                         : engine::Definitions::Recorded,
                                      [events, &told](const Event& event) {
                                          told = event.seq;
                                          if (events)
                                              std::puts(eventJson(event).c_str());
                                      });
    if (!ended)
        return complain(ended.error());
    if (ended->divergence) {
        const auto& divergence = *ended->divergence;
        if (events)
            std::puts(divergedEvent(opened->run, told + 1, divergence).c_str());
        std::fprintf(stderr, "signalbox: diverged at %s: %s %s\n  expected %s\n  found    %s\n",
                     showInvisible(divergence.path).c_str(),
                     std::string(eventTypeName(divergence.type)).c_str(),
                     showInvisible(divergence.member).c_str(),
                     showInvisible(divergence.expected).c_str(),
                     showInvisible(divergence.found).c_str());
        return Diverged;
    }
    return report(ended->end, events);
}

int resumeCommand(const std::vector<std::string>& words)
{
    const auto arguments = parseArguments(
        words, {"-C", "--in-doubt", "--limit", "--gates", "--sandbox"}, {"--events"});
    if (!arguments)
        return usage("resume", arguments.error().text());
    const auto gates = parseGates(arguments->value("--gates"));
    if (!gates)
        return usage("resume", gates.error().text());
    auto options = resumeOptions(*arguments);
    if (!options)
        return usage("resume", options.error().text());
    const auto answers = doubtAnswers(*arguments);
    if (!answers)
        return usage("resume", answers.error().text());
    blockSignals();
    auto opened = open("resume", *arguments, *gates);
    if (!opened)
        return opened.error();
    options->run = opened->run;
    const auto doubts = engine::doubtsOf(*opened->engine, opened->run);
    if (!doubts)
        return complain(doubts.error());
    if (const auto fit = checkDoubtAnswers(*doubts, *answers); !fit)
        return complain(fit.error(), Usage);
    if (tellOpenDoubts(*doubts, *answers) > 0)
        return Interrupted;
    takeAnswers(*answers, *options);
    return attend(*opened->engine, *gates, arguments->has("--events"),
                  [&] { return engine::resume(*opened->engine, *options); });
}

int forkCommand(const std::vector<std::string>& words)
{
    const auto arguments = parseArguments(words, {"-C", "--at", "--set", "--gates", "--sandbox"},
                                          {"--events", "--undo"});
    if (!arguments)
        return usage("fork", arguments.error().text());
    const auto gates = parseGates(arguments->value("--gates"));
    if (!gates)
        return usage("fork", gates.error().text());
    const auto set = arguments->value("--set");
    const auto equals = set.find('=');
    if (!arguments->has("--at") || (arguments->has("--set") && equals == std::string::npos))
        return usage("fork",
                     "say where with --at PATH and what is different with --set KEY=JSON; without "
                     "--set the step is done again");
    engine::ForkOptions options;
    options.point.at = arguments->value("--at");
    if (equals != std::string::npos) {
        const auto text = set.substr(equals + 1);
        options.point.key = set.substr(0, equals);
        options.point.value = parseJson(text) ? text : quoteJson(text);
    }
    blockSignals();
    auto opened = open("fork", *arguments, *gates);
    if (!opened)
        return opened.error();
    options.run = opened->run;
    if (arguments->has("--undo")) {
        if (const int code = undoAfter(*opened->engine, options); code != Done)
            return code;
    }
    return attend(*opened->engine, *gates, arguments->has("--events"),
                  [&] { return engine::fork(*opened->engine, options); });
}

} // namespace signalbox::app
