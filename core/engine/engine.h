// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/command.h"
#include "engine/run.h"
#include "engine/worker.h"
#include "journal/search.h"
#include "workspace/workspace.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <thread>
#include <vector>

namespace signalbox::engine {

// What a program decides for all workspaces that it opens. What is pointed to outlives the engine.
struct EngineOptions
{
    workspace::UserFolders user;
    gate::Gates gates = gate::Gates::Person; // who answers the gates of new runs
    bool sandboxOff = false;
    bool trust =
        false; // accept the workspace as it is when it is opened, not what changes in it later
    bool memoryJournal = false; // nothing is kept: benchmarks and tests
    bool runsAtOnce =
        false; // a run begins as soon as a workspace is open: its journal is made ready
    SecretStore* secrets = nullptr;
};

// The face of core: one open workspace, its journal and its runs. Clients send commands and get notices; the command line
// and tests may also call it directly. Thread safe.
class Engine final : public Port
{
public:
    explicit Engine(EngineOptions options);
    ~Engine() override; // stops every run and waits for it

    // Port: carried out on the engine's own thread.
    void send(Command command) override;
    [[nodiscard]] std::shared_ptr<void>
    subscribe(std::function<void(const Notice&)> onNotice) override;

    // The same, on the caller's thread.
    [[nodiscard]] Result<> openWorkspace(const std::string& folder);
    [[nodiscard]] Result<> reloadWorkspace();
    [[nodiscard]] std::shared_ptr<Setup> setup() const; // of the open workspace, nullptr: none
    [[nodiscard]] journal::Journal* journal() const;
    [[nodiscard]] Result<std::string> start(const StartRun& command);
    [[nodiscard]] Result<std::string> call(const CallTool& command,
                                           std::function<void(const HandCall&)> onEnd);
    [[nodiscard]] Result<workflow::RunEnd> wait(const std::string& run, std::stop_token stop);
    void stop(const std::string& run);
    void interrupt(const std::string& run); // left knowingly: it can be resumed
    bool answer(const AnswerGate& answer);
    // Invalid: a pattern says nothing; then nothing has changed.
    [[nodiscard]] Result<> setBreakpoints(std::vector<Breakpoint> breakpoints);
    [[nodiscard]] std::size_t running() const;

    // For the verbs that start from a record (engine/again.h): a setup of other definitions, the parts of a run without writer
    // and recording, and a run of parts that were completed.
    [[nodiscard]] std::shared_ptr<Setup> setupFor(std::shared_ptr<const WorkspaceView> view);
    [[nodiscard]] RunParts partsFor(std::shared_ptr<Setup> setup, Limits limits);
    [[nodiscard]] std::shared_ptr<Run> adopt(RunParts parts);

private:
    struct Subscriber
    {
        std::atomic<bool> isOver = false;
        std::shared_mutex mutex; // shared while it is told, alone when it ends; guards onNotice
        std::function<void(const Notice&)> onNotice;
    };

    [[nodiscard]] Result<> openAs(const std::string& folder, bool trust);
    [[nodiscard]] Result<std::unique_ptr<journal::Journal>>
    openJournal(const std::string& root) const;
    void serve(std::stop_token stop);
    void perform(Command& command);
    void openRun(const std::string& run, const std::stop_token& stop);
    void newExample(const std::string& name);
    void listTemplates();
    void planTemplate(const PlanTemplate& command);
    void addTemplate(const AddTemplate& command);
    void trustWorkspace();
    void saveFile(const SaveFile& file);
    void checkFile(const CheckFile& file);
    void deleteFile(const DeleteFile& file);
    void callByHand(const CallTool& command);
    void cancelCall(const CancelCall& cancel);
    void storeKey(const StoreKey& key);
    void exportRun(const Export& request);
    void openRunFile(const std::string& path);
    void importRunFile(const std::string& path);
    void listChanges(const std::string& run);
    void undoChanges(const UndoChanges& request);
    void holdRunAt(const RunTo& command);
    void bendRun(const BendRun& command);
    void steerRun(const SteerRun& command);
    void cancelSteer(const CancelSteer& command);
    void revokeGrant(const RevokeGrant& command);
    void readyToHold(Run& run);
    void countHit(const Breakpoint& hit);
    void tellBreakpoints();
    // recordcommands.cpp
    void resumeRun(const ResumeRun& command);
    void replayRun(const ReplayRun& command);
    void forkRun(const ForkRun& command);
    void repeatStep(const RepeatStep& command);
    void compareRuns(const CompareRuns& command);
    void searchRuns(const SearchRuns& command);
    [[nodiscard]] journal::SearchIndex* indexOf(const std::shared_ptr<journal::Journal>& store);
    void findIn(const std::shared_ptr<journal::Journal>& store, const SearchRuns& command,
                const std::stop_token& stop);
    void letGo(const std::string& run); // where it has ended
    void tellForks(const journal::Journal& store, std::vector<RunSummary>& runs);
    [[nodiscard]] bool isWatched() const;
    void listRuns();
    void tellWorkspace();
    void tellKeys();
    void publish(const Notice& notice);
    // The journal for as long as the caller needs it: another thread may open another workspace meanwhile.
    [[nodiscard]] std::shared_ptr<journal::Journal> heldJournal() const;
    void complain(std::string what, Error error, Verb verb = Verb::Other, std::string subject = {});
    void tellEvents(const std::vector<Event>& events);
    [[nodiscard]] std::shared_ptr<Run> find(const std::string& run) const;
    [[nodiscard]] Result<std::shared_ptr<Run>> newRun(Limits limits, const std::string& agent = {});
    [[nodiscard]] std::optional<Money> baselineOf(const std::string& agent) const;
    void forgetEnded();

    EngineOptions m_options;
    Services m_services;
    workflow::Deadlines m_deadlines;
    std::atomic<int> m_branches{0};
    Policy m_person; // the person's own policy

    mutable std::mutex m_mutex; // guards m_setup, m_journal, m_events, m_runs, m_calls
    std::shared_ptr<Setup> m_setup;
    std::shared_ptr<journal::Journal> m_journal;
    std::shared_ptr<void> m_events; // subscription to the journal
    std::map<std::string, std::shared_ptr<Run>> m_runs;
    std::map<std::string, std::string> m_calls; // ticket -> run

    std::mutex m_breakMutex; // guards m_breakpoints, m_readyBreaks
    std::vector<Breakpoint> m_breakpoints; // of the workspace, with their hits
    std::shared_ptr<const workflow::Breakpoints> m_readyBreaks;
    struct ForkOrigin
    {
        std::string at;
        std::string changed;
        std::string changedTo;
    };
    std::mutex m_forksMutex; // guards m_forks
    std::map<std::string, ForkOrigin> m_forks; // by run: read once from its beginning

    mutable std::mutex m_subscriberMutex; // guards m_subscribers
    std::vector<std::weak_ptr<Subscriber>> m_subscribers;

    std::mutex m_queueMutex; // guards m_queue
    std::condition_variable_any m_queued;
    std::deque<Command> m_queue;
    std::unique_ptr<journal::SearchIndex> m_index; // of the thread of searches
    std::weak_ptr<journal::Journal> m_indexed;
    Worker m_records; // replays, forks, comparisons
    Worker m_search;
    Worker m_opening; // of recorded runs
    std::jthread m_thread; // last: it ends before what it uses goes
};

} // namespace signalbox::engine
