// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace signalbox {

// Something a run did to the world, as the ledger lists it.
struct RunChange
{
    std::string path; // of the call
    std::string tool;
    std::string what; // "change reports/a.md"
    std::string state; // done, undone, in_doubt
    bool reversible = false;
    std::string blocked; // why it cannot be undone, or redone, now
    std::vector<std::string> effects; // of an irreversible one

    bool operator==(const RunChange&) const = default;
};

} // namespace signalbox
