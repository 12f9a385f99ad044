// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/arguments.h"
#include "engine/share.h"
#include "journal/importrun.h"
#include "journal/journal.h"
#include "journal/runfilejournal.h"

#include <memory>
#include <string>

namespace signalbox::app {

// A run that a word of the command line names, with the journal it stands in: that of the workspace, or a run file.
struct ChosenRun
{
    std::unique_ptr<journal::Journal> journal;
    std::string run;
    journal::RunFileJournal* file = nullptr; // the journal, where it is a run file
};
// An id, a unique prefix, `last`, or a file that ends in .run.
[[nodiscard]] Result<ChosenRun> chooseRun(const Arguments& arguments, const std::string& word);
// Invalid where the run comes from a file that is damaged.
[[nodiscard]] Result<> requireWhole(const ChosenRun& chosen);
// Says on stderr what is wrong with the file a run was read from; the exit code of a command that only looked.
int tellDamage(const ChosenRun& chosen);

// Takes the run of a file into the journal of the workspace at `root` and says on stderr what came of it.
[[nodiscard]] Result<journal::Imported> importFile(const std::string& root,
                                                   const std::string& path);

// What to keep out of files that leave the machine, by the workspace's definitions; prices for run files are in `prices`.
[[nodiscard]] engine::ShareOptions shareOptions(const std::string& root,
                                                const budget::PriceTable& prices);
[[nodiscard]] journal::Sink toStdout();

} // namespace signalbox::app
