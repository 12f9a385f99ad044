// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "workflow/runscope.h"

#include <cstddef>
#include <functional>

namespace signalbox::workflow {

inline constexpr int mostBranches =
    1024; // threads of all runs; beyond that a branch runs on its parent's

// Calls work(0) ... work(count - 1), each once and in this order of begin, on at most `most` threads of which the caller's is
// one. Returns when all have returned. `work` must not throw.
void runBranches(RunScope& scope, std::size_t count, std::size_t most,
                 const std::function<void(std::size_t)>& work);

} // namespace signalbox::workflow
