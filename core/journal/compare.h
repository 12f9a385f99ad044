// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "values/event.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace signalbox::journal {

// A model request or a call of one run, as two runs are compared by it.
struct ComparedStep
{
    std::string path;
    std::string kind; // "chat" or "tool"
    std::string name; // of the model or the tool
    std::string arguments; // of a call
    std::string text; // of the reply, or the result
    bool ok = true;
    std::int64_t tokens = 0;
    std::optional<double> costUsd;
    double ms = 0;
};

enum class Alignment
{
    Same,
    Differs,
    OnlyA,
    OnlyB
};

struct ComparedPair
{
    Alignment alignment = Alignment::Same;
    std::optional<std::size_t> a; // index into the steps of A
    std::optional<std::size_t> b;
    std::vector<std::string> differences; // "model", "text", "arguments", "result", "outcome"
};

struct Comparison
{
    std::vector<ComparedStep> a;
    std::vector<ComparedStep> b;
    std::vector<ComparedPair> pairs; // in order
    std::optional<std::size_t> firstDivergence; // index into pairs
};

// Two runs aligned step by step: the longest common sequence of what was done, differences inside what belongs together.
[[nodiscard]] Comparison compareRuns(const std::vector<Event>& a, const std::vector<Event>& b);

} // namespace signalbox::journal
