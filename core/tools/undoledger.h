// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/undo.h"
#include "values/event.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace signalbox::tools {

enum class UndoState
{
    Done, // it stands as the call left it
    Undone,
    InDoubt, // the call has no result
};
[[nodiscard]] std::string_view undoStateName(UndoState state); // done, undone, in_doubt

// A call of a run that changed something, or may have.
struct UndoEntry
{
    std::string path; // of the call
    std::string tool;
    std::string
        what; // "change reports/a.md"; of an irreversible call the tool with its arguments, cut
    std::string key; // of the call, under which its bytes are kept
    std::optional<UndoRecord> record; // nothing: it cannot be taken back
    std::vector<std::string> effects; // of an irreversible one
    UndoState state = UndoState::Done;
    std::string blocked; // why it cannot be undone, or redone, now; empty: it can
};

// The change of another call that must be turned round before this one: later ones before an undo, earlier ones before a redo.
// `standing`: paths of those that are not. nullptr: none.
[[nodiscard]] const UndoEntry* inTheWayOf(const UndoEntry& entry,
                                          const std::vector<UndoEntry>& entries,
                                          const std::set<std::string>& standing,
                                          UndoDirection direction);

// What a run did to the world, as its journal tells it: a projection. Feed it the run's own events, then those of the runs
// that undid or redid things of it, in the order they began. One thread.
class UndoLedger
{
public:
    // `root` of the workspace.
    UndoLedger(const std::string& root, std::string run);

    void add(const Event& event);
    // Of a run that took things of this one back or did them again (engine/undo.h).
    void addUndo(const Event& event);

    // In the order of the calls, with what the files say now.
    [[nodiscard]] std::vector<UndoEntry> entries() const;
    [[nodiscard]] Result<> perform(const UndoEntry& entry, UndoDirection direction) const;

private:
    void addStarted(const Event& event, const Json& data);

    WorkspaceFiles m_files;
    std::string m_run;
    UndoStore m_store;
    std::vector<UndoEntry> m_entries;
    std::map<std::string, std::size_t, std::less<>> m_byPath;
    std::map<std::string, std::string, std::less<>> m_tools; // path -> tool, until it starts
    std::map<std::string, std::vector<std::string>, std::less<>> m_effects; // of recorded tools
    std::map<std::string, std::string, std::less<>> m_ofUndo; // path in an undo run -> path here
};

} // namespace signalbox::tools
