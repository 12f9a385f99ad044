// SPDX-FileCopyrightText: 2026 The Signalbox authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"

#include <QString>
#include <QStringList>

#include <memory>
#include <string>

namespace signalbox::ui {

// What an expression of a workflow may name: the declared state and, by its place, more.
struct WorkflowScope
{
    std::shared_ptr<const Json> state; // keys with their defaults; null: every key is taken
    bool hasItem = false; // in a map: item, index
    bool hasResult = false; // in writes: result, of a map results

    [[nodiscard]] QStringList completions() const; // "state.rounds", "task", ...
};

[[nodiscard]] WorkflowScope scopeOf(const OrderedJson& document);

// What is wrong, with its column; empty where nothing is. A condition must be true or false.
[[nodiscard]] QString expressionProblem(const std::string& text, const WorkflowScope& scope,
                                        bool isCondition);
// Of the `${…}` in a text.
[[nodiscard]] QString templateProblem(const std::string& text, const WorkflowScope& scope);

} // namespace signalbox::ui
