// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace signalbox {

enum class Severity
{
    Warning,
    Error
};

// What is wrong in a file a person keeps, and how to mend it.
struct Problem
{
    std::string file; // relative to the workspace
    std::string path; // JSON path, "tools[2].name"; empty: the whole file
    std::string expected;
    std::string found;
    std::string mend;
    Severity severity = Severity::Error;

    bool operator==(const Problem&) const = default;
};

} // namespace signalbox
