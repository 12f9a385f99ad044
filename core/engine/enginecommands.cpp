// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
// The engine as a port: commands are carried out one after the other on its own thread.
#include "engine/engine.h"

#include "base/file.h"
#include "engine/again.h"
#include "engine/pasttelling.h"

#include <algorithm>
#include <filesystem>

namespace signalbox::engine {

namespace {
template <class... Handlers>
struct Overloaded : Handlers...
{
    using Handlers::operator()...;
};
template <class... Handlers>
Overloaded(Handlers...) -> Overloaded<Handlers...>;

// Whether nothing but this file asks for more than was accepted: what changed on disk meanwhile was seen by nobody.
bool isAddedBy(const std::string& file, const std::vector<workspace::TrustItem>& before,
               const std::vector<workspace::TrustItem>& after)
{
    return std::all_of(after.begin(), after.end(), [&](const workspace::TrustItem& item) {
        return item.where.starts_with(file)
            || std::any_of(before.begin(), before.end(),
                           [&item](const auto& old) { return old.hash == item.hash; });
    });
}
} // namespace

void Engine::send(Command command)
{
    {
        const std::lock_guard lock(m_queueMutex);
        m_queue.push_back(std::move(command));
    }
    m_queued.notify_one();
}

std::shared_ptr<void> Engine::subscribe(std::function<void(const Notice&)> onNotice)
{
    auto subscriber = std::make_shared<Subscriber>();
    subscriber->onNotice = std::move(onNotice);
    {
        const std::lock_guard lock(m_subscriberMutex);
        std::erase_if(m_subscribers, [](const auto& weak) { return weak.expired(); });
        m_subscribers.push_back(subscriber);
    }
    return {subscriber.get(), [subscriber](void*) mutable {
                subscriber->isOver = true; // threads that speak all the time let this one through
                {
                    const std::unique_lock lock(subscriber->mutex);
                    subscriber->onNotice = nullptr;
                }
                subscriber.reset();
            }};
}

void Engine::publish(const Notice& notice)
{
    std::vector<std::shared_ptr<Subscriber>> subscribers;
    {
        const std::lock_guard lock(m_subscriberMutex);
        for (const auto& weak : m_subscribers) {
            if (auto subscriber = weak.lock())
                subscribers.push_back(std::move(subscriber));
        }
    }
    for (const auto& subscriber : subscribers) {
        if (subscriber->isOver)
            continue;
        const std::shared_lock lock(subscriber->mutex);
        if (subscriber->onNotice)
            subscriber->onNotice(notice);
    }
}

void Engine::complain(std::string what, Error error, Verb verb, std::string subject)
{
    publish(CommandFailed{std::move(what), std::move(error), verb, std::move(subject)});
}

// Events of several runs as they were committed together: one batch for each run.
void Engine::tellEvents(const std::vector<Event>& events)
{
    {
        const std::lock_guard lock(m_subscriberMutex);
        if (m_subscribers.empty())
            return;
    }
    std::map<std::string, JournalBatch> batches;
    for (const auto& event : events) {
        auto& batch = batches[event.run];
        batch.run = event.run;
        batch.events.push_back(event);
    }
    for (auto& [run, batch] : batches)
        publish(std::move(batch));
}

void Engine::serve(std::stop_token stop)
{
    while (!stop.stop_requested()) {
        Command command;
        {
            std::unique_lock lock(m_queueMutex);
            if (!m_queued.wait(lock, stop, [this] { return !m_queue.empty(); }))
                return;
            command = std::move(m_queue.front());
            m_queue.pop_front();
        }
        perform(command);
    }
}

void Engine::perform(Command& command)
{
    std::visit(Overloaded{
                   [&](const StartRun& start) {
                       if (auto run = this->start(start); !run)
                           complain("start the run", run.error(), Verb::StartRun);
                   },
                   [&](const StopRun& stop) { this->stop(stop.run); },
                   [&](const PauseRun& pause) {
                       if (auto run = find(pause.run))
                           run->control().pause();
                   },
                   [&](const ResumePausedRun& resume) {
                       if (auto run = find(resume.run))
                           run->control().resume();
                   },
                   [&](const StepRun& step) {
                       if (auto run = find(step.run))
                           run->control().step();
                   },
                   [&](const RunTo& to) { holdRunAt(to); },
                   [&](const BendRun& bend) { bendRun(bend); },
                   [&](const SteerRun& given) { steerRun(given); },
                   [&](const CancelSteer& given) { cancelSteer(given); },
                   [&](const RevokeGrant& given) { revokeGrant(given); },
                   [&](const SetBreakpoints& set) {
                       if (auto done = setBreakpoints(set.breakpoints); !done)
                           complain("set the breakpoints", done.error());
                   },
                   [&](const AnswerGate& given) { (void)answer(given); },
                   [&](const OpenRun& open) {
                       if (open.run.empty())
                           m_opening.clear(); // a person waits no longer
                       else
                           m_opening.post(open.run, [this, run = open.run](const auto& stop) {
                               openRun(run, stop);
                           });
                   },
                   [&](const ListRuns&) { listRuns(); },
                   [&](const OpenWorkspace& open) {
                       if (auto opened = openWorkspace(open.folder); !opened)
                           return complain("open " + open.folder, opened.error());
                       tellWorkspace();
                   },
                   [&](const NewExample& example) { newExample(example.name); },
                   [&](const ListTemplates&) { listTemplates(); },
                   [&](const PlanTemplate& plan) { planTemplate(plan); },
                   [&](const AddTemplate& add) { addTemplate(add); },
                   [&](const ReloadWorkspace&) {
                       if (auto loaded = reloadWorkspace(); !loaded)
                           return complain("read the workspace again", loaded.error());
                       tellWorkspace();
                   },
                   [&](const TrustWorkspace&) { trustWorkspace(); },
                   [&](const SaveFile& file) { saveFile(file); },
                   [&](const CheckFile& file) { checkFile(file); },
                   [&](const DeleteFile& file) { deleteFile(file); },
                   [&](const CallTool& call) { callByHand(call); },
                   [&](const CancelCall& cancel) { cancelCall(cancel); },
                   [&](const StoreKey& key) { storeKey(key); },
                   [&](const Export& request) { exportRun(request); },
                   [&](const ResumeRun& resume) { resumeRun(resume); },
                   [&](const ReplayRun& replay) { replayRun(replay); },
                   [&](const ForkRun& fork) { forkRun(fork); },
                   [&](const RepeatStep& repeat) { repeatStep(repeat); },
                   [&](const CompareRuns& compare) { compareRuns(compare); },
                   [&](const SearchRuns& search) { searchRuns(search); },
                   [&](const OpenRunFile& open) { openRunFile(open.file); },
                   [&](const ImportRunFile& import) { importRunFile(import.file); },
                   [&](const ListChanges& list) { listChanges(list.run); },
                   [&](const UndoChanges& request) { undoChanges(request); },
               },
               command);
}

// On the thread of openings: a long run keeps no other command waiting.
void Engine::openRun(const std::string& run, const std::stop_token& stop)
{
    const auto store = heldJournal();
    if (!store)
        return complain("open the run", {Errc::NotFound, "no workspace is open"}, Verb::OpenRun,
                        run);
    const auto id = store->resolve(run);
    if (!id)
        return complain("open the run " + run, id.error(), Verb::OpenRun, run);
    PastTelling telling(*id, [this](JournalBatch&& batch) { publish(batch); });
    const auto read = readShown(*store, *id, [&](Event&& event) {
        telling.add(std::move(event));
        return !stop.stop_requested();
    });
    if (read || telling.hasTold())
        telling.end();
    if (stop.stop_requested())
        complain("open the run " + run,
                 {Errc::Cancelled, "stopped; open it again to read the whole of it"}, Verb::OpenRun,
                 *id);
    else if (!read)
        complain("open the run " + run, read.error(), Verb::OpenRun, run);
}

bool Engine::isWatched() const
{
    const std::lock_guard lock(m_subscriberMutex);
    return std::any_of(m_subscribers.begin(), m_subscribers.end(),
                       [](const auto& weak) { return !weak.expired(); });
}

void Engine::listRuns()
{
    if (!isWatched()) // nobody to tell
        return;
    const auto store = heldJournal();
    if (!store)
        return;
    auto runs = store->runs();
    if (!runs)
        return complain("list the runs", runs.error(), Verb::ListRuns);
    tellForks(*store, *runs);
    publish(RunsListed{std::make_shared<const std::vector<RunSummary>>(std::move(*runs))});
}

void Engine::tellWorkspace()
{
    const auto current = setup();
    WorkspaceOpened opened{current->view(), builtinTools(), {}};
    if (!current->workspace().trusted) {
        for (const auto& item : workspace::trustItems(current->workspace()))
            opened.untrusted.push_back(item.what + " (" + item.where + ")");
    }
    publish(opened);
    tellKeys();
    listRuns();
}

void Engine::tellKeys()
{
    const auto current = setup();
    KeysListed listed;
    for (const auto& [name, entry] : current->workspace().models) {
        const auto variable = keyVariable(entry);
        const auto place = current->models().keyPlace(entry);
        listed.models[name] = place;
        if (variable.empty())
            continue;
        const auto isNamed = [&variable](const auto& key) { return key.first == variable; };
        const auto known = std::find_if(listed.keys.begin(), listed.keys.end(), isNamed);
        if (known == listed.keys.end())
            listed.keys.emplace_back(variable, place);
        else if (place == "missing") // a server of one's own may go without it, this model does not
            known->second = place;
    }
    publish(listed);
}

void Engine::newExample(const std::string& name)
{
    namespace fs = std::filesystem;
    std::error_code error;
    auto folder = m_options.user.data / name;
    for (int n = 2; fs::exists(folder, error); ++n)
        folder = m_options.user.data / (name + "-" + std::to_string(n));
    if (auto made = workspace::createFromExample(name, folder, m_options.user); !made)
        return complain("make the example " + name, made.error());
    if (auto opened = openWorkspace(folder.string()); !opened)
        return complain("open " + folder.string(), opened.error());
    tellWorkspace();
}

void Engine::trustWorkspace()
{
    const auto current = setup();
    if (!current)
        return;
    if (auto trusted = workspace::trust(current->workspace(), m_options.user); !trusted)
        return complain("trust the workspace", trusted.error());
    if (auto loaded = reloadWorkspace(); !loaded)
        return complain("read the workspace again", loaded.error());
    tellWorkspace();
}

void Engine::saveFile(const SaveFile& file)
{
    const auto current = setup();
    if (!current)
        return;
    // what the person writes here is the person's own: a trusted workspace stays trusted
    const bool trusted = current->workspace().trusted;
    const auto before = workspace::trustItems(current->workspace());
    if (auto saved = workspace::save(current->workspace().root, file.file, file.text); !saved)
        return complain("save " + file.file, saved.error(), Verb::SaveFile, file.file);
    if (auto loaded = reloadWorkspace(); !loaded)
        return complain("read the workspace again", loaded.error());
    publish(FileSaved{file.file});
    if (trusted && isAddedBy(file.file, before, workspace::trustItems(setup()->workspace())))
        return trustWorkspace();
    tellWorkspace();
}

void Engine::checkFile(const CheckFile& file)
{
    const auto current = setup();
    if (!current)
        return;
    auto problems = workspace::checkEdited(current->workspace().root, file.file, file.text);
    if (!problems)
        return complain("check " + file.file, problems.error(), Verb::CheckFile, file.file);
    publish(FileChecked{file.file, file.text,
                        std::make_shared<const std::vector<Problem>>(std::move(*problems))});
}

void Engine::deleteFile(const DeleteFile& file)
{
    const auto current = setup();
    if (!current)
        return;
    const bool isKnown = file.file.starts_with("tools/") || file.file.starts_with("workflows/");
    if (!isKnown || file.file.find("..") != std::string::npos)
        return complain("delete " + file.file,
                        {Errc::Denied, "only files of tools/ and workflows/ can be deleted here"},
                        Verb::DeleteFile, file.file);
    // kept beside the runs: a person may want it back
    namespace fs = std::filesystem;
    const fs::path root = current->workspace().root;
    const fs::path trash = root / ".signalbox" / "trash" / "files";
    std::error_code error;
    fs::create_directories(trash, error);
    fs::rename(root / file.file,
               trash
                   / (fs::path(file.file).filename().string() + "."
                      + formatRfc3339(m_services.clock.now())),
               error);
    if (error)
        return complain("delete " + file.file, {Errc::Io, error.message()}, Verb::DeleteFile,
                        file.file);
    if (auto loaded = reloadWorkspace(); !loaded)
        return complain("read the workspace again", loaded.error());
    tellWorkspace();
}

void Engine::callByHand(const CallTool& command)
{
    const auto began = m_services.clock.steady();
    const auto ticket = command.ticket;
    auto run = call(command, [this, ticket, began](const HandCall& done) {
        const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
            m_services.clock.steady() - began);
        std::string id;
        {
            const std::lock_guard lock(m_mutex);
            id = m_calls[ticket];
            m_calls.erase(ticket);
        }
        publish(ToolCallFinished{ticket, done.ok, done.result, done.modelText, done.errors, id,
                                 took.count()});
    });
    if (!run)
        complain("call " + command.tool, run.error(), Verb::CallTool, command.ticket);
}

void Engine::cancelCall(const CancelCall& cancel)
{
    std::string run;
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_calls.find(cancel.ticket);
        if (found == m_calls.end())
            return;
        run = found->second;
    }
    stop(run);
}

void Engine::storeKey(const StoreKey& key)
{
    if (!m_options.secrets)
        return complain(
            "store the key " + key.name,
            {Errc::Unavailable,
             "there is no key store on this machine; set the variable " + key.name + " instead"},
            Verb::StoreKey, key.name);
    const auto stored = key.secret.empty() ? m_options.secrets->remove(key.name)
                                           : m_options.secrets->write(key.name, key.secret);
    if (!stored)
        return complain("store the key " + key.name, stored.error(), Verb::StoreKey, key.name);
    if (auto loaded = reloadWorkspace(); loaded) // clients are made anew, with the key
        tellKeys();
}

} // namespace signalbox::engine
