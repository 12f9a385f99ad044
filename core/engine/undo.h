// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "journal/fork.h"
#include "journal/journal.h"
#include "tools/undoledger.h"

#include <string>
#include <vector>

// Taking back what a run did to the files of its workspace, and doing it again. Each time is a run of its own in the journal
// ("undo RUN"), so that nothing written of the first changes. For any thread but that of the window: files are read.
namespace signalbox::engine {

// What the run changed, with what can be done about it now. NotFound: no such run.
[[nodiscard]] Result<std::vector<tools::UndoEntry>>
undoEntries(const journal::Journal& journal, const std::string& root, const std::string& run);

struct UndoRequest
{
    std::string run;
    std::vector<std::string> paths; // of calls; empty: all that can be
    tools::UndoDirection direction = tools::UndoDirection::Undo;
};

struct UndoneItem
{
    std::string path; // of the call
    std::string what;
    std::string problem; // why it was left as it is; empty: it is done
};

struct UndoEnd
{
    std::string record; // the run that tells of it; empty: there was nothing to do
    std::vector<UndoneItem> items; // in the order they were done
};

// The last change first; redone the first first. What cannot be done is left and said, the rest goes on. Denied: the run is
// still running or happened elsewhere. NotFound: a path names no change of the run.
[[nodiscard]] Result<UndoEnd> undo(journal::Journal& journal, const std::string& root,
                                   const UndoRequest& request);

// What must be undone before a fork at this point, in this order: the changes that it does not keep, of the run and of those
// it was forked from.
[[nodiscard]] Result<std::vector<UndoRequest>> changesAfter(const journal::Journal& journal,
                                                            const std::string& root,
                                                            const std::string& run,
                                                            const journal::ForkPoint& point);

} // namespace signalbox::engine
