// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "values/breakpoint.h"
#include "values/comparison.h"
#include "values/event.h"
#include "values/gateanswer.h"
#include "values/limits.h"
#include "values/runchange.h"
#include "values/runsummary.h"
#include "values/steering.h"
#include "values/workflowtemplate.h"
#include "values/workspaceview.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// The two closed sets of values between the engine and its clients (window, command line, tests): Command in, Notice out.
namespace signalbox::engine {

struct StartRun
{
    std::string agent;
    std::string task;
    std::string model; // name of an entry, empty: the agent's own
    Limits limits; // what the person set for this run
    bool held = false; // before its first effect
    std::string workflow = {}; // instead of an agent
};
struct StopRun
{
    std::string run;
};
struct PauseRun
{
    std::string run;
}; // at the next safe point
struct ResumePausedRun
{
    std::string run;
};
struct StepRun
{
    std::string run;
}; // one effect, then pause again
// Goes on and holds at the first live place at or below this path. Of a run that is over a fork comes to stand there: answered
// by JournalBatch with what it inherits, then RunStarted.
struct RunTo
{
    std::string run;
    std::string path;
};
// Goes on from where a run is held with one thing changed: a fork that starts there. The held run ends as interrupted.
// Answered by JournalBatch with what the fork inherits, then RunStarted.
struct BendRun
{
    std::string run;
    std::string at; // path where it is held
    std::string key; // arguments result instructions state
    std::string value; // JSON
    bool step = false; // hold the fork again behind one effect
};
// A text for the agents of a run; it waits in the run's queue until one takes it. What becomes of it stands in the journal:
// steer.received, steer.delivered, steer.cancelled.
struct SteerRun
{
    std::string run;
    SteerText text; // its id is given by the run
};
struct CancelSteer
{
    std::string run;
    std::string id;
};
// What a person allowed at that gate for later calls holds no longer: grant.revoked, and the next call asks.
struct RevokeGrant
{
    std::string run;
    std::string fromGate;
};
// What holds every run of the workspace from now on, in place of what was set before. Answered by BreakpointsSet; each hit
// is told by another one.
struct SetBreakpoints
{
    std::vector<Breakpoint> breakpoints;
};

using signalbox::GateDecision;
using signalbox::GrantScope;

// A late or repeated answer is ignored.
struct AnswerGate
{
    std::string run;
    std::string gateId;
    GateAnswer answer;
};

// Opens a recorded run: its events come as JournalBatch, the first with `replaces`.
struct OpenRun
{
    std::string run; // empty: only ends the one that is being read
};
struct ListRuns
{ };
struct OpenWorkspace
{
    std::string folder;
};
// A fresh copy of an example or a template in the person's folder, opened.
struct NewExample
{
    std::string name; // "invoice-desk"
};
// Answered by TemplatesListed.
struct ListTemplates
{ };
// What AddTemplate would write into the open workspace. Answered by TemplatePlanned.
struct PlanTemplate
{
    std::string name;
    bool isScripted =
        true; // with the template's own scripted model, else with the default model of the workspace
};
// Writes what was planned. Where the workspace changed since, nothing is written and the new plan is told.
struct AddTemplate
{
    std::string name;
    bool isScripted = true;
    std::string hash; // of the plan that was shown
};
struct ReloadWorkspace
{ };
struct TrustWorkspace
{ };
struct SaveFile
{
    std::string file; // relative to the workspace
    std::string text; // JSON
    bool operator==(const SaveFile&) const = default;
};
// What is wrong with a file that is being edited, as it would be saved: answered by FileChecked.
struct CheckFile
{
    std::string file; // relative to the workspace
    std::string text; // JSON, perhaps broken
    bool operator==(const CheckFile&) const = default;
};
struct DeleteFile
{
    std::string file;
};
// A call by hand, through the same pipeline as any other: recorded as a run of its own, gates open as they do for an agent.
struct CallTool
{
    std::string ticket; // comes back in ToolCallFinished
    std::string tool;
    std::string arguments; // JSON object
};
struct CancelCall
{
    std::string ticket;
};
struct StoreKey
{
    std::string name;
    std::string secret;
}; // in the key store; an empty secret removes it
struct Export
{
    std::string run;
    std::string format;
    std::string file;
}; // run, jsonl, markdown, html
// A run file is shown as it lies (JournalBatch, then RunFileOpened), or taken into the journal.
struct OpenRunFile
{
    std::string file;
};
struct ImportRunFile
{
    std::string file;
};
// What a run changed (ChangesListed); taken back or done again, all of it or the calls at these paths.
struct ListChanges
{
    std::string run;
};
struct UndoChanges
{
    std::string run;
    std::vector<std::string> paths;
    bool redo = false;
};

// The verbs that start from a record are carried out on a thread of their own.
// Goes on with a run that was interrupted, stopped or reached a limit. Calls in doubt open a gate of kind in_doubt. Answered
// by JournalBatch with what it has so far, then RunStarted.
struct ResumeRun
{
    std::string run;
    Limits limits = {}; // replace those of the run
};
// Runs a recorded run through the engine again; nothing outside is asked or done. Answered by RunReplayed.
struct ReplayRun
{
    std::string run;
    bool withPresentFiles = false; // else with the definitions as they were recorded
};
// A new run that keeps what came before `at` and goes on from there with one thing changed. Answered by JournalBatch with
// what it inherits, then RunStarted with the ticket.
struct ForkRun
{
    std::string ticket;
    std::string run;
    std::string at; // path of a model request or a call
    std::string key; // instructions message result ...; empty: nothing, it is done again
    std::string value; // JSON
};
// The step done again `times` times from the same state, each a fork of its own. Answered by StepRepeated.
struct RepeatStep
{
    std::string ticket;
    std::string run;
    std::string at; // path of a model request
    int times = 5; // at most 50
    bool toTheEnd = false; // else each ends when its reply is there
};
// Answered by RunsCompared.
struct CompareRuns
{
    std::string a;
    std::string b;
};
// Looks for words inside the events of all runs, by their beginnings; a newer search ends the one before. Answered by
// RunsFound.
struct SearchRuns
{
    std::string ticket;
    std::string text; // empty: only ends the one before
};

using Command =
    std::variant<StartRun, StopRun, PauseRun, ResumePausedRun, StepRun, RunTo, SetBreakpoints,
                 BendRun, SteerRun, CancelSteer, RevokeGrant, AnswerGate, OpenRun, ListRuns,
                 OpenWorkspace, NewExample, ListTemplates, PlanTemplate, AddTemplate,
                 ReloadWorkspace, TrustWorkspace, SaveFile, CheckFile, DeleteFile, CallTool,
                 CancelCall, StoreKey, Export, ResumeRun, ReplayRun, ForkRun, RepeatStep,
                 CompareRuns, SearchRuns, OpenRunFile, ImportRunFile, ListChanges, UndoChanges>;

// Committed events of one run, in order.
struct JournalBatch
{
    std::string run;
    bool replaces = false; // the first batch of an opened run: what was shown of it is dropped
    std::vector<Event> events;
    bool goesOn = false; // of one that replaces: the run is not over, its own new events follow
    bool more = false; // of an opened run: the next batch goes on with its past
};
// Text as it streams; transient.
struct TextDelta
{
    std::string run;
    std::string path; // of the model call
    std::string text;
    bool thinking = false;
    bool restart = false; // what streamed at this path so far is dropped
};
struct RunStarted
{
    std::string run;
    std::string task;
    std::string ticket = {}; // of a ForkRun
}; // answer to StartRun, ResumeRun, ForkRun
struct RunsListed
{
    std::shared_ptr<const std::vector<RunSummary>> runs;
};
struct WorkspaceOpened
{
    std::shared_ptr<const WorkspaceView> workspace;
    std::vector<ToolPtr> builtins;
    std::vector<std::string> untrusted; // what it may not do until it is trusted, one line each
};
struct TemplatesListed
{
    std::shared_ptr<const std::vector<WorkflowTemplate>> templates;
};
struct TemplatePlanned
{
    TemplatePlan plan;
};
// It lies in the workspace, which was told of before.
struct TemplateAdded
{
    std::string name;
    std::string workflow; // as it is called there
};
struct BreakpointsSet
{
    std::vector<Breakpoint> breakpoints; // with how often each was met
};
struct FileSaved
{
    std::string file;
};
struct FileChecked
{
    std::string file;
    std::string text; // that was checked
    std::shared_ptr<const std::vector<Problem>> problems; // of this file alone
};
struct ToolCallFinished
{
    std::string ticket;
    bool ok = false;
    std::string result; // JSON or text, as it came
    std::string modelText; // as the model would see it
    std::string errors; // end of stderr
    std::string run;
    std::int64_t milliseconds = 0;
};
// Where keys are: environment, key store, missing, none needed.
struct KeysListed
{
    std::vector<std::pair<std::string, std::string>> keys; // variable -> where
    std::map<std::string, std::string> models = {}; // name of a model -> where its key is
};
struct Exported
{
    std::string file;
};
struct RunFileOpened
{
    std::string file;
    std::string run;
    std::string damage; // what is wrong with it, a line each; empty: it is whole
    bool imported = false; // it is in the journal now
};
struct ChangesListed
{
    std::string run;
    std::shared_ptr<const std::vector<RunChange>> changes;
};
// Where a replay differs from its record.
struct ReplayDifference
{
    std::string path;
    std::string event; // "tool.requested"
    std::string member; // of its data, "arguments.path"; empty: the whole
    std::string expected; // JSON, cut
    std::string found;

    bool operator==(const ReplayDifference&) const = default;
};
struct RunReplayed
{
    std::string run;
    bool withPresentFiles = false;
    std::int64_t events = 0; // that came again as they were recorded
    std::string outcome; // of the run as it was recorded
    std::optional<ReplayDifference> difference; // absent: identical
    std::vector<std::string> changedFiles; // since the run: "agent clerk", "tool read_file"
};
struct StepRepeated
{
    std::string ticket;
    std::string run;
    std::string at;
    std::vector<std::string> runs; // the forks, in the order they were started
};
struct RunsCompared
{
    RunSummary a;
    RunSummary b;
    std::shared_ptr<const Comparison> comparison;
};
// What a search has found since the notice before.
struct RunsFound
{
    struct Hit
    {
        std::string run;
        std::string path; // of the first event that holds it
        std::string snippet; // one line around it

        bool operator==(const Hit&) const = default;
    };
    std::string ticket;
    std::vector<Hit> hits; // one for a run
    bool isOver = false;
};

// What a failed command was.
enum class Verb
{
    Other,
    StartRun,
    OpenRun,
    ListRuns,
    SaveFile,
    CheckFile,
    DeleteFile,
    CallTool,
    StoreKey,
    Export,
    ResumeRun,
    ReplayRun,
    ForkRun,
    RepeatStep,
    CompareRuns,
    SearchRuns
};
// A command that could not be carried out.
struct CommandFailed
{
    std::string what; // for a person: "save tools/x.json"
    Error error;
    Verb verb = Verb::Other;
    std::string subject = {}; // the run, file, tool or key, or the ticket of the command
};

using Notice =
    std::variant<JournalBatch, TextDelta, RunStarted, RunsListed, WorkspaceOpened, FileSaved,
                 ToolCallFinished, KeysListed, Exported, CommandFailed, BreakpointsSet, RunReplayed,
                 StepRepeated, RunsCompared, RunsFound, TemplatesListed, TemplatePlanned,
                 TemplateAdded, RunFileOpened, ChangesListed, FileChecked>;

// Where clients meet the engine. send() never waits; notices come on engine threads, in order for each run.
class Port
{
public:
    virtual ~Port() = default;
    virtual void send(Command command) = 0;
    // Until the returned object goes: then no call is under way and none follows, so it may not go inside the callback, nor
    // while its thread holds what the callback needs. The callback must not wait.
    [[nodiscard]] virtual std::shared_ptr<void>
    subscribe(std::function<void(const Notice&)> onNotice) = 0;
};

} // namespace signalbox::engine
