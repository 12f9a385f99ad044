// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
// The engine as a port: runs as files, and what a run changed.
#include "engine/engine.h"
#include "engine/pasttelling.h"
#include "engine/share.h"
#include "engine/undo.h"
#include "journal/importrun.h"
#include "journal/runfilejournal.h"

namespace signalbox::engine {

namespace { } // namespace

void Engine::exportRun(const Export& request)
{
    const auto store = heldJournal();
    const auto id = store ? store->resolve(request.run)
                          : Result<std::string>(fail(Errc::NotFound, "no workspace is open"));
    if (!id)
        return complain("export " + request.run, id.error(), Verb::Export, request.run);
    ShareOptions options;
    options.secrets = secretsOf(setup()->workspace(), m_options.secrets);
    options.prices = &m_services.prices.get();
    options.now = m_services.clock.now();
    const auto written = writeShared(*store, *id, request.format, request.file, options);
    if (!written)
        return complain("export " + request.run, written.error(), Verb::Export, request.run);
    publish(Exported{request.file});
}

// Through the projections of any other run; nothing of it is kept.
void Engine::openRunFile(const std::string& path)
{
    const auto journal = journal::RunFileJournal::open(path);
    if (!journal)
        return complain("open " + path, journal.error());
    const auto& run = (*journal)->file().head().run;
    PastTelling telling(run, [this](JournalBatch&& batch) { publish(batch); });
    const auto read = (*journal)->read(run, 1, [&](Event&& event) {
        telling.add(std::move(event));
        return true;
    });
    if (read || telling.hasTold())
        telling.end();
    if (!read)
        return complain("open " + path, read.error());
    publish(RunFileOpened{path, run, (*journal)->report().damageText(), false});
}

void Engine::importRunFile(const std::string& path)
{
    const auto current = setup();
    if (!current || m_options.memoryJournal)
        return complain("import " + path, {Errc::NotFound, "no workspace is open"});
    const auto file = journal::RunFile::open(path);
    if (!file)
        return complain("import " + path, file.error());
    const auto imported = journal::importRun(current->workspace().root + "/.signalbox", *file,
                                             m_services.clock.now());
    if (!imported)
        return complain("import " + path, imported.error());
    publish(RunFileOpened{path, imported->run, {}, true});
    listRuns();
}

void Engine::listChanges(const std::string& run)
{
    const auto store = heldJournal();
    if (!store)
        return complain("list the changes", {Errc::NotFound, "no workspace is open"});
    const auto entries = undoEntries(*store, setup()->workspace().root, run);
    if (!entries)
        return complain("list the changes of " + run, entries.error());
    auto changes = std::make_shared<std::vector<RunChange>>();
    for (const auto& entry : *entries)
        changes->push_back({entry.path, entry.tool, entry.what,
                            std::string(tools::undoStateName(entry.state)),
                            entry.record.has_value(), entry.blocked, entry.effects});
    publish(ChangesListed{run, std::move(changes)});
}

void Engine::undoChanges(const UndoChanges& request)
{
    const auto store = heldJournal();
    if (!store)
        return complain("undo", {Errc::NotFound, "no workspace is open"});
    const auto end = undo(*store, setup()->workspace().root,
                          {request.run, request.paths,
                           request.redo ? tools::UndoDirection::Redo : tools::UndoDirection::Undo});
    if (!end)
        return complain(request.redo ? "redo" : "undo", end.error());
    for (const auto& item : end->items) {
        if (!item.problem.empty())
            complain((request.redo ? "redo " : "undo ") + item.what,
                     {Errc::Denied, item.problem, item.path});
    }
    listChanges(request.run);
    listRuns();
}

} // namespace signalbox::engine
