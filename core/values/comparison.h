// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace signalbox {

// A model request, a call or a visit of a node of one run, as two runs are compared by it.
struct ComparedStep
{
    std::string path;
    std::string kind; // "chat", "tool" or "node"
    std::string name; // of the model, the tool or the node
    std::string
        arguments; // JSON; of a reply the calls it asks for, of a node the patches of its state, one a line
    std::string text; // of the reply, or the result; of a node where it leads, or its error
    bool ok = true;
    std::int64_t tokens = 0;
    std::optional<double> costUsd; // absent: the price is unknown
    double ms = 0;

    bool operator==(const ComparedStep&) const = default;
};

enum class Alignment
{
    Same,
    Differs,
    OnlyA,
    OnlyB
};

// Two steps that stand side by side, or one whose other side is empty.
struct ComparedPair
{
    Alignment alignment = Alignment::Same;
    std::optional<std::size_t> a; // index into the steps of A
    std::optional<std::size_t> b;
    std::vector<std::string>
        differences; // "model", "text", "calls", "arguments", "result", "state", "way", "outcome"

    bool operator==(const ComparedPair&) const = default;
};

// Two runs aligned step by step.
struct Comparison
{
    std::vector<ComparedStep> a;
    std::vector<ComparedStep> b;
    std::vector<ComparedPair> pairs; // in order
    std::optional<std::size_t> firstDivergence; // index into pairs

    bool operator==(const Comparison&) const = default;
};

} // namespace signalbox
