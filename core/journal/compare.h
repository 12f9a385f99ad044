// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "values/comparison.h"
#include "values/event.h"

#include <vector>

namespace signalbox::journal {

// Two runs aligned step by step: the longest common sequence of what was done, differences inside what belongs together.
[[nodiscard]] Comparison compareRuns(const std::vector<Event>& a, const std::vector<Event>& b);

} // namespace signalbox::journal
