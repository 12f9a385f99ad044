// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/engine.h"

#include "base/file.h"

#include <algorithm>
#include <filesystem>
#include <future>
#include <utility>

namespace signalbox::engine {

namespace {
// The person's own policy: rules that hold in every workspace.
Policy personPolicy(const workspace::UserFolders& user)
{
    const auto path = user.config / "policy.json";
    const auto text = readFile(path, 1u << 20);
    if (!text)
        return {};
    std::vector<Problem> problems;
    auto policy = workspace::policyFromJson(*text, path.string(), problems);
    return policy ? std::move(*policy) : Policy{};
}
} // namespace

Engine::Engine(EngineOptions options)
    : m_options(std::move(options))
    , m_services(m_options.user)
    , m_person(personPolicy(m_options.user))
    , m_thread([this](std::stop_token stop) { serve(std::move(stop)); })
{ }

Engine::~Engine()
{
    m_thread.request_stop();
    m_thread.join();
    m_records.clear();
    m_search.clear();
    m_opening.clear();
    std::map<std::string, std::shared_ptr<Run>> runs;
    {
        const std::lock_guard lock(m_mutex);
        runs.swap(m_runs);
    }
    for (const auto& [id, run] : runs)
        run->requestStop();
    runs.clear();
    // Outside the lock: the end waits for the journal thread, which may be telling somebody who asks the engine.
    std::shared_ptr<void> events;
    std::shared_ptr<journal::Journal> closing;
    const std::lock_guard lock(m_mutex);
    events = std::move(m_events);
    closing = std::move(m_journal);
}

// A folder that is none is left as it is: opening one makes a journal in it.
Result<> Engine::openWorkspace(const std::string& folder)
{
    std::error_code error;
    if (std::filesystem::is_directory(folder, error)
        && std::filesystem::symlink_status(folder + "/signalbox.json", error).type()
            == std::filesystem::file_type::not_found)
        return fail(Errc::NotFound,
                    "this folder is no workspace: it has no signalbox.json. Choose one that has, "
                    "or make a new one",
                    folder);
    return openAs(folder, m_options.trust);
}

Result<std::unique_ptr<journal::Journal>> Engine::openJournal(const std::string& root) const
{
    journal::Options options;
    options.folder = m_options.memoryJournal ? std::string() : root + "/.signalbox";
    options.clock = &m_services.clock;
    options.writesSoon = m_options.runsAtOnce;
    return journal::Journal::open(options);
}

Result<> Engine::openAs(const std::string& folder, bool trust)
{
    std::future<Result<std::unique_ptr<journal::Journal>>> early; // beside the reading of the files
    if (!heldJournal())
        early = std::async(std::launch::async, [this, &folder] { return openJournal(folder); });
    auto loaded = workspace::load(folder, m_options.user);
    if (!loaded)
        return tl::unexpected(loaded.error());
    auto view = std::move(*loaded);
    if (trust && !view->trusted) {
        if (auto trusted = workspace::trust(*view, m_options.user); !trusted)
            return trusted;
        loaded = workspace::load(folder, m_options.user);
        if (!loaded)
            return tl::unexpected(loaded.error());
        view = std::move(*loaded);
    }
    bool sameJournal = false;
    {
        const std::lock_guard lock(m_mutex);
        sameJournal = m_journal && m_setup && m_setup->workspace().root == view->root;
    }
    auto setup = setupFor(view);
    std::shared_ptr<journal::Journal> journal;
    if (!sameJournal) {
        auto opened = early.valid() ? early.get() : openJournal(view->root);
        if (!opened)
            return tl::unexpected(opened.error());
        journal = std::move(*opened);
    }
    if (journal) { // they read the one that goes
        m_records.clear();
        m_search.clear();
        m_opening.clear();
    }
    // what goes is let go outside the lock: runs that end now still ask the engine
    std::map<std::string, std::shared_ptr<Run>> runs;
    std::shared_ptr<void> events;
    std::shared_ptr<journal::Journal> closing;
    {
        const std::lock_guard lock(m_mutex);
        if (journal)
            runs.swap(m_runs);
    }
    for (const auto& [id, run] : runs)
        run->requestStop();
    runs.clear();
    {
        const std::lock_guard lock(m_mutex);
        m_setup = std::move(setup);
        if (!journal)
            return {};
        events = std::move(m_events);
        closing = std::exchange(m_journal, std::move(journal));
        m_events =
            m_journal->subscribe([this](const std::vector<Event>& told) { tellEvents(told); });
    }
    return {};
}

Result<> Engine::reloadWorkspace()
{
    const auto current = setup();
    if (!current)
        return fail(Errc::NotFound, "no workspace is open");
    return openAs(current->workspace().root, false);
}

std::shared_ptr<Setup> Engine::setup() const
{
    const std::lock_guard lock(m_mutex);
    return m_setup;
}

journal::Journal* Engine::journal() const
{
    const std::lock_guard lock(m_mutex);
    return m_journal.get();
}

std::shared_ptr<journal::Journal> Engine::heldJournal() const
{
    const std::lock_guard lock(m_mutex);
    return m_journal;
}

// What runs of this agent usually cost: the median of the last twelve that went well. Nothing below three of them.
std::optional<Money> Engine::baselineOf(const std::string& agent) const
{
    constexpr std::size_t looked = 200;
    constexpr std::size_t counted = 12;
    constexpr std::size_t least = 3;
    const auto current = setup();
    if (agent.empty() || !current || !current->workspace().costOverBaseline)
        return std::nullopt;
    const auto store = heldJournal();
    if (!store)
        return std::nullopt;
    const auto runs = store->runs(looked);
    std::vector<Money> costs;
    for (const auto& run : runs ? *runs : std::vector<RunSummary>()) {
        if (run.agent == agent && run.outcome == "done" && run.cost && costs.size() < counted)
            costs.push_back(*run.cost);
    }
    if (costs.size() < least)
        return std::nullopt;
    std::nth_element(costs.begin(), costs.begin() + std::ptrdiff_t(costs.size() / 2), costs.end());
    return costs[costs.size() / 2];
}

Result<std::shared_ptr<Run>> Engine::newRun(Limits limits, const std::string& agent)
{
    forgetEnded();
    const auto current = setup();
    const auto store = heldJournal();
    if (!current || !store)
        return fail(Errc::NotFound, "no workspace is open");
    auto writer = store->create();
    if (!writer)
        return tl::unexpected(writer.error());
    auto parts =
        partsFor(current, overlay(overlay(defaultLimits(), current->workspace().limits), limits));
    parts.writer = std::move(*writer);
    parts.baseline = baselineOf(agent);
    return adopt(std::move(parts));
}

std::shared_ptr<Setup> Engine::setupFor(std::shared_ptr<const WorkspaceView> view)
{
    return std::make_shared<Setup>(std::move(view), m_services, m_options.secrets, m_person,
                                   m_options.sandboxOff);
}

RunParts Engine::partsFor(std::shared_ptr<Setup> setup, Limits limits)
{
    RunParts parts;
    parts.setup = std::move(setup);
    parts.deadlines = &m_deadlines;
    parts.clock = &m_services.clock;
    parts.branches = &m_branches;
    parts.limits = limits;
    parts.gates = m_options.gates;
    return parts;
}

std::shared_ptr<Run> Engine::adopt(RunParts parts)
{
    const auto id = parts.writer->run();
    parts.onStream = [this, id](const workflow::StreamPiece& piece) {
        using Kind = llm::Delta::Kind;
        if (piece.delta.kind == Kind::ToolName || piece.delta.kind == Kind::ToolArguments)
            return;
        publish(TextDelta{id, std::string(piece.path), std::string(piece.delta.text),
                          piece.delta.kind == Kind::Thinking, piece.delta.kind == Kind::Restart});
    };
    auto run = std::make_shared<Run>(std::move(parts));
    {
        const std::lock_guard lock(m_mutex);
        m_runs.insert_or_assign(id, run);
    }
    readyToHold(*run);
    return run;
}

Result<std::string> Engine::start(const StartRun& command)
{
    const auto current = setup();
    if (!current)
        return fail(Errc::NotFound, "no workspace is open");
    auto own = current->mayStart(command.agent, command.workflow, command.model);
    if (!own)
        return tl::unexpected(own.error());
    auto limits = overlay(overlay(defaultLimits(), current->workspace().limits), command.limits);
    own->steps.reset(); // counted by each agent for itself
    limits = tightest(limits, *own);
    auto run = newRun(limits, command.agent);
    if (!run)
        return tl::unexpected(run.error());
    workflow::RunRequest request{command.workflow.empty() ? command.agent : std::string(),
                                 command.workflow,
                                 command.task,
                                 command.model,
                                 current->definitions(command.agent, command.workflow),
                                 {}};
    if (command.held)
        (*run)->control().pause();
    publish(RunStarted{(*run)->id(), command.task});
    (*run)->startAgent(std::move(request), [this](const workflow::RunEnd&) { listRuns(); });
    return (*run)->id();
}

Result<std::string> Engine::call(const CallTool& command,
                                 std::function<void(const HandCall&)> onEnd)
{
    auto run = newRun({});
    if (!run)
        return tl::unexpected(run.error());
    {
        const std::lock_guard lock(m_mutex);
        m_calls[command.ticket] = (*run)->id();
    }
    (*run)->startCall({"call_1", command.tool, command.arguments},
                      [onEnd = std::move(onEnd)](const workflow::RunEnd&, const HandCall& call) {
                          if (onEnd)
                              onEnd(call);
                      });
    return (*run)->id();
}

Result<workflow::RunEnd> Engine::wait(const std::string& run, std::stop_token stop)
{
    const auto found = find(run);
    if (!found)
        return fail(Errc::NotFound, "no such run is going on", run);
    return found->wait(std::move(stop));
}

void Engine::stop(const std::string& run)
{
    if (const auto found = find(run))
        found->requestStop();
}

void Engine::interrupt(const std::string& run)
{
    if (const auto found = find(run))
        found->requestInterrupt();
}

bool Engine::answer(const AnswerGate& answer)
{
    const auto found = find(answer.run);
    return found && found->approvals().answer(answer.run, answer.gateId, answer.answer);
}

std::size_t Engine::running() const
{
    const std::lock_guard lock(m_mutex);
    return std::size_t(std::count_if(m_runs.begin(), m_runs.end(),
                                     [](const auto& entry) { return !entry.second->isOver(); }));
}

std::shared_ptr<Run> Engine::find(const std::string& run) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_runs.find(run);
    return found == m_runs.end() ? nullptr : found->second;
}

void Engine::forgetEnded()
{
    constexpr std::size_t keep = 64; // ended runs whose result may still be asked for
    std::vector<std::shared_ptr<Run>> ended; // let go outside the lock: it waits for their threads
    const std::lock_guard lock(m_mutex);
    if (m_runs.size() <= keep)
        return;
    for (auto run = m_runs.begin(); run != m_runs.end();) {
        if (!run->second->isOver()) {
            ++run;
            continue;
        }
        ended.push_back(std::move(run->second));
        run = m_runs.erase(run);
    }
}

} // namespace signalbox::engine
