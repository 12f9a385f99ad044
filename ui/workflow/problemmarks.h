// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/workflow/workflowinspector.h"
#include "values/problem.h"

#include <optional>
#include <string>
#include <vector>

namespace signalbox::ui {

// Where a problem of a workflow file belongs in its drawing, by its JSON path: "nodes.judge.agent", "edges[3].when".
struct ProblemPlace
{
    std::optional<std::string> node;
    std::optional<std::size_t> edge;
    std::optional<std::string> state;

    bool operator==(const ProblemPlace&) const = default;
};
[[nodiscard]] ProblemPlace placeOf(const std::string& path);
[[nodiscard]] QString problemWords(const Problem& problem);

// The problems of one file as marks; of several at one place the worst one speaks, with how many there are.
[[nodiscard]] WorkflowInspector::Problems marksOf(const std::vector<Problem>& problems,
                                                  const std::string& file);

} // namespace signalbox::ui
