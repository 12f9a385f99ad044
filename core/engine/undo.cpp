// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/undo.h"

#include "base/hash.h"
#include "base/jsonvalue.h"
#include "engine/again.h"

#include <algorithm>
#include <map>
#include <set>

namespace signalbox::engine {

namespace {
using tools::UndoDirection;
using tools::UndoEntry;
using tools::UndoState;

std::string_view wordOf(UndoDirection direction)
{
    return direction == UndoDirection::Undo ? "undo" : "redo";
}

// The runs that took things of this one back, oldest first.
Result<std::vector<std::string>> undoRuns(const journal::Journal& journal, const std::string& run)
{
    auto runs = journal.runs();
    if (!runs)
        return tl::unexpected(runs.error());
    std::vector<std::string> found;
    for (const auto& summary : *runs) {
        if (summary.agent.empty() && summary.importedFrom.empty()
            && (summary.task == "undo " + run || summary.task == "redo " + run))
            found.push_back(summary.run);
    }
    std::reverse(found.begin(), found.end());
    return found;
}

Result<tools::UndoLedger> ledgerOf(const journal::Journal& journal, const std::string& root,
                                   const std::string& run)
{
    tools::UndoLedger ledger(root, run);
    auto read = journal.read(run, 1, [&ledger](Event&& event) {
        ledger.add(event);
        return true;
    });
    if (!read)
        return tl::unexpected(read.error());
    const auto runs = undoRuns(journal, run);
    if (!runs)
        return tl::unexpected(runs.error());
    for (const auto& other : *runs) {
        bool isOfThis = false;
        read = journal.read(other, 1, [&](Event&& event) {
            if (event.type == EventType::RunStarted)
                isOfThis =
                    stringAt(parseJson(event.data).value_or(Json::object()), "undoes") == run;
            if (isOfThis)
                ledger.addUndo(event);
            return isOfThis;
        });
        if (!read)
            return tl::unexpected(read.error());
    }
    return ledger;
}

Result<> requireOver(const journal::Journal& journal, const std::string& run)
{
    const auto runs = journal.runs();
    if (!runs)
        return tl::unexpected(runs.error());
    const auto found = std::find_if(runs->begin(), runs->end(),
                                    [&run](const auto& summary) { return summary.run == run; });
    if (found == runs->end())
        return fail(Errc::NotFound, "no such run", run);
    if (!found->importedFrom.empty())
        return fail(Errc::Denied, "the run was imported: what it changed is not in this workspace",
                    run);
    if (found->runningPid != 0)
        return fail(Errc::Denied, "the run is still running; stop it first", run);
    return {};
}

// Those that are asked for and stand the other way, in the order in which they are done.
Result<std::vector<UndoEntry>> chosenOf(std::vector<UndoEntry> entries, const UndoRequest& request)
{
    for (const auto& path : request.paths) {
        const auto found = std::find_if(entries.begin(), entries.end(),
                                        [&path](const auto& entry) { return entry.path == path; });
        if (found == entries.end())
            return fail(Errc::NotFound, "the run changed nothing at this path", path);
        if (!found->record)
            return fail(Errc::Unsupported, "it cannot be taken back: " + found->what, path);
    }
    const bool undo = request.direction == UndoDirection::Undo;
    const bool all = request.paths.empty();
    std::erase_if(entries, [&](const UndoEntry& entry) {
        const bool isAsked = std::find(request.paths.begin(), request.paths.end(), entry.path)
            != request.paths.end();
        return !entry.record || (!all && !isAsked) || (entry.state == UndoState::Undone) == undo;
    });
    if (undo)
        std::reverse(entries.begin(), entries.end());
    return entries;
}

// Tells one change as a call, with its intent on disk before anything is done.
class Teller
{
public:
    Teller(std::unique_ptr<journal::Writer> writer, const UndoRequest& request)
        : m_writer(std::move(writer))
        , m_request(request)
    {
        tell("/", EventType::RunStarted,
             {{"task", std::string(wordOf(request.direction)) + " " + request.run},
              {"agent", ""},
              {"model", ""},
              {"tool", wordOf(request.direction)},
              {"undoes", request.run},
              {"limits", Json::object()},
              {"definition_hash", sha256("").hex()}});
    }

    [[nodiscard]] const std::string& run() const { return m_writer->run(); }

    Result<> begin(const UndoEntry& entry)
    {
        m_path = "/tool:" + std::to_string(++m_calls);
        m_call = "call_" + std::to_string(m_calls);
        const Json arguments = {{"run", m_request.run}, {"at", entry.path}, {"what", entry.what}};
        tell(
            m_path, EventType::ToolRequested,
            {{"call_id", m_call}, {"tool", wordOf(m_request.direction)}, {"arguments", arguments}});
        tell(m_path, EventType::ToolStarted,
             {{"call_id", m_call},
              {"arguments", arguments},
              {"key", sha256(run() + m_path).hex().substr(0, 32)}});
        return m_writer->barrier({});
    }

    void end(const UndoEntry& entry, const Result<>& done)
    {
        Json data = {{"call_id", m_call},
                     {"ok", done.has_value()},
                     {"ms", 0},
                     {"label", {{"integrity", "trusted"}, {"confidentiality", "public"}}}};
        if (done)
            data["result"] = {{"direction", wordOf(m_request.direction)}, {"what", entry.what}};
        else
            data["error"] = done.error().text();
        m_failed += done ? 0 : 1;
        tell(m_path, EventType::ToolFinished, data);
    }

    void finish()
    {
        tell("/", EventType::RunFinished,
             {{"outcome", m_failed == 0 ? "done" : "failed"},
              {"output",
               std::to_string(m_calls - m_failed) + " of " + std::to_string(m_calls)
                   + (m_request.direction == UndoDirection::Undo ? " changes undone"
                                                                 : " changes done again")},
              {"totals",
               {{"steps", 0},
                {"tokens", 0},
                {"cost_usd", 0},
                {"tool_calls", m_calls},
                {"seconds", 0}}}});
        (void)m_writer->barrier({});
    }

private:
    void tell(const std::string& path, EventType type, const Json& data)
    {
        (void)m_writer->append(
            {path, type, dumpJson(data)}); // a journal that failed: the barrier says so
    }

    std::unique_ptr<journal::Writer> m_writer;
    const UndoRequest& m_request;
    std::string m_path;
    std::string m_call;
    int m_calls = 0;
    int m_failed = 0;
};
} // namespace

Result<std::vector<UndoEntry>> undoEntries(const journal::Journal& journal, const std::string& root,
                                           const std::string& run)
{
    const auto ledger = ledgerOf(journal, root, run);
    if (!ledger)
        return tl::unexpected(ledger.error());
    return ledger->entries();
}

Result<UndoEnd> undo(journal::Journal& journal, const std::string& root, const UndoRequest& request)
{
    if (auto over = requireOver(journal, request.run); !over)
        return tl::unexpected(over.error());
    const auto ledger = ledgerOf(journal, root, request.run);
    if (!ledger)
        return tl::unexpected(ledger.error());
    const auto entries = ledger->entries();
    auto chosen = chosenOf(entries, request);
    if (!chosen)
        return tl::unexpected(chosen.error());
    UndoEnd end;
    if (chosen->empty())
        return end;
    auto writer = journal.create();
    if (!writer)
        return tl::unexpected(writer.error());
    Teller teller(std::move(*writer), request);
    end.record = teller.run();
    std::set<std::string> standing; // that stay as they are: others may stand on them
    for (const auto& entry : entries) {
        const bool goes = std::any_of(chosen->begin(), chosen->end(),
                                      [&entry](const auto& one) { return one.path == entry.path; });
        if (!goes && entry.record
            && (entry.state == UndoState::Undone) == (request.direction == UndoDirection::Redo))
            standing.insert(entry.path);
    }
    for (const auto& entry : *chosen) {
        if (auto begun = teller.begin(entry); !begun)
            return tl::unexpected(begun.error());
        const auto* other = tools::inTheWayOf(entry, entries, standing, request.direction);
        const auto done = other
            ? Result<>(fail(Errc::Denied,
                            std::string(request.direction == UndoDirection::Undo
                                            ? "a later call stands on it: undo "
                                            : "an earlier call was undone too: redo ")
                                + other->path + " first"))
            : ledger->perform(entry, request.direction);
        if (!done)
            standing.insert(entry.path);
        teller.end(entry, done);
        end.items.push_back({entry.path, entry.what, done ? std::string() : done.error().text()});
    }
    teller.finish();
    return end;
}

Result<std::vector<UndoRequest>> changesAfter(const journal::Journal& journal,
                                              const std::string& root, const std::string& run,
                                              const journal::ForkPoint& point)
{
    std::vector<Event> events;
    auto read = readWhole(journal, run, [&events](const Event& event, bool) {
        events.push_back(event);
        return true;
    });
    if (!read)
        return tl::unexpected(read.error());
    const auto kept = journal::keptEvents(events, point);
    if (!kept)
        return tl::unexpected(kept.error());
    std::set<std::string> keptPaths;
    for (const auto& event : *kept) {
        if (event.type == EventType::ToolFinished && event.seq > 0)
            keptPaths.insert(event.path);
    }
    std::vector<std::string>
        runs; // the run, then those it was forked from: what came last goes first
    std::map<std::string, std::set<std::string>> calls; // of each, that are not kept
    for (auto event = events.rbegin(); event != events.rend(); ++event) {
        if (event->type != EventType::ToolStarted || keptPaths.contains(event->path))
            continue;
        if (calls[event->run].insert(event->path).second && calls[event->run].size() == 1)
            runs.push_back(event->run);
    }
    std::vector<UndoRequest> requests;
    for (const auto& owner : runs) {
        const auto entries = undoEntries(journal, root, owner);
        if (!entries)
            return tl::unexpected(entries.error());
        UndoRequest request{owner, {}, UndoDirection::Undo};
        for (const auto& entry : *entries) {
            if (entry.record && entry.state != UndoState::Undone
                && calls[owner].contains(entry.path))
                request.paths.push_back(entry.path);
        }
        if (!request.paths.empty())
            requests.push_back(std::move(request));
    }
    return requests;
}

} // namespace signalbox::engine
