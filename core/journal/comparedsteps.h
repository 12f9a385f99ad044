// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "values/comparison.h"
#include "values/event.h"

#include <vector>

namespace signalbox::journal {

// What a run did, step by step in the order of its tree: what ran side by side stands by its number, not by when it came.
[[nodiscard]] std::vector<ComparedStep> comparedSteps(const std::vector<Event>& events);

} // namespace signalbox::journal
