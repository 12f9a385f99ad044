// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "journal/runfile.h"

#include <string>

namespace signalbox::journal {

// What came of an import.
struct Imported
{
    std::string run;
    bool wasHere = false; // all of it: nothing was written
    std::int64_t events = 0; // of the run itself
    std::int64_t inherited = 0;
};

// Takes the run of a file into the journal of `folder` (the workspace's .signalbox), with its own id, numbers and times.
// Invalid: the file is damaged. Exists: a run of that id is here and is another, or is running. An import that was cut off is
// completed by the next. May take seconds for a big file; programs that write to the journal meanwhile go on.
[[nodiscard]] Result<Imported> importRun(const std::string& folder, const RunFile& file,
                                         Timestamp now);

} // namespace signalbox::journal
